"""The chosen files, each with a cross to take it away."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from workbench import theme
from workbench.translation import tr
from workbench.widgets.emptying import add_before_stretch, empty

MOST_SHOWN = 4
PLAIN_NAMES = {"train", "training", "data", "dataset", "rows", "test", "valid", "validation", "eval"}


class FileChips(QWidget):
    removed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(8)
        self._layout.addStretch(1)

    def show_files(self, files: list[str]) -> None:
        empty(self._layout)
        for file in files[:MOST_SHOWN]:
            add_before_stretch(self._layout, self._chip(file, removable=files != ["starter"]))
        if len(files) > MOST_SHOWN:
            more = QLabel(tr("and {n} more", n=len(files) - MOST_SHOWN))
            more.setToolTip("\n".join(files[MOST_SHOWN:]))
            add_before_stretch(self._layout, more)

    def _chip(self, file: str, removable: bool) -> QWidget:
        name = short_name(file)
        if not removable:
            label = QLabel(name)
            label.setProperty("chip", True)
            label.setToolTip(file)
            return label
        chip = QPushButton(name)
        chip.setProperty("chip", True)
        chip.setToolTip(tr("{file}\nClick to take it away", file=file))
        chip.setIcon(theme.icon("mdi6.close", "quiet"))
        chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        chip.clicked.connect(partial(self.removed.emit, file))
        return chip


def short_name(file: str) -> str:
    """With its folder where the name alone says nothing: gsm8k/train.jsonl."""
    path = Path(file)
    telling = path.stem.lower() not in PLAIN_NAMES
    return path.name if telling or not path.parent.name else f"{path.parent.name}/{path.name}"
