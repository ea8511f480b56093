"""Names and values beneath each other; the names are quiet."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QLabel, QWidget

from workbench.translation import tr


class Facts(QWidget):
    def __init__(self, names: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QFormLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setVerticalSpacing(8)
        layout.setHorizontalSpacing(16)
        layout.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        self.values: dict[str, QLabel] = {}
        for name in names:
            title, value = QLabel(tr(name)), QLabel()
            title.setProperty("rank", "quiet")
            value.setWordWrap(True)
            value.setTextFormat(Qt.TextFormat.PlainText)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            layout.addRow(title, value)
            self.values[name] = value

    def tell(self, values: dict[str, str]) -> None:
        for name, text in values.items():
            self.values[name].setText(text)
