"""The runs that wait, in their order: start, pause, reorder, change, remove."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from tuning_core import RunFile
from workbench import theme
from workbench.queue_folder import Waiting
from workbench.run_queue import RunQueue
from workbench.translation import mark, tr, tr_core
from workbench.widgets.differing_settings import differing
from workbench.widgets.empty_state import EmptyState
from workbench.wording import plain_sentence

NOTHING_WAITS = mark(
    "Nothing waits. “Add to queue” on the Train page puts the present settings here, and “Sweep…” several values of "
    "one setting; the runs are then trained one after another."
)
HEADS = (mark("Run"), mark("Differs from the run before"), mark("State"))
STATE_WIDTH = 240  # pixels


class QueueView(QWidget):
    edit_wanted = Signal(object)  # Waiting

    def __init__(self, queue: RunQueue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("queueView")
        self.queue = queue
        self.said = QLabel(wordWrap=True, objectName="queueText")
        self.said.setProperty("rank", "quiet")
        self.start_button = self._button("startQueueButton", tr("Start queue"), "mdi6.play", self.on_start_or_pause)
        self.up_button = self._button("queueUpButton", tr("Earlier"), "mdi6.arrow-up", lambda: self._move(-1))
        self.down_button = self._button("queueDownButton", tr("Later"), "mdi6.arrow-down", lambda: self._move(1))
        self.again_button = self._button("queueAgainButton", tr("Try again"), "mdi6.restart", self.on_again)
        self.edit_button = self._button("queueEditButton", tr("Edit"), "mdi6.pencil-outline", self.on_edit)
        self.remove_button = self._button("queueRemoveButton", tr("Remove"), "mdi6.close", self.on_remove)
        self.edit_button.setToolTip(tr("Take it out and put its settings into the forms"))
        self.table = self._make_table()
        self.empty = EmptyState("mdi6.playlist-play", tr(NOTHING_WAITS))
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.said, 1)
        for button in self._buttons():
            head.addWidget(button)
        card = QFrame()
        card.setProperty("surface", "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(4, 4, 4, 4)
        inside.addWidget(self.table)
        full = QWidget()
        column = QVBoxLayout(full)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(head)
        column.addWidget(card, 1)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.empty)
        self.stack.addWidget(full)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.stack)
        for keys, slot in (
            ("Alt+Up", lambda: self._move(-1)),
            ("Alt+Down", lambda: self._move(1)),
            ("Del", self.on_remove),
        ):
            QShortcut(QKeySequence(keys), self.table, context=Qt.ShortcutContext.WidgetShortcut).activated.connect(slot)
        queue.changed.connect(self.refresh)
        self.refresh()

    def _button(self, name: str, text: str, icon: str, slot: Callable[[], object]) -> QPushButton:
        button = QPushButton(theme.icon(icon), text, objectName=name)
        button.clicked.connect(lambda: slot())
        return button

    def _buttons(self) -> tuple[QPushButton, ...]:
        moving = (self.up_button, self.down_button)
        return (*moving, self.again_button, self.edit_button, self.remove_button, self.start_button)

    def _make_table(self) -> QTableWidget:
        table = QTableWidget(0, len(HEADS), objectName="queueTable")
        table.setAccessibleName(tr("Runs that wait"))
        table.setHorizontalHeaderLabels([tr(head) for head in HEADS])
        table.setFrameShape(QFrame.Shape.NoFrame)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(32)
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        for column in (0, 1):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        table.setColumnWidth(2, STATE_WIDTH)
        table.itemSelectionChanged.connect(self._allow)
        return table

    # state

    @property
    def chosen(self) -> Waiting | None:
        row = self.table.currentRow()
        return self.queue.waiting[row] if 0 <= row < len(self.queue.waiting) else None

    def refresh(self) -> None:
        chosen, waiting = self.table.currentRow(), self.queue.waiting
        self.stack.setCurrentIndex(1 if waiting else 0)
        self.table.setRowCount(len(waiting))
        for row, one in enumerate(waiting):
            before = waiting[row - 1].run if row else None
            for column, text in enumerate((one.run.name, _what_differs(before, one), self._state(one))):
                cell = QTableWidgetItem(text)
                cell.setToolTip(text)
                self.table.setItem(row, column, cell)
            self.table.item(row, 2).setIcon(theme.icon(*self._sign(one)))
        if waiting:
            self.table.selectRow(min(max(chosen, 0), len(waiting) - 1))
        self.said.setText(self.queue.text)
        self.start_button.setText(tr("Pause queue") if self.queue.is_on else tr("Start queue"))
        self.start_button.setIcon(theme.icon("mdi6.pause" if self.queue.is_on else "mdi6.play"))
        self.start_button.setEnabled(self.queue.is_on or bool(self.queue.ready))
        self.start_button.setToolTip(
            tr("The run that goes on is trained to its end; no other begins.")
            if self.queue.is_on
            else tr("Train them one after another")
        )
        self._allow()

    def _state(self, one: Waiting) -> str:
        if one == self.queue.going:
            return tr("training")
        return plain_sentence(tr_core(one.problem)) if one.problem else tr("waiting")

    def _sign(self, one: Waiting) -> tuple[str, str]:
        if one == self.queue.going:
            return "mdi6.play-circle-outline", "accent"
        return ("mdi6.alert-circle-outline", "problem") if one.problem else ("mdi6.clock-outline", "quiet")

    def _allow(self) -> None:
        one = self.chosen
        free = one is not None and one != self.queue.going
        row, last = self.table.currentRow(), len(self.queue.waiting) - 1
        self.up_button.setEnabled(one is not None and row > 0)
        self.down_button.setEnabled(one is not None and row < last)
        self.again_button.setVisible(one is not None and bool(one.problem))
        self.edit_button.setEnabled(free)
        self.remove_button.setEnabled(free)

    # the person

    def on_start_or_pause(self) -> None:
        (self.queue.pause if self.queue.is_on else self.queue.start)()

    def _move(self, by: int) -> None:
        one = self.chosen
        if one is not None:
            self.queue.move(one, by)
            self.table.selectRow(self.queue.waiting.index(one))

    def on_again(self) -> None:
        if self.chosen is not None:
            self.queue.try_again(self.chosen)

    def on_edit(self) -> None:
        if self.chosen is not None:
            self.edit_wanted.emit(self.chosen)

    def on_remove(self) -> None:
        if self.chosen is not None:
            self.queue.remove(self.chosen)


def _what_differs(before: RunFile | None, one: Waiting) -> str:
    """As in Rank 16, Learning rate 1e-4."""
    if before is None:
        return ""
    return ", ".join(f"{label} {values[1]}" for label, values in differing([before, one.run]))
