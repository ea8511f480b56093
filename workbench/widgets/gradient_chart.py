"""The length of the gradient at every step, before it is shortened: spikes show an unsteady run."""

from PySide6.QtWidgets import QWidget

from workbench.translation import mark, tr
from workbench.widgets.line_style import LineStyle
from workbench.widgets.live_chart import LiveChart

NORM = mark("gradient norm")


class GradientChart(LiveChart):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Gradient norm"), tr("step"), tr("gradient norm"), from_zero=True, parent=parent)
        self.setObjectName("gradientChart")
        self.add_series(NORM, LineStyle("line_4", width=1))

    def add_step(self, step: int, grad_norm: float) -> None:
        self.append(NORM, step, grad_norm)
