"""The rows of the data, with a search, a choice of which to show, and their order."""

import numpy as np
from PySide6.QtCore import QModelIndex, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QHeaderView, QLineEdit, QTableView, QToolButton, QWidget

from tuning_core.data.marks import Mark
from workbench import theme
from workbench.all_rows import FILTERS, LEARNED, MARK, NUMBER, TOKENS, AllRows, Order, Places
from workbench.quick_work import QuickWork
from workbench.row_search import MOST_HITS, RowSearch
from workbench.translation import tr, tr_count
from workbench.widgets.card import Card
from workbench.widgets.rows_model import RowsModel
from workbench.wording import count_text, percent_text

Arrangement = tuple[Mark, Order, Places | None]
WIDTHS = {NUMBER: 48, TOKENS: 60, LEARNED: 68, MARK: 72}
A_DIGIT = 9  # pixels
CLASS_WIDTH = 110
TEXT_WIDTH = 60  # of a column of texts, at least
FEW_TEXTS = 2
MARGINS = 48  # beside the columns: the card's and the scroll bar


class RowsCard(Card):
    row_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Rows"), parent)
        self.model = RowsModel(self)
        self._order = Order()
        self._arrangement: Arrangement | None = None  # the last one, which a search keeps
        self._stays = False
        self._make_head()
        self.table = self._make_table()
        self.body.addWidget(self.table, 1)
        self._arranging = QuickWork(self)
        self._arranging.answered.connect(self._on_arranged)
        self.search = RowSearch(self)
        self.search.found.connect(self._on_found)
        self.search.progressed.connect(self._tell_number)
        self.search.ended.connect(self._on_search_ended)
        self._typing = QTimer(self, singleShot=True, interval=120)
        self._typing.timeout.connect(self._on_typed)

    def _make_head(self) -> None:
        self.search_edit = QLineEdit(objectName="rowsSearchEdit", placeholderText=tr("Search, or #12"))
        self.search_edit.setClearButtonEnabled(True)
        self.search_edit.setAccessibleName(tr("Search the rows, or jump to one with # and its number"))
        self.search_edit.setToolTip(tr("A text that the row holds; #2335 jumps to that row (Ctrl+G)"))
        self.search_edit.addAction(theme.icon("mdi6.magnify", "quiet"), QLineEdit.ActionPosition.LeadingPosition)
        self.search_edit.textChanged.connect(lambda: self._typing.start())
        QShortcut(QKeySequence("Ctrl+G"), self).activated.connect(self._on_jump_wanted)
        self.stop_button = QToolButton(objectName="stopSearchButton")
        self.stop_button.setIcon(theme.icon("mdi6.stop"))
        self.stop_button.setToolTip(tr("Stop looking; what was found stays"))
        self.stop_button.setAccessibleName(tr("Stop the search"))
        self.stop_button.clicked.connect(self._on_search_stopped)
        self.stop_button.hide()
        self.filter_combo = QComboBox(objectName="rowsFilterCombo")
        for title, which in FILTERS.items():
            self.filter_combo.addItem(tr(title), which)
        self.filter_combo.setAccessibleName(tr("Which rows to show"))
        self.filter_combo.currentIndexChanged.connect(lambda: self._arrange())
        for widget in (self.stop_button, self.search_edit, self.filter_combo):
            self.head.addWidget(widget)

    def _make_table(self) -> QTableView:
        table = QTableView(objectName="rowsTable", showGrid=False, wordWrap=False)
        table.setModel(self.model)
        table.setAccessibleName(tr("Rows of the data"))
        table.setTabKeyNavigation(False)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.verticalHeader().hide()
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        table.verticalHeader().setDefaultSectionSize(table.fontMetrics().height() + 12)
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.setSortIndicator(0, Qt.SortOrder.AscendingOrder)
        header.setHighlightSections(False)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        header.sortIndicatorChanged.connect(self._on_sort_wanted)
        table.selectionModel().currentRowChanged.connect(self._on_current_changed)
        return table

    # what is shown

    def show_rows(self, rows: AllRows | None) -> None:
        """Where only settings changed, the chosen row and the place in the table stay."""
        if rows is None:  # others will come, of which a filter may leave none
            with QSignalBlocker(self.filter_combo):
                self.choose_filter(Mark(0))
        before = (list(self.model.columns), self.model.classes, self.model.rowCount())
        as_many = self.model.show_rows(rows)
        self.filter_combo.setEnabled(rows is not None and rows.prepared is not None)
        if (self.model.columns, self.model.classes, self.model.rowCount()) != before:
            self._size_columns()
        if not as_many:
            self._order = Order()
            self._show_order()
        self._arrangement = None
        if self._which or self._text or self._order != Order():
            self._arrange(stay=as_many)
            return
        self._tell_number()
        if as_many:
            self._tell_chosen()
        else:
            self.table.selectRow(0)

    @property
    def chosen(self) -> int | None:
        """The place of the chosen row among all rows."""
        index = self.table.currentIndex()
        return self.model.place_at(index.row()) if index.isValid() else None

    def go_to(self, place: int) -> None:
        """Shows a row and chooses it; where a filter or a search hides it, all rows are shown again."""
        if self.model.number_of(place) is None:
            self._show_all()
        number = self.model.number_of(place)
        if number is not None:
            self.table.selectRow(number)
            self.table.scrollTo(self.model.index(number, 0), QAbstractItemView.ScrollHint.PositionAtCenter)

    def choose_filter(self, which: Mark) -> None:
        """Rows with this mark; none shows all."""
        self.filter_combo.setCurrentIndex(list(FILTERS.values()).index(which))

    def _show_all(self) -> None:
        with QSignalBlocker(self.search_edit), QSignalBlocker(self.filter_combo):
            self.choose_filter(Mark(0))
            if self._text:  # the number of a row to jump to stays
                self.search_edit.clear()
        self._arranging.forget()
        self.search.stop()
        self.stop_button.hide()
        self._order, self._arrangement = Order(), None
        self._show_order()
        self.model.show_only(None)
        self._tell_number()

    # filter, order and search

    @property
    def _which(self) -> Mark:
        return list(FILTERS.values())[self.filter_combo.currentIndex()]

    @property
    def _text(self) -> str:
        text = self.search_edit.text().strip()
        return "" if text.startswith("#") else text

    def _arrange(self, stay: bool = False) -> None:
        """In the background; ten million rows take a second to sort. With `stay` the place in the table is kept."""
        self.search.stop()
        self._stays = stay
        rows, which, order = self.model.all, self._which, self._order
        if rows is None:
            return
        if self._arrangement is not None and (which, order) == self._arrangement[:2]:
            self._on_arranged(self._arrangement)
        elif not which and order == Order():
            self._on_arranged((which, order, None))
        else:
            self._arranging.ask(lambda: (which, order, rows.arranged(which, order)))

    def _on_arranged(self, arrangement: Arrangement) -> None:
        self._arrangement = arrangement
        places = arrangement[2]
        if self._text:
            self._show_places(np.arange(0))
            self.stop_button.show()
            assert self.model.all is not None
            self.search.look(self.model.all, places, self._text)
            self._tell_number(0.0)
        else:
            self.stop_button.hide()
            self._show_places(places)
            self._tell_number()

    def _show_places(self, places: Places | None) -> None:
        chosen, scrolled = self.chosen, self.table.verticalScrollBar().value()
        self.model.show_only(places)
        number = self.model.number_of(chosen) if chosen is not None else None
        self.table.selectRow(number or 0)
        if self._stays:
            self.table.verticalScrollBar().setValue(scrolled)
            self._tell_chosen()
        elif number:
            self.table.scrollTo(self.model.index(number, 0))

    def _on_typed(self) -> None:
        text = self.search_edit.text().strip()
        if text.startswith("#"):
            number = text[1:].replace(",", "").replace(" ", "")
            if number.isdecimal() and 1 <= int(number) <= len(self.model.all or ()):
                self.go_to(int(number) - 1)
        else:
            self._arrange()

    def _on_jump_wanted(self) -> None:
        self.search_edit.setText("#")
        self.search_edit.setFocus()

    def _on_found(self, places: Places) -> None:
        none_yet = self.model.rowCount() == 0
        self.model.show_more(places)
        if none_yet:
            self.table.selectRow(0)

    def _on_search_ended(self) -> None:
        self.stop_button.hide()
        self._tell_number()

    def _on_search_stopped(self) -> None:
        self.search.stop()
        self._on_search_ended()

    def _on_sort_wanted(self, column: int, direction: Qt.SortOrder) -> None:
        by = self.model.key_of(column) if column < self.model.columnCount() else NUMBER
        if self.model.all is None or not self.model.all.can_be_sorted_by(by):
            self._show_order()
            return
        self._order = Order(by, direction == Qt.SortOrder.DescendingOrder)
        self._arrange()

    def _show_order(self) -> None:
        header = self.table.horizontalHeader()
        keys = [self.model.key_of(column) for column in range(self.model.columnCount())]
        direction = Qt.SortOrder.DescendingOrder if self._order.descending else Qt.SortOrder.AscendingOrder
        with QSignalBlocker(header):
            header.setSortIndicator(keys.index(self._order.by) if self._order.by in keys else 0, direction)

    # parts

    def _size_columns(self) -> None:
        """Texts share what is left; many of them keep a width at which they can be read, and the table scrolls."""
        header, last = self.table.horizontalHeader(), self.model.columnCount() - 1
        texts = {column for column in range(1, last - 2) if column != self.model.classes}
        # One class a row is learned, always; and where there are many columns the row itself tells.
        self.table.setColumnHidden(last - 1, self.model.classes is not None or len(texts) > FEW_TEXTS)
        others = [column for column in range(last + 1) if column not in texts]
        for column in others:
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            self.table.setColumnWidth(column, self._width_of(column))
        left = self.width() - MARGINS - sum(self.table.columnWidth(column) for column in others)
        room = left >= len(texts) * TEXT_WIDTH
        for column in texts:
            header.setSectionResizeMode(
                column, QHeaderView.ResizeMode.Stretch if room else QHeaderView.ResizeMode.Interactive
            )
            if not room:
                self.table.setColumnWidth(column, TEXT_WIDTH)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._size_columns()

    def _width_of(self, column: int) -> int:
        if column == self.model.classes:
            return CLASS_WIDTH
        more = A_DIGIT * max(0, len(f"{len(self.model.all or ()):,}") - 4) if column == 0 else 0
        return WIDTHS[self.model.key_of(column)] + more

    def _tell_number(self, share: float | None = None) -> None:
        """`share` of the rows that were looked through, while a search goes on."""
        shown, all_rows = self.model.rowCount(), _rows_text(len(self.model.all or ()))
        if share is not None and self.search.busy:
            self.heading.setText(
                tr("{shown} found, {share} looked through", shown=f"{shown:,}", share=percent_text(share))
            )
        elif self._text and shown >= MOST_HITS:
            self.heading.setText(tr("the first {shown} of {all_rows} found", shown=f"{shown:,}", all_rows=all_rows))
        else:
            self.heading.setText(
                all_rows
                if shown == len(self.model.all or ())
                else tr("{shown} of {all_rows}", shown=f"{shown:,}", all_rows=all_rows)
            )

    def _on_current_changed(self, index: QModelIndex) -> None:
        if index.isValid():
            self.row_chosen.emit(self.model.row_at(index.row()))

    def _tell_chosen(self) -> None:
        self._on_current_changed(self.table.currentIndex())


def _rows_text(rows: int) -> str:
    return tr_count("{n} row", "{n} rows", rows, n=count_text(rows))
