"""What the colours of the token view mean."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench import theme
from workbench.widgets.token_view import MEANINGS, paint_token

KINDS = ("learned", "prompt", "template", "end", "cut")
GAP = 12


class TokenLegend(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setToolTip("\n".join(MEANINGS.values()))
        theme.changed.connect(self.update)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(max(box.bottom() for box in self._boxes(width)) + 2)

    def sizeHint(self) -> QSize:
        return QSize(240, self.heightForWidth(240))

    def minimumSizeHint(self) -> QSize:
        return QSize(96, self.heightForWidth(max(96, self.width())))

    def _boxes(self, width: float) -> list[QRectF]:
        metrics, x, y, boxes = QFontMetricsF(self._font()), 1.0, 2.0, []
        for kind in KINDS:
            wide, high = metrics.horizontalAdvance(f" {kind} "), metrics.height() + 2
            if x + wide > width and x > 1:
                x, y = 1.0, y + high + 6
            boxes.append(QRectF(x, y, wide, high))
            x += wide + GAP
        return boxes

    def _font(self) -> QFont:
        return theme.fixed_font(self.font().pointSizeF() * 0.9)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fonts = {kind: self._font() for kind in KINDS}
        fonts["template"].setItalic(True)
        fonts["cut"].setStrikeOut(True)
        for kind, box in zip(KINDS, self._boxes(self.width()), strict=True):
            paint_token(painter, box, f" {kind} ", kind, fonts)
