"""Looking for a text in all rows, in the background: hits come as they are found; a new search ends the one before."""

import threading
import time
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from workbench.quick_work import QuickWork
from workbench.row_facts import Places
from workbench.shown_value import whole_value

if TYPE_CHECKING:
    from tuning_core import PreparedRow

MOST_HITS = 100_000
TELL_EVERY = 0.1  # seconds


class RowSearch(QObject):
    found = Signal(object)  # Places, in the order that was given
    progressed = Signal(float)  # share of the rows looked through
    ended = Signal()

    _told = Signal(int, object, float)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._stop = threading.Event()
        self._number = 0
        self._work = QuickWork(self)
        self._work.answered.connect(lambda _: self.ended.emit())
        self._told.connect(self._on_told)
        latest = self._latest = [self._stop]
        self.destroyed.connect(lambda: latest[0].set())

    @property
    def busy(self) -> bool:
        return self._work.busy

    def look(self, rows: "Sequence[PreparedRow]", places: Places | None, text: str) -> None:
        """In the rows at `places`, or in all of them. `found`, `progressed` and in the end `ended` tell."""
        self.stop()
        self._stop = self._latest[0] = stop = threading.Event()
        number = self._number
        self._work.ask(lambda: self._look(rows, places, text.casefold(), stop, number))

    def stop(self) -> None:
        """Nothing more is told of the search that goes on."""
        self._stop.set()
        self._work.forget()
        self._number += 1

    def _look(
        self, rows: "Sequence[PreparedRow]", places: Places | None, text: str, stop: threading.Event, number: int
    ) -> None:
        hits: list[int] = []
        hits_in_all, told = 0, time.monotonic()
        every: Iterable[int] = range(len(rows)) if places is None else map(int, places)
        wanted = len(rows) if places is None else len(places)
        for done, place in enumerate(every, start=1):
            if stop.is_set() or hits_in_all >= MOST_HITS:
                break
            if holds(rows[place], text):
                hits.append(place)
                hits_in_all += 1
            if time.monotonic() - told > TELL_EVERY:
                self._tell(number, hits, done / wanted)
                hits, told = [], time.monotonic()
        self._tell(number, hits, 1.0)

    def _tell(self, number: int, hits: list[int], share: float) -> None:
        """On the working thread; the widget may be gone by now."""
        if isValid(self):
            self._told.emit(number, np.array(hits, dtype=np.intp), share)

    def _on_told(self, number: int, hits: Places, share: float) -> None:
        if number == self._number:
            if len(hits):
                self.found.emit(hits)
            self.progressed.emit(share)


def holds(row: "PreparedRow", text: str) -> bool:
    """Whether one of the row's values holds the text, which is case-folded."""
    return any(text in whole_value(value).casefold() for value in row.row.values.values())
