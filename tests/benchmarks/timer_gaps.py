"""How smoothly a window answers: the gaps of a precise 10 ms timer on its thread."""

import time
from itertools import pairwise

from PySide6.QtCore import QEventLoop, Qt, QTimer

INTERVAL_MILLISECONDS = 10


class TimerGaps:
    def __init__(self) -> None:
        self._ticks: list[float] = []
        self._timer = QTimer(interval=INTERVAL_MILLISECONDS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(lambda: self._ticks.append(time.perf_counter()))
        self._timer.start()

    def taken(self) -> list[float]:
        """Milliseconds, the shortest first, since they were last taken."""
        gaps = sorted(1000 * (b - a) for a, b in pairwise(self._ticks))
        del self._ticks[:-1]
        return gaps

    def longest(self) -> float:
        """Milliseconds, of those that `taken` would tell."""
        return max(self.taken(), default=0.0)


def let_pass(seconds: float) -> None:
    """The window goes on meanwhile, in an event loop as its own."""
    loop = QEventLoop()
    QTimer.singleShot(int(seconds * 1000), loop.quit)
    loop.exec()
