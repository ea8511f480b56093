"""Tells the end of a long run through the desktop, where the person is busy elsewhere."""

import subprocess
import time
from shutil import which

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QSystemTrayIcon

from tuning_core.events import Event, Finished
from workbench import theme
from workbench.preferences import Preferences
from workbench.session import TRAINING_JOB, Session
from workbench.translation import tr, tr_core
from workbench.wording import duration_text, plain_sentence

LONG_SECONDS = 60  # shorter runs are watched to their end
SHOWN_MILLISECONDS = 10_000


class EndNotice(QObject):
    def __init__(self, session: Session, preferences: Preferences, long_seconds: float = LONG_SECONDS) -> None:
        super().__init__(session)
        self._session, self._preferences, self._long_seconds = session, preferences, long_seconds
        self._began = 0.0
        self._told = ("", "")  # title and text of how it ended
        self._tray: QSystemTrayIcon | None = None
        session.job_started.connect(self._on_job_started)
        session.job_told.connect(self._on_job_told)
        session.problem.connect(self._on_problem)
        session.job_ended.connect(self._on_job_ended)

    def _on_job_started(self, name: str) -> None:
        if name == TRAINING_JOB:
            self._began = time.monotonic()
            self._told = (tr("{run} has stopped", run=self._session.run_name), tr("It can be resumed."))

    def _on_job_told(self, event: Event) -> None:
        if isinstance(event, Finished):
            took = duration_text(time.monotonic() - self._began)
            self._told = (tr("{run} is trained", run=self._session.run_name), tr("It took {time}.", time=took))

    def _on_problem(self, sentence: str, _: str) -> None:
        if self._session.failed_job == TRAINING_JOB:
            title = tr("{run} has failed", run=self._session.run_name)
            self._told = (title, tr_core(plain_sentence(sentence)))

    def _on_job_ended(self, name: str) -> None:
        took = time.monotonic() - self._began
        is_away = QApplication.activeWindow() is None
        if name == TRAINING_JOB and took >= self._long_seconds and is_away and self._preferences.tells_the_end:
            self._tell(*self._told)

    def _tell(self, title: str, text: str) -> None:
        for window in QApplication.topLevelWidgets():
            if window.isVisible():
                QApplication.alert(window)
        if tool := which("notify-send"):
            subprocess.Popen(
                [tool, "--app-name=peft-workbench", "--icon=peft-workbench", title, text],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        elif QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages():
            self._tray = self._tray or QSystemTrayIcon(theme.app_icon(), self)
            self._tray.show()
            self._tray.showMessage(title, text, theme.app_icon(), SHOWN_MILLISECONDS)
