"""The one job that may be running, and the import of the core that every job waits for."""

import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from tuning_core.events import CheckpointSaved, Event, Finished, Started
from workbench.background_work import import_core
from workbench.job_thread import Job, JobThread, MakeJob
from workbench.quick_work import QuickWork
from workbench.translation import tr


class OneJob(QObject):
    """Jobs share the model, so that there is never more than one."""

    core_asked = Signal()
    core_ready = Signal()
    runs_changed = Signal()  # a run folder appeared or changed
    job_started = Signal(str)
    job_told = Signal(object)
    job_succeeded = Signal(str)
    job_ended = Signal(str)
    job_paused = Signal(bool)
    aside_told = Signal(object)  # by what is done between two steps of the job
    aside_ended = Signal(str)  # why it failed; empty where it did not
    problem = Signal(str, str)  # sentence, details

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.core_is_ready = False
        self.run_folder: Path | None = None
        self.job: JobThread | None = None
        self.training_is_on = False  # from the moment it is asked for to the end of its last job
        self.failed_job = ""  # the one whose failure is being told
        self.gave_way = False  # the job's settings are no longer wanted; what comes of it is thrown away
        self._on_success: Callable[[Any], None] | None = None
        self._on_failure: Callable[[str], None] | None = None
        self._then: Callable[[], object] | None = None
        self._succeeded = False
        self._when_free: Callable[[], object] | None = None  # what to start when it has ended
        self._afterwards: Callable[[], object] | None = None  # as well, unless the person stops it all
        self._is_closed = False
        self.core_is_asked = False
        self._core_is_imported = threading.Event()
        self._core_loading = QuickWork(self)
        self._core_loading.answered.connect(self._on_core_loaded)
        self._core_loading.failed.connect(self._on_core_failed)

    def close(self) -> None:
        """Ends what runs in the background beside jobs, and starts none any more: what waited for the last one to end
        would run into the end of the program. Jobs are stopped by the window, which stays alive meanwhile."""
        self._is_closed = True
        self._core_loading.close(wait=False)  # an import cannot be ended, and the window need not wait for it

    # the core

    def load_core(self) -> None:
        """Imports torch and the rest, in the background; core_ready tells the end. A job that is started meanwhile
        waits for it, since two threads that import the same things may get in each other's way."""
        if not self.core_is_asked:
            self.core_is_asked = True
            imported = self._core_is_imported
            self._core_loading.ask(lambda: import_core(imported))
            self.core_asked.emit()

    def _on_core_loaded(self, _: object) -> None:
        self.core_is_ready = True
        self.core_ready.emit()

    def _on_core_failed(self, error: BaseException) -> None:
        sentence = tr("The tuning core could not be loaded; the program may not be installed completely.")
        self.problem.emit(sentence, "".join(traceback.format_exception(error)))

    # jobs

    def start_job(
        self,
        name: str,
        make_job: MakeJob,
        on_success: Callable[[Any], None] | None = None,
        on_failure: Callable[[str], None] | None = None,
        then: Callable[[], object] | None = None,
    ) -> bool:
        """One job at a time, since they share the model. False when one is running, or none may any more. `then` is
        called after the job has ended well, and may start the next one."""
        if self.job is not None or self._is_closed:
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
        job.aside_told.connect(self.aside_told)
        job.aside_ended.connect(self.aside_ended)
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

    def give_way(self) -> None:
        """Ends the job, whose settings are no longer wanted. What is to be loaded or prepared next starts after it."""
        self.stop_job()
        self.gave_way = True
