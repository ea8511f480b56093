"""Python's garbage, collected on the window's thread alone.

Charts and dialogs that were closed hold themselves in rings, and what is left of them on Qt's side must be taken apart
on the thread that made it. Python collects on whatever thread happens to allocate, and while a model trains that is the
trainer's: the program then crashes now and then, without a traceback."""

import gc
import threading

from PySide6.QtCore import QObject, QTimer, Signal

from tuning_core.garbage import collect_garbage_by

LOOK_MILLISECONDS = 500
LONGEST_WAIT_SECONDS = 2.0  # for the window, which may itself be waiting for the thread that asks


class GarbageCollection(QObject):
    """Begins with `begin` and takes the place of the automatic one until `end`."""

    _asked = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, interval=LOOK_MILLISECONDS)
        self._timer.timeout.connect(self.look)
        self._asked.connect(self._on_asked)

    def begin(self) -> None:
        gc.disable()
        collect_garbage_by(self.collect)
        self._timer.start()

    def end(self) -> None:
        self._timer.stop()
        collect_garbage_by(gc.collect)
        gc.enable()

    def look(self) -> None:
        """As far as Python's own thresholds say, which are counted on while the automatic collection is off."""
        counts, thresholds = gc.get_count(), gc.get_threshold()
        due = [generation for generation in range(3) if counts[generation] > thresholds[generation]]
        if due and due[0] == 0:
            gc.collect(due[-1])

    def collect(self) -> None:
        """All of it. On another thread this waits for the window."""
        if threading.current_thread() is threading.main_thread():
            gc.collect()
            return
        done = threading.Event()
        self._asked.emit(done)
        done.wait(LONGEST_WAIT_SECONDS)

    def _on_asked(self, done: threading.Event) -> None:
        gc.collect()
        done.set()
