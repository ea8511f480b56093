"""The colours of words by their tags: one for each kind of name, the same in the text and its legend."""

from collections.abc import Sequence

from PySide6.QtGui import QColor

from tuning_core.data.labelled import OUTSIDE, kind_of_tag
from workbench import theme

STRENGTH = 0.35  # of the colour behind a word, so that the word stays easy to read


def kinds_in(class_names: Sequence[str]) -> list[str]:
    """person, place for O, B-person, I-person, B-place."""
    return list(dict.fromkeys(kind_of_tag(name) for name in class_names if name != OUTSIDE))


def colour_of(tag: str, kinds: Sequence[str]) -> QColor | None:
    """None for a word that is no name."""
    kind = kind_of_tag(tag)
    if kind not in kinds:
        return None
    lines = theme.colours().lines
    colour = QColor(lines[kinds.index(kind) % len(lines)])
    colour.setAlphaF(STRENGTH)
    return colour
