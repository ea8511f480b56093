"""A line over the top of the page that says what went wrong, until it is closed or has no meaning any more."""

from PySide6.QtCore import QEvent, QObject, Signal
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
from workbench.translation import tr
from workbench.wording import plain_sentence

MOST_LINES = 9
MARGIN = 8  # pixels left and right
REFUSED, UNEXPECTED = "refused", "unexpected"  # what a message is about, where it is not about a job


class MessageBar(QFrame):
    """Lies over its parent, so that nothing moves when it comes and goes."""

    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        parent.installEventFilter(self)
        self.setObjectName("messageBar")
        self.setProperty("surface", "message")
        self._messages: list[tuple[str, str, str]] = []  # sentence, details, what it is about; the newest last
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
        self.details.setAccessibleName(tr("Details"))
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

    def tell(self, sentence: str, details: str = "", about: str = UNEXPECTED) -> None:
        """The newest message is shown; closing it brings back the one before."""
        self._messages = [message for message in self._messages if message[0] != sentence][-9:]
        self._messages.append((sentence, details, about))
        self._show_newest()

    def close_message(self) -> None:
        if self._messages:
            self._messages.pop()
        self._show_newest()
        self.closed.emit()

    def forget(self, about: str) -> None:
        self._keep([message for message in self._messages if message[2] != about])

    def forget_all(self) -> None:
        """Something was changed or went well. What was unexpected stays until it is closed."""
        self._keep([message for message in self._messages if message[2] == UNEXPECTED])

    def _keep(self, messages: list[tuple[str, str, str]]) -> None:
        if messages != self._messages:
            self._messages = messages
            self._show_newest()

    def _show_newest(self) -> None:
        sentence, details, _ = self._messages[-1] if self._messages else ("", "", "")
        self.sentence.setText(plain_sentence(sentence))
        self.details.setPlainText(details)
        lines = min(MOST_LINES, details.count("\n") + 2)
        self.details.setFixedHeight(lines * self.details.fontMetrics().lineSpacing() + 16)
        self.details.hide()
        self._copy_button.hide()
        self._details_button.setVisible(bool(details))
        self.setVisible(bool(sentence))
        self._take_place()

    def _take_place(self) -> None:
        self.layout().activate()  # the text may be another since it was last laid out
        width = self.parentWidget().width() - 2 * MARGIN
        self.setGeometry(MARGIN, 0, width, self.layout().totalHeightForWidth(width))
        self.raise_()

    def _on_details_clicked(self) -> None:
        shown = self.details.isHidden()
        self.details.setVisible(shown)
        self._copy_button.setVisible(shown)
        self._take_place()

    def _on_copy_clicked(self) -> None:
        QApplication.clipboard().setText(f"{self.sentence.text()}\n\n{self.details.toPlainText()}")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._take_place()
        return super().eventFilter(watched, event)

    def _on_theme_changed(self) -> None:
        self._icon.setPixmap(theme.icon("mdi6.alert-circle-outline", "problem").pixmap(20, 20))
