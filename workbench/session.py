"""All that the window works on: what is chosen, the one job, and the trainings that come of it."""

import threading
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from tuning_core import BadInput, RunFile
from tuning_core.events import Evaluated, StepDone
from workbench.background_work import adapter_of_run, freeing_memory, loading_model, preparing_rows
from workbench.choices import Choices
from workbench.job_thread import Job
from workbench.speakers import Speakers
from workbench.talk import Talk
from workbench.translation import mark

if TYPE_CHECKING:
    from tuning_core import TunedModel
    from workbench.run_list import RunList
    from workbench.run_queue import RunQueue
    from workbench.shown_run import ShownRun

TRAINING_JOB = mark("Training")
OPENING_JOB = mark("Opening the run")
FREEING_JOB = mark("Freeing the memory")
_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Session(Choices):
    """Training, resuming, and opening runs of before."""

    training_asked = Signal()  # model and data may have to be made ready first, in jobs of their own
    run_shown = Signal(object)  # the folder of a run of before, whose settings are those of the session now

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.speakers = Speakers(self)
        self.talk = Talk(self)

    def close(self) -> None:
        super().close()
        self.speakers.close()
        for made_later in ("run_list", "shown_run"):
            if made_later in vars(self):
                getattr(self, made_later).close()

    @cached_property
    def run_list(self) -> "RunList":
        """Made when the Runs page asks for it: its curves need numpy, which the first paint does not wait for."""
        from workbench.run_list import RunList

        return RunList(self)

    @cached_property
    def shown_run(self) -> "ShownRun":
        """Made when the Train page asks for it, which is before the first run."""
        from workbench.shown_run import ShownRun

        return ShownRun(self)

    @cached_property
    def queue(self) -> "RunQueue":
        from workbench.run_queue import RunQueue

        return RunQueue(self)

    # training

    def start_training(self, *, resume_from: Path | None = None, from_step: int | None = None) -> bool:
        """Loads the model and prepares the data first where that was not done yet. A run that is resumed (`from_step`:
        from no checkpoint beyond this one) tells the steps that it has done already first, so that the charts begin at
        its beginning."""
        if self.job is not None:
            return False
        if not self.training_is_on:
            if self.refused:
                self.problem.emit(next(iter(self.refused.values())).sentence, "")
                return False
            self.training_is_on = True
            self.training_asked.emit()
        if self.loaded is None:
            return self.load_model(then=lambda: self.start_training(resume_from=resume_from, from_step=from_step))
        if self.prepared is None:
            return self.prepare_data(then=lambda: self.start_training(resume_from=resume_from, from_step=from_step))
        run, loaded, prepared = self.run.model_copy(update={"name": self.run_name}), self.loaded, self.prepared
        before, self.tuned = self.tuned, None
        self.forget_tuned()

        def training(stop: threading.Event) -> Job:
            from tuning_core import told_before, train

            if before is not None:
                before.detach()
            hear = self.speakers.hear
            if resume_from is None:
                return (yield from train(run, loaded=loaded, prepared=prepared, stop=stop, tell_tuned=hear))
            past = told_before(resume_from, from_step)
            yield from (event for event in past if isinstance(event, StepDone | Evaluated))
            return (
                yield from train(
                    run,
                    out=resume_from,
                    resume=True,
                    from_step=from_step,
                    loaded=loaded,
                    prepared=prepared,
                    stop=stop,
                    tell_tuned=hear,
                )
            )

        return self.start_job(TRAINING_JOB, training, self._on_trained)

    def resume(self, folder: Path, changes: Mapping[str, Any] = _NOTHING, from_step: int | None = None) -> bool:
        """In the run's own folder and with its own settings, but those that are changed. `from_step`: from no
        checkpoint beyond this one; 0 is the beginning."""
        try:
            run = RunFile.read(folder / "run.toml").with_settings(changes)
        except BadInput as error:
            self.problem.emit(str(error), "")
            return False
        return self.set_run(run) and self.start_training(resume_from=folder, from_step=from_step)

    def go_on_with(self, folder: Path, changes: Mapping[str, Any], from_step: int | None) -> None:
        """Changes the training that goes on, or has ended: it ends where it is, and is resumed. Without `from_step` it
        goes on from where it stands, which is saved first; else what came after that step is given up."""
        if self.job is None:
            self.resume(folder, changes, from_step)
            return
        self.leave_job() if from_step is not None else self.stop_job()
        self._afterwards = lambda: self.resume(folder, changes, from_step)

    def stop_and_free(self) -> None:
        """Saves the training that goes on, ends it, and frees what it and its model held."""
        self.stop_job()
        self._afterwards = self.free_memory

    def free_memory(self) -> None:
        """Unloads the model, and gives what it held back to the system."""
        self.unload_model()
        if self.job is not None and self.gave_way:
            self._when_free = self.free_memory
        else:
            self.start_job(FREEING_JOB, freeing_memory)

    def show_run(self, folder: Path) -> bool:
        """A run of before with its settings, as it stands; it may be resumed from there."""
        if self.job is not None:
            return False
        try:
            run = RunFile.read(folder / "run.toml")
        except BadInput as error:
            self.problem.emit(str(error), "")
            return False
        if self.set_run(run):
            self.run_shown.emit(folder)
        return True

    def _on_trained(self, tuned: "TunedModel") -> None:
        self.tuned = tuned
        self.tuned_changed.emit()

    def open_run(self, folder: Path) -> bool:
        """The settings of a run, its model, its data and what it learned."""
        if self.job is not None:
            return False
        try:
            self.set_run(RunFile.read(folder / "run.toml"))
        except BadInput as error:
            self.problem.emit(str(error), "")
            return False
        before, self.tuned = self.tuned, None
        self.forget_tuned()
        run, loaded = self.run, self.loaded

        def opening(stop: threading.Event) -> Job:
            if before is not None:
                before.detach()
            model = loaded or (yield from loading_model(run.model, stop))
            try:
                data = yield from preparing_rows(run, model, stop, lambda opened: None)
            except BadInput as error:  # the data may have moved since; the model can be talked to all the same
                data = str(error)
            return model, data, adapter_of_run(run, model, folder), folder

        return self.start_job(OPENING_JOB, opening, self._on_opened)

    def _on_opened(self, result: tuple[Any, ...]) -> None:
        self.loaded, data, self.tuned, self.run_folder = result
        self.card, self.card_problem = self.loaded.card, ""
        self.prepared, self.data_summary = (None, {}) if isinstance(data, str) else data
        self.opened = self.prepared.opened if self.prepared is not None else None
        self.data_problem = data if isinstance(data, str) else ""
        for changed in (self.model_changed, self.data_changed, self.tuned_changed):
            changed.emit()
        self.run_shown.emit(self.run_folder)
