"""events.jsonl: every event with its time, a line each. It replays the charts."""

import json
import os
import time
from collections import deque
from io import FileIO
from pathlib import Path

from tuning_core.events import (
    Cancelled,
    CheckpointSaved,
    Evaluated,
    Event,
    Failed,
    Finished,
    Started,
    StepDone,
    from_dict,
    to_dict,
)

Timed = tuple[float, Event]


class EventLog:
    def __init__(self, file: Path) -> None:
        self.file = file
        self._unwritten: deque[bytes] = deque()

    def append(self, event: Event) -> None:
        """Raises OSError when it cannot be written; then it is kept, and written with the next one that can be."""
        line = json.dumps({"time": round(time.time(), 3), **to_dict(event)}, ensure_ascii=False) + "\n"
        self._unwritten.append(line.encode())
        with self.file.open("r+b" if self.file.exists() else "x+b", buffering=0) as log:
            if not _ends_with_a_line(log):
                _write_whole(log, b"\n")
            while self._unwritten:
                _write_whole(log, self._unwritten[0])
                self._unwritten.popleft()
            if isinstance(event, CheckpointSaved | Finished | Cancelled | Failed):
                os.fsync(log)

    def read(self) -> list[Timed]:
        """What was told last of every step: steps that were lost and done again show once. A line that was cut off is
        left out."""
        if not self.file.is_file():
            return []
        kept: list[Timed] = []
        for line in self.file.read_text(encoding="utf-8", errors="replace").split("\n"):
            try:
                data = json.loads(line)
                timed = data.pop("time"), from_dict(data)
            except (ValueError, KeyError, TypeError, AttributeError):
                continue
            if isinstance(timed[1], Started):
                kept = [other for other in kept if not is_beyond(other[1], timed[1].first_step)]
            kept.append(timed)
        return kept


def _ends_with_a_line(log: FileIO) -> bool:
    """A crash may have cut the last one off. Leaves the file at its end."""
    if log.seek(0, os.SEEK_END) == 0:
        return True
    log.seek(-1, os.SEEK_END)
    return log.read(1) == b"\n"


def _write_whole(log: FileIO, line: bytes) -> None:
    """A line that does not fit leaves nothing of itself."""
    begin, written = log.tell(), 0
    try:
        while written < len(line):
            written += log.write(line[written:])
    except OSError:
        log.truncate(begin)
        raise


def is_beyond(event: Event, step: int) -> bool:
    return isinstance(event, StepDone | Evaluated | CheckpointSaved) and event.step > step
