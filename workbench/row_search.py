"""Looking for a text in all rows, in the background: hits come as they are found; a new search ends the one before."""

import threading
import time
from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from workbench.all_rows import AllRows, Places
from workbench.quick_work import QuickWork

MOST_HITS = 100_000
TELL_EVERY = 0.1  # seconds
AT_ONCE = 500  # rows looked through between two looks at whether to stop


class RowSearch(QObject):
    found = Signal(object)  # Places, in the order that was given
    progressed = Signal(float)  # share of the rows looked through
    ended = Signal()

    _told = Signal(int, object, float)  # from the working thread, as is the next
    _over = Signal(int)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.busy = False
        self._number = 0
        self._work = QuickWork(self)
        self._told.connect(self._on_told)
        self._over.connect(self._on_over)
        self._newest = [threading.Event()]  # the stop of the newest search
        newest = self._newest
        self.destroyed.connect(lambda: newest[0].set())

    def look(self, rows: AllRows, places: Places | None, text: str) -> None:
        """In the rows at `places`, or in all of them. `found`, `progressed` and in the end `ended` tell."""
        self.stop()
        stop, number = threading.Event(), self._number
        self._newest[0] = stop
        self.busy = True
        self._work.ask(lambda: self._look(rows, places, text, stop, number))

    def stop(self) -> None:
        """Nothing more is told of the search that goes on."""
        self._newest[0].set()
        self._work.forget()
        self._number += 1
        self.busy = False

    def _look(self, rows: AllRows, places: Places | None, text: str, stop: threading.Event, number: int) -> None:
        """On the working thread."""
        waiting: list[int] = []
        hits, told = 0, time.monotonic()
        for found, share in _portions(rows, places, text):
            waiting += found
            hits += len(found)
            if stop.is_set() or hits >= MOST_HITS:
                break
            if time.monotonic() - told > TELL_EVERY:
                self._tell(number, waiting, share)
                waiting, told = [], time.monotonic()
        self._tell(number, waiting, 1.0)
        if isValid(self):
            self._over.emit(number)

    def _tell(self, number: int, hits: list[int], share: float) -> None:
        if isValid(self):  # the widget may be gone by now
            self._told.emit(number, np.array(hits, dtype=np.intp), share)

    def _on_told(self, number: int, hits: Places, share: float) -> None:
        if number == self._number:
            if len(hits):
                self.found.emit(hits)
            self.progressed.emit(share)

    def _on_over(self, number: int) -> None:
        if number == self._number:
            self.busy = False
            self.ended.emit()


def _portions(rows: AllRows, places: Places | None, text: str) -> Iterator[tuple[list[int], float]]:
    """Hits and how much was looked through. Rows in the order of the file are read many at once."""
    number = len(rows) if places is None else len(places)
    for start in range(0, number, AT_ONCE):
        end = min(start + AT_ONCE, number)
        if places is None:
            found = rows.opened.holding(text, start, end)
        else:
            found = [int(at) for at in places[start:end] if rows.opened.holding(text, int(at), int(at) + 1)]
        yield found, end / number
