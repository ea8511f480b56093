"""The background thread: runs one job of the core and re-emits its events as one signal."""

import logging
import threading
import traceback
from collections.abc import Callable, Generator
from typing import Any

from PySide6.QtCore import QObject, QThread, Signal

from tuning_core import BadInput, JobFailed, Stopped
from tuning_core.events import Alarmed, Event
from workbench.translation import tr

log = logging.getLogger(__name__)
Job = Generator[Event, None, Any]
MakeJob = Callable[[threading.Event], Job]


class JobThread(QThread):
    """Runs the generator that `make_job(stop)` gives. Pause takes effect at the next event, which in training lies
    between two optimiser steps; an alarm pauses by itself, so that nothing more is learned before it is seen. Stop is a
    flag that the job itself looks at, so that it can save first; leaving ends it where it is."""

    told = Signal(object)
    succeeded = Signal(object)
    was_stopped = Signal()
    failed = Signal(str, str)
    paused_changed = Signal(bool)

    def __init__(self, name: str, make_job: MakeJob, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self._make_job = make_job
        self._stop, self._leaving = threading.Event(), threading.Event()
        self._may_run = threading.Event()
        self._may_run.set()

    def run(self) -> None:
        try:
            job = self._make_job(self._stop)
            while True:
                self._may_run.wait()
                if self._leaving.is_set():
                    job.close()
                    raise Stopped
                try:
                    event = next(job)
                except StopIteration as end:
                    self.succeeded.emit(end.value)
                    return
                if isinstance(event, Alarmed) and not event.fatal and not self.stopping:
                    self.pause()
                self.told.emit(event)
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

    @property
    def paused(self) -> bool:
        return not self._may_run.is_set()

    @property
    def stopping(self) -> bool:
        return self._stop.is_set()

    def pause(self) -> None:
        self._may_run.clear()
        if self.stopping:  # meanwhile: what is asked to stop must not wait
            self._may_run.set()
        self.paused_changed.emit(self.paused)

    def resume(self) -> None:
        self._may_run.set()
        self.paused_changed.emit(False)

    def stop(self) -> None:
        self._stop.set()
        self._may_run.set()

    def leave(self) -> None:
        """Ends at the next event, and nothing more is saved."""
        self._leaving.set()
        self.stop()
