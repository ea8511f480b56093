"""The Train page: settings, start, pause and stop, and everything measured while a run goes on."""

from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from tuning_core import RunFile
from tuning_core.events import (
    Alarmed,
    CheckpointSaved,
    Evaluated,
    Event,
    Finished,
    OutOfMemory,
    Probed,
    Started,
    StepDone,
)
from tuning_core.run_file import DEFAULT_STEPS, TrainingSettings
from workbench import preflight, theme
from workbench.export_dialog import export_adapter, export_merged
from workbench.field_editor import text_of
from workbench.form import Form
from workbench.pricing import held_beside
from workbench.quick_work import QuickWork
from workbench.remedies import Remedy, remedies_for, remedies_of, title_of_trouble
from workbench.run_progress import FAILED, LEFT, RunProgress
from workbench.session import TRAINING_JOB, Session
from workbench.widgets.empty_state import EmptyState
from workbench.widgets.failure_card import FailureCard
from workbench.widgets.inline_choice import InlineChoice
from workbench.widgets.phase_line import PhaseLine
from workbench.widgets.run_log import RunLog
from workbench.widgets.run_results import RunResults
from workbench.widgets.run_views import RunViews
from workbench.widgets.settings_panel import SettingsPanel
from workbench.widgets.trouble_card import TroubleCard
from workbench.wording import bytes_text, plain_sentence, plural, title_of

REPAINT_MILLISECONDS = 100
SETTINGS_WIDTH = 320
LOG_HEIGHT = 128


class TrainPage(QWidget):
    page_wanted = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("trainPage")
        self.session = session
        self.progress = RunProgress()
        self._pending: list[Event] = []
        self._finished: Finished | None = None
        self._folder: Path | None = None  # of the run on this page
        self._saved_step = 0  # of its checkpoint to go on from
        self._went_back = False  # to that checkpoint, which newer ones stand behind
        self._began_with: RunFile | None = None  # its settings
        self._trouble: Alarmed | OutOfMemory | None = None
        self._memory_bytes = self._beside_bytes = 0
        self._probed = False
        self._begun = self._was_on = False
        self._missing_page = ""
        self._repaint = QTimer(self, interval=REPAINT_MILLISECONDS)
        self._repaint.timeout.connect(self.on_repaint)
        self._build()
        self._connect()
        self.refresh()

    # layout

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(8)
        layout.addLayout(self._top())
        self.phase = PhaseLine()
        self.resume_note = QLabel(wordWrap=True, objectName="resumeNote")
        self.resume_note.setProperty("rank", "quiet")
        self.stop_choice = InlineChoice("Stop and save", "Keep going", "Stop without saving")
        self.stop_choice.do_button.setObjectName("stopAndSaveButton")
        self.stop_choice.other_button.setObjectName("stopWithoutSavingButton")
        self.stop_choice.leave_button.setObjectName("keepGoingButton")
        self.pause_choice = InlineChoice("Save and free the memory", "Go on")
        self.pause_choice.setProperty("surface", "question")
        self.pause_choice.do_button.setObjectName("freeMemoryButton")
        self.pause_choice.leave_button.setObjectName("goOnButton")
        self.failure = FailureCard()
        self.trouble = TroubleCard()
        for widget in (
            self.phase,
            self.resume_note,
            self.stop_choice,
            self.pause_choice,
            self.trouble,
            self.failure,
        ):
            layout.addWidget(widget)
        self.results = RunResults()
        layout.addWidget(self.results)
        layout.addLayout(self._body(), 1)

    def _top(self) -> QHBoxLayout:
        title = QLabel("Train")
        title.setProperty("rank", "title")
        self.settings_button = QToolButton(text="Settings", checkable=True, checked=True)
        self.settings_button.setIcon(theme.icon("mdi6.tune-variant"))
        self.settings_button.setToolButtonStyle(self.settings_button.toolButtonStyle().ToolButtonTextBesideIcon)
        self.settings_button.setToolTip("Show or hide the training settings")
        self.start_button = _button("startButton", "Start training", "mdi6.play", "on_accent")
        self.start_button.setProperty("main", True)
        self.resume_button = _button("trainResumeButton", "Resume", "mdi6.play")
        self.pause_button = _button("pauseButton", "Pause", "mdi6.pause")
        self.stop_button = _button("stopButton", "Stop…", "mdi6.stop")
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(title)
        top.addStretch(1)
        for widget in (self.settings_button, self.pause_button, self.stop_button):
            top.addWidget(widget)
        top.addWidget(self.resume_button)
        top.addWidget(self.start_button)
        return top

    def _body(self) -> QHBoxLayout:
        self.form = Form(TrainingSettings, self.session.run.training.model_dump())
        self.settings = SettingsPanel("Training settings", self.form)
        self.settings.setFixedWidth(SETTINGS_WIDTH)
        self.empty = EmptyState("mdi6.chart-bell-curve-cumulative")
        self.views = RunViews()
        self.charts = self.views.charts
        self.log = RunLog()
        full = QWidget()
        grid = QGridLayout(full)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(8)
        grid.addWidget(self.views, 0, 0)
        grid.addWidget(self.log, 1, 0)
        grid.setRowStretch(0, 1)
        self.log.setMinimumHeight(LOG_HEIGHT // 2)
        self.log.setMaximumHeight(LOG_HEIGHT)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.empty)
        self.stack.addWidget(full)
        body = QHBoxLayout()
        body.setSpacing(8)
        body.addWidget(self.settings)
        body.addWidget(self.stack, 1)
        return body

    def _connect(self) -> None:
        session = self.session
        self.form.changed.connect(self.on_form_changed)
        self.settings_button.toggled.connect(self.settings.setVisible)
        self.start_button.clicked.connect(self.on_start)
        self.resume_button.clicked.connect(self.on_resume)
        self.pause_button.clicked.connect(self.on_pause)
        self.stop_button.clicked.connect(self.on_stop_asked)
        self.stop_choice.chosen.connect(self.on_stop)
        self.stop_choice.other_chosen.connect(self.on_leave)
        self.stop_choice.left.connect(self._show_questions)
        self.pause_choice.chosen.connect(self.on_free_memory)
        self.pause_choice.left.connect(self.on_pause)
        self.trouble.remedy_chosen.connect(self.on_remedy)
        self.trouble.left.connect(self.on_trouble_left)
        self.failure.retried.connect(self.on_start)
        self.empty.pressed.connect(lambda: self.page_wanted.emit(self._missing_page))
        self.results.talk_wanted.connect(lambda: self.page_wanted.emit("chat"))
        self.results.merged_wanted.connect(lambda: export_merged(self.window(), self.session))
        self.results.adapter_wanted.connect(lambda: export_adapter(self.window(), self.session))
        self.results.folder_wanted.connect(self.on_show_folder)
        session.settings_changed.connect(self.on_settings_changed)
        for changed in (
            session.core_ready,
            session.model_changed,
            session.data_changed,
            session.tuned_changed,
            session.pricing.changed,
            session.data_checks.changed,
        ):
            changed.connect(self.refresh)
        session.pricing.changed.connect(self._show_forecast)
        session.training_asked.connect(self.on_training_asked)
        session.run_shown.connect(self.on_run_shown)
        self._reading = QuickWork(self)
        self._reading.answered.connect(self.on_run_read)
        session.job_started.connect(self.on_job_started)
        session.job_told.connect(self.on_job_told)
        session.job_paused.connect(self.on_job_paused)
        session.job_ended.connect(self.on_job_ended)

    # state

    @property
    def is_training(self) -> bool:
        job = self.session.job
        return job is not None and job.name == TRAINING_JOB

    @property
    def can_resume(self) -> bool:
        """What was stopped, or failed, with a checkpoint to go on from."""
        return self.progress.ended_early and self._saved_step > 0 and not self.session.training_is_on

    def changed_settings(self) -> dict[str, Any]:
        """Training settings that are others now than those of the run on this page, by their dotted names."""
        if self._began_with is None:
            return {}
        before, now = self._began_with.training.model_dump(), self.session.run.training.model_dump()
        return {f"training.{name}": value for name, value in now.items() if value != before[name]}

    def missing(self) -> tuple[str, str, str]:
        """Sentence, button and page of what stands in the way of a start; empty where nothing does."""
        session = self.session
        if session.card is None and session.card_is_being_read:
            return "The model is being looked at; one moment.", "", ""
        if session.card is None and session.to_download:
            return preflight.download_sentence(session), "Show model", "model"
        if session.card is None:
            return session.card_problem or "Training needs a model, and none is chosen yet.", "Choose a model", "model"
        for obstacle in preflight.obstacles(session):
            if obstacle.blocking:
                return obstacle.sentence, f"Show {obstacle.page}", obstacle.page
        return "", "", ""

    def _show_unset(self) -> None:
        learning_rate = self.session.pricing.price.learning_rate
        self.form.show_unset("max_steps", f"{DEFAULT_STEPS}, or as the passes say")
        self.form.show_unset("epochs", "not set: the steps say how long")
        self.form.show_unset("learning_rate", "the method's own" if learning_rate is None else f"{learning_rate:.2g}")

    def refresh(self) -> None:
        """Everything that follows from what is chosen and what runs."""
        self._show_unset()
        sentence, button, self._missing_page = self.missing()
        job = self.session.job
        reason = sentence or (f"“{job.name}” is still running." if job is not None else "")
        self.start_button.setEnabled(not reason)
        self.start_button.setToolTip(reason or "Start training with these settings")
        is_on = self.session.training_is_on
        self.start_button.setVisible(not is_on)
        self._show_resume()
        self.pause_button.setVisible(self.is_training)
        self.stop_button.setVisible(is_on)
        self.stop_button.setText("Stop…" if self.is_training else "Stop")
        self.form.setEnabled(not is_on)
        self.results.setVisible(self._finished is not None and self.session.tuned is not None and not is_on)
        has_result = self.results.isVisibleTo(self)
        if has_result:
            self.results.allow_merged(self.session.tuned.method.mergeable)
        self.start_button.setText("Train again" if has_result or self.can_resume else "Start training")
        self._set_main(self.resume_button, self.can_resume and not has_result)
        self._set_main(self.start_button, not self.can_resume and not has_result)
        self.empty.say(sentence or self._promise(), button)
        if is_on:
            self.phase.show_progress(self.progress, busy=True)
        elif self.stack.currentIndex() == 0:
            self.phase.say("" if sentence else "ready to train")

    def _show_resume(self) -> None:
        can = self.can_resume
        self.resume_button.setVisible(can)
        self.resume_button.setEnabled(self.session.job is None)
        self.resume_note.setVisible(can)
        if can:
            self.resume_button.setText(f"Resume from step {self._saved_step:,}")
            changed = "".join(
                f"; {title_of(name)}: {text_of(value) or 'not set'}" for name, value in self.changed_settings().items()
            )
            note = f"Going on from step {self._saved_step:,} of {self.progress.total_steps:,}{changed}."
            self.resume_note.setText(note if changed else f"{note} Training settings can be changed before.")

    def _show_questions(self) -> None:
        """What the person is asked while the run waits; one question at a time."""
        job = self.session.job
        waits = self.is_training and job is not None and job.paused and self.stop_choice.isHidden()
        in_trouble = self._trouble is not None
        self.pause_choice.setVisible(waits and not in_trouble)
        self.trouble.setVisible(in_trouble and (waits or self._ended_in_trouble))
        self.log.setVisible(self.trouble.isHidden())  # of which there may be no room for both

    @property
    def _ended_in_trouble(self) -> bool:
        """The run has ended with it."""
        for_good = isinstance(self._trouble, OutOfMemory) or (self._trouble is not None and self._trouble.fatal)
        return for_good and self.progress.phase == FAILED

    def _set_main(self, button: QPushButton, main: bool) -> None:
        """Only one button at a time is the next thing to do."""
        if button.property("main") != main:
            button.setProperty("main", main)
            button.setIcon(theme.icon("mdi6.play", "on_accent" if main else "text"))
            button.style().polish(button)

    def _promise(self) -> str:
        prepared, training = self.session.prepared, self.session.run.training
        a_step = plural(training.batch_size * training.gradient_accumulation, "row")
        first = (
            f"{plural(len(prepared.training), 'row')} to learn from, {a_step} a step."
            if prepared is not None
            else f"Model and data are made ready at the start; then {a_step} a step."
        )
        return f"{first} Loss, memory and a log will stand here while the model learns."

    # the person

    def on_form_changed(self, settings: dict[str, Any]) -> None:
        self.session.change({f"training.{name}": value for name, value in settings.items()})

    def on_start(self) -> None:
        self.session.start_training()

    def on_pause(self) -> None:
        job = self.session.job
        if self.is_training and job is not None:
            (job.resume if job.paused else job.pause)()

    def on_resume(self) -> None:
        if self._folder is not None:
            from_step = self._saved_step if self._went_back else None
            self.session.resume(self._folder, self.changed_settings(), from_step)

    def on_remedy(self, remedy: Remedy) -> None:
        if self._folder is None:
            return
        self._show_stopping(leaving=remedy.from_step is not None)
        if remedy.settings:
            self.session.go_on_with(self._folder, remedy.settings, remedy.from_step)
        else:
            self._saved_step, self._went_back = remedy.from_step or 0, True
            self.session.leave_job()
            self.settings_button.setChecked(True)
            self.refresh()

    def on_trouble_left(self, way: str) -> None:
        match way:
            case "continue":
                self.on_pause()
            case "stopAndSaveNow":
                self.on_stop()
            case "closeTrouble":
                self._trouble = None
                self._show_questions()
                self.refresh()

    def on_free_memory(self) -> None:
        if self.is_training:
            self.progress.freed = True
            self._show_stopping()
            self.session.stop_and_free()

    def on_stop_asked(self) -> None:
        if not self.is_training:  # nothing is learned yet that could be saved
            self.on_stop()
            return
        lost = f"what came after step {self._saved_step:,}" if self._saved_step else "what was learned so far"
        self.stop_choice.ask(
            f"Stop? What is learned so far can be saved, and the run resumed later. Without saving, {lost} is lost."
        )
        self._show_questions()

    def on_stop(self) -> None:
        if self.session.training_is_on:
            self._show_stopping()
            self.session.stop_job()

    def on_leave(self) -> None:
        if self.session.training_is_on:
            self._show_stopping(leaving=True)
            self.session.leave_job()

    def _show_stopping(self, leaving: bool = False) -> None:
        self.progress.stopping, self.progress.leaving = True, leaving
        self._trouble = None
        self.setFocus()  # which what is hidden now may have
        for button in (self.stop_button, self.pause_button):
            button.setEnabled(False)
        for question in (self.stop_choice, self.pause_choice, self.trouble):
            question.hide()
        self.refresh()

    def on_show_folder(self) -> None:
        if self._finished is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(self._finished.folder))

    # the session

    def on_settings_changed(self) -> None:
        self.form.set_values(self.session.run.training.model_dump())
        self.refresh()

    def on_training_asked(self) -> None:
        """From here on the page is the new run's, though model and data may have to be made ready first."""
        self._begin_page()
        self._was_on = True
        self.stop_button.setEnabled(True)
        self.pause_button.setEnabled(True)
        self._show_paused(False)
        self.stack.setCurrentIndex(1)
        self.settings_button.setChecked(False)
        self._repaint.start()

    def _begin_page(self) -> None:
        self.progress = RunProgress()
        self._reading.forget()
        self._pending.clear()
        self._finished = self._folder = self._trouble = self._began_with = None
        self._saved_step = self._memory_bytes = self._beside_bytes = 0
        self._begun = self._went_back = self._probed = False
        self.views.clear()
        self.log.clear()
        for card in (self.failure, self.trouble, self.pause_choice, self.stop_choice):
            card.hide()

    def on_run_shown(self, folder: Path) -> None:
        """A run of before is shown as it went, read away from the window's thread."""
        self._begin_page()
        self._reading.ask(lambda: (folder, told_by(folder)))
        self.phase.say("reading what the run told")

    def on_run_read(self, answer: tuple[Path, list[tuple[float, Event]]]) -> None:
        folder, told = answer
        self._folder, self._began_with, self._begun = folder, self.session.run, True
        for seconds, event in told:
            self._take(event, datetime.fromtimestamp(seconds))
        self._finished = None  # what it learned is not at hand
        self.progress.end()
        self.phase.show_progress(self.progress, busy=False)
        self.stack.setCurrentIndex(1)
        self.settings_button.setChecked(self.can_resume)
        if self._trouble is not None:
            self._tell_trouble(self._trouble)
        self._show_questions()
        self.refresh()

    def on_job_started(self, name: str) -> None:
        if self.session.training_is_on and self.session.job is not None:
            self.session.job.failed.connect(self.on_failed)
            self.on_repaint()
            self.progress.begin("Starting" if name == TRAINING_JOB else name)
            if name == TRAINING_JOB:
                forecast = self.session.pricing.price.forecast
                self._beside_bytes = held_beside(forecast, self.session.run.model.device) if forecast else 0
                self._show_forecast()
        self.refresh()

    def _show_forecast(self) -> None:
        """Of the run that goes on, which the rows may have been made ready for only now."""
        forecast = self.session.pricing.price.forecast
        is_of_the_run = self._began_with is None or self._began_with == self.session.run
        if self.is_training and is_of_the_run and not self._probed:
            self.charts.memory.set_forecast(forecast.total_bytes + self._beside_bytes if forecast else None)

    def on_job_told(self, event: Event) -> None:
        if self.session.training_is_on:
            self._pending.append(event)
            if isinstance(event, Alarmed | OutOfMemory):
                self.on_repaint()
                self._tell_trouble(event)
                self._show_questions()

    def on_repaint(self) -> None:
        """All events since the last time, at once."""
        events, self._pending = self._pending, []
        for event in events:
            self._take(event)
        if events:
            self.phase.show_progress(self.progress, busy=self.session.training_is_on)

    def _take(self, event: Event, at: datetime | None = None) -> None:
        self.progress.take(event)
        self.views.take(event)
        match event:
            case Started():
                self._begun, self._saved_step, self._trouble = True, event.first_step, None
                self._folder, self._began_with = Path(event.run_folder), self.session.run
            case Probed():
                self._probed = True
            case StepDone():
                self._memory_bytes = event.memory_bytes
            case CheckpointSaved():
                self._saved_step = event.step
            case Alarmed() | OutOfMemory():
                self._trouble = event
            case Finished():
                self._finished = event
        if self._begun or not isinstance(event, Evaluated):  # a resumed run tells its past first
            self.log.take(event, at)

    def _tell_trouble(self, trouble: Alarmed | OutOfMemory) -> None:
        now = self.session.settings_by_name(self._began_with or self.session.run)
        goes_on = isinstance(trouble, Alarmed) and not trouble.fatal
        self.trouble.tell(
            title_of_trouble(trouble),
            plain_sentence(trouble.sentence),
            remedies_for(trouble, now) if isinstance(trouble, Alarmed) else remedies_of(trouble.changes, now),
            {"continue": "Continue", "stopAndSaveNow": "Stop and save"} if goes_on else {"closeTrouble": "Close"},
        )

    def on_job_paused(self, paused: bool) -> None:
        if self.is_training:
            self.progress.paused = paused
            self._show_paused(paused)
            self.on_repaint()
            if not paused:
                self._trouble = None
            self.pause_choice.question.setText(self._pause_question())
            self._show_questions()
            self.log.add("mdi6.pause" if paused else "mdi6.play", "quiet", "paused" if paused else "went on")
            self.refresh()

    def _show_paused(self, paused: bool) -> None:
        self.pause_button.setText("Go on" if paused else "Pause")
        self.pause_button.setIcon(theme.icon("mdi6.play" if paused else "mdi6.pause"))

    def _pause_question(self) -> str:
        held = f" ({bytes_text(self._memory_bytes)})" if self._memory_bytes else ""
        return (
            f"Paused. The model stays in memory{held}, and going on takes no time. Once the memory is freed, going on "
            f"loads the model again."
        )

    def on_failed(self, sentence: str, details: str) -> None:
        self.on_repaint()
        self.log.add("mdi6.alert-circle-outline", "problem", plain_sentence(sentence))
        self.progress.phase = FAILED
        if self._ended_in_trouble:
            self._show_questions()
        else:
            self.failure.tell(sentence, details)

    def on_job_ended(self) -> None:
        if self._was_on and not self.session.training_is_on:
            self._was_on = False
            self._repaint.stop()
            self.on_repaint()
            self.stop_choice.hide()
            self.progress.end()
            if self.progress.phase == LEFT:
                self.log.add("mdi6.stop", "quiet", LEFT)
            self._show_questions()
            self.phase.show_progress(self.progress, busy=False)
        self.refresh()


def told_by(folder: Path) -> list[tuple[float, Event]]:
    from tuning_core import RunFolder

    return RunFolder(folder).times_and_events()


def _button(name: str, text: str, icon: str, colour: str = "text") -> QPushButton:
    button = QPushButton(text, objectName=name)
    button.setIcon(theme.icon(icon, colour))
    return button
