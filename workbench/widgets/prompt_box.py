"""Where the person writes: Enter sends, Shift and Enter begin a new line."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from workbench import theme
from workbench.translation import tr

HEIGHT = 76


class PromptEdit(QPlainTextEdit):
    sent = Signal()

    def __init__(self, name: str, placeholder: str, accessible: str) -> None:
        super().__init__(objectName=name, placeholderText=placeholder)
        self.setAccessibleName(accessible)
        self.setTabChangesFocus(True)
        self.setFixedHeight(HEIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.sent.emit()
            return
        super().keyPressEvent(event)


class PromptBox(QWidget):
    sent = Signal(str, str)  # the message, and the second text of a pair
    stopped = Signal()
    editing_ended = Signal()  # the person writes a new message after all

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        asking = tr("Write a message. Enter sends, Shift+Enter begins a line.")
        self.edit = PromptEdit("promptEdit", asking, tr("Message"))
        self.second = PromptEdit("secondTextEdit", tr("The second text of the pair"), tr("Second text of the pair"))
        self.second.hide()
        self.send_button = QPushButton(tr("Send"), objectName="sendButton")
        self.send_button.setIcon(theme.icon("mdi6.send", "on_accent"))
        self.send_button.setProperty("main", True)
        self.stop_button = QPushButton(tr("Stop"), objectName="chatStopButton")
        self.stop_button.setIcon(theme.icon("mdi6.stop"))
        self.reason = QLabel(wordWrap=True, objectName="sendReason")
        self.reason.setProperty("rank", "quiet")
        self.cancel_button = QPushButton(tr("Write a new message instead"), objectName="cancelEditButton")
        self.cancel_button.setProperty("link", True)
        self.cancel_button.hide()
        self.cancel_button.clicked.connect(self.end_editing)
        buttons = QVBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.send_button)
        buttons.addWidget(self.stop_button)
        buttons.addStretch(1)
        foot = QHBoxLayout()
        foot.addWidget(self.reason, 1)
        foot.addWidget(self.cancel_button)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.edit, 0, 0)
        layout.addWidget(self.second, 0, 1)
        layout.addLayout(buttons, 0, 2)
        layout.addLayout(foot, 1, 0, 1, 3)
        self._why_not = self._note = ""
        self.edit.sent.connect(self.on_send)
        self.second.sent.connect(self.on_send)
        self.send_button.clicked.connect(self.on_send)
        self.stop_button.clicked.connect(self.stopped)
        self.edit.textChanged.connect(self.refresh)
        self.second.textChanged.connect(self.refresh)

    def ask_pairs(self, pairs: bool) -> None:
        """Whether each message is two texts, as a classifier of pairs reads them."""
        self.second.setVisible(pairs)
        self.refresh()

    def fill(self, prompt: str, second: str = "") -> None:
        self.edit.setPlainText(prompt)
        self.second.setPlainText(second)
        self.edit.setFocus()

    def begin_editing(self, note: str, prompt: str, second: str) -> None:
        """What is sent next takes the place of an earlier message; `note` says which."""
        self._note = note
        self.cancel_button.show()
        self.fill(prompt, second)
        self.refresh()

    def end_editing(self) -> None:
        if self._note:
            self._note = ""
            self.cancel_button.hide()
            self.fill("")
            self.refresh()
            self.editing_ended.emit()

    def allow(self, why_not: str, is_replying: bool) -> None:
        """`why_not` is the sentence why nothing can be sent now; empty where something can."""
        self._why_not = why_not
        self.stop_button.setEnabled(is_replying)
        self.refresh()

    def refresh(self) -> None:
        said = self._note or self._why_not
        self.reason.setText(said)
        self.reason.setVisible(bool(said))
        texts = [self.edit, *([self.second] if not self.second.isHidden() else [])]
        complete = all(text.toPlainText().strip() for text in texts)
        self.send_button.setToolTip(self._why_not or tr("Send the message to every column"))
        self.send_button.setEnabled(not self._why_not and complete)

    def on_send(self) -> None:
        if not self.send_button.isEnabled():
            return
        prompt = self.edit.toPlainText().strip()
        second = self.second.toPlainText().strip() if not self.second.isHidden() else ""
        self._note = ""
        self.cancel_button.hide()
        self.fill("")
        self.sent.emit(prompt, second)
