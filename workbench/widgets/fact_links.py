"""Names and values beneath each other; a name is a way to where its value is chosen."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QLabel, QPushButton, QWidget

from workbench.translation import tr


class FactLinks(QWidget):
    clicked = Signal(str)  # key of the fact

    def __init__(self, titles: Mapping[str, str], parent: QWidget | None = None) -> None:
        """`titles` by their keys."""
        super().__init__(parent)
        layout = QFormLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setVerticalSpacing(6)
        layout.setHorizontalSpacing(12)
        layout.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        layout.setRowWrapPolicy(QFormLayout.RowWrapPolicy.DontWrapRows)
        self._titles = dict(titles)
        self.links: dict[str, QPushButton] = {}
        self.values: dict[str, QLabel] = {}
        for key, title in titles.items():
            link, value = QPushButton(title, objectName=f"fact_{key}"), QLabel()
            link.setProperty("link", True)
            link.setProperty("quiet", True)
            link.setToolTip(tr("Show where this is chosen"))
            link.clicked.connect(partial(self.clicked.emit, key))
            value.setWordWrap(True)
            value.setMargin(2)
            value.setTextFormat(Qt.TextFormat.PlainText)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            layout.addRow(link, value)
            self.links[key], self.values[key] = link, value

    def tell(self, values: Mapping[str, str]) -> None:
        for key, text in values.items():
            self.values[key].setText(text)
            self.links[key].setAccessibleName(f"{self._titles[key]}: {text}")
