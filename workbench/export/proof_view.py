"""What the check of the written files found: a sentence, and a row for each thing that both were asked."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from tuning_core.events import ComparedReply, Exported
from workbench.form import mark as set_property
from workbench.translation import tr, tr_core
from workbench.wording import bytes_text, number_text

_ROW = 24  # pixels
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class ProofView(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sentence = QLabel(wordWrap=True, objectName="exportResult")
        self.sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.table = QTableWidget(0, 3, objectName="exportProofTable")
        self.table.setAccessibleName(tr("Comparison of the written files with the model in memory"))
        self.table.setHorizontalHeaderLabels([tr("Asked"), tr("Largest difference"), tr("Reply")])
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setShowGrid(False)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(_ROW)
        head = self.table.horizontalHeader()
        head.setHighlightSections(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, mode in enumerate(("Stretch", "ResizeToContents", "ResizeToContents")):
            head.setSectionResizeMode(column, QHeaderView.ResizeMode[mode])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.sentence)
        layout.addWidget(self.table, 1)
        layout.addStretch()
        self.table.hide()

    def tell(self, sentence: str, is_problem: bool = False) -> None:
        set_property(self.sentence, "rank", "problem" if is_problem else "")
        self.sentence.setText(sentence)
        self.table.hide()

    def show_export(self, exported: Exported) -> None:
        written = tr("Written: {size} in {folder}", size=bytes_text(exported.size_bytes), folder=exported.path)
        self.tell("\n".join(filter(None, (written, tr_core(exported.sentence)))), is_problem=not exported.sound)
        self.table.setRowCount(len(exported.compared))
        for row, one in enumerate(exported.compared):
            self._show_row(row, one)
        self.table.setVisible(bool(exported.compared))

    def _show_row(self, row: int, one: ComparedReply) -> None:
        same = tr("the same")
        texts = (one.prompt.replace("\n", " "), number_text(one.largest_logit_difference), same)
        told = tr("In memory: {tuned}", tuned=one.tuned)
        if not one.same:
            texts = (*texts[:2], tr("another"))
            told = tr("In memory: {tuned}\nIn the files: {written}", tuned=one.tuned, written=one.written)
        for column, text in enumerate(texts):
            cell = QTableWidgetItem(text)
            cell.setToolTip(f"{one.prompt}\n\n{told}")
            if column == 1:
                cell.setTextAlignment(RIGHT)
            self.table.setItem(row, column, cell)
