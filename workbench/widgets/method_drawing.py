"""What is frozen and what is trained, as a small drawing."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench import theme
from workbench.translation import tr
from workbench.widgets.method_sketches import SKETCHES, inside
from workbench.widgets.sketch import Sketch


class MethodDrawing(QWidget):
    """Scaled to its width."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._name = ""
        theme.changed.connect(self.update)

    def show_method(self, name: str, title: str) -> None:
        self._name = name
        self.setAccessibleName(tr("Drawing of {title}: which weights are frozen and which are trained", title=title))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(int(Sketch.WIDTH), int(Sketch.HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale = min(self.width() / Sketch.WIDTH, self.height() / Sketch.HEIGHT)
        painter.translate((self.width() - Sketch.WIDTH * scale) / 2, (self.height() - Sketch.HEIGHT * scale) / 2)
        painter.scale(scale, scale)
        SKETCHES.get(self._name, inside)(Sketch(painter))
