"""The runs on disk, read away from the window's thread, and the curves of those that are looked at."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal

from tuning_core import BadInput, RunFile
from tuning_core.events import Evaluated, StepDone
from workbench.bin import Binned, move_to_bin, take_back
from workbench.quick_work import QuickWork
from workbench.widgets.series import Numbers

if TYPE_CHECKING:
    from tuning_core import RunFolder, RunSummary

Curve = tuple[Numbers, Numbers]  # steps, losses


class RunCurves:
    """What is drawn and compared of one run."""

    def __init__(self, folder: Path, run: RunFile, loss: Curve, held_out: Curve) -> None:
        self.folder, self.run, self.loss, self.held_out = folder, run, loss, held_out


class RunList(QObject):
    changed = Signal()
    curves_read = Signal(object)  # list of RunCurves
    binned = Signal(list, list)  # what is in the bin now, and folders that could not be moved there
    taken_back = Signal(list)  # folders that could not be
    refused = Signal(str)  # why a name or a note could not be written

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.summaries: list[RunSummary] = []
        self._listing, self._reading, self._binning = QuickWork(self), QuickWork(self), QuickWork(self)
        self._taking_back = QuickWork(self)
        self._listing.answered.connect(self._on_listed)
        self._reading.answered.connect(self.curves_read)
        self._binning.answered.connect(self._on_binned)
        self._taking_back.answered.connect(self._on_taken_back)

    def refresh(self) -> None:
        self._listing.ask(_summaries)

    def read_curves(self, folders: list[Path]) -> None:
        self._reading.ask(lambda: [curves for folder in folders if (curves := _curves(folder)) is not None])

    def bin(self, folders: list[Path]) -> None:
        """To the system's bin, from where they can be taken back."""
        self._binning.ask(lambda: [(folder, move_to_bin(folder)) for folder in folders])

    def take_back(self, binned: list[Binned]) -> None:
        self._taking_back.ask(lambda: [one.place for one in binned if not take_back(one)])

    def rename(self, folder: Path, name: str) -> None:
        self._write(folder, lambda run: run.rename(name))

    def write_note(self, folder: Path, text: str) -> None:
        self._write(folder, lambda run: run.write_note(text))

    def _write(self, folder: Path, write: "Callable[[RunFolder], None]") -> None:
        from tuning_core import RunFolder

        try:
            write(RunFolder(folder))
        except BadInput as error:
            self.refused.emit(str(error))
        self.refresh()

    def close(self) -> None:
        for work in (self._listing, self._reading, self._binning, self._taking_back):
            work.close()

    def _on_listed(self, summaries: list["RunSummary"]) -> None:
        if summaries != self.summaries:
            self.summaries = summaries
            self.changed.emit()

    def _on_binned(self, moved: list[tuple[Path, Binned | None]]) -> None:
        self.binned.emit([one for _, one in moved if one is not None], [folder for folder, one in moved if one is None])
        self.refresh()

    def _on_taken_back(self, missing: list[Path]) -> None:
        self.taken_back.emit(missing)
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
