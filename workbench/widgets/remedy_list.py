"""What could be done, each with a button and what it brings."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QWidget

from workbench.remedies import Remedy
from workbench.widgets.emptying import empty


class RemedyList(QWidget):
    chosen = Signal(object)  # Remedy

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(1, 1)

    def show_remedies(self, remedies: Sequence[Remedy]) -> None:
        empty(self._grid)
        for row, remedy in enumerate(remedies):
            button = QPushButton(remedy.text, objectName=f"remedyButton{row}")
            button.clicked.connect(partial(self.chosen.emit, remedy))
            explanation = QLabel(remedy.explanation, wordWrap=True)
            explanation.setProperty("rank", "quiet")
            explanation.setMinimumWidth(240)
            self._grid.addWidget(button, row, 0)
            self._grid.addWidget(explanation, row, 1)
        self.setVisible(bool(remedies))
