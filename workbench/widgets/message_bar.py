"""A line over the top of the page that says what went wrong, until it is closed or has no meaning any more."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
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
from workbench.form import mark
from workbench.translation import tr
from workbench.widgets.emptying import empty
from workbench.wording import plain_sentence

MOST_LINES = 9
MARGIN = 8  # pixels left and right
REFUSED, UNEXPECTED, NOTICE = "refused", "unexpected", "notice"  # what a message is about, where it is not about a job
STAYING = (UNEXPECTED, NOTICE)  # until they are closed


@dataclass(frozen=True)
class Message:
    """`ways` are buttons: what they say, and what they do."""

    sentence: str = ""
    details: str = ""
    about: str = UNEXPECTED
    ways: tuple[tuple[str, Callable[[], object]], ...] = ()


class MessageBar(QFrame):
    """At the top of its parent, which leaves it the room: a page's buttons stand there."""

    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        parent.installEventFilter(self)
        self.setObjectName("messageBar")
        self.setProperty("surface", "message")
        self._messages: list[Message] = []  # the newest last
        self._icon = QLabel()
        theme.changed.connect(self._on_theme_changed)
        self.sentence = QLabel()
        self.sentence.setObjectName("messageSentence")
        self.sentence.setWordWrap(True)
        self.sentence.setTextFormat(self.sentence.textFormat().PlainText)
        self.sentence.setTextInteractionFlags(self.sentence.textInteractionFlags().TextSelectableByMouse)
        self._ways = QHBoxLayout()
        self._details_button = QPushButton(tr("Details"))
        self._details_button.setProperty("link", True)
        self._details_button.clicked.connect(self._on_details_clicked)
        self._copy_button = QPushButton(tr("Copy"))
        self._copy_button.setProperty("link", True)
        self._copy_button.clicked.connect(self._on_copy_clicked)
        close = QToolButton()
        close.setObjectName("messageCloseButton")
        close.setIcon(theme.icon("mdi6.close"))
        close.setToolTip(tr("Close this message"))
        close.setAccessibleName(tr("Close this message"))
        close.clicked.connect(self.close_message)
        self.details = QPlainTextEdit(readOnly=True)
        self.details.setAccessibleName(tr("Details"))
        self.details.setFont(theme.fixed_font())
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self._icon)
        line.addWidget(self.sentence, 1)
        line.addLayout(self._ways)
        for widget in (self._details_button, self._copy_button, close):
            line.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 8, 8, 8)
        layout.addLayout(line)
        layout.addWidget(self.details)
        self._show_newest()

    def tell(
        self,
        sentence: str,
        details: str = "",
        about: str = UNEXPECTED,
        ways: tuple[tuple[str, Callable[[], object]], ...] = (),
    ) -> None:
        """The newest message is shown; closing it brings back the one before. So does a way that a notice offers."""
        self._messages = [message for message in self._messages if message.sentence != sentence][-9:]
        self._messages.append(Message(sentence, details, about, ways))
        self._show_newest()

    def tell_notice(self, sentence: str, ways: tuple[tuple[str, Callable[[], object]], ...] = ()) -> None:
        """Nothing is wrong; stays until it is closed, or another page is shown."""
        self.tell(sentence, about=NOTICE, ways=ways)

    def close_message(self) -> None:
        if self._messages:
            self._messages.pop()
        self._show_newest()
        self.closed.emit()

    def forget(self, about: str) -> None:
        self._keep([message for message in self._messages if message.about != about])

    def forget_all(self) -> None:
        """Something was changed or went well. What was unexpected stays until it is closed."""
        self._keep([message for message in self._messages if message.about in STAYING])

    def _keep(self, messages: list[Message]) -> None:
        if messages != self._messages:
            self._messages = messages
            self._show_newest()

    def _show_newest(self) -> None:
        message = self._messages[-1] if self._messages else Message()
        is_notice = message.about == NOTICE
        mark(self, "tone", "notice" if is_notice else "problem")
        self._icon_name = (
            ("mdi6.information-outline", "accent") if is_notice else ("mdi6.alert-circle-outline", "problem")
        )
        self._on_theme_changed()
        self.sentence.setText(plain_sentence(message.sentence))
        self.details.setPlainText(message.details)
        lines = min(MOST_LINES, message.details.count("\n") + 2)
        self.details.setFixedHeight(lines * self.details.fontMetrics().lineSpacing() + 16)
        self.details.hide()
        self._copy_button.hide()
        self._details_button.setVisible(bool(message.details))
        self._show_ways(message)
        self.setVisible(bool(message.sentence))
        self._take_place()
        QTimer.singleShot(0, self, self._take_place)  # new buttons know their size only now

    def _show_ways(self, message: Message) -> None:
        empty(self._ways)
        for text, way in message.ways:
            button = QPushButton(text)
            button.setProperty("link", True)
            button.clicked.connect(lambda _=False, way=way: self._on_way_taken(message, way))
            self._ways.addWidget(button)

    def _on_way_taken(self, message: Message, way: Callable[[], object]) -> None:
        if message.about == NOTICE:
            self._keep([other for other in self._messages if other is not message])
        way()

    def _take_place(self) -> None:
        self.layout().activate()  # the text may be another since it was last laid out
        width = self.parentWidget().width() - 2 * MARGIN
        height = self.layout().totalHeightForWidth(width)
        self.setGeometry(MARGIN, 0, width, height)
        self.raise_()
        self.parentWidget().setContentsMargins(0, height if self._messages else 0, 0, 0)

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
        self._icon.setPixmap(theme.icon(*self._icon_name).pixmap(20, 20))
