"""The tokens of a row, each on a ground that says how surprised base and tuned model are by it."""

from bisect import bisect_left
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from workbench import theme
from workbench.translation import tr
from workbench.widgets.surprise_scale import BASE, BOTH, DIFFERENCE, TUNED, difference_colour, ink_on, surprise_colour
from workbench.widgets.token_view import TokenView, shown_text
from workbench.wording import percent_text

if TYPE_CHECKING:
    from tuning_core import RowSurprise, Surprise

STRIPE = 4.0  # pixels
WORSE = 0.5  # nats more than the base, from which on a token is underlined


class SurpriseTokens(TokenView):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("surpriseTokens")
        self.setAccessibleName(tr("Tokens of the row and how surprising they are"))
        self.row: RowSurprise | None = None
        self.mode = BOTH

    def show_row(self, row: "RowSurprise | None") -> None:
        self.row = row
        self.show_pieces(row.pieces if row is not None else ())

    def show_mode(self, mode: str) -> None:
        self.mode = mode
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top = self.verticalScrollBar().value()
        painter.translate(0, -top)
        for number in range(bisect_left(self._bottoms, top), len(self._boxes)):
            if self._boxes[number].top() > top + self.viewport().height():
                break
            self._paint(painter, number)
            if number == self.current and self.hasFocus():
                painter.setPen(QPen(QColor(theme.colours().accent), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(self._boxes[number].adjusted(-1, -1, 1, 1), 3, 3)

    def _paint(self, painter: QPainter, number: int) -> None:
        box, piece, sides = self._boxes[number], self.pieces[number], self._sides(number)
        ink = QColor(theme.colours().text if sides else theme.colours().template)
        if sides and self.mode == BOTH:
            for place, side in enumerate(sides):
                stripe = QRectF(box.left(), box.bottom() - 1 + place * (STRIPE + 1), box.width(), STRIPE)
                painter.fillRect(stripe, surprise_colour(side.loss))
                painter.setPen(QColor(theme.colours().border))
                painter.drawRect(stripe)
        elif sides:
            ground = self._ground(*sides)
            painter.fillRect(box, ground)
            ink = ink_on(ground)
        painter.setPen(ink)
        painter.setFont(self._fonts.get(piece.kind) or self._font)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip, shown_text(piece.text))
        if sides and self.mode == DIFFERENCE and sides[1].loss - sides[0].loss > WORSE:
            painter.setPen(QPen(QColor(theme.colours().text), 1.5))
            painter.drawLine(box.bottomLeft(), box.bottomRight())

    def _ground(self, base: "Surprise", tuned: "Surprise") -> QColor:
        if self.mode == DIFFERENCE:
            return difference_colour(tuned.loss - base.loss)
        return surprise_colour({BASE: base, TUNED: tuned}[self.mode].loss)

    def _sides(self, number: int) -> "tuple[Surprise, Surprise] | None":
        """(base, tuned) at a token; a text's class is shown beside the tokens."""
        if self.row is None or self.row.answer or number not in self.row.tuned:
            return None
        return self.row.base[number], self.row.tuned[number]

    def tip(self, number: int) -> str:
        sides = self._sides(number)
        if sides is None or self.row is None:
            return super().tip(number)
        head = repr(self.pieces[number].text)
        learned = tr("learned") if number in self.row.learned else tr("read, not learned")
        base, tuned = (_told(side) for side in sides)
        return "\n".join((f"{head}, {learned}", tr("base: {said}", said=base), tr("tuned: {said}", said=tuned)))


def _told(side: "Surprise") -> str:
    likeliest = ", ".join(f"{one.text!r} {percent_text(one.probability)}" for one in side.likeliest[:3])
    return tr(
        "{probability}, rank {rank}; likeliest {likeliest}",
        probability=percent_text(side.probability),
        rank=f"{side.rank:,}",
        likeliest=likeliest,
    )
