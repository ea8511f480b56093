"""Looking for a text in rows, most of which need not be parsed for it."""

import json
from typing import Any

from tuning_core.data.files import Problem, Row
from tuning_core.data.row_parsing import parsed
from tuning_core.data.row_table import RowTable


def rows_holding(table: RowTable, text: str, start: int, stop: int) -> list[int]:
    """Which of the rows start to stop - 1 hold the text in one of their values, whatever its case; a line that is no
    row may hold it anywhere. A row is parsed only where it may hold the text, written as \\u00e4 too."""
    text = text.casefold()
    needles = {text, json.dumps(text, ensure_ascii=False)[1:-1]}  # as it stands within a text of JSON
    found = []
    for number, (file, entry) in enumerate(table.entries(start, stop), start):
        raw = entry.text.decode(errors="replace").casefold()
        there = any(needle in raw for needle in needles)
        if (there or b"\\u" in entry.text) and _holds(parsed(file, entry), text, there):
            found.append(number)
    return found


def _holds(row: Row | Problem, text: str, there: bool) -> bool:
    """Not in the names of its columns."""
    if isinstance(row, Problem):
        return there
    return any(text in value_text(value).casefold() for value in row.values.values())


def value_text(value: Any) -> str:
    """A value of a row as one text: words joined, everything else but text as JSON."""
    if value is None:
        return ""
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return " ".join(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
