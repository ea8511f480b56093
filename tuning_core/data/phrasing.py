"""Hard prompts: the words in which a row is asked about, with a {column} slot for each value that the row fills in."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from tuning_core.data.forms import Form
from tuning_core.errors import BadInput

CAN_BE_PHRASED = ("instruction", "multiple_choice")  # forms whose rows ask one question
_PARTS = re.compile(r"\{\{|\}\}|\{(?P<column>[^{}]*)\}|[{}]|[^{}]+")


def phrased(phrasing: str, value_in: Callable[[str], Any]) -> str:
    """The phrasing with a row's values in its slots (`value_in` a column), written as they are: what stands in a value
    is never a slot. Doubled braces are text."""
    return "".join(_text(value_in(column)) if column is not None else text for text, column in _parts(phrasing))


def columns_asked(phrasing: str) -> list[str]:
    """The columns in its slots. Raises BadInput where the braces are no slots."""
    return [column for _, column in _parts(phrasing) if column is not None]


def asked_with(phrasing: str, form: Form, columns: Sequence[str], file: str) -> Form:
    """The form with rows asked about in these words. Raises BadInput for a phrasing that they cannot fill."""
    if not phrasing:
        return form
    if form.format not in CAN_BE_PHRASED:
        raise BadInput(
            f"data.prompt is for rows of the form {' or '.join(CAN_BE_PHRASED)}, and these are of the form "
            f"{form.format}; leave it empty."
        )
    asked = columns_asked(phrasing)
    if not asked:
        raise BadInput(f"data.prompt asks the same of every row; name a column in it, as in {{{columns[0]}}}.")
    for column in asked:
        if column not in columns:
            raise BadInput(
                f"{file}: there is no column {column!r} for the slot in data.prompt; the columns are "
                f"{', '.join(columns)}."
            )
    return replace(form, phrasing=phrasing)


def _parts(phrasing: str) -> Iterator[tuple[str, str | None]]:
    """(text, None) or ("", column), in order."""
    for match in _PARTS.finditer(phrasing):
        part, column = match[0], match["column"]
        if column is not None:
            yield "", column.strip()
        elif part in ("{", "}"):
            raise BadInput(
                f"data.prompt has a {part} that belongs to no slot; write {part * 2} where a brace is meant as text."
            )
        else:
            yield part[0] if part in ("{{", "}}") else part, None


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return ", ".join(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
