"""A question asked in place, without a dialog: do it, do something else, or leave it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget


class InlineChoice(QFrame):
    chosen = Signal()
    other_chosen = Signal()
    left = Signal()

    def __init__(self, do: str, leave: str, other: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "message")
        self.question = QLabel(wordWrap=True)
        self.do_button = QPushButton(do)
        self.other_button = QPushButton(other, self)
        self.other_button.setVisible(bool(other))
        self.leave_button = QPushButton(leave)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 8, 8, 8)
        layout.setSpacing(8)
        layout.addWidget(self.question, 1)
        for button in (self.leave_button, self.other_button, self.do_button):
            layout.addWidget(button)
        for button, signal in (
            (self.do_button, self.chosen),
            (self.other_button, self.other_chosen),
            (self.leave_button, self.left),
        ):
            button.clicked.connect(self.hide)
            button.clicked.connect(signal)
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """As in a dialog: Enter presses the button that has the focus, Escape leaves it."""
        focused = self.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focused, QPushButton):
            focused.click()
        elif event.key() == Qt.Key.Key_Escape:
            self.leave_button.click()
        else:
            super().keyPressEvent(event)

    def ask(self, question: str) -> None:
        self.question.setText(question)
        self.show()
        self.leave_button.setFocus()
