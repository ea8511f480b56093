"""What the colours of the token view mean."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench import theme
from workbench.translation import mark, tr
from workbench.widgets.tag_colours import colour_of
from workbench.widgets.token_view import MEANINGS, paint_token

KINDS = {  # of tokens, for each task: how they are painted and what they are called
    "causal_lm": {
        "learned": mark("learned"),
        "prompt": mark("prompt"),
        "template": mark("template"),
        "end": mark("end"),
        "cut": mark("cut"),
    },
    "seq2seq_lm": {
        "prompt": mark("source"),
        "learned": mark("answer"),
        "template": mark("special"),
        "end": mark("end"),
        "cut": mark("cut"),
    },
    "sequence_classification": {"prompt": mark("text"), "template": mark("special"), "cut": mark("cut")},
    "token_classification": {"prompt": mark("no name"), "template": mark("special"), "cut": mark("cut")},
}
GAP = 8


class TokenLegend(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tags: list[str] = []
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.explain("causal_lm", [])
        theme.changed.connect(self.update)

    def explain(self, task: str, tag_kinds: list[str]) -> None:
        """What the tokens of this task can be, and what their words can be tagged as."""
        self._kinds, self._tags = KINDS[task], tag_kinds
        self.setToolTip("\n".join(f"{tr(name)}: {tr(MEANINGS[kind])}" for kind, name in self._kinds.items()))
        self.updateGeometry()
        self.update()

    @property
    def _names(self) -> list[str]:
        return [*self._tags, *map(tr, self._kinds.values())]

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(max(box.bottom() for box in self._boxes(width)) + 2)

    def sizeHint(self) -> QSize:
        return QSize(240, self.heightForWidth(240))

    def minimumSizeHint(self) -> QSize:
        return QSize(96, self.heightForWidth(max(96, self.width())))

    def _boxes(self, width: float) -> list[QRectF]:
        metrics, x, y, boxes = QFontMetricsF(self._font()), 1.0, 2.0, []
        for name in self._names:
            wide, high = metrics.horizontalAdvance(f" {name} "), metrics.height() + 2
            if x + wide > width and x > 1:
                x, y = 1.0, y + high + 6
            boxes.append(QRectF(x, y, wide, high))
            x += wide + GAP
        return boxes

    def _font(self) -> QFont:
        return theme.fixed_font(self.font().pointSizeF() * 0.9)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fonts = {kind: self._font() for kind in MEANINGS}
        fonts["template"].setItalic(True)
        fonts["cut"].setStrikeOut(True)
        kinds = [*["prompt"] * len(self._tags), *self._kinds]
        for name, kind, box in zip(self._names, kinds, self._boxes(self.width()), strict=True):
            if (ground := colour_of(name, self._tags)) is not None:
                painter.fillRect(box, ground)
            paint_token(painter, box, f" {name} ", kind, fonts)
