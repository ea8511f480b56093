"""A quiet surface with a heading, and room beneath it."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from workbench.widgets.elided_label import ElidedLabel


class Card(QFrame):
    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self.heading = ElidedLabel(title)
        self.heading.setProperty("rank", "heading")
        self.head = QHBoxLayout()
        self.head.setSpacing(8)
        self.head.addWidget(self.heading)
        self.head.addStretch()
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(16, 12, 16, 16)
        self.body.setSpacing(12)
        if title:
            self.body.addLayout(self.head)
