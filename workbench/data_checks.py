"""What about the rows would spoil the run, checked anew whenever a setting changes, away from the window's thread."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from tuning_core import RunFile
from workbench.quick_work import QuickWork

if TYPE_CHECKING:
    from tuning_core import ModelCard, PreparedData
    from tuning_core.data.preflight import Finding


class DataChecks(QObject):
    changed = Signal()  # `findings` are others now

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.findings: tuple[Finding, ...] = ()  # what blocks the start comes first
        self._work = QuickWork(self)
        self._work.answered.connect(self._on_answered)

    def ask(self, prepared: "PreparedData | None", run: RunFile, card: "ModelCard | None") -> None:
        if prepared is None:
            self._work.forget()
            self._on_answered(())
        else:
            self._work.ask(lambda: _found(prepared, run, card))

    def close(self) -> None:
        self._work.close()

    def _on_answered(self, findings: "tuple[Finding, ...]") -> None:
        if findings != self.findings:
            self.findings = findings
            self.changed.emit()


def _found(prepared: "PreparedData", run: RunFile, card: "ModelCard | None") -> "tuple[Finding, ...]":
    from tuning_core.data.preflight import Finding, checks

    positions = card.context or None if card is not None else None
    found = checks(prepared.facts(run.data, run.training, positions))
    return (*found, *(Finding("warns", note) for note in prepared.notes))
