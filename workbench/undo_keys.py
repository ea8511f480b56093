"""Undo and redo by the keyboard: what was typed into the field with the focus first, else the last change of a
setting."""

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QSpinBox, QTextEdit, QWidget

UNDO, REDO = QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo


class UndoKeys(QObject):
    """Fields of text keep these keys to themselves, even where they have nothing to undo."""

    undone = Signal()
    redone = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._watched: QWidget | None = None
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._on_focus_changed)

    def _on_focus_changed(self, before: QWidget | None, now: QWidget | None) -> None:
        window = self.parent()
        if before is not None:
            before.removeEventFilter(self)
        if now is not None and isinstance(window, QWidget) and now.window() is window and _text_in(now) is not None:
            now.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() not in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress) or not isinstance(event, QKeyEvent):
            return False
        undo, redo = event.matches(UNDO), event.matches(REDO)
        if not (undo or redo) or (isinstance(watched, QWidget) and has_text_to(undo, watched)):
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()  # the key press is to come here
            return True
        (self.undone if undo else self.redone).emit()
        return True


def has_text_to(undo: bool, widget: QWidget | None) -> bool:
    """Whether the widget can undo (or else redo) what was typed into it."""
    text = _text_in(widget)
    if isinstance(text, QLineEdit):
        return text.isUndoAvailable() if undo else text.isRedoAvailable()
    if isinstance(text, QPlainTextEdit | QTextEdit):
        document = text.document()
        return not text.isReadOnly() and (document.isUndoAvailable() if undo else document.isRedoAvailable())
    return False


def undo_text(undo: bool, widget: QWidget | None) -> None:
    text = _text_in(widget)
    if isinstance(text, QLineEdit | QPlainTextEdit | QTextEdit):
        text.undo() if undo else text.redo()


def _text_in(widget: QWidget | None) -> QLineEdit | QPlainTextEdit | QTextEdit | None:
    if isinstance(widget, QSpinBox) or hasattr(widget, "lineEdit"):
        return widget.lineEdit()
    return widget if isinstance(widget, QLineEdit | QPlainTextEdit | QTextEdit) else None
