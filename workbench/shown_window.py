"""The one window on the screen, which is made anew where another language is chosen. The session, and a run that goes
on in it, stay."""

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QDialog

from workbench import theme
from workbench.main_window import MainWindow
from workbench.preferences import Preferences
from workbench.session import Session
from workbench.translation import speak
from workbench.widgets.preferences_dialog import PreferencesDialog


class ShownWindow(QObject):
    def __init__(self, session: Session, preferences: Preferences, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session, self.preferences = session, preferences
        session.setParent(self)
        self.window = self._made()

    def _made(self) -> MainWindow:
        window = MainWindow(self.session, self.preferences)
        window.language_chosen.connect(self._on_language_chosen)
        return window

    def _on_language_chosen(self) -> None:
        """Later, since what tells it is a widget of the window that goes."""
        QTimer.singleShot(0, self._make_anew)

    def _make_anew(self) -> None:
        before = self.window
        before.remember()
        choosing = before.findChild(PreferencesDialog) is not None
        speak(self.preferences.language)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        theme.set_font_points(app, self.preferences.font_points)
        self.preferences.geometry = before.saveGeometry()
        self.window = self._made()
        self.window.setGeometry(before.geometry())
        self.window.make_all_pages()
        self.window.take_over(before)
        self.window.show()
        for dialog in before.findChildren(QDialog):
            dialog.close()
        before.leave()
        if choosing:
            self.window.menus.show_preferences()
