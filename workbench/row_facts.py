"""What the page asks of all rows at once: a number or a flag of each, in arrays, and the order they are shown in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tuning_core import PreparedData, PreparedRow

Places = NDArray[np.intp]  # of rows among all rows, in the order they are shown in
PROBLEM, CUT, HELD_OUT, DUPLICATE, IN_BOTH, DROPPED = 1, 2, 4, 8, 16, 32
FILTERS = {
    "all rows": 0,
    "with problems": PROBLEM,
    "cut": CUT,
    "left out": DROPPED,
    "held out": HELD_OUT,
    "duplicates": DUPLICATE,
    "in both splits": IN_BOTH,
}
NUMBER, TOKENS, LEARNED, MARK = "number", "tokens", "learned", "mark"  # what rows can be sorted by, beside their texts
MOST_SORTED_BY_TEXT = 100_000  # rows: each has to be read for it


@dataclass(frozen=True, eq=False)
class RowFacts:
    """One entry a row: tokens before anything is cut, tokens that are learned, and what is special about it."""

    lengths: NDArray[np.int32]
    learned: NDArray[np.int32]
    marks: NDArray[np.uint8]


@dataclass(frozen=True)
class Order:
    """`by` is one of the four above, or the name of a column of the file."""

    by: str = NUMBER
    descending: bool = False


def facts_of(prepared: "PreparedData") -> RowFacts:
    rows = prepared.rows
    examples = [row.example for row in rows]
    marks = [
        PROBLEM * bool(row.problem) | HELD_OUT * row.held_out | CUT * (row.example is not None and row.example.cut > 0)
        for row in rows
    ]
    return RowFacts(
        np.array([one.length if one else 0 for one in examples], dtype=np.int32),
        np.array([one.learned_tokens if one else 0 for one in examples], dtype=np.int32),
        np.array(marks, dtype=np.uint8),
    )


def arranged(rows: "Sequence[PreparedRow]", facts: RowFacts | None, which: int, order: Order) -> Places | None:
    """The rows with one of the marks `which`, in that order; None stands for all rows as they are in the file."""
    chosen = np.flatnonzero(facts.marks & which) if facts is not None and which else None
    keys = _keys(rows, facts, order.by)
    if keys is None:
        if not order.descending:
            return chosen
        return np.arange(len(rows))[::-1] if chosen is None else chosen[::-1]
    keys = keys if chosen is None else keys[chosen]
    in_order = np.argsort(-keys if order.descending else keys, kind="stable")  # equal rows stay as in the file
    return in_order if chosen is None else chosen[in_order]


def _keys(rows: "Sequence[PreparedRow]", facts: RowFacts | None, by: str) -> NDArray[Any] | None:
    """None for the order of the file."""
    if by in (TOKENS, LEARNED, MARK):
        return (
            None
            if facts is None
            else {TOKENS: facts.lengths, LEARNED: facts.learned, MARK: facts.marks.astype(np.int16)}[by]
        )
    if by == NUMBER or len(rows) > MOST_SORTED_BY_TEXT:
        return None
    texts = [str(rows[place].row.values.get(by)) for place in range(len(rows))]
    return np.unique(texts, return_inverse=True)[1]
