"""All that is measured while a run goes on: loss, speed, memory, learning rate and gradient norm."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from tuning_core.events import Evaluated, Event, Probed, Started, StepDone
from workbench.widgets.gradient_chart import GradientChart
from workbench.widgets.learning_rate_chart import LearningRateChart
from workbench.widgets.loss_chart import LossChart
from workbench.widgets.memory_chart import MemoryChart
from workbench.widgets.speed_chart import SpeedChart

NARROW = 90  # letters
IN_THREES = {  # row, column, columns
    "loss": (0, 0, 2),
    "speed": (0, 2, 1),
    "memory": (1, 0, 1),
    "learning_rate": (1, 1, 1),
    "gradient": (1, 2, 1),
}
IN_TWOS = {
    "loss": (0, 0, 2),
    "memory": (1, 0, 1),
    "speed": (1, 1, 1),
    "learning_rate": (2, 0, 1),
    "gradient": (2, 1, 1),
}


class RunCharts(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.loss, self.speed = LossChart(), SpeedChart()
        self.memory = MemoryChart()
        self.learning_rate = LearningRateChart()
        self.gradient = GradientChart()
        self.all = (self.loss, self.speed, self.memory, self.learning_rate, self.gradient)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(8)
        self._is_narrow: bool | None = None
        self._arrange(is_narrow=False)
        self.loss.setMinimumHeight(176)
        for chart in self.all[1:]:
            chart.setMinimumHeight(144)
        for number, chart in enumerate(self.all):
            chart.draw_after(20 + 25 * number)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(self.width() < NARROW * self.fontMetrics().averageCharWidth())

    def _arrange(self, is_narrow: bool) -> None:
        """Two beside each other where three would have no room for the names of their lines."""
        if is_narrow == self._is_narrow:
            return
        self._is_narrow = is_narrow
        for name, (row, column, columns) in (IN_TWOS if is_narrow else IN_THREES).items():
            self._grid.addWidget(getattr(self, name), row, column, 1, columns)
        for column, stretch in enumerate((6, 3, 0) if is_narrow else (5, 3, 3)):  # the memory's lines have names
            self._grid.setColumnStretch(column, stretch)
        for row, stretch in enumerate((5, 4, 4 if is_narrow else 0)):
            self._grid.setRowStretch(row, stretch)

    def take(self, event: Event) -> None:
        match event:
            case Started():
                self._cut_from(event.first_step + 1)
            case StepDone():
                if len(self.loss.steps) and event.step <= self.loss.steps[-1]:
                    self._cut_from(event.step)  # a resumed run does some steps again
                self.loss.add_step(event.step, event.loss)
                self.speed.add_step(event.step, event.tokens, event.seconds)
                self.memory.add_step(event)
                self.learning_rate.add_step(event.step, event.learning_rate)
                self.gradient.add_step(event.step, event.grad_norm)
            case Probed():
                self.memory.set_forecast(sum(event.parts.values()))
            case Evaluated():
                self.loss.add_evaluation(event.step, event.loss, event.best)

    def _cut_from(self, step: int) -> None:
        for chart in self.all:
            chart.cut_from(step)

    def clear(self) -> None:
        for chart in self.all:
            chart.clear()
