"""What can be done with a run that has ended."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from workbench import theme
from workbench.form import mark
from workbench.translation import tr


class RunResults(QWidget):
    talk_wanted = Signal()
    merged_wanted = Signal()
    adapter_wanted = Signal()
    folder_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.talk_button = _button("talkButton", tr("Talk to it"), "mdi6.chat-outline", "on_accent")
        self.talk_button.setProperty("main", True)
        self.merged_button = _button("trainExportMergedButton", tr("Export merged model…"), "mdi6.export-variant")
        self.adapter_button = _button("trainExportAdapterButton", tr("Export adapter…"), "mdi6.puzzle-outline")
        self.folder_button = _button("showFolderButton", tr("Show folder"), "mdi6.folder-open-outline")
        for button, wanted in (
            (self.talk_button, self.talk_wanted),
            (self.merged_button, self.merged_wanted),
            (self.adapter_button, self.adapter_wanted),
            (self.folder_button, self.folder_wanted),
        ):
            button.clicked.connect(wanted)
            row.addWidget(button)
        row.addStretch(1)

    def allow_merged(self, allowed: bool) -> None:
        self.merged_button.setVisible(allowed)

    def offer_talk_first(self, first: bool) -> None:
        """As the next thing to do; with other settings that is to train with them."""
        mark(self.talk_button, "main", first)
        self.talk_button.setIcon(theme.icon("mdi6.chat-outline", "on_accent" if first else "text"))


def _button(name: str, text: str, icon: str, colour: str = "text") -> QPushButton:
    button = QPushButton(text, objectName=name)
    button.setIcon(theme.icon(icon, colour))
    return button
