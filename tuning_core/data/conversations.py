"""Rows to conversations: which column plays which role, and what a row says."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tuning_core.data.files import Row
from tuning_core.errors import BadInput
from tuning_core.run_file import DataSettings

# Column names met in public data sets, best known first. A role's first name is also the role's own.
INSTRUCTION_COLUMNS: dict[str, tuple[str, ...]] = {
    "instruction": ("instruction", "prompt", "question", "query", "mr", "meaning_representation", "source"),
    "output": ("output", "completion", "answer", "response", "ref", "human_reference", "target"),
    "input": ("input", "context"),
    "system": ("system", "system_prompt"),
}
CONVERSATION_COLUMNS: dict[str, tuple[str, ...]] = {
    "messages": ("messages", "conversations", "conversation", "dialogue", "dialog"),
}
TEXT_COLUMNS: dict[str, tuple[str, ...]] = {"text": ("text", "content")}
_KNOWN = {"instruction": INSTRUCTION_COLUMNS, "conversation": CONVERSATION_COLUMNS, "text": TEXT_COLUMNS}
REQUIRED = {"instruction": ("instruction", "output"), "conversation": ("messages",), "text": ("text",)}
ROLES_OF = {form: tuple(columns) for form, columns in _KNOWN.items()}
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
    role: str
    content: str


@dataclass(frozen=True)
class Form:
    """What a row holds. `columns` maps role -> column; `reason` says in words why it was taken so."""

    format: str
    columns: dict[str, str]
    reason: str


def recognise(rows: Sequence[Row], data: DataSettings) -> Form:
    """The form of the rows, from the settings where they say and from the column names where they do not.
    Raises BadInput that names the columns when it stays unclear."""
    present = list(dict.fromkeys(name for row in rows[:100] for name in row.values))
    for role, column in data.columns.items():
        if column not in present:
            raise BadInput(
                f"{rows[0].file}: there is no column {column!r} (set for {role}); the columns are {', '.join(present)}."
            )
    wanted = [data.format] if data.format != "auto" else ["conversation", "instruction", "text"]
    for format_name in wanted:
        columns = _columns_for(format_name, present, data.columns)
        if columns is not None:
            named = ", ".join(f"{role} = {column}" for role, column in columns.items())
            why = "chosen by hand" if data.format != "auto" or data.columns else "recognised by the column names"
            return Form(format_name, columns, f"{why}: {named}")
    raise BadInput(_unclear(rows[0].file, present, data.format))


def _columns_for(format_name: str, present: list[str], chosen: dict[str, str]) -> dict[str, str] | None:
    known = _KNOWN[format_name]
    for role in chosen:
        if role not in known:
            return None
    lower = {name.lower(): name for name in present}
    columns = dict(chosen)
    for role, names in known.items():
        free = [lower[name] for name in names if name in lower and lower[name] not in columns.values()]
        if role not in columns and free:
            columns[role] = free[0]
    return columns if all(role in columns for role in REQUIRED[format_name]) else None


def _unclear(file: str, present: list[str], format_name: str) -> str:
    if format_name in REQUIRED:
        missing = " and ".join(REQUIRED[format_name])
        return (
            f"{file}: the form {format_name} needs a column for {missing}, and the columns are {', '.join(present)}; "
            f"say in data.columns which is which."
        )
    return (
        f"{file}: cannot tell question and answer from the columns {', '.join(present)}; say which is which in "
        f'data.columns, as in {{instruction = "{present[0] if present else "..."}", output = "..."}}.'
    )


def conversation_of(row: Row, form: Form) -> tuple[Message, ...]:
    """What the row says, turn by turn. Raises RowProblem with the reason when it cannot be learned from."""
    if form.format == "text":
        return (Message("text", _text(row, form.columns["text"], "text")),)
    if form.format == "conversation":
        return _turns(row.values.get(form.columns["messages"]))
    question = _text(row, form.columns["instruction"], "instruction")
    extra = _text(row, form.columns["input"], "input", may_be_empty=True) if "input" in form.columns else ""
    system = _text(row, form.columns["system"], "system", may_be_empty=True) if "system" in form.columns else ""
    answer = _text(row, form.columns["output"], "answer")
    user = f"{question}\n{extra}" if extra.strip() else question
    first = (Message("system", system),) if system.strip() else ()
    return (*first, Message("user", user), Message("assistant", answer))


def _text(row: Row, column: str, role: str, may_be_empty: bool = False) -> str:
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
