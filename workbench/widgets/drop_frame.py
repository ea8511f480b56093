"""A place to drop a model, or data, on; what is anything else goes to the window."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QWidget

from workbench.form import mark
from workbench.what_is_it import DATA, MODEL, what_are


class DropFrame(QFrame):
    dropped = Signal(list)  # list[Path], all of the wanted kinds

    def __init__(self, folders: bool, files: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = DATA if files else MODEL
        self.setProperty("surface", "drop")
        self.setAcceptDrops(True)

    def _paths(self, event: QDropEvent) -> list[Path]:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        return paths if paths and what_are(paths) == self._kind else []

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._paths(event):
            mark(self, "hovered", True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        mark(self, "hovered", False)

    def dropEvent(self, event: QDropEvent) -> None:
        mark(self, "hovered", False)
        event.acceptProposedAction()
        self.dropped.emit(self._paths(event))
