"""What stands where there is nothing yet: an icon, a sentence, and the first thing to do."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from workbench import theme

LEAST_SENTENCE, WIDEST_SENTENCE = 240, 480  # pixels


class EmptyState(QWidget):
    pressed = Signal()

    def __init__(self, icon: str, sentence: str = "", button: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name = icon
        self.icon = QLabel(alignment=Qt.AlignmentFlag.AlignHCenter)
        self.sentence = QLabel(wordWrap=True, alignment=Qt.AlignmentFlag.AlignHCenter)
        self.sentence.setProperty("rank", "quiet")
        self.button = QPushButton()
        self.button.clicked.connect(self.pressed)
        layout = QVBoxLayout(self)
        layout.setSpacing(16)
        layout.addStretch(1)
        for widget in (self.icon, self.sentence, self.button):
            layout.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(2)
        theme.changed.connect(self.on_theme_changed)
        self.on_theme_changed()
        self.say(sentence, button)

    def say(self, sentence: str, button: str = "") -> None:
        self.sentence.setText(sentence)
        self.button.setText(button)
        self.button.setVisible(bool(button))
        self._fit_sentence()

    def _fit_sentence(self) -> None:
        """No wider than can be read at a glance, and as high as its lines."""
        margins = self.layout().contentsMargins()
        room = max(LEAST_SENTENCE, self.width() - margins.left() - margins.right())
        width = min(WIDEST_SENTENCE, room, self.sentence.fontMetrics().horizontalAdvance(self.sentence.text()) + 8)
        self.sentence.setFixedSize(width, max(0, self.sentence.heightForWidth(width)))

    def minimumSizeHint(self) -> QSize:
        """However wide the sentence is at the moment, it could wrap."""
        least = max(LEAST_SENTENCE, self.icon.minimumSizeHint().width(), self.button.minimumSizeHint().width())
        margins = self.layout().contentsMargins()
        return QSize(least + margins.left() + margins.right(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_sentence()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self.layout() is not None:
            self._fit_sentence()

    def on_theme_changed(self) -> None:
        self.icon.setPixmap(theme.icon(self._icon_name, "quiet").pixmap(QSize(48, 48), self.devicePixelRatio()))
