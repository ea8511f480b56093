"""Short work off the window's thread (reading a card, counting parameters); only the newest question is answered."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid


class QuickWork(QObject):
    answered = Signal(object)
    failed = Signal(object)  # the exception

    _done = Signal(int, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        executor = self._executor = ThreadPoolExecutor(max_workers=1)
        self.destroyed.connect(lambda: executor.shutdown(wait=False, cancel_futures=True))
        self._is_closed = False
        self._newest = 0
        self._last: Future[Any] | None = None
        self._done.connect(self._on_done)

    @property
    def busy(self) -> bool:
        return self._last is not None

    def ask(self, work: Callable[[], Any]) -> None:
        if self._is_closed:
            return
        if self._last is not None:
            self._last.cancel()
        self._newest += 1
        number = self._newest
        self._last = self._executor.submit(work)
        self._last.add_done_callback(lambda future: self._tell(number, future))

    def forget(self) -> None:
        """No answer to what was asked is wanted any more."""
        self._newest += 1
        self._last = None

    def close(self, wait: bool = True) -> None:
        """Nothing is answered after this."""
        self.forget()
        self._is_closed = True
        self._executor.shutdown(wait=wait, cancel_futures=True)

    def _tell(self, number: int, future: "Future[Any]") -> None:
        """On the working thread; the widget that asked may be gone by now."""
        if isValid(self) and number == self._newest:
            self._done.emit(number, future)

    def _on_done(self, number: int, future: "Future[Any]") -> None:
        if number != self._newest or future.cancelled():
            return
        self._last = None
        error = future.exception()
        if error is None:
            self.answered.emit(future.result())
        else:
            self.failed.emit(error)
