"""Running a job to its end."""

from collections.abc import Generator
from typing import Any

from tuning_core.events import Event


def drained(job: Generator[Event, None, Any]) -> tuple[list[Event], Any]:
    """(events, result)."""
    events = []
    while True:
        try:
            events.append(next(job))
        except StopIteration as end:
            return events, end.value
