"""A line above the page that says what went wrong, until it is closed; nothing else waits for it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from workbench import theme

MOST_LINES = 9


class MessageBar(QFrame):
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("messageBar")
        self.setProperty("surface", "message")
        self._messages: list[tuple[str, str]] = []  # sentence, details; the newest last
        self._icon = QLabel()
        self._icon.setPixmap(theme.icon("mdi6.alert-circle-outline", "problem").pixmap(20, 20))
        theme.changed.connect(self._on_theme_changed)
        self.sentence = QLabel()
        self.sentence.setObjectName("messageSentence")
        self.sentence.setWordWrap(True)
        self.sentence.setTextFormat(self.sentence.textFormat().PlainText)
        self.sentence.setTextInteractionFlags(self.sentence.textInteractionFlags().TextSelectableByMouse)
        self._details_button = QPushButton("Details")
        self._details_button.setProperty("link", True)
        self._details_button.clicked.connect(self._on_details_clicked)
        self._copy_button = QPushButton("Copy")
        self._copy_button.setProperty("link", True)
        self._copy_button.clicked.connect(self._on_copy_clicked)
        close = QToolButton()
        close.setObjectName("messageCloseButton")
        close.setIcon(theme.icon("mdi6.close"))
        close.setToolTip("Close this message")
        close.setAccessibleName("Close this message")
        close.clicked.connect(self.close_message)
        self.details = QPlainTextEdit(readOnly=True)
        self.details.setFont(theme.fixed_font())
        line = QHBoxLayout()
        line.setSpacing(8)
        for widget in (self._icon, self.sentence, self._details_button, self._copy_button, close):
            line.addWidget(widget, 1 if widget is self.sentence else 0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 8, 8, 8)
        layout.addLayout(line)
        layout.addWidget(self.details)
        self._show_newest()

    def tell(self, sentence: str, details: str = "") -> None:
        """The newest message is shown; closing it brings back the one before."""
        self._messages = [message for message in self._messages if message[0] != sentence][-9:]
        self._messages.append((sentence, details))
        self._show_newest()

    def close_message(self) -> None:
        if self._messages:
            self._messages.pop()
        self._show_newest()
        self.closed.emit()

    def clear(self) -> None:
        self._messages.clear()
        self._show_newest()

    def _show_newest(self) -> None:
        sentence, details = self._messages[-1] if self._messages else ("", "")
        self.sentence.setText(sentence)
        self.details.setPlainText(details)
        lines = min(MOST_LINES, details.count("\n") + 2)
        self.details.setFixedHeight(lines * self.details.fontMetrics().lineSpacing() + 16)
        self.details.hide()
        self._copy_button.hide()
        self._details_button.setVisible(bool(details))
        self.setVisible(bool(sentence))

    def _on_details_clicked(self) -> None:
        shown = self.details.isHidden()
        self.details.setVisible(shown)
        self._copy_button.setVisible(shown)

    def _on_copy_clicked(self) -> None:
        QApplication.clipboard().setText(f"{self.sentence.text()}\n\n{self.details.toPlainText()}")

    def _on_theme_changed(self) -> None:
        self._icon.setPixmap(theme.icon("mdi6.alert-circle-outline", "problem").pixmap(20, 20))
