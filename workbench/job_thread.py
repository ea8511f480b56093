"""The background thread: runs one job of the core and re-emits its events as one signal."""

import logging
import threading
import traceback
from collections.abc import Callable, Generator
from typing import Any

from PySide6.QtCore import QObject, QThread, Signal

from tuning_core import BadInput, JobFailed, Stopped
from tuning_core.events import Alarmed, CheckpointSaved, Evaluated, Event, Loading, StepDone
from workbench.translation import tr

log = logging.getLogger(__name__)
Job = Generator[Event, None, Any]
MakeJob = Callable[[threading.Event], Job]
BETWEEN_STEPS = (StepDone, Alarmed, CheckpointSaved, Evaluated)  # after these nothing else is at work on the model


class JobThread(QThread):
    """Runs the generator that `make_job(stop)` gives. Pause takes effect at the next event, which in training lies
    between two optimiser steps; an alarm pauses by itself, so that nothing more is learned before it is seen. Stop is a
    flag that the job itself looks at, so that it can save first; leaving ends it where it is. Another job can be put
    between two steps, also while it is paused."""

    told = Signal(object)
    succeeded = Signal(object)
    was_stopped = Signal()
    failed = Signal(str, str)
    paused_changed = Signal(bool)
    aside_began = Signal()
    aside_told = Signal(object)
    aside_ended = Signal(str)  # why it failed; empty where it did not

    def __init__(self, name: str, make_job: MakeJob, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self._make_job = make_job
        self._stop, self._leaving = threading.Event(), threading.Event()
        self._changed = threading.Condition()
        self._paused = False
        self._aside: MakeJob | None = None
        self._aside_stop = threading.Event()

    def run(self) -> None:
        try:
            self._run_to_the_end()
        except Stopped:
            self.was_stopped.emit()
        except (BadInput, JobFailed) as error:
            self.failed.emit(str(error), "")
        except Exception as error:
            details = traceback.format_exc()
            log.error("job %s failed\n%s", self.name, details)
            self.failed.emit(
                tr("{job} failed: {kind}: {error}", job=tr(self.name), kind=type(error).__name__, error=error),
                details,
            )
        finally:
            if self._aside is not None:
                self.aside_ended.emit(
                    tr("“{job}” ended before this could be answered; send it again.", job=tr(self.name))
                )

    def _run_to_the_end(self) -> None:
        job, event = self._make_job(self._stop), None
        while True:
            self._wait_for_turn(isinstance(event, BETWEEN_STEPS))
            if self._leaving.is_set():
                job.close()
                raise Stopped
            try:
                event = next(job)
            except StopIteration as end:
                self._run_aside()
                self.succeeded.emit(end.value)
                return
            if isinstance(event, Alarmed) and not event.fatal and not self.stopping:
                self.pause()
            self.told.emit(event)

    def _wait_for_turn(self, between_steps: bool) -> None:
        """While it is paused. What was put between two steps is run there, for which a pause elsewhere goes on."""
        while True:
            with self._changed:
                self._changed.wait_for(lambda: not self._paused or self._aside is not None)
            if self._aside is None or not between_steps:
                return
            self._run_aside()

    # pause and stop

    @property
    def paused(self) -> bool:
        return self._paused

    @property
    def stopping(self) -> bool:
        return self._stop.is_set()

    def pause(self) -> None:
        self._set_paused(True)
        self.paused_changed.emit(self.paused)

    def resume(self) -> None:
        self._set_paused(False)
        self.paused_changed.emit(False)

    def stop(self) -> None:
        self._stop.set()
        self._aside_stop.set()
        self._set_paused(False)

    def leave(self) -> None:
        """Ends at the next event, and nothing more is saved."""
        self._leaving.set()
        self.stop()

    def _set_paused(self, paused: bool) -> None:
        with self._changed:
            self._paused = paused and not self.stopping  # what is asked to stop must not wait
            self._changed.notify_all()

    # another job between two steps

    def put_between(self, make_job: MakeJob) -> bool:
        """False where one waits already, or this job is about to end."""
        with self._changed:
            if self._aside is not None or self.stopping or not self.isRunning():
                return False
            self._aside_stop = threading.Event()
            self._aside = make_job
            self._changed.notify_all()
            return True

    def stop_aside(self) -> None:
        self._aside_stop.set()

    def _run_aside(self) -> None:
        make_job, sentence = self._aside, ""
        if make_job is None:
            return
        self.aside_began.emit()
        self.told.emit(Loading("Answering in the chat"))
        try:
            for event in make_job(self._aside_stop):
                self.aside_told.emit(event)
        except (BadInput, JobFailed) as error:
            sentence = str(error)
        except Exception as error:
            log.error("between steps of %s\n%s", self.name, traceback.format_exc())
            sentence = f"{type(error).__name__}: {error}"
        self._aside = None
        self.aside_ended.emit(sentence)
