"""What is to be known of the rows before the run: checks with their remedies, then the rows with problems."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget

from workbench.row_facts import DROPPED, DUPLICATE, IN_BOTH
from workbench.widgets.card import Card
from workbench.widgets.check_list import CheckList
from workbench.widgets.problem_list import ProblemList
from workbench.wording import plural

if TYPE_CHECKING:
    from tuning_core.data.findings import Finding

    from tuning_core import Problem

COUNTED = {  # marks whose rows are counted: what they are called
    DROPPED: ("row left out", "rows left out"),
    DUPLICATE: ("duplicate", "duplicates"),
    IN_BOTH: ("in both splits", "in both splits"),
}


class ChecksCard(Card):
    filter_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Checks", parent)
        self.checks, self.problems = CheckList(), ProblemList()
        self.counts = {bit: self._make_count(bit) for bit in COUNTED}
        inner = QWidget(objectName="scrolled")
        layout = QVBoxLayout(inner)
        layout.setContentsMargins(0, 0, 8, 0)
        layout.setSpacing(8)
        layout.addWidget(self.checks)
        layout.addWidget(self.problems, 1)
        layout.addStretch()
        scroll = QScrollArea(widgetResizable=True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        self.body.setContentsMargins(16, 12, 8, 8)
        self.body.setSpacing(8)
        self.body.addWidget(scroll, 1)

    def _make_count(self, bit: int) -> QPushButton:
        button = QPushButton(objectName=f"count{bit}Button")
        button.setProperty("link", True)
        button.setToolTip("Show only these rows")
        button.clicked.connect(partial(self.filter_chosen.emit, bit))
        self.head.addWidget(button)
        return button

    def show_data(
        self,
        findings: "Sequence[Finding]",
        problems: "Sequence[Problem]",
        skip: bool,
        counts: Mapping[int, int],
    ) -> None:
        """`counts` of rows by mark. Hidden where there is nothing to say."""
        self.checks.show_findings(findings)
        self.problems.show_problems(problems, skip)
        for bit, button in self.counts.items():
            number, (one, many) = counts.get(bit, 0), COUNTED[bit]
            button.setText(plural(number, one, many))
            button.setVisible(number > 0)
        self.setVisible(bool(findings or len(problems) or any(counts.get(bit) for bit in COUNTED)))
