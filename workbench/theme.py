"""Light and dark: the palette, the style sheet, the icons, and the colours that mean something."""

from dataclasses import asdict, dataclass, fields
from string import Template

from PySide6.QtCore import QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QIcon, QIconEngine, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QApplication, QStyleFactory

from tuning_core.resource_files import RESOURCES
from workbench import icon_font
from workbench.translation import speaks_chinese


@dataclass(frozen=True)
class Colours:
    """Every colour of the window, as `#rrggbb`. The meaning colours are Okabe and Ito's set (jfly.uni-koeln.de/color),
    darkened or lightened where they serve as text, so that they keep a contrast of 4.5 to 1."""

    # surfaces
    window: str  # behind everything
    surface: str  # cards, fields, tables, charts
    raised: str  # what the mouse is over, table headers
    border: str
    text: str
    quiet: str  # text of second rank
    accent: str
    on_accent: str
    accent_soft: str  # ground of the selected entry
    # tokens
    learned: str  # ground of a learned token, and its bar in the histogram
    learned_text: str
    prompt: str
    template: str
    end: str  # outline of the end of sequence
    cut: str  # lines and bars
    cut_text: str
    # states
    problem: str
    problem_soft: str  # ground of a message
    warning: str
    warning_soft: str
    good: str
    # charts
    grid: str
    raw: str  # the unsmoothed loss
    smoothed: str
    held_out: str
    memory: str
    forecast: str
    line_1: str
    line_2: str
    line_3: str
    line_4: str
    line_5: str
    line_6: str

    @property
    def lines(self) -> tuple[str, ...]:
        """Colours for curves laid over each other, in order."""
        return (self.line_1, self.line_2, self.line_3, self.line_4, self.line_5, self.line_6)


LIGHT = Colours(
    window="#f4f5f7", surface="#ffffff", raised="#eceff3", border="#d9dde3", text="#1b1f26", quiet="#5b6472",
    accent="#0072b2", on_accent="#ffffff", accent_soft="#dcecf6",
    learned="#b9dcf3", learned_text="#00344f", prompt="#1b1f26", template="#6b7380", end="#009e73",
    cut="#e69f00", cut_text="#8f5f00",
    problem="#b34700", problem_soft="#fbe9de", warning="#8f5f00", warning_soft="#fdf3dc", good="#00775a",
    grid="#e3e6eb", raw="#a9cfe8", smoothed="#0072b2", held_out="#d55e00", memory="#009e73", forecast="#8a93a1",
    line_1="#0072b2", line_2="#d55e00", line_3="#009e73", line_4="#cc79a7", line_5="#e69f00", line_6="#56b4e9",
)  # fmt: skip
DARK = Colours(
    window="#191b1f", surface="#22252a", raised="#2d3138", border="#3a3f47", text="#e7e9ed", quiet="#a0a8b5",
    accent="#56b4e9", on_accent="#0b1a24", accent_soft="#1f3a4b",
    learned="#1d5478", learned_text="#e3f3fd", prompt="#e7e9ed", template="#8f98a6", end="#2cc79a",
    cut="#e69f00", cut_text="#f0b73c",
    problem="#ff9357", problem_soft="#40281b", warning="#f0b73c", warning_soft="#3a301a", good="#3ccf9f",
    grid="#33373e", raw="#4c80a6", smoothed="#56b4e9", held_out="#ff8a47", memory="#2cc79a", forecast="#8f98a6",
    line_1="#56b4e9", line_2="#ff8a47", line_3="#2cc79a", line_4="#dd95bd", line_5="#f0b73c", line_6="#8fb8ff",
)  # fmt: skip


class _Theme(QObject):
    changed = Signal()  # the colours are others now
    colours = LIGHT
    mode = "system"


_theme = _Theme()
changed = _theme.changed


def colours() -> Colours:
    """The colours of now. Ask again when `changed` tells."""
    return _theme.colours


def is_dark() -> bool:
    return _theme.colours is DARK


def mode() -> str:
    """What the person chose: system, light or dark."""
    return _theme.mode


def start(app: QApplication, mode: str = "system", font_points: float = 0) -> None:
    """To call once, before the first widget is made."""
    app.setStyle(QStyleFactory.create("Fusion"))
    app.styleHints().colorSchemeChanged.connect(lambda _: _wear(app))
    set_font_points(app, font_points)
    set_mode(app, mode)


def set_mode(app: QApplication, mode: str) -> None:
    _theme.mode = mode
    scheme = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}.get(mode, Qt.ColorScheme.Unknown)
    app.styleHints().setColorScheme(scheme)
    _wear(app)


# Of fonts for simplified Chinese these have bold letters of their own, and the first that is there is taken.
CHINESE_FONTS = ("Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", "WenQuanYi Micro Hei")


def set_font_points(app: QApplication, points: float) -> None:
    """0 is the system's own size, lifted to 10 points. To call again when another language is spoken."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    if speaks_chinese() and (chinese := _chinese_font()):
        # Behind the system's own, which draws what letters it has; an alias such as "Sans" would be passed over.
        font.setFamilies([QFontInfo(font).family(), chinese])
    font.setPointSizeF(points or max(10.0, font.pointSizeF()))
    if app.font() == font:
        return
    is_styled = bool(app.styleSheet())
    app.setStyleSheet("")
    app.setFont(font)
    if is_styled:
        _style(app)


def _chinese_font() -> str:
    there = {*QFontDatabase.families()}
    return next((name for name in CHINESE_FONTS if name in there), "")


def fixed_font(points: float = 0) -> QFont:
    """Monospace, for tokens and paths."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPointSizeF(points or QApplication.font().pointSizeF())
    return font


def _wear(app: QApplication) -> None:
    dark = _theme.mode == "dark" or (_theme.mode == "system" and app.styleHints().colorScheme() == Qt.ColorScheme.Dark)
    chosen = DARK if dark else LIGHT
    if chosen is _theme.colours and app.styleSheet():
        return
    _theme.colours = chosen
    app.setPalette(_palette(chosen))
    _style(app)
    changed.emit()


def _style(app: QApplication) -> None:
    app.setStyleSheet("")  # Qt replaces one by another four times more slowly than it takes one off and puts one on
    app.setStyleSheet(_style_sheet(colours(), app.font().pointSizeF()))


def _palette(c: Colours) -> QPalette:
    palette = QPalette(QColor(c.raised), QColor(c.window))
    role = QPalette.ColorRole
    for which, colour in {
        role.WindowText: c.text, role.Text: c.text, role.ButtonText: c.text, role.PlaceholderText: c.quiet,
        role.Base: c.surface, role.AlternateBase: c.window, role.Button: c.surface,
        role.Highlight: c.accent, role.HighlightedText: c.on_accent, role.Accent: c.accent,
        role.Link: c.accent, role.LinkVisited: c.accent, role.Mid: c.border, role.Dark: c.border,
        role.ToolTipBase: c.surface, role.ToolTipText: c.text,
    }.items():  # fmt: skip
        palette.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText):
        faint = QColor(c.text)
        faint.setAlphaF(0.4)
        palette.setColor(QPalette.ColorGroup.Disabled, which, faint)
    return palette


def _style_sheet(c: Colours, points: float) -> str:
    text = (RESOURCES / "style" / "workbench.qss").read_text(encoding="utf-8")
    sizes = {"title": f"{points * 1.7:.1f}pt", "number": f"{points * 1.4:.1f}pt", "help": f"{points * 0.9:.1f}pt"}
    files = {"icons": (RESOURCES / "icons").as_posix(), "shade": "dark" if c is DARK else "light"}
    return Template(text).substitute(asdict(c), **sizes, **files)


class _ThemedIcon(QIconEngine):
    """Draws a glyph of the icon font in the theme's colour of the moment, so that no icon needs to be set again."""

    def __init__(self, name: str, colour: str) -> None:
        super().__init__()
        self._name, self._colour = name, colour

    def clone(self) -> QIconEngine:
        return _ThemedIcon(self._name, self._colour)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        colour = QColor(getattr(colours(), self._colour))
        if mode == QIcon.Mode.Disabled:
            colour.setAlphaF(0.35)
        icon_font.draw(self._name, painter, rect, colour)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return pixmap


def icon(name: str, colour: str = "text") -> QIcon:
    """An icon of Material Design Icons 6, as in `mdi6.play`; `colour` is a name of `Colours`. Follows the theme."""
    if colour not in {field.name for field in fields(Colours)}:
        raise ValueError(f"{colour} is not a colour of the theme")
    return QIcon(_ThemedIcon(name, colour))


def app_icon() -> QIcon:
    return QIcon(str(RESOURCES / "icons" / "peft-workbench.svg"))
