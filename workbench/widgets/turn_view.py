"""One turn of a conversation: the message, its versions, the replies side by side, and what was expected."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from workbench import theme
from workbench.conversation import Conversation, Turn
from workbench.translation import tr
from workbench.widgets.reply_view import ReplyView

COLUMN_WIDTH = 152  # pixels at least: three beside how replies are made, in a window 1280 wide


class TurnView(QWidget):
    edit_asked = Signal(int)
    again_asked = Signal(int)
    version_chosen = Signal(int)  # the number of a turn

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.number = 0
        self.replies: dict[str, ReplyView] = {}
        self._versions: list[int] = []
        self.prompt = _text("heading")
        self.second = _text("heading")
        self.expected = _text("quiet")
        self.place = QLabel(objectName="versionLabel")
        self.place.setProperty("rank", "quiet")
        self.earlier = self._button("mdi6.chevron-left", tr("The version before"), "earlierVersionButton")
        self.later = self._button("mdi6.chevron-right", tr("The version after"), "laterVersionButton")
        self.edit_button = self._button("mdi6.pencil-outline", tr("Edit this message"), "editMessageButton")
        self.again_button = self._button("mdi6.refresh", tr("Ask this again"), "askAgainButton")
        self.edit_button.clicked.connect(lambda: self.edit_asked.emit(self.number))
        self.again_button.clicked.connect(lambda: self.again_asked.emit(self.number))
        self.earlier.clicked.connect(lambda: self._step(-1))
        self.later.clicked.connect(lambda: self._step(1))
        said = QVBoxLayout()
        said.setSpacing(4)
        said.addWidget(self.prompt)
        said.addWidget(self.second)
        head = QHBoxLayout()
        head.setSpacing(2)
        head.addLayout(said, 1)
        for widget in (self.earlier, self.place, self.later, self.edit_button, self.again_button):
            head.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 8)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addLayout(self._grid)
        layout.addWidget(self.expected)

    def _button(self, icon: str, tip: str, name: str) -> QToolButton:
        button = QToolButton(toolTip=tip, objectName=name)
        button.setAccessibleName(tip)
        button.setIcon(theme.icon(icon, "quiet"))
        return button

    def show_turn(self, conversation: Conversation, number: int, columns: Sequence[str]) -> None:
        turn = conversation.turns[number]
        self.number, self._versions = number, conversation.versions(number)
        self.prompt.setText(turn.prompt)
        self.second.setText(turn.second)
        self.second.setVisible(bool(turn.second))
        self.expected.setText(tr("Expected answer: {answer}", answer=turn.expected))
        self.expected.setVisible(bool(turn.expected))
        several, at = len(self._versions) > 1, self._versions.index(number)
        self.place.setText(f"{at + 1} / {len(self._versions)}")
        self.place.setToolTip(
            tr("Version {n} of {total}; each keeps what followed it", n=at + 1, total=len(self._versions))
        )
        for widget in (self.place, self.earlier, self.later):
            widget.setVisible(several)
        self._lay_columns([*columns, *(name for name in turn.replies if name not in columns)])

    def show_replies(self, turn: Turn, shaded: bool, writing: bool) -> None:
        for name, view in self.replies.items():
            view.show_reply(turn.replies.get(name), shaded, writing)

    def allow(self, why_not: str, is_replying: bool) -> None:
        """`why_not`: nothing can be asked now."""
        for button, tip in ((self.edit_button, tr("Edit this message")), (self.again_button, tr("Ask this again"))):
            button.setEnabled(not why_not)
            button.setToolTip(why_not or tip)
        at = self._versions.index(self.number)
        self.earlier.setEnabled(not is_replying and at > 0)
        self.later.setEnabled(not is_replying and at < len(self._versions) - 1)

    def _lay_columns(self, names: list[str]) -> None:
        """Replies of a column that was taken away stay behind the others."""
        if names == list(self.replies):
            return
        for view in self.replies.values():
            self._grid.removeWidget(view)
            view.deleteLater()
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, 0)
            self._grid.setColumnMinimumWidth(column, 0)
        self.replies = {name: ReplyView(name, number) for number, name in enumerate(names, start=1)}
        for column, view in enumerate(self.replies.values()):
            self._grid.addWidget(view, 0, column, Qt.AlignmentFlag.AlignTop)
            self._grid.setColumnStretch(column, 1)
            self._grid.setColumnMinimumWidth(column, COLUMN_WIDTH)

    def _step(self, by: int) -> None:
        self.version_chosen.emit(self._versions[self._versions.index(self.number) + by])


def _text(rank: str) -> QLabel:
    label = QLabel(wordWrap=True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setProperty("rank", rank)
    return label
