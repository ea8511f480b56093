"""The rows of the data, with a search and a choice of which to show."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QHeaderView, QLineEdit, QTableView, QWidget

from workbench import theme
from workbench.quick_work import QuickWork
from workbench.widgets.card import Card
from workbench.widgets.rows_model import FILTERS, RowsModel, found
from workbench.wording import plural

if TYPE_CHECKING:
    from tuning_core import PreparedRow
    from tuning_core.data.forms import Form

WIDTHS = (44, 56, 68, 70)  # of the number, the tokens, the learned tokens and the mark

CLASS_WIDTH = 110


class RowsCard(Card):
    row_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Rows", parent)
        self.model = RowsModel(self)
        self.search_edit = QLineEdit(objectName="rowsSearchEdit", placeholderText="Search", clearButtonEnabled=True)
        self.search_edit.setAccessibleName("Search the rows")
        self.search_edit.addAction(theme.icon("mdi6.magnify", "quiet"), QLineEdit.ActionPosition.LeadingPosition)
        self.filter_combo = QComboBox(objectName="rowsFilterCombo")
        self.filter_combo.addItems(FILTERS)
        self.filter_combo.setAccessibleName("Which rows to show")
        self.head.addWidget(self.search_edit)
        self.head.addWidget(self.filter_combo)
        self.table = self._make_table()
        self.body.addWidget(self.table, 1)
        self._search = QuickWork(self)
        self._search.answered.connect(self._on_found)
        self._typing = QTimer(self, singleShot=True, interval=120)
        self._typing.timeout.connect(self._look)
        self.search_edit.textChanged.connect(self._typing.start)
        self.filter_combo.currentIndexChanged.connect(self._look)

    def _make_table(self) -> QTableView:
        table = QTableView(objectName="rowsTable", showGrid=False, wordWrap=False, sortingEnabled=True)
        table.setModel(self.model)
        table.setAccessibleName("Rows of the data")
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.verticalHeader().hide()
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        table.verticalHeader().setDefaultSectionSize(table.fontMetrics().height() + 12)
        table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        table.horizontalHeader().setSortIndicator(0, Qt.SortOrder.AscendingOrder)
        table.horizontalHeader().setHighlightSections(False)
        table.horizontalHeader().setTextElideMode(Qt.TextElideMode.ElideRight)
        table.selectionModel().currentRowChanged.connect(self._on_current_changed)
        return table

    def show_rows(self, rows: "list[PreparedRow]", form: "Form | None" = None) -> None:
        """Keeps the chosen row and the filter where the rows are as many as before."""
        chosen = self.table.currentIndex().row() if len(rows) == len(self.model.rows) else 0
        before = (list(self.model.columns), self.model.classes)
        self.model.show_rows(rows, form)
        if (self.model.columns, self.model.classes) != before:
            self._size_columns()
        self._tell_number()
        self.table.selectRow(max(0, chosen))
        if self.search_edit.text() or self.filter_combo.currentIndex():
            self._look()

    def select(self, file: str, line: int) -> None:
        place = self.model.place_of(file, line)
        if place is not None:
            self.table.selectRow(place)
            self.table.scrollTo(self.model.index(place, 0))

    def _size_columns(self) -> None:
        header, last = self.table.horizontalHeader(), self.model.columnCount() - 1
        for column in range(last + 1):
            text = 0 < column < last - 2 and column != self.model.classes
            header.setSectionResizeMode(
                column, QHeaderView.ResizeMode.Stretch if text else QHeaderView.ResizeMode.Interactive
            )
            if not text:
                self.table.setColumnWidth(column, self._width_of(column, last))
        self.table.setColumnHidden(last - 1, self.model.classes is not None)  # one class a row is learned, always

    def _width_of(self, column: int, last: int) -> int:
        if column == self.model.classes:
            return CLASS_WIDTH
        return WIDTHS[0] if column == 0 else WIDTHS[column - last - 1]

    def _look(self) -> None:
        rows, text, which = self.model.rows, self.search_edit.text().strip(), self.filter_combo.currentText()
        self._search.ask(lambda: found(rows, text, which))

    def _on_found(self, numbers: list[int]) -> None:
        self.model.show_only(numbers)
        self._tell_number()
        self.table.selectRow(0)

    def _tell_number(self) -> None:
        shown, all_rows = self.model.rowCount(), len(self.model.rows)
        self.heading.setText(
            plural(all_rows, "row") if shown == all_rows else f"{shown:,} of {plural(all_rows, 'row')}"
        )

    def _on_current_changed(self, index: QModelIndex) -> None:
        if index.isValid():
            self.row_chosen.emit(self.model.row_at(index.row()))
