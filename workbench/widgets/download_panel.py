"""A download from the Hub: each file, all of them together, how fast, how long still, and an end to it."""

import time
from collections import deque

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from tuning_core.events import Downloading, Event
from workbench import theme
from workbench.session import Session
from workbench.translation import tr
from workbench.widgets.elided_label import ElidedLabel
from workbench.widgets.emptying import empty
from workbench.wording import bytes_text, duration_text

REPAINT_MILLISECONDS = 200
SECONDS = 10.0  # that the speed is a mean over
FINE = 1000
FILES_HEIGHT = 160  # pixels


class DownloadPanel(QWidget):
    """Hidden while nothing is downloaded."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._newest: Downloading | None = None
        self._told: deque[tuple[float, int]] = deque()  # when, and how many bytes were here by then
        self._files: dict[str, tuple[QProgressBar, QLabel]] = {}
        self._pending: dict[str, Downloading] = {}
        self.total = QLabel(wordWrap=True, objectName="downloadTotal")
        self.bar = QProgressBar(textVisible=False)
        self.bar.setRange(0, FINE)
        self.bar.setAccessibleName(tr("Progress of the download"))
        self.cancel_button = QPushButton(tr("Cancel"), objectName="cancelDownloadButton")
        self.cancel_button.setToolTip(tr("What is here by now is kept; the download can go on later"))
        self.cancel_button.setIcon(theme.icon("mdi6.stop"))
        self.cancel_button.clicked.connect(session.stop_job)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.bar, 1)
        line.addWidget(self.cancel_button)
        inner = QWidget(objectName="scrolled")
        self._grid = QGridLayout(inner)
        self._grid.setContentsMargins(0, 0, 8, 0)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(1, 1)
        scroll = QScrollArea(widgetResizable=True, frameShape=QFrame.Shape.NoFrame)
        scroll.setWidget(inner)
        scroll.setFixedHeight(FILES_HEIGHT)
        scroll.setAccessibleName(tr("Files of the download"))
        newest = scroll.verticalScrollBar()  # the file that is under way is the last one
        newest.rangeChanged.connect(lambda _, end: newest.setValue(end))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.total)
        layout.addLayout(line)
        layout.addWidget(scroll)
        self._repaint = QTimer(self, interval=REPAINT_MILLISECONDS)
        self._repaint.timeout.connect(self._show)
        session.job_told.connect(self._on_told)
        session.job_ended.connect(self._on_ended)
        self.hide()

    def _on_told(self, event: Event) -> None:
        if not isinstance(event, Downloading):
            return
        if self._newest is None:
            self._repaint.start()
            self.show()
        self._newest = event
        self._pending[event.file] = event
        now = time.monotonic()
        self._told.append((now, event.done))
        while now - self._told[0][0] > SECONDS and len(self._told) > 2:
            self._told.popleft()

    def _on_ended(self, _: str) -> None:
        self._newest = None
        self._told.clear()
        self._pending.clear()
        self._repaint.stop()
        self.hide()
        empty(self._grid)
        self._files = {}

    def _show(self) -> None:
        newest = self._newest
        if newest is None:
            return
        pending, self._pending = self._pending, {}
        for file, event in pending.items():
            self._show_file(file, event)
        self.total.setText(
            tr(
                "{name}: {done} of {total}",
                name=newest.name,
                done=bytes_text(newest.done),
                total=bytes_text(newest.total),
            )
            + self._speed_text(newest)
        )
        self.bar.setValue(round(FINE * newest.done / max(1, newest.total)))

    def _speed_text(self, newest: Downloading) -> str:
        (begun, before), (now, here) = self._told[0], self._told[-1]
        if now - begun < 1 or here <= before:
            return ""
        speed = (here - before) / (now - begun)
        left = duration_text((newest.total - newest.done) / speed)
        return " · " + tr("{speed}/s", speed=bytes_text(speed)) + " · " + tr("{time} left", time=left)

    def _show_file(self, file: str, event: Downloading) -> None:
        if file not in self._files:
            name, bar, size = ElidedLabel(file), QProgressBar(textVisible=False), QLabel()
            name.setMaximumWidth(200)
            bar.setRange(0, FINE)
            bar.setAccessibleName(file)
            size.setProperty("rank", "quiet")
            row = self._grid.rowCount()
            for column, widget in enumerate((name, bar, size)):
                self._grid.addWidget(widget, row, column)
            self._files[file] = (bar, size)
        bar, size = self._files[file]
        bar.setValue(round(FINE * event.file_done / max(1, event.file_total)))
        size.setText(f"{bytes_text(event.file_done)} / {bytes_text(event.file_total)}")
