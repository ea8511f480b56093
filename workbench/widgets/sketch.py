"""What the drawings of methods are made of: blocks, funnels, signs and arrows. Grey is frozen, blue is trained."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from workbench import theme
from workbench.translation import tr

LINE = 1.5
TOKEN = 16.0  # width of a token
Point = tuple[float, float]


class Sketch:
    """Draws on a ground of WIDTH x HEIGHT; boxes are given as left, top, width, height."""

    WIDTH, HEIGHT = 320.0, 128.0

    def __init__(self, painter: QPainter) -> None:
        self._painter = painter

    def frozen(self, box: tuple[float, float, float, float], name: str = "", note: str | None = None) -> None:
        self._block(QRectF(*box), name, tr("frozen") if note is None else note, trained=False)

    def trained(self, box: tuple[float, float, float, float], name: str = "", note: str = "") -> None:
        self._block(QRectF(*box), name, note, trained=True)

    def tokens(self, left: float, top: float, trained: int, frozen: int = 0) -> float:
        """Trained tokens, then frozen ones; where they end."""
        for number in range(trained + frozen):
            self._block(QRectF(left + number * 20, top, TOKEN, 20), "", "", trained=number < trained)
        return left + (trained + frozen) * 20 - 4

    def funnel(
        self, box: tuple[float, float, float, float], name: str = "", narrow_left: bool = False, trained: bool = True
    ) -> None:
        rect = QRectF(*box)
        left, right = (rect.height() * 0.28, 0.0) if narrow_left else (0.0, rect.height() * 0.28)
        self._polygon(
            rect.topLeft() + QPointF(0, left),
            rect.topRight() + QPointF(0, right),
            rect.bottomRight() - QPointF(0, right),
            rect.bottomLeft() - QPointF(0, left),
            trained=trained,
        )
        self._letter(rect, name, trained)

    def narrow_network(self, left: float, top: float, width: float = 30, height: float = 32) -> None:
        """Down to a narrow middle and up again, with something bent in between."""
        self.funnel((left, top, width / 2, height))
        self.funnel((left + width / 2, top, width / 2, height), narrow_left=True)

    def text(
        self, box: tuple[float, float, float, float], text: str, quiet: bool = False, colour: str = "text"
    ) -> None:
        font = self._painter.font()
        font.setPixelSize(12 if quiet or len(text) > 1 else 16)
        font.setBold(False)
        font.setItalic(len(text) == 1)
        self._painter.setFont(font)
        self._painter.setPen(QColor(getattr(theme.colours(), "quiet" if quiet else colour)))
        self._painter.drawText(QRectF(*box), Qt.AlignmentFlag.AlignCenter, text)
        font.setItalic(False)
        self._painter.setFont(font)

    def into(self, left: float, middle: float, tip: float) -> None:
        """x, and the arrow from it to `tip`."""
        self.text((left, middle - 10, 24, 20), "x")
        self.arrow((left + 24, middle), (tip, middle))

    def out(self, start: float, middle: float, length: float = 30) -> None:
        """An arrow, and h behind it."""
        self.arrow((start, middle), (start + length, middle))
        self.text((start + length + 2, middle - 10, 24, 20), "h")

    def sign(self, x: float, y: float, sign: str) -> None:
        self._painter.setPen(QPen(QColor(theme.colours().quiet), LINE))
        self._painter.setBrush(QColor(theme.colours().surface))
        self._painter.drawEllipse(QPointF(x, y), 10, 10)
        self.text((x - 10, y - 10, 20, 20), sign)

    def arrow(self, *points: Point, dashed: bool = False) -> None:
        """Along right angles; the head points the way of the last part."""
        colour = QColor(theme.colours().quiet)
        corners = [QPointF(*point) for point in points]
        path = QPainterPath(corners[0])
        for corner in corners[1:]:
            path.lineTo(corner)
        pen = QPen(colour, LINE)
        if dashed:
            pen.setDashPattern([3, 3])
        self._painter.setPen(pen)
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.drawPath(path)
        tip, before = corners[-1], corners[-2]
        way = QPointF((tip.x() > before.x()) - (tip.x() < before.x()), (tip.y() > before.y()) - (tip.y() < before.y()))
        side = QPointF(-way.y(), way.x())
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(colour)
        self._painter.drawPolygon(QPolygonF([tip, tip - way * 7 + side * 4, tip - way * 7 - side * 4]))

    def fainter(self, faint: bool) -> None:
        """What follows is drawn as something that may stand there."""
        self._painter.setOpacity(0.45 if faint else 1.0)

    # parts

    def _block(self, box: QRectF, name: str, note: str, trained: bool) -> None:
        self._wear(trained)
        self._painter.drawRoundedRect(box, 6, 6)
        self._letter(box.adjusted(0, 0, 0, -14) if note and name else box, name, trained)
        if note:
            foot = QRectF(box.left(), box.center().y() + 4, box.width(), 18) if name else box
            self.text(foot.getRect(), note, quiet=not trained, colour="learned_text")

    def _polygon(self, *corners: QPointF, trained: bool) -> None:
        self._wear(trained)
        self._painter.drawPolygon(QPolygonF(list(corners)))

    def _wear(self, trained: bool) -> None:
        c = theme.colours()
        self._painter.setPen(QPen(QColor(c.accent if trained else c.border), LINE))
        self._painter.setBrush(QColor(c.learned if trained else c.raised))

    def _letter(self, box: QRectF, letter: str, trained: bool) -> None:
        c = theme.colours()
        font = self._painter.font()
        font.setPixelSize(16 if len(letter) == 1 else 12)
        font.setBold(len(letter) == 1)
        self._painter.setFont(font)
        self._painter.setPen(QColor(c.learned_text if trained else c.text))
        self._painter.drawText(box, Qt.AlignmentFlag.AlignCenter, letter)
