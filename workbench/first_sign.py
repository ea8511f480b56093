"""The first thing that a person does in the window. Until then nothing heavier than Qt is held: a window that is only
open takes a sixth of the memory of one that has torch in it."""

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QApplication

KINDS = frozenset(
    {
        QEvent.Type.MouseMove,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.KeyPress,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
        QEvent.Type.DragEnter,
    }
)


class FirstSign(QObject):
    """The pointer over the window is enough, so that the core is mostly loaded before the first click needs it."""

    seen = Signal()

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in KINDS:
            self._app.removeEventFilter(self)
            self.seen.emit()
        return False
