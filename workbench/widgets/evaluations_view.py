"""What was measured of the held-out rows: a chart of one measure, and a table of all of them."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from tuning_core.events import Evaluated
from workbench.translation import tr
from workbench.widgets.metric_chart import MetricChart, value_of
from workbench.wording import METRICS, number_text, percent_text

SHARES = {"token_accuracy", "accuracy", "f1", "exact_match"}  # of one; the others are told as they are
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class EvaluationsView(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("evaluationsView")
        self.evaluations: list[Evaluated] = []
        self.chart = MetricChart()
        self.table = QTableWidget(objectName="evaluationsTable")
        self.table.setAccessibleName(tr("Evaluations"))
        self.table.setTabKeyNavigation(False)
        self.table.setFrameShape(QFrame.Shape.NoFrame)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setShowGrid(False)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(28)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.table.horizontalHeader().setHighlightSections(False)
        card = QFrame()
        card.setProperty("surface", "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(4, 4, 4, 4)
        inside.addWidget(self.table)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.chart, 3)
        layout.addWidget(card, 2)

    @property
    def best_step(self) -> int:
        return max((one.step for one in self.evaluations if one.best), default=0)

    def take(self, evaluated: Evaluated) -> None:
        self.evaluations.append(evaluated)
        self._show()

    def cut_from(self, step: int) -> None:
        """Forget what is at this step and after: a resumed run does it again."""
        kept = [one for one in self.evaluations if one.step < step]
        if kept != self.evaluations:
            self.evaluations = kept
            self._show()

    def clear(self) -> None:
        self.evaluations = []
        self._show()

    def _show(self) -> None:
        metrics = self._metrics()
        best = self.best_step
        self.chart.show_evaluations(self.evaluations, metrics, best)
        self.table.setColumnCount(1 + len(metrics))
        self.table.setHorizontalHeaderLabels([tr("Step"), *(tr(METRICS.get(metric, metric)) for metric in metrics)])
        self.table.setRowCount(len(self.evaluations))
        for row, one in enumerate(self.evaluations):
            texts = [_text(metric, value_of(one, metric)) for metric in metrics]
            is_best = one.step == best
            for column, text in enumerate([f"{one.step:,}  ★ {tr('best')}" if is_best else f"{one.step:,}", *texts]):
                self.table.setItem(row, column, _cell(text, right=column > 0, bold=is_best))
        for column in range(self.table.columnCount()):
            self.table.horizontalHeaderItem(column).setTextAlignment(
                RIGHT if column else Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            )
        self.table.scrollToBottom()

    def _metrics(self) -> list[str]:
        """In the order of METRICS; a perplexity is nothing that a classifier has."""
        measured = {name for one in self.evaluations for name in one.metrics}
        texts = {"perplexity"} if "token_accuracy" in measured or not measured else set()
        known = [name for name in METRICS if name in {"loss", *texts, *measured}]
        return [*known, *sorted(measured - set(known))]


def _text(metric: str, value: float | None) -> str:
    if value is None:
        return "—"
    return percent_text(value) if metric in SHARES else number_text(value)


def _cell(text: str, right: bool, bold: bool) -> QTableWidgetItem:
    cell = QTableWidgetItem(text)
    if right:
        cell.setTextAlignment(RIGHT)
    if bold:
        font = cell.font()
        font.setBold(True)
        cell.setFont(font)
    return cell
