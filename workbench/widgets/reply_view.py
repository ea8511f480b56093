"""One speaker's reply: its text or its classes, how fast it came, and a button that copies it."""

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from workbench import theme
from workbench.conversation import Reply
from workbench.conversation_markdown import speed_text
from workbench.translation import tr
from workbench.widgets.class_bars import ClassBars
from workbench.widgets.elided_label import ElidedLabel
from workbench.widgets.said_text import SaidText


class ReplyView(QWidget):
    def __init__(self, column: str, number: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = SaidText()
        self.text.setObjectName(f"{column}Reply")
        self.text.setAccessibleName(tr("Reply in column {n}", n=number))
        self.classes = ClassBars()
        self.classes.hide()
        self.below = ElidedLabel()
        self.below.setProperty("rank", "quiet")
        self.below.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.copy_button = QToolButton(toolTip=tr("Copy this reply"))
        self.copy_button.setAccessibleName(tr("Copy the reply in column {n}", n=number))
        self.copy_button.setIcon(theme.icon("mdi6.content-copy", "quiet"))
        self.copy_button.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.text.toPlainText()))
        room = self.copy_button.sizePolicy()
        room.setRetainSizeWhenHidden(True)
        self.copy_button.setSizePolicy(room)
        foot = QHBoxLayout()
        foot.addWidget(self.below, 1)
        foot.addWidget(self.copy_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.text)
        layout.addWidget(self.classes)
        layout.addLayout(foot)
        layout.addStretch(1)
        self._speed = ""
        self.text.pointed.connect(self._on_pointed)

    def show_reply(self, reply: Reply | None, shaded: bool, writing: bool) -> None:
        """`reply` is None where this column was not asked."""
        if reply is None:
            self.text.setPlaceholderText(tr("Not asked yet; “Ask this again” asks this one too."))
            self.text.show_reply("", (), False)
            self._say("")
        else:
            self.text.setPlaceholderText("")
            self.text.show_reply(reply.text, reply.said, shaded)
            self._say(f"{reply.speaker} · {tr('writing…') if writing and not reply.tokens else speed_text(reply)}")
        classes = reply.classes if reply is not None else ()
        self.classes.show_classes(classes)
        self.classes.setVisible(bool(classes))
        self.text.setVisible(not classes)
        self.copy_button.setVisible(bool(reply is not None and reply.text))

    def _say(self, speed: str) -> None:
        self._speed = speed
        self.below.setText(speed)
        self.below.setToolTip(speed)

    def _on_pointed(self, sentence: str) -> None:
        """The keyboard reaches each token with the text cursor; what the model thought of it stands beneath."""
        shown = sentence if sentence and self.text.hasFocus() else self._speed
        self.below.setText(shown)
        self.below.setToolTip(shown)
        self.text.setAccessibleDescription(sentence)
