"""The learning rate of every step: how warm-up and schedule went."""

from PySide6.QtWidgets import QWidget

from workbench.translation import mark, tr
from workbench.widgets.line_style import LineStyle
from workbench.widgets.live_chart import LiveChart

RATE = mark("learning rate")


class LearningRateChart(LiveChart):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Learning rate"), tr("step"), tr("learning rate"), from_zero=True, parent=parent)
        self.setObjectName("learningRateChart")
        self.add_series(RATE, LineStyle("line_1", width=2))

    def add_step(self, step: int, learning_rate: float) -> None:
        self.append(RATE, step, learning_rate)
