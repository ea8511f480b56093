"""Who can speak in the chat: the base, this run, checkpoints, other runs and opened adapters, on one base in memory."""

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from tuning_core import BadInput
from tuning_core.events import Loading
from workbench.conversation import Messages
from workbench.job_thread import Job, MakeJob
from workbench.quick_work import QuickWork
from workbench.translation import mark, tr, tr_core
from workbench.wording import date_text

if TYPE_CHECKING:
    from tuning_core import AdapterShelf, GenerationSettings, RunSummary, TunedModel
    from tuning_core.run_file import ModelSettings
    from workbench.session import Session

OPENING_ADAPTER_JOB = mark("Opening the adapter")
BASE, LIVE = "base", "live"
THIS_RUN, OTHER_RUNS, OPENED = mark("This run"), mark("Other runs"), mark("Opened adapters")  # groups
SPEAK = ("finished", "stopped", "cancelled", "interrupted")  # states of runs that may have learned something


@dataclass(frozen=True)
class Speaker:
    """`key` is base, live, or the folder of an adapter."""

    key: str
    title: str
    note: str = ""
    group: str = ""

    @property
    def label(self) -> str:
        """What its replies are marked with."""
        return f"{self.title}, {self.note}" if self.note else self.title


class Speakers(QObject):
    """An adapter is put on the model when it is first chosen and stays there, switched off while it does not speak.
    All but this run's are taken off when a run is trained, opened or forgotten, so that training meets a plain base."""

    changed = Signal()  # who is offered
    opened = Signal(str)  # key of one that can speak from now on
    refused = Signal(str)  # why an adapter cannot

    def __init__(self, session: "Session") -> None:
        super().__init__(session)
        self._session = session
        self._shelf: AdapterShelf | None = None
        self._on_disk: tuple[Speaker, ...] = ()
        self._by_hand: tuple[Speaker, ...] = ()
        self._opening = ""
        self._in_training: TunedModel | None = None
        self._listing = QuickWork(self)
        self._listing.answered.connect(self._on_listed)
        self._listing.failed.connect(lambda _: self._on_listed(()))  # the Runs page tells what is wrong
        session.tuned_changed.connect(self._on_tuned_changed)
        session.model_changed.connect(self.refresh)
        session.job_started.connect(self.changed)
        session.job_ended.connect(self._on_job_ended)

    # who

    @property
    def offered(self) -> tuple[Speaker, ...]:
        """In the order of their groups. While a run is trained, no other adapter may be put on its model."""
        session = self._session
        base = Speaker(BASE, tr("Base model"))
        if session.training_is_on:
            return base, Speaker(LIVE, tr("This run"), tr("being trained"), THIS_RUN)
        live = ()
        if session.tuned is not None:
            live = (
                Speaker(LIVE, tr("{method}, this run", method=tr_core(session.tuned.method.title)), group=THIS_RUN),
            )
        return base, *live, *self._on_disk, *self._by_hand

    @property
    def why_few(self) -> str:
        if self._session.training_is_on:
            return tr(
                "Only the base and this run are offered while it trains: another adapter would disturb its model."
            )
        return ""

    def label_of(self, key: str) -> str:
        """Empty for one that is not offered."""
        return next((speaker.label for speaker in self.offered if speaker.key == key), "")

    def is_ready(self, key: str) -> bool:
        """Whether it can speak at once, with nothing to read first."""
        if key == LIVE:
            return self._session.tuned is not None or self._in_training is not None
        return key == BASE or (self._shelf is not None and key in self._shelf.names)

    def hear(self, tuned: "TunedModel") -> None:
        """The one that is trained now, from the training's thread: it may speak between two steps."""
        self._in_training = tuned
        self.changed.emit()

    @property
    def hears_training(self) -> bool:
        """Whether the run that is trained now may be talked to between two steps."""
        return self._in_training is not None

    def refresh(self) -> None:
        """Looks at the disk again; `changed` tells the end."""
        session = self._session
        if session.core_is_ready and session.loaded is not None:
            model, this = session.run.model, session.run_folder
            self._listing.ask(lambda: _on_disk(model, this))

    def close(self) -> None:
        self._listing.close()

    # what they do

    def open(self, folder: Path) -> bool:
        """Puts the adapter on the model; `opened` or `refused` tells the end. False while another job runs."""
        if self._session.loaded is None:
            self.refused.emit(tr("No model is loaded that this adapter could be put on; load it first."))
            return False
        shelf, key = self._ready_shelf(), str(folder)

        def opening(stop: threading.Event) -> Job:
            yield Loading("Reading the adapter")
            shelf.add(key, folder)

        self._opening = key
        return self._session.start_job(OPENING_ADAPTER_JOB, opening, self._on_opened, self.refused.emit)

    def replying(
        self, who: dict[str, str], messages: dict[str, Messages], settings: "GenerationSettings", template: str
    ) -> MakeJob:
        """One prompt to each side's speaker, one after the other, with the same seed: a job that tells the replies as
        they grow. `messages` holds each side's own conversation."""
        shelf, loaded = self._ready_shelf(), self._session.loaded
        assert loaded is not None

        def job(stop: threading.Event) -> Job:
            from tuning_core import chatting

            for side, key in who.items():
                if stop.is_set():
                    return
                with shelf.speaking(None if key == BASE else key) as model:
                    yield from chatting(model, loaded.tokenizer, messages[side], settings, side, stop, template)

        return job

    # parts

    def _ready_shelf(self) -> "AdapterShelf":
        from tuning_core import AdapterShelf

        loaded, tuned = self._session.loaded, self._session.tuned or self._in_training
        assert loaded is not None
        if self._shelf is None:
            self._shelf = AdapterShelf(loaded.model)
        if tuned is not None and LIVE not in self._shelf.names:
            self._shelf.put(LIVE, tuned)
        return self._shelf

    def _on_tuned_changed(self) -> None:
        shelf, self._shelf = self._shelf, None
        if shelf is not None:
            if LIVE in shelf.names:  # it is the session's to detach, which may have happened by now
                shelf.take(LIVE)
            for name in shelf.names:
                shelf.remove(name)
        self._on_disk = self._by_hand = ()
        self.changed.emit()
        self.refresh()

    def _on_job_ended(self, _: str) -> None:
        if self._in_training is not None and not self._session.training_is_on:
            self._in_training = None
            if self._session.tuned is None:  # it failed, and is off the model by now
                self._shelf = None
        self.changed.emit()

    def _on_opened(self, _: object) -> None:
        key = self._opening
        if key not in {speaker.key for speaker in self.offered}:
            folder = Path(key)
            self._by_hand += (Speaker(key, folder.name, note=folder.parent.name, group=OPENED),)
        self.changed.emit()
        self.opened.emit(key)

    def _on_listed(self, speakers: tuple[Speaker, ...]) -> None:
        if speakers != self._on_disk:
            self._on_disk = speakers
            self.changed.emit()


def _on_disk(model: "ModelSettings", this: Path | None) -> tuple[Speaker, ...]:
    """Checkpoints of this run, then what other runs with the same base learned."""
    from tuning_core import list_runs

    speakers = []
    for run in sorted(list_runs(), key=lambda run: run.folder != this):
        if (run.model, run.task) == (model.path, model.task) and run.state in SPEAK:
            speakers += _of_run(run, is_this=run.folder == this)
    return tuple(speakers)


def _of_run(run: "RunSummary", is_this: bool) -> list[Speaker]:
    from tuning_core import open_run
    from tuning_core.methods import all_methods
    from tuning_core.training.kept_checkpoints import checkpoints_in

    group = THIS_RUN if is_this else OTHER_RUNS
    titles = {method.name: tr_core(method.title) for method in all_methods()}
    note = "" if is_this else f"{titles.get(run.method, run.method)}, {date_text(run.created)}"
    try:
        learned = open_run(run.folder).adapter_folder
    except BadInput:
        return []
    found = [] if is_this else [Speaker(str(learned), run.name, note, group)]
    for checkpoint in reversed(checkpoints_in(run.folder / "checkpoints")):
        step = int(checkpoint.name.removeprefix("step-"))
        if step != run.step:
            title = tr("Checkpoint, step {n}", n=step) if is_this else tr("{run}, step {n}", run=run.name, n=step)
            found.append(Speaker(str(checkpoint), title, note, group))
    return found
