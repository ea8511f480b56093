"""The running job: what it does, how far it is, the time left, and pause and stop."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QToolButton, QWidget

from tuning_core.events import Event
from workbench import theme
from workbench.job_thread import JobThread
from workbench.run_progress import RunProgress
from workbench.session import TRAINING_JOB, Session
from workbench.translation import tr, tr_core
from workbench.wording import duration_text

REPAINT_MILLISECONDS = 120


class JobPanel(QWidget):
    """Hidden while no job of these names runs; without names, it shows every job."""

    def __init__(self, session: Session, names: tuple[str, ...] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._names = session, names
        self._progress: RunProgress | None = None
        self._phrase = QLabel()
        self._phrase.setMinimumWidth(120)
        self._bar = QProgressBar(textVisible=False)
        self._bar.setAccessibleName(tr("Progress of the job"))
        self._left = QLabel()
        self._left.setProperty("rank", "quiet")
        self.pause_button = QToolButton()
        self.pause_button.setObjectName("jobPauseButton")
        self.pause_button.clicked.connect(self._on_pause_clicked)
        self.stop_button = QPushButton(tr("Stop")) if names else QToolButton()
        self.stop_button.setObjectName("jobStopButton")
        self.stop_button.setIcon(theme.icon("mdi6.stop"))
        self.stop_button.setToolTip(tr("Stop; what training has learned so far is saved"))
        self.stop_button.setAccessibleName(tr("Stop the job"))
        self.stop_button.clicked.connect(session.stop_job)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0 if names else 8, 0)
        layout.setSpacing(8)
        for widget in (self._phrase, self._bar, self._left, self.pause_button, self.stop_button):
            layout.addWidget(widget, 1 if widget is self._bar else 0)
        self._repaint = QTimer(self, interval=REPAINT_MILLISECONDS)
        self._repaint.timeout.connect(self._show_progress)
        session.job_started.connect(self._on_job_started)
        session.job_told.connect(self._on_job_told)
        session.job_paused.connect(self._on_job_paused)
        session.job_ended.connect(self._on_job_ended)
        self.hide()
        self._on_job_paused(False)
        if session.job is not None:
            self._show_job_of_now(session.job)

    def _show_job_of_now(self, job: JobThread) -> None:
        """It began before this panel was made."""
        self._on_job_started(job.name)
        self._on_job_paused(job.paused)
        if self._progress is not None and job.name == TRAINING_JOB:
            told = self._session.shown_run.progress
            self._progress.phase = told.phase
            self._progress.step, self._progress.total_steps = told.step, told.total_steps

    def _on_job_started(self, name: str) -> None:
        if self._names and name not in self._names:
            return
        self._progress = RunProgress()
        self._progress.phase = name
        self.pause_button.setVisible(name == TRAINING_JOB)
        self._show_progress()
        self._repaint.start()
        self.show()

    def _on_job_told(self, event: Event) -> None:
        if self._progress is not None:
            self._progress.take(event)

    def _on_job_ended(self, _: str) -> None:
        self._progress = None
        self._repaint.stop()
        self.hide()
        self._on_job_paused(False)

    def _on_job_paused(self, paused: bool) -> None:
        self.pause_button.setIcon(theme.icon("mdi6.play" if paused else "mdi6.pause"))
        self.pause_button.setToolTip(tr("Go on") if paused else tr("Pause after this step"))
        self.pause_button.setAccessibleName(tr("Go on") if paused else tr("Pause"))

    def _on_pause_clicked(self) -> None:
        job = self._session.job
        if job is not None:
            (job.resume if job.paused else job.pause)()

    def _show_progress(self) -> None:
        job, progress = self._session.job, self._progress
        if progress is None or job is None:
            return
        phrase = progress.steps_text if progress.phase == "training" else tr_core(progress.phase)
        phrase = tr("stopping") if job.stopping else tr("paused, {what}", what=phrase) if job.paused else phrase
        self._phrase.setText(phrase[:1].upper() + phrase[1:])
        unknown = progress.share is None or progress.is_saving
        self._bar.setRange(0, 0 if unknown else 1000)
        self._bar.setValue(0 if unknown else round((progress.share or 0) * 1000))
        left = progress.seconds_left
        self._left.setText("" if left is None or job.paused else tr("{left} left", left=duration_text(left)))
