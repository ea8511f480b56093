"""Nothing is cut off and nothing lies over something else: small and large windows, a usual and a large font, both
languages, light and dark alike."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QScrollArea
from shiboken6 import isValid

from tests.workbench.controls import described
from tests.workbench.cut_texts import faults
from tests.workbench.trained_window import wait_until
from workbench import theme
from workbench.main_window import PAGES, MainWindow
from workbench.shown_window import ShownWindow
from workbench.translation import CHINESE
from workbench.widgets.run_views import TOKENS

SIZES = ((880, 600), (1280, 800), (1920, 1080))
LARGE = 1.5  # times the usual font
ROOMY = 1280  # pixels: from here on no page needs a bar to be scrolled sideways by

pytestmark = pytest.mark.slow


def too_wide(window: MainWindow) -> Iterator[str]:
    for area in window.findChildren(QScrollArea):
        beyond = area.horizontalScrollBar().maximum()
        if area.isVisible() and beyond:
            yield f"{described(area.widget())} is {beyond} pixels too wide"


def press(shown: ShownWindow, page: str, *names: str) -> None:
    for name in names:
        button = shown.window.page(page).findChild(QAbstractButton, name)
        assert button is not None, f"there is no {name}"
        button.setChecked(True)


def choose_method(shown: ShownWindow, name: str) -> None:
    combo = shown.window.page("method").combo
    combo.setCurrentIndex(combo.findData(name))
    press(shown, "method", "advancedButton")


def show_token_losses(shown: ShownWindow) -> None:
    press(shown, "train", "trainSettingsButton", "advancedButton")
    shown.window.page("train").views.bar.setCurrentIndex(TOKENS)


def show_columns(shown: ShownWindow, beside: str) -> None:
    while len(shown.session.talk.columns) < 3:
        shown.session.talk.add_column()
    press(shown, "chat", beside)


OPENED: dict[str, tuple[str, Callable[[ShownWindow], None]]] = {
    "LoRA's advanced settings": ("method", lambda shown: choose_method(shown, "lora")),
    "VeRA's advanced settings": ("method", lambda shown: choose_method(shown, "vera")),
    "advanced settings of the unified composer": ("method", lambda shown: choose_method(shown, "unified")),
    "which column is which": ("data", lambda shown: press(shown, "data", "columnsButton")),
    "more settings of the data": ("data", lambda shown: press(shown, "data", "moreDataSettings")),
    "losses of tokens beside the settings": ("train", show_token_losses),
    "three columns beside the settings of replies": ("chat", lambda shown: show_columns(shown, "chatSettingsButton")),
    "three columns beside the conversations": ("chat", lambda shown: show_columns(shown, "conversationsButton")),
}


@contextmanager
def opened_up(shown: ShownWindow, what: str) -> Iterator[str]:
    """Its page, with more opened than stands open at first; afterwards all is closed again."""
    page, open_it = OPENED[what]
    buttons = shown.window.page(page).findChildren(QAbstractButton)
    before = {button: button.isChecked() for button in buttons if button.isCheckable() and button.objectName()}
    open_it(shown)
    try:
        yield page
    finally:
        for button, was in before.items():
            if isValid(button):
                button.setChecked(was)


def look(shown: ShownWindow, page: str) -> str:
    found = []
    window = shown.window
    window.show_page(page)
    for size in SIZES:
        window.resize(*size)
        for _ in range(12):
            QApplication.processEvents()
        found += [f"{size[0]} x {size[1]}: {text}" for text in faults(window)]
        if size[0] >= ROOMY and QApplication.font().pointSizeF() < LARGE * 10:
            found += [f"{size[0]} x {size[1]}: {text}" for text in too_wide(window)]
    return "\n".join(found)


@pytest.mark.parametrize("page", PAGES)
def test_no_text_is_cut_off(shown: ShownWindow, page: str) -> None:
    theme.set_font_points(QApplication.instance(), 0)
    assert look(shown, page) == ""


@pytest.mark.parametrize("page", PAGES)
def test_no_text_is_cut_off_in_a_large_font(shown: ShownWindow, page: str) -> None:
    theme.set_font_points(QApplication.instance(), LARGE * 10)
    try:
        assert look(shown, page) == ""
    finally:
        theme.set_font_points(QApplication.instance(), 0)


@pytest.mark.parametrize("what", OPENED)
def test_nothing_is_cut_off_where_more_is_opened(shown: ShownWindow, what: str) -> None:
    with opened_up(shown, what) as page:
        assert look(shown, page) == ""


def speak_chinese(shown: ShownWindow) -> None:
    if shown.preferences.language != CHINESE:
        before = shown.window
        shown.preferences.language = CHINESE
        before.language_chosen.emit()
        wait_until(lambda: shown.window is not before)


@pytest.mark.parametrize("page", PAGES)
def test_no_text_is_cut_off_in_chinese(shown: ShownWindow, page: str) -> None:
    speak_chinese(shown)
    assert look(shown, page) == ""


@pytest.mark.parametrize("what", OPENED)
def test_nothing_is_cut_off_where_more_is_opened_in_chinese(shown: ShownWindow, what: str) -> None:
    speak_chinese(shown)
    with opened_up(shown, what) as page:
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
