"""The rows that cannot be learned from, each with its place and the reason."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QStringListModel, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QCheckBox, QListView, QPushButton, QWidget

from workbench.widgets.card import Card
from workbench.wording import plural

if TYPE_CHECKING:
    from tuning_core import Problem

MOST_SHOWN = 2000


class ProblemList(Card):
    problem_chosen = Signal(object)
    skip_chosen = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Problems", parent)
        self._problems: list[Problem] = []
        self._model = QStringListModel(self)
        self.list = QListView(objectName="problemList")
        self.list.setModel(self._model)
        self.list.setWordWrap(True)
        self.list.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.clicked.connect(self._on_clicked)
        self.skip_box = QCheckBox("Skip these rows")
        self.skip_box.setObjectName("skipProblemsBox")
        self.skip_box.toggled.connect(self.skip_chosen)
        copy = QPushButton("Copy list")
        copy.setProperty("link", True)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText("\n".join(map(str, self._problems))))
        self.head.addWidget(self.skip_box)
        self.head.addWidget(copy)
        self.body.addWidget(self.list, 1)

    def show_problems(self, problems: "list[Problem]", skip: bool) -> None:
        self._problems = problems
        lines = [problem.short for problem in problems[:MOST_SHOWN]]
        if len(problems) > MOST_SHOWN:
            lines.append(f"and {len(problems) - MOST_SHOWN:,} more")
        self._model.setStringList(lines)
        self.heading.setText(plural(len(problems), "problem"))
        blocked = self.skip_box.blockSignals(True)
        self.skip_box.setChecked(skip)
        self.skip_box.blockSignals(blocked)
        self.setVisible(bool(problems))

    def _on_clicked(self, index: QModelIndex) -> None:
        if index.row() < len(self._problems):
            self.problem_chosen.emit(self._problems[index.row()])
