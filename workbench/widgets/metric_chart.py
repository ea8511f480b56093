"""One measure of the held-out rows over the evaluations of a run, the best one marked."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QComboBox, QWidget

from tuning_core.events import Evaluated
from workbench.translation import mark, tr
from workbench.widgets.line_style import LineStyle
from workbench.widgets.live_chart import LiveChart
from workbench.wording import METRICS

MEASURED, BEST = mark("measured"), mark("best")


class MetricChart(LiveChart):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Held-out rows"), tr("step"), tr("value"), shows_legend=False, parent=parent)
        self.setObjectName("metricChart")
        self.add_series(MEASURED, LineStyle("held_out", width=1.8, symbol="o", symbol_size=8))
        self.add_series(BEST, LineStyle("held_out", dash=Qt.PenStyle.NoPen, symbol="star", symbol_size=18))
        self.metric_combo = QComboBox(objectName="metricCombo")
        self.metric_combo.setAccessibleName(tr("What is drawn"))
        self.metric_combo.currentIndexChanged.connect(self._draw_chosen)
        self.add_above(self.metric_combo)
        self._evaluations: Sequence[Evaluated] = ()
        self._best_step = 0

    def show_evaluations(self, evaluations: Sequence[Evaluated], metrics: Sequence[str], best_step: int) -> None:
        self._evaluations, self._best_step = evaluations, best_step
        chosen = self.metric_combo.currentData()
        with QSignalBlocker(self.metric_combo):
            self.metric_combo.clear()
            for metric in metrics:
                self.metric_combo.addItem(tr(METRICS.get(metric, metric)), metric)
            self.metric_combo.setCurrentIndex(max(0, self.metric_combo.findData(chosen)))
        self._draw_chosen()

    def _draw_chosen(self) -> None:
        metric = self.metric_combo.currentData()
        points = [(one.step, value) for one in self._evaluations if (value := value_of(one, metric)) is not None]
        self._put(MEASURED, points)
        self._put(BEST, [point for point in points if point[0] == self._best_step])
        self.mark_dirty()

    def _put(self, name: str, points: list[tuple[int, float]]) -> None:
        numbers = np.array(points, dtype=np.float64).reshape(-1, 2)
        self.series[name].replace(numbers[:, 0], numbers[:, 1])


def value_of(evaluated: Evaluated, metric: str | None) -> float | None:
    match metric:
        case "loss":
            return evaluated.loss
        case "perplexity":
            return evaluated.perplexity
        case None:
            return None
    return evaluated.metrics.get(metric)
