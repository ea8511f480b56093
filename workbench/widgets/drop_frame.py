"""A place to drop files or folders on."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QWidget

from workbench.form import mark


class DropFrame(QFrame):
    dropped = Signal(list)  # list[Path], all of the wanted kinds

    def __init__(self, folders: bool, files: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folders, self._files = folders, files
        self.setProperty("surface", "drop")
        self.setAcceptDrops(True)

    def _paths(self, event: QDropEvent) -> list[Path]:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        return [path for path in paths if (self._folders if path.is_dir() else self._files)]

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
