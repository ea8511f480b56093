"""One turn of a conversation: the prompt, under it the two replies side by side, and what was expected."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from tuning_core.events import Replied
from workbench import theme
from workbench.conversation import SIDES
from workbench.widgets.growing_text import GrowingText
from workbench.wording import count_text, plural

PLACES = {"base": "left", "tuned": "right"}


class Reply(QWidget):
    """One model's reply, how fast it came, and a button that copies it."""

    def __init__(self, side: str) -> None:
        super().__init__()
        self.text = GrowingText()
        self.text.setAccessibleName(f"Reply on the {PLACES[side]}")
        self.speed = QLabel()
        self.speed.setProperty("rank", "quiet")
        self.speed.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.copy_button = QToolButton(toolTip="Copy this reply")
        self.copy_button.setAccessibleName(f"Copy the reply on the {PLACES[side]}")
        self.copy_button.setIcon(theme.icon("mdi6.content-copy", "quiet"))
        self.copy_button.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.text.toPlainText()))
        room = self.copy_button.sizePolicy()
        room.setRetainSizeWhenHidden(True)
        self.copy_button.setSizePolicy(room)
        below = QHBoxLayout()
        below.addWidget(self.speed, 1)
        below.addWidget(self.copy_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.text)
        layout.addLayout(below)
        layout.addStretch(1)

    def show_text(self, text: str, speed: str = "") -> None:
        """`speed` names the speaker as well."""
        self.text.show_text(text)
        self.speed.setText(speed)
        self.speed.setToolTip(speed)
        self.copy_button.setVisible(bool(text))


class ChatTurn(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.prompt = QLabel(wordWrap=True)
        self.prompt.setTextFormat(Qt.TextFormat.PlainText)
        self.prompt.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.prompt.setProperty("rank", "heading")
        self.expected = QLabel(wordWrap=True)
        self.expected.setTextFormat(Qt.TextFormat.PlainText)
        self.expected.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.expected.setProperty("rank", "quiet")
        self.replies = {side: Reply(side) for side in SIDES}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 8, 0, 8)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        grid.addWidget(self.prompt, 0, 0, 1, 2)
        for column, reply in enumerate(self.replies.values()):
            grid.addWidget(reply, 1, column)
            grid.setColumnStretch(column, 1)
        grid.addWidget(self.expected, 2, 0, 1, 2)
        self.begin("", "")

    def begin(self, prompt: str, expected: str) -> None:
        self.prompt.setText(prompt)
        self.prompt.setVisible(bool(prompt))
        self.expected.setText(f"Expected answer: {expected}")
        self.expected.setVisible(bool(expected))
        for reply in self.replies.values():
            reply.show_text("")

    def copy_from(self, other: "ChatTurn") -> None:
        self.prompt.setText(other.prompt.text())
        self.prompt.setVisible(bool(other.prompt.text()))
        self.expected.setText(other.expected.text())
        self.expected.setVisible(other.expected.isVisibleTo(other))
        for side, reply in other.replies.items():
            self.replies[side].show_text(reply.text.toPlainText(), reply.speed.text())


def texts_together(texts: tuple[str, ...]) -> str:
    """Several returned sequences one below the other, numbered."""
    if len(texts) == 1:
        return texts[0]
    return "\n\n".join(f"{number}.  {text}" for number, text in enumerate(texts, 1))


def speed_text(speaker: str, event: Replied) -> str:
    speed = event.tokens / event.seconds if event.seconds else 0.0
    return f"{speaker} · {plural(event.tokens, 'token')} · {count_text(speed, 'tokens/s')}"
