"""A reply to read and to copy from; where it is asked for, each token shaded by how likely the model found it."""

from bisect import bisect_right
from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QToolTip, QWidget

from tuning_core.events import TokenSaid
from workbench import theme
from workbench.translation import mark, tr
from workbench.widgets.growing_text import GrowingText
from workbench.wording import percent_text

Underline = QTextCharFormat.UnderlineStyle
# From which probability on: what it is called, how strong its ground is, and its line: the shades are told apart by
# the lines as well.
SHADES: tuple[tuple[float, str, float, Underline], ...] = (
    (0.9, mark("90 % and more"), 0.0, Underline.NoUnderline),
    (0.5, mark("50 to 90 %"), 0.22, Underline.NoUnderline),
    (0.1, mark("10 to 50 %"), 0.45, Underline.DotLine),
    (0.0, mark("less than 10 %"), 0.75, Underline.WaveUnderline),
)
SHADE_COLOUR = "cut"  # Okabe and Ito's orange


class SaidText(GrowingText):
    pointed = Signal(str)  # what the model thought of the token at the text cursor; empty where there is none

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._said: Sequence[TokenSaid] = ()
        self._ends: list[int] = []  # of the tokens, in the document's positions
        self._shaded = False
        self._shown: tuple[str, int, bool] = ("", 0, False)
        self.cursorPositionChanged.connect(lambda: self.pointed.emit(self.sentence_at(self.textCursor().position())))
        theme.changed.connect(self._on_theme_changed)

    def show_reply(self, text: str, said: Sequence[TokenSaid], shaded: bool) -> None:
        if (text, len(said), shaded) == self._shown:
            return
        self._shown = (text, len(said), shaded)
        tokens = _without_edges(said)
        told = "".join(token.text for token in tokens)
        self._shaded = shaded
        self._said = tokens if shaded or told == text else []  # tagged words are told otherwise where they are shaded
        self.show_text(told if self._said else text)
        self._ends = []
        end = 0
        for token in self._said:
            end += len(token.text.encode("utf-16-le")) // 2
            self._ends.append(end)
        self._shade()

    def token_at(self, position: int) -> TokenSaid | None:
        number = bisect_right(self._ends, position)
        return self._said[number] if number < len(self._said) else None

    def sentence_at(self, position: int) -> str:
        """“ river” 43.1 %; “ hill” 30.0 %, “ sea” 12.0 %"""
        token = self.token_at(position)
        if token is None:
            return ""
        others = ", ".join(f"“{visible(one.text)}” {percent_text(one.probability)}" for one in token.likeliest)
        share = percent_text(token.probability)
        return tr("“{token}” {share}; likeliest: {others}", token=visible(token.text), share=share, others=others)

    def _shade(self) -> None:
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.setCharFormat(QTextCharFormat())
        start = 0
        for token, end in zip(self._said, self._ends, strict=True) if self._shaded else ():
            shade = shade_of(token.probability)
            if shade.background().style() != Qt.BrushStyle.NoBrush:
                cursor.setPosition(start)
                cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
                cursor.setCharFormat(shade)
            start = end
        cursor.endEditBlock()

    def _on_theme_changed(self) -> None:
        self._shade()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            self._show_tip(event.pos(), event.globalPos())
            return True
        return super().event(event)

    def _show_tip(self, place: QPoint, on_screen: QPoint) -> None:
        inside = self.viewport().mapFrom(self, place)
        cursor = self.cursorForPosition(inside)
        start = self.cursorRect(cursor)
        position = cursor.position() - (1 if inside.x() < start.left() else 0)  # it is put at the nearer edge
        token = self.token_at(max(0, position))
        QToolTip.showText(on_screen, tip_of(token) if token is not None else "", self)


def tip_of(token: TokenSaid) -> str:
    rows = "".join(
        f"<tr><td>{_coded(one.text)}&nbsp;&nbsp;</td><td align='right'>{percent_text(one.probability)}</td></tr>"
        for one in token.likeliest
    )
    head = tr("{token}: the model gave it {share}", token=_coded(token.text), share=percent_text(token.probability))
    return f"<p>{head}</p><p>{escape(tr('Likeliest here:'))}</p><table>{rows}</table>"


def shade_of(probability: float) -> QTextCharFormat:
    _, _, strength, line = next(shade for shade in SHADES if probability >= shade[0])
    shape = QTextCharFormat()
    if strength:
        colour = QColor(getattr(theme.colours(), SHADE_COLOUR))
        shape.setUnderlineColor(QColor(theme.colours().text))
        shape.setUnderlineStyle(line)
        colour.setAlphaF(strength if not theme.is_dark() else strength * 0.7)
        shape.setBackground(colour)
    return shape


def visible(text: str) -> str:
    """With marks for what cannot be seen."""
    return text.replace("\n", "↵").replace("\t", "→").replace(" ", "␣") if not text.strip() else text.replace("\n", "↵")


def _coded(text: str) -> str:
    return f"<code>“{escape(visible(text)).replace(' ', '&nbsp;')}”</code>"


def _without_edges(said: Sequence[TokenSaid]) -> list[TokenSaid]:
    """As the reply is shown, without white space around it."""
    tokens = list(said)
    while tokens and not tokens[0].text.strip():
        tokens.pop(0)
    while tokens and not tokens[-1].text.strip():
        tokens.pop()
    if tokens:
        first = tokens[0]
        tokens[0] = TokenSaid(first.text.lstrip(), first.probability, first.likeliest)
        last = tokens[-1]
        tokens[-1] = TokenSaid(last.text.rstrip(), last.probability, last.likeliest)
    return tokens
