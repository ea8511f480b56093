"""What is frozen and what is trained, as a small drawing: grey is frozen, blue is trained."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench import theme

WIDTH, HEIGHT = 320.0, 128.0  # in which everything is drawn; the widget scales it


class MethodDrawing(QWidget):
    """A method that has no drawing of its own is drawn as a small trained part in a frozen model."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._name = ""
        self._drawings = {
            "lora": self._lora,
            "ia3": self._ia3,
            "full": self._full,
            "bitfit": self._bias,
            "prompt_tuning": self._tokens,
            "freeze": self._layers,
        }
        theme.changed.connect(self.update)

    def show_method(self, name: str, title: str) -> None:
        self._name = name
        self.setAccessibleName(f"Drawing of {title}: which weights are frozen and which are trained")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(int(WIDTH), int(HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale = min(self.width() / WIDTH, self.height() / HEIGHT)
        painter.translate((self.width() - WIDTH * scale) / 2, (self.height() - HEIGHT * scale) / 2)
        painter.scale(scale, scale)
        self._drawings.get(self._name, self._inside)(painter)

    # the drawings

    def _lora(self, painter: QPainter) -> None:
        self._text(painter, QRectF(0, 36, 28, 20), "x")
        self._arrow(painter, [QPointF(28, 46), QPointF(72, 46)])
        self._arrow(painter, [QPointF(44, 46), QPointF(44, 106), QPointF(88, 106)])
        self._block(painter, QRectF(72, 12, 120, 68), "W", "frozen", trained=False)
        self._funnel(painter, QRectF(88, 90, 34, 32), "A", narrow_left=False)
        self._arrow(painter, [QPointF(122, 106), QPointF(142, 106)])
        self._funnel(painter, QRectF(142, 90, 34, 32), "B", narrow_left=True)
        self._arrow(painter, [QPointF(192, 46), QPointF(226, 46)])
        self._arrow(painter, [QPointF(176, 106), QPointF(236, 106), QPointF(236, 57)])
        self._sign(painter, QPointF(236, 46), "+")
        self._arrow(painter, [QPointF(246, 46), QPointF(280, 46)])
        self._text(painter, QRectF(284, 36, 28, 20), "h")
        self._text(painter, QRectF(242, 96, 70, 20), "trained", quiet=True)

    def _ia3(self, painter: QPainter) -> None:
        self._text(painter, QRectF(0, 40, 28, 20), "x")
        self._arrow(painter, [QPointF(28, 50), QPointF(72, 50)])
        self._block(painter, QRectF(72, 16, 120, 68), "W", "frozen", trained=False)
        self._arrow(painter, [QPointF(192, 50), QPointF(226, 50)])
        self._sign(painter, QPointF(236, 50), "×")
        self._block(painter, QRectF(226, 84, 20, 40), "l", "", trained=True)
        self._arrow(painter, [QPointF(236, 84), QPointF(236, 61)])
        self._arrow(painter, [QPointF(246, 50), QPointF(280, 50)])
        self._text(painter, QRectF(284, 40, 28, 20), "h")
        self._text(painter, QRectF(250, 96, 66, 20), "trained", quiet=True)

    def _full(self, painter: QPainter) -> None:
        self._text(painter, QRectF(16, 54, 28, 20), "x")
        self._arrow(painter, [QPointF(44, 64), QPointF(88, 64)])
        self._block(painter, QRectF(88, 20, 144, 88), "W", "trained", trained=True)
        self._arrow(painter, [QPointF(232, 64), QPointF(276, 64)])
        self._text(painter, QRectF(280, 54, 28, 20), "h")

    def _bias(self, painter: QPainter) -> None:
        self._text(painter, QRectF(0, 54, 28, 20), "x")
        self._arrow(painter, [QPointF(28, 64), QPointF(72, 64)])
        self._block(painter, QRectF(72, 20, 112, 88), "W", "frozen", trained=False)
        self._block(painter, QRectF(192, 20, 24, 88), "b", "", trained=True)
        self._arrow(painter, [QPointF(220, 64), QPointF(276, 64)])
        self._text(painter, QRectF(280, 54, 28, 20), "h")

    def _tokens(self, painter: QPainter) -> None:
        """Trained tokens, then those of the text, go into a frozen model."""
        for number in range(6):
            self._block(painter, QRectF(number * 20, 52, 16, 24), "", "", trained=number < 3)
        self._text(painter, QRectF(0, 80, 58, 20), "trained", quiet=True)
        self._text(painter, QRectF(60, 80, 58, 20), "text", quiet=True)
        self._arrow(painter, [QPointF(122, 64), QPointF(148, 64)])
        self._block(painter, QRectF(148, 20, 112, 88), "W", "frozen", trained=False)
        self._arrow(painter, [QPointF(260, 64), QPointF(288, 64)])
        self._text(painter, QRectF(288, 54, 28, 20), "h")

    def _layers(self, painter: QPainter) -> None:
        """Frozen layers, then trained ones."""
        self._text(painter, QRectF(0, 54, 28, 20), "x")
        self._arrow(painter, [QPointF(28, 64), QPointF(52, 64)])
        for number in range(4):
            trained = number == 3
            self._block(painter, QRectF(52 + number * 54, 20, 50, 88), "", "trained" if trained else "frozen", trained)
        self._arrow(painter, [QPointF(264, 64), QPointF(288, 64)])
        self._text(painter, QRectF(288, 54, 28, 20), "h")

    def _inside(self, painter: QPainter) -> None:
        self._text(painter, QRectF(0, 54, 28, 20), "x")
        self._arrow(painter, [QPointF(28, 64), QPointF(56, 64)])
        self._block(painter, QRectF(56, 20, 72, 88), "", "frozen", trained=False)
        self._block(painter, QRectF(136, 36, 44, 56), "", "trained", trained=True)
        self._block(painter, QRectF(188, 20, 72, 88), "", "frozen", trained=False)
        self._arrow(painter, [QPointF(260, 64), QPointF(288, 64)])
        self._text(painter, QRectF(288, 54, 28, 20), "h")

    # what they are made of

    def _ink(self, trained: bool) -> tuple[QColor, QColor, QColor]:
        """Ground, line, text."""
        c = theme.colours()
        if trained:
            return QColor(c.learned), QColor(c.accent), QColor(c.learned_text)
        return QColor(c.raised), QColor(c.border), QColor(c.text)

    def _block(self, painter: QPainter, box: QRectF, name: str, note: str, trained: bool) -> None:
        ground, line, text = self._ink(trained)
        painter.setPen(QPen(line, 1.5))
        painter.setBrush(ground)
        painter.drawRoundedRect(box, 6, 6)
        painter.setPen(text)
        self._letter(painter, box.adjusted(0, 0, 0, -14) if note and name else box, name)
        if note:
            foot = QRectF(box.left(), box.center().y() + 4, box.width(), 18) if name else box
            self._text(painter, foot, note, quiet=not trained)

    def _funnel(self, painter: QPainter, box: QRectF, name: str, narrow_left: bool) -> None:
        ground, line, text = self._ink(trained=True)
        left = 9.0 if narrow_left else 0.0
        right = 0.0 if narrow_left else 9.0
        painter.setPen(QPen(line, 1.5))
        painter.setBrush(ground)
        painter.drawPolygon(
            QPolygonF(
                [
                    box.topLeft() + QPointF(0, left),
                    box.topRight() + QPointF(0, right),
                    box.bottomRight() - QPointF(0, right),
                    box.bottomLeft() - QPointF(0, left),
                ]
            )
        )
        painter.setPen(text)
        self._letter(painter, box, name)

    def _letter(self, painter: QPainter, box: QRectF, letter: str) -> None:
        font = painter.font()
        font.setPixelSize(16)
        font.setBold(True)
        painter.setFont(font)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, letter)

    def _text(self, painter: QPainter, box: QRectF, text: str, quiet: bool = False) -> None:
        font = painter.font()
        font.setPixelSize(12 if quiet or len(text) > 1 else 16)
        font.setBold(False)
        font.setItalic(len(text) == 1)
        painter.setFont(font)
        painter.setPen(QColor(theme.colours().quiet if quiet else theme.colours().text))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        font.setItalic(False)
        painter.setFont(font)

    def _sign(self, painter: QPainter, centre: QPointF, sign: str) -> None:
        painter.setPen(QPen(QColor(theme.colours().quiet), 1.5))
        painter.setBrush(QColor(theme.colours().surface))
        painter.drawEllipse(centre, 10, 10)
        self._text(painter, QRectF(centre.x() - 10, centre.y() - 10, 20, 20), sign)

    def _arrow(self, painter: QPainter, points: list[QPointF]) -> None:
        """Along right angles; the head points the way of the last part."""
        colour = QColor(theme.colours().quiet)
        path = QPainterPath(points[0])
        for point in points[1:]:
            path.lineTo(point)
        painter.setPen(QPen(colour, 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)
        tip, before = points[-1], points[-2]
        way = QPointF((tip.x() > before.x()) - (tip.x() < before.x()), (tip.y() > before.y()) - (tip.y() < before.y()))
        side = QPointF(-way.y(), way.x())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawPolygon(QPolygonF([tip, tip - way * 7 + side * 4, tip - way * 7 - side * 4]))
