"""A conversation as its template writes it, with what is learned coloured as in the token view."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from workbench import theme

if TYPE_CHECKING:
    from tuning_core.data.templates import Rendered

Span = tuple[int, int]


class RenderedText(QPlainTextEdit):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, readOnly=True)
        self.setFont(theme.fixed_font())
        self.setAccessibleName("The row as the template writes it")
        self._shown: tuple[Rendered | None, Sequence[Span]] = (None, ())
        theme.changed.connect(self._colour)

    def show_rendered(self, rendered: "Rendered | None", learned: Sequence[Span]) -> None:
        """`learned` spans (characters) are those of the text that the model learns to say."""
        self._shown = (rendered, learned)
        self.setPlainText(rendered.text if rendered is not None else "")
        self._colour()

    def _colour(self) -> None:
        rendered, learned = self._shown
        if rendered is None:
            self.setExtraSelections([])
            return
        colours = theme.colours()
        template, content, taught = QTextCharFormat(), QTextCharFormat(), QTextCharFormat()
        template.setForeground(QColor(colours.template))
        template.setFontItalic(True)
        content.setForeground(QColor(colours.prompt))
        content.setFontItalic(False)
        taught.setForeground(QColor(colours.learned_text))
        taught.setBackground(QColor(colours.learned))
        taught.setFontItalic(False)
        units = _utf16_places(rendered.text)
        spans = [((0, len(rendered.text)), template), *((span, content) for span in rendered.contents)]
        spans += [(span, taught) for span in learned]
        self.setExtraSelections([self._selection(units[start], units[end], how) for (start, end), how in spans])

    def _selection(self, start: int, end: int, how: QTextCharFormat) -> QTextEdit.ExtraSelection:
        selection = QTextEdit.ExtraSelection()
        selection.cursor = QTextCursor(self.document())
        selection.cursor.setPosition(start)
        selection.cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        selection.format = how
        return selection


def _utf16_places(text: str) -> list[int]:
    """Qt counts in units of 16 bits, of which some characters take two."""
    places = [0]
    for character in text:
        places.append(places[-1] + 1 + (ord(character) > 0xFFFF))
    return places
