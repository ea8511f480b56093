"""The run that the Train page shows: what it told so far and how it stands. The session keeps it, so that a page that
is made anew while a run goes on shows all of it."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from tuning_core import RunFile
from tuning_core.events import Alarmed, CheckpointSaved, Evaluated, Event, Finished, OutOfMemory, Probed, Started
from workbench.pricing import held_beside
from workbench.quick_work import QuickWork
from workbench.run_progress import FAILED, LEFT, RunProgress
from workbench.session import TRAINING_JOB, Session
from workbench.translation import mark
from workbench.wording import plain_sentence


@dataclass(frozen=True)
class Note:
    """A line of the log that the run itself does not tell."""

    icon: str
    colour: str
    text: str


@dataclass(frozen=True)
class Told:
    at: datetime
    what: Event | Note
    is_logged: bool = True  # the log does not repeat what a resumed run tells of its past


class ShownRun(QObject):
    emptied = Signal()  # another run stands here from now on
    begun = Signal()  # the next of the jobs that a training is made of
    forecast_changed = Signal()
    troubled = Signal()
    paused_changed = Signal()
    failed = Signal()
    read = Signal()  # a run of before is here as it went
    ended = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._reading = QuickWork(self)
        self._reading.answered.connect(self._on_read)
        self._forget()
        session.training_asked.connect(self._on_training_asked)
        session.run_shown.connect(self._on_run_shown)
        session.job_started.connect(self._on_job_started)
        session.job_told.connect(self._on_job_told)
        session.job_paused.connect(self._on_job_paused)
        session.job_ended.connect(self._on_job_ended)
        session.pricing.changed.connect(self._forecast_again)

    def _forget(self) -> None:
        self.progress = RunProgress()
        self.told: list[Told] = []
        self.folder: Path | None = None
        self.saved_step = 0  # of the checkpoint to go on from
        self.went_back = False  # to that checkpoint, which newer ones stand behind
        self.began_with: RunFile | None = None  # its settings
        self.trouble: Alarmed | OutOfMemory | None = None
        self.failure = ("", "")  # sentence and details
        self.finished: Finished | None = None  # with what it learned at hand
        self.forecast_bytes: int | None = None
        self._beside_bytes = 0
        self._begun = self._probed = self._was_on = False

    def close(self) -> None:
        self._reading.close()

    # state

    @property
    def is_training(self) -> bool:
        job = self._session.job
        return job is not None and job.name == TRAINING_JOB

    @property
    def is_being_read(self) -> bool:
        return self._reading.busy

    @property
    def can_resume(self) -> bool:
        """What was stopped, or failed, with a checkpoint to go on from."""
        return self.progress.ended_early and self.saved_step > 0 and not self._session.training_is_on

    @property
    def ended_in_trouble(self) -> bool:
        """The run has ended with it."""
        for_good = isinstance(self.trouble, OutOfMemory) or (self.trouble is not None and self.trouble.fatal)
        return for_good and self.progress.phase == FAILED

    @property
    def settings_are_others(self) -> bool:
        """Than those of the run: what is started now is another one."""
        before, now = self.began_with, self._session.run
        return before is not None and before.model_copy(update={"name": now.name}) != now

    def changed_settings(self) -> dict[str, Any]:
        """Training settings that are others now than those of the run, by their dotted names."""
        if self.began_with is None:
            return {}
        before, now = self.began_with.training.model_dump(), self._session.run.training.model_dump()
        return {f"training.{name}": value for name, value in now.items() if value != before[name]}

    # what the person does with it

    def resume(self) -> None:
        if self.folder is not None:
            from_step = self.saved_step if self.went_back else None
            self._session.resume(self.folder, self.changed_settings(), from_step)

    def show_stopping(self, leaving: bool = False) -> None:
        self.progress.stopping, self.progress.leaving = True, leaving
        self.trouble = None

    def go_back_to(self, step: int) -> None:
        """The run is ended at that checkpoint."""
        self.saved_step, self.went_back = step, True
        self._session.leave_job()

    # the session

    def _on_training_asked(self) -> None:
        """From here on the page is the new run's, though model and data may have to be made ready first."""
        self._reading.forget()
        self._forget()
        self._was_on = True
        self.emptied.emit()

    def _on_run_shown(self, folder: Path) -> None:
        """Read away from the window's thread."""
        self._forget()
        self._reading.ask(lambda: (folder, _told_by(folder)))
        self.emptied.emit()

    def _on_read(self, answer: tuple[Path, list[tuple[float, Event]]]) -> None:
        folder, told = answer
        self.folder, self.began_with, self._begun = folder, self._session.run, True
        for seconds, event in told:
            self._take(event, datetime.fromtimestamp(seconds))
        if self._session.tuned is None or self._session.run_folder != folder:
            self.finished = None
        self.progress.end()
        self.read.emit()

    def _on_job_started(self, name: str) -> None:
        if not self._session.training_is_on or self._session.job is None:
            return
        self._session.job.failed.connect(self._on_failed)
        self.progress.begin(mark("Starting") if name == TRAINING_JOB else name)
        if name == TRAINING_JOB:
            self.began_with = self._session.run
            forecast = self._session.pricing.price.forecast
            self._beside_bytes = held_beside(forecast, self._session.run.model.device) if forecast else 0
            self._forecast_again()
        self.begun.emit()

    def _forecast_again(self) -> None:
        """Of the run that goes on, which the rows may have been made ready for only now."""
        forecast = self._session.pricing.price.forecast
        is_of_the_run = self.began_with is None or self.began_with == self._session.run
        if self.is_training and is_of_the_run and not self._probed:
            self.forecast_bytes = forecast.total_bytes + self._beside_bytes if forecast else None
            self.forecast_changed.emit()

    def _on_job_told(self, event: Event) -> None:
        if self._session.training_is_on:
            self._take(event, datetime.now())
            if isinstance(event, Alarmed | OutOfMemory):
                self.troubled.emit()

    def _take(self, event: Event, at: datetime) -> None:
        self.progress.take(event)
        match event:
            case Started():
                self._begun, self.saved_step, self.trouble = True, event.first_step, None
                self.folder = Path(event.run_folder)
            case Probed():
                self._probed = True
            case CheckpointSaved():
                self.saved_step = event.step
            case Alarmed() | OutOfMemory():
                self.trouble = event
            case Finished():
                self.finished = event
        self.told.append(Told(at, event, self._begun or not isinstance(event, Evaluated)))

    def _note(self, icon: str, colour: str, text: str) -> None:
        self.told.append(Told(datetime.now(), Note(icon, colour, text)))

    def _on_job_paused(self, paused: bool) -> None:
        if self.is_training:
            self.progress.paused = paused
            if not paused:
                self.trouble = None
            if paused:
                self._note("mdi6.pause", "quiet", mark("paused"))
            else:
                self._note("mdi6.play", "quiet", mark("went on"))
            self.paused_changed.emit()

    def _on_failed(self, sentence: str, details: str) -> None:
        self._note("mdi6.alert-circle-outline", "problem", plain_sentence(sentence))
        self.progress.phase = FAILED
        self.failure = (sentence, details)
        self.failed.emit()

    def _on_job_ended(self) -> None:
        if self._was_on and not self._session.training_is_on:
            self._was_on = False
            self.progress.end()
            if self.progress.phase == LEFT:
                self._note("mdi6.stop", "quiet", LEFT)
            self.ended.emit()


def _told_by(folder: Path) -> list[tuple[float, Event]]:
    from tuning_core import RunFolder

    return RunFolder(folder).times_and_events()
