"""The Chat page: one prompt, and the replies of two speakers on one base side by side."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from tuning_core.events import Event, Replied, ReplyGrew
from workbench import theme
from workbench.conversation import SIDES, Conversation
from workbench.form import Form
from workbench.session import Session
from workbench.speakers import BASE, LIVE
from workbench.widgets.chat_turn import ChatTurn, speed_text, texts_together
from workbench.widgets.empty_state import EmptyState
from workbench.widgets.failure_card import FailureCard
from workbench.widgets.held_out_picker import HeldOutPicker
from workbench.widgets.prompt_box import PromptBox
from workbench.widgets.settings_panel import SettingsPanel
from workbench.widgets.speaker_choice import NOBODY, SpeakerChoice

CHAT_JOB = "Replying"
REPAINT_MILLISECONDS = 100
SETTINGS_WIDTH = 320
OPENABLE = ("finished", "stopped")  # states of runs that learned something


class ChatPage(QWidget):
    page_wanted = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("chatPage")
        self.session = session
        self.conversation = Conversation()
        self._prompt = self._expected = self._expected_for = ""
        self._who = {"base": BASE, "tuned": LIVE}  # side: key of its speaker
        self._waits = ""  # the side for which an adapter is being opened
        self._replies: dict[str, str] = {}  # of the turn that goes on
        self._labels: dict[str, str] = {}  # of its speakers
        self._pending: dict[str, ReplyGrew | Replied] = {}
        self._generation: dict[str, Any] = {}
        self._settings: SettingsPanel | None = None
        self._repaint = QTimer(self, interval=REPAINT_MILLISECONDS)
        self._repaint.timeout.connect(self.on_repaint)
        self._build()
        self._connect()
        self.on_data_changed()
        self.refresh()

    # layout

    def _build(self) -> None:
        self.empty = EmptyState("mdi6.chat-outline")
        self.failure = FailureCard()
        self.stack = QStackedWidget()
        self.stack.addWidget(self.empty)
        self.stack.addWidget(self._talk())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(8)
        layout.addLayout(self._top())
        layout.addWidget(self.failure)
        layout.addWidget(self.stack, 1)

    def _top(self) -> QHBoxLayout:
        title = QLabel("Chat")
        title.setProperty("rank", "title")
        self.new_button = QPushButton("New conversation", objectName="newConversationButton")
        self.new_button.setIcon(theme.icon("mdi6.message-plus-outline"))
        self.picker = HeldOutPicker()
        self.runs_button = QPushButton("Choose a run", objectName="chooseRunButton")
        self.runs_button.setIcon(theme.icon("mdi6.history"))
        self.runs_button.setToolTip("Open what an earlier run learned, to talk to it")
        self.settings_button = QToolButton(text="Settings", checkable=True, toolTip="How replies are made")
        self.settings_button.setIcon(theme.icon("mdi6.tune-variant"))
        self.settings_button.setToolButtonStyle(self.settings_button.toolButtonStyle().ToolButtonTextBesideIcon)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(title)
        top.addStretch(1)
        for widget in (self.runs_button, self.picker, self.new_button, self.settings_button):
            top.addWidget(widget)
        return top

    def _talk(self) -> QWidget:
        self.choices = {side: SpeakerChoice(side) for side in SIDES}
        names = QGridLayout()
        names.setHorizontalSpacing(16)
        for column, choice in enumerate(self.choices.values()):
            names.addWidget(choice, 0, column, Qt.AlignmentFlag.AlignTop)
            names.setColumnStretch(column, 1)
        self.current = ChatTurn()
        self.current.replies["base"].text.setObjectName("baseReply")
        self.current.replies["tuned"].text.setObjectName("tunedReply")
        turns = QWidget(objectName="scrolled")
        self.turns = QVBoxLayout(turns)
        self.turns.setContentsMargins(0, 0, 8, 0)
        self.turns.addWidget(self.current)
        self.turns.addStretch(1)
        self.scroll = QScrollArea(widgetResizable=True)
        self.scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroll.setWidget(turns)
        self.scroll.verticalScrollBar().rangeChanged.connect(self.on_turns_grew)
        self.prompt_box = PromptBox()
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addLayout(names)
        column.addWidget(self.scroll, 1)
        column.addWidget(self.prompt_box)
        talk = QWidget()
        self.body = QHBoxLayout(talk)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(16)
        self.body.addLayout(column, 1)
        return talk

    def _connect(self) -> None:
        session = self.session
        self.prompt_box.sent.connect(self.on_sent)
        self.prompt_box.stopped.connect(self.on_stopped)
        self.picker.picked.connect(self.on_example_picked)
        self.runs_button.clicked.connect(lambda: self.page_wanted.emit("runs"))
        self.new_button.clicked.connect(self.new_conversation)
        self.settings_button.toggled.connect(self.on_settings_toggled)
        self.empty.pressed.connect(self.on_empty_pressed)
        self.failure.retried.connect(self.on_retried)
        session.core_ready.connect(self.refresh)
        session.run_list.changed.connect(self.refresh)
        session.job_paused.connect(self.refresh)
        session.model_changed.connect(self.on_models_changed)
        session.tuned_changed.connect(self.on_models_changed)
        session.data_changed.connect(self.on_data_changed)
        speakers = session.speakers
        speakers.changed.connect(self.refresh)
        speakers.opened.connect(self.on_speaker_opened)
        speakers.refused.connect(self.on_speaker_refused)
        for side, choice in self.choices.items():
            choice.chosen.connect(lambda key, side=side: self.on_speaker_chosen(side, key))
            choice.folder_chosen.connect(lambda folder, side=side: self.on_folder_chosen(side, folder))
        session.job_started.connect(self.on_job_started)
        session.job_told.connect(self.on_job_told)
        session.job_ended.connect(self.on_job_ended)

    def _make_settings(self) -> SettingsPanel:
        """Only once the core is there, since the form is made from its class."""
        from tuning_core import GenerationSettings

        form = Form(GenerationSettings)
        form.changed.connect(self._generation.update)
        panel = SettingsPanel("How replies are made", form)
        panel.setFixedWidth(SETTINGS_WIDTH)
        self.system_edit = QLineEdit(objectName="systemEdit", placeholderText="none")
        self.system_edit.setToolTip("An instruction that stands before the whole conversation.")
        label = QLabel("System prompt")
        label.setBuddy(self.system_edit)
        panel.add_above(self.system_edit)
        panel.add_above(label)
        self.body.addWidget(panel)
        return panel

    # state

    @property
    def is_replying(self) -> bool:
        return self.session.job is not None and self.session.job.name == CHAT_JOB

    def refresh(self) -> None:
        session = self.session
        has_model = session.loaded is not None
        can_choose = session.tuned is None and session.job is None
        self.runs_button.setVisible(can_choose and any(run.state in OPENABLE for run in session.run_list.summaries))
        if session.core_is_ready and self._settings is None:
            self._settings = self._make_settings()
            self._settings.setVisible(self.settings_button.isChecked())
        self.stack.setCurrentIndex(1 if has_model else 0)
        self.empty.say(*self._first_thing())
        for widget in (self.picker, self.new_button, self.settings_button):
            widget.setVisible(has_model)
        if has_model:
            self._show_speakers()
        self.prompt_box.allow(self._why_not(), self.is_replying)

    def _first_thing(self) -> tuple[str, str]:
        if not self.session.core_is_ready:
            return "The program is getting ready; one moment.", ""
        if self.session.job is not None:
            return f"{self._doing()}; talking is possible when it is done.", ""
        if self.session.card is None:
            return (
                "Here you talk to the base and the tuned model side by side. No model is chosen yet.",
                "Choose a model",
            )
        return f"Here you talk to {self.session.card.name}, side by side before and after tuning.", "Load the model"

    def _show_speakers(self) -> None:
        speakers = self.session.speakers
        for side, choice in self.choices.items():
            choice.offer(speakers.offered)
            choice.show_speaker(self._who[side])
            choice.combo.setEnabled(self.session.job is None)
            choice.combo.setToolTip(speakers.why_few or "Who answers here; all stand on the one base in memory")
            label = speakers.label_of(self._who[side])
            self.current.replies[side].text.setPlaceholderText(f"Reply of: {label}" if label else NOBODY)

    def _why_not(self) -> str:
        job = self.session.job
        if job is None or self.is_replying:
            return "The reply is being written." if job is not None else ""
        doing = self._doing() if job.paused else f"“{job.name}” is running"
        why_few = f" {self.session.speakers.why_few}" if self.session.speakers.why_few else ""
        return f"{doing} and needs the model; a message can be sent when it is done or stopped.{why_few}"

    def _doing(self) -> str:
        job = self.session.job
        if job is None:
            return ""
        return f"{job.name} is paused" if job.paused else job.name

    def new_conversation(self) -> None:
        self.conversation = Conversation()
        self.failure.hide()
        while self.turns.count() > 2:  # the turn that goes on, and the stretch
            self.turns.takeAt(0).widget().deleteLater()
        self.current.begin("", "")

    # the person

    def on_empty_pressed(self) -> None:
        if self.session.card is None:
            self.page_wanted.emit("model")
        else:
            self.session.load_model()

    def on_settings_toggled(self, shown: bool) -> None:
        if self._settings is not None:
            self._settings.setVisible(shown)

    def on_speaker_chosen(self, side: str, key: str) -> None:
        for choice in self.choices.values():
            choice.refuse("")
        if self.session.speakers.is_ready(key):
            self._who[side] = key
            self.refresh()
        else:
            self.on_folder_chosen(side, Path(key))

    def on_folder_chosen(self, side: str, folder: Path) -> None:
        if self.session.speakers.is_ready(str(folder)):
            self.on_speaker_chosen(side, str(folder))
            return
        self._waits = side
        self.choices[side].refuse("")
        self.session.speakers.open(folder)

    def on_speaker_opened(self, key: str) -> None:
        self._who[self._waits] = key
        self.refresh()

    def on_speaker_refused(self, sentence: str) -> None:
        self.choices[self._waits].refuse(sentence)

    def on_example_picked(self, prompt: str, expected: str) -> None:
        self.prompt_box.edit.setPlainText(prompt)
        self._expected, self._expected_for = expected, prompt
        self.prompt_box.edit.setFocus()

    def on_sent(self, prompt: str) -> None:
        if self.conversation.turns:
            self._put_turn_above()
        expected = self._expected if prompt == self._expected_for.strip() else ""
        self._prompt = prompt
        self.current.begin(prompt, expected)
        self._start()

    def on_retried(self) -> None:
        self.failure.hide()
        if self._prompt:
            self._start()

    def on_stopped(self) -> None:
        if self.is_replying:
            self.session.stop_job()

    def _put_turn_above(self) -> None:
        above = ChatTurn()
        above.copy_from(self.current)
        self.turns.insertWidget(self.turns.count() - 2, above)

    def _start(self) -> None:
        from tuning_core import GenerationSettings

        self._replies, self._pending = {}, {}
        settings = GenerationSettings(**self._generation)
        system = self.system_edit.text()
        messages = {side: self.conversation.with_prompt(side, system, self._prompt) for side in SIDES}
        session = self.session
        who = {side: key for side, key in self._who.items() if session.speakers.is_ready(key)}
        self._labels = {side: session.speakers.label_of(key) for side, key in who.items()}
        job = session.speakers.replying(who, messages, settings, session.run.data.template)
        if session.start_job(CHAT_JOB, job) and session.job is not None:
            session.job.failed.connect(self.failure.tell)

    # the session

    def on_models_changed(self) -> None:
        self._who = {"base": BASE, "tuned": LIVE}
        for choice in self.choices.values():
            choice.refuse("")
        if not self.is_replying:
            self.new_conversation()
        self.refresh()

    def on_data_changed(self) -> None:
        self.picker.offer(self.session.prepared)

    def on_job_started(self, name: str) -> None:
        if name == CHAT_JOB:
            self.failure.hide()
            self._repaint.start()
        self.refresh()

    def on_job_told(self, event: Event) -> None:
        if self.is_replying and isinstance(event, ReplyGrew | Replied):
            self._pending[event.side] = event
            self._replies[event.side] = event.text if isinstance(event, ReplyGrew) else event.texts[0]

    def on_repaint(self) -> None:
        pending, self._pending = self._pending, {}
        for side, event in pending.items():
            if isinstance(event, Replied):
                self.current.replies[side].show_text(texts_together(event.texts), speed_text(self._labels[side], event))
            else:
                self.current.replies[side].show_text(event.text, f"{self._labels[side]} · writing…")

    def on_job_ended(self, name: str) -> None:
        if name == CHAT_JOB:
            self._repaint.stop()
            self.on_repaint()
            if self._replies:
                self.conversation.add_turn(self._prompt, self._replies)
        self.refresh()

    def on_turns_grew(self, _: int, end: int) -> None:
        """The newest turn stays in sight while it is written."""
        if self.is_replying:
            self.scroll.verticalScrollBar().setValue(end)

    # Qt

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.session.speakers.refresh()
        if self.session.core_is_ready and self.session.tuned is None:
            self.session.run_list.refresh()
