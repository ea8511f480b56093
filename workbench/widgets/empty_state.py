"""What stands where there is nothing yet: an icon, a sentence, and the first thing to do."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from workbench import theme

WIDEST_SENTENCE = 480


class EmptyState(QWidget):
    pressed = Signal()

    def __init__(self, icon: str, sentence: str = "", button: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name = icon
        self.icon = QLabel(alignment=Qt.AlignmentFlag.AlignHCenter)
        self.sentence = QLabel(wordWrap=True, alignment=Qt.AlignmentFlag.AlignHCenter)
        self.sentence.setProperty("rank", "quiet")
        self.sentence.setMaximumWidth(WIDEST_SENTENCE)
        self.sentence.setMinimumWidth(min(WIDEST_SENTENCE, 240))
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
        self.sentence.setMinimumWidth(min(WIDEST_SENTENCE, self.sentence.fontMetrics().horizontalAdvance(sentence) + 8))
        self.sentence.setMinimumHeight(max(0, self.sentence.heightForWidth(self.sentence.minimumWidth())))
        self.button.setText(button)
        self.button.setVisible(bool(button))

    def on_theme_changed(self) -> None:
        self.icon.setPixmap(theme.icon(self._icon_name, "quiet").pixmap(QSize(48, 48), self.devicePixelRatio()))
