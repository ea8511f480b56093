"""How long the rows are, in tokens; the line of the maximum length can be dragged."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench import theme
from workbench.length_counts import NO_ROWS, LengthCounts
from workbench.translation import tr
from workbench.wording import percent_text

BARS = 48
FOOT = 20  # pixels beneath the bars, for the numbers
GRAB = 8  # pixels around the line where the mouse takes it


class LengthHistogram(QWidget):
    max_length_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("lengthHistogram")
        self.setAccessibleName(tr("Lengths of the rows in tokens"))
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._counts, self._left_out = NO_ROWS, False
        self._bars = NO_ROWS.bars(BARS, BARS)
        self._end = 1.0  # the greatest length on the axis
        self.max_length = 0
        self._dragging = False
        theme.changed.connect(self.update)

    def show_counts(self, counts: LengthCounts, max_length: int, left_out: bool = False) -> None:
        """Rows beyond the line are cut, or left out."""
        self._counts, self._left_out = counts, left_out
        if not self._dragging:
            self.max_length = max_length
        self._end = float(max(BARS, counts.longest * 1.05))
        self._bars = counts.bars(BARS, self._end)
        self.setAccessibleDescription(
            tr("Longest row {longest} tokens; {beyond}", longest=counts.longest, beyond=self.beyond_text())
        )
        self.update()

    def beyond_text(self) -> str:
        """The share of rows longer than the line, as it stands now."""
        if not self._counts.rows:
            return ""
        share = percent_text(self._counts.share_beyond(self.max_length))
        return tr("{share} left out", share=share) if self._left_out else tr("{share} cut", share=share)

    # geometry

    def sizeHint(self) -> QSize:
        return QSize(320, 120)

    def _x(self, length: float) -> float:
        return 1 + (self.width() - 2) * min(length / self._end, 1.0)

    def _length_at(self, x: float) -> int:
        return max(8, round((x - 1) / max(1, self.width() - 2) * self._end))

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = theme.colours()
        floor = self.height() - FOOT
        highest = max(1, int(self._bars.max(initial=0)))
        painter.setPen(Qt.PenStyle.NoPen)
        for number, count in enumerate(self._bars):
            left, right = self._x(number * self._end / BARS), self._x((number + 1) * self._end / BARS)
            height = (floor - 18) * count / highest
            beyond = (number + 0.5) * self._end / BARS > self.max_length
            painter.setBrush(QColor(colours.cut if beyond else colours.smoothed))
            painter.drawRect(
                QRectF(left, floor - max(height, 2 * (count > 0)), right - left - 1, max(height, 2 * (count > 0)))
            )
        painter.setPen(QColor(colours.border))
        painter.drawLine(QPointF(0, floor + 0.5), QPointF(self.width(), floor + 0.5))
        if not self._counts.rows:  # no length is known yet
            return
        painter.setPen(QColor(colours.quiet))
        foot = QRectF(0, floor + 2, self.width(), FOOT - 2)
        painter.drawText(foot, Qt.AlignmentFlag.AlignLeft, "0")
        painter.drawText(foot, Qt.AlignmentFlag.AlignRight, tr("{n} tokens", n=f"{round(self._end):,}"))
        self._paint_line(painter, floor)

    def _paint_line(self, painter: QPainter, floor: float) -> None:
        colours = theme.colours()
        x = self._x(self.max_length)
        painter.setPen(QPen(QColor(colours.cut_text), 2 if self._dragging else 1.5, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x, 0), QPointF(x, floor))
        beyond = self.max_length > self._end
        text = (
            tr("max {length} lies beyond →", length=f"{self.max_length:,}")
            if beyond
            else tr("max {length}, {beyond}", length=f"{self.max_length:,}", beyond=self.beyond_text())
        )
        width = painter.fontMetrics().horizontalAdvance(text) + 8
        box = QRectF(max(0.0, x - width) if x + width > self.width() else x + 6, 0, width, 18)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, text)

    # dragging the line

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._dragging = self._counts.rows > 0 and abs(event.position().x() - self._x(self.max_length)) <= GRAB
        self.mouseMoveEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragging:
            self.max_length = self._length_at(event.position().x())
            self.update()
        near = abs(event.position().x() - self._x(self.max_length)) <= GRAB
        self.setCursor(Qt.CursorShape.SplitHCursor if near else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._dragging:
            self._dragging = False
            self.max_length_chosen.emit(self.max_length)
