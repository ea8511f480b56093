"""Looking for a text in rows, most of which need not be parsed for it."""

import json
from typing import Any

from tuning_core.data.files import Problem
from tuning_core.data.row_table import RowTable, parsed


def rows_holding(table: RowTable, text: str, start: int, stop: int) -> list[int]:
    """Which of the rows start to stop - 1 hold the text in one of their values, whatever its case; of a line that is no
    row, in the reason why."""
    text = text.casefold()
    needles = {text, json.dumps(text, ensure_ascii=False)[1:-1]}  # as it stands within a text of JSON
    found = []
    for number, (file, entry) in enumerate(table.entries(start, stop), start):
        raw = entry.text.decode(errors="replace").casefold()
        if any(needle in raw for needle in needles) and _holds(parsed(file, entry), text):
            found.append(number)
    return found


def _holds(row: Any, text: str) -> bool:
    """Not in the names of its columns."""
    if isinstance(row, Problem):
        return text in row.reason.casefold()
    return any(text in value_text(value).casefold() for value in row.values.values())


def value_text(value: Any) -> str:
    """A value of a row as one text: words joined, everything else but text as JSON."""
    if value is None:
        return ""
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return " ".join(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
