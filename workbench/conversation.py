"""What was said: every message with the replies of all columns, and the versions that editing and asking again made."""

import secrets
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from tuning_core.events import Likely, Replied, TokenSaid

Messages = list[dict[str, str]]
BEGINNING = -1  # the number of no turn: what the first ones come after
LONGEST_TITLE = 60  # characters


@dataclass
class Reply:
    """`speaker` is who it was, as shown. Probabilities are as the model gave them."""

    speaker: str
    text: str = ""
    tokens: int = 0
    seconds: float = 0.0
    first_seconds: float = 0.0
    said: tuple[TokenSaid, ...] = ()
    classes: tuple[Likely, ...] = ()
    stopped: bool = False

    def take(self, event: Replied) -> None:
        texts = event.texts
        self.text = texts[0] if len(texts) == 1 else "\n\n".join(f"{n}.  {text}" for n, text in enumerate(texts, 1))
        self.tokens, self.seconds, self.first_seconds = event.tokens, event.seconds, event.first_seconds
        self.said, self.classes = event.said, event.classes

    @property
    def tokens_a_second(self) -> float:
        """After the first token, for which the prompt was read."""
        writing = self.seconds - self.first_seconds
        return (self.tokens - 1) / writing if self.tokens > 1 and writing > 0 else 0.0


@dataclass
class Turn:
    """`second` is the other text of a pair, `expected` the answer of the row that was asked; `after` is the number of
    the turn before. The settings and the seed are those it was answered with."""

    prompt: str
    second: str = ""
    expected: str = ""
    after: int = BEGINNING
    settings: dict[str, Any] = field(default_factory=dict)
    replies: dict[str, Reply] = field(default_factory=dict)  # by column


class Conversation:
    """Turns stand in the order in which they were asked. An edited or repeated one stands beside the one it was made
    from, after the same turn; `chosen` says which of those goes on."""

    def __init__(self) -> None:
        self.key = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"
        self.name = ""
        self.model = ""
        self.system = ""
        self.turns: list[Turn] = []
        self.chosen: dict[int, int] = {}

    @property
    def title(self) -> str:
        """Its name, or how it begins."""
        line = " ".join((self.turns[0].prompt if self.turns else "").split())
        return self.name or (line if len(line) <= LONGEST_TITLE else line[: LONGEST_TITLE - 1] + "…")

    def path(self) -> list[int]:
        """The numbers of the turns that are shown, from the beginning."""
        numbers, last = [], BEGINNING
        while last in self.chosen:
            last = self.chosen[last]
            numbers.append(last)
        return numbers

    def add(self, turn: Turn) -> int:
        """After `turn.after`, in place of what was shown there; its number."""
        self.turns.append(turn)
        number = len(self.turns) - 1
        self.chosen[turn.after] = number
        return number

    def add_last(self, turn: Turn) -> int:
        turn.after = next(reversed(self.path()), BEGINNING)
        return self.add(turn)

    def versions(self, number: int) -> list[int]:
        """Of one turn, in the order in which they were made."""
        after = self.turns[number].after
        return [other for other, turn in enumerate(self.turns) if turn.after == after]

    def show_version(self, number: int) -> None:
        self.chosen[self.turns[number].after] = number

    def messages_for(self, column: str, number: int) -> Messages:
        """What this column's model reads to answer a turn: the system prompt, where there is one, the turns before
        that it answered itself, and the message."""
        said = [_message("system", self.system)] if self.system.strip() else []
        for before in self._before(number):
            if column in before.replies:
                said += [*_asked(before), _message("assistant", before.replies[column].text)]
        return [*said, *_asked(self.turns[number])]

    def _before(self, number: int) -> list[Turn]:
        turns, at = [], self.turns[number].after
        while at != BEGINNING:
            turns.insert(0, self.turns[at])
            at = self.turns[at].after
        return turns

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON data."""
        turns = [asdict(turn) for turn in self.turns]
        return {name: getattr(self, name) for name in _PLAIN} | {"turns": turns, "chosen": list(self.chosen.items())}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "Conversation":
        """Raises KeyError, TypeError or ValueError for what is none."""
        conversation = cls()
        for name in _PLAIN:
            setattr(conversation, name, str(data[name]))
        conversation.turns = [_turn(one) for one in data["turns"]]
        conversation.chosen = {int(after): int(number) for after, number in data["chosen"]}
        if any(not after < number < len(conversation.turns) for after, number in conversation.chosen.items()):
            raise ValueError("a turn goes on with one that is not there")
        return conversation


_PLAIN = ("key", "name", "model", "system")


def _message(role: str, content: str) -> dict[str, str]:
    return {"role": role, "content": content}


def _asked(turn: Turn) -> Messages:
    return [_message("user", text) for text in (turn.prompt, turn.second) if text]


def _turn(data: dict[str, Any]) -> Turn:
    replies = {column: _reply(reply) for column, reply in data["replies"].items()}
    return Turn(**(data | {"replies": replies}))


def _reply(data: dict[str, Any]) -> Reply:
    said = tuple(TokenSaid(one["text"], one["probability"], _likely(one["likeliest"])) for one in data["said"])
    return Reply(**(data | {"said": said, "classes": _likely(data["classes"])}))


def _likely(data: list[dict[str, Any]]) -> tuple[Likely, ...]:
    return tuple(Likely(**one) for one in data)
