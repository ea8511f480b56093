"""How rows become text: the chat template and the phrasing, each with a way to change it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from workbench.translation import tr

LONGEST_NAME = 16  # characters


class AskingLine(QWidget):
    template_wanted = Signal()
    phrasing_wanted = Signal()
    phrasing_dropped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.template = QLabel(objectName="templateName")
        self.template_button = QPushButton(tr("Edit…"), objectName="editTemplateButton")
        self.template_button.setToolTip(tr("How a conversation is written as the one text that the model reads"))
        self.template_button.clicked.connect(self.template_wanted)
        self.phrasing_button = QPushButton(tr("Phrasings…"), objectName="tryPhrasingsButton")
        self.phrasing_button.setToolTip(
            tr("Ask about the rows in words of your own, and see what the base model answers")
        )
        self.phrasing_button.clicked.connect(self.phrasing_wanted)
        self.phrasing_chip = QPushButton(objectName="phrasingChip")
        self.phrasing_chip.setProperty("chip", True)
        self.phrasing_chip.clicked.connect(self.phrasing_dropped)
        for button in (self.template_button, self.phrasing_button):
            button.setProperty("link", True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for widget in (self.template, self.template_button, self.phrasing_chip, self.phrasing_button):
            layout.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)

    def show_asking(self, template: str, phrasing: str, can_be_phrased: bool) -> None:
        """`template` is its name, empty where none is used."""
        self.template.setText(tr("Template: {template}", template=template))
        self.template.setProperty("rank", "quiet")
        for widget in (self.template, self.template_button):
            widget.setVisible(bool(template))
        self.phrasing_button.setVisible(can_be_phrased)
        short = phrasing if len(phrasing) <= LONGEST_NAME else f"{phrasing[:LONGEST_NAME]}…"
        self.phrasing_chip.setText(f"{short.replace(chr(10), ' ↵ ')}  ×")
        self.phrasing_chip.setToolTip(tr("{phrasing}\nClick to ask as the form says again", phrasing=phrasing))
        self.phrasing_chip.setVisible(bool(phrasing))
