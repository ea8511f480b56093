"""A question asked in place, without a dialog: do it, or leave it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget


class InlineChoice(QFrame):
    chosen = Signal()

    def __init__(self, do: str, leave: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "message")
        self.question = QLabel(wordWrap=True)
        self.do_button = QPushButton(do)
        self.leave_button = QPushButton(leave)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 8, 8, 8)
        layout.setSpacing(8)
        layout.addWidget(self.question, 1)
        layout.addWidget(self.leave_button)
        layout.addWidget(self.do_button)
        self.do_button.clicked.connect(self.on_do)
        self.leave_button.clicked.connect(self.hide)
        self.hide()

    def ask(self, question: str) -> None:
        self.question.setText(question)
        self.show()
        self.leave_button.setFocus()

    def on_do(self) -> None:
        self.hide()
        self.chosen.emit()
