"""An axis with ticks in the words a person reads."""

import math
from collections.abc import Callable

import pyqtgraph as pg
from PySide6.QtGui import QFont, QFontMetricsF

LABEL_HEIGHTS = 1.5  # room for each label of the left axis, in heights of its text


class ValueAxis(pg.AxisItem):
    """Ticks in the words a person reads (6.3 GB), on a logarithmic axis too."""

    def __init__(self, text: Callable[[float], str], orientation: str) -> None:
        super().__init__(orientation)
        self._text = text
        self.enableAutoSIPrefix(False)

    def tickSpacing(self, low: float, high: float, size: float) -> list[tuple[float, float]]:
        """On the left one level, with room for every label."""
        if self.orientation != "left" or self.logMode or not high > low:
            return super().tickSpacing(low, high, size)
        labels = max(size / (QFontMetricsF(self.style["tickFont"] or QFont()).height() * LABEL_HEIGHTS), 1.0)
        power = 10.0 ** math.floor(math.log10((high - low) / labels))
        return [(next(power * step for step in (1, 2, 5, 10) if (high - low) / (power * step) <= labels), 0)]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        return [self._text(10**value if self.logMode else value) for value in values]


def whole_number(value: float) -> str:
    return f"{value:,.0f}" if value == round(value) else ""
