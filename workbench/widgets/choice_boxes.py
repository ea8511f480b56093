"""Any of a few values, each with a check box."""

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

COLUMNS = 2


class ChoiceBoxes(QWidget):
    changed = Signal()

    def __init__(self, texts: dict[Any, str], parent: QWidget | None = None) -> None:
        """`texts` are what the values are called."""
        super().__init__(parent)
        self.boxes = {value: QCheckBox(text) for value, text in texts.items()}
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 4, 0, 4)
        layout.setVerticalSpacing(6)
        for place, box in enumerate(self.boxes.values()):
            layout.addWidget(box, place // COLUMNS, place % COLUMNS)
            box.toggled.connect(self.changed)
        self.setFocusProxy(next(iter(self.boxes.values())))

    def chosen(self) -> list[Any]:
        return [value for value, box in self.boxes.items() if box.isChecked()]

    def choose(self, values: list[Any]) -> None:
        for value, box in self.boxes.items():
            box.setChecked(value in values)
