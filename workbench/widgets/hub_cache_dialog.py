"""The models that the Hugging Face cache holds: their size, their age, and whether they can be used."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from workbench.quick_work import QuickWork
from workbench.translation import tr, tr_count
from workbench.wording import bytes_text, date_text, plain_sentence

if TYPE_CHECKING:
    from tuning_core import CachedModel

SIZE = (720, 400)  # pixels


class HubCacheDialog(QDialog):
    used = Signal(str)  # a Hub id
    download_wanted = Signal(str)  # the Hub id of one that is not all here

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("hubCacheDialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Hugging Face cache"))
        self.resize(*SIZE)
        self.about = QLabel(tr("Looking…"), wordWrap=True)
        self.about.setProperty("rank", "quiet")
        self.table = QTableWidget(0, 4, objectName="hubCacheTable")
        self.table.setHorizontalHeaderLabels([tr("Model"), tr("Size"), tr("Changed"), tr("State")])
        self.table.setAccessibleName(tr("Models in the Hugging Face cache"))
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QTableWidget.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.use_button = buttons.addButton(tr("Use this model"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.use_button.setObjectName("useCachedButton")
        layout = QVBoxLayout(self)
        layout.addWidget(self.about)
        layout.addWidget(self.table, 1)
        layout.addWidget(buttons)
        self._models: list[CachedModel] = []
        self._listing = QuickWork(self)
        self._listing.answered.connect(self._on_listed)
        buttons.rejected.connect(self.reject)
        buttons.accepted.connect(self._on_used)
        self.table.itemSelectionChanged.connect(self._on_selected)
        self.table.itemDoubleClicked.connect(lambda _: self._on_used())
        self._on_selected()
        self._listing.ask(_listed)

    def _on_listed(self, answer: "tuple[str, list[CachedModel]]") -> None:
        folder, self._models = answer
        total = sum(model.size_bytes for model in self._models)
        number = tr_count("{n} model", "{n} models", len(self._models))
        self.about.setText(
            tr("{models}, {size}, in {folder}", models=number, size=bytes_text(total), folder=folder)
            if self._models
            else tr("No model was downloaded to {folder} yet.", folder=folder)
        )
        self.table.setRowCount(len(self._models))
        for row, model in enumerate(self._models):
            when = date_text(datetime.fromtimestamp(model.changed, UTC))
            state = plain_sentence(model.why_not) if model.why_not else tr("Can be used")
            for column, text in enumerate((model.hub_id, bytes_text(model.size_bytes), when, state)):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self.table.setItem(row, column, item)
        if self._models:
            self.table.selectRow(0)

    def _selected(self) -> "CachedModel | None":
        row = self.table.currentRow()
        return self._models[row] if 0 <= row < len(self._models) and self.table.selectedItems() else None

    def _on_selected(self) -> None:
        model = self._selected()
        self.use_button.setEnabled(model is not None and (model.partly or not model.why_not))
        self.use_button.setText(tr("Go on downloading") if model is not None and model.partly else tr("Use this model"))

    def _on_used(self) -> None:
        model = self._selected()
        if model is not None and self.use_button.isEnabled():
            (self.download_wanted if model.partly else self.used).emit(model.hub_id)
            self.accept()


def _listed() -> "tuple[str, list[CachedModel]]":
    from huggingface_hub.constants import HF_HUB_CACHE

    from tuning_core import cached_models

    return str(HF_HUB_CACHE), cached_models()
