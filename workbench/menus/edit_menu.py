"""The Edit menu: taking back changes of settings, the usual of texts, and the command palette."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication, QMenu

from workbench.menus.entries import add
from workbench.translation import mark, tr
from workbench.undo_keys import REDO, UNDO, UndoKeys, has_text_to, undo_text

if TYPE_CHECKING:
    from workbench.main_window import MainWindow

OF_TEXTS = (
    (mark("Cu&t"), "cut", QKeySequence.StandardKey.Cut),
    (mark("&Copy"), "copy", QKeySequence.StandardKey.Copy),
    (mark("&Paste"), "paste", QKeySequence.StandardKey.Paste),
    (mark("Select &all"), "selectAll", QKeySequence.StandardKey.SelectAll),
)
TOLD_MILLISECONDS = 5000


class EditMenu(QObject):
    def __init__(self, window: "MainWindow", menu: QMenu) -> None:
        super().__init__(window)
        self._window, self._history = window, window.session.history
        self.undo = add(menu, window, tr("&Undo"), partial(self._on_undo, True), "actionUndo", UNDO)
        self.redo = add(menu, window, tr("&Redo"), partial(self._on_undo, False), "actionRedo", REDO)
        menu.addSeparator()
        self._of_texts: dict[str, QAction] = {}
        for title, slot, key in OF_TEXTS:
            # The key is only shown: the field with the focus answers it by itself.
            text = f"{tr(title)}\t{QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)}"
            name = f"action{slot[0].upper()}{slot[1:]}"
            self._of_texts[slot] = add(menu, window, text, partial(self._tell_focused, slot), name)
        menu.addSeparator()
        show_palette, keys = window.over_the_pages.show_palette, ("Ctrl+K", "Ctrl+Shift+P")
        add(menu, window, tr("Find a co&mmand or setting…"), show_palette, "actionPalette", keys)
        undo_keys = UndoKeys(window)
        undo_keys.undone.connect(self._history.undo)
        undo_keys.redone.connect(self._history.redo)
        self._history.changed.connect(self.refresh)
        self._history.went.connect(self._on_went)
        menu.aboutToShow.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        focused = QApplication.focusWidget()
        for action, is_undo, change, plain, named in (
            (self.undo, True, self._history.to_undo, tr("&Undo"), tr("&Undo: {change}", change=self._history.to_undo)),
            (self.redo, False, self._history.to_redo, tr("&Redo"), tr("&Redo: {change}", change=self._history.to_redo)),
        ):
            of_text = has_text_to(is_undo, focused)
            action.setText(named if change and not of_text else plain)
            action.setEnabled(bool(change) or of_text)
        for slot, action in self._of_texts.items():
            action.setEnabled(hasattr(focused, slot))

    def _on_undo(self, undo: bool) -> None:
        focused = QApplication.focusWidget()
        if has_text_to(undo, focused):
            undo_text(undo, focused)
        elif undo:
            self._history.undo()
        else:
            self._history.redo()

    def _on_went(self, sentence: str) -> None:
        self._window.statusBar().showMessage(sentence, TOLD_MILLISECONDS)

    def _tell_focused(self, slot: str) -> None:
        focused = QApplication.focusWidget()
        if hasattr(focused, slot):
            getattr(focused, slot)()
