"""Jobs, which are generators of events: one made of a blocking call, and one run to its end."""

import queue
import threading
from collections.abc import Callable, Generator
from typing import TypeVar

from tuning_core.errors import Stopped
from tuning_core.events import Event

_T = TypeVar("_T")
Tell = Callable[[Event], None]


def result_of(job: Generator[Event, None, _T], tell: Tell = lambda event: None) -> _T:
    """Runs a job to its end, telling its events, and returns its result."""
    while True:
        try:
            event = next(job)
        except StopIteration as end:
            result: _T = end.value
            return result
        tell(event)


def heed(stop: threading.Event | None) -> None:
    """Raises Stopped once the person asked for it."""
    if stop is not None and stop.is_set():
        raise Stopped


_LOOK_SECONDS = 0.1


def reported(
    work: Callable[[Tell], _T], stop: threading.Event | None = None, may_be_left: bool = False
) -> Generator[Event, None, _T]:
    """Runs `work(tell)` on a thread of its own, yields what it tells and returns what it returns. Once `stop` is set,
    the next `tell` raises Stopped inside the work, which is how a library that only calls back can be ended. Work that
    `may_be_left`, as it may wait for an answer that never comes, is not waited for then."""
    told: queue.SimpleQueue[Event | None] = queue.SimpleQueue()
    outcome: list[_T] = []
    failure: list[BaseException] = []

    def tell(event: Event) -> None:
        heed(stop)
        told.put(event)

    def run() -> None:
        try:
            outcome.append(work(tell))
        except BaseException as error:
            failure.append(error)
        finally:
            told.put(None)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    while True:
        try:
            event = told.get(timeout=_LOOK_SECONDS if may_be_left else None)
        except queue.Empty:
            heed(stop)
            continue
        if event is None:
            break
        yield event
    thread.join()
    if failure:
        raise failure[0]
    return outcome[0]
