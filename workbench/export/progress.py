"""How far an export is, and how long it still takes."""

import time

from PySide6.QtWidgets import QLabel, QProgressBar, QVBoxLayout, QWidget

from tuning_core.events import Loading
from workbench.translation import tr, tr_core
from workbench.wording import duration_text

_TOLD_AFTER = 1.0  # seconds: before, the time left is a guess
_STEPS = 1000  # of the bar, which counts in small numbers and a model's size is none


class ExportProgress(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.doing = QLabel(wordWrap=True, objectName="exportDoing")
        self.bar = QProgressBar(textVisible=False, objectName="exportBar")
        self.bar.setAccessibleName(tr("Progress of the export"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.doing)
        layout.addWidget(self.bar)
        layout.addStretch(1)
        self._phase, self._began = "", 0.0

    def tell(self, event: Loading) -> None:
        if event.what != self._phase:
            self._phase, self._began = event.what, time.monotonic()
        share = event.done / event.total if event.total else 0.0
        self.bar.setMaximum(_STEPS if event.total else 0)
        self.bar.setValue(round(share * _STEPS))
        spent = time.monotonic() - self._began
        what = tr_core(event.what)
        if share and spent > _TOLD_AFTER:
            left = duration_text(spent * (1 - share) / share)
            self.doing.setText(tr("{what}, {time} left", what=what, time=left))
        else:
            self.doing.setText(tr("{what}…", what=what))
