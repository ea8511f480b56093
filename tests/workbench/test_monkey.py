"""Random clicks, keys and drags find no way to an error. `python -m tests.benchmarks.monkey` goes on for longer."""

from pathlib import Path

import pytest
from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.workbench.monkey import Faults, Monkey, make_playground
from tests.workbench.trained_window import open_window, train_starter
from workbench.shown_window import ShownWindow


def play(shown: ShownWindow, tmp_path: Path, seed: int, events: int) -> Faults:
    loop = QEventLoop()
    with Faults() as faults:
        monkey = Monkey(shown, make_playground(tmp_path / "playground"), seed, events, faults)
        monkey.run(loop.quit)
        loop.exec()
    print(f"seed {seed}; at the end: {list(monkey.done)}")  # shown where the test fails
    return faults


@pytest.fixture(autouse=True)
def nothing_leaves_the_playground(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication) -> None:
    for name in ("HOME", "HF_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    monkeypatch.chdir(tmp_path)
    qapp.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)


@pytest.mark.slow
def test_four_hundred_random_events_raise_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    with open_window() as shown:
        assert play(shown, tmp_path, seed=7, events=400).tracebacks == []


@pytest.mark.slow
def test_two_thousand_random_events_while_a_run_trains_raise_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    with open_window() as shown:
        train_starter(shown)
        shown.session.change({"training.max_steps": 200})
        shown.session.start_training()
        assert play(shown, tmp_path, seed=8, events=2000).tracebacks == []


def test_a_mistake_of_ours_is_caught(qtbot: QtBot, tmp_path: Path) -> None:
    with open_window() as shown:
        QTimer.singleShot(0, lambda: 1 / 0)
        assert any("ZeroDivisionError" in text for text in play(shown, tmp_path, seed=7, events=20).tracebacks)
