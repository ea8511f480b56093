"""The View menu: pages, theme, size of the letters, full screen."""

import sys
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QActionGroup, QKeySequence
from PySide6.QtWidgets import QApplication, QMenu

from workbench import theme
from workbench.menus.entries import add
from workbench.translation import mark, tr
from workbench.widgets.preferences_dialog import language_titles

if TYPE_CHECKING:
    from workbench.main_window import MainWindow

THEMES = {
    "system": mark("Theme as the &system"),
    "light": mark("&Light theme"),
    "dark": mark("&Dark theme"),
}
SMALLEST, LARGEST, STEP = 7.5, 24.0, 1.0  # points


class ViewMenu(QObject):
    def __init__(self, window: "MainWindow", menu: QMenu, page_titles: dict[str, str]) -> None:
        super().__init__(window)
        self._window = window
        for number, (name, title) in enumerate(page_titles.items(), start=1):
            show = partial(window.show_page, name)
            add(menu, window, f"&{number} {title}", show, f"actionPage{name.capitalize()}", f"Ctrl+{number}")
        menu.addSeparator()
        self._themes = QActionGroup(self)
        for mode, title in THEMES.items():
            action = add(menu, window, tr(title), partial(self._on_theme, mode), f"actionTheme{mode.capitalize()}")
            action.setCheckable(True)
            action.setData(mode)
            self._themes.addAction(action)
        menu.addSeparator()
        self.larger = add(
            menu, window, tr("Letters &larger"), self._on_larger, "actionFontLarger", ("Ctrl++", "Ctrl+=")
        )
        self.smaller = add(menu, window, tr("Letters s&maller"), self._on_smaller, "actionFontSmaller", "Ctrl+-")
        add(menu, window, tr("Letters of &normal size"), partial(self._on_size, 0), "actionFontNormal", "Ctrl+0")
        menu.addSeparator()
        self._languages = QActionGroup(self)
        for language, title in language_titles().items():
            name = f"actionLanguage_{language}"
            action = add(menu, window, title, partial(self._on_language, language), name)
            action.setCheckable(True)
            action.setChecked(language == window.preferences.language)
            self._languages.addAction(action)
        menu.addSeparator()
        full = "F11" if sys.platform != "darwin" else QKeySequence.StandardKey.FullScreen
        self.full_screen = add(menu, window, tr("&Full screen"), self._on_full_screen, "actionFullScreen", full)
        self.full_screen.setCheckable(True)
        menu.aboutToShow.connect(lambda: self.full_screen.setChecked(window.isFullScreen()))
        self._show_chosen()

    def wear_preferences(self) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        theme.set_mode(app, self._window.preferences.theme)
        theme.set_font_points(app, self._window.preferences.font_points)
        self._show_chosen()

    def _show_chosen(self) -> None:
        preferences = self._window.preferences
        for action in self._themes.actions():
            action.setChecked(action.data() == preferences.theme)
        points = QApplication.font().pointSizeF()
        self.larger.setEnabled(points < LARGEST)
        self.smaller.setEnabled(points > SMALLEST)

    def _on_theme(self, mode: str) -> None:
        self._window.preferences.theme = mode
        self._keep()

    def _on_language(self, language: str) -> None:
        self._window.preferences.language = language
        self._window.preferences.save()
        self._window.language_chosen.emit()

    def _on_larger(self) -> None:
        self._on_size(min(LARGEST, QApplication.font().pointSizeF() + STEP))

    def _on_smaller(self) -> None:
        self._on_size(max(SMALLEST, QApplication.font().pointSizeF() - STEP))

    def _on_size(self, points: float) -> None:
        self._window.preferences.font_points = points
        self._keep()

    def _keep(self) -> None:
        self._window.preferences.save()
        self.wear_preferences()

    def _on_full_screen(self) -> None:
        if self._window.isFullScreen():
            self._window.showNormal()
        else:
            self._window.showFullScreen()
