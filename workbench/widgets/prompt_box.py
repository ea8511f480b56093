"""Where the person writes: Enter sends, Shift and Enter begin a new line."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from workbench import theme

HEIGHT = 76


class PromptEdit(QPlainTextEdit):
    sent = Signal()

    def __init__(self) -> None:
        super().__init__(
            objectName="promptEdit", placeholderText="Write a message. Enter sends, Shift+Enter begins a line."
        )
        self.setAccessibleName("Message")
        self.setTabChangesFocus(True)
        self.setFixedHeight(HEIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.sent.emit()
            return
        super().keyPressEvent(event)


class PromptBox(QWidget):
    sent = Signal(str)
    stopped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit = PromptEdit()
        self.send_button = QPushButton("Send", objectName="sendButton")
        self.send_button.setIcon(theme.icon("mdi6.send", "on_accent"))
        self.send_button.setProperty("main", True)
        self.stop_button = QPushButton("Stop", objectName="chatStopButton")
        self.stop_button.setIcon(theme.icon("mdi6.stop"))
        self.reason = QLabel(wordWrap=True, objectName="sendReason")
        self.reason.setProperty("rank", "quiet")
        buttons = QVBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.send_button)
        buttons.addWidget(self.stop_button)
        buttons.addStretch(1)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.edit, 0, 0)
        layout.addLayout(buttons, 0, 1)
        layout.addWidget(self.reason, 1, 0, 1, 2)
        self._why_not = ""
        self.edit.sent.connect(self.on_send)
        self.send_button.clicked.connect(self.on_send)
        self.stop_button.clicked.connect(self.stopped)
        self.edit.textChanged.connect(self.refresh)

    def allow(self, why_not: str, is_replying: bool) -> None:
        """`why_not` is the sentence why nothing can be sent now; empty where something can."""
        self._why_not = why_not
        self.stop_button.setEnabled(is_replying)
        self.refresh()

    def refresh(self) -> None:
        self.reason.setText(self._why_not)
        self.reason.setVisible(bool(self._why_not))
        self.send_button.setToolTip(self._why_not or "Send the message to both models")
        self.send_button.setEnabled(not self._why_not and bool(self.edit.toPlainText().strip()))

    def on_send(self) -> None:
        if self.send_button.isEnabled():
            prompt = self.edit.toPlainText().strip()
            self.edit.clear()
            self.edit.setFocus()
            self.sent.emit(prompt)
