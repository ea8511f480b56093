"""A value of a row as a cell of a table shows it."""

from typing import Any

from tuning_core.data.row_search import value_text

SHOWN_CHARACTERS = 160


def shown_value(value: Any) -> str:
    """On one line, and no longer than a cell can show."""
    text = value if isinstance(value, str) else value_text(value)
    return text[:SHOWN_CHARACTERS].replace("\n", " ↵ ")
