"""All rows of the data as the page asks for them: one at a time, or a number of each in an array; and their order."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tuning_core.data.files import Row
from tuning_core.data.marks import Mark
from workbench.translation import mark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tuning_core import OpenedData, PreparedData, PreparedRow
    from tuning_core.data.forms import Form

Places = NDArray[np.intp]  # of rows among all rows, in the order they are shown in
FILTERS = {
    mark("all rows"): Mark(0),
    mark("with problems"): Mark.PROBLEM,
    mark("cut"): Mark.CUT,
    mark("left out"): Mark.LEFT_OUT,
    mark("held out"): Mark.HELD_OUT,
    mark("duplicates"): Mark.DUPLICATE,
    mark("in both splits"): Mark.IN_BOTH,
}
NUMBER, TOKENS, LEARNED, MARK = "number", "tokens", "learned", "mark"  # what rows can be sorted by, beside their texts
MOST_SORTED_BY_TEXT = 100_000  # rows: each has to be read for it


@dataclass(frozen=True)
class Order:
    """`by` is one of the four above, or the name of a column of the file."""

    by: str = NUMBER
    descending: bool = False


@dataclass(frozen=True, eq=False)
class AllRows:
    """`prepared` is None until the rows are tokenised."""

    opened: "OpenedData"
    prepared: "PreparedData | None" = None

    def __len__(self) -> int:
        return len(self.opened)

    @cached_property
    def rows(self) -> "Sequence[PreparedRow]":
        return (self.prepared or self.opened).rows

    @property
    def form(self) -> "Form":
        return self.opened.form

    @cached_property
    def columns(self) -> list[str]:
        """Of the files, in the order in which they are met."""
        return list(dict.fromkeys(name for side in self.opened.sides for name in side.table.columns))

    def can_be_sorted_by(self, key: str) -> bool:
        if key in (TOKENS, LEARNED, MARK):
            return self.prepared is not None
        return key == NUMBER or len(self) <= MOST_SORTED_BY_TEXT

    def arranged(self, which: Mark, order: Order) -> Places | None:
        """The rows with one of the marks, in that order; None stands for all rows as they are in the file."""
        chosen = self.prepared.marked(which) if which and self.prepared is not None else None
        if order.by == NUMBER:
            if not order.descending:
                return chosen
            return np.arange(len(self))[::-1] if chosen is None else chosen[::-1]
        keys = self._keys(order.by) if chosen is None else self._keys(order.by)[chosen]
        in_order = np.argsort(-keys if order.descending else keys, kind="stable")  # equal rows stay as in the file
        return in_order if chosen is None else chosen[in_order]

    def _keys(self, by: str) -> NDArray[Any]:
        if self.prepared is not None and by in (TOKENS, LEARNED, MARK):
            of_each = {TOKENS: self.prepared.lengths, LEARNED: self.prepared.learned, MARK: self.prepared.marks}
            return of_each[by].astype(np.int32, copy=False)
        items = (self.opened.item(place) for place in range(len(self)))
        texts = [str(item.values.get(by)) if isinstance(item, Row) else "" for item in items]
        return np.unique(texts, return_inverse=True)[1]
