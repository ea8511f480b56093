"""The runs as a table that sorts; those that are selected carry the sign of their curve."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QIcon, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from workbench import theme
from workbench.translation import mark, tr, tr_core
from workbench.wording import bytes_text, date_text, duration_text, number_text

if TYPE_CHECKING:
    from tuning_core import RunSummary

NARROWEST_NAME, READABLE_NAME, ROW_SPACE = 120, 132, 17  # pixels
LETTER = 7  # pixels of the average one in the font that the widths are for
SORT_ROLE = Qt.ItemDataRole.UserRole
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
STATES = {  # icon and colour beside the word
    "running": ("mdi6.play-circle-outline", "accent"),
    "finished": ("mdi6.check-circle-outline", "good"),
    "stopped": ("mdi6.stop-circle-outline", "quiet"),
    "cancelled": ("mdi6.cancel", "quiet"),
    "failed": ("mdi6.alert-circle-outline", "problem"),
    "interrupted": ("mdi6.flash-alert-outline", "warning"),
}
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Column:
    title: str
    text: Callable[["RunSummary"], str]
    order: Callable[["RunSummary"], Any]
    width: int = 68  # in a font of ten points; 0: what the others leave
    is_number: bool = True


def loss_text(value: float | None) -> str:
    if value is None:
        return "—"
    return number_text(value, figures=3) if value >= 1e-3 else f"{value:.1e}".replace("e-0", "e-")


def _method_title(name: str) -> str:
    return tr_core(_method_titles().get(name, name))


@cache
def _method_titles() -> dict[str, str]:
    from tuning_core.methods import all_methods

    return {method.name: method.title for method in all_methods()}


def _last_if_none(value: float | None) -> float:
    return float("inf") if value is None else value


COLUMNS = (
    Column(mark("Name"), lambda run: run.name, lambda run: run.name.lower(), 0, is_number=False),
    Column(mark("State"), lambda run: tr(run.state), lambda run: run.state, 96, is_number=False),
    Column(mark("Model"), lambda run: Path(run.model).name, lambda run: run.model.lower(), is_number=False),
    Column(
        mark("Method"),
        lambda run: _method_title(run.method),
        lambda run: _method_title(run.method),
        102,
        is_number=False,
    ),
    Column(mark("Step"), lambda run: f"{run.step:,} / {run.total_steps:,}", lambda run: run.step, 88),
    Column(mark("Loss"), lambda run: loss_text(run.loss), lambda run: _last_if_none(run.loss)),
    Column(mark("Held-out"), lambda run: loss_text(run.held_out_loss), lambda run: _last_if_none(run.held_out_loss)),
    Column(mark("Time"), lambda run: duration_text(run.seconds), lambda run: run.seconds, 88),
    Column(mark("Size"), lambda run: bytes_text(run.size_bytes), lambda run: run.size_bytes),
    Column(mark("Date"), lambda run: date_text(run.created), lambda run: run.created.timestamp(), 100, is_number=False),
    Column(mark("Note"), lambda run: " ".join(run.note.split()), lambda run: run.note.lower(), 120, is_number=False),
)
NAME, STATE, MODEL, METHOD = range(4)
SIZE, DATE, NOTE = (len(COLUMNS) - n for n in (3, 2, 1))


class RunsModel(QAbstractTableModel):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.runs: list[RunSummary] = []
        self.signs: dict[Path, QIcon] = {}

    def show_runs(self, runs: list["RunSummary"]) -> None:
        self.beginResetModel()
        self.runs = runs
        self.endResetModel()

    def show_signs(self, signs: dict[Path, QIcon]) -> None:
        self.signs = signs
        if self.runs:
            self.dataChanged.emit(self.index(0, NAME), self.index(len(self.runs) - 1, NAME))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.runs)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.ToolTipRole,
        ):
            return tr(COLUMNS[section].title)
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if COLUMNS[section].is_number else LEFT
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        run, column = self.runs[index.row()], COLUMNS[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.text(run)
        if role == SORT_ROLE:
            return column.order(run)
        if role == Qt.ItemDataRole.TextAlignmentRole and column.is_number:
            return RIGHT
        if role == Qt.ItemDataRole.ToolTipRole:
            said = (run.note if index.column() == NOTE else "") or tr_core(run.sentence)
            return said or str(run.folder)
        if role == Qt.ItemDataRole.DecorationRole:
            return self._icon(run, index.column())
        return None

    def _icon(self, run: "RunSummary", column: int) -> QIcon | None:
        if column == NAME:
            return self.signs.get(run.folder)
        if column == STATE and run.state in STATES:
            return theme.icon(*STATES[run.state])
        return None


class _Shown(QSortFilterProxyModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.lets_through: Callable[[RunSummary, str], bool] = lambda run, method: True

    def filterAcceptsRow(self, row: int, parent: Index) -> bool:
        run = cast(RunsModel, self.sourceModel()).runs[row]
        return self.lets_through(run, _method_title(run.method))


class RunsTable(QTableView):
    selected_changed = Signal()
    opened = Signal()  # double click or Enter
    shown_changed = Signal()  # which rows the filter lets through

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("runsTable")
        self.setAccessibleName(tr("Runs"))
        self.setTabKeyNavigation(False)
        self.runs_model = RunsModel(self)
        self._sorted = _Shown(self)
        self._sorted.setSourceModel(self.runs_model)
        self._sorted.setSortRole(SORT_ROLE)
        self.setModel(self._sorted)
        self.setSortingEnabled(True)
        self.sortByColumn(DATE, Qt.SortOrder.DescendingOrder)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setMinimumSectionSize(48)
        self._size_for_font()
        self.selectionModel().selectionChanged.connect(self.selected_changed)
        self.activated.connect(self.opened)

    def show_runs(self, runs: list["RunSummary"]) -> None:
        """Keeps what is selected. While all have the same model, its column only takes room."""
        chosen = {run.folder for run in self.selected()}
        self.selectionModel().blockSignals(True)
        self.runs_model.show_runs(runs)
        self.selectionModel().blockSignals(False)
        for row, run in enumerate(runs):
            if run.folder in chosen:
                place = self._sorted.mapFromSource(self.runs_model.index(row, 0))
                flags = self.selectionModel().SelectionFlag
                self.selectionModel().select(place, flags.Select | flags.Rows)
        self.setColumnHidden(MODEL, len({run.model for run in runs}) < 2)
        self.setColumnHidden(NOTE, not any(run.note for run in runs))
        self._widen_name()
        self.selected_changed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._widen_name()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self.model() is not None:
            self._size_for_font()

    def _size_for_font(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().lineSpacing() + ROW_SPACE)
        for number, column in enumerate(COLUMNS):
            if column.width:
                self.setColumnWidth(number, self._width_of(column))
        self._widen_name()

    def _width_of(self, column: Column) -> int:
        return round(column.width * self.fontMetrics().averageCharWidth() / LETTER)

    def _widen_name(self) -> None:
        """It takes what the others leave, and never so little that it cannot be read; the size is left out first."""
        before = sum(self.columnWidth(number) for number in range(1, len(COLUMNS)) if number != SIZE)
        room = self.viewport().width() - before - self._width_of(COLUMNS[SIZE])
        self.setColumnHidden(SIZE, room < READABLE_NAME)
        others = sum(self.columnWidth(number) for number in range(1, len(COLUMNS)))  # 0 of one that is hidden
        self.setColumnWidth(NAME, max(NARROWEST_NAME, self.viewport().width() - others))

    def filter_by(self, lets_through: "Callable[[RunSummary, str], bool]") -> None:
        self._sorted.lets_through = lets_through
        self._sorted.invalidate()
        self.shown_changed.emit()

    @property
    def shown_count(self) -> int:
        return self._sorted.rowCount()

    def selected(self) -> list["RunSummary"]:
        """In the order in which the table shows them."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [self.runs_model.runs[self._sorted.mapToSource(self._sorted.index(row, 0)).row()] for row in rows]
