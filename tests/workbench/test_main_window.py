"""The frame: pages, actions, messages, preferences, and closing while something runs."""

import threading

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tuning_core import RunFile
from tuning_core.events import Loading
from workbench import theme
from workbench.job_thread import Job
from workbench.main_window import PAGES, MainWindow
from workbench.preferences import Preferences, last_run_file
from workbench.widgets.close_question import CloseQuestion
from workbench.widgets.preferences_dialog import PreferencesDialog


def endless(stop: threading.Event) -> Job:
    """Like training: looks at the stop flag itself, between two steps."""
    while not stop.wait(0.002):
        yield Loading("Counting")
    return "saved"


def action(window: MainWindow, name: str) -> QAction:
    found = window.findChild(QAction, name)
    assert found is not None
    return found


def test_every_page_can_be_reached_and_has_its_name(window: MainWindow) -> None:
    for number, name in enumerate(PAGES):
        window.rail.button(number).click()
        assert window.stack.currentWidget() is window.findChild(QWidget, f"{name}Page")


def test_pages_are_all_made_soon_after_the_first_paint(window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.pages_made, timeout=20_000):
        window.make_pages()
    assert all(window.findChild(QWidget, f"{name}Page") for name in PAGES)


def test_nothing_is_shown_as_a_window_of_its_own_while_the_pages_are_made(window: MainWindow, qtbot: QtBot) -> None:
    shown = ShownWindows()
    QApplication.instance().installEventFilter(shown)
    with qtbot.waitSignal(window.pages_made, timeout=20_000):
        window.make_pages()
    QApplication.instance().removeEventFilter(shown)
    assert shown.names == []


class ShownWindows(QObject):
    names: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.names.append(f"{type(watched).__name__} {watched.objectName()}")
        return False


def test_the_actions_that_other_programs_use_exist(window: MainWindow) -> None:
    for name in ("actionExportMerged", "actionExportAdapter", "actionOpenRun", "actionPreferences"):
        assert action(window, name).text()


def test_export_says_why_it_is_not_possible_yet(window: MainWindow) -> None:
    export = action(window, "actionExportMerged")
    assert not export.isEnabled()
    assert "no tuned model" in export.toolTip()


def test_a_problem_is_a_sentence_above_the_page_until_it_is_closed(window: MainWindow) -> None:
    window.session.problem.emit("The file is empty.", "Traceback")
    assert window.message_bar.isVisible()
    assert window.message_bar.sentence.text() == "The file is empty."
    window.session.problem.emit("The other file is empty too.", "")
    window.message_bar.close_message()
    assert window.message_bar.sentence.text() == "The file is empty."
    window.message_bar.close_message()
    assert not window.message_bar.isVisible()


def test_the_card_folds_into_a_bar_in_a_narrow_window(window: MainWindow, qtbot: QtBot) -> None:
    for width, beneath in ((1400, False), (1000, True), (1400, False)):
        window.resize(QSize(width, 700))
        qtbot.waitUntil(lambda below=beneath: (window.preflight.y() > window.stack.y()) == below)


def test_closing_while_a_job_runs_asks_first_and_can_be_cancelled(window: MainWindow, qtbot: QtBot) -> None:
    window.session.start_job("Counting", endless)
    window.close()
    assert window.isVisible()
    box = window.findChild(QMessageBox, "closeQuestion")
    keep = next(button for button in box.buttons() if box.buttonRole(button) == QMessageBox.ButtonRole.RejectRole)
    keep.click()
    assert window.isVisible()
    assert window.session.job is not None


def test_stop_and_close_waits_for_the_job_with_the_window_alive(window: MainWindow, qtbot: QtBot) -> None:
    results: list[object] = []
    window.session.start_job("Counting", endless, results.append)
    window.close()
    box = window.findChild(QMessageBox, "closeQuestion")
    stop = next(button for button in box.buttons() if box.buttonRole(button) == QMessageBox.ButtonRole.AcceptRole)
    stop.click()
    assert window.isVisible()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert results == ["saved"]
    assert window.session.job is None


def test_nothing_begins_once_the_window_is_closed(window: MainWindow, qtbot: QtBot) -> None:
    """As what waits for the end of a training does, which may be heard of after the window has gone."""
    session = window.session
    session.start_job("Counting", endless)
    window.close()
    window.findChild(CloseQuestion).stop.click()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert not session.start_job("Counting on", endless)
    assert session.job is None


def test_a_running_job_is_shown_with_a_way_to_stop_it(window: MainWindow, qtbot: QtBot) -> None:
    window.session.start_job("Counting", endless)
    button = window.statusBar().findChild(QWidget, "jobStopButton")
    assert button.isVisible()
    button.click()
    qtbot.waitUntil(lambda: window.session.job is None)
    assert not button.isVisible()


def test_the_theme_chosen_in_the_preferences_is_worn_and_kept(window: MainWindow) -> None:
    action(window, "actionPreferences").trigger()
    dialog = window.findChild(PreferencesDialog)
    combo = dialog.findChild(QComboBox, "themeCombo")
    combo.setCurrentIndex(combo.findData("dark"))
    assert theme.is_dark()
    assert Preferences().theme == "dark"
    dialog.close()


def test_the_settings_are_there_again_at_the_next_start(window: MainWindow) -> None:
    window.session.change({"training.max_steps": 7})
    window.close()
    assert RunFile.read(last_run_file()).training.max_steps == 7


def test_the_model_and_the_data_cannot_change_under_a_running_job(window: MainWindow) -> None:
    window.session.start_job("Counting", endless)
    assert not window.session.change({"data.max_length": 64})
    assert "Counting needs this model and data" in window.message_bar.sentence.text()
    assert window.session.change({"training.max_steps": 3})


def test_a_changed_method_setting_reaches_the_run_and_goes_back(window: MainWindow, qtbot: QtBot) -> None:
    window.session.load_core()
    qtbot.waitUntil(lambda: window.session.pricing.price.targets is not None, timeout=60_000)
    page = window.page("method")
    rank = page.findChild(QWidget, "rankEdit")
    rank.setValue(4)
    assert window.session.run.method.settings == {"rank": 4}
    page.findChild(QPushButton, "rankReset").click()
    assert window.session.run.method.settings == {}


def test_the_pattern_and_the_boxes_follow_each_other(window: MainWindow, qtbot: QtBot) -> None:
    window.session.load_core()
    qtbot.waitUntil(lambda: window.session.pricing.price.targets is not None, timeout=60_000)
    page = window.page("method")
    edit, tree = page.findChild(QWidget, "targetRegexEdit"), page.findChild(QWidget, "targetTree")
    assert len(tree.checked()) == 28
    edit.setText(r".*\.q_proj")
    qtbot.waitUntil(lambda: len(tree.checked()) == 4)
    edit.setText(r".*\.q_pro(")
    assert edit.property("wrong")
    assert window.session.run.method.settings == {"target_modules": r".*\.q_proj"}
    edit.setText(r"nothing")
    assert edit.property("wrong")
    assert not tree.checked()
    for name in tree.names:
        if name.endswith("v_proj"):
            tree.box(name).setCheckState(0, Qt.CheckState.Checked)
    qtbot.waitUntil(lambda: edit.text() == r".*\.v_proj")
    assert not edit.property("wrong")
    qtbot.waitUntil(lambda: "4 modules" in page.findChild(QLabel, "targetTotal").text())
