"""Which rows are kept aside to measure with: a share of them, or a file of their own."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QDoubleSpinBox, QFileDialog, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from workbench import theme
from workbench.data_endings import file_filter
from workbench.translation import mark, tr
from workbench.widgets.elided_label import ElidedLabel
from workbench.widgets.file_chips import short_name

USUAL_SHARE = 0.05
EQUAL_QUESTIONS = mark("equal questions together")
TOGETHER = {  # form: what stays on one side of the split
    "classification": mark("each class alike, equal texts together"),
    "token_labels": mark("equal sentences together"),
    "text": mark("equal texts together"),
}


class HeldOutLine(QWidget):
    chosen = Signal(object)  # float or str, as data.validation holds it

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setToolTip(tr("Rows that are not learned from, to see how well the model does on what it has not met"))
        what = QLabel(tr("Held out"))
        what.setProperty("rank", "quiet")
        self.share = QDoubleSpinBox(objectName="heldOutShare", decimals=1, maximum=90.0, singleStep=1.0, suffix=" %")
        self.share.setAccessibleName(tr("Share of the rows held out"))
        self.share.setKeyboardTracking(False)
        self.share.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.share.lineEdit().setTextMargins(8, 0, 0, 0)
        self.share.valueChanged.connect(lambda percent: self.chosen.emit(round(percent / 100, 6)))
        self.file_chip = QPushButton(objectName="heldOutFileChip")
        self.file_chip.setProperty("chip", True)
        self.file_chip.setIcon(theme.icon("mdi6.close", "quiet"))
        self.file_chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.file_chip.clicked.connect(lambda: self.chosen.emit(USUAL_SHARE))
        self.file_button = QPushButton(tr("or a file…"), objectName="heldOutFileButton")
        self.file_button.setProperty("link", True)
        self.file_button.clicked.connect(self._on_file_clicked)
        self.note = ElidedLabel(objectName="heldOutNote")
        self.note.setProperty("rank", "help")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for widget in (what, self.share, self.file_chip, self.file_button, self.note):
            layout.addWidget(widget)

    def show_split(self, validation: float | str, train: list[str], form: str, seed: int) -> None:
        """`form` is what the rows hold, empty while that is not known."""
        file = validation if isinstance(validation, str) else ""
        own = train == ["starter"] and validation != 0
        self.share.setHidden(bool(file))
        self.file_chip.setVisible(bool(file))
        self.file_chip.setText(short_name(file) if file else "")
        self.file_chip.setToolTip(tr("{file}\nClick for a share of the rows instead", file=file))
        if not isinstance(validation, str):
            with QSignalBlocker(self.share):
                self.share.setValue(validation * 100)
        self.note.setText(self._note(file, own, bool(validation), form))
        drawn = tr(
            "Drawn at random with seed {seed}: the same rows every time. {how}.",
            seed=seed,
            how=self.note.text().capitalize(),
        )
        self.note.setToolTip("" if file or own else drawn)

    def _note(self, file: str, own: bool, any_rows: bool, form: str) -> str:
        if file:
            return tr("all its rows, and no others")
        if own:
            return tr("the starter brings rows for it")
        if not any_rows:
            return tr("nothing shows how well unseen rows go")
        return tr("at random, {together}", together=tr(TOGETHER.get(form, EQUAL_QUESTIONS)))

    def _on_file_clicked(self) -> None:
        file, _ = QFileDialog.getOpenFileName(self, tr("A file of rows to measure with"), "", file_filter())
        if file:
            self.chosen.emit(file)
