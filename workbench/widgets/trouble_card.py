"""What is wrong with a run, and what can be done about it, each with a button."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from workbench import theme
from workbench.remedies import Remedy
from workbench.widgets.emptying import empty
from workbench.widgets.remedy_list import RemedyList

ICON = 20  # pixels


class TroubleCard(QFrame):
    remedy_chosen = Signal(object)  # Remedy
    left = Signal(str)  # the name of a button that changes nothing

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("troubleCard")
        self.setProperty("surface", "message")
        self._icon = QLabel()
        self._icon.setFixedSize(ICON, ICON)
        theme.changed.connect(self._on_theme_changed)
        self.title = QLabel(objectName="troubleTitle")
        self.title.setProperty("rank", "heading")
        self.sentence = QLabel(wordWrap=True, objectName="troubleSentence")
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self.sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._remedies = RemedyList()
        self._remedies.chosen.connect(self.remedy_chosen)
        self._ways = QHBoxLayout()
        self._ways.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._icon)
        head.addWidget(self.title, 1)
        head.addLayout(self._ways)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 8, 8, 12)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(self.sentence)
        layout.addWidget(self._remedies)
        self._on_theme_changed()
        self.hide()

    def tell(self, title: str, sentence: str, remedies: Sequence[Remedy], ways: dict[str, str]) -> None:
        """`ways` are further buttons, name: text."""
        self.title.setText(title)
        self.sentence.setText(sentence)
        self._remedies.show_remedies(remedies)
        empty(self._ways)
        for name, text in ways.items():
            button = QPushButton(text, objectName=f"{name}Button")
            button.clicked.connect(partial(self.left.emit, name))
            self._ways.addWidget(button)
        self.show()

    def _on_theme_changed(self) -> None:
        self._icon.setPixmap(theme.icon("mdi6.alert-outline", "problem").pixmap(ICON, ICON))
