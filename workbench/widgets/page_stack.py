"""The pages, of which one is shown; scrolled where the window is too small for it, so that nothing is squeezed."""

from PySide6.QtCore import QEvent, QSize
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QStackedWidget, QWidget


class PageStack(QStackedWidget):
    """As large as the page that is shown needs at least; the others do not count."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("scrolled")
        self.currentChanged.connect(self._on_current_changed)

    def minimumSizeHint(self) -> QSize:
        page = self.currentWidget()
        if page is None:
            return QSize(0, 0)
        least = page.minimumSizeHint().grownBy(self.contentsMargins())
        return QSize(least.width(), 0) if self.layout().hasHeightForWidth() else least

    def heightForWidth(self, width: int) -> int:
        page = self.currentWidget()
        layout = page.layout() if page is not None else None
        if layout is None:
            return 0
        least = max(layout.minimumHeightForWidth(width), page.minimumSizeHint().height())
        return least + self.contentsMargins().top()

    def scrolling(self) -> QScrollArea:
        area = QScrollArea(widgetResizable=True, frameShape=QFrame.Shape.NoFrame)
        area.setWidget(self)
        return area

    def _on_current_changed(self) -> None:
        self.updateGeometry()
        QApplication.postEvent(self, QEvent(QEvent.Type.LayoutRequest))


class LowStack(QStackedWidget):
    """Sentences in it wrap, for which a layout would never make it lower than it likes to be, and would forget how low
    its other pages can get."""

    def hasHeightForWidth(self) -> bool:
        return False
