"""How a merged model is written: which kind of numbers, and how large a file may become."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QWidget

from workbench.translation import mark, tr

GB = 1_000_000_000
NUMBERS = {
    "auto": mark("As the model has them"),
    "bfloat16": mark("16 bit (bfloat16)"),
    "float16": mark("16 bit (float16)"),
    "float32": mark("32 bit (exact, twice the size)"),
}
SHARDS = (1, 2, 5, 10, 50)  # gigabytes


class MergedOptions(QWidget):
    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.numbers = QComboBox(objectName="exportNumbersCombo")
        for name, title in NUMBERS.items():
            self.numbers.addItem(tr(title), name)
        self.numbers.setToolTip(
            tr("Sixteen bits round what was learned a little; the check afterwards says whether it matters.")
        )
        self.shards = QComboBox(objectName="exportShardCombo")
        for size in SHARDS:
            self.shards.addItem(tr("{size} GB", size=size), size * GB)
        self.shards.setCurrentIndex(SHARDS.index(5))
        self.shards.setToolTip(
            tr("The weights are spread over several files where they are larger. Every program that reads them knows.")
        )
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(16)
        layout.setVerticalSpacing(4)
        named = ((tr("Numbers"), self.numbers), (tr("Largest file"), self.shards))
        for column, (title, combo) in enumerate(named):
            label = QLabel(title)
            label.setBuddy(combo)
            combo.setAccessibleName(title)
            combo.currentIndexChanged.connect(lambda _: self.changed.emit())
            layout.addWidget(label, 0, column)
            layout.addWidget(combo, 1, column)
        layout.setColumnStretch(0, 2)
        layout.setColumnStretch(1, 1)

    @property
    def dtype(self) -> str:
        return str(self.numbers.currentData())

    @property
    def shard_bytes(self) -> int:
        return int(self.shards.currentData())
