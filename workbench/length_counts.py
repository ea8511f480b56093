"""How many rows there are of each length: what the histogram draws, and how many rows lie beyond a maximum."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class LengthCounts:
    """`rows_of[n]` rows have n tokens. Rows without tokens are not counted."""

    rows_of: NDArray[np.int64]

    @classmethod
    def of(cls, lengths: NDArray[np.int32]) -> "LengthCounts":
        """Ten million take a tenth of a second."""
        counts = np.bincount(lengths, minlength=1)
        counts[0] = 0
        return cls(counts)

    @property
    def rows(self) -> int:
        return int(self.rows_of.sum())

    @property
    def longest(self) -> int:
        return len(self.rows_of) - 1

    def share_beyond(self, length: int) -> float:
        """Of the rows, those longer than this."""
        return float(self.rows_of[length + 1 :].sum()) / max(1, self.rows)

    def bars(self, number: int, end: float) -> NDArray[np.int64]:
        """Rows in each of so many equal parts of the lengths from 0 to `end`."""
        lengths = np.arange(len(self.rows_of))
        return np.histogram(lengths, bins=number, range=(0, end), weights=self.rows_of)[0].astype(np.int64)


NO_ROWS = LengthCounts(np.zeros(1, dtype=np.int64))
