"""From how surprised a model is to a colour: one hue from pale to strong, and two for a difference. Both are safe for
colour-blind eyes."""

import math

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench import theme
from workbench.translation import mark, tr

MOST = math.log(1000)  # nats: a probability of one in a thousand, and all below it
MOST_DIFFERENT = math.log(30)
BOTH, DIFFERENCE, TUNED, BASE = "both", "difference", "tuned", "base"
MODES = {
    BOTH: mark("Base over tuned"),
    DIFFERENCE: mark("Difference"),
    TUNED: mark("Tuned model"),
    BASE: mark("Base model"),
}
PROBABILITIES = (1.0, 0.5, 0.1, 0.01, 0.001)
FACTORS = (1 / 30, 1 / 5, 1.0, 5.0, 30.0)
GAP = 4


def surprise_colour(loss: float) -> QColor:
    return _between(theme.colours().surface, theme.colours().line_1, min(max(loss, 0.0) / MOST, 1.0))


def difference_colour(more: float) -> QColor:
    """`more` nats than the base: blue where the tuned model is less surprised, orange where it is more."""
    strong = theme.colours().line_1 if more < 0 else theme.colours().line_5
    return _between(theme.colours().surface, strong, min(abs(more) / MOST_DIFFERENT, 1.0))


def ink_on(ground: QColor) -> QColor:
    """Black or white, whichever is read better (the luminance of WCAG 2)."""
    channels = (ground.redF(), ground.greenF(), ground.blueF())
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels)
    return QColor("#000000" if 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 else "#ffffff")


def _between(start: str, end: str, share: float) -> QColor:
    one, other = QColor(start), QColor(end)
    mixed = [a + (b - a) * share for a, b in zip(one.getRgbF()[:3], other.getRgbF()[:3], strict=True)]
    return QColor.fromRgbF(*mixed)


class SurpriseLegend(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mode = BOTH
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)
        self.explain(BOTH)

    def explain(self, mode: str) -> None:
        self._mode = mode
        self.setToolTip(self._sentence())
        self.setAccessibleName(self._sentence())
        self.update()

    def _sentence(self) -> str:
        if self._mode == DIFFERENCE:
            return tr(
                "Blue: the tuned model holds the token for likelier than the base does. Orange, underlined: for less "
                "likely. The number is how many times."
            )
        return tr("The probability that the model gives to the token which stands there: the stronger, the lower.")

    def _samples(self) -> list[tuple[str, QColor]]:
        if self._mode == DIFFERENCE:
            names = (f"÷{1 / one:.0f}" if one < 1 else f"×{one:.0f}" if one > 1 else "=" for one in FACTORS)
            return [(name, difference_colour(-math.log(one))) for name, one in zip(names, FACTORS, strict=True)]
        return [(f"{one * 100:g} %", surprise_colour(-math.log(one))) for one in PROBABILITIES]

    def sizeHint(self) -> QSize:
        return QSize(240, round(QFontMetricsF(self.font()).height() + 8))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        metrics = QFontMetricsF(self.font())
        x, high = 1.0, self.height() - 4.0
        for text, ground in self._samples():
            box = QRectF(x, 2, metrics.horizontalAdvance(text) + 16, high)
            painter.setPen(QColor(theme.colours().border))
            painter.setBrush(ground)
            painter.drawRoundedRect(box, 3, 3)
            painter.setPen(ink_on(ground))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
            x = box.right() + GAP
        painter.setPen(QColor(theme.colours().quiet))
        said = tr("tuned / base") if self._mode == DIFFERENCE else tr("probability of the token")
        rest = QRectF(x + GAP, 2, max(0.0, self.width() - x - GAP), high)
        painter.drawText(
            rest, Qt.AlignmentFlag.AlignVCenter, metrics.elidedText(said, Qt.TextElideMode.ElideRight, rest.width())
        )
