"""What the person has chosen so far; one signal per choice, and the one job that may be running."""

import threading
import traceback
from collections.abc import Callable, Collection, Mapping
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from tuning_core import BadInput, RunFile
from tuning_core.events import CheckpointSaved, Evaluated, Event, Finished, Started, StepDone
from workbench.background_work import (
    adapter_of_run,
    card_for,
    freeing_memory,
    import_core,
    is_to_download,
    loading_model,
    preparing_rows,
    why_no_card,
)
from workbench.data_checks import DataChecks
from workbench.job_thread import Job, JobThread, MakeJob
from workbench.method_offers import MethodOffers
from workbench.pricing import Pricing
from workbench.quick_work import QuickWork
from workbench.refused import Refused
from workbench.run_name import nameless_if_by_parts, shown_name
from workbench.speakers import Speakers

if TYPE_CHECKING:
    from tuning_core import LoadedModel, ModelCard, OpenedData, PreparedData, TunedModel
    from tuning_core.run_file import DataSettings, ModelSettings
    from workbench.run_list import RunList
    from workbench.shown_run import ShownRun

    Prepared = tuple[PreparedData, dict[str, int]]

LOADING_JOB = "Loading the model"
PREPARING_JOB = "Preparing the data"
TRAINING_JOB = "Training"
OPENING_JOB = "Opening the run"
FREEING_JOB = "Freeing the memory"
_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Session(QObject):
    """The run file is the truth about settings; what was made from it (card, model, data, tuned model) stands beside
    it and is dropped when the settings it came from change."""

    core_ready = Signal()
    settings_changed = Signal()  # anything in the run file
    model_changed = Signal()  # card or loaded model
    model_refused = Signal(str)  # why what was chosen is no model; nothing was changed
    data_opened = Signal()  # the rows are found and can be looked at, though not tokenised yet
    data_changed = Signal()  # prepared data
    tuned_changed = Signal()
    training_asked = Signal()  # model and data may have to be made ready first, in jobs of their own
    run_shown = Signal(object)  # the folder of a run of before, whose settings are those of the session now
    runs_changed = Signal()  # a run folder appeared or changed
    job_started = Signal(str)
    job_told = Signal(object)
    job_succeeded = Signal(str)
    job_ended = Signal(str)
    job_paused = Signal(bool)
    problem = Signal(str, str)  # sentence, details

    _rows_opened = Signal(object, object)  # DataSettings, OpenedData; from the job's thread

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.run = RunFile()
        self.refused: dict[str, Refused] = {}  # table.key -> what was entered there and cannot be used
        self.core_is_ready = False
        self.card: ModelCard | None = None
        self.card_problem = ""  # why there is no card
        self.to_download = ""  # the Hub id of the chosen model, where it is not on this machine yet
        self.loaded: LoadedModel | None = None
        self.opened: OpenedData | None = None  # the rows, before they are tokenised and after
        self.prepared: PreparedData | None = None
        self.data_problem = ""  # why there is no prepared data
        self.data_summary: dict[str, int] = {}  # of the prepared data
        self.tuned: TunedModel | None = None
        self.run_folder: Path | None = None
        self.job: JobThread | None = None
        self.training_is_on = False  # from the moment it is asked for to the end of its last job
        self.failed_job = ""  # the one whose failure is being told
        self._on_success: Callable[[Any], None] | None = None
        self._on_failure: Callable[[str], None] | None = None
        self._then: Callable[[], object] | None = None
        self._succeeded = False
        self.gave_way = False  # the job's settings are no longer wanted; what comes of it is thrown away
        self._when_free: Callable[[], object] | None = None  # what to start when it has ended
        self._afterwards: Callable[[], object] | None = None  # as well, unless the person stops it all
        self.pricing = Pricing(self)
        self.data_checks = DataChecks(self)
        self.offers = MethodOffers(self)
        self.speakers = Speakers(self)
        self._card_reading = QuickWork(self)
        self._card_reading.answered.connect(self._on_card_read)
        self._card_reading.failed.connect(self._on_card_failed)
        self._choosing = QuickWork(self)
        self._choosing.answered.connect(self._on_chosen_read)
        self._choosing.failed.connect(self._on_chosen_failed)
        self._chosen: ModelSettings = self.run.model
        self._core_is_asked = False
        self._core_is_imported = threading.Event()
        self._core_loading = QuickWork(self)
        self._core_loading.answered.connect(self._on_core_loaded)
        self._core_loading.failed.connect(self._on_core_failed)
        self._rows_opened.connect(self._on_rows_opened)
        for signal in (self.settings_changed, self.model_changed, self.data_changed):
            signal.connect(self._on_priced_things_changed)

    # the core

    def load_core(self) -> None:
        """Imports torch and the rest, in the background; core_ready tells the end. A job that is started meanwhile
        waits for it, since two threads that import the same things may get in each other's way."""
        if not self._core_is_asked:
            self._core_is_asked = True
            imported = self._core_is_imported
            self._core_loading.ask(lambda: import_core(imported))

    def _on_core_loaded(self, _: object) -> None:
        self.core_is_ready = True
        self.core_ready.emit()
        self.read_card()
        self._on_priced_things_changed()

    def _on_core_failed(self, error: BaseException) -> None:
        sentence = "The tuning core could not be loaded; the program may not be installed completely."
        self.problem.emit(sentence, "".join(traceback.format_exception(error)))

    def close(self) -> None:
        """Ends what runs in the background beside jobs. Jobs are stopped by the window, which stays alive meanwhile."""
        self._core_loading.close(wait=False)  # an import cannot be ended, and the window need not wait for it
        self._card_reading.close()
        self._choosing.close()
        self.pricing.close()
        self.data_checks.close()
        self.offers.close()
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

    # settings

    def change(self, settings: dict[str, Any]) -> bool:
        """Dotted keys of the run file, as in {"training.max_steps": 10}. False, with a problem told, when refused.
        What a form refused itself is given as Refused: it is kept, so that nothing starts with another value."""
        refused = {key: value for key, value in settings.items() if isinstance(value, Refused)}
        if refused:
            self.refused = {**self.refused, **refused}
            self.settings_changed.emit()
            return False
        try:
            run = self.run.with_settings(settings)
        except BadInput as error:
            self.problem.emit(str(error), "")
            return False
        return self.set_run(run, settings)

    def set_run(self, run: RunFile, entered: Collection[str] | None = None) -> bool:
        """False, with a problem told, when a running job still needs what would change. `entered` are the keys that
        the person changed; without it all settings are replaced, and what was refused is forgotten."""
        run = nameless_if_by_parts(run)
        before = self.run
        makes_other_rows = (run.model, run.data, run.training.seed) != (before.model, before.data, before.training.seed)
        if makes_other_rows and self.job is not None and self.model_can_change:
            self.give_way()
        elif self.job is not None and (run.model, run.data) != (before.model, before.data):
            self.problem.emit(
                f"{self.job.name} needs this model and data; change them when it is done, or stop it.", ""
            )
            return False
        had_refused = bool(self.refused)
        self._withdraw_refused(run, entered)
        if run == before:
            if had_refused:
                self.settings_changed.emit()
            return True
        self.run = run
        if run.model != before.model:
            self.forget_model()
            self.read_card()
        elif run.data != before.data or run.training.seed != before.training.seed:
            self.forget_data()
        self.settings_changed.emit()
        return True

    @property
    def model_can_change(self) -> bool:
        """And the data: preparing rows, as long as it is not for a training, gives way."""
        return self.job is None or (self.job.name == PREPARING_JOB and not self.training_is_on)

    def give_way(self) -> None:
        """Ends the job, whose settings are no longer wanted. What is to be loaded or prepared next starts after it."""
        self.stop_job()
        self.gave_way = True

    def _withdraw_refused(self, run: RunFile, entered: Collection[str] | None) -> None:
        """A form shows another value than before by itself; only what stays the same has to be told."""
        now, new = self.run.to_dict(), run.to_dict()
        for key, refused in list(self.refused.items()):
            table, name = key.split(".", 1)
            if entered is None:
                refused.withdraw()
            if entered is None or key in entered or now[table].get(name) != new[table].get(name):
                del self.refused[key]

    @property
    def run_name(self) -> str:
        return shown_name(self.run)

    def _on_priced_things_changed(self) -> None:
        refused = next((refused for key, refused in self.refused.items() if key.startswith("method.")), None)
        if refused is not None:
            self.pricing.refuse(refused.sentence)
        elif self.core_is_ready:
            self.offers.ask(self.card)
            self.pricing.ask(self.card, self.run, self.prepared)
        self.data_checks.ask(self.prepared, self.run, self.card)

    def settings_by_name(self, run: RunFile) -> dict[str, Any]:
        """By their dotted names; a learning rate that is not set is the method's own."""
        tables = {"model": run.model, "data": run.data, "training": run.training}
        named = {f"{table}.{name}": value for table, settings in tables.items() for name, value in settings}
        if named["training.learning_rate"] is None:
            named["training.learning_rate"] = self.pricing.price.learning_rate
        return named

    # model

    def read_card(self) -> None:
        """In the background; model_changed tells the end, and card_problem says why there is none."""
        if self.core_is_ready and self.loaded is None:
            settings = self.run.model
            self._card_reading.ask(lambda: card_for(settings))

    @property
    def card_is_being_read(self) -> bool:
        return not self.core_is_ready or self._card_reading.busy

    def _on_card_read(self, card: "ModelCard") -> None:
        self.card, self.card_problem, self.to_download = card, "", ""
        self.model_changed.emit()

    def _on_card_failed(self, error: BaseException) -> None:
        self.card = None
        self.to_download = self.run.model.path if is_to_download(error) else ""
        self.card_problem = "" if self.to_download else why_no_card(error)
        self.model_changed.emit()

    def choose_model(self, path: str) -> None:
        """Looks at it first: what is no model leaves the one that is there, and model_refused says why."""
        if self.card is None or not self.core_is_ready:
            if self.change({"model.path": path}):
                self.read_card()
            return
        self._chosen = settings = self.run.model.model_copy(update={"path": path})
        self._choosing.ask(lambda: card_for(settings))

    @property
    def model_is_being_chosen(self) -> bool:
        return self._choosing.busy

    def _on_chosen_read(self, _: object) -> None:
        self.change({"model.path": self._chosen.path})
        self.model_changed.emit()

    def _on_chosen_failed(self, error: BaseException) -> None:
        if is_to_download(error) or " model." in str(error):  # it can be used once it is here, or a setting is changed
            self._on_chosen_read(None)
        else:
            self.model_refused.emit(why_no_card(error))

    def load_model(self, then: Callable[[], object] | None = None) -> bool:
        if self.job is not None and self.gave_way:
            self._when_free = lambda: self.load_model(then)
            return True
        self.unload_model()
        settings = self.run.model
        return self.start_job(LOADING_JOB, lambda stop: loading_model(settings, stop), self._on_loaded, then=then)

    def _on_loaded(self, loaded: "LoadedModel") -> None:
        self.loaded, self.card, self.card_problem, self.to_download = loaded, loaded.card, "", ""
        self.model_changed.emit()

    def unload_model(self) -> None:
        """Frees the weights; the card stays. Rows that are being prepared for it give way."""
        if self.loaded is not None and self.model_can_change:
            if self.job is not None:
                self.give_way()
            self.forget_tuned()
            self.loaded = None
            self.forget_data()
            self.model_changed.emit()

    def forget_model(self) -> None:
        self.forget_tuned()
        self.card = self.loaded = None
        self.card_problem = self.to_download = ""
        self.forget_data()
        self.model_changed.emit()

    # data

    def prepare_data(self, then: Callable[[], object] | None = None) -> bool:
        if self.loaded is None:
            return False
        if self.job is not None and self.gave_way:
            self._when_free = lambda: self.prepare_data(then)
            return True
        run, loaded = self.run, self.loaded
        self.data_problem = ""
        return self.start_job(
            PREPARING_JOB,
            lambda stop: preparing_rows(run, loaded, stop, lambda opened: self._rows_opened.emit(run.data, opened)),
            self._on_prepared,
            self._on_not_prepared,
            then,
        )

    def _on_rows_opened(self, data: "DataSettings", opened: "OpenedData") -> None:
        if data == self.run.data and self.loaded is not None:
            self.opened = opened
            self.data_opened.emit()

    def _on_prepared(self, result: "Prepared") -> None:
        self.prepared, self.data_summary = result
        self.opened = self.prepared.opened
        self.data_changed.emit()

    def _on_not_prepared(self, sentence: str) -> None:
        self.data_problem = sentence
        self.data_changed.emit()

    def forget_data(self) -> None:
        self.opened = self.prepared = None
        self.data_problem = ""
        self.data_changed.emit()

    def forget_tuned(self) -> None:
        if self.tuned is not None:
            self.tuned.detach()
            self.tuned = None
        self.run_folder = None
        self.tuned_changed.emit()

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
            if resume_from is None:
                return (yield from train(run, loaded=loaded, prepared=prepared, stop=stop))
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
        self.unload_model()
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

    # jobs

    def start_job(
        self,
        name: str,
        make_job: MakeJob,
        on_success: Callable[[Any], None] | None = None,
        on_failure: Callable[[str], None] | None = None,
        then: Callable[[], object] | None = None,
    ) -> bool:
        """One job at a time, since they share the model. False when one is running. `then` is called after the job
        has ended well, and may start the next one."""
        if self.job is not None:
            return False
        self.load_core()
        imported = self._core_is_imported

        def make_after_import(stop: threading.Event) -> Job:
            imported.wait()
            return make_job(stop)

        job = JobThread(name, make_after_import, self)
        self.job = job
        job.told.connect(self._on_job_told)
        job.paused_changed.connect(self.job_paused)
        job.failed.connect(self._on_job_failed)
        # Bound methods of this QObject, never lambdas: Qt then calls them on the window's thread.
        self._on_success, self._on_failure, self._then = on_success, on_failure, then
        self._succeeded = self.gave_way = False
        job.succeeded.connect(self._on_job_succeeded)
        job.finished.connect(self._on_job_finished)
        self.job_started.emit(name)
        job.start()
        return True

    def _on_job_told(self, event: Event) -> None:
        if isinstance(event, Started):
            self.run_folder = Path(event.run_folder)
        self.job_told.emit(event)
        if isinstance(event, Started | CheckpointSaved | Finished):
            self.runs_changed.emit()

    def _on_job_succeeded(self, result: Any) -> None:
        if self.gave_way:
            return
        self._succeeded = True
        if self._on_success is not None:
            self._on_success(result)
        if self.job is not None:
            self.job_succeeded.emit(self.job.name)

    def _on_job_failed(self, sentence: str, details: str) -> None:
        if self.gave_way:
            return
        if self._on_failure is not None:
            self._on_failure(sentence)
        self.failed_job = self.job.name if self.job is not None else ""
        self.problem.emit(sentence, details)
        self.failed_job = ""

    def _on_job_finished(self) -> None:
        job, self.job = self.job, None
        if job is None:
            return
        job.wait()
        job.deleteLater()
        then, self._then = (self._then if self._succeeded else None), None
        self.training_is_on = self.training_is_on and then is not None
        self.job_ended.emit(job.name)
        when_free, self._when_free = self._when_free, None
        afterwards, self._afterwards = self._afterwards, None
        for start in (then, when_free, afterwards):
            if start is not None and self.job is None:
                start()

    def stop_job(self) -> None:
        self._then = self._afterwards = None
        if self.job is not None:
            self.job.stop()

    def leave_job(self) -> None:
        """Ends it where it is: a training saves nothing more."""
        self._then = self._afterwards = None
        if self.job is not None:
            self.job.leave()
