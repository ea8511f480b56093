"""A choice among entries that stand under headings, each with a detail at its right and, greyed, why it is none. Where
it is searched, the open list begins with a line for it."""

from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QComboBox,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from workbench import theme
from workbench.translation import tr

DETAIL, NOTE, WHY_NOT, ABOUT = (Qt.ItemDataRole.UserRole + number for number in range(1, 5))
# What an entry lets be done with it. By its number, since PySide 6.11 ends the program now and then when a combo box
# forgets entries that were made as QStandardItem.
FLAGS = Qt.ItemDataRole.UserRole - 1
USUAL = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
MOST_ROWS = 24  # before the list scrolls
ROW, HEADING, REASON, BOTTOM, MARGIN, DETAIL_WIDTH = 26, 30, 18, 8, 10, 64  # pixels

Index = QModelIndex | QPersistentModelIndex


class GroupedCombo(QComboBox):
    def __init__(self, list_width: int = 0, is_searched: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_searched = is_searched
        self.setItemDelegate(_Entries(self))
        self.setMaxVisibleItems(MOST_ROWS)
        self.setProperty("grouped", True)
        if list_width:
            self.view().setMinimumWidth(list_width)
        self.search_edit = QLineEdit(placeholderText=tr("Search"), clearButtonEnabled=True)
        self.search_edit.setObjectName("listSearchEdit")
        self.search_edit.setAccessibleName(tr("Search the list"))
        self.search_edit.addAction(theme.icon("mdi6.magnify", "quiet"), QLineEdit.ActionPosition.LeadingPosition)
        self.search_edit.textChanged.connect(self._on_searched)
        self.search_edit.installEventFilter(self)
        _, column = self._frame
        column.insertWidget(0, self.search_edit)
        self.search_edit.setVisible(is_searched)

    def add_heading(self, title: str, detail: str = "") -> None:
        """`detail` says what stands at the right of the entries below."""
        self.addItem(title)
        row = self.count() - 1
        self.setItemData(row, detail, DETAIL)
        self.setItemData(row, Qt.ItemFlag.NoItemFlags.value, FLAGS)

    def add_entry(self, title: str, data: Any, detail: str = "", note: str = "", about: str = "") -> None:
        """`about` is what else a search finds it by."""
        self.addItem(title, data)
        self.setItemData(self.count() - 1, about, ABOUT)
        self.describe(data, detail, note)

    def describe(
        self, data: Any, detail: str, note: str = "", why_not: str = "", can_be_chosen: bool | None = None
    ) -> None:
        """`detail` stands at the right, `note` before it, `why_not` beneath; an entry with it cannot be chosen, if
        nothing else is said."""
        row = self.findData(data)
        enabled = not why_not if can_be_chosen is None else can_be_chosen
        title = self.itemText(row)
        spoken = [title, detail, note, why_not]
        if not enabled:
            spoken = [title, tr("cannot be chosen: {why_not}", why_not=why_not)]
        for role, value in (
            (DETAIL, detail),
            (NOTE, note),
            (WHY_NOT, why_not),
            (FLAGS, (USUAL if enabled else Qt.ItemFlag.ItemIsSelectable).value),
            (Qt.ItemDataRole.ToolTipRole, why_not),
            (Qt.ItemDataRole.AccessibleTextRole, ", ".join(part for part in spoken if part)),
        ):
            self.setItemData(row, value, role)

    def show_data(self, data: Any) -> None:
        """Chooses this entry, or none where it is missing, telling nobody."""
        blocked = self.blockSignals(True)
        self.setCurrentIndex(self.findData(data))
        self.blockSignals(blocked)

    def why_not(self, data: Any) -> str:
        """Empty for an entry that can be chosen."""
        row = self.findData(data)
        return "" if row < 0 or self._is_enabled(row) else str(self.itemData(row, WHY_NOT))

    def _is_enabled(self, row: int) -> bool:
        return bool(self.model().flags(self.model().index(row, 0)) & Qt.ItemFlag.ItemIsEnabled)

    # the search in the open list

    def showPopup(self) -> None:
        self._hide_others("")
        super().showPopup()
        if self._is_searched:
            frame, _ = self._frame
            frame.resize(frame.width(), frame.height() + self.search_edit.sizeHint().height())
            self.search_edit.setFocus()

    @property
    def _frame(self) -> tuple[QWidget, QBoxLayout]:
        """Of the open list, and the column in it. Each is named, as PySide lets go of what is only passed by."""
        frame = self.view().parentWidget()
        column = frame.layout()
        assert isinstance(column, QBoxLayout)
        return frame, column

    def hidePopup(self) -> None:
        super().hidePopup()
        self.search_edit.clear()

    def _on_searched(self, text: str) -> None:
        self._hide_others(text)
        if text:
            self._go_to_best(text.casefold().strip())

    def _go_to_best(self, typed: str) -> None:
        """Of what is shown and can be chosen: a name that begins with what is typed, else one that holds it, else one
        of which something else that is said does."""
        rows = [row for row in range(self.count()) if not self._list.isRowHidden(row) and self._is_enabled(row)]
        names = {row: self.itemText(row).casefold() for row in rows}
        best = min(rows, key=lambda row: (not names[row].startswith(typed), typed not in names[row]), default=None)
        if best is not None:
            self.view().setCurrentIndex(self.model().index(best, 0))

    def _hide_others(self, text: str) -> None:
        """A heading stays as long as something stands under it."""
        view = self._list
        heading, anything = -1, False
        for row in range(self.count()):
            if self.itemData(row) is None:
                if heading >= 0:
                    view.setRowHidden(heading, not anything)
                heading, anything = row, False
                continue
            found = _holds(f"{self.itemText(row)} {self.itemData(row, ABOUT) or ''}", text)
            view.setRowHidden(row, not found)
            anything = anything or found
        if heading >= 0:
            view.setRowHidden(heading, not anything)

    def shown_entries(self) -> list[Any]:
        """What the search leaves in the list."""
        kept = (row for row in range(self.count()) if not self._list.isRowHidden(row))
        return [data for row in kept if (data := self.itemData(row)) is not None]

    def _go(self, start: int, step: int) -> None:
        """To the next entry that is shown and can be chosen."""
        row = start
        while 0 <= row < self.count():
            if not self._list.isRowHidden(row) and self._is_enabled(row):
                self.view().setCurrentIndex(self.model().index(row, 0))
                return
            row += step

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up, Down and Enter go to the list while the search is typed."""
        if watched is self.search_edit and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            row, key = self.view().currentIndex().row(), event.key()
            if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                step = 1 if key == Qt.Key.Key_Down else -1
                self._go(row + step, step)
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                if row >= 0 and not self._list.isRowHidden(row) and self._is_enabled(row):
                    self.hidePopup()
                    self.setCurrentIndex(row)
                return True
            if key == Qt.Key.Key_Escape:
                self.hidePopup()
                return True
        return super().eventFilter(watched, event)

    @property
    def _list(self) -> QListView:
        view = self.view()
        assert isinstance(view, QListView)
        return view


class _Entries(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        if _is_heading(index):
            return QSize(0, HEADING if index.row() else ROW)
        is_last = index.row() == index.model().rowCount() - 1
        return QSize(0, _height(index) + (BOTTOM if is_last else 0))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        colours = theme.colours()
        box = option.rect.adjusted(MARGIN, 0, -MARGIN, 0)
        painter.save()
        if _is_heading(index):
            painter.setFont(_font(0.9, bold=True))
            painter.setPen(QColor(colours.quiet))
            line = box.adjusted(0, 0, 0, -4)
            painter.drawText(line, _LEFT_BELOW, index.data())
            painter.setFont(_font(0.9))
            painter.drawText(line, _RIGHT_BELOW, index.data(DETAIL) or "")
            painter.restore()
            return
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.accent_soft))
            ground = QRect(option.rect.left(), option.rect.top(), option.rect.width(), _height(index))
            painter.drawRoundedRect(ground.adjusted(2, 1, -2, -1), 4, 4)
        why_not = index.data(WHY_NOT)
        painter.setFont(_font())
        can_be_chosen = bool(option.state & QStyle.StateFlag.State_Enabled)
        painter.setPen(QColor(colours.text if can_be_chosen else colours.quiet))
        line = QRect(box.left(), box.top(), box.width(), ROW)
        painter.drawText(line, _LEFT, index.data())
        painter.setPen(QColor(colours.quiet))
        painter.drawText(line, _RIGHT, index.data(DETAIL) or "")
        painter.setFont(_font(0.9))
        painter.drawText(line.adjusted(0, 0, -DETAIL_WIDTH, 0), _RIGHT, index.data(NOTE) or "")
        if why_not:
            below = QRect(box.left(), box.top() + ROW - 4, box.width(), REASON)
            short = painter.fontMetrics().elidedText(why_not, Qt.TextElideMode.ElideRight, below.width())
            painter.drawText(below, _LEFT, short)
        painter.restore()


def _holds(text: str, words: str) -> bool:
    """Every word, in any order."""
    return all(word in text.casefold() for word in words.casefold().split())


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_LEFT_BELOW = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom
_RIGHT_BELOW = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def _height(index: Index) -> int:
    return ROW + (REASON if index.data(WHY_NOT) else 0)


def _is_heading(index: Index) -> bool:
    return index.data(Qt.ItemDataRole.UserRole) is None


def _font(scale: float = 1.0, bold: bool = False) -> QFont:
    font = QApplication.font()
    font.setPointSizeF(font.pointSizeF() * scale)
    font.setBold(bold)
    return font
