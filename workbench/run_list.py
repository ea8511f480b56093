"""The runs on disk, read away from the window's thread, and the curves of those that are looked at."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QFile, QObject, Signal

from tuning_core import RunFile
from tuning_core.events import Evaluated, StepDone
from workbench.quick_work import QuickWork
from workbench.widgets.series import Numbers

if TYPE_CHECKING:
    from tuning_core import RunSummary

Curve = tuple[Numbers, Numbers]  # steps, losses


class RunCurves:
    """What is drawn and compared of one run."""

    def __init__(self, folder: Path, run: RunFile, loss: Curve, held_out: Curve) -> None:
        self.folder, self.run, self.loss, self.held_out = folder, run, loss, held_out


class RunList(QObject):
    changed = Signal()
    curves_read = Signal(object)  # list of RunCurves
    binned = Signal(list)  # of folders that could not be moved to the bin

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.summaries: list[RunSummary] = []
        self._listing, self._reading, self._binning = QuickWork(self), QuickWork(self), QuickWork(self)
        self._listing.answered.connect(self._on_listed)
        self._reading.answered.connect(self.curves_read)
        self._binning.answered.connect(self._on_binned)

    def refresh(self) -> None:
        self._listing.ask(_summaries)

    def read_curves(self, folders: list[Path]) -> None:
        self._reading.ask(lambda: [curves for folder in folders if (curves := _curves(folder)) is not None])

    def bin(self, folders: list[Path]) -> None:
        """To the system's bin, from where they can be taken back."""
        self._binning.ask(lambda: [folder for folder in folders if not _moved_to_bin(folder)])

    def close(self) -> None:
        for work in (self._listing, self._reading, self._binning):
            work.close()

    def _on_listed(self, summaries: list["RunSummary"]) -> None:
        if summaries != self.summaries:
            self.summaries = summaries
            self.changed.emit()

    def _on_binned(self, kept: list[Path]) -> None:
        self.binned.emit(kept)
        self.refresh()


def _summaries() -> list["RunSummary"]:
    from tuning_core import list_runs

    return list_runs()


def _curves(folder: Path) -> RunCurves | None:
    """None where the folder is gone or broken. Steps that were done again after a resume count once, the last time."""
    from tuning_core import RunFolder

    try:
        run_folder = RunFolder(folder)
        run = RunFile.read(run_folder.run_file)
        events = [event for _, event in run_folder.times_and_events()]
    except (ValueError, OSError):
        return None
    losses = {event.step: event.loss for event in events if isinstance(event, StepDone)}
    held_out = {event.step: event.loss for event in events if isinstance(event, Evaluated)}
    return RunCurves(folder, run, _curve(losses), _curve(held_out))


def _curve(losses: dict[int, float]) -> Curve:
    steps = sorted(losses)
    return np.array(steps, dtype=np.float64), np.array([losses[step] for step in steps], dtype=np.float64)


def _moved_to_bin(folder: Path) -> bool:
    moved = QFile.moveToTrash(str(folder))
    return bool(moved[0] if isinstance(moved, tuple) else moved)
