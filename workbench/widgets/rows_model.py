"""The prepared rows as a table: number, the file's own columns, tokens, learned tokens, and what is special."""

import json
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from workbench import theme

if TYPE_CHECKING:
    from tuning_core import PreparedRow
    from tuning_core.data.forms import Form

Index = QModelIndex | QPersistentModelIndex
SHOWN_CHARACTERS = 160
ROOT = QModelIndex()
TEXT, TIP = Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole
FILTERS = ("all rows", "with problems", "cut", "held out")


class RowsModel(QAbstractTableModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[PreparedRow] = []
        self._shown: list[int] = []
        self.columns: list[str] = []
        self.form: Form | None = None

    def show_rows(self, rows: "list[PreparedRow]", form: "Form | None" = None) -> None:
        self.beginResetModel()
        self._rows, self.form = rows, form
        self._shown = list(range(len(rows)))
        self.columns = list(dict.fromkeys(name for row in rows[:100] for name in row.row.values))
        self.endResetModel()

    def show_only(self, numbers: list[int]) -> None:
        """Places in the list of rows, as `found` gives them."""
        self.beginResetModel()
        self._shown = numbers
        self.endResetModel()

    @property
    def rows(self) -> "list[PreparedRow]":
        return self._rows

    def row_at(self, number: int) -> "PreparedRow":
        return self._rows[self._shown[number]]

    def place_of(self, file: str, line: int) -> int | None:
        """Where the row of a file's line stands in the table now."""
        for place, number in enumerate(self._shown):
            if self._rows[number].row.line == line and self._rows[number].row.file == file:
                return place
        return None

    # Qt

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns) + 4

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role in (TEXT, TIP):
            learned = "Words" if self._tags else "Learned"
            return ["#", *self.columns, "Tokens", learned, "Mark"][section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = self.row_at(index.row()), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(row, column)
        if role == Qt.ItemDataRole.ToolTipRole and column == len(self.columns) + 3:
            return row.problem or None
        if role == Qt.ItemDataRole.TextAlignmentRole and (column == 0 or column in self._numbers):
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ForegroundRole and column == len(self.columns) + 3:
            return QColor(theme.colours().problem if row.problem else theme.colours().quiet)
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

    @property
    def _numbers(self) -> range:
        return range(len(self.columns) + 1, len(self.columns) + 3)

    def _text(self, row: "PreparedRow", column: int) -> str:
        if column == 0:
            return f"{row.number:,}"
        if 0 < column <= len(self.columns) and self.columns[column - 1] == self._tags and row.messages:
            return row.messages[-1].content
        if column <= len(self.columns):
            return shown_value(row.row.values.get(self.columns[column - 1]))
        if column == len(self.columns) + 3:
            return mark_of(row)
        if row.example is None:
            return ""
        return f"{length_of(row) if column == len(self.columns) + 1 else row.example.learned_tokens:,}"

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self.layoutAboutToBeChanged.emit()
        self._shown.sort(key=lambda number: self._key(self._rows[number], column), reverse=order.value == 1)
        self.layoutChanged.emit()

    def _key(self, row: "PreparedRow", column: int) -> Any:
        if column == 0:
            return row.number
        if column == len(self.columns) + 1:
            return length_of(row)
        if column == len(self.columns) + 2:
            return row.example.learned_tokens if row.example else 0
        return self._text(row, column)


def found(rows: "list[PreparedRow]", text: str, which: str) -> list[int]:
    """Places of the rows of that kind that hold the text somewhere, whatever its case."""
    text = text.casefold()
    kinds = {
        "with problems": lambda row: bool(row.problem),
        "cut": lambda row: row.example is not None and row.example.cut > 0,
        "held out": lambda row: row.held_out,
    }
    wanted = kinds.get(which, lambda row: True)
    return [
        place
        for place, row in enumerate(rows)
        if wanted(row) and (not text or any(text in shown_value(v, None).casefold() for v in row.row.values.values()))
    ]


def shown_value(value: Any, characters: int | None = SHOWN_CHARACTERS) -> str:
    if value is None:
        return ""
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        value = " ".join(value)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text[:characters].replace("\n", " ↵ ")


def length_of(row: "PreparedRow") -> int:
    """Tokens, those cut included."""
    return row.example.tokens + row.example.cut if row.example else 0


def mark_of(row: "PreparedRow") -> str:
    if row.problem:
        return "problem"
    marks = ["held out"] if row.held_out else []
    if row.example is not None and row.example.cut:
        marks.append(f"{row.example.cut:,} cut")
    return ", ".join(marks)
