"""A conversation as its template writes it, with what is learned coloured as in the token view."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from workbench import theme
from workbench.translation import tr

if TYPE_CHECKING:
    from tuning_core.data.templates import Rendered

Span = tuple[int, int]


class RenderedText(QPlainTextEdit):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, readOnly=True, undoRedoEnabled=False)
        self.setFont(theme.fixed_font())
        self.setAccessibleName(tr("The row as the template writes it"))
        self.parts: list[tuple[str, str]] = []  # text and kind: learned, prompt or template
        theme.changed.connect(self._write)

    def show_rendered(self, rendered: "Rendered | None", learned: Sequence[Span]) -> None:
        """`learned` spans (characters) are those of the text that the model learns to say."""
        self.parts = list(_parts(rendered.text, learned, rendered.contents)) if rendered is not None else []
        self._write()

    def _write(self) -> None:
        formats = _formats()
        self.clear()
        cursor = QTextCursor(self.document())
        for text, kind in self.parts:
            cursor.insertText(text, formats[kind])


def _parts(text: str, learned: Sequence[Span], contents: Sequence[Span]) -> Iterator[tuple[str, str]]:
    """In order, from one boundary of a span to the next."""
    cuts = sorted({0, len(text), *(place for span in (*learned, *contents) for place in span)})
    for start, end in pairwise(cuts):
        kind = "learned" if _inside(start, learned) else "prompt" if _inside(start, contents) else "template"
        yield text[start:end], kind


def _inside(place: int, spans: Sequence[Span]) -> bool:
    return any(start <= place < end for start, end in spans)


def _formats() -> dict[str, QTextCharFormat]:
    colours = theme.colours()
    formats = {kind: QTextCharFormat() for kind in ("learned", "prompt", "template")}
    formats["learned"].setBackground(QColor(colours.learned))
    formats["learned"].setForeground(QColor(colours.learned_text))
    formats["prompt"].setForeground(QColor(colours.prompt))
    formats["template"].setForeground(QColor(colours.template))
    formats["template"].setFontItalic(True)
    return formats
