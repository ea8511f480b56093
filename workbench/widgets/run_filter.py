"""Which of the runs are shown: those with a text somewhere, in one state or all."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from workbench import theme
from workbench.translation import mark, tr

if TYPE_CHECKING:
    from tuning_core import RunSummary

STATES = {  # as the core calls them
    "": mark("All states"),
    "running": mark("running"),
    "finished": mark("finished"),
    "stopped": mark("stopped"),
    "cancelled": mark("cancelled"),
    "failed": mark("failed"),
    "interrupted": mark("interrupted"),
}


class RunFilter(QWidget):
    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.search_edit = QLineEdit(
            objectName="runsSearchEdit", placeholderText=tr("Search name, method, model, note")
        )
        self.search_edit.setAccessibleName(tr("Search the runs"))
        self.search_edit.setClearButtonEnabled(True)
        self.search_edit.addAction(theme.icon("mdi6.magnify", "quiet"), QLineEdit.ActionPosition.LeadingPosition)
        self.state_combo = QComboBox(objectName="runsStateCombo")
        self.state_combo.setAccessibleName(tr("Which states to show"))
        for state, title in STATES.items():
            self.state_combo.addItem(tr(title), state)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.search_edit, 1)
        row.addWidget(self.state_combo)
        self.search_edit.textChanged.connect(self.changed)
        self.state_combo.currentIndexChanged.connect(self.changed)
        QShortcut(QKeySequence.StandardKey.Find, self.search_edit).activated.connect(self.search_edit.setFocus)

    def show_all(self) -> None:
        self.search_edit.clear()
        self.state_combo.setCurrentIndex(0)

    def lets_through(self, run: "RunSummary", method_title: str) -> bool:
        state = self.state_combo.currentData()
        said = " ".join((run.name, method_title, run.method, run.model, run.note, run.state)).lower()
        words = self.search_edit.text().lower().split()
        return state in ("", run.state) and all(word in said for word in words)
