"""How surprised base and tuned model are by rows: computed in jobs, since the model is shared with all other work."""

import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from tuning_core.events import Loading
from workbench.job_thread import Job
from workbench.session import Session
from workbench.translation import mark

if TYPE_CHECKING:
    from tuning_core import Example

READING_JOB = mark("Reading the row")
MEASURING_JOB = mark("Measuring the rows")


class Surprises(QObject):
    row_read = Signal(object)  # RowSurprise
    measured = Signal(object)  # (base, tuned), a loss for every row
    changed = Signal()  # whether work goes on

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._next: Callable[[], bool] | None = None  # the newest question, while other work goes on
        self._asked_of: object = None  # the tuned model that the answer is about
        session.job_ended.connect(self._on_job_ended)

    @property
    def is_measuring(self) -> bool:
        job = self._session.job
        return job is not None and job.name == MEASURING_JOB

    def read(self, example: "Example") -> None:
        """The newest row that is asked about is answered, once other work leaves the model free."""
        self._ask(lambda: self._start(READING_JOB, self._reading(example), self._on_read))

    def measure(self, examples: "Sequence[Example]") -> None:
        self._ask(lambda: self._start(MEASURING_JOB, self._measuring(examples), self._on_measured))

    def stop(self) -> None:
        """What is measured by then is kept."""
        if self.is_measuring:
            self._session.stop_job()

    def forget(self) -> None:
        self._next = None

    def _ask(self, start: Callable[[], bool]) -> None:
        self._next = None if start() else start
        self.changed.emit()

    def _start(self, name: str, make_job: Callable[[threading.Event], Job], answer: Callable[[Any], None]) -> bool:
        session = self._session
        if session.job is not None or session.training_is_on or session.tuned is None or session.loaded is None:
            return False
        self._asked_of = session.tuned
        return session.start_job(name, make_job, answer)

    def _reading(self, example: "Example") -> Callable[[threading.Event], Job]:
        session = self._session

        def job(stop: threading.Event) -> Job:
            from tuning_core import surprise_of

            yield Loading(READING_JOB)
            names = session.prepared.labels if session.prepared is not None else []
            return surprise_of(session.tuned, session.loaded.tokenizer, example, names)

        return job

    def _measuring(self, examples: "Sequence[Example]") -> Callable[[threading.Event], Job]:
        session = self._session

        def job(stop: threading.Event) -> Job:
            from tuning_core import measuring_rows

            return (yield from measuring_rows(session.tuned, session.loaded.tokenizer, examples, stop))

        return job

    def _on_read(self, row: object) -> None:
        if self._asked_of is self._session.tuned:
            self.row_read.emit(row)

    def _on_measured(self, losses: object) -> None:
        if self._asked_of is self._session.tuned:
            self.measured.emit(losses)

    def _on_job_ended(self) -> None:
        self.changed.emit()
        QTimer.singleShot(0, self, self._ask_again)

    def _ask_again(self) -> None:
        start, self._next = self._next, None
        if start is not None:
            self._ask(start)
