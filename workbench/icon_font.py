"""The icons: glyphs of the Material Design Icons 6 that QtAwesome brings. Only that font is read, since importing all
of QtAwesome takes 0.1 s and 27 MB before the first paint."""

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPainter

PREFIX = "mdi6."
HEIGHT_SHARE = 0.875  # of the rectangle, so that a glyph of 14 pixels stands in 16


def draw(name: str, painter: QPainter, rect: QRect, colour: QColor) -> None:
    """`name` as in mdi6.play."""
    font = QFont(_family())
    font.setPixelSize(max(1, round(HEIGHT_SHARE * rect.height())))
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    painter.save()
    painter.setFont(font)
    painter.setPen(colour)
    painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), _glyph(name))
    painter.restore()


def _glyph(name: str) -> str:
    return chr(int(_code_points()[name.removeprefix(PREFIX)], 16))


@cache
def _family() -> str:
    number = QFontDatabase.addApplicationFont(str(_file("materialdesignicons6-webfont-*.ttf")))
    return QFontDatabase.applicationFontFamilies(number)[0]


@cache
def _code_points() -> dict[str, str]:
    """name -> hexadecimal code point"""
    points: dict[str, str] = json.loads(_file("materialdesignicons6-webfont-charmap-*.json").read_text("utf-8"))
    return points


def _file(pattern: str) -> Path:
    spec = find_spec("qtawesome")
    assert spec is not None
    assert spec.origin is not None
    return next((Path(spec.origin).parent / "fonts").glob(pattern))
