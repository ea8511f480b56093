"""The queue from the menu, and in the status line of the window."""

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from workbench.main_window import MainWindow
from workbench.preferences import Preferences
from workbench.session import Session
from workbench.widgets.queue_line import QueueLine
from workbench.widgets.sweep_dialog import SweepDialog


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    session = Session()
    window = MainWindow(session, Preferences())
    session.setParent(window)
    window.show()
    window.make_all_pages()
    yield window
    window.close()
    window.deleteLater()
    QApplication.processEvents()


def action(window: MainWindow, name: str) -> QAction:
    found = window.findChild(QAction, name)
    assert found is not None
    return found


@pytest.mark.action("actionAddToQueue", "actionShowQueue")
def test_the_menu_adds_to_the_queue_and_shows_it(window: MainWindow) -> None:
    line = window.findChild(QueueLine)
    assert line is not None
    assert not line.isVisible()
    action(window, "actionAddToQueue").trigger()
    assert [one.run.name for one in window.session.queue.waiting] == ["starter on starter"]
    assert line.isVisible()
    assert line.text() == "Queue not started: 1 waiting"
    runs = window.page("runs")
    for show in (action(window, "actionShowQueue").trigger, line.click):
        window.show_page("model")
        show()
        assert window.stack.currentWidget() is runs
        assert runs.tabs.currentWidget() is runs.queue_view


@pytest.mark.action("actionSweep")
def test_the_menu_opens_the_sweep(window: MainWindow) -> None:
    action(window, "actionSweep").trigger()
    dialog = window.findChild(SweepDialog)
    assert dialog is not None
    assert dialog.isVisible()
    dialog.close()
