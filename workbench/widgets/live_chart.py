"""A chart that is fed point by point: follows the data until the person zooms, shows values under the mouse."""

import math
from collections.abc import Callable

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject, QPoint, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from workbench import theme
from workbench.tab_order import read_in_order
from workbench.translation import tr
from workbench.widgets.chart_legend import ChartLegend
from workbench.widgets.chart_menu import MenuButton, chart_menu, press
from workbench.widgets.crosshair import Crosshair
from workbench.widgets.line_style import LineStyle
from workbench.widgets.series import Series
from workbench.widgets.value_axis import ValueAxis, whole_number
from workbench.wording import number_text

REPAINT_MILLISECONDS = 100
MANY, PAUSE_OF_MANY = 20_000, 2000  # points, and milliseconds: one more of so many moves nothing by a pixel
MOST_ANTIALIASED = 1000  # points of a thin line; more are drawn without, to stay within a frame


class LiveChart(QFrame):
    """Adding points is cheap; drawing happens at most ten times a second, and only while the chart is seen."""

    log_toggled = Signal(bool)

    def __init__(
        self,
        title: str,
        x_label: str,
        y_label: str,
        y_text: Callable[[float], str] = number_text,
        from_zero: bool = False,
        shows_legend: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self.title = title
        self.from_zero, self.shows_legend = from_zero, shows_legend
        self.x_label, self.y_label, self.y_text = x_label, y_label, y_text
        self.series: dict[str, Series] = {}
        self._curves: dict[str, pg.PlotDataItem] = {}
        self._follows = True
        self._dirty = False
        self._delay = REPAINT_MILLISECONDS
        self._draw_timer = QTimer(self, singleShot=True)
        self._draw_timer.timeout.connect(self.draw)
        self._build()
        theme.changed.connect(self.on_theme_changed)
        self.on_theme_changed()

    def _build(self) -> None:
        self.header = QHBoxLayout()
        self.header.setContentsMargins(12, 8, 12, 0)
        self.header.setSpacing(8)
        self.title_label = QLabel(self.title)
        self.title_label.setProperty("rank", "heading")
        self.header.addWidget(self.title_label)
        self.header.addStretch(1)
        self.menu_button = MenuButton(self)
        self.header.addWidget(self.menu_button)
        self._above: list[QWidget] = []  # what kinds of charts put there
        self.legend = ChartLegend()
        self.legend.toggled.connect(self.on_legend_toggled)
        axes = {"left": ValueAxis(self.y_text, "left"), "bottom": ValueAxis(whole_number, "bottom")}
        self.plot = pg.PlotWidget(axisItems=axes, enableMenu=False)
        self.plot.setMinimumHeight(64)
        self.plot.setFrameShape(QFrame.Shape.NoFrame)
        self.plot.hideButtons()
        item = self.plot.getPlotItem()
        item.disableAutoRange()
        item.setContentsMargins(4, 4, 12, 0)
        item.getAxis("left").setWidth(58)
        self.plot.viewport().installEventFilter(self)
        self.plot.installEventFilter(self)
        box = item.getViewBox()
        box.sigRangeChangedManually.connect(self.on_zoomed)
        self.crosshair = Crosshair(self.plot)
        self.crosshair.moved.connect(self.point_at)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 4)
        layout.setSpacing(0)
        layout.addLayout(self.header)
        layout.addWidget(self.legend)
        layout.addWidget(self.plot, 1)
        self.setAccessibleName(tr("Chart: {title}", title=self.title))
        self.plot.setAccessibleName(tr("Chart: {title}", title=self.title))

    def add_above(self, widget: QWidget) -> None:
        """At the right of the title, before the menu."""
        self._above.append(widget)
        self.header.insertWidget(self.header.count() - 1, widget)

    # data

    def add_series(self, name: str, style: LineStyle) -> Series:
        series = self.series[name] = Series(name, style)
        curve = self._curves[name] = pg.PlotDataItem(connect="finite")
        self.plot.addItem(curve, ignoreBounds=True)
        style.put_on(curve)
        self.legend.add(name, style)
        if self.isVisible():
            self._order_tabs()
        self.legend.setVisible(self.shows_legend and len(self.series) > 1)
        return series

    def remove_all_series(self) -> None:
        for curve in self._curves.values():
            self.plot.removeItem(curve)
        self.legend.clear()
        self.series, self._curves = {}, {}
        self.mark_dirty()

    def append(self, name: str, x: float, y: float) -> None:
        self.series[name].append(x, y)
        self._dirty = True
        if not self._draw_timer.isActive() and self.isVisible():
            self._draw_timer.start(self._delay + (PAUSE_OF_MANY if len(self.series[name]) > MANY else 0))

    def clear(self) -> None:
        for series in self.series.values():
            series.clear()
        self._follows = True
        self.mark_dirty()

    def cut_from(self, x: float) -> None:
        """Forget what is drawn at `x` and after: a resumed run does it again."""
        for series in self.series.values():
            series.cut_from(x)
        self.mark_dirty()

    @property
    def point_count(self) -> int:
        return sum(len(series) for series in self.series.values())

    # drawing

    def mark_dirty(self) -> None:
        self._dirty = True
        soon = self._draw_timer.isActive() and self._draw_timer.remainingTime() <= self._delay
        if not soon and self.isVisible():
            self._draw_timer.start(self._delay)

    def draw_after(self, milliseconds: int) -> None:
        """How long after a change it is drawn. Charts that change together are drawn one after the other when each
        has its own delay, so that the window answers in between."""
        self._delay = milliseconds

    def draw(self) -> None:
        """Called by the timer; call it directly to have the picture now."""
        self._dirty = False
        self.plot.setUpdatesEnabled(True)
        if self._follows:
            self._show_everything()
        (left, right), _ = self.plot.viewRange()
        buckets = max(int(self.plot.getPlotItem().getViewBox().width()), 100)
        for name, series in self._shown_series().items():
            x, y = series.seen_between(left, right, buckets // series.style.coarseness)
            if self.is_log:
                y = np.where(y > 0, y, np.nan)
            fine = series.style.is_thick or len(x) < MOST_ANTIALIASED
            self._curves[name].curve.setSegmentedLineMode(series.style.segmented(y))
            self._curves[name].setData(x, y, antialias=fine)
        self.plot.getPlotItem().getViewBox().prepareForPaint()  # else the first paint asks for a second one
        self._describe()

    def _shown_series(self) -> dict[str, Series]:
        return {name: series for name, series in self.series.items() if name not in self.legend.hidden_names}

    def _show_everything(self) -> None:
        shown = [series for series in self._shown_series().values() if len(series)]
        left = min((float(series.x[0]) for series in shown), default=0.0)
        right = max((float(series.x[-1]) for series in shown), default=10.0)
        low, high = self._value_range([series.y for series in shown])
        if self.is_log:
            low, high = math.log10(low), math.log10(high)
        room = (high - low) * 0.06 or abs(high) * 0.1 or 1.0
        bottom = low if self.from_zero and not self.is_log else low - room
        right = max(right, left + 1)
        margin = (right - left) * 0.015
        self.plot.setRange(xRange=(left - margin, right + margin), yRange=(bottom, high + room), padding=0)

    def _value_range(self, values: list[np.ndarray]) -> tuple[float, float]:
        usable = [y[np.isfinite(y) & (y > 0)] if self.is_log else y[np.isfinite(y)] for y in values]
        usable = [y for y in usable if len(y)]
        if not usable:
            return (0.1, 1.0) if self.is_log else (0.0, 1.0)
        low = 0.0 if self.from_zero and not self.is_log else min(float(y.min()) for y in usable)
        return low, max(float(y.max()) for y in usable)

    def _describe(self) -> None:
        parts = [f"{tr(name)} {self.y_text(float(s.y[-1]))}" for name, s in self.series.items() if len(s)]
        self.setAccessibleDescription("; ".join(parts) or tr("no points yet"))

    @property
    def follows(self) -> bool:
        """Whether all is in sight, and stays so while points arrive."""
        return self._follows

    @property
    def is_log(self) -> bool:
        return bool(self.plot.getPlotItem().getAxis("left").logMode)

    def set_log(self, on: bool) -> None:
        if on == self.is_log:
            return
        self.plot.setLogMode(y=on)
        self._follows = True
        self.log_toggled.emit(on)
        self.draw()

    def show_all(self) -> None:
        """Follow the data again after a zoom."""
        self._follows = True
        self.draw()

    # looks

    def on_theme_changed(self) -> None:
        colours = theme.colours()
        self.plot.setBackground(colours.surface)
        item = self.plot.getPlotItem()
        for side in ("left", "bottom"):
            axis = item.getAxis(side)
            axis.setPen(colours.border)
            axis.setTextPen(colours.quiet)
            axis.setStyle(tickFont=self.font())
        item.setLabel("bottom", self.x_label, color=colours.quiet)
        item.showGrid(x=False, y=True, alpha=0.25)
        for name, series in self.series.items():
            series.style.put_on(self._curves[name])
        self.mark_dirty()

    # the mouse

    def point_at(self, x: float) -> None:
        """Put the crosshair on the point nearest to `x`, with the values there."""
        lines = {name: series for name, series in self._shown_series().items() if series.style.has_line}
        near = {name: found for name, series in lines.items() if (found := series.nearest(x)) is not None}
        if not near:
            self.crosshair.hide()
            return
        at = min((found[0] for found in near.values()), key=lambda found: abs(found - x))
        self.crosshair.show_at(at, self._values_text(at, near))

    def _values_text(self, at: float, near: dict[str, tuple[float, float]]) -> str:
        lines = [f"{self.x_label} {at:,.0f}"]
        for name, (x, y) in near.items():
            where = "" if x == at else tr(" (at {x})", x=f"{x:,.0f}")
            lines.append(f"{tr(name)}: {self.y_text(y)}{where}")
        return "\n".join(lines)

    def on_zoomed(self) -> None:
        self._follows = False
        self.mark_dirty()

    def on_legend_toggled(self) -> None:
        for name, curve in self._curves.items():
            curve.setVisible(name not in self.legend.hidden_names)
        self.draw()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.plot:
            return isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and press(self, event)
        if event.type() == QEvent.Type.MouseButtonDblClick:
            self.show_all()
            return True
        return super().eventFilter(watched, event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.open_menu(event.globalPos())

    def open_menu(self, place: QPoint) -> None:
        chart_menu(self).popup(place)

    # the keyboard

    def step_crosshair(self, by: int) -> None:
        """To the next point of the longest line (1) or the one before (-1)."""
        lines = [series.x for series in self._shown_series().values() if series.style.has_line]
        x = max(lines, key=len, default=np.empty(0))
        if not len(x):
            return
        at = self.crosshair.at
        place = len(x) - 1 if at is None else int(np.searchsorted(x, at)) + by
        self.point_at(float(x[min(max(place, 0), len(x) - 1)]))
        self.plot.setAccessibleDescription(self.crosshair.readout.text())

    def zoom(self, factor: float) -> None:
        """Around the crosshair, or the middle; below 1 shows less."""
        (left, right), _ = self.plot.viewRange()
        middle = (left + right) / 2 if self.crosshair.at is None else self.crosshair.at
        self.plot.setXRange(middle + (left - middle) * factor, middle + (right - middle) * factor, padding=0)
        self.on_zoomed()

    def pan(self, share: float) -> None:
        """By a share of what is seen."""
        (left, right), _ = self.plot.viewRange()
        by = (right - left) * share
        self.plot.setXRange(left + by, right + by, padding=0)
        self.on_zoomed()

    # Qt

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._order_tabs()
        if self._dirty:
            self.plot.setUpdatesEnabled(False)  # else all charts of a page paint first at once what is no longer true
            self._draw_timer.start(self._delay)

    def _order_tabs(self) -> None:
        read_in_order(*self._above, self.menu_button, *self.legend.buttons, self.plot)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.mark_dirty()
