"""What the person has chosen so far, and what was made from it: the model's card, the model, the rows."""

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from tuning_core import BadInput, RunFile
from tuning_core.errors import NotDownloaded
from workbench.background_work import (
    bytes_on_the_hub,
    card_for,
    downloading_model,
    loading_model,
    preparing_rows,
    why_no_card,
)
from workbench.data_checks import DataChecks
from workbench.method_offers import MethodOffers
from workbench.one_job import OneJob
from workbench.pricing import Pricing
from workbench.quick_work import QuickWork
from workbench.refused import Refused
from workbench.run_name import nameless_if_by_parts, shown_name
from workbench.settings_history import SettingsHistory
from workbench.translation import mark, tr
from workbench.wording import settings_named

if TYPE_CHECKING:
    from tuning_core import LoadedModel, ModelCard, OpenedData, PreparedData, TunedModel
    from tuning_core.run_file import DataSettings, ModelSettings

    Prepared = tuple[PreparedData, dict[str, int]]

DOWNLOADING_JOB = mark("Downloading the model")
LOADING_JOB = mark("Loading the model")
PREPARING_JOB = mark("Preparing the data")


class Choices(OneJob):
    """The run file is the truth about settings; what was made from it (card, model, data, tuned model) stands beside
    it and is dropped when the settings it came from change."""

    settings_changed = Signal()  # anything in the run file
    model_changed = Signal()  # card or loaded model
    not_downloaded = Signal(str)  # why
    model_refused = Signal(str)  # why what was chosen is no model; nothing was changed
    data_opened = Signal()  # the rows are found and can be looked at, though not tokenised yet
    data_changed = Signal()  # prepared data
    tuned_changed = Signal()

    _rows_opened = Signal(object, object)  # DataSettings, OpenedData; from the job's thread

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.run = RunFile()
        self.refused: dict[str, Refused] = {}  # table.key -> what was entered there and cannot be used
        self.card: ModelCard | None = None
        self.card_problem = ""  # why there is no card
        self.to_download = ""  # the Hub id of the chosen model, where it is not on this machine yet
        self.bytes_to_download = 0  # as far as the Hub was asked
        self.loaded: LoadedModel | None = None
        self.opened: OpenedData | None = None  # the rows, before they are tokenised and after
        self.prepared: PreparedData | None = None
        self.data_problem = ""  # why there is no prepared data
        self.data_summary: dict[str, int] = {}  # of the prepared data
        self.tuned: TunedModel | None = None
        self.pricing = Pricing(self)
        self.data_checks = DataChecks(self)
        self.offers = MethodOffers(self)
        self._card_reading = QuickWork(self)
        self._card_reading.answered.connect(self._on_card_read)
        self._card_reading.failed.connect(self._on_card_failed)
        self._choosing = QuickWork(self)
        self._choosing.answered.connect(lambda _: self._use_chosen())
        self._choosing.failed.connect(self._on_chosen_failed)
        self._asking_hub = QuickWork(self)
        self._asking_hub.answered.connect(self._use_chosen)
        self._asking_hub.failed.connect(self._on_hub_gives_nothing)
        self._chosen: ModelSettings = self.run.model
        self.history = SettingsHistory(self)
        self._rows_opened.connect(self._on_rows_opened)
        for signal in (self.settings_changed, self.model_changed, self.data_changed):
            signal.connect(self._on_priced_things_changed)

    def _on_core_loaded(self, answer: object) -> None:
        super()._on_core_loaded(answer)
        self.read_card()
        self._on_priced_things_changed()

    def close(self) -> None:
        super().close()
        self._card_reading.close()
        self._choosing.close()
        self._asking_hub.close(wait=False)  # an answer may be seconds away
        self.pricing.close()
        self.data_checks.close()
        self.offers.close()

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
                tr(
                    "{name} needs this model and data; change them when it is done, or stop it.", name=tr(self.job.name)
                ),
                "",
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
        self.to_download = self.run.model.path if isinstance(error, NotDownloaded) else ""
        self.card_problem = "" if self.to_download else why_no_card(error)
        self.model_changed.emit()

    def choose_task(self, task: str) -> bool:
        """Other tasks learn from other rows, so that the form of the data is found anew."""
        return self.change({"model.task": task, "data.format": "auto", "data.columns": {}, "data.labels": []})

    @property
    def tasks_of_model(self) -> list[str]:
        """That it could be loaded for, as far as that is known."""
        if self.card is None:
            return []
        from tuning_core.models.tasks import tasks_for

        return tasks_for(self.card.skeleton.config)

    def choose_model(self, path: str) -> None:
        """Looks at it first, on the Hub too: what is no model leaves the one that is there, and model_refused says why;
        so does, for a model that is loaded, what the Hub does not give, and not_downloaded says why."""
        self.load_core()
        if self.card is None or not self.core_is_ready:
            if self.change({"model.path": path}):
                self.read_card()
            return
        self._chosen = settings = self.run.model.model_copy(update={"path": path})
        self._asking_hub.forget()
        self._choosing.ask(lambda: card_for(settings))

    @property
    def model_is_being_chosen(self) -> bool:
        return self._choosing.busy or self._asking_hub.busy

    def _use_chosen(self, bytes_to_download: int = 0) -> None:
        self.change({"model.path": self._chosen.path})
        self.bytes_to_download = bytes_to_download
        self.model_changed.emit()

    def _on_chosen_failed(self, error: BaseException) -> None:
        if isinstance(error, NotDownloaded):
            hub_id = self._chosen.path
            self._asking_hub.ask(lambda: bytes_on_the_hub(hub_id))
        elif settings_named(str(error), "model"):  # it can be used once a setting is changed
            self._use_chosen()
        else:
            self.model_refused.emit(why_no_card(error))

    def _on_hub_gives_nothing(self, error: BaseException) -> None:
        if self.loaded is None:  # nothing is lost, and what is missing may be a token or the network
            self._use_chosen()
        else:
            self.not_downloaded.emit(why_no_card(error))

    def download_model(self) -> bool:
        """Of the Hub, to this machine, without loading it; the card is read when it is here."""
        settings = self.run.model
        return self.start_job(
            DOWNLOADING_JOB,
            lambda stop: downloading_model(settings, stop),
            self._on_downloaded,
            self.not_downloaded.emit,
        )

    def _on_downloaded(self, _: object) -> None:
        self.to_download = ""
        self.read_card()
        self.model_changed.emit()

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
        self.bytes_to_download = 0
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
