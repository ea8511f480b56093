"""How likely a classifier finds each class of a text, the likeliest first."""

from collections.abc import Sequence

from PySide6.QtWidgets import QGridLayout, QLabel, QProgressBar, QWidget

from tuning_core.events import Likely
from workbench.translation import tr
from workbench.widgets.elided_label import ElidedLabel
from workbench.widgets.emptying import empty
from workbench.wording import percent_text

MOST_CLASSES = 12
FINE = 1000


class ClassBars(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(8, 8, 8, 8)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        self._shown: tuple[Likely, ...] = ()

    def show_classes(self, classes: Sequence[Likely]) -> None:
        if tuple(classes) == self._shown:
            return
        self._shown = tuple(classes)
        empty(self._grid)
        for row, likely in enumerate(classes[:MOST_CLASSES]):
            self._add(row, likely)
        if len(classes) > MOST_CLASSES:
            more = QLabel(tr("and {n} less likely classes", n=len(classes) - MOST_CLASSES))
            more.setProperty("rank", "quiet")
            self._grid.addWidget(more, MOST_CLASSES, 0, 1, 3)

    def _add(self, row: int, likely: Likely) -> None:
        name = ElidedLabel()
        name.setText(likely.text)
        name.setMaximumWidth(160)
        bar = QProgressBar(textVisible=False)
        bar.setRange(0, FINE)
        bar.setValue(round(likely.probability * FINE))
        bar.setAccessibleName(f"{likely.text}: {percent_text(likely.probability)}")
        share = QLabel(percent_text(likely.probability))
        share.setMinimumWidth(share.fontMetrics().horizontalAdvance("100.0 %"))
        for column, widget in enumerate((name, bar, share)):
            self._grid.addWidget(widget, row, column)
