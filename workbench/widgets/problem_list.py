"""The rows that cannot be learned from, each with its place and the reason; there may be millions."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from workbench.problem_export import KINDS, write_problems
from workbench.quick_work import QuickWork
from workbench.translation import tr, tr_core, tr_count

if TYPE_CHECKING:
    from tuning_core import Problem

ROOT = QModelIndex()
MOST_SHOWN = 8  # at once; more of them scroll


class ProblemsModel(QAbstractListModel):
    """Reads a problem when it comes on the screen."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.problems: Sequence[Problem] = ()

    def show_problems(self, problems: "Sequence[Problem]") -> None:
        self.beginResetModel()
        self.problems = problems
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = ROOT) -> int:
        return 0 if parent.isValid() else len(self.problems)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return tr_core(self.problems[index.row()].short)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tr_core(str(self.problems[index.row()]))
        return None


class ProblemList(QWidget):
    problem_chosen = Signal(int)  # its place in the list
    skip_chosen = Signal(bool)
    not_exported = Signal(str)  # why

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = ProblemsModel(self)
        self.heading = QLabel()
        self.heading.setProperty("rank", "heading")
        self.skip_box = QCheckBox(objectName="skipProblemsBox")
        self.skip_box.toggled.connect(self.skip_chosen)
        export = QPushButton(tr("Export…"), objectName="exportProblemsButton")
        export.setProperty("link", True)
        export.setToolTip(tr("The whole list as a table or as JSON lines"))
        export.clicked.connect(self._on_export_clicked)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.heading)
        head.addStretch(1)
        head.addWidget(self.skip_box)
        head.addWidget(export)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(self._make_list())
        self._writing = QuickWork(self)
        self._writing.failed.connect(self._on_not_written)

    def _make_list(self) -> QTableView:
        """A table, since a list view lays out millions of items one by one."""
        self.list = QTableView(objectName="problemList", showGrid=False, wordWrap=False)
        self.list.setModel(self._model)
        self.list.setAccessibleName(tr("Rows with problems"))
        self.list.setTabKeyNavigation(False)
        self.list.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.horizontalHeader().hide()
        self.list.horizontalHeader().setStretchLastSection(True)
        self.list.verticalHeader().hide()
        self.list.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.list.verticalHeader().setDefaultSectionSize(self.list.fontMetrics().height() + 8)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.clicked.connect(self._on_chosen)
        self.list.activated.connect(self._on_chosen)
        return self.list

    def show_problems(self, problems: "Sequence[Problem]", skip: bool) -> None:
        self._model.show_problems(problems)
        number = len(problems)
        self.heading.setText(tr_count("{n} problem", "{n} problems", number))
        self.skip_box.setText(tr_count("Skip this row", "Skip these {n} rows", number))
        with QSignalBlocker(self.skip_box):
            self.skip_box.setChecked(skip)
        self.list.setFixedHeight(min(number, MOST_SHOWN) * self.list.verticalHeader().defaultSectionSize())
        self.setVisible(bool(problems))

    def export_to(self, file: Path) -> None:
        """In the background; `not_exported` tells where it fails."""
        problems = self._model.problems
        self._writing.ask(lambda: write_problems(problems, file))

    def _on_export_clicked(self) -> None:
        file, kind = QFileDialog.getSaveFileName(self, tr("Export the list of problems"), "problems.csv", tr(KINDS))
        if file:
            path = Path(file)
            self.export_to(path if path.suffix else path.with_suffix(".jsonl" if "jsonl" in kind else ".csv"))

    def _on_not_written(self, error: BaseException) -> None:
        if not isinstance(error, OSError):
            raise error
        self.not_exported.emit(
            tr("{file} cannot be written: {reason}.", file=error.filename, reason=tr_core(error.strerror))
        )

    def _on_chosen(self, index: QModelIndex) -> None:
        self.problem_chosen.emit(index.row())
