"""How often each class stands in the rows to learn from and in those held out."""

from collections.abc import Mapping

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

from workbench import theme
from workbench.translation import tr
from workbench.widgets.card import Card
from workbench.wording import count_text, percent_text

LINE, BAR, GAP = 22, 6, 8  # pixels
MOST_SHOWN = 200  # classes


class ClassBalance(Card):
    """A bar for the rows to learn from and one for those held out, a class a line; each as a share of its split."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Classes"), parent)
        self.bars = ClassBars()
        scroll = QScrollArea(widgetResizable=True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.bars.setObjectName("scrolled")
        scroll.setWidget(self.bars)
        self.body.addWidget(scroll, 1)
        self.hide()

    def show_counts(self, counts: Mapping[str, tuple[int, int]]) -> None:
        self.heading.setText(tr("Class") if len(counts) == 1 else tr("{counts} classes", counts=f"{len(counts):,}"))
        self.bars.show_counts(counts)
        self.setVisible(bool(counts))


class ClassBars(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.lines: list[tuple[str, float, float, str]] = []  # name, share to learn from, share held out, rows
        theme.changed.connect(self.update)

    def show_counts(self, counts: Mapping[str, tuple[int, int]]) -> None:
        """The most frequent first."""
        learned, held_out = (max(1, sum(both[side] for both in counts.values())) for side in (0, 1))
        ordered = sorted(counts.items(), key=lambda one: -one[1][0])[:MOST_SHOWN]
        self.lines = [
            (name, train / learned, held / held_out, f"{count_text(train)} + {count_text(held)}")
            for name, (train, held) in ordered
        ]
        said = [
            tr(
                "{name}: {share} of the rows to learn from, {held_out} of those held out",
                name=name,
                share=percent_text(share),
                held_out=percent_text(held_out),
            )
            for name, share, held_out, _ in self.lines
        ]
        self.setToolTip("\n".join(said[:12]))
        self.setAccessibleDescription("; ".join(said))
        self.setFixedHeight(LINE * len(self.lines))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, LINE * len(self.lines))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colours = QPainter(self), theme.colours()
        metrics = painter.fontMetrics()
        names = min(self.width() // 3, max((metrics.horizontalAdvance(line[0]) for line in self.lines), default=0))
        counts = max((metrics.horizontalAdvance(line[3]) for line in self.lines), default=0)
        room = max(8, self.width() - names - counts - 2 * GAP)
        longest = max((max(line[1:3]) for line in self.lines), default=1.0) or 1.0
        middle = Qt.AlignmentFlag.AlignVCenter
        for number, (name, learned, held_out, rows) in enumerate(self.lines):
            top = number * LINE
            painter.setPen(QColor(colours.text))
            shown = metrics.elidedText(name, Qt.TextElideMode.ElideRight, names)
            painter.drawText(QRectF(0, top, names, LINE), middle, shown)
            painter.setPen(QColor(colours.quiet))
            painter.drawText(QRectF(0, top, self.width(), LINE), middle | Qt.AlignmentFlag.AlignRight, rows)
            painter.setPen(Qt.PenStyle.NoPen)
            for share, colour, y in ((learned, colours.smoothed, 4), (held_out, colours.held_out, 5 + BAR)):
                painter.setBrush(QColor(colour))
                painter.drawRect(QRectF(names + GAP, top + y, max(2.0 * (share > 0), room * share / longest), BAR))
