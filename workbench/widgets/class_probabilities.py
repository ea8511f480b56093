"""How probable each class of a text is for base and tuned model, the right one marked."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from workbench.translation import tr
from workbench.wording import percent_text

if TYPE_CHECKING:
    from tuning_core import RowSurprise

RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
MOST_SHOWN = 50  # classes


class ClassProbabilities(QTableWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 3, parent)
        self.setObjectName("classProbabilities")
        self.setAccessibleName(tr("Probability of each class"))
        self.setHorizontalHeaderLabels([tr("Class"), tr("Base"), tr("Tuned")])
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.verticalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)

    def show_row(self, row: "RowSurprise | None") -> None:
        """The likeliest for the tuned model first."""
        self.setVisible(row is not None and bool(row.answer))
        if row is None or not row.answer:
            return
        base = {one.text: one.probability for one in row.base[0].likeliest}
        classes = row.tuned[0].likeliest[:MOST_SHOWN]
        self.setRowCount(len(classes))
        for place, one in enumerate(classes):
            name = tr("{name}  ✓ right", name=one.text) if one.text == row.answer else one.text
            for column, text in enumerate((name, percent_text(base[one.text]), percent_text(one.probability))):
                cell = QTableWidgetItem(text)
                if column:
                    cell.setTextAlignment(RIGHT)
                self.setItem(place, column, cell)
