"""In how many bits the frozen weights are held: what each choice saves and costs, before anything is loaded."""

from importlib.util import find_spec
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QLabel, QRadioButton, QWidget

from workbench.translation import tr
from workbench.weight_sizes import BITS, weight_bytes
from workbench.wording import bytes_text, percent_text

if TYPE_CHECKING:
    from tuning_core import ModelCard
    from tuning_core.run_file import ModelSettings


class BitsChoice(QWidget):
    chosen = Signal(str)  # the quantization

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Bits of the weights"))
        self._group = QButtonGroup(self)
        self.buttons: dict[str, QRadioButton] = {}
        self.sizes: dict[str, QLabel] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        title = QLabel(tr("Bits of the weights"))
        grid.addWidget(title, 0, 0, 1, 2)
        for row, (name, (label, cost)) in enumerate(BITS.items()):
            button = QRadioButton(tr(label), objectName=f"{name}Bits")
            size = QLabel()
            size.setProperty("rank", "quiet")
            help_line = QLabel(tr(cost), wordWrap=True)
            help_line.setProperty("rank", "help")
            help_line.setContentsMargins(24, 0, 0, 4)
            grid.addWidget(button, 2 * row + 1, 0)
            grid.addWidget(size, 2 * row + 1, 1)
            grid.addWidget(help_line, 2 * row + 2, 0, 1, 2)
            button.setAccessibleDescription(tr(cost))
            button.clicked.connect(lambda _, name=name: self.chosen.emit(name))
            self._group.addButton(button)
            self.buttons[name], self.sizes[name] = button, size
        self._missing = find_spec("bitsandbytes") is None

    def show_choices(self, card: "ModelCard | None", settings: "ModelSettings") -> None:
        whole = weight_bytes(card, settings.model_copy(update={"quantization": "none"})) if card is not None else 0.0
        for name, button in self.buttons.items():
            button.setChecked(name == settings.quantization)
            button.setEnabled(name == "none" or not self._missing)
            button.setToolTip(tr("This needs the package bitsandbytes.") if not button.isEnabled() else "")
            self.sizes[name].setText("")
            if card is not None and whole:
                size = weight_bytes(card, settings.model_copy(update={"quantization": name}))
                saved = tr("{size}, saves {share}", size=bytes_text(size), share=percent_text(1 - size / whole))
                self.sizes[name].setText(bytes_text(size) if size >= whole else saved)
