"""The saved conversations: opened by a click, renamed, deleted, and taken back."""

from datetime import UTC, datetime

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from workbench.conversation import Conversation
from workbench.quick_work import QuickWork
from workbench.saved_conversations import (
    SavedConversation,
    delete_conversation,
    read_conversation,
    saved_conversations,
    write_conversation,
)
from workbench.translation import tr, tr_count
from workbench.wording import date_text

WIDTH = 216  # pixels
KEY = Qt.ItemDataRole.UserRole


class ConversationList(QFrame):
    opened = Signal(str)  # key
    renamed = Signal(str, str)  # key, name
    deleted = Signal(str)  # key

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self.setFixedWidth(WIDTH)
        heading = QLabel(tr("Conversations"))
        heading.setProperty("rank", "heading")
        self.search = QLineEdit(placeholderText=tr("Search"), clearButtonEnabled=True, objectName="conversationSearch")
        self.search.setAccessibleName(tr("Search the conversations"))
        self.list = QListWidget(objectName="conversationList")
        self.list.setAccessibleName(tr("Saved conversations"))
        self.list.setWordWrap(True)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setToolTip(tr("Enter opens, F2 renames, Del deletes"))
        self.none = QLabel(tr("What you say here is kept on this machine and listed here."), wordWrap=True)
        self.none.setProperty("rank", "quiet")
        self.gone = QLabel(wordWrap=True)
        self.gone.setProperty("rank", "quiet")
        self.undo_button = QPushButton(tr("Undo"), objectName="undoDeleteButton")
        self.undo_button.setProperty("link", True)
        foot = QHBoxLayout()
        foot.addWidget(self.gone, 1)
        foot.addWidget(self.undo_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 8, 8)
        layout.setSpacing(8)
        for widget in (heading, self.search, self.none):
            layout.addWidget(widget)
        layout.addWidget(self.list, 1)
        layout.addLayout(foot)
        self._deleted: Conversation | None = None
        self._current = ""
        self._saved: list[SavedConversation] = []
        self._listing = QuickWork(self)
        self._listing.answered.connect(self._on_listed)
        self._show_deleted(None)
        self.search.textChanged.connect(self._fill)
        self.list.itemClicked.connect(lambda item: self.opened.emit(item.data(KEY)))
        self.list.itemActivated.connect(lambda item: self.opened.emit(item.data(KEY)))
        self.list.itemChanged.connect(self._on_renamed)
        self.list.customContextMenuRequested.connect(self._on_menu)
        self.undo_button.clicked.connect(self._on_undo)
        QShortcut(QKeySequence.StandardKey.Delete, self.list, self._on_delete, context=_HERE)
        QShortcut(QKeySequence(Qt.Key.Key_F2), self.list, self._on_rename, context=_HERE)

    def show_current(self, key: str) -> None:
        self._current = key
        self.refresh()

    def refresh(self) -> None:
        self._listing.ask(saved_conversations)

    def _on_listed(self, saved: list[SavedConversation]) -> None:
        self._saved = saved
        self.none.setVisible(not saved)
        self.search.setVisible(bool(saved))
        self._fill()

    def _fill(self) -> None:
        wanted = self.search.text().casefold()
        blocked = self.list.blockSignals(True)
        self.list.clear()
        for saved in self._saved:
            if wanted in saved.title.casefold():
                item = QListWidgetItem(saved.title)
                item.setData(KEY, saved.key)
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
                messages = tr_count("{n} message", "{n} messages", saved.turns)
                when = date_text(datetime.fromtimestamp(saved.changed, UTC))
                item.setToolTip(f"{saved.title}\n{saved.model} · {messages} · {when}")
                self.list.addItem(item)
                if saved.key == self._current:
                    self.list.setCurrentItem(item)
        self.list.blockSignals(blocked)

    def _on_menu(self, place: QPoint) -> None:
        if self.list.itemAt(place) is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(tr("Rename"), self._on_rename)
        menu.addAction(tr("Delete"), self._on_delete)
        menu.popup(self.list.viewport().mapToGlobal(place))

    def _on_rename(self) -> None:
        if (item := self.list.currentItem()) is not None:
            self.list.editItem(item)

    def _on_renamed(self, item: QListWidgetItem) -> None:
        self.renamed.emit(item.data(KEY), item.text())

    def _on_delete(self) -> None:
        if (item := self.list.currentItem()) is None:
            return
        key = str(item.data(KEY))
        self._show_deleted(read_conversation(key))
        delete_conversation(key)
        self.deleted.emit(key)
        self.refresh()

    def _on_undo(self) -> None:
        if self._deleted is not None:
            write_conversation(self._deleted)
            self._show_deleted(None)
            self.refresh()

    def _show_deleted(self, conversation: Conversation | None) -> None:
        self._deleted = conversation
        self.gone.setText(tr("Deleted: {title}", title=conversation.title) if conversation is not None else "")
        self.gone.setVisible(conversation is not None)
        self.undo_button.setVisible(conversation is not None)


_HERE = Qt.ShortcutContext.WidgetShortcut
