"""The loss of several runs on one chart."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QComboBox, QWidget

from workbench.run_list import RunCurves
from workbench.translation import mark, tr
from workbench.widgets.line_style import LineStyle
from workbench.widgets.live_chart import LiveChart
from workbench.widgets.loss_chart import smoothed

MOST_RUNS = 12
SIGN_WIDTH = 16  # pixels, as wide as an icon
SMOOTHING = 0.8
DASHES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DashDotLine, Qt.PenStyle.DotLine)
SYMBOLS = ("o", "t", "s", "d", "star", "+")
HELD_OUT, TRAINING = mark("held-out rows"), mark("training, smoothed")


class RunsChart(LiveChart):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Loss"), tr("step"), tr("loss"), parent=parent, shows_legend=False)
        self.setObjectName("runsChart")
        self._curves_shown: list[RunCurves] = []
        self.which = QComboBox()
        for kind in (TRAINING, HELD_OUT):
            self.which.addItem(tr(kind), kind)
        self.which.setAccessibleName(tr("Which loss"))
        self.which.currentIndexChanged.connect(self._show)
        self.add_above(self.which)

    def show_runs(self, curves: list[RunCurves]) -> None:
        self._curves_shown = curves[:MOST_RUNS]
        self._show()

    def _show(self) -> None:
        self.remove_all_series()
        held_out = self.which.currentData() == HELD_OUT
        for number, run in enumerate(self._curves_shown):
            steps, losses = run.held_out if held_out else run.loss
            series = self.add_series(self.name_of(run), style_of(number, held_out))
            series.replace(steps, losses if held_out else smoothed(losses, SMOOTHING))
        self.show_all()

    def name_of(self, run: RunCurves) -> str:
        """The run's name, or its folder's where several are called the same."""
        alike = [other for other in self._curves_shown if other.run.name == run.run.name]
        return run.run.name if len(alike) < 2 else run.folder.name

    def signs(self) -> dict[Path, QIcon]:
        """The line of each run, to stand beside its name."""
        return {run.folder: style_of(n, False).sample(SIGN_WIDTH) for n, run in enumerate(self._curves_shown)}


def style_of(number: int, with_symbols: bool) -> LineStyle:
    """Colour, dash and symbol all change from run to run, so that no pair differs in colour alone."""
    symbol = SYMBOLS[number % len(SYMBOLS)] if with_symbols else ""
    return LineStyle(f"line_{number % 6 + 1}", width=2, dash=DASHES[number % len(DASHES)], symbol=symbol)
