"""How one line of a chart looks, in the colours of now."""

from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from pyqtgraph.graphicsItems.ScatterPlotItem import drawSymbol
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap

from workbench import theme

THIN = 1.5  # pixels
FEW_POINTS = 48
SMOOTH = 4  # heights of a line that it goes up and down in all


@dataclass(frozen=True)
class LineStyle:
    """`colour` is a field of theme.Colours. Dash and symbol tell lines apart where colours cannot."""

    colour: str
    width: float = 1.5
    dash: Qt.PenStyle = Qt.PenStyle.SolidLine
    symbol: str = ""  # a pyqtgraph symbol name
    symbol_size: int = 8

    @property
    def has_line(self) -> bool:
        return self.dash != Qt.PenStyle.NoPen

    @property
    def is_thick(self) -> bool:
        return self.width > THIN

    @property
    def coarseness(self) -> int:
        """Pixels of width that one low and one high point stand for. Qt takes a frame's time and more to stroke a thick
        path of thousands of points, and a dashed one cannot be drawn piece by piece."""
        if not self.is_thick:
            return 1
        return 5 if self.dash == Qt.PenStyle.SolidLine else 8

    def colour_now(self) -> QColor:
        return QColor(getattr(theme.colours(), self.colour))

    def pen(self) -> QPen:
        return pg.mkPen(self.colour_now(), width=self.width, style=self.dash) if self.has_line else pg.mkPen(None)

    def segmented(self, y: np.ndarray) -> str:
        """pyqtgraph's mode for these points: piece by piece, a line that goes up and down a lot is drawn in a tenth of
        the time of one path; a smooth one would show knots where the translucent edges of its pieces meet."""
        if not self.is_thick or self.dash != Qt.PenStyle.SolidLine or len(y) <= FEW_POINTS:
            return "auto"
        there = y[np.isfinite(y)]
        way = np.abs(np.diff(there)).sum()
        return "on" if len(there) and way > SMOOTH * np.ptp(there) else "auto"

    def put_on(self, curve: pg.PlotDataItem) -> None:
        curve.setPen(self.pen())
        if self.symbol:
            curve.setSymbol(self.symbol)
            curve.setSymbolSize(self.symbol_size)
            curve.setSymbolBrush(self.colour_now())
            curve.setSymbolPen(pg.mkPen(theme.colours().surface, width=1))

    def sample(self, width: int = 24) -> QIcon:
        """A short piece of the line, for a legend."""
        pixmap = QPixmap(2 * width, 24)
        pixmap.setDevicePixelRatio(2)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self.pen())
        painter.drawLine(QPointF(1, 6), QPointF(width - 1, 6))
        if self.symbol:
            painter.translate(width / 2, 6)
            drawSymbol(painter, self.symbol, self.symbol_size, pg.mkPen(None), pg.mkBrush(self.colour_now()))
        painter.end()
        icon = QIcon(pixmap)
        icon.addPixmap(pixmap, QIcon.Mode.Selected)  # a selected row would tint it otherwise
        return icon
