"""Who speaks in one column of the chat, and why the one that was chosen cannot."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from workbench import theme
from workbench.speakers import Speaker
from workbench.translation import mark, tr
from workbench.widgets.grouped_combo import GroupedCombo

OPEN_FOLDER = "open folder"
LIST_WIDTH = 408  # pixels, of the open list
NOBODY = mark("No tuned model yet")


class SpeakerChoice(QWidget):
    chosen = Signal(str)  # key
    folder_chosen = Signal(Path)
    removed = Signal()

    def __init__(self, column: str, number: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.combo = GroupedCombo(LIST_WIDTH)
        self.combo.setObjectName(f"{column}Speaker")
        self.combo.setAccessibleName(tr("Who speaks in column {n}", n=number))
        self.combo.setPlaceholderText(tr(NOBODY))
        self.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.combo.currentIndexChanged.connect(self._on_chosen)
        self.refusal = QLabel(wordWrap=True, objectName=f"{column}SpeakerRefusal")
        self.refusal.setTextFormat(Qt.TextFormat.PlainText)
        self.refusal.setProperty("rank", "problem")
        self.refusal.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        self.remove_button = QToolButton(toolTip=tr("Take this column away"), objectName=f"{column}Remove")
        self.remove_button.setAccessibleName(tr("Take column {n} away", n=number))
        self.remove_button.setIcon(theme.icon("mdi6.close", "quiet"))
        self.remove_button.clicked.connect(self.removed)
        line = QHBoxLayout()
        line.setSpacing(4)
        line.addWidget(self.combo, 1)
        line.addWidget(self.remove_button)
        layout.addLayout(line)
        layout.addWidget(self.refusal)
        self._shown = ""
        self._offered: tuple[Speaker, ...] | None = None

    def offer(self, speakers: Sequence[Speaker]) -> None:
        if tuple(speakers) == self._offered:
            return
        self._offered = tuple(speakers)
        self.combo.hidePopup()  # Qt does not survive it when the entries of an open list go
        blocked = self.combo.blockSignals(True)
        self.combo.clear()
        group = ""
        for speaker in speakers:
            if speaker.group != group:
                group = speaker.group
                self.combo.add_heading(tr(group))
            self.combo.add_entry(speaker.title, speaker.key, speaker.note)
        self.combo.add_heading(tr("From disk"))
        self.combo.add_entry(tr("Open adapter folder…"), OPEN_FOLDER)
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
            folder = QFileDialog.getExistingDirectory(self, tr("Open the folder of an adapter"))
            if folder:
                self.folder_chosen.emit(Path(folder))
        elif key is not None and key != self._shown:
            self.chosen.emit(key)
