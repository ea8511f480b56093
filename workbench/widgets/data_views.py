"""The rows of the data and the chosen one; beneath them their lengths, classes and what was checked."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QWidget

from workbench.widgets.checks_card import COUNTED, ChecksCard
from workbench.widgets.class_balance import ClassBalance
from workbench.widgets.lengths_card import LengthsCard
from workbench.widgets.row_card import RowCard
from workbench.widgets.rows_card import RowsCard

if TYPE_CHECKING:
    from tuning_core import PreparedData

LOW_CARDS = 152  # pixels
ROWS, ROW = 490, 350  # pixels of a page 840 wide: three columns of texts with their names, and the legend of tokens


class DataViews(QSplitter):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self.setChildrenCollapsible(False)
        self.rows, self.row = RowsCard(), RowCard()
        self.lengths, self.classes, self.checks = LengthsCard(), ClassBalance(), ChecksCard()
        upper = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        upper.addWidget(self.rows)
        upper.addWidget(self.row)
        upper.setSizes([ROWS, ROW])
        lower = QWidget()
        lower.setMinimumHeight(LOW_CARDS)
        cards = QHBoxLayout(lower)
        cards.setContentsMargins(0, 0, 0, 0)
        cards.setSpacing(16)
        for card in (self.lengths, self.classes, self.checks):
            cards.addWidget(card, 1)
        self.addWidget(upper)
        self.addWidget(lower)
        self.setStretchFactor(0, 1)
        self.setSizes([400, LOW_CARDS])
        for splitter in (upper, self):
            splitter.setHandleWidth(16)

    def show_counts(self, prepared: "PreparedData") -> None:
        self.lengths.show_lengths(prepared.lengths)
        self.classes.show_counts(prepared.label_counts if prepared.form.format == "classification" else {})

    def show_checks(self, findings: Any, prepared: "PreparedData", summary: dict[str, int], skip: bool) -> None:
        counts = {mark: summary[name] for mark, (name, *_) in COUNTED.items()}
        self.checks.show_data(findings, prepared.problems, skip, counts)

    def forget(self) -> None:
        self.rows.show_rows(None)
        self.row.show_row(None, None)
        self.lengths.show_lengths(None)
        self.classes.show_counts({})
        self.checks.show_data((), (), False, {})
