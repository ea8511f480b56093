"""What the columns of a file hold, judged by the values of its first rows."""

import ast
import json
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tuning_core.data.files import Row
from tuning_core.data.transcripts import turns_of_transcript

SEEN_ROWS = 200
SPEAKER_KEYS = ("role", "from", "speaker", "author")
SAID_KEYS = ("content", "value", "text", "message", "utterance")
PAIR_KEYS = {"human": "user", "user": "user", "assistant": "assistant", "gpt": "assistant", "bot": "assistant"}
_MOST_KEYS = 12  # of an object, beyond which its entries are data of their own rather than columns
_DEEP = 50  # lists within lists, beyond which nothing is looked for
_ENOUGH = 10  # rows from which it can be said that values come again


class RowProblem(ValueError):
    """Why one row cannot be learned from."""


def value_of(row: Row, column: str) -> Any:
    """`translation.en` is the entry en of the objects in the column translation. None where the row has none."""
    if column in row.values:
        return row.values[column]
    outer, _, inner = column.partition(".")
    held = row.values.get(outer)
    return held.get(inner) if isinstance(held, dict) else None


def column_names(rows: Sequence[Row]) -> list[str]:
    """Of the first rows, in their order; the entries of objects stand behind all others, as in translation.en."""
    names = list(dict.fromkeys(name for row in rows[:SEEN_ROWS] for name in row.values))
    return names + [f"{name}.{key}" for name in names for key in _keys(rows, name)]


def _keys(rows: Sequence[Row], name: str) -> list[str]:
    keys: dict[str, None] = {}
    for row in rows[:SEEN_ROWS]:
        value = row.values.get(name)
        if isinstance(value, dict):
            keys.update(dict.fromkeys(str(key) for key in value))
    return list(keys) if len(keys) <= _MOST_KEYS else []


def kind_of(value: Any) -> str:
    """empty, text, transcript, number, fraction, truth, object, choices, or a list: turns, texts, numbers, list. The
    text of a list, as tables hold it, is a list."""
    if is_empty(value):
        return "empty"
    if isinstance(value, bool):
        return "truth"
    if isinstance(value, (int, float)):
        return "number" if value == int(value) else "fraction"
    if isinstance(value, str):
        parsed = list_in_text(value)
        if parsed is not None:
            return kind_of(parsed) if parsed else "list"
        return "transcript" if turns_of_transcript(value) else "text"
    if isinstance(value, dict):
        return _kind_of_object(value)
    if isinstance(value, (list, tuple)):
        return _kind_of_list(value)
    return "object"


def _kind_of_object(value: dict[str, Any]) -> str:
    if turns_of_lists(value):
        return "turns"
    if isinstance(value.get("text"), list) and isinstance(value.get("label"), list):
        return "choices"
    if value and all(re.fullmatch("[A-Z]", str(key)) and isinstance(one, str) for key, one in value.items()):
        return "choices"
    return "object"


def _kind_of_list(value: Sequence[Any]) -> str:
    if all(isinstance(one, dict) for one in value):
        if any(_is_turn(one) for one in value):
            return "turns"
        return "choices" if all("text" in one and "label" in one for one in value) else "list"
    if all(isinstance(one, str) for one in value):
        return "texts"
    return "numbers" if all(isinstance(one, int) for one in value) else "list"


def _is_turn(turn: dict[str, Any]) -> bool:
    says = any(key in turn for key in (*SAID_KEYS, "tool_calls"))
    return (says and any(key in turn for key in SPEAKER_KEYS)) or len(PAIR_KEYS.keys() & turn.keys()) >= 2


def turns_of_lists(value: dict[str, Any]) -> list[dict[str, Any]]:
    """The turns of an object that holds a list of all speakers and one of all texts; none where it does not."""
    lists = {key: held for key, held in value.items() if isinstance(held, (list, tuple))}
    if not _is_turn(lists) or len({len(held) for held in lists.values()}) != 1:
        return []
    return [dict(zip(lists, turn, strict=True)) for turn in zip(*lists.values(), strict=True)]


def is_empty(value: Any) -> bool:
    """Nothing, white space, a list of nothing, or the "not a number" that tables write for nothing."""
    if isinstance(value, str):
        return not value.strip()
    return value is None or (isinstance(value, float) and not math.isfinite(value)) or value in ([], (), {})


def list_in_text(text: str) -> list[Any] | None:
    """The list that a text spells, as JSON or as Python writes it; None where it spells none."""
    if not text.lstrip().startswith("["):
        return None
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        try:
            value = ast.literal_eval(text.strip())
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            return None
    return value if isinstance(value, list) else None


def said_in(value: Any) -> str:
    """All texts inside a value, one below the other."""
    return "\n".join(_texts(value))


def _texts(value: Any, depth: int = 0) -> Iterator[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        for one in value if depth < _DEEP else ():
            yield from _texts(one, depth + 1)
    elif not is_empty(value):
        yield str(value).strip()


@dataclass(frozen=True, eq=False)
class Column:
    """`values` are those of the first rows, None where a row has none."""

    name: str
    values: tuple[Any, ...]

    @cached_property
    def kind(self) -> str:
        """That of most values."""
        kinds = Counter(kind_of(value) for value in self.values)
        del kinds["empty"]
        return kinds.most_common(1)[0][0] if kinds else "empty"

    def holds(self, kinds: Sequence[str]) -> bool:
        """A text that spells a list can be meant as either, unless it is a conversation."""
        given = [value for value in self.values if not is_empty(value)]
        spelt = self.kind in ("texts", "numbers", "list") and sum(isinstance(v, str) for v in given) > len(given) / 2
        return self.kind in kinds or (spelt and "text" in kinds)

    @cached_property
    def different(self) -> list[str]:
        return list(dict.fromkeys(said_in(value) for value in self.values if not is_empty(value)))

    @property
    def comes_again(self) -> bool:
        """Whether the same few values stand in all rows, as classes do."""
        count = sum(not is_empty(value) for value in self.values)
        return count >= _ENOUGH and len(self.different) <= count / 5

    @property
    def all_different(self) -> bool:
        return len(self.different) == len(self.values) >= 2 * _ENOUGH

    def is_inside(self, other: "Column") -> bool:
        """Whether the other column says again what this one says, in nearly all rows."""
        both = [(said_in(a), said_in(b)) for a, b in zip(self.values, other.values, strict=True)]
        told = [(a, b) for a, b in both if a and b]
        return bool(told) and sum(a in b for a, b in told) >= 0.8 * len(told)


class Columns:
    """All columns of the rows. Names are found whatever their case, spaces, underscores and plural; a name inside
    another is no name."""

    def __init__(self, rows: Sequence[Row]) -> None:
        seen = rows[:SEEN_ROWS]
        self.rows = seen
        self.all = [Column(name, tuple(value_of(row, name) for row in seen)) for name in column_names(seen)]
        self._by_name = {column.name: column for column in self.all}

    def __getitem__(self, name: str) -> Column:
        return self._by_name[name]

    @property
    def names(self) -> list[str]:
        return list(self._by_name)

    @property
    def top(self) -> list[Column]:
        """Without the entries of objects."""
        present = {name for row in self.rows for name in row.values}
        return [column for column in self.all if column.name in present]

    def named(self, names: Sequence[str], kinds: Sequence[str] = (), without: Sequence[str] = ()) -> list[Column]:
        """In the order of the names; those that hold one of `kinds`, of any kind where there are none."""
        found = {}
        for forgiving in (_plain, singular):
            for name in names:
                for column in self.all:
                    if forgiving(column.name) == forgiving(name) and column.name not in without:
                        found[column.name] = column
        order = {singular(name): at for at, name in reversed(list(enumerate(names)))}
        fitting = [column for column in found.values() if not kinds or column.holds(kinds)]
        return sorted(fitting, key=lambda column: order[singular(column.name)])

    def one_named(self, names: Sequence[str], kinds: Sequence[str] = (), without: Sequence[str] = ()) -> Column | None:
        return next(iter(self.named(names, kinds, without)), None)


def _plain(name: str) -> str:
    return re.sub(r"[\s_-]+", "", name).casefold()


def singular(name: str) -> str:
    """What two spellings of a name have in common."""
    return _plain(name).removesuffix("s")
