"""What the tour says, beside a frame around what it speaks of."""

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from workbench import theme
from workbench.translation import tr

WIDTH, GAP, MARGIN = 340, 14, 12  # pixels
LOW_MARGIN = 56  # so that the status bar stays in sight


class TourBubble(QFrame):
    next_wanted = Signal()
    end_wanted = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("tourBubble")
        self.setProperty("surface", "bubble")
        self._frame = _Outline(window)
        self._title, self._text, self._waiting, self._count = QLabel(), QLabel(), QLabel(), QLabel()
        self._title.setProperty("rank", "heading")
        self._waiting.setProperty("rank", "quiet")
        self._count.setProperty("rank", "help")
        for label in (self._title, self._text, self._waiting):
            label.setWordWrap(True)
        self.next_button = QPushButton(tr("Next"), objectName="tourNextButton")
        self.next_button.setProperty("main", True)
        self.next_button.setAutoDefault(True)  # Return presses it too
        self.next_button.clicked.connect(self.next_wanted)
        self.end_button = QPushButton(tr("End the tour"), objectName="tourEndButton")
        self.end_button.setProperty("link", True)
        self.end_button.clicked.connect(self.end_wanted)
        buttons = QHBoxLayout()
        buttons.addWidget(self._count)
        buttons.addStretch()
        buttons.addWidget(self.end_button)
        buttons.addWidget(self.next_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(8)
        for widget in (self._title, self._text, self._waiting):
            layout.addWidget(widget)
        layout.addLayout(buttons)
        self.setFixedWidth(round(WIDTH * max(1.0, self.font().pointSizeF() / 10)))

    def say(self, title: str, text: str, number: int, of: int) -> None:
        self._title.setText(title)
        self._text.setText(text)
        self._count.setText(tr("{number} of {of}", number=number, of=of))
        self.next_button.setText(tr("Done") if number == of else tr("Next"))
        self.setAccessibleName(f"{title}. {text}")

    def let_go_on(self, allowed: bool, waiting: str) -> None:
        if self.next_button.isVisibleTo(self) != allowed:
            self.next_button.setVisible(allowed)
            if allowed and self.isVisible():
                self.next_button.setFocus()
        self._waiting.setText("" if allowed else waiting)
        self._waiting.setVisible(not allowed and bool(waiting))

    def point_at(self, target: QWidget | None) -> None:
        """Beneath, above or beside it, wherever there is room; in the lower right corner where it is not to be seen, as
        the person looks at another page."""
        window = self.parentWidget()
        height = self.layout().totalHeightForWidth(self.width())
        if target is None:
            self._frame.hide()
            left, top = window.width() - self.width() - MARGIN, window.height() - height - LOW_MARGIN
            self.setGeometry(left, top, self.width(), height)
        else:
            _scroll_to(target)
            around = QRect(target.mapTo(window, QPoint(0, 0)), target.size()).adjusted(-4, -4, 4, 4)
            self._frame.surround(around.intersected(window.rect()))
            self.setGeometry(_place(around, self.width(), height, window.rect()))
        if not self.isVisible():
            self.show()
        self.raise_()

    def end(self) -> None:
        for widget in (self._frame, self):
            widget.hide()
            widget.deleteLater()


class _Outline(QWidget):
    """Seen, but not in the way of the mouse."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("tourOutline")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def surround(self, place: QRect) -> None:
        if self.geometry() != place or not self.isVisible():
            self.setGeometry(place)
            self.show()
            self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.colours().accent), 3))
        painter.drawRoundedRect(self.rect().adjusted(2, 2, -2, -2), 8, 8)


def _scroll_to(target: QWidget) -> None:
    """Where the page is longer than the window."""
    within = target.parentWidget()
    while within is not None:
        if isinstance(within, QScrollArea):
            within.ensureWidgetVisible(target)
        within = within.parentWidget()


def _place(around: QRect, width: int, height: int, room: QRect) -> QRect:
    left = min(max(around.left(), MARGIN), room.width() - width - MARGIN)
    top = min(max(around.top(), MARGIN), room.height() - height - MARGIN)
    if around.bottom() + GAP + height < room.height():
        return QRect(left, around.bottom() + GAP, width, height)
    if around.top() - GAP - height > 0:
        return QRect(left, around.top() - GAP - height, width, height)
    if around.left() - GAP - width > 0:
        return QRect(around.left() - GAP - width, top, width, height)
    if around.right() + GAP + width < room.width():
        return QRect(around.right() + GAP, top, width, height)
    return QRect(left, top, width, height)
