"""Each entry of the menus does what it says. `python -m tests.workbench.menu_table` lists them with their tests."""

import gc
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, QTimer, QUrl, Slot
from PySide6.QtGui import QAction, QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit, QMenu, QMessageBox, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.workbench.menu_table import actions_in_tests, entries
from tests.workbench.trained_window import wait_until
from tuning_core import RunFile
from workbench import theme
from workbench.main_window import PAGES
from workbench.menus.entries import titled_actions
from workbench.shown_window import ShownWindow
from workbench.translation import ENGLISH


def action(shown: ShownWindow, name: str) -> QAction:
    found = shown.window.findChild(QAction, name)
    assert found is not None, f"there is no {name}"
    return found


def trigger_and_choose(shown: ShownWindow, name: str, file: Path) -> None:
    """As if the person chose this in the dialog that asks for a file."""

    def on_timer() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QFileDialog):
            if file.is_dir():
                dialog.setDirectory(str(file))
                dialog.done(QDialog.DialogCode.Accepted)
            else:
                edit = dialog.findChild(QLineEdit, "fileNameEdit")
                edit.setText(str(file))
                QTest.keyClick(edit, Qt.Key.Key_Return)
        else:
            QTimer.singleShot(20, on_timer)

    QTimer.singleShot(20, on_timer)
    action(shown, name).trigger()


def opened_by(shown: ShownWindow, name: str) -> tuple[str, str]:
    """Class and title of the dialog that it opens, which is closed again."""
    found: list[tuple[str, str]] = []

    def on_timer() -> None:
        for top in QApplication.topLevelWidgets():
            if isinstance(top, QDialog) and top.isVisible():
                found.append((type(top).__name__, top.windowTitle()))
                top.reject()

    QTimer.singleShot(50, on_timer)
    action(shown, name).trigger()
    wait_until(lambda: found)
    return found[0]


def test_every_entry_has_a_name_and_a_test(shown: ShownWindow) -> None:
    tested = actions_in_tests()
    names = [name for _, _, name, _ in entries(shown.window)]
    assert "" not in names
    assert [name for name in names if name not in tested] == []


def test_no_two_entries_share_a_shortcut(shown: ShownWindow) -> None:
    keys = [key for *_, shortcuts in entries(shown.window) for key in shortcuts]
    assert sorted(keys) == sorted(set(keys))


@pytest.mark.action(
    "actionPageModel", "actionPageData", "actionPageMethod", "actionPageTrain", "actionPageChat", "actionPageRuns"
)
@pytest.mark.parametrize("name", PAGES)
def test_each_page_is_shown_by_its_entry(shown: ShownWindow, name: str) -> None:
    action(shown, f"actionPage{name.capitalize()}").trigger()
    assert shown.window.shown_page == name


@pytest.mark.action("actionOpenModel")
def test_a_model_folder_is_opened(shown: ShownWindow, tmp_path: Path) -> None:
    folder = tmp_path / "no model"
    folder.mkdir()
    with_sentence: list[str] = []
    shown.session.model_refused.connect(with_sentence.append)
    trigger_and_choose(shown, "actionOpenModel", folder)
    wait_until(lambda: with_sentence)
    assert str(folder) in with_sentence[0]
    assert shown.window.shown_page == "model"
    assert shown.session.run.model.path == "starter"


@pytest.mark.action("actionSaveRun", "actionOpenRunFile")
def test_a_run_file_is_saved_and_opened(shown: ShownWindow, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    shown.session.change({"training.max_steps": 17})
    trigger_and_choose(shown, "actionSaveRun", file)
    assert RunFile.read(file).training.max_steps == 17
    shown.session.change({"training.max_steps": 18})
    trigger_and_choose(shown, "actionOpenRunFile", file)
    assert shown.session.run.training.max_steps == 17


@pytest.mark.action("actionOpenRun")
def test_a_run_is_opened_to_talk_to(shown: ShownWindow) -> None:
    folder = shown.session.run_folder
    assert folder is not None
    shown.session.forget_tuned()
    trigger_and_choose(shown, "actionOpenRun", folder)
    wait_until(lambda: shown.session.tuned is not None and shown.session.job is None)
    assert shown.window.shown_page == "chat"


@pytest.mark.action("actionPreferences", "actionShortcuts", "actionShowCommand", "actionAbout")
@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("actionPreferences", "PreferencesDialog"),
        ("actionShortcuts", "ShortcutsDialog"),
        ("actionShowCommand", "CommandDialog"),
        ("actionAbout", "QMessageBox"),
    ],
)
def test_each_dialog_opens(shown: ShownWindow, name: str, kind: str) -> None:
    assert opened_by(shown, name)[0] == kind


@pytest.mark.action("actionExportMerged", "actionExportAdapter", "actionFit")
@pytest.mark.parametrize(
    ("name", "kind"),
    [("actionExportMerged", "ExportDialog"), ("actionExportAdapter", "ExportDialog"), ("actionFit", "FitDialog")],
)
def test_what_is_done_with_a_run_opens_its_dialog(shown: ShownWindow, name: str, kind: str) -> None:
    wait_until(lambda: action(shown, name).isEnabled())
    assert opened_by(shown, name)[0] == kind


@pytest.mark.action("actionThemeSystem", "actionThemeLight", "actionThemeDark")
def test_the_theme_is_worn_and_checked(shown: ShownWindow) -> None:
    for name, dark in (("actionThemeDark", True), ("actionThemeLight", False), ("actionThemeSystem", False)):
        action(shown, name).trigger()
        assert theme.is_dark() == dark
        assert action(shown, name).isChecked()


@pytest.mark.action("actionFullScreen")
def test_the_full_screen_comes_and_goes(shown: ShownWindow) -> None:
    action(shown, "actionFullScreen").trigger()
    assert shown.window.isFullScreen()
    action(shown, "actionFullScreen").trigger()
    assert not shown.window.isFullScreen()


@pytest.mark.action("actionCut", "actionCopy", "actionPaste", "actionSelectAll")
def test_the_edit_menu_works_on_the_field_with_the_focus(shown: ShownWindow) -> None:
    shown.window.show_page("chat")
    shown.window.activateWindow()
    edit = shown.window.findChild(QPlainTextEdit, "promptEdit")
    assert edit is not None
    edit.setPlainText("twice ")
    edit.setFocus()
    wait_until(edit.hasFocus)
    shown.window.menus.edit.refresh()  # as when the menu opens
    for name in ("actionSelectAll", "actionCopy", "actionCut"):
        action(shown, name).trigger()
    assert edit.toPlainText() == ""
    for _ in range(2):
        action(shown, "actionPaste").trigger()
    assert edit.toPlainText() == "twice twice "


class _Opened(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.urls: list[str] = []

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        self.urls.append(url.toLocalFile())


@pytest.mark.action("actionOpenLogs")
def test_the_log_folder_is_opened(shown: ShownWindow, own_home: Path) -> None:
    opened = _Opened()
    QDesktopServices.setUrlHandler("file", opened, "take")
    try:
        action(shown, "actionOpenLogs").trigger()
    finally:
        QDesktopServices.unsetUrlHandler("file")
    assert opened.urls == [str(own_home / "logs")]


def test_the_recent_ones_are_listed_after_the_palette_has_looked_through_the_menus(shown: ShownWindow) -> None:
    list(titled_actions(shown.window))
    gc.collect()
    for name in ("menuRecentModels", "menuRecentData", "menuRecentRuns"):
        menu = shown.window.findChild(QMenu, name)
        menu.clear()
        menu.aboutToShow.emit()
        assert menu.actions()


def test_where_nothing_opens_folders_it_is_told_where_they_are(
    shown: ShownWindow, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _: False)
    action(shown, "actionOpenLogs").trigger()
    box = next(top for top in QApplication.topLevelWidgets() if top.objectName() == "notOpened")
    assert isinstance(box, QMessageBox)
    assert box.text().endswith(str(own_home / "logs"))
    assert QApplication.clipboard().text() == str(own_home / "logs")
    box.close()


@pytest.mark.action("actionStart", "actionPause", "actionStop")
def test_a_run_is_started_paused_and_stopped(shown: ShownWindow) -> None:
    session = shown.session
    session.change({"training.max_steps": 4000})
    wait_until(lambda: action(shown, "actionStart").isEnabled())
    action(shown, "actionStart").trigger()
    wait_until(lambda: action(shown, "actionPause").isEnabled())
    action(shown, "actionPause").trigger()
    assert session.job.paused
    action(shown, "actionPause").trigger()
    assert not session.job.paused
    action(shown, "actionStop").trigger()
    ask = shown.window.page("train").findChild(QWidget, "stopQuestion")
    assert shown.window.shown_page == "train"
    assert ask is None or ask.isVisible()
    session.leave_job()
    wait_until(lambda: session.job is None)


@pytest.mark.action("actionOpenData")
def test_a_data_file_is_opened(shown: ShownWindow, write_rows: Callable[..., Path]) -> None:
    file = write_rows([{"instruction": "Name it.", "output": "It."}] * 4)
    trigger_and_choose(shown, "actionOpenData", file)
    assert shown.session.run.data.train == str(file)
    assert shown.window.shown_page == "data"


@pytest.mark.action("actionLanguage_system", "actionLanguage_en", "actionLanguage_zh_CN")
def test_the_language_is_chosen(shown: ShownWindow) -> None:
    for name, first in (("zh_CN", "文件(&F)"), (ENGLISH, "&File"), ("system", "&File")):
        before = shown.window
        action(shown, f"actionLanguage_{name}").trigger()
        wait_until(lambda before=before: shown.window is not before)
        assert shown.window.menuBar().actions()[0].text() == first


@pytest.mark.action("actionQuit")
def test_quitting_closes_the_window(shown: ShownWindow, qtbot: QtBot) -> None:
    action(shown, "actionQuit").trigger()
    box = shown.window.findChild(QMessageBox, "closeQuestion")
    assert box is None
    qtbot.waitUntil(lambda: not shown.window.isVisible())
