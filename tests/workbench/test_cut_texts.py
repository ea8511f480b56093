"""Nothing is cut off and nothing lies over something else: small and large windows, a usual and a large font, both
languages, light and dark alike."""

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from tests.workbench.cut_texts import faults
from tests.workbench.trained_window import wait_until
from workbench import theme
from workbench.main_window import PAGES
from workbench.shown_window import ShownWindow
from workbench.translation import CHINESE

SIZES = ((880, 600), (1280, 800), (1920, 1080))
LARGE = 1.5  # times the usual font


def look(shown: ShownWindow, page: str) -> str:
    found = []
    window = shown.window
    window.show_page(page)
    for size in SIZES:
        window.resize(*size)
        for _ in range(12):
            QApplication.processEvents()
        found += [f"{size[0]} x {size[1]}: {text}" for text in faults(window)]
    return "\n".join(found)


@pytest.mark.parametrize("page", PAGES)
def test_no_text_is_cut_off(shown: ShownWindow, page: str) -> None:
    theme.set_font_points(QApplication.instance(), 0)
    assert look(shown, page) == ""


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
def test_no_text_is_cut_off_in_a_large_font(shown: ShownWindow, page: str) -> None:
    theme.set_font_points(QApplication.instance(), LARGE * 10)
    try:
        assert look(shown, page) == ""
    finally:
        theme.set_font_points(QApplication.instance(), 0)


@pytest.mark.parametrize("page", PAGES)
def test_no_text_is_cut_off_in_chinese(shown: ShownWindow, page: str) -> None:
    if shown.preferences.language != CHINESE:
        before = shown.window
        shown.preferences.language = CHINESE
        before.language_chosen.emit()
        wait_until(lambda: shown.window is not before)
    assert look(shown, page) == ""


def test_a_label_without_room_is_found(shown: ShownWindow) -> None:
    label = QLabel("A sentence that needs more than this", shown.window.page("runs"))
    label.setFixedWidth(40)
    shown.window.show_page("runs")
    label.show()
    try:
        QApplication.processEvents()
        assert any("A sentence that needs" in text for text in faults(shown.window))
    finally:
        label.setParent(None)
