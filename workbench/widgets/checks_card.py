"""What is to be known of the rows before the run: those with problems, then checks with their remedies."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget

from tuning_core.data.marks import Mark
from workbench.widgets.card import Card
from workbench.widgets.check_list import CheckList
from workbench.widgets.problem_list import ProblemList
from workbench.wording import plural

if TYPE_CHECKING:
    from tuning_core import Problem
    from tuning_core.data.preflight import Finding

COUNTED = {  # marks whose rows are counted: their name in the summary, and what they are called
    Mark.LEFT_OUT: ("left_out", "row left out", "rows left out"),
    Mark.DUPLICATE: ("duplicates", "duplicate", "duplicates"),
    Mark.IN_BOTH: ("in_both", "in both splits", "in both splits"),
}


class ChecksCard(Card):
    filter_chosen = Signal(object)  # Mark

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Checks", parent)
        self.checks, self.problems = CheckList(), ProblemList()
        self.counts = {mark: self._make_count(mark) for mark in COUNTED}
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

    def _make_count(self, mark: Mark) -> QPushButton:
        button = QPushButton(objectName=f"{mark.name}CountButton")
        button.setProperty("link", True)
        button.setToolTip("Show only these rows")
        button.clicked.connect(partial(self.filter_chosen.emit, mark))
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
        for mark, button in self.counts.items():
            number, (_, one, many) = counts.get(mark, 0), COUNTED[mark]
            button.setText(plural(number, one, many))
            button.setVisible(number > 0)
        if not counts:  # other rows will come
            self._scroll.verticalScrollBar().setValue(0)
        self.setVisible(bool(findings or len(problems) or any(counts.get(mark) for mark in COUNTED)))
