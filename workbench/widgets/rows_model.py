"""The rows as a table: number, the file's own columns, tokens, learned tokens, and what is special. It holds no row but
those on the screen, so that ten million cost no more than ten."""

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from tuning_core.data.marks import Mark
from workbench import theme
from workbench.all_rows import LEARNED, MARK, NUMBER, TOKENS, AllRows, Places
from workbench.shown_value import shown_value
from workbench.translation import mark, tr, tr_core

if TYPE_CHECKING:
    from tuning_core import PreparedRow

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
TEXT, TIP = Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole
ON_SCREEN = 256  # rows that are kept at hand: each cell asks for its row anew
MARKS = {
    Mark.PROBLEM: mark("problem"),
    Mark.LEFT_OUT: mark("left out"),
    Mark.HELD_OUT: mark("held out"),
    Mark.DUPLICATE: mark("duplicate"),
    Mark.IN_BOTH: mark("in both splits"),
}


class RowsModel(QAbstractTableModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.all: AllRows | None = None
        self.columns: list[str] = []
        self._shown: Places | None = None  # None: all, as they are in the file
        self._row: Callable[[int], PreparedRow] | None = None
        self._said: Callable[[int], PreparedRow] | None = None  # the same without its tokens, which no cell needs

    def show_rows(self, rows: AllRows | None) -> bool:
        """Whether they are as many as before, with the same columns, so that nothing on the screen moves."""
        columns = rows.columns if rows is not None else []
        same_place = (len(rows or ()), columns) == (len(self.all or ()), self.columns)
        if not same_place:
            self.beginResetModel()
            self._shown = None
        self.all, self.columns = rows, columns
        self._row = lru_cache(ON_SCREEN)(rows.rows.__getitem__) if rows is not None else None
        self._said = lru_cache(ON_SCREEN)(rows.opened.read) if rows is not None else None
        if not same_place:
            self.endResetModel()
        elif self.rowCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.columnCount() - 1)
        return same_place

    def show_only(self, places: Places | None) -> None:
        """Places among all rows; None shows all of them."""
        self.beginResetModel()
        self._shown = places
        self.endResetModel()

    def show_more(self, places: Places) -> None:
        """Beneath those that are shown."""
        before = self._shown if self._shown is not None else np.arange(0)
        self.beginInsertRows(ROOT, len(before), len(before) + len(places) - 1)
        self._shown = np.concatenate([before, places])
        self.endInsertRows()

    def place_at(self, number: int) -> int:
        """Among all rows, of what stands in a row of the table."""
        return number if self._shown is None else int(self._shown[number])

    def number_of(self, place: int) -> int | None:
        """The row of the table in which a row stands now."""
        if self._shown is None:
            return place if place < len(self.all or ()) else None
        found = np.flatnonzero(self._shown == place)
        return int(found[0]) if len(found) else None

    def row_at(self, number: int) -> "PreparedRow":
        assert self._row is not None
        return self._row(self.place_at(number))

    def key_of(self, column: int) -> str:
        """What rows are sorted by in that column, as `Order` names it."""
        return [NUMBER, *self.columns, TOKENS, LEARNED, MARK][column]

    # Qt

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.all or ()) if self._shown is None else len(self._shown)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns) + 4

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role in (TEXT, TIP):
            learned = tr("Words") if self._column_for("token_labels", "tags") else tr("Learned")
            return ["#", *self.columns, tr("Tokens"), learned, tr("Mark")][section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        column, last = index.column(), len(self.columns) + 3
        if role == TEXT:
            return self._text(index.row(), column)
        if role == TIP and column == last:
            return tr_core(self.row_at(index.row()).problem) or self._text(index.row(), column) or None
        if role == Qt.ItemDataRole.TextAlignmentRole and (column == 0 or len(self.columns) < column < last):
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ForegroundRole and column == last:
            return QColor(self._mark_colour(index.row()))
        return None

    def _marks(self, number: int) -> Mark:
        """None before the rows are tokenised."""
        prepared = self.all.prepared if self.all is not None else None
        return Mark(int(prepared.marks[self.place_at(number)])) if prepared is not None else Mark(0)

    def _mark_colour(self, number: int) -> str:
        marks, colours = self._marks(number), theme.colours()
        if Mark.PROBLEM in marks:
            return colours.problem
        return colours.cut_text if marks & (Mark.LEFT_OUT | Mark.CUT) else colours.quiet

    @property
    def classes(self) -> int | None:
        """The column of the rows' classes."""
        name = self._column_for("classification", "label")
        return self.columns.index(name) + 1 if name in self.columns else None

    def _column_for(self, form: str, role: str) -> str:
        """The file's column of that role, none for rows of other forms."""
        return self.all.form.columns[role] if self.all is not None and self.all.form.format == form else ""

    def _text(self, number: int, column: int) -> str:
        if column == 0:
            return f"{self.place_at(number) + 1:,}"
        if column <= len(self.columns):
            assert self._said is not None
            return self._text_of_file(self._said(self.place_at(number)), self.columns[column - 1])
        prepared = self.all.prepared if self.all is not None else None
        if prepared is None:
            return ""
        if column == len(self.columns) + 3:
            return self._mark(number, self._marks(number))
        counts = prepared.lengths if column == len(self.columns) + 1 else prepared.learned
        count = counts[self.place_at(number)]
        return f"{count:,}" if count else ""

    def _text_of_file(self, row: "PreparedRow", column: str) -> str:
        if row.messages and column == self._column_for("token_labels", "tags"):
            return row.messages[-1].content
        if row.messages and column == self._column_for("conversation", "messages"):
            return shown_value(" · ".join(message.content for message in row.messages))
        return shown_value(row.row.values.get(column))

    def _mark(self, number: int, marks: Mark) -> str:
        names = [tr(name) for one, name in MARKS.items() if one in marks]
        if Mark.CUT in marks and (example := self.row_at(number).example) is not None:
            names.append(tr("{n} cut", n=f"{example.cut:,}"))
        return ", ".join(names)
