"""What the message bar over the pages tells, and until when."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from tuning_core.events import Alarmed, Event
from workbench.choices import DOWNLOADING_JOB, PREPARING_JOB
from workbench.session import TRAINING_JOB
from workbench.speakers import OPENING_ADAPTER_JOB
from workbench.translation import tr, tr_core
from workbench.widgets.message_bar import NOTICE, REFUSED, UNEXPECTED
from workbench.widgets.report_ways import report_ways

if TYPE_CHECKING:
    from workbench.main_window import MainWindow

# These show the problems of their job themselves.
PROBLEM_PAGES = {DOWNLOADING_JOB: "model", TRAINING_JOB: "train", PREPARING_JOB: "data", OPENING_ADAPTER_JOB: "chat"}
ALARM = "alarm"  # what a message is about


class Messages(QObject):
    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window, self._session, self._bar = window, window.session, window.message_bar
        window.stack.currentChanged.connect(self._on_page_changed)
        session = self._session
        session.problem.connect(self._on_problem)
        session.job_started.connect(self._bar.forget)
        session.job_succeeded.connect(self._bar.forget_all)
        session.settings_changed.connect(self._bar.forget_all)
        session.job_told.connect(self._on_job_told)
        session.job_paused.connect(self._on_job_paused)
        session.job_ended.connect(self._on_job_ended)

    def _on_page_changed(self) -> None:
        """A notice was seen by now, and is not to stand over every page."""
        self._bar.forget(NOTICE)
        self._bar.raise_()

    def _on_problem(self, sentence: str, details: str) -> None:
        ways = report_ways(details, self._session.run) if details else ()
        failed = self._session.failed_job
        page = "train" if failed and self._session.training_is_on else PROBLEM_PAGES.get(failed)
        if page is None or page != self._window.shown_page:
            about = failed or (UNEXPECTED if details else REFUSED)
            self._bar.tell(sentence, details, about=about, ways=ways)

    def _on_job_told(self, event: Event) -> None:
        """Where the Train page is not in sight, an alarm is told here too."""
        if isinstance(event, Alarmed) and not event.fatal and self._window.shown_page != "train":
            sentence = tr("Training is paused; see the Train page. {why}", why=tr_core(event.sentence))
            self._bar.tell(sentence, about=ALARM)

    def _on_job_paused(self, paused: bool) -> None:
        if not paused:
            self._bar.forget(ALARM)

    def _on_job_ended(self) -> None:
        self._bar.forget(REFUSED)
