"""Memory while training: measured, the most of it within a step, and what was forecast as a dashed line. On a GPU also
what torch has reserved, and what is in use on the whole card."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from tuning_core.events import StepDone
from workbench.translation import mark, tr
from workbench.widgets.line_style import LineStyle
from workbench.widgets.live_chart import LiveChart
from workbench.wording import bytes_text

MEASURED, FORECAST, MOST, RESERVED, CARD = (
    mark("measured"),
    mark("forecast"),
    mark("peak"),
    mark("reserved"),
    mark("whole card"),
)


class MemoryChart(LiveChart):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            tr("Memory"), tr("step"), tr("memory (bytes)"), y_text=bytes_text, from_zero=True, parent=parent
        )
        self.setObjectName("memoryChart")
        self.legend.in_a_row = 3
        self.forecast_bytes: int | None = None
        self.add_series(MEASURED, LineStyle("memory", width=2))
        self.add_series(FORECAST, LineStyle(mark("forecast"), width=1.5, dash=Qt.PenStyle.DashLine))

    def set_forecast(self, total_bytes: int | None) -> None:
        """What the steps to come are compared with; None where nothing is known."""
        self.forecast_bytes = total_bytes

    def add_step(self, done: StepDone) -> None:
        self.append(MEASURED, done.step, done.memory_bytes)
        if self.forecast_bytes is not None:
            self.append(FORECAST, done.step, self.forecast_bytes)
        for name, style, size in (
            (MOST, LineStyle("memory", width=1.2, dash=Qt.PenStyle.DotLine), done.peak_bytes),
            (RESERVED, LineStyle("line_1", width=1.2), done.reserved_bytes),
            (CARD, LineStyle("line_4", width=1.2, dash=Qt.PenStyle.DashDotLine), done.device_bytes),
        ):
            if size and name not in self.series:
                self.add_series(name, style)
            if size:
                self.append(name, done.step, size)
