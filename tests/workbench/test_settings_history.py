"""Changes of settings are taken back one by one, and named."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QPushButton, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from workbench.main_window import MainWindow
from workbench.session import Session

UNDO, REDO = (
    (Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier),
    (
        Qt.Key.Key_Z,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    ),
)


@pytest.fixture
def session(qtbot: QtBot) -> Session:
    session = Session()
    yield session
    session.close()


def test_changes_are_taken_back_one_by_one_and_made_again(session: Session) -> None:
    before = session.run
    session.change({"training.max_steps": 7})
    session.change({"training.batch_size": 3})
    session.history.undo()
    assert (session.run.training.batch_size, session.run.training.max_steps) == (before.training.batch_size, 7)
    session.history.undo()
    assert session.run == before
    session.history.redo()
    session.history.redo()
    assert (session.run.training.batch_size, session.run.training.max_steps) == (3, 7)


def test_a_new_change_forgets_what_could_be_made_again(session: Session) -> None:
    session.change({"training.max_steps": 7})
    session.history.undo()
    session.change({"training.seed": 5})
    assert session.history.to_redo == ""
    assert session.history.to_undo == "Seed"


def test_what_is_taken_back_is_named(session: Session) -> None:
    session.change({"training.batch_size": 3})
    assert session.history.to_undo == "Batch size"
    session.change({"method.name": "ia3"})
    assert session.history.to_undo == "choice of the method"
    session.change({"training.seed": 3, "training.weight_decay": 0.5})
    assert session.history.to_undo == "2 settings"


def test_what_a_running_job_needs_is_not_taken_back_under_it(session: Session, qtbot: QtBot) -> None:
    from tests.workbench.test_main_window import endless

    session.change({"data.max_length": 64})
    session.start_job("Counting", endless)
    told: list[str] = []
    session.problem.connect(lambda sentence, _: told.append(sentence))
    session.history.undo()
    assert session.run.data.max_length == 64
    assert "Counting needs" in told[0]
    assert session.history.to_undo
    session.stop_job()
    qtbot.waitUntil(lambda: session.job is None, timeout=60_000)
    session.history.undo()
    assert session.run.data.max_length != 64


def test_what_was_there_at_the_start_is_not_taken_back(session: Session) -> None:
    session.change({"training.max_steps": 7})
    session.history.begin()
    session.history.undo()
    assert session.run.training.max_steps == 7


def field(window: MainWindow, page: str, name: str, kind: type) -> QWidget:
    window.show_page(page)
    window.activateWindow()
    found = window.page(page).findChild(kind, name)
    found.setFocus()
    return found


def test_the_keys_typed_into_one_field_are_one_change(window: MainWindow, qtbot: QtBot) -> None:
    steps = field(window, "train", "batch_sizeEdit", QSpinBox)
    qtbot.waitUntil(steps.hasFocus)
    before = window.session.run
    steps.selectAll()
    qtbot.keyClicks(steps, "12")
    assert window.session.run.training.batch_size == 12
    window.session.history.undo()
    assert window.session.run == before
    assert steps.value() == before.training.batch_size


def test_the_key_takes_back_text_first_and_then_the_last_change(window: MainWindow, qtbot: QtBot) -> None:
    window.session.change({"training.max_steps": 7})
    hub = field(window, "model", "hubEdit", QLineEdit)
    qtbot.waitUntil(hub.hasFocus)
    qtbot.keyClicks(hub, "Qwen")
    qtbot.keyClick(hub, *UNDO)
    assert hub.text() == ""
    assert window.session.run.training.max_steps == 7
    qtbot.keyClick(hub, *UNDO)
    assert window.session.run.training.max_steps is None
    qtbot.keyClick(hub, *REDO)
    assert hub.text() == "Qwen"


@pytest.mark.action("actionUndo", "actionRedo")
def test_the_menu_names_what_it_takes_back(window: MainWindow) -> None:
    undo = window.findChild(QAction, "actionUndo")
    assert not undo.isEnabled()
    window.session.change({"training.batch_size": 3})
    assert undo.text() == "&Undo: Batch size"
    undo.trigger()
    assert window.session.run.training.batch_size != 3
    assert window.statusBar().currentMessage() == "Taken back: Batch size"
    assert window.findChild(QAction, "actionRedo").text() == "&Redo: Batch size"


def test_resetting_all_settings_is_one_change(window: MainWindow) -> None:
    window.session.change({"training.batch_size": 3, "training.seed": 9})
    button = window.findChild(QPushButton, "changedSettingsButton")
    button.click()
    window.findChild(QPushButton, "resetAllButton").click()
    assert not button.isEnabled()
    window.session.history.undo()
    assert window.session.run.training.seed == 9
