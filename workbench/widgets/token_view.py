"""One example token by token: what is learned, what is only read, and what is cut."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QMenu, QToolTip, QWidget

from workbench import theme
from workbench.translation import mark, tr
from workbench.widgets.tag_colours import colour_of

if TYPE_CHECKING:
    from tuning_core import Piece

MEANINGS = {
    "learned": mark("learned"),
    "prompt": mark("read, not learned"),
    "template": mark("special token or chat template: read, not learned"),
    "end": mark("end of the text, learned"),
    "cut": mark("cut: beyond the maximum length, the model never sees it"),
}
MARGIN = 8.0
LINE_SPACING = 1.5


class TokenView(QAbstractScrollArea):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tokenView")
        self.setAccessibleName(tr("Tokens of the row"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.pieces: Sequence[Piece] = ()
        self.tag_kinds: Sequence[str] = ()  # what tagged words can be, each with its colour
        self.current: int | None = None  # the token that the keys have reached
        self._boxes: list[QRectF] = []
        self._bottoms: list[float] = []
        self._restyle()
        theme.changed.connect(self._on_theme_changed)

    def show_pieces(self, pieces: Sequence["Piece"]) -> None:
        self.pieces = pieces
        self.current = None
        self.setAccessibleDescription(self.toPlainText()[:2000])
        self._lay_out()
        self.verticalScrollBar().setValue(0)
        self.viewport().update()

    def toPlainText(self) -> str:
        """The row as the model reads it, with what is cut."""
        return "".join(piece.text for piece in self.pieces)

    def box_of(self, number: int) -> QRectF:
        """Where a token stands, in viewport coordinates."""
        return self._boxes[number].translated(0, -self.verticalScrollBar().value())

    def piece_at(self, point: QPointF) -> int | None:
        place = QPointF(point.x(), point.y() + self.verticalScrollBar().value())
        for number in range(bisect_left(self._bottoms, place.y()), len(self._boxes)):
            if self._boxes[number].contains(place):
                return number
            if self._boxes[number].top() > place.y():
                break
        return None

    # layout and painting

    def _restyle(self) -> None:
        self._font = theme.fixed_font()
        self._fonts = {"template": QFont(self._font), "cut": QFont(self._font)}
        self._fonts["template"].setItalic(True)
        self._fonts["cut"].setStrikeOut(True)

    def _lay_out(self) -> None:
        metrics = QFontMetricsF(self._font)
        height, line = metrics.height() + 2, metrics.height() * LINE_SPACING
        width = self.viewport().width() - MARGIN
        widths: dict[str, float] = {}
        x, y = MARGIN, MARGIN
        self._boxes = []
        for piece in self.pieces:
            shown = shown_text(piece.text)
            if shown not in widths:
                widths[shown] = metrics.horizontalAdvance(shown) or metrics.averageCharWidth() / 2
            if piece.begins_answer and x > MARGIN:
                x, y = MARGIN, y + line
            if piece.begins_answer and self._boxes:
                y += line / 2  # it is read by another part of the model
            if x + widths[shown] > width and x > MARGIN:
                x, y = MARGIN, y + line
            self._boxes.append(QRectF(x, y, widths[shown], height))
            x += widths[shown] + 1
            if "\n" in piece.text:
                x, y = MARGIN, y + line
        self._bottoms = [box.bottom() for box in self._boxes]
        bottom = self._boxes[-1].bottom() + MARGIN if self._boxes else 0.0
        self.verticalScrollBar().setRange(0, max(0, round(bottom - self.viewport().height())))
        self.verticalScrollBar().setPageStep(self.viewport().height())
        self.verticalScrollBar().setSingleStep(round(line))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top = self.verticalScrollBar().value()
        painter.translate(0, -top)
        for number in range(bisect_left(self._bottoms, top), len(self._boxes)):
            if self._boxes[number].top() > top + self.viewport().height():
                break
            piece = self.pieces[number]
            if (ground := colour_of(piece.tag, self.tag_kinds)) is not None:
                painter.fillRect(self._ground_of(number), ground)
            paint_token(painter, self._boxes[number], piece.text, piece.kind, self._fonts)
            if number == self.current and self.hasFocus():
                painter.setPen(QPen(QColor(theme.colours().accent), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(self._boxes[number].adjusted(-1, -1, 1, 1), 3, 3)

    def _ground_of(self, number: int) -> QRectF:
        """What is coloured of a tagged word: a name of several words is one piece, the space before it is left out."""
        box, piece = self._boxes[number], self.pieces[number]
        if piece.tag.startswith("I-") or not piece.text.startswith(" "):
            return box.adjusted(-1, 0, 0, 0)
        return box.adjusted(QFontMetricsF(self._font).horizontalAdvance(" "), 0, 0, 0)

    # Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._on_theme_changed()

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            number = self.piece_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), "" if number is None else self.tip(number), self.viewport())
            return True
        return super().viewportEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in MOVES and self.pieces:
            self.go_to(MOVES[Qt.Key(event.key())](self))
        else:
            super().keyPressEvent(event)

    def go_to(self, number: int) -> None:
        """Chooses a token, brings it into sight and says what it is."""
        self.current = min(max(number, 0), len(self.pieces) - 1)
        box, bar = self._boxes[self.current], self.verticalScrollBar()
        bar.setValue(min(max(bar.value(), round(box.bottom() + MARGIN) - self.viewport().height()), round(box.top())))
        tip = self.tip(self.current)
        self.setAccessibleDescription(tip.replace("\n", ", "))
        below = self.box_of(self.current).bottomLeft().toPoint()
        QToolTip.showText(self.viewport().mapToGlobal(below), tip, self.viewport())
        self.viewport().update()

    def tip(self, number: int) -> str:
        """What is said of a token under the mouse."""
        return tip_of(self.pieces[number])

    def _beside(self, step: int) -> int:
        """The token after (1) or before (-1) the one that is chosen; the first where none is."""
        return 0 if self.current is None else self.current + step

    def _in_line(self, step: int) -> int:
        """The token nearest to the chosen one in the next line (1) or the one before (-1)."""
        if self.current is None:
            return 0
        here = self._boxes[self.current]
        lines = sorted({box.top() for box in self._boxes})
        line = lines[min(max(lines.index(here.top()) + step, 0), len(lines) - 1)]
        within = [number for number, box in enumerate(self._boxes) if box.top() == line]
        return min(within, key=lambda number: abs(self._boxes[number].center().x() - here.center().x()))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.addAction(tr("Copy text"), self.copy)
        menu.addAction(tr("Copy token ids"), self.copy_ids)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def copy_ids(self) -> None:
        """With those that are cut, as a list that programs read."""
        QGuiApplication.clipboard().setText(str([piece.token_id for piece in self.pieces]))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def copy(self) -> None:
        QGuiApplication.clipboard().setText(self.toPlainText())

    def _on_theme_changed(self) -> None:
        self._restyle()
        self._lay_out()
        self.viewport().update()


MOVES = {  # key: which token it leads to
    Qt.Key.Key_Right: lambda view: view._beside(1),
    Qt.Key.Key_Left: lambda view: view._beside(-1),
    Qt.Key.Key_Down: lambda view: view._in_line(1),
    Qt.Key.Key_Up: lambda view: view._in_line(-1),
    Qt.Key.Key_Home: lambda view: 0,
    Qt.Key.Key_End: lambda view: len(view.pieces) - 1,
}


def paint_token(painter: QPainter, box: QRectF, text: str, kind: str, fonts: dict[str, QFont]) -> None:
    """The legend draws its samples with this as well, so that they cannot differ."""
    colours = theme.colours()
    painter.setPen(Qt.PenStyle.NoPen)
    if kind == "learned":
        painter.setBrush(QColor(colours.learned))
        painter.drawRoundedRect(box, 2, 2)
    elif kind == "end":
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(colours.end), 1.5))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
    ink = {
        "learned": colours.learned_text,
        "template": colours.template,
        "end": colours.text,
        "cut": colours.cut_text,
    }
    painter.setPen(QColor(ink.get(kind, colours.prompt)))
    painter.setFont(fonts.get(kind) or theme.fixed_font())
    painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip, shown_text(text))


def shown_text(text: str) -> str:
    """Line breaks and tabs as signs; a token of nothing but spaces as dots."""
    if text and not text.strip(" "):
        return "·" * len(text)
    return text.replace("\r", "␍").replace("\n", "↵").replace("\t", "⇥")


def tip_of(piece: "Piece") -> str:
    text = piece.text or tr("(part of the character that follows)")
    meaning = tr("tagged {tag}", tag=piece.tag) if piece.tag else tr(MEANINGS[piece.kind])
    return tr("{text}\ntoken id {token_id}\n{meaning}", text=repr(text), token_id=piece.token_id, meaning=meaning)
