"""The chat itself, whoever shows it: the conversation, who speaks in which column, and the replying."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from tuning_core.events import Event, Replied, ReplyGrew
from workbench.conversation import Conversation, Reply, Turn
from workbench.generation_presets import GenerationPresets
from workbench.saved_conversations import read_conversation, write_conversation
from workbench.speakers import BASE, LIVE
from workbench.translation import mark, tr

if TYPE_CHECKING:
    from workbench.session import Session

CHAT_JOB = mark("Replying")
TRAINING_JOB = mark("Training")
FIRST_COLUMNS = ("base", "tuned")


@dataclass(frozen=True)
class Column:
    name: str
    key: str  # of its speaker


class Talk(QObject):
    """While a run is trained, a reply is written between two of its steps; else in a job of its own."""

    columns_changed = Signal()
    conversation_changed = Signal()  # other turns are to be shown
    grew = Signal(str)  # column, of the turn that is answered
    state_changed = Signal()  # whether a reply is being written
    refused = Signal(str)  # why there is no reply
    saved = Signal()  # the conversation's file was written

    def __init__(self, session: "Session") -> None:
        super().__init__(session)
        self._session = session
        self.conversation = Conversation()
        self.columns = [Column("base", BASE), Column("tuned", LIVE)]
        self.answering: int | None = None  # the turn that is being answered
        self._between_steps = False
        self._stopped = False
        session.job_told.connect(self._on_job_told)
        session.job_ended.connect(self._on_job_ended)
        session.aside_told.connect(self._on_told)
        session.aside_ended.connect(self._on_aside_ended)
        session.tuned_changed.connect(self._on_speakers_changed)
        session.model_changed.connect(self._on_speakers_changed)

    @cached_property
    def presets(self) -> GenerationPresets:
        return GenerationPresets()

    # columns

    def set_speaker(self, name: str, key: str) -> None:
        self._set_columns([Column(name, key) if column.name == name else column for column in self.columns])

    def add_column(self, key: str = BASE) -> str:
        number = next(n for n in range(1, len(self.columns) + 2) if self._name(n) not in self._names)
        self._set_columns([*self.columns, Column(self._name(number), key)])
        return self._name(number)

    def remove_column(self, name: str) -> None:
        if len(self.columns) > 1:
            self._set_columns([column for column in self.columns if column.name != name])

    @staticmethod
    def _name(number: int) -> str:
        return FIRST_COLUMNS[number - 1] if number <= len(FIRST_COLUMNS) else f"column{number}"

    @property
    def _names(self) -> list[str]:
        return [column.name for column in self.columns]

    def _set_columns(self, columns: list[Column]) -> None:
        self.columns = columns
        self.columns_changed.emit()

    def _on_speakers_changed(self) -> None:
        """Adapters that were opened are off the model by now."""
        kept = [
            column if column.key in (BASE, LIVE) else Column(column.name, LIVE if number else BASE)
            for number, column in enumerate(self.columns)
        ]
        if kept != self.columns:
            self._set_columns(kept)

    # asking

    @property
    def is_replying(self) -> bool:
        return self.answering is not None

    @property
    def is_busy(self) -> bool:
        """Whether no other adapter can be opened now."""
        return self._session.job is not None

    def why_not(self) -> str:
        """Why nothing can be asked now; empty where something can."""
        session = self._session
        job = session.job
        if self.is_replying:
            return tr("The reply is being written.")
        if session.loaded is None:
            return tr("No model is loaded.")
        if not any(session.speakers.is_ready(column.key) for column in self.columns):
            return tr("None of the chosen speakers is ready yet.")
        if problem := self.presets.problem:
            return problem
        if job is None or (job.name == TRAINING_JOB and not job.stopping and session.speakers.hears_training):
            return ""
        return tr("“{job}” needs the model; a message can be sent when it is done.", job=tr(job.name))

    def ask(self, prompt: str, second: str = "", expected: str = "") -> bool:
        if self.why_not():
            return False
        return self._answer(self.conversation.add_last(Turn(prompt, second, expected)))

    def edit(self, number: int, prompt: str, second: str = "") -> bool:
        """A new version of a turn; the old one stays beside it, with all that followed."""
        if self.why_not():
            return False
        before = self.conversation.turns[number]
        expected = before.expected if prompt == before.prompt else ""
        return self._answer(self.conversation.add(Turn(prompt, second, expected, before.after)))

    def ask_again(self, number: int) -> bool:
        """The same message with the settings of now, as a new version. Where chance plays a part it is another chance:
        the seed counts on. A turn that nobody answered is asked again itself."""
        if self.why_not():
            return False
        turn = self.conversation.turns[number]
        if not turn.replies:
            return self._answer(number)
        others = len(self.conversation.versions(number))
        again = self.conversation.add(Turn(turn.prompt, turn.second, turn.expected, turn.after))
        return self._answer(again, further_seeds=others)

    def stop(self) -> None:
        job = self._session.job
        if not self.is_replying or job is None:
            return
        self._stopped = True
        if self._between_steps:
            job.stop_aside()
        else:
            self._session.stop_job()

    def _answer(self, number: int, further_seeds: int = 0) -> bool:
        from tuning_core.generation.settings import GenerationSettings

        session, conversation = self._session, self.conversation
        chosen: dict[str, Any] = dict(self.presets.now)
        if chosen.get("temperature") and further_seeds:
            chosen["seed"] = GenerationSettings(**chosen).seed + further_seeds
        turn = conversation.turns[number]
        turn.settings = chosen
        who = {column.name: column.key for column in self.columns if session.speakers.is_ready(column.key)}
        messages = {name: conversation.messages_for(name, number) for name in who}
        turn.replies = {name: Reply(session.speakers.label_of(key)) for name, key in who.items()}
        conversation.model = session.run.model.path
        job = session.speakers.replying(who, messages, GenerationSettings(**chosen), session.run.data.template)
        self.answering, self._stopped = number, False
        self._between_steps = session.job is not None
        if session.job is not None:
            began = session.job.put_between(job)
        else:
            began = session.start_job(CHAT_JOB, job, on_failure=self.refused.emit)
        if not began:
            self._end()
        self.conversation_changed.emit()
        self.state_changed.emit()
        return began

    # replies

    def _on_job_told(self, event: Event) -> None:
        if self.is_replying and not self._between_steps:
            self._on_told(event)

    def _on_told(self, event: Event) -> None:
        if self.answering is None or not isinstance(event, ReplyGrew | Replied):
            return
        reply = self.conversation.turns[self.answering].replies[event.side]
        if isinstance(event, Replied):
            reply.take(event)
            reply.stopped = self._stopped
        else:
            reply.text = event.text
            reply.said += event.said
        self.grew.emit(event.side)

    def _on_job_ended(self, name: str) -> None:
        if name == CHAT_JOB:
            self._end()

    def _on_aside_ended(self, sentence: str) -> None:
        self._end()
        if sentence:
            self.refused.emit(sentence)

    def _end(self) -> None:
        """What nobody said anything to stays as a message without replies, which can be asked again."""
        if self.answering is not None:
            turn, self.answering = self.conversation.turns[self.answering], None
            turn.replies = {name: reply for name, reply in turn.replies.items() if reply.tokens or reply.text}
            self.save()
            self.conversation_changed.emit()
            self.state_changed.emit()

    # conversations

    def begin_anew(self) -> None:
        self._show(Conversation())

    def open(self, key: str) -> bool:
        conversation = read_conversation(key)
        if conversation is None or self.is_replying:
            return False
        self._show(conversation)
        return True

    def show_version(self, number: int) -> None:
        self.conversation.show_version(number)
        self.save()
        self.conversation_changed.emit()

    def change_system(self, text: str) -> None:
        self.conversation.system = text
        self.save()

    def rename(self, name: str) -> None:
        self.conversation.name = name.strip()
        self.save()
        self.conversation_changed.emit()

    def rename_saved(self, key: str, name: str) -> None:
        """One that is not open."""
        conversation = read_conversation(key)
        if conversation is not None:
            conversation.name = name.strip()
            self._write(conversation)

    def save(self) -> None:
        """One in which nothing was said leaves no file."""
        if self.conversation.turns:
            self._write(self.conversation)

    def _write(self, conversation: Conversation) -> None:
        try:
            write_conversation(conversation)
        except OSError as error:
            self.refused.emit(tr("The conversation cannot be saved ({reason}).", reason=error.strerror or error))
        self.saved.emit()

    def _show(self, conversation: Conversation) -> None:
        if not self.is_replying:
            self.conversation = conversation
            self.conversation_changed.emit()
