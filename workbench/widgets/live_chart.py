"""A chart that is fed point by point: follows the data until the person zooms, shows values under the mouse."""

import csv
import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyqtgraph as pg
from pyqtgraph.exporters import ImageExporter
from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QFont, QFontMetricsF, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLabel, QMenu, QVBoxLayout, QWidget

from workbench import theme
from workbench.tab_order import read_in_order
from workbench.translation import tr
from workbench.widgets.chart_legend import ChartLegend
from workbench.widgets.crosshair import Crosshair
from workbench.widgets.line_style import LineStyle
from workbench.widgets.series import Series
from workbench.wording import number_text

REPAINT_MILLISECONDS = 100
LABEL_HEIGHTS = 1.5  # room for each label of the left axis, in heights of its text
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
        self._draw_timer = QTimer(self, singleShot=True, interval=REPAINT_MILLISECONDS)
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
        self.legend = ChartLegend()
        self.legend.toggled.connect(self.on_legend_toggled)
        axes = {"left": _ValueAxis(self.y_text, "left"), "bottom": _ValueAxis(_whole_number, "bottom")}
        self.plot = pg.PlotWidget(axisItems=axes, enableMenu=False)
        self.plot.setMinimumHeight(64)
        self.plot.setFrameShape(QFrame.Shape.NoFrame)
        self.plot.hideButtons()
        item = self.plot.getPlotItem()
        item.disableAutoRange()
        item.setContentsMargins(4, 4, 12, 0)
        item.getAxis("left").setWidth(58)
        self.plot.viewport().installEventFilter(self)
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
        self.mark_dirty()

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
        if not self._draw_timer.isActive() and self.isVisible():
            self._draw_timer.start()

    def draw_after(self, milliseconds: int) -> None:
        """How long after a change it is drawn. Charts that change together are drawn one after the other when each
        has its own delay, so that the window answers in between."""
        self._draw_timer.setInterval(milliseconds)

    def draw(self) -> None:
        """Called by the timer; call it directly to have the picture now."""
        self._dirty = False
        if self._follows:
            self._show_everything()
        (left, right), _ = self.plot.viewRange()
        buckets = max(int(self.plot.getPlotItem().getViewBox().width()), 100)
        for name, series in self._shown_series().items():
            x, y = series.seen_between(left, right, buckets)
            if self.is_log:
                y = np.where(y > 0, y, np.nan)
            fine = series.style.width > 1 or len(x) < MOST_ANTIALIASED
            self._curves[name].setData(x, y, antialias=fine)
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
        if event.type() == QEvent.Type.MouseButtonDblClick:
            self.show_all()
            return True
        return super().eventFilter(watched, event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.open_menu(event.globalPos())

    def open_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.addAction(tr("Show everything"), self.show_all).setEnabled(not self._follows)
        log = menu.addAction(tr("Logarithmic axis"))
        log.setCheckable(True)
        log.setChecked(self.is_log)
        log.toggled.connect(self.set_log)
        menu.addSeparator()
        menu.addAction(tr("Save picture…"), self.on_save_picture)
        menu.addAction(tr("Save numbers…"), self.on_save_numbers)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(place)

    # files

    def on_save_picture(self) -> None:
        path, _ = QFileDialog.getSaveFileName(self, tr("Save picture"), f"{self.title}.png", tr("Pictures (*.png)"))
        if path:
            self.save_picture(Path(path))

    def on_save_numbers(self) -> None:
        path, _ = QFileDialog.getSaveFileName(self, tr("Save numbers"), f"{self.title}.csv", tr("Tables (*.csv)"))
        if path:
            self.save_numbers(Path(path))

    def save_picture(self, path: Path) -> None:
        self.draw()
        exporter = ImageExporter(self.plot.getPlotItem())
        exporter.parameters()["width"] = max(int(self.plot.width()) * 2, 1200)
        exporter.parameters()["background"] = QColor(theme.colours().surface)
        exporter.export(str(path))

    def save_numbers(self, path: Path) -> None:
        """One line a point: series, x, y; every point, not only those drawn."""
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["series", self.x_label, self.y_label])
            for series in self.series.values():
                writer.writerows(
                    [series.name, repr(float(x)), repr(float(y))] for x, y in zip(series.x, series.y, strict=True)
                )

    # Qt

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._order_tabs()
        if self._dirty:
            self._draw_timer.start()

    def _order_tabs(self) -> None:
        above = [self.header.itemAt(number).widget() for number in range(self.header.count())]
        read_in_order(*(widget for widget in above if widget is not None), *self.legend.buttons, self.plot)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.mark_dirty()


class _ValueAxis(pg.AxisItem):
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


def _whole_number(value: float) -> str:
    return f"{value:,.0f}" if value == round(value) else ""
