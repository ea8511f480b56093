"""One named line of numbers that grows while it is looked at."""

import numpy as np

from workbench.widgets.line_style import LineStyle

Numbers = np.ndarray[tuple[int], np.dtype[np.float64]]


class Series:
    """x never falls, except that `cut_from` takes back what a resumed run does again."""

    def __init__(self, name: str, style: LineStyle) -> None:
        self.name = name
        self.style = style
        self._numbers = np.empty((2, 1024))
        self._length = 0

    def __len__(self) -> int:
        return self._length

    @property
    def x(self) -> Numbers:
        return self._numbers[0, : self._length]

    @property
    def y(self) -> Numbers:
        return self._numbers[1, : self._length]

    def append(self, x: float, y: float) -> None:
        if self._length == self._numbers.shape[1]:
            room = np.empty((2, max(self._length, 1024)))
            self._numbers = np.concatenate([self._numbers, room], axis=1)
        self._numbers[:, self._length] = x, y
        self._length += 1

    def replace(self, x: Numbers, y: Numbers) -> None:
        self._numbers = np.array([x, y], dtype=np.float64)
        self._length = len(x)

    def cut_from(self, x: float) -> None:
        """Forget the points at `x` and after."""
        self._length = int(np.searchsorted(self.x, x, side="left"))

    def clear(self) -> None:
        self._length = 0

    def seen_between(self, left: float, right: float, buckets: int) -> tuple[Numbers, Numbers]:
        """The points from `left` to `right` and one to each side, thinned so that every spike stays: the lowest and
        the highest point of each of `buckets` stretches, and both ends."""
        first = max(int(np.searchsorted(self.x, left, side="left")) - 1, 0)
        last = min(int(np.searchsorted(self.x, right, side="right")) + 1, self._length)
        x, y = self.x[first:last], self.y[first:last]
        size = len(x) // max(buckets, 1)
        if size < 4:
            return x, y
        whole = len(x) // size * size
        stretches = np.nan_to_num(y[:whole].reshape(-1, size), nan=0.0)
        pairs = np.stack([stretches.argmin(axis=1), stretches.argmax(axis=1)], axis=1)
        pairs.sort(axis=1)
        kept = (pairs + np.arange(len(stretches))[:, None] * size).ravel()
        kept = np.concatenate([[0], kept, np.arange(whole, len(x)), [len(x) - 1]])
        return x[kept], y[kept]

    def nearest(self, x: float) -> tuple[float, float] | None:
        if not self._length:
            return None
        right = min(int(np.searchsorted(self.x, x)), self._length - 1)
        left = max(right - 1, 0)
        index = left if abs(self.x[left] - x) <= abs(self.x[right] - x) else right
        return float(self.x[index]), float(self.y[index])
