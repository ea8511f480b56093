"""Sample replies through time: of each held-out row the prompt, the right answer, and what the model said at every
evaluation."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QListWidget,
    QPlainTextEdit,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from tuning_core.events import Evaluated
from workbench import theme
from workbench.translation import tr

LIST_WIDTH, STEP_WIDTH, MARK_WIDTH = 240, 72, 72  # pixels
TEXT_LINES = 4
TOP_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
Asked = tuple[str, str]  # prompt, right answerfrom workbench.translation import tr


class RepliesView(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("repliesView")
        self.replies: dict[Asked, dict[int, str]] = {}  # the reply at each step
        self.prompts = QListWidget(objectName="repliesList")
        self.prompts.setAccessibleName(tr("Held-out rows that the model replies to"))
        self.prompts.setFrameShape(QFrame.Shape.NoFrame)
        self.prompts.setWordWrap(True)
        self.prompts.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.prompts.setFixedWidth(LIST_WIDTH)
        self.prompts.currentRowChanged.connect(self._show_chosen)
        self.prompt, self.answer = _shown_text("replyPrompt", tr("Asked")), _shown_text("replyAnswer", tr("Expected"))
        self.table = QTableWidget(0, 3, objectName="repliesTable")
        self.table.setAccessibleName(tr("Replies through time"))
        self.table.setHorizontalHeaderLabels([tr("Step"), tr("Reply"), ""])
        self.table.setTabKeyNavigation(False)
        self._make_table()
        card = QFrame()
        card.setProperty("surface", "card")
        inside = QHBoxLayout(card)
        inside.setContentsMargins(12, 8, 8, 8)
        inside.setSpacing(16)
        inside.addWidget(self.prompts)
        right = QVBoxLayout()
        right.setSpacing(4)
        above = QHBoxLayout()
        above.setSpacing(16)
        for title, text in ((tr("Prompt"), self.prompt), (tr("Right answer"), self.answer)):
            column = QVBoxLayout()
            column.setSpacing(4)
            label = QLabel(title)
            label.setProperty("rank", "quiet")
            column.addWidget(label)
            column.addWidget(text)
            above.addLayout(column, 1)
        right.addLayout(above)
        right.addWidget(self.table, 1)
        inside.addLayout(right, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card)

    def _make_table(self) -> None:
        table = self.table
        table.setFrameShape(QFrame.Shape.NoFrame)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.setShowGrid(False)
        table.verticalHeader().hide()
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        table.setColumnWidth(0, STEP_WIDTH)
        table.setColumnWidth(2, MARK_WIDTH)
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)

    def take(self, evaluated: Evaluated) -> None:
        for sample in evaluated.replies:
            self.replies.setdefault((sample.prompt, sample.answer), {})[evaluated.step] = sample.reply
        if evaluated.replies:
            self._show()

    def cut_from(self, step: int) -> None:
        """Forget what is at this step and after: a resumed run does it again."""
        kept = {asked: {at: text for at, text in said.items() if at < step} for asked, said in self.replies.items()}
        if kept != self.replies:
            self.replies = {asked: said for asked, said in kept.items() if said}
            self._show()

    def clear(self) -> None:
        self.replies = {}
        self._show()

    def _show(self) -> None:
        if self.prompts.count() != len(self.replies):
            chosen = max(0, self.prompts.currentRow())
            blocked = self.prompts.blockSignals(True)
            self.prompts.clear()
            self.prompts.addItems([_short(prompt) for prompt, _ in self.replies])
            self.prompts.setCurrentRow(min(chosen, len(self.replies) - 1))
            self.prompts.blockSignals(blocked)
        self._show_chosen(self.prompts.currentRow())

    def _show_chosen(self, row: int) -> None:
        asked = list(self.replies)[row] if 0 <= row < len(self.replies) else ("", "")
        said = self.replies.get(asked, {})
        for text, edit in zip(asked, (self.prompt, self.answer), strict=True):
            if edit.toPlainText() != text:
                edit.setPlainText(text)
        bar = self.table.verticalScrollBar()
        stays_at_end = bar.value() == bar.maximum()
        self.table.setRowCount(len(said))
        for place, (step, reply) in enumerate(said.items()):
            is_right = reply.strip() == asked[1].strip()
            for column, text in enumerate((f"{step:,}", reply or tr("(nothing)"), tr("✓ right") if is_right else "")):
                cell = QTableWidgetItem(text)
                cell.setTextAlignment(TOP_LEFT)
                if column == 2:
                    cell.setForeground(QColor(theme.colours().good))
                self.table.setItem(place, column, cell)
        if stays_at_end:
            self.table.scrollToBottom()


def _shown_text(name: str, spoken: str) -> QPlainTextEdit:
    edit = QPlainTextEdit(readOnly=True, objectName=name)
    edit.setAccessibleName(spoken)
    edit.setFixedHeight(TEXT_LINES * edit.fontMetrics().lineSpacing() + 20)
    return edit


def _short(prompt: str) -> str:
    """The end of what is asked: what comes before is often the same for all rows."""
    words = " ".join(prompt.split())
    return words if len(words) <= 90 else f"…{words[-88:]}"
