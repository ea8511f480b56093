"""The changes of settings, one by one, so that each can be taken back."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from tuning_core import RunFile
from workbench.translation import tr, tr_core, tr_count
from workbench.wording import title_of

if TYPE_CHECKING:
    from workbench.choices import Choices

MOST_CHANGES = 200
TYPED_IN = (QLineEdit, QAbstractSpinBox, QPlainTextEdit, QTextEdit)


@dataclass(frozen=True)
class Change:
    before: RunFile
    after: RunFile
    keys: tuple[str, ...]  # dotted
    field: QWidget | None  # that it was typed into

    @property
    def text(self) -> str:
        """What it changed, to stand behind Undo."""
        if self.keys == ("name",):
            return tr("name of the run")
        if "method.name" in self.keys:
            return tr("choice of the method")
        if "model.path" in self.keys:
            return tr("choice of the model") if len(self.keys) == 1 else tr("choice of the run")
        if len(self.keys) == 1:
            return tr_core(title_of(self.keys[0]))
        return tr_count("{n} setting", "{n} settings", len(self.keys))


class SettingsHistory(QObject):
    """What is typed into one field is one change, however many keys it took."""

    changed = Signal()
    went = Signal(str)  # what was taken back or done again, which may stand on a page that is not shown

    def __init__(self, session: "Choices") -> None:
        super().__init__(session)
        self._session = session
        self._known = session.run
        self._done: list[Change] = []
        self._undone: list[Change] = []
        self._is_going = False
        session.settings_changed.connect(self._on_settings_changed)

    def begin(self) -> None:
        """From here on; what came before cannot be taken back."""
        self._known = self._session.run
        self._done, self._undone = [], []
        self.changed.emit()

    @property
    def to_undo(self) -> str:
        return self._done[-1].text if self._done else ""

    @property
    def to_redo(self) -> str:
        return self._undone[-1].text if self._undone else ""

    def undo(self) -> None:
        if self._done and self._go_to(self._done[-1].before, self._done[-1]):
            self._undone.append(self._done.pop())
            self.changed.emit()
            self.went.emit(tr("Taken back: {change}", change=self.to_redo))

    def redo(self) -> None:
        if self._undone and self._go_to(self._undone[-1].after, self._undone[-1]):
            self._done.append(self._undone.pop())
            self.changed.emit()
            self.went.emit(tr("Done again: {change}", change=self.to_undo))

    def _go_to(self, run: RunFile, change: Change) -> bool:
        """False where a running job stands against it; why has been told then."""
        self._is_going = True
        try:
            gone = self._session.set_run(run, change.keys)
        finally:
            self._is_going = False
            self._known = self._session.run
        return gone

    def _on_settings_changed(self) -> None:
        before, after = self._known, self._session.run
        if self._is_going or after == before:
            return
        self._known = after
        change = Change(before, after, differing_keys(before, after), _field_typed_into())
        last = self._done[-1] if self._done else None
        if last is not None and change.field is not None and (last.field, last.keys) == (change.field, change.keys):
            self._done.pop()
            change = Change(last.before, after, change.keys, change.field)
        if change.before != change.after:
            self._done = [*self._done, change][-MOST_CHANGES:]
        self._undone = []
        self.changed.emit()


def differing_keys(one: RunFile, other: RunFile) -> tuple[str, ...]:
    """By their dotted names."""
    now, then = one.to_dict(), other.to_dict()
    keys = ["name"] if now.get("name") != then.get("name") else []
    for table in ("model", "data", "method", "training"):
        names = dict.fromkeys([*now.get(table, {}), *then.get(table, {})])
        keys += [f"{table}.{name}" for name in names if now.get(table, {}).get(name) != then.get(table, {}).get(name)]
    return tuple(keys)


def _field_typed_into() -> QWidget | None:
    focused = QApplication.focusWidget()
    return focused if isinstance(focused, TYPED_IN) else None
