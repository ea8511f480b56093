"""The machine, in the status bar: the device that trains and the memory of this program."""

from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QWidget

from workbench.session import Session
from workbench.translation import tr, tr_count
from workbench.wording import bytes_text

READ_MILLISECONDS = 1000


class MachineLine(QWidget):
    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._process: Any = None
        self._device = QLabel(tr("Move the mouse or press a key to begin"))
        self._device.setObjectName("deviceLabel")
        self._bar = QProgressBar(textVisible=False, maximum=1000)
        self._bar.setFixedWidth(72)
        self._bar.setAccessibleName(tr("Memory of this program"))
        self._memory = QLabel()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 0, 0, 0)
        layout.setSpacing(12)
        for widget in (self._device, self._bar, self._memory):
            layout.addWidget(widget)
        layout.addStretch()
        self._bar.hide()
        self._timer = QTimer(self, interval=READ_MILLISECONDS)
        self._timer.timeout.connect(self._on_timer)
        session.core_asked.connect(self._on_core_asked)
        session.core_ready.connect(self._on_core_ready)
        session.model_changed.connect(self._show_device)
        if session.core_is_ready:
            self._on_core_ready()
        elif session.core_is_asked:
            self._on_core_asked()

    def _on_core_asked(self) -> None:
        self._device.setText(tr("Getting ready…"))

    def _on_core_ready(self) -> None:
        import psutil

        self._process = psutil.Process()
        self._total = psutil.virtual_memory().total
        self._cores = psutil.cpu_count() or 1
        self._bar.show()
        self._show_device()
        self._on_timer()
        self._timer.start()

    def _show_device(self) -> None:
        if self._process is None:
            return
        loaded = self._session.loaded
        device = loaded.device if loaded else "cpu"
        self._device.setText(
            tr_count("CPU, {n} core", "CPU, {n} cores", self._cores) if device == "cpu" else device.upper()
        )

    def _on_timer(self) -> None:
        used = self._process.memory_info().rss
        self._bar.setValue(round(1000 * used / self._total))
        self._memory.setText(f"{bytes_text(used)} / {bytes_text(self._total)}")
