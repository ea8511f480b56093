"""Rows to conversations: what a row says, turn by turn."""

from dataclasses import dataclass
from typing import Any

from tuning_core.data.files import Row
from tuning_core.data.forms import Form
from tuning_core.data.phrasing import phrased

_SPEAKERS = {
    "system": "system",
    "user": "user",
    "human": "user",
    "assistant": "assistant",
    "gpt": "assistant",
    "bot": "assistant",
    "chatgpt": "assistant",
    "model": "assistant",
}


class RowProblem(ValueError):
    """Why one row cannot be learned from."""


@dataclass(frozen=True)
class Message:
    """One turn. `extra` is what else a chat template may ask of it (tool calls, a tool's name) as the text of a JSON
    object, none where there is nothing."""

    role: str
    content: str
    extra: str = ""


def conversation_of(row: Row, form: Form) -> tuple[Message, ...]:
    """What the row says, turn by turn. Raises RowProblem with the reason when it cannot be learned from."""
    if form.format == "text":
        return (Message("text", text_in(row, form.columns["text"], "text")),)
    if form.format == "conversation":
        return _turns(row.values.get(form.columns["messages"]))
    system = text_in(row, form.columns["system"], "system", may_be_empty=True) if "system" in form.columns else ""
    answer = text_in(row, form.columns["output"], "answer")
    first = (Message("system", system),) if system.strip() else ()
    return (*first, Message("user", _question(row, form)), Message("assistant", answer))


def _question(row: Row, form: Form) -> str:
    if form.phrasing:
        return _phrased(row, form.phrasing)
    question = text_in(row, form.columns["instruction"], "instruction")
    extra = text_in(row, form.columns["input"], "input", may_be_empty=True) if "input" in form.columns else ""
    return f"{question}\n{extra}" if extra.strip() else question


def _phrased(row: Row, phrasing: str) -> str:
    try:
        question = phrased(phrasing, row.values)
    except KeyError as missing:
        raise RowProblem(f"the column {missing} is missing") from None
    if not question.strip():
        raise RowProblem("the question is empty")
    return question


def text_in(row: Row, column: str, role: str, may_be_empty: bool = False) -> str:
    if column not in row.values:
        if may_be_empty:
            return ""
        raise RowProblem(f"the column {column!r} is missing")
    value = row.values[column]
    if value is None or (isinstance(value, str) and not value.strip()):
        if may_be_empty:
            return ""
        raise RowProblem(f"the {role} is empty (column {column!r})")
    if not isinstance(value, str):
        raise RowProblem(f"the {role} is {str(value)[:40]!r}, not text (column {column!r})")
    return value


def _turns(value: Any) -> tuple[Message, ...]:
    if not isinstance(value, list) or not value:
        raise RowProblem("the conversation is empty")
    messages = tuple(_turn(number, turn) for number, turn in enumerate(value, start=1))
    if not any(message.role == "assistant" for message in messages):
        raise RowProblem("the conversation has no answer to learn (no assistant turn)")
    return messages


def _turn(number: int, turn: Any) -> Message:
    if not isinstance(turn, dict):
        raise RowProblem(f"turn {number} is not an object with a speaker and a text")
    speaker = turn.get("role", turn.get("from"))
    content = turn.get("content", turn.get("value"))
    if speaker not in _SPEAKERS:
        raise RowProblem(f"turn {number} has the unknown speaker {speaker!r}")
    if not isinstance(content, str) or not content.strip():
        raise RowProblem(f"turn {number} ({speaker}) is empty")
    return Message(_SPEAKERS[speaker], content)
