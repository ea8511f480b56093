"""A value of a row as one text: words joined, everything else as JSON."""

import json
from typing import Any

SHOWN_CHARACTERS = 160


def whole_value(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return " ".join(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def shown_value(value: Any) -> str:
    """On one line, and no longer than a cell of a table can show."""
    text = value if isinstance(value, str) else whole_value(value)
    return text[:SHOWN_CHARACTERS].replace("\n", " ↵ ")
