"""A part of a page that scrolls, and only where it cannot be made small enough."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLayout, QScrollArea, QWidget


class PageScroll(QScrollArea):
    def __init__(self, layout: QLayout, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = _Inner(objectName="scrolled")
        inner.setLayout(layout)
        self.setWidget(inner)


class _Inner(QWidget):
    """Sentences in it wrap: how low it can be depends on its width."""

    def heightForWidth(self, width: int) -> int:
        return self.layout().minimumHeightForWidth(width)
