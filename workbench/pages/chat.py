"""The Chat page: one message, and the replies of any number of speakers on one base side by side."""

from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from workbench import theme
from workbench.conversation_markdown import as_markdown
from workbench.session import Session
from workbench.translation import tr, tr_core
from workbench.widgets.chat_columns import ChatColumns
from workbench.widgets.chat_settings import ChatSettings
from workbench.widgets.conversation_list import ConversationList
from workbench.widgets.elided_label import ElidedLabel
from workbench.widgets.empty_state import EmptyState
from workbench.widgets.failure_card import FailureCard
from workbench.widgets.held_out_picker import HeldOutPicker
from workbench.widgets.prompt_box import PromptBox
from workbench.widgets.shade_legend import ShadeLegend

REPAINT_MILLISECONDS = 100
ROOM_FOR_BOTH = 1000  # pixels
OPENABLE = ("finished", "stopped")  # states of runs that learned something


class ChatPage(QWidget):
    page_wanted = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("chatPage")
        self.session, self.talk = session, session.talk
        self._waits = ""  # the column for which an adapter is being opened
        self._expected: tuple[str, str, str] = ("", "", "")  # of the held-out row that was picked
        self._edited: int | None = None  # the turn that the message written now replaces
        self.settings: ChatSettings | None = None
        self._repaint = QTimer(self, interval=REPAINT_MILLISECONDS)
        self._build()
        self._connect()
        self.on_data_changed()
        self.on_conversation_changed()

    # layout

    def _build(self) -> None:
        self.empty = EmptyState("mdi6.chat-outline")
        self.failure = FailureCard()
        self.stack = QStackedWidget()
        self.stack.addWidget(self.empty)
        self.stack.addWidget(self._make_talk())
        self.saved = ConversationList()
        self.saved.hide()
        self._body = QHBoxLayout()
        self._body.setSpacing(16)
        self._body.addWidget(self.saved)
        self._body.addWidget(self.stack, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(8)
        layout.insertLayout(0, self._make_top())
        layout.addWidget(self.failure)
        layout.addLayout(self._body, 1)

    def _make_top(self) -> QHBoxLayout:
        title = QLabel(tr("Chat"))
        title.setProperty("rank", "title")
        self.list_button = self._tool("mdi6.forum-outline", tr("Conversations of before"), "conversationsButton", True)
        self.name = ElidedLabel(objectName="conversationName")
        self.name.setProperty("rank", "quiet")
        self.name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.new_button = QPushButton(tr("New conversation"), objectName="newConversationButton")
        self.new_button.setIcon(theme.icon("mdi6.message-plus-outline"))
        self.picker = HeldOutPicker()
        self.runs_button = QPushButton(tr("Choose a run"), objectName="chooseRunButton")
        self.runs_button.setIcon(theme.icon("mdi6.history"))
        self.runs_button.setToolTip(tr("Open what an earlier run learned, to talk to it"))
        self.shades_button = self._tool(
            "mdi6.format-color-highlight", tr("Shade tokens by probability"), "shades", True
        )
        self.export_button = self._tool("mdi6.export-variant", tr("Save as Markdown…"), "exportConversationButton")
        self.settings_button = self._tool("mdi6.tune-variant", tr("How replies are made"), "chatSettingsButton", True)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(title)
        top.addWidget(self.list_button)
        top.addWidget(self.name, 1)
        for widget in (self.runs_button, self.picker, self.new_button):
            top.addWidget(widget)
        for widget in (self.columns.add_button, self.shades_button, self.export_button, self.settings_button):
            top.addWidget(widget)
        return top

    def _tool(self, icon: str, tip: str, name: str, checkable: bool = False) -> QToolButton:
        button = QToolButton(toolTip=tip, checkable=checkable, objectName=name)
        button.setAccessibleName(tip)
        button.setIcon(theme.icon(icon))
        return button

    def _make_talk(self) -> QWidget:
        self.columns = ChatColumns(self.talk, self.session.speakers)
        self.legend = ShadeLegend()
        self.legend.hide()
        self.prompt_box = PromptBox()
        talk = QWidget()
        column = QVBoxLayout(talk)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.columns, 1)
        column.addWidget(self.legend)
        column.addWidget(self.prompt_box)
        return talk

    def _connect(self) -> None:
        session, talk = self.session, self.talk
        self.prompt_box.sent.connect(self.on_sent)
        self.prompt_box.stopped.connect(talk.stop)
        self.prompt_box.editing_ended.connect(self.on_editing_ended)
        self.picker.picked.connect(self.on_example_picked)
        self.runs_button.clicked.connect(lambda: self.page_wanted.emit("runs"))
        self.new_button.clicked.connect(self.new_conversation)
        self.list_button.toggled.connect(self.on_list_toggled)
        self.shades_button.toggled.connect(self.on_shades_toggled)
        self.export_button.clicked.connect(self.on_export_clicked)
        self.settings_button.toggled.connect(self.on_settings_toggled)
        self.empty.pressed.connect(self.on_empty_pressed)
        self.failure.retried.connect(self.on_retried)
        self.columns.speaker_chosen.connect(self.on_speaker_chosen)
        self.columns.folder_chosen.connect(self.on_folder_chosen)
        self.columns.edit_asked.connect(self.on_edit_asked)
        self.saved.opened.connect(self.on_conversation_opened)
        self.saved.renamed.connect(self.on_conversation_renamed)
        self.saved.deleted.connect(self.on_conversation_deleted)
        self._repaint.timeout.connect(self.columns.show_growth)
        talk.columns_changed.connect(self.on_columns_changed)
        talk.conversation_changed.connect(self.on_conversation_changed)
        talk.state_changed.connect(self.on_state_changed)
        talk.refused.connect(self.failure.tell)
        talk.saved.connect(self.on_saved)
        speakers = session.speakers
        speakers.opened.connect(self.on_speaker_opened)
        speakers.refused.connect(self.on_speaker_refused)
        session.data_changed.connect(self.on_data_changed)
        session.job_started.connect(self.failure.hide)
        for signal in (
            speakers.changed,
            session.core_ready,
            session.run_list.changed,
            session.job_started,
            session.job_paused,
            session.job_ended,
            session.model_changed,
            session.tuned_changed,
        ):
            signal.connect(self.refresh)

    # state

    def refresh(self) -> None:
        session, talk = self.session, self.talk
        has_model = session.loaded is not None
        can_choose = session.tuned is None and session.job is None
        self.runs_button.setVisible(can_choose and any(run.state in OPENABLE for run in session.run_list.summaries))
        said = bool(talk.conversation.turns)
        self.stack.setCurrentIndex(1 if has_model or said else 0)
        self.empty.say(*self._first_thing())
        self.picker.setVisible(has_model)
        self.new_button.setEnabled(said and not talk.is_replying)
        self.export_button.setEnabled(said)
        self.saved.list.setEnabled(not talk.is_replying)
        self.settings_button.setEnabled(session.core_is_ready)
        self.columns.hint.setText(
            tr("One message goes to every column, with the same seed. The pencil at a message writes it anew.")
        )
        self.columns.show_speakers()
        self.columns.allow()
        self.prompt_box.allow(talk.why_not(), talk.is_replying)
        if session.speakers.hears_training and not talk.is_replying:
            self.prompt_box.edit.setPlaceholderText(
                tr("Write a message. Training waits between two steps while it is answered.")
            )
        else:
            self.prompt_box.edit.setPlaceholderText(tr("Write a message. Enter sends, Shift+Enter begins a line."))

    def _first_thing(self) -> tuple[str, str]:
        session = self.session
        if not session.core_is_ready:
            return tr("The program is getting ready; one moment."), ""
        if session.job is not None:
            return tr("“{job}” goes on; talking is possible when it is done.", job=tr(session.job.name)), ""
        if session.card is None:
            return (
                tr("Here you talk to the base and the tuned model side by side. No model is chosen yet."),
                tr("Choose a model"),
            )
        about = tr("Here you talk to {model}, side by side before and after tuning.", model=session.card.name)
        return about, tr("Load the model")

    def new_conversation(self) -> None:
        self.failure.hide()
        self.prompt_box.end_editing()
        self.talk.begin_anew()
        self.prompt_box.edit.setFocus()

    # the person

    def on_empty_pressed(self) -> None:
        if self.session.card is None:
            self.page_wanted.emit("model")
        else:
            self.session.load_model()

    def on_settings_toggled(self, shown: bool) -> None:
        """The panel is made when it is first wanted: its form needs the core's class."""
        if self.settings is None:
            self.settings = ChatSettings(self.talk.presets)
            self.settings.system_changed.connect(self.talk.change_system)
            self.settings.show_system(self.talk.conversation.system)
            self.settings.changed.connect(self.refresh)
            self._body.addWidget(self.settings)
        self.settings.setVisible(shown)
        if shown:
            self._make_room(self.list_button)

    def on_list_toggled(self, shown: bool) -> None:
        self.saved.setVisible(shown)
        if shown:
            self.saved.show_current(self.talk.conversation.key)
            self._make_room(self.settings_button)

    def _make_room(self, other: QToolButton) -> None:
        """Both panels stand open only where two columns fit between them."""
        if self.width() < ROOM_FOR_BOTH:
            other.setChecked(False)

    def on_shades_toggled(self, shown: bool) -> None:
        self.columns.shaded = shown
        self.legend.setVisible(shown)
        self.columns.show_turns()

    def on_export_clicked(self) -> None:
        file, _ = QFileDialog.getSaveFileName(
            self, tr("Save the conversation"), f"{self.talk.conversation.key}.md", tr("Markdown (*.md)")
        )
        if file:
            self.export(Path(file))

    def export(self, file: Path) -> None:
        try:
            file.write_text(as_markdown(self.talk.conversation), encoding="utf-8")
        except OSError as error:
            self.failure.tell(tr("{file} cannot be written ({reason}).", file=file, reason=error.strerror))

    def on_speaker_chosen(self, column: str, key: str) -> None:
        for choice in self.columns.choices.values():
            choice.refuse("")
        if self.session.speakers.is_ready(key):
            self.talk.set_speaker(column, key)
        else:
            self.on_folder_chosen(column, Path(key))

    def on_folder_chosen(self, column: str, folder: Path) -> None:
        if self.session.speakers.is_ready(str(folder)):
            self.on_speaker_chosen(column, str(folder))
            return
        self._waits = column
        self.columns.choices[column].refuse("")
        self.session.speakers.open(folder)

    def on_speaker_opened(self, key: str) -> None:
        self.talk.set_speaker(self._waits, key)

    def on_speaker_refused(self, sentence: str) -> None:
        if self._waits in self.columns.choices:
            self.columns.choices[self._waits].refuse(tr_core(sentence))

    def on_example_picked(self, prompt: str, second: str, expected: str) -> None:
        self.prompt_box.ask_pairs(bool(second))
        self.prompt_box.fill(prompt, second)
        self._expected = (prompt.strip(), second.strip(), expected)

    def on_sent(self, prompt: str, second: str) -> None:
        self.failure.hide()
        edited, self._edited = self._edited, None
        if edited is not None:
            self.talk.edit(edited, prompt, second)
            return
        expected = self._expected[2] if (prompt, second) == self._expected[:2] else ""
        self.talk.ask(prompt, second, expected)

    def on_edit_asked(self, number: int) -> None:
        turn = self.talk.conversation.turns[number]
        self._edited = number
        at = self.talk.conversation.path().index(number) + 1
        note = tr("This rewrites message {n}. The old one stays, with what followed: the arrows lead back to it.", n=at)
        self.prompt_box.begin_editing(note, turn.prompt, turn.second)

    def on_editing_ended(self) -> None:
        self._edited = None

    def on_retried(self) -> None:
        self.failure.hide()
        path = self.talk.conversation.path()
        if path:
            self.talk.ask_again(path[-1])

    # conversations

    def on_conversation_opened(self, key: str) -> None:
        if not self.talk.open(key):
            self.saved.refresh()
        self.prompt_box.end_editing()

    def on_conversation_renamed(self, key: str, name: str) -> None:
        if key == self.talk.conversation.key:
            self.talk.rename(name)
        else:
            self.talk.rename_saved(key, name)

    def on_conversation_deleted(self, key: str) -> None:
        if key == self.talk.conversation.key:
            self.new_conversation()

    def on_saved(self) -> None:
        if not self.saved.isHidden():
            self.saved.show_current(self.talk.conversation.key)

    # the session

    def on_columns_changed(self) -> None:
        self.columns.show_columns()
        self.columns.show_turns()
        self.refresh()

    def on_conversation_changed(self) -> None:
        conversation = self.talk.conversation
        self.name.setText(conversation.title)
        self.name.setToolTip(conversation.title)
        if self.settings is not None:
            self.settings.show_system(conversation.system)
        self.prompt_box.ask_pairs(self._asks_pairs())
        self.columns.show_turns()
        self.refresh()

    def on_state_changed(self) -> None:
        if self.talk.is_replying and self.isVisible():
            self._repaint.start()
        elif not self.talk.is_replying:
            self._repaint.stop()
        self.refresh()

    def on_data_changed(self) -> None:
        self.picker.offer(self.session.prepared)
        self.prompt_box.ask_pairs(self._asks_pairs())

    def _asks_pairs(self) -> bool:
        opened = self.session.opened
        return opened is not None and "second_text" in opened.form.columns

    # Qt

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.session.speakers.refresh()
        if self.session.core_is_ready and self.session.tuned is None:
            self.session.run_list.refresh()
        self.columns.show_turns()
        self.on_state_changed()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._repaint.stop()
