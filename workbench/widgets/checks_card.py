"""What is to be known of the rows before the run: those with problems, then checks with their remedies."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget

from tuning_core.data.marks import Mark
from workbench.translation import mark, tr, tr_count
from workbench.widgets.card import Card
from workbench.widgets.check_list import CheckList
from workbench.widgets.problem_list import ProblemList

if TYPE_CHECKING:
    from tuning_core import Problem
    from tuning_core.data.preflight import Finding

COUNTED = {  # marks whose rows are counted: their name in the summary, and what they are called
    Mark.LEFT_OUT: ("left_out", mark("{n} row left out"), mark("{n} rows left out")),
    Mark.DUPLICATE: ("duplicates", mark("{n} duplicate"), mark("{n} duplicates")),
    Mark.IN_BOTH: ("in_both", mark("{n} in both splits"), mark("{n} in both splits")),
}


class ChecksCard(Card):
    filter_chosen = Signal(object)  # Mark

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Checks"), parent)
        self.checks, self.problems = CheckList(), ProblemList()
        self.counts = {counted: self._make_count(counted) for counted in COUNTED}
        inner = QWidget(objectName="scrolled")
        layout = QVBoxLayout(inner)
        layout.setContentsMargins(0, 0, 8, 0)
        layout.setSpacing(8)
        layout.addWidget(self.problems)
        layout.addWidget(self.checks)
        layout.addStretch()
        scroll = self._scroll = QScrollArea(widgetResizable=True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        self.body.setContentsMargins(16, 12, 8, 8)
        self.body.setSpacing(8)
        self.body.addWidget(scroll, 1)
        self.hide()

    def _make_count(self, counted: Mark) -> QPushButton:
        button = QPushButton(objectName=f"{counted.name}CountButton")
        button.setProperty("link", True)
        button.setToolTip(tr("Show only these rows"))
        button.clicked.connect(partial(self.filter_chosen.emit, counted))
        self.head.addWidget(button)
        return button

    def show_data(
        self,
        findings: "Sequence[Finding]",
        problems: "Sequence[Problem]",
        skip: bool,
        counts: Mapping[Mark, int],
    ) -> None:
        """`counts` of rows by mark. Hidden where there is nothing to say."""
        self.checks.show_findings(findings)
        self.problems.show_problems(problems, skip)
        for counted, button in self.counts.items():
            number, (_, one, many) = counts.get(counted, 0), COUNTED[counted]
            button.setText(tr_count(one, many, number))
            button.setVisible(number > 0)
        if not counts:  # other rows will come
            self._scroll.verticalScrollBar().setValue(0)
        self.setVisible(bool(findings or len(problems) or any(counts.get(counted) for counted in COUNTED)))
