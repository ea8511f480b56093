"""All that is measured while a run goes on: loss, speed, memory, learning rate and gradient norm."""

from PySide6.QtWidgets import QGridLayout, QWidget

from tuning_core.events import Evaluated, Event, Probed, Started, StepDone
from workbench.widgets.gradient_chart import GradientChart
from workbench.widgets.learning_rate_chart import LearningRateChart
from workbench.widgets.loss_chart import LossChart
from workbench.widgets.memory_chart import MemoryChart
from workbench.widgets.speed_chart import SpeedChart


class RunCharts(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.loss, self.speed = LossChart(), SpeedChart()
        self.memory = MemoryChart()
        self.learning_rate = LearningRateChart()
        self.gradient = GradientChart()
        self.all = (self.loss, self.speed, self.memory, self.learning_rate, self.gradient)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.loss, 0, 0, 1, 2)
        layout.addWidget(self.speed, 0, 2)
        for column, chart in enumerate((self.memory, self.learning_rate, self.gradient)):
            layout.addWidget(chart, 1, column)
            layout.setColumnStretch(column, 5 if chart is self.memory else 3)  # whose lines have names
        self.loss.setMinimumHeight(176)
        for chart in self.all[1:]:
            chart.setMinimumHeight(144)
        for number, chart in enumerate(self.all):
            chart.draw_after(20 + 25 * number)
        layout.setRowStretch(0, 5)
        layout.setRowStretch(1, 4)

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
