"""Python's garbage, collected on the window's thread alone.

Charts and dialogs that were closed hold themselves in rings, and what is left of them on Qt's side must be taken apart
on the thread that made it. Python collects on whatever thread happens to allocate, and while a model trains that is the
trainer's: the program then crashes now and then, without a traceback."""

import gc
import threading

from PySide6.QtCore import QObject, QTimer, Signal

from tuning_core.garbage import collect_garbage_by

LOOK_MILLISECONDS = 500
OLDEST, GROWN = 2, 1.25
LONGEST_WAIT_SECONDS = 2.0  # for the window, which may itself be waiting for the thread that asks


class GarbageCollection(QObject):
    """Begins with `begin` and takes the place of the automatic one until `end`."""

    _asked = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._oldest = 0  # objects in the oldest generation after the last look at all of it
        self._timer = QTimer(self, interval=LOOK_MILLISECONDS)
        self._timer.timeout.connect(self.look)
        self._asked.connect(self._on_asked)

    def begin(self) -> None:
        gc.disable()
        self._oldest = len(gc.get_objects(generation=OLDEST))
        collect_garbage_by(self.collect)
        self._timer.start()

    def end(self) -> None:
        self._timer.stop()
        collect_garbage_by(gc.collect)
        gc.enable()

    def look(self) -> None:
        """As far as Python's own thresholds say, which are counted on while the automatic collection is off. The oldest
        generation, which can take long, is looked at when it has grown by a quarter, as Python does it."""
        counts, thresholds = gc.get_count(), gc.get_threshold()
        if counts[0] <= thresholds[0]:
            return
        if counts[2] > thresholds[2] and len(gc.get_objects(generation=OLDEST)) > GROWN * self._oldest:
            self._collect_all()
        else:
            gc.collect(1 if counts[1] > thresholds[1] else 0)

    def collect(self) -> None:
        """All of it. On another thread this waits for the window."""
        if threading.current_thread() is threading.main_thread():
            self._collect_all()
            return
        done = threading.Event()
        self._asked.emit(done)
        done.wait(LONGEST_WAIT_SECONDS)

    def _on_asked(self, done: threading.Event) -> None:
        self._collect_all()
        done.set()

    def _collect_all(self) -> None:
        gc.collect()
        self._oldest = len(gc.get_objects(generation=OLDEST))
