"""The rows to look at, with the losses that were measured; those with the highest come first when they are sorted."""

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from workbench.quick_work import QuickWork
from workbench.translation import mark, tr
from workbench.widgets.runs_table import loss_text

if TYPE_CHECKING:
    from tuning_core import Example

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
HEADS = (mark("#"), mark("Row"), mark("Base"), mark("Tuned"))
NUMBER, TEXT, BASE, TUNED = range(4)
MOST_SEARCHED = 50_000  # rows
LONGEST_SHOWN = 160  # characters
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
Losses = NDArray[np.float64]


class SurpriseRowsModel(QAbstractTableModel):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.examples: Sequence[Example] = ()
        self.losses: tuple[Losses, Losses] | None = None
        self._places: NDArray[np.int64] = np.arange(0)
        self._text: Any = None
        self._answer: Any = None
        self._sorted_by = (NUMBER, Qt.SortOrder.AscendingOrder)

    def show_rows(self, examples: "Sequence[Example]", tokenizer: Any) -> None:
        self.beginResetModel()
        self.examples, self.losses = examples, None
        self._text = lru_cache(512)(lambda place: text_of_row(examples[place], tokenizer))
        self._answer = lru_cache(512)(lambda place: answer_of_row(examples[place], tokenizer) or self._text(place))
        self._places = np.arange(len(examples))
        self.endResetModel()

    def show_losses(self, base: Losses, tuned: Losses) -> None:
        self.losses = (base, tuned)
        self.sort(TUNED, Qt.SortOrder.DescendingOrder)

    def show_only(self, places: NDArray[np.int64]) -> None:
        self.beginResetModel()
        self._places = places
        self._arrange()
        self.endResetModel()

    def place_at(self, row: int) -> int:
        return int(self._places[row])

    # Qt

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._sorted_by = (column, order)
        self.beginResetModel()
        self._arrange()
        self.endResetModel()

    def _arrange(self) -> None:
        column, order = self._sorted_by
        places = np.sort(self._places)
        if column in (BASE, TUNED) and self.losses is not None:
            keys = self.losses[column - BASE][places]
            descending = order == Qt.SortOrder.DescendingOrder
            places = places[np.argsort(-keys if descending else keys, kind="stable")]  # what is not known comes last
        elif column == NUMBER and order == Qt.SortOrder.DescendingOrder:
            places = places[::-1]
        self._places = places

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._places)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(HEADS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return tr(HEADS[section])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        column, place = index.column(), self.place_at(index.row())
        if role == Qt.ItemDataRole.TextAlignmentRole and column != TEXT:
            return RIGHT
        if role == Qt.ItemDataRole.ToolTipRole and column == TEXT:
            return self._text(place)[:2000]
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if column == NUMBER:
            return f"{place + 1:,}"
        if column == TEXT:
            return self._answer(place)[:LONGEST_SHOWN]
        loss = self.losses[column - BASE][place] if self.losses is not None else np.nan
        return loss_text(float(loss)) if np.isfinite(loss) else ""


class SurpriseRows(QTableView):
    row_chosen = Signal(int)  # its place among the examples

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("surpriseRows")
        self.setAccessibleName(tr("Rows to look at"))
        self.rows = SurpriseRowsModel(self)
        self.setModel(self.rows)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 12)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(TEXT, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(40)
        for column, width in ((NUMBER, 48), (BASE, 68), (TUNED, 76)):
            self.setColumnWidth(column, width)
        header.setSortIndicator(NUMBER, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        self.selectionModel().currentRowChanged.connect(self._on_current_changed)
        self._searching = QuickWork(self)
        self._searching.answered.connect(self._on_found)

    def show_rows(self, examples: "Sequence[Example]", tokenizer: Any) -> None:
        self._searching.forget()
        self.rows.show_rows(examples, tokenizer)
        self._show_columns()
        self.selectRow(0)

    def show_losses(self, base: Losses, tuned: Losses) -> None:
        """The rows with the highest loss of the tuned model come first."""
        self.rows.show_losses(base, tuned)
        self._show_columns()
        self.horizontalHeader().setSortIndicator(TUNED, Qt.SortOrder.DescendingOrder)
        self.selectRow(0)

    def _show_columns(self) -> None:
        for column in (BASE, TUNED):
            self.setColumnHidden(column, self.rows.losses is None)

    def search(self, text: str, tokenizer: Any) -> None:
        """In the background; an empty text shows all rows again."""
        examples, wanted = self.rows.examples, text.lower().strip()
        if wanted:
            self._searching.ask(lambda: _found(examples, wanted, tokenizer))
        else:
            self._searching.forget()
            self._on_found(np.arange(len(examples)))

    def _on_found(self, places: NDArray[np.int64]) -> None:
        self.rows.show_only(places)
        self.selectRow(0)

    def _on_current_changed(self, index: QModelIndex) -> None:
        if index.isValid():
            self.row_chosen.emit(self.rows.place_at(index.row()))


def _found(examples: "Sequence[Example]", wanted: str, tokenizer: Any) -> NDArray[np.int64]:
    some = range(min(len(examples), MOST_SEARCHED))
    hits = [place for place in some if wanted in text_of_row(examples[place], tokenizer).lower()]
    return np.array(hits, dtype=np.int64)


def text_of_row(example: "Example", tokenizer: Any) -> str:
    """As the model reads it, and of an encoder-decoder what it shall say."""
    from tuning_core.slots import FIRST_SLOT_ID

    ids = example.token_ids[example.token_ids < FIRST_SLOT_ID].tolist()
    said = example.labels.tolist() if example.task == "seq2seq_lm" else []
    parts = [tokenizer.decode(part, skip_special_tokens=True) for part in (ids, said) if part]
    return " → ".join(" ".join(part.split()) for part in parts)


def answer_of_row(example: "Example", tokenizer: Any) -> str:
    """What is learned of text, by which rows are told apart sooner than by a prompt that begins alike; empty for
    classes."""
    if example.task.endswith("classification"):
        return ""
    learned = example.labels[example.labels >= 0].tolist()
    return " ".join(tokenizer.decode(learned, skip_special_tokens=True).split())
