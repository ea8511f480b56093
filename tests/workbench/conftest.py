"""The window's tests run without a screen."""

import os
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.workbench.trained_window import open_window, train_starter
from workbench import theme
from workbench.main_window import MainWindow
from workbench.preferences import Preferences
from workbench.session import Session
from workbench.shown_window import ShownWindow


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    """With a home of its own; what still runs in it is stopped at the end."""
    monkeypatch.setenv("PEFT_WORKBENCH_HOME", str(tmp_path))
    session = Session()
    window = MainWindow(session, Preferences())  # not given to qtbot, which would delete it while a job runs
    session.setParent(window)
    window.show()
    yield window
    session.stop_job()
    qtbot.waitUntil(lambda: session.job is None, timeout=60_000)
    window.close()
    window.deleteLater()
    app = QApplication.instance()
    theme.set_mode(app, "light")
    theme.set_font_points(app, 0)


@pytest.fixture(scope="module")
def opened(home_of_the_module: Path) -> Iterator[ShownWindow]:
    """One window for all tests of a file: its pages are made, and nothing is done in it before the first test."""
    with open_window() as opened:
        yield opened


@pytest.fixture(scope="module")
def shown(opened: ShownWindow) -> ShownWindow:
    """One window for all tests of a file, in which everything is there: rows, a run, replies."""
    train_starter(opened)
    return opened
