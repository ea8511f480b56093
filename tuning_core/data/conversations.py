"""Rows to conversations: what a row says, turn by turn."""

import json
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from tuning_core.data.choices import right_choice
from tuning_core.data.columns import (
    PAIR_KEYS,
    SAID_KEYS,
    SPEAKER_KEYS,
    is_empty,
    list_in_text,
    turns_of_lists,
    value_of,
)
from tuning_core.data.columns import RowProblem as RowProblem
from tuning_core.data.files import Row
from tuning_core.data.forms import Form
from tuning_core.data.phrasing import phrased
from tuning_core.data.transcripts import turns_of_transcript

_SPEAKERS = {
    "system": "system",
    "developer": "system",
    "user": "user",
    "human": "user",
    "assistant": "assistant",
    "gpt": "assistant",
    "bot": "assistant",
    "chatgpt": "assistant",
    "model": "assistant",
    "ai": "assistant",
    "function_call": "assistant",
    "tool_call": "assistant",
    "tool": "tool",
    "function": "tool",
    "function_response": "tool",
    "tool_response": "tool",
    "observation": "tool",
    "ipython": "tool",
}
_CALLS = ("function_call", "tool_call")  # speakers whose text is the JSON of a call
_EXTRA_KEYS = ("tool_calls", "tool_call_id", "name", "reasoning_content", "thinking", "weight")


@dataclass(frozen=True)
class Message:
    """One turn; its role is system, user, assistant or tool, or text where a row is no conversation. `extra` is what
    else a chat template may ask of it (tool calls, a tool's name; with the first turn the tools on offer) as the text
    of a JSON object, none where there is nothing."""

    role: str
    content: str
    extra: str = ""


def conversation_of(row: Row, form: Form) -> tuple[Message, ...]:
    """What the row says, turn by turn. Raises RowProblem with the reason when it cannot be learned from."""
    columns = form.columns
    if form.format == "text":
        return (Message("text", text_in(row, columns["text"], "text")),)
    if form.format == "conversation":
        messages = _whole_conversation(row, columns["messages"], columns.get("completion", ""))
    elif form.format == "preference":
        messages = _chosen(row, columns["chosen"], columns.get("prompt", ""))
    elif form.format == "multiple_choice":
        asked = _question(row, form, "question", "context")
        messages = (asked, Message("assistant", right_choice(row, columns, form.right_choice)))
    else:
        asked = _question(row, form, "instruction", "input")
        messages = (asked, Message("assistant", _answer_in(row, columns["output"])))
    if not any(message.role == "assistant" for message in messages):
        raise RowProblem("the conversation has no answer to learn (no assistant turn)")
    return _with_tools(row, columns.get("tools", ""), _with_system(row, columns.get("system", ""), messages))


def _question(row: Row, form: Form, role: str, more: str) -> Message:
    """In the words of the form's phrasing, where it has one."""
    if not form.phrasing:
        return _asked(row, form.columns[role], form.columns.get(more, ""), role)
    question = phrased(form.phrasing, partial(_value_asked, row))
    if not question.strip():
        raise RowProblem("the question is empty")
    return Message("user", question)


def _value_asked(row: Row, column: str) -> Any:
    if column not in row.values and column.partition(".")[0] not in row.values:
        raise RowProblem(f"the column {column!r} is missing")
    return value_of(row, column)


def text_in(row: Row, column: str, role: str, may_be_empty: bool = False) -> str:
    if column not in row.values and column.partition(".")[0] not in row.values:
        if may_be_empty:
            return ""
        raise RowProblem(f"the column {column!r} is missing")
    value = value_of(row, column)
    if is_empty(value):
        if may_be_empty:
            return ""
        raise RowProblem(f"the {role} is empty (column {column!r})")
    if isinstance(value, (bool, int, float)):
        raise RowProblem(f"the {role} is {str(value)[:40]!r}, not text (column {column!r}); put it in quotes")
    if not isinstance(value, str):
        kind = "a list" if isinstance(value, (list, tuple)) else "an object" if isinstance(value, dict) else "no text"
        raise RowProblem(f"the {role} is {str(value)[:40]!r}, {kind} where text is expected (column {column!r})")
    return value


def _asked(row: Row, column: str, joined: str, role: str) -> Message:
    question = text_in(row, column, role)
    extra = text_in(row, joined, "input", may_be_empty=True) if joined else ""
    return Message("user", f"{question}\n{extra}" if extra.strip() else question)


def _answer_in(row: Row, column: str) -> str:
    """Of several answers the first."""
    value = value_of(row, column)
    if isinstance(value, (list, tuple)) and value and isinstance(value[0], str) and value[0].strip():
        return value[0]
    return text_in(row, column, "answer")


def _with_system(row: Row, column: str, messages: tuple[Message, ...]) -> tuple[Message, ...]:
    said = text_in(row, column, "system text", may_be_empty=True) if column else ""
    if not said.strip() or messages[0].role == "system":
        return messages
    if said.lstrip().lower().startswith("system:"):
        said = said.lstrip()[len("system:") :].strip()  # as transcripts mark it
    return (Message("system", said), *messages)


def _with_tools(row: Row, column: str, messages: tuple[Message, ...]) -> tuple[Message, ...]:
    value = value_of(row, column) if column else None
    tools = list_in_text(value) if isinstance(value, str) else value
    if is_empty(value):
        return messages
    if not isinstance(tools, (list, tuple)):
        raise RowProblem(f"the tools are no list (column {column!r})")
    extra = json.loads(messages[0].extra or "{}") | {"tools": list(tools)}
    return (replace(messages[0], extra=_json(extra)), *messages[1:])


# lists of turns


def _whole_conversation(row: Row, column: str, completion: str) -> tuple[Message, ...]:
    messages = _turns(value_of(row, column), column)
    if not completion:
        return messages
    answer = value_of(row, completion)
    if isinstance(answer, str) and list_in_text(answer) is None:
        return (*messages, Message("assistant", text_in(row, completion, "answer")))
    return (*messages, *_turns(answer, completion))


def _chosen(row: Row, column: str, prompt: str) -> tuple[Message, ...]:
    """The chosen side, with the prompt where it does not begin with that itself."""
    value = value_of(row, column)
    written = isinstance(value, str) and not list_in_text(value)
    if written and not turns_of_transcript(value):
        answer: tuple[Message, ...] = (Message("assistant", text_in(row, column, "chosen answer")),)
    elif is_empty(value):
        raise RowProblem(f"the chosen answer is empty (column {column!r})")
    else:
        answer = _turns(value, column)
    if any(message.role == "user" for message in answer):
        return answer
    if not prompt:
        raise RowProblem(f"the chosen answer stands without its question (column {column!r})")
    asked = value_of(row, prompt)
    if isinstance(asked, str) and not list_in_text(asked):
        said = turns_of_transcript(asked) or [("user", text_in(row, prompt, "prompt"))]
        return (*(Message(*turn) for turn in said), *answer)
    return (*_turns(asked, prompt), *answer)


def _turns(value: Any, column: str) -> tuple[Message, ...]:
    if isinstance(value, str) and value.strip():
        value = list_in_text(value) or [{"role": who, "content": said} for who, said in turns_of_transcript(value)]
        if not value:
            raise RowProblem(f"the conversation is no list of turns (column {column!r})")
    if isinstance(value, dict):
        value = turns_of_lists(value)
    if not isinstance(value, (list, tuple)) or not value:
        raise RowProblem(f"the conversation is empty (column {column!r})")
    if len(value) > 1 and all(isinstance(turn, str) for turn in value):
        value = [{"role": ("user", "assistant")[at % 2], "content": said} for at, said in enumerate(value)]
    return tuple(message for number, turn in enumerate(value, start=1) for message in _messages(number, turn))


def _messages(number: int, turn: Any) -> tuple[Message, ...]:
    if not isinstance(turn, dict):
        raise RowProblem(f"turn {number} is not an object with a speaker and a text")
    key = next((key for key in SPEAKER_KEYS if key in turn), "")
    if not key and len(PAIR_KEYS.keys() & turn.keys()) >= 2:
        pair = [(role, turn[name]) for name, role in PAIR_KEYS.items() if name in turn]
        return tuple(Message(role, _content(number, role, said, may_be_empty=False)) for role, said in pair)
    speaker = turn.get(key)
    known = str(speaker).strip().lower().replace("-", "_")
    if known not in _SPEAKERS:
        raise RowProblem(f"turn {number} has the unknown speaker {speaker!r}")
    extra = _extra(turn)
    said = next((turn[key] for key in SAID_KEYS if key in turn and key != "speaker"), None)
    content = _content(number, known, said, may_be_empty="tool_calls" in extra or "tool_call_id" in extra)
    if known in _CALLS and (calls := _calls_in(content)):
        content, extra = "", {**extra, "tool_calls": calls}
    return (Message(_SPEAKERS[known], content, _json(extra) if extra else ""),)


def _content(number: int, speaker: str, said: Any, may_be_empty: bool) -> str:
    if isinstance(said, (list, tuple)) and all(isinstance(part, dict) for part in said):
        said = "\n".join(_text_of_part(number, part) for part in said)
    if is_empty(said):
        if may_be_empty:
            return ""
        raise RowProblem(f"turn {number} ({speaker}) is empty")
    if not isinstance(said, str):
        raise RowProblem(f"turn {number} ({speaker}) is {str(said)[:40]!r}, not text")
    return said


def _text_of_part(number: int, part: dict[str, Any]) -> str:
    kind = str(part.get("type") or "text")
    if kind.endswith("text") and isinstance(part.get("text"), str):
        return str(part["text"])
    what = next((name for name in ("image", "audio", "video", "file") if name in kind), "")
    if what:
        article = "an" if what[0] in "aeiou" else "a"
        raise RowProblem(f"turn {number} has {article} {what}, and only text is learned")
    raise RowProblem(f"turn {number} has a part of the kind {kind!r}, and only text is learned")


def _extra(turn: dict[str, Any]) -> dict[str, Any]:
    """What is there of it; tables that hold turns write nothing for what a turn has not."""
    extra = {key: _without_nothing(turn[key]) for key in _EXTRA_KEYS if not is_empty(turn.get(key))}
    if isinstance(turn.get("function_call"), dict) and not is_empty(turn["function_call"].get("name")):
        extra["tool_calls"] = [turn["function_call"]]
    if isinstance(extra.get("tool_calls"), list):
        extra["tool_calls"] = [_call(one) for one in extra["tool_calls"] if isinstance(one, dict)]
    return extra


def _without_nothing(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nothing(one) for key, one in value.items() if one is not None}
    return [_without_nothing(one) for one in value] if isinstance(value, (list, tuple)) else value


def _calls_in(text: str) -> list[dict[str, Any]]:
    """The calls that a turn spells as JSON; none where it does not."""
    try:
        value = json.loads(text)
    except ValueError:
        return []
    calls = value if isinstance(value, list) else [value]
    return [_call(call) for call in calls] if all(isinstance(one, dict) and "name" in one for one in calls) else []


def _call(call: dict[str, Any]) -> dict[str, Any]:
    """As chat templates read it: the arguments are an object, which some data write as its JSON text."""
    function = dict(call["function"] if isinstance(call.get("function"), dict) else call)
    try:
        arguments = json.loads(function["arguments"])
    except (KeyError, TypeError, ValueError):
        arguments = None
    if isinstance(arguments, dict):
        function["arguments"] = arguments
    own: dict[str, Any] = {key: call[key] for key in ("id", "type") if key in call and "function" in call}
    return {"type": "function", **own, "function": function}


def _json(extra: dict[str, Any]) -> str:
    return json.dumps(extra, ensure_ascii=False, default=str)
