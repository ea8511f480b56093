"""A line at the step under the mouse, and what every curve's value is there."""

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtWidgets import QLabel

from workbench import theme


class Crosshair(QObject):
    moved = Signal(float)  # x under the mouse, in the data's own units

    def __init__(self, plot: pg.PlotWidget) -> None:
        super().__init__(plot)
        self._plot = plot
        self._line = pg.InfiniteLine(angle=90, movable=False)
        plot.getPlotItem().addItem(self._line, ignoreBounds=True)
        self.readout = QLabel(plot)
        self.readout.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        plot.scene().sigMouseMoved.connect(self.on_mouse_moved)
        plot.viewport().installEventFilter(self)
        theme.changed.connect(self.on_theme_changed)
        self.on_theme_changed()
        self.hide()

    @property
    def at(self) -> float | None:
        """Where it stands, while it is shown."""
        return float(self._line.value()) if self._line.isVisible() else None

    def show_at(self, x: float, text: str) -> None:
        self._line.setPos(x)
        self._line.show()
        self.readout.setText(text)
        self.readout.adjustSize()
        self._place_readout(x)
        self.readout.show()

    def hide(self) -> None:
        self._line.hide()
        self.readout.hide()

    def _place_readout(self, x: float) -> None:
        """Opposite to the line, so that it hides nothing that is looked at."""
        frame = self._plot.getPlotItem().getViewBox().sceneBoundingRect()
        (left, right), _ = self._plot.viewRange()
        place = frame.left() + 8 if x > (left + right) / 2 else frame.right() - self.readout.width() - 8
        self.readout.move(int(place), int(frame.top() + 8))

    def on_mouse_moved(self, place: QPointF) -> None:
        box = self._plot.getPlotItem().getViewBox()
        if box.sceneBoundingRect().contains(place):
            self.moved.emit(box.mapSceneToView(place).x())
        else:
            self.hide()

    def on_theme_changed(self) -> None:
        colours = theme.colours()
        self._line.setPen(pg.mkPen(colours.quiet, width=1, style=Qt.PenStyle.DotLine))
        self.readout.setStyleSheet(
            f"background: {colours.surface}; color: {colours.text}; border: 1px solid {colours.border};"
            "border-radius: 4px; padding: 4px 6px"
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self.hide()
        return super().eventFilter(watched, event)
