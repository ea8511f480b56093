"""An axis with ticks in the words a person reads."""

import math
from collections.abc import Callable

import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QFontMetricsF

LABEL_HEIGHTS = 1.5  # room for each label of the left axis, in heights of its text
BEYOND = 12  # pixels by which a label may stick out at the ends of its axis: half its height


class ValueAxis(pg.AxisItem):
    """Ticks in the words a person reads (6.3 GB), on a logarithmic axis too."""

    def __init__(self, text: Callable[[float], str], orientation: str) -> None:
        super().__init__(orientation)
        self._text = text
        self.enableAutoSIPrefix(False)
        if orientation == "left":
            self.setStyle(textFillLimits=[])  # else pyqtgraph leaves all labels out of a low chart

    def boundingRect(self) -> QRectF:
        """With the halves of labels that stick out at its ends; pyqtgraph leaves labels out that are not within."""
        beyond = BEYOND if self.orientation == "left" else 0
        return super().boundingRect().adjusted(0, -beyond, 0, beyond)

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        """On the left one level, with room for every label, and two of them at least: one alone tells no size."""
        if self.orientation != "left" or self.logMode or not high > low:
            return super().tickValues(low, high, size)
        room = max(size / (QFontMetricsF(self.style["tickFont"] or QFont()).height() * LABEL_HEIGHTS), 1.0)
        spacing = _spacing((high - low) / room)
        values = _multiples(spacing, low, high)
        while len(values) < 2:
            spacing = _spacing(spacing * 0.4)  # the next finer one
            values = _multiples(spacing, low, high)
        if len(values) > max(room + 1, 2):
            values = [values[0], values[-1]]
        return [(spacing, values)]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        return [self._text(10**value if self.logMode else value) for value in values]


def _spacing(least: float) -> float:
    """The next round number: 1, 2 or 5, and zeros."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(power * step for step in (1, 2, 5, 10) if power * step >= least * (1 - 1e-9))


def _multiples(spacing: float, low: float, high: float) -> list[float]:
    first, last = math.ceil(low / spacing - 1e-9), math.floor(high / spacing + 1e-9)
    return [min(max(number * spacing, low), high) for number in range(first, last + 1)]


def whole_number(value: float) -> str:
    return f"{value:,.0f}" if value == round(value) else ""
