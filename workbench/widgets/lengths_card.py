"""How long the rows are, the maximum length, and what becomes of rows that are longer."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QLabel, QWidget

from workbench.length_counts import NO_ROWS, LengthCounts
from workbench.quick_work import QuickWork
from workbench.translation import mark, tr
from workbench.widgets.card import Card
from workbench.widgets.length_histogram import LengthHistogram

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FATES = {  # of rows that are too long: data.cut
    "drop": mark("are left out"),
    "prompt": mark("lose the question's start"),
    "answer": mark("lose the answer's end"),
}
ALWAYS_CUT = ("text", "classification", "token_labels")  # forms without a question


class LengthsCard(Card):
    max_length_chosen = Signal(int)
    cut_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Lengths"), parent)
        self.histogram = LengthHistogram()
        self.histogram.max_length_chosen.connect(self.max_length_chosen)
        self._too_long = QLabel(tr("Too long"))
        self._too_long.setProperty("rank", "quiet")
        self.cut_combo = QComboBox(objectName="cutCombo")
        self.cut_combo.setAccessibleName(tr("What becomes of rows longer than the maximum"))
        for cut, fate in FATES.items():
            self.cut_combo.addItem(tr(fate), cut)
        self.cut_combo.currentIndexChanged.connect(lambda: self.cut_chosen.emit(self.cut_combo.currentData()))
        self.head.addWidget(self._too_long)
        self.head.addWidget(self.cut_combo)
        self.body.addWidget(self.histogram, 1)
        self._shown: tuple[int, str, str] = (0, "drop", "")  # maximum length, cut, form
        self._counts = NO_ROWS
        self._counting = QuickWork(self)
        self._counting.answered.connect(self._on_counted)

    def show_settings(self, max_length: int, cut: str, form: str) -> None:
        """`form` is what the rows hold, empty while that is not known."""
        self._shown = (max_length, cut, form)
        with QSignalBlocker(self.cut_combo):
            self.cut_combo.setCurrentIndex(self.cut_combo.findData(cut))
        always = form in ALWAYS_CUT
        for widget in (self._too_long, self.cut_combo):
            widget.setHidden(always)
        self._on_counted(self._counts)

    def show_lengths(self, lengths: "NDArray[np.int32] | None") -> None:
        """In tokens, of every row."""
        if lengths is None:
            self._counting.forget()
            self._on_counted(NO_ROWS)
        else:
            self._counting.ask(lambda: LengthCounts.of(lengths))

    def _on_counted(self, counts: LengthCounts) -> None:
        self._counts = counts
        max_length, cut, form = self._shown
        self.histogram.show_counts(counts, max_length, cut == "drop" and form not in ALWAYS_CUT)
