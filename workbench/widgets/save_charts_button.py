"""All charts at once, as pictures or as numbers, into one folder."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMenu, QMessageBox, QPushButton, QWidget

from workbench import theme
from workbench.translation import tr
from workbench.widgets.chart_files import NUMBERS, PICTURE, save_all
from workbench.widgets.live_chart import LiveChart


class SaveChartsButton(QPushButton):
    def __init__(self, charts: Sequence[LiveChart], parent: QWidget | None = None) -> None:
        super().__init__(theme.icon("mdi6.download-outline"), tr("Save charts"), parent)
        self.setObjectName("saveChartsButton")
        self._charts = charts
        menu = QMenu(self)
        for name, text, kind in (
            ("actionSaveChartPictures", tr("All as pictures (PNG)…"), PICTURE),
            ("actionSaveChartNumbers", tr("All as numbers (CSV)…"), NUMBERS),
        ):
            action = QAction(text, self)
            action.setObjectName(name)
            action.triggered.connect(lambda _=False, kind=kind: self._save(kind))
            menu.addAction(action)
        self.setMenu(menu)

    def _save(self, kind: str) -> None:
        folder = QFileDialog.getExistingDirectory(self, tr("Folder for the charts"))
        if not folder:
            return
        try:
            save_all(self._charts, Path(folder), kind)
        except OSError as error:
            sentence = tr("{file} cannot be written ({reason}).", file=error.filename, reason=error.strerror)
            QMessageBox.warning(self, tr("Save charts"), sentence)
