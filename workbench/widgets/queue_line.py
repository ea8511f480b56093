"""How many runs wait, in the status line; pressing it leads to them."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QToolButton, QWidget

from workbench import theme
from workbench.run_queue import RunQueue
from workbench.translation import tr


class QueueLine(QToolButton):
    queue_wanted = Signal()

    def __init__(self, queue: RunQueue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("queueLine")
        self.setIcon(theme.icon("mdi6.playlist-play"))
        self.setToolButtonStyle(self.toolButtonStyle().ToolButtonTextBesideIcon)
        self.setToolTip(tr("Show the queue"))
        self._queue = queue
        queue.changed.connect(self.refresh)
        self.clicked.connect(self.queue_wanted)
        self.refresh()

    def refresh(self) -> None:
        self.setText(self._queue.text)
        self.setVisible(bool(self._queue.text))
