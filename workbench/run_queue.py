"""Runs that wait their turn: kept as files, so that a restart keeps them, and trained one after another."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from tuning_core import RunFile
from tuning_core.events import Alarmed
from workbench.queue_folder import QueueFolder, Waiting
from workbench.run_name import LONGEST
from workbench.run_progress import FAILED, NOTHING_LEARNED
from workbench.session import Session
from workbench.translation import tr, tr_core


class RunQueue(QObject):
    """Never begins by itself when the program starts. A run that fails is kept with its sentence, and the next goes on;
    what the person stops ends the queue there."""

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._folder = QueueFolder()
        self.waiting: list[Waiting] = self._folder.read()
        self.is_on = False
        self.going: Waiting | None = None
        self._draft: RunFile | None = None  # what stood in the forms before
        self._last = session.run  # what was put there
        self._alarm = ""
        session.shown_run.ended.connect(self._on_run_ended)
        session.shown_run.troubled.connect(self._on_troubled)
        session.job_ended.connect(self._soon)

    # what waits

    def add(self, runs: Sequence[RunFile]) -> None:
        for run in runs:
            self.waiting.append(self._folder.write(run))
        self._keep()
        self._soon()

    def remove(self, one: Waiting) -> None:
        """Not the one that goes on, which is stopped instead."""
        if one != self.going:
            self._drop(one)

    def move(self, one: Waiting, by: int) -> None:
        """Towards the front (-1) or the end (1)."""
        at = self.waiting.index(one)
        to = min(max(at + by, 0), len(self.waiting) - 1)
        self.waiting.insert(to, self.waiting.pop(at))
        self._keep()

    def edit(self, one: Waiting) -> bool:
        """Into the forms, from where it can be added again."""
        if one == self.going or not self._session.set_run(one.run):
            return False
        self._drop(one)
        return True

    def try_again(self, one: Waiting) -> None:
        """One that failed waits like the others."""
        self._replace(one, Waiting(one.file, one.run))

    @property
    def ready(self) -> list[Waiting]:
        """Those that are still to be trained."""
        return [one for one in self.waiting if not one.problem and one != self.going]

    @property
    def text(self) -> str:
        """In a few words; empty where nothing waits."""
        if not self.waiting:
            return ""
        count = len(self.ready)
        if self.is_on:
            return tr("Queue: {n} to come", n=f"{count:,}")
        return tr("Queue not started: {n} waiting", n=f"{count:,}") if count else tr("Queue: see what failed")

    # on and off

    def start(self) -> None:
        self.is_on = True
        self.changed.emit()
        self._soon()

    def pause(self) -> None:
        """After the run that goes on."""
        self.is_on = False
        self.changed.emit()

    # one after another

    def _soon(self, _: object = None) -> None:
        """Once what ended has told everyone: it may go on with other settings."""
        QTimer.singleShot(0, self, self._go_on)

    def _go_on(self) -> None:
        session = self._session
        if session.training_is_on or session.job is not None:
            return
        if self.going is not None:
            self._settle(self.going)
        if not self.is_on:
            return
        if not self.ready:
            self._finish()
            return
        if self._draft is None or self._last != session.run:
            self._draft = session.run
        self._begin(self.ready[0])

    def _begin(self, one: Waiting) -> None:
        self.going, self._alarm = one, ""
        self._session.set_run(one.run)
        self._last = self._session.run
        if not self._session.start_training():
            self._fail(one, tr("This run could not be started."))
        self.changed.emit()

    def _settle(self, one: Waiting) -> None:
        """The run that went on has ended for good."""
        shown = self._session.shown_run
        phase = shown.progress.phase
        self.going = None
        if self._alarm or phase == FAILED:
            trouble = shown.trouble.sentence if shown.trouble is not None else ""
            self._fail(one, self._alarm or trouble or shown.failure[0])
        elif phase == "finished":
            self._drop(one)
        else:
            self.is_on = False
            if phase == NOTHING_LEARNED:
                self.changed.emit()  # it waits as before
            else:
                self._drop(one)

    def _fail(self, one: Waiting, sentence: str) -> None:
        self.going, self._alarm = None, ""
        self._replace(one, Waiting(one.file, one.run, sentence))
        self._session.problem.emit(
            tr("“{run}” failed: {sentence}", run=one.run.name, sentence=tr_core(sentence)),
            tr("It is kept in the queue on the Runs page, where it can be changed or tried again."),
        )
        self._soon()

    def _finish(self) -> None:
        """The forms get back what stood in them, where that needs no other model."""
        draft, self._draft, self.is_on = self._draft, None, False
        now = self._session.run
        if draft is not None and (draft.model, draft.data) == (now.model, now.data) and now == self._last:
            self._session.set_run(draft)
        self.changed.emit()

    # the session

    def _on_run_ended(self) -> None:
        if self.going is not None:
            self._soon()

    def _on_troubled(self) -> None:
        """Nobody may be there to answer: while others wait, a run that pauses itself is saved and left."""
        trouble = self._session.shown_run.trouble
        if self.going is not None and self.is_on and self.ready and isinstance(trouble, Alarmed) and not trouble.fatal:
            self._alarm = trouble.sentence
            self._session.shown_run.show_stopping()
            self._session.stop_job()

    # the files

    def _drop(self, one: Waiting) -> None:
        self.waiting = [other for other in self.waiting if other.file != one.file]
        self._folder.remove(one)
        self._keep()

    def _replace(self, one: Waiting, by: Waiting) -> None:
        self.waiting = [by if other.file == one.file else other for other in self.waiting]
        self._keep()

    def _keep(self) -> None:
        self._folder.keep(self.waiting)
        self.changed.emit()


def sweep(run: RunFile, name: str, setting: str, title: str, values: Sequence[Any]) -> list[RunFile]:
    """One run for each value of one setting. Raises BadInput for a value that it cannot have."""
    from tuning_core.methods import method_of

    runs = []
    for value in values:
        ending = f", {title} {value}".translate(str.maketrans('/\\:*?"<>|', "---------"))
        one = run.with_settings({setting: value, "name": f"{name[: LONGEST - len(ending)]}{ending}"[:LONGEST]})
        method_of(one.method)
        runs.append(one)
    return runs
