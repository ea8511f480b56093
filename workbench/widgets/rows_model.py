"""The rows as a table: number, the file's own columns, tokens, learned tokens, and what is special. It holds no row but
those on the screen, so that ten million cost no more than ten."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from workbench import theme
from workbench.row_facts import DROPPED, DUPLICATE, HELD_OUT, IN_BOTH, LEARNED, MARK, NUMBER, TOKENS, Places, RowFacts
from workbench.shown_value import shown_value

if TYPE_CHECKING:
    from tuning_core import PreparedRow
    from tuning_core.data.forms import Form

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
TEXT, TIP = Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole
LOOKED_AT = 100  # first rows, whose columns are shown
ON_SCREEN = 256  # rows that are kept at hand: each cell asks for its row anew
MARKS = {DROPPED: "left out", HELD_OUT: "held out", DUPLICATE: "duplicate", IN_BOTH: "in both splits"}


class RowsModel(QAbstractTableModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: Sequence[PreparedRow] = ()
        self.facts: RowFacts | None = None  # None until the rows are tokenised
        self.form: Form | None = None
        self.columns: list[str] = []
        self._shown: Places | None = None  # None: all, as they are in the file
        self._row: Callable[[int], PreparedRow] = self.rows.__getitem__

    def show_rows(
        self, rows: "Sequence[PreparedRow]", facts: RowFacts | None = None, form: "Form | None" = None
    ) -> None:
        """Where they are as many as before, with the same columns, nothing on the screen moves."""
        columns = columns_of(rows)
        same_place = (len(rows), columns) == (len(self.rows), self.columns)
        if not same_place:
            self.beginResetModel()
            self._shown = None
        self.rows, self.facts, self.form, self.columns = rows, facts, form, columns
        self._row = lru_cache(ON_SCREEN)(rows.__getitem__)
        if not same_place:
            self.endResetModel()
        elif self.rowCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.columnCount() - 1)

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
            return place if place < len(self.rows) else None
        found = np.flatnonzero(self._shown == place)
        return int(found[0]) if len(found) else None

    def row_at(self, number: int) -> "PreparedRow":
        return self._row(self.place_at(number))

    def key_of(self, column: int) -> str:
        """What rows are sorted by in that column, as `Order` names it."""
        return [NUMBER, *self.columns, TOKENS, LEARNED, MARK][column]

    # Qt

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows) if self._shown is None else len(self._shown)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns) + 4

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role in (TEXT, TIP):
            learned = "Words" if self._tags else "Learned"
            return ["#", *self.columns, "Tokens", learned, "Mark"][section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        column, mark = index.column(), len(self.columns) + 3
        if role == TEXT:
            return self._text(index.row(), column)
        if role == TIP and column == mark:
            return self.row_at(index.row()).problem or None
        if role == Qt.ItemDataRole.TextAlignmentRole and (column == 0 or len(self.columns) < column < mark):
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ForegroundRole and column == mark:
            return QColor(theme.colours().problem if self.row_at(index.row()).problem else theme.colours().quiet)
        return None

    @property
    def classes(self) -> int | None:
        """The column of the rows' classes."""
        if self.form is None or self.form.format != "classification" or self.form.columns["label"] not in self.columns:
            return None
        return self.columns.index(self.form.columns["label"]) + 1

    @property
    def _tags(self) -> str:
        """The file's column of words' tags, none for other rows."""
        return self.form.columns["tags"] if self.form is not None and self.form.format == "token_labels" else ""

    def _text(self, number: int, column: int) -> str:
        if column == 0:
            return f"{self.place_at(number) + 1:,}"
        if column <= len(self.columns):
            return self._text_of_file(self.row_at(number), self.columns[column - 1])
        if self.facts is None:
            return ""
        if column == len(self.columns) + 3:
            return self._mark(number)
        counts = self.facts.lengths if column == len(self.columns) + 1 else self.facts.learned
        count = counts[self.place_at(number)]
        return f"{count:,}" if count else ""

    def _text_of_file(self, row: "PreparedRow", column: str) -> str:
        if column == self._tags and row.messages:
            return row.messages[-1].content
        return shown_value(row.row.values.get(column))

    def _mark(self, number: int) -> str:
        assert self.facts is not None
        row, marks = self.row_at(number), int(self.facts.marks[self.place_at(number)])
        if row.problem and not marks & DROPPED:
            return "problem"
        names = [name for bit, name in MARKS.items() if marks & bit]
        if row.example is not None and row.example.cut and not marks & DROPPED:
            names.append(f"{row.example.cut:,} cut")
        return ", ".join(names)


def columns_of(rows: "Sequence[PreparedRow]") -> list[str]:
    first = (rows[place].row.values for place in range(min(LOOKED_AT, len(rows))))
    return list(dict.fromkeys(name for values in first for name in values))
