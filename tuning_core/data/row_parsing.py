"""JSON text to a row, or the reason why it is none."""

import json
import re
from typing import Any

from tuning_core.data.files import Problem, Row
from tuning_core.data.row_store import Entry

_MAYBE_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
_ZERO = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")

_FAULTS = {  # how Python's messages begin, and what they mean
    "Expecting value": "a value is missing",
    "Expecting property name": "a name in double quotes is missing",
    "Expecting ':'": "a colon is missing",
    "Expecting ','": "a comma is missing",
    "Illegal trailing comma": "a comma has nothing behind it",
    "Unterminated string": "a text begins that is not closed",
    "Invalid control character": "a text holds a line break, tab or other control character; write \\n or \\t",
    "Invalid \\": "a backslash stands before a letter that it has no meaning with",
    "Extra data": "more text follows behind the row",
}


class _Fault(ValueError):
    """Why a JSON text is no row, in the person's words."""


def parsed(name: str, entry: Entry) -> Row | Problem:
    if not entry.is_row:
        return Problem(name, entry.line, entry.text.decode())
    try:
        text = entry.text.decode().strip()
        value, end = _decode(text)
        if end < len(text):
            raise json.JSONDecodeError("Extra data", text, end)
    except UnicodeDecodeError:
        return Problem(name, entry.line, "the line is not UTF-8 text")
    except json.JSONDecodeError as error:
        place = f"character {error.colno}" if error.lineno == 1 else f"line {error.lineno}, character {error.colno}"
        fault = next((said for begun, said in _FAULTS.items() if error.msg.startswith(begun)), "it cannot be read")
        return Problem(name, entry.line, f"the line is not valid JSON ({place}: {fault})")
    except RecursionError:
        return Problem(name, entry.line, "the line is not valid JSON (too deep)")
    except _Fault as fault:
        return Problem(name, entry.line, str(fault))
    except ValueError:  # Python reads whole numbers of 4,300 digits and less
        return Problem(name, entry.line, "the row holds a number with more digits than can be read")
    if not isinstance(value, dict):
        return Problem(name, entry.line, f"the row is {_kind(value)}, not an object with named columns")
    if b"\\u" in entry.text and _MAYBE_SURROGATE.search(entry.text) and _has_surrogate(value):
        return Problem(name, entry.line, "a text holds half a character (a lone surrogate such as \\ud800)")
    if b"\\u0000" in entry.text and _ZERO.search(entry.text):
        return Problem(name, entry.line, "a text holds a zero character (\\u0000), which no text has")
    return Row(name, entry.line, value)


def _kind(value: Any) -> str:
    kinds = {list: "a list", str: "a text", bool: "a yes/no value", int: "a number", float: "a number"}
    return kinds.get(type(value), "empty")


def _has_surrogate(value: Any) -> bool:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return True
    return False


def _named_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _Fault(f"the row names {twice!r} twice")
    return values


def _no_number(text: str) -> None:
    raise _Fault(f"the row holds {text}, which is no number in JSON; write null where a value is missing")


_decode = json.JSONDecoder(object_pairs_hook=_named_once, parse_constant=_no_number).raw_decode
