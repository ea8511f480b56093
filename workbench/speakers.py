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
from workbench.wording import date_text

if TYPE_CHECKING:
    from tuning_core import AdapterShelf, GenerationSettings, RunSummary
    from tuning_core.run_file import ModelSettings
    from workbench.session import Session

OPENING_ADAPTER_JOB = "Opening the adapter"
BASE, LIVE = "base", "live"
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
        self._listing = QuickWork(self)
        self._listing.answered.connect(self._on_listed)
        self._listing.failed.connect(lambda _: self._on_listed(()))  # the Runs page tells what is wrong
        session.tuned_changed.connect(self._on_tuned_changed)
        session.model_changed.connect(self.refresh)
        for signal in (session.job_started, session.job_ended):
            signal.connect(self.changed)

    # who

    @property
    def offered(self) -> tuple[Speaker, ...]:
        """In the order of their groups. While a run is trained, no other adapter may be put on its model."""
        session = self._session
        base = Speaker(BASE, "Base model")
        if session.training_is_on:
            return base, Speaker(LIVE, "This run", note="being trained", group="This run")
        live = ()
        if session.tuned is not None:
            live = (Speaker(LIVE, f"{session.tuned.method.title}, this run", group="This run"),)
        return base, *live, *self._on_disk, *self._by_hand

    @property
    def why_few(self) -> str:
        if self._session.training_is_on:
            return "Only the base and this run are offered while it trains: another adapter would disturb its model."
        return ""

    def label_of(self, key: str) -> str:
        """Empty for one that is not offered."""
        return next((speaker.label for speaker in self.offered if speaker.key == key), "")

    def is_ready(self, key: str) -> bool:
        """Whether it can speak at once, with nothing to read first."""
        if key == LIVE:
            return self._session.tuned is not None
        return key == BASE or (self._shelf is not None and key in self._shelf.names)

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

        loaded, tuned = self._session.loaded, self._session.tuned
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

    def _on_opened(self, _: object) -> None:
        key = self._opening
        if key not in {speaker.key for speaker in self.offered}:
            folder = Path(key)
            self._by_hand += (Speaker(key, folder.name, note=folder.parent.name, group="Opened adapters"),)
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

    group = "This run" if is_this else "Other runs"
    titles = {method.name: method.title for method in all_methods()}
    note = "" if is_this else f"{titles.get(run.method, run.method)}, {date_text(run.created)}"
    try:
        learned = open_run(run.folder).adapter_folder
    except BadInput:
        return []
    found = [] if is_this else [Speaker(str(learned), run.name, note, group)]
    for checkpoint in reversed(checkpoints_in(run.folder / "checkpoints")):
        step = int(checkpoint.name.removeprefix("step-"))
        if step != run.step:
            title = f"Checkpoint, step {step}" if is_this else f"{run.name}, step {step}"
            found.append(Speaker(str(checkpoint), title, note, group))
    return found
