"""Type a few letters of what you want to do or set, and press Return."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QHeaderView,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from workbench.findable import Findable
from workbench.fuzzy import fit
from workbench.translation import tr

MOST_SHOWN = 60
OF_A_KEY = 0.5  # what fits a setting's dotted name comes behind what fits as well by its title
WIDTH, ROWS = 620, 11
TO_THE_LIST = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class CommandPalette(QFrame):
    """Lies over the top of its parent; Esc and a click elsewhere close it."""

    closed = Signal()

    def __init__(self, findable: Sequence[Findable], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("commandPalette")
        self.setProperty("surface", "card")
        self._findable = findable
        self._before = QApplication.focusWidget()
        self.typing = QLineEdit(objectName="paletteEdit", placeholderText=tr("Type a command, a page or a setting"))
        self.typing.setAccessibleName(tr("Command or setting"))
        self.typing.textChanged.connect(self._on_typed)
        self.typing.installEventFilter(self)
        self.list = QTreeWidget(objectName="paletteList", columnCount=2, rootIsDecorated=False, headerHidden=True)
        self.list.setAccessibleName(tr("What fits"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setUniformRowHeights(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.header().setStretchLastSection(False)
        self.list.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.list.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.list.itemClicked.connect(lambda: self._go())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(8)
        layout.addWidget(self.typing)
        layout.addWidget(self.list, 1)
        self.show()  # before it is filled: the height of the rows is that of their style
        self._on_typed("")
        self.raise_()
        self.typing.setFocus()
        parent.installEventFilter(self)

    def _take_place(self) -> None:
        room = self.parentWidget().size()
        width = min(max(WIDTH, 44 * self.fontMetrics().averageCharWidth() * 2), room.width() - 32)
        rows = min(ROWS, max(1, self.list.topLevelItemCount()))
        height = min(rows * (self.fontMetrics().lineSpacing() + 10) + 80, room.height() - 64)
        self.setGeometry((room.width() - width) // 2, 48, width, height)

    def _on_typed(self, text: str) -> None:
        fits = [(max(fit(text, found.title), fit(text, found.key) * OF_A_KEY), found) for found in self._findable]
        best = sorted((pair for pair in fits if pair[0]), key=lambda pair: -pair[0])[:MOST_SHOWN]
        self._shown = [found for _, found in best]
        self.list.clear()
        for found in self._shown:
            item = QTreeWidgetItem([found.title, found.note])
            item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            item.setToolTip(0, found.title)
            self.list.addTopLevelItem(item)
        if self._shown:
            self.list.setCurrentItem(self.list.topLevelItem(0))
        else:
            nothing = QTreeWidgetItem([tr("Nothing fits"), ""])
            nothing.setDisabled(True)
            self.list.addTopLevelItem(nothing)
        self._take_place()

    def _go(self) -> None:
        item = self.list.currentItem()
        number = self.list.indexOfTopLevelItem(item) if item is not None else -1
        if 0 <= number < len(self._shown):
            found = self._shown[number]
            self.close_palette()
            found.go()

    def close_palette(self) -> None:
        if self.isHidden():
            return
        self.hide()
        self.parentWidget().removeEventFilter(self)
        if self._before is not None and self._before.isVisible():
            self._before.setFocus()
        self.closed.emit()
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self.typing:
            if event.type() == QEvent.Type.Resize:
                self._take_place()
            return False
        if event.type() == QEvent.Type.FocusOut:
            self.close_palette()
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in TO_THE_LIST:
                QApplication.sendEvent(self.list, event)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._go()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.close_palette()
                return True
        return False
