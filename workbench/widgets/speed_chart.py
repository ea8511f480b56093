"""How many tokens are learned in a second, step by step."""

from PySide6.QtWidgets import QWidget

from workbench.translation import mark, tr
from workbench.widgets.line_style import LineStyle
from workbench.widgets.live_chart import LiveChart
from workbench.wording import count_text

SPEED = mark("learned tokens/s")


class SpeedChart(LiveChart):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            tr("Tokens/s"), tr("step"), tr("learned tokens/s"), y_text=count_text, from_zero=True, parent=parent
        )
        self.setObjectName("speedChart")
        self.add_series(SPEED, LineStyle("line_3", width=1))

    def add_step(self, step: int, tokens: int, seconds: float) -> None:
        if seconds > 0:
            self.append(SPEED, step, tokens / seconds)
