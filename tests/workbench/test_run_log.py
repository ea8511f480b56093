"""The log of a run: filtered, and copied."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from tuning_core.events import CheckpointSaved, Warned
from workbench.widgets.run_log import RunLog


@pytest.fixture
def log(qtbot: QtBot) -> RunLog:
    log = RunLog()
    qtbot.addWidget(log)
    log.show()
    for event in (CheckpointSaved(5, "/run", 10), Warned("The disk is slow."), CheckpointSaved(10, "/run", 10)):
        log.take(event)
    return log


def shown(log: RunLog) -> list[str]:
    items = [log.lines.item(row) for row in range(log.lines.count())]
    return [item.text().split("   ")[1] for item in items if not item.isHidden()]


def test_the_filter_holds_for_lines_that_come_later(log: RunLog) -> None:
    log.filter_edit.setText("CHECKPOINT")
    log.take(Warned("The disk is full."))
    log.take(CheckpointSaved(15, "/run", 10))
    assert [line.split(" (")[0] for line in shown(log)] == [f"checkpoint saved at step {step}" for step in (5, 10, 15)]
    log.filter_edit.clear()
    assert len(shown(log)) == 5


def test_chosen_lines_are_copied_else_all_that_are_shown(log: RunLog, qtbot: QtBot) -> None:
    log.filter_edit.setText("checkpoint")
    log.copy_button.click()
    assert len(QGuiApplication.clipboard().text().splitlines()) == 2
    log.lines.item(2).setSelected(True)
    log.lines.setFocus()
    qtbot.keyClick(log.lines, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert "step 10" in QGuiApplication.clipboard().text()
    assert len(QGuiApplication.clipboard().text().splitlines()) == 1
