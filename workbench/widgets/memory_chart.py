"""Memory while training: measured, and what was forecast as a dashed line."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from workbench.widgets.line_style import LineStyle
from workbench.widgets.live_chart import LiveChart
from workbench.wording import bytes_text

MEASURED, FORECAST = "measured", "forecast"


class MemoryChart(LiveChart):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Memory", "step", "memory (bytes)", y_text=bytes_text, from_zero=True, parent=parent)
        self.setObjectName("memoryChart")
        self.header.addWidget(self.legend)  # both names fit beside the title
        self.forecast_bytes: int | None = None
        self.add_series(MEASURED, LineStyle("memory", width=2))
        self.add_series(FORECAST, LineStyle("forecast", width=1.5, dash=Qt.PenStyle.DashLine))

    def set_forecast(self, total_bytes: int | None) -> None:
        """What the steps to come are compared with; None where nothing is known."""
        self.forecast_bytes = total_bytes

    def add_step(self, step: int, memory_bytes: int) -> None:
        self.append(MEASURED, step, memory_bytes)
        if self.forecast_bytes is not None:
            self.append(FORECAST, step, self.forecast_bytes)
