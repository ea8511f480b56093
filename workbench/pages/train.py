"""The Train page: settings, start, pause and stop, and everything measured while a run goes on."""

from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from tuning_core.run_file import DEFAULT_STEPS, TrainingSettings
from workbench import preflight
from workbench.export.dialog import export_adapter, export_merged
from workbench.field_editor import text_of
from workbench.form import Form
from workbench.outside import open_place
from workbench.session import Session
from workbench.shown_run import Note
from workbench.translation import mark, tr, tr_count
from workbench.widgets.empty_state import EmptyState
from workbench.widgets.page_stack import LowStack
from workbench.widgets.phase_line import PhaseLine
from workbench.widgets.run_log import RunLog
from workbench.widgets.run_questions import RunQuestions
from workbench.widgets.run_results import RunResults
from workbench.widgets.run_views import RunViews
from workbench.widgets.settings_panel import SettingsPanel
from workbench.widgets.train_bar import TrainBar
from workbench.wording import plain_sentence, title_of

REPAINT_MILLISECONDS = 100
SETTINGS_WIDTH = 320
LOWEST_LOG, LOG_HEIGHT = 88, 128
EMPTY, FULL = range(2)


class TrainPage(QWidget):
    page_wanted = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("trainPage")
        self.session, self.shown = session, session.shown_run
        self._drawn = 0  # of what the run told
        self._missing_page = ""
        self._repaint = QTimer(self, interval=REPAINT_MILLISECONDS)
        self._repaint.timeout.connect(self.on_repaint)
        self._build()
        self._connect()
        self._show_run()

    # layout

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(8)
        self.bar = TrainBar(self.session)
        self.phase = PhaseLine()
        self.resume_note = QLabel(wordWrap=True, objectName="resumeNote")
        self.resume_note.setProperty("rank", "quiet")
        self.questions = RunQuestions(self.session)
        self.results = RunResults()
        for widget in (self.bar, self.phase, self.resume_note, self.questions, self.results):
            layout.addWidget(widget)
        layout.addLayout(self._body(), 1)

    def _body(self) -> QHBoxLayout:
        self.form = Form(TrainingSettings, self.session.run.training.model_dump())
        self.settings = SettingsPanel(tr("Training settings"), self.form)
        self.settings.setFixedWidth(SETTINGS_WIDTH)
        self.next_note = QLabel(
            tr("The run that goes on keeps its settings. What is changed here is for the next one, or for the queue."),
            wordWrap=True,
        )
        self.next_note.setProperty("rank", "quiet")
        self.settings.add_above(self.next_note)
        self.empty = EmptyState("mdi6.chart-bell-curve-cumulative")
        self.views, self.log = RunViews(self.session), RunLog()
        self.charts = self.views.charts
        self.log.setMinimumHeight(LOWEST_LOG)
        self.log.setMaximumHeight(LOG_HEIGHT)
        full = QWidget()
        column = QVBoxLayout(full)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.views, 1)
        column.addWidget(self.log)
        self.stack = LowStack()
        self.stack.addWidget(self.empty)
        self.stack.addWidget(full)
        body = QHBoxLayout()
        body.setSpacing(8)
        body.addWidget(self.settings)
        body.addWidget(self.stack, 1)
        return body

    def _connect(self) -> None:
        session, shown = self.session, self.shown
        self.form.changed.connect(self.on_form_changed)
        self.bar.settings_button.toggled.connect(self.settings.setVisible)
        self.bar.stop_asked.connect(self.questions.ask_to_stop)
        self.questions.changed.connect(self._on_questions_changed)
        self.questions.decided.connect(self.on_decided)
        self.questions.settings_wanted.connect(lambda: self.bar.settings_button.setChecked(True))
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
            session.job_started,
            session.job_ended,
        ):
            changed.connect(self.refresh)
        shown.emptied.connect(self._show_run)
        shown.begun.connect(self.on_repaint)
        shown.forecast_changed.connect(self._show_forecast)
        for signal in (shown.troubled, shown.paused_changed, shown.failed):
            signal.connect(self.on_told_at_once)
        shown.read.connect(self.on_run_read)
        shown.ended.connect(self.on_run_ended)

    # state

    def missing(self) -> tuple[str, str, str]:
        """Sentence, button and page of what stands in the way of a start; empty where nothing does."""
        session = self.session
        if not session.core_is_asked:
            return tr("The model is looked at as soon as you begin."), "", ""
        if session.card is None and session.card_is_being_read:
            return tr("The model is being looked at; one moment."), "", ""
        if session.card is None and session.to_download:
            return preflight.download_sentence(session), tr("Show model"), "model"
        if session.card is None:
            sentence = session.card_problem or tr("Training needs a model, and none is chosen yet.")
            return plain_sentence(sentence), tr("Choose a model"), "model"
        for obstacle in preflight.obstacles(session):
            if obstacle.blocking:
                return obstacle.sentence, tr(SHOW[obstacle.page]), obstacle.page
        return "", "", ""

    def _show_unset(self) -> None:
        learning_rate = self.session.pricing.price.learning_rate
        self.form.show_unset("max_steps", tr("{steps}, or as the passes say", steps=DEFAULT_STEPS))
        self.form.show_unset("epochs", tr("not set: the steps say how long"))
        own = tr("the method's own") if learning_rate is None else f"{learning_rate:.2g}"
        self.form.show_unset("learning_rate", own)

    def refresh(self) -> None:
        """Everything that follows from what is chosen and what runs."""
        self._show_unset()
        sentence, button, self._missing_page = self.missing()
        is_on, tuned = self.session.training_is_on, self.session.tuned
        self.next_note.setVisible(is_on)
        has_result = self.shown.finished is not None and tuned is not None and not is_on
        self.results.setVisible(has_result)
        if tuned is not None:
            self.results.allow_merged(tuned.method.mergeable)
        self.bar.refresh(sentence, has_result)
        self.results.offer_talk_first(not self.shown.settings_are_others)
        self._show_resume()
        self.empty.say(sentence or self._promise(), button)
        if is_on:
            self.phase.show_progress(self.shown.progress, busy=True)
        elif self.stack.currentIndex() == EMPTY and not self.shown.is_being_read:
            self.phase.say("" if sentence else tr("ready to train"))

    def _show_resume(self) -> None:
        self.resume_note.setVisible(self.shown.can_resume)
        step, total = f"{self.shown.saved_step:,}", f"{self.shown.progress.total_steps:,}"
        changed = self.shown.changed_settings() if self.shown.can_resume else {}
        if changed:
            listed = "; ".join(
                f"{title_of(name)}: {text_of(value) or tr('not set')}" for name, value in changed.items()
            )
            note = tr("Going on from step {step} of {total}; {changes}.", step=step, total=total, changes=listed)
        else:
            note = tr(
                "Going on from step {step} of {total}. Training settings can be changed before.", step=step, total=total
            )
        self.resume_note.setText(note)

    def _promise(self) -> str:
        prepared, training = self.session.prepared, self.session.run.training
        a_step = tr_count("{n} row a step", "{n} rows a step", training.batch_size * training.gradient_accumulation)
        if prepared is None:
            return tr(
                "Model and data are made ready at the start; then {a_step}. Loss, memory and a log will stand here "
                "while the model learns.",
                a_step=a_step,
            )
        rows = tr_count("{n} row to learn from", "{n} rows to learn from", len(prepared.training))
        return tr(
            "{rows}, {a_step}. Loss, memory and a log will stand here while the model learns.", rows=rows, a_step=a_step
        )

    # the person

    def on_form_changed(self, settings: dict[str, Any]) -> None:
        self.session.change({f"training.{name}": value for name, value in settings.items()})

    def on_decided(self) -> None:
        self.setFocus()  # which what is hidden now may have
        self.refresh()

    def on_show_folder(self) -> None:
        if self.shown.finished is not None:
            open_place(self.shown.finished.folder)

    # the session

    def on_settings_changed(self) -> None:
        self.form.set_values(self.session.run.training.model_dump())
        self.refresh()

    def _show_run(self) -> None:
        """From its beginning, however much it has told by now."""
        self._drawn = 0
        self.views.clear()
        self.log.clear()
        is_on = self.session.training_is_on
        if is_on or self.shown.told:
            self.stack.setCurrentIndex(FULL)
        if is_on:
            self.bar.settings_button.setChecked(False)
            self._repaint.start()
        if self.shown.is_being_read:
            self.phase.say(tr("reading what the run told"))
        self._show_forecast()
        self.questions.show_all()
        self._draw_told()
        if self.shown.told:
            self.phase.show_progress(self.shown.progress, busy=is_on)
        self.refresh()

    def on_run_read(self) -> None:
        self._show_run()
        self.stack.setCurrentIndex(FULL)
        self.phase.show_progress(self.shown.progress, busy=False)
        self.bar.settings_button.setChecked(self.shown.can_resume)

    def _show_forecast(self) -> None:
        self.charts.memory.set_forecast(self.shown.forecast_bytes)

    def on_repaint(self) -> None:
        """All that was told since the last time, at once."""
        if self._draw_told():
            self.phase.show_progress(self.shown.progress, busy=self.session.training_is_on)

    def _draw_told(self) -> bool:
        told = self.shown.told[self._drawn :]
        self._drawn += len(told)
        for one in told:
            if isinstance(one.what, Note):
                self.log.add(one.what.icon, one.what.colour, tr(one.what.text), one.at)
                continue
            self.views.take(one.what)
            if one.is_logged:
                self.log.take(one.what, one.at)
        return bool(told)

    def on_told_at_once(self) -> None:
        self.on_repaint()
        self.refresh()

    def on_run_ended(self) -> None:
        self._repaint.stop()
        self.on_repaint()
        self.questions.stop_choice.hide()
        self.questions.refresh()
        self.phase.show_progress(self.shown.progress, busy=False)
        self.refresh()

    def _on_questions_changed(self) -> None:
        self.log.setVisible(self.questions.trouble.isHidden())  # of which there may be no room for both


SHOW = {  # page: button that leads there
    "model": mark("Show model"),
    "data": mark("Show data"),
    "method": mark("Show method"),
    "train": mark("Show train"),
}
