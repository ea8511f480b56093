"""The runs that are chosen, beside each other: their curves, and the settings in which they differ."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSplitter, QStackedWidget, QWidget

from workbench.run_list import RunCurves
from workbench.translation import tr
from workbench.widgets.differing_settings import DifferingSettings
from workbench.widgets.runs_chart import MOST_RUNS, RunsChart


class RunComparison(QStackedWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chart, self.differing = RunsChart(), DifferingSettings()
        hint = QLabel(tr("Select one run or several to see their curves and the settings in which they differ."))
        hint.setProperty("rank", "quiet")
        hint.setWordWrap(True)
        hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        curves = QSplitter(Qt.Orientation.Horizontal)
        curves.addWidget(self.chart)
        curves.addWidget(self.differing)
        curves.setSizes([1000, 1000])  # pixels, of which each gets its share
        curves.setStretchFactor(0, 1)
        curves.setStretchFactor(1, 1)
        self.addWidget(hint)
        self.addWidget(curves)

    def show_runs(self, curves: list[RunCurves]) -> None:
        self.chart.show_runs(curves)
        shown = curves[:MOST_RUNS]
        self.differing.show_runs(shown, [self.chart.name_of(run) for run in shown], self.chart.signs())
        self.differing.setVisible(len(curves) > 1)
