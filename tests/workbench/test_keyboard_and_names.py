"""Whoever works without a mouse or without seeing: every control says what it is, Tab comes to it, in reading order."""

from collections.abc import Callable
from itertools import groupby

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton, QScrollArea, QToolButton, QWidget

from tests.workbench.controls import controls, described, goes_back, nameless, spoken_name, tab_walk, unreached
from workbench.main_window import PAGES
from workbench.shown_window import ShownWindow


def settle() -> None:
    for _ in range(10):
        QApplication.processEvents()


def walk_page(
    shown: ShownWindow, name: str, on_step: Callable[[QWidget, QWidget], None] = lambda before, now: None
) -> tuple[QWidget, list[QWidget]]:
    shown.window.show_page(name)
    shown.window.activateWindow()
    settle()
    shown.window.centralWidget().setFocus()
    page = shown.window.page(name)
    return page, tab_walk(page, on_step)


def test_every_control_of_an_empty_window_says_what_it_is(opened: ShownWindow) -> None:
    for name in PAGES:
        opened.window.show_page(name)
        settle()
        assert "\n".join(nameless(opened.window)) == ""


@pytest.mark.slow
def test_every_control_of_a_full_window_says_what_it_is(shown: ShownWindow) -> None:
    for name in PAGES:
        shown.window.show_page(name)
        settle()
        assert "\n".join(nameless(shown.window)) == ""


@pytest.mark.parametrize("name", PAGES)
def test_tab_comes_to_every_control_of_a_page(shown: ShownWindow, name: str) -> None:
    page, walked = walk_page(shown, name)
    assert walked
    assert "\n".join(unreached(page, walked)) == ""


@pytest.mark.parametrize("name", PAGES)
def test_tab_goes_in_reading_order(shown: ShownWindow, name: str) -> None:
    back: list[str] = []

    def on_step(before: QWidget, now: QWidget) -> None:
        if not isinstance(before, QScrollArea) and goes_back(before, now):  # which holds what comes next
            back.append(f"{described(before)} -> {described(now)}")

    walk_page(shown, name, on_step)
    assert "\n".join(back) == ""


@pytest.mark.parametrize("name", PAGES)
def test_tab_goes_from_the_rail_to_the_page_to_the_card_at_the_right(shown: ShownWindow, name: str) -> None:
    window = shown.window
    window.show_page(name)
    settle()
    window.rail.button(0).setFocus()
    walked = [window.rail.button(0), *tab_walk(window)]
    page, card = window.page(name), window.preflight
    parts = [part for widget in walked for part in (window.rail, page, card) if part.isAncestorOf(widget)]
    assert [part for part, _ in groupby(parts)][:3] == [window.rail, page, card]


def test_every_control_of_a_dialog_says_what_it_is_and_is_reached(shown: ShownWindow) -> None:
    faults = []
    for action in shown.window.findChildren(QAction):
        if action.objectName().startswith("action") and "…" in action.text() and action.isEnabled():
            faults += seen_in_dialogs(action.trigger, _faults_of_dialog)
    assert "\n".join(faults) == ""


def seen_in_dialogs(trigger: Callable[[], object], look: Callable[[QWidget], list[str]]) -> list[str]:
    """What `look` says of each window that `trigger` opens. Those of the system that ask for a file are only closed."""
    before = {top for top in QApplication.topLevelWidgets() if top.isVisible()}
    found: list[str] = []
    is_looking = False

    def on_timer() -> None:
        nonlocal is_looking
        if is_looking:  # looking lets events pass, this timer's too, which would close what is looked at
            return
        is_looking = True
        for top in QApplication.topLevelWidgets():
            if top.isVisible() and top not in before and top.windowType() != Qt.WindowType.ToolTip:
                if not isinstance(top, QFileDialog):
                    found.extend(look(top))
                top.close()
        is_looking = False

    timer = QTimer(singleShot=True, interval=100)
    timer.timeout.connect(on_timer)
    timer.start()
    trigger()  # which may not return before what it opens is closed
    for _ in range(100):
        QApplication.processEvents()
        if not any(top.isVisible() and top not in before for top in QApplication.topLevelWidgets()):
            break
    timer.stop()  # else it would close what is opened next, while that is looked at
    on_timer()
    return found


def _faults_of_dialog(dialog: QWidget) -> list[str]:
    settle()
    if QApplication.focusWidget() is None:  # the window behind was told to be the active one meanwhile
        dialog.activateWindow()
        settle()
    walked = tab_walk(dialog)
    first = QApplication.focusWidget()
    missed = [text for text in unreached(dialog, walked) if first is None or text != described(first)]
    return [f"nameless: {text}" for text in nameless(dialog)] + [f"not reached: {text}" for text in missed]


def test_a_new_control_without_a_name_is_found(shown: ShownWindow) -> None:
    page = shown.window.page("runs")
    new = QToolButton(page)
    try:
        assert spoken_name(new) == ""
        new.show()
        assert any("QToolButton" in text for text in nameless(page))
        new.setAccessibleName("Star this run")
        assert nameless(page) == []
        assert new in list(controls(page))
    finally:
        new.setParent(None)


def test_a_control_that_tab_passes_by_is_found(shown: ShownWindow) -> None:
    from PySide6.QtCore import Qt

    page = shown.window.page("runs")
    new = QPushButton("Star", page)
    new.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    new.show()
    try:
        page, walked = walk_page(shown, "runs")
        assert any("Star" in text for text in unreached(page, walked))
    finally:
        new.setParent(None)
