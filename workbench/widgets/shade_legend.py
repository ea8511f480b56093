"""What the shades of a reply's tokens mean."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QTextEdit, QWidget

from workbench import theme
from workbench.translation import tr
from workbench.widgets.said_text import SHADES, shade_of


class ShadeLegend(QTextEdit):
    """Text in a line or two, drawn as the replies are."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setFrameShape(QTextEdit.Shape.NoFrame)
        self.setAccessibleName(tr("What the shades mean"))
        self.setProperty("flat", True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabChangesFocus(True)
        theme.changed.connect(self._write)
        self._write()

    def _write(self) -> None:
        self.clear()
        cursor = self.textCursor()
        plain = shade_of(1.0)
        cursor.insertText(tr("Probability of each token:") + "  ", plain)
        for low, name, _, _ in SHADES:
            cursor.insertText(f" {tr(name)} ".replace(" ", "\u00a0"), shade_of(low))  # each stays on one line
            cursor.insertText("  ", plain)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setFixedHeight(int(self.document().size().height()) + 2)
