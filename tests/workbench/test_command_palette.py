"""A few letters find every command, page and setting."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from workbench.findable import all_findable
from workbench.fuzzy import fit
from workbench.main_window import PAGES, MainWindow
from workbench.menus.entries import titled_actions
from workbench.widgets.command_palette import CommandPalette

ROOM = 6  # pixels above and beneath the letters of a row, together


def opened(window: MainWindow, qtbot: QtBot) -> CommandPalette:
    window.activateWindow()
    window.findChild(QAction, "actionPalette").trigger()
    palette = window.findChild(CommandPalette)
    qtbot.waitUntil(palette.typing.hasFocus)
    return palette


def do(palette: CommandPalette, qtbot: QtBot, typed: str, *keys: Qt.Key) -> None:
    qtbot.keyClicks(palette.typing, typed)
    for key in (*keys, Qt.Key.Key_Return):
        qtbot.keyClick(palette.typing, key)


@pytest.mark.parametrize(("typed", "better", "worse"), [
    ("dark", "View: Dark theme", "File: Open data file"),
    ("open mod", "File: Open model folder", "File: Open run"),
    ("batch", "Setting: Batch size", "Setting: Activation checkpointing"),
    ("omf", "File: Open model folder", "View: Full screen"),
    ("thmee", "View: Dark theme", "Edit: Paste"),
])  # fmt: skip
def test_what_is_meant_comes_before_what_is_not(typed: str, better: str, worse: str) -> None:
    assert fit(typed, better) > fit(typed, worse)


@pytest.mark.action("actionPalette")
def test_every_command_page_and_setting_is_there(window: MainWindow) -> None:
    titles = {found.title for found in all_findable(window)}
    for title, action in titled_actions(window):
        if action.isEnabled() and action.objectName() != "actionPalette":
            assert title in titles
    keys = {found.key for found in all_findable(window)}
    for table, settings in (("model", window.session.run.model), ("training", window.session.run.training)):
        assert {f"{table}.{name}" for name in type(settings).model_fields} <= keys


def test_a_page_is_shown_by_a_few_letters_and_return(window: MainWindow, qtbot: QtBot) -> None:
    palette = opened(window, qtbot)
    do(palette, qtbot, "4 train")
    assert window.shown_page == "train"
    assert not palette.isVisible()


def test_a_setting_gets_the_focus_even_when_it_is_an_advanced_one(window: MainWindow, qtbot: QtBot) -> None:
    hidden = window.page("train").findChild(QWidget, "max_grad_normEdit")
    do(opened(window, qtbot), qtbot, "max gradient")
    qtbot.waitUntil(hidden.hasFocus)
    assert window.shown_page == "train"
    assert hidden.isVisible()


def test_a_setting_gets_the_focus_even_when_the_panel_of_settings_is_closed(window: MainWindow, qtbot: QtBot) -> None:
    page = window.page("train")
    page.bar.settings_button.setChecked(False)
    editor = page.findChild(QWidget, "batch_sizeEdit")
    do(opened(window, qtbot), qtbot, "batch size")
    qtbot.waitUntil(editor.hasFocus)
    assert editor.isVisible()
    assert not page.settings.advanced_button.isChecked()  # it is not needed for this one


def test_rows_of_the_palette_are_as_high_before_typing_as_after(window: MainWindow, qtbot: QtBot) -> None:
    palette = opened(window, qtbot)
    before = palette.list.visualItemRect(palette.list.topLevelItem(0)).height()
    qtbot.keyClicks(palette.typing, "t")
    assert palette.list.visualItemRect(palette.list.topLevelItem(0)).height() == before
    assert before >= palette.list.fontMetrics().height() + ROOM
    palette.close_palette()


def test_a_shortcut_stands_as_high_as_its_command(window: MainWindow, qtbot: QtBot) -> None:
    palette = opened(window, qtbot)
    alignment = Qt.AlignmentFlag(palette.list.topLevelItem(0).textAlignment(1))
    assert alignment & Qt.AlignmentFlag.AlignVCenter
    palette.close_palette()


def test_the_arrows_choose_and_escape_leaves_all_as_it_was(window: MainWindow, qtbot: QtBot) -> None:
    window.show_page("model")
    palette = opened(window, qtbot)
    qtbot.keyClicks(palette.typing, "theme")
    first = palette.list.currentItem().text(0)
    qtbot.keyClick(palette.typing, Qt.Key.Key_Down)
    assert palette.list.currentItem().text(0) != first
    qtbot.keyClick(palette.typing, Qt.Key.Key_Escape)
    assert window.shown_page == "model"
    assert not palette.isVisible()


def test_what_fits_by_its_title_comes_before_what_fits_by_its_dotted_name(window: MainWindow, qtbot: QtBot) -> None:
    palette = opened(window, qtbot)
    qtbot.keyClicks(palette.typing, "method")
    assert palette.list.topLevelItem(0).text(0) == "View: Method"
    palette.typing.clear()
    qtbot.keyClicks(palette.typing, "training.batch_size")
    assert palette.list.topLevelItem(0).text(0) == "Setting: Batch size"
    palette.close_palette()


def test_nothing_that_fits_is_said(window: MainWindow, qtbot: QtBot) -> None:
    palette = opened(window, qtbot)
    do(palette, qtbot, "zzzzqqq")
    assert palette.list.topLevelItem(0).text(0) == "Nothing fits"
    assert palette.isVisible()
    palette.close_palette()


def test_every_entry_of_the_menus_has_a_name_of_its_own(window: MainWindow) -> None:
    names = [action.objectName() for _, action in titled_actions(window) if action.objectName()]
    assert len(names) == len(set(names))
    assert {f"actionPage{page.capitalize()}" for page in PAGES} <= set(names)
    assert all(action.objectName().startswith("action") for _, action in titled_actions(window))


def test_no_two_entries_have_the_same_key(window: MainWindow) -> None:
    keys = [key.toString() for _, action in titled_actions(window) for key in action.shortcuts() if key.toString()]
    assert len(keys) == len(set(keys))


@pytest.mark.action("actionFontLarger", "actionFontSmaller", "actionFontNormal")
def test_the_letters_grow_and_shrink_and_go_back(window: MainWindow) -> None:
    usual = QApplication.font().pointSizeF()
    window.findChild(QAction, "actionFontLarger").trigger()
    assert QApplication.font().pointSizeF() == usual + 1
    window.findChild(QAction, "actionFontSmaller").trigger()
    window.findChild(QAction, "actionFontSmaller").trigger()
    assert QApplication.font().pointSizeF() == usual - 1
    window.findChild(QAction, "actionFontNormal").trigger()
    assert QApplication.font().pointSizeF() == usual
