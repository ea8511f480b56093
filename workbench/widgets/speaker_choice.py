"""Who speaks on one side of the chat, and why the one that was chosen cannot."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QLabel, QSizePolicy, QVBoxLayout, QWidget

from workbench.speakers import Speaker
from workbench.widgets.grouped_combo import GroupedCombo

OPEN_FOLDER = "open folder"
LIST_WIDTH = 408  # pixels, of the open list
NOBODY = "No tuned model yet"


class SpeakerChoice(QWidget):
    chosen = Signal(str)  # key
    folder_chosen = Signal(Path)

    def __init__(self, side: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.combo = GroupedCombo(LIST_WIDTH)
        self.combo.setObjectName(f"{side}Speaker")
        self.combo.setAccessibleName("Who speaks on the left" if side == "base" else "Who speaks on the right")
        self.combo.setPlaceholderText(NOBODY)
        self.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.combo.currentIndexChanged.connect(self._on_chosen)
        self.refusal = QLabel(wordWrap=True, objectName=f"{side}SpeakerRefusal")
        self.refusal.setTextFormat(Qt.TextFormat.PlainText)
        self.refusal.setProperty("rank", "problem")
        self.refusal.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.combo)
        layout.addWidget(self.refusal)
        self._shown = ""

    def offer(self, speakers: Sequence[Speaker]) -> None:
        blocked = self.combo.blockSignals(True)
        self.combo.clear()
        group = ""
        for speaker in speakers:
            if speaker.group != group:
                group = speaker.group
                self.combo.add_heading(group)
            self.combo.add_entry(speaker.title, speaker.key, speaker.note)
        self.combo.add_heading("From disk")
        self.combo.add_entry("Open adapter folder…", OPEN_FOLDER)
        self.combo.show_data(self._shown)
        self.combo.blockSignals(blocked)

    def show_speaker(self, key: str) -> None:
        self._shown = key
        self.combo.show_data(key)

    def refuse(self, sentence: str) -> None:
        """Why the last one chosen cannot speak; empty takes it back."""
        self.refusal.setText(sentence)
        self.refusal.setVisible(bool(sentence))

    def _on_chosen(self) -> None:
        key = self.combo.currentData()
        self.combo.show_data(self._shown)  # until it is known whether that one can speak
        if key == OPEN_FOLDER:
            folder = QFileDialog.getExistingDirectory(self, "Open the folder of an adapter")
            if folder:
                self.folder_chosen.emit(Path(folder))
        elif key is not None and key != self._shown:
            self.chosen.emit(key)
