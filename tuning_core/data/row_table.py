"""The rows of data files as one sequence that stays on disk; a row is parsed when it is asked for."""

import hashlib
import json
import threading
import time
from bisect import bisect_right
from collections.abc import Generator, Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from typing import overload

from tuning_core.background import heed
from tuning_core.data.files import Problem, Row, read_rows
from tuning_core.data.row_store import Entry, RowStore, RowWriter, gathered
from tuning_core.disk_cache import kept, making
from tuning_core.errors import BadInput
from tuning_core.events import Event, Loading

_CACHE = "rows"
_SEEN_ROWS = 100  # enough to name the columns


class RowTable(Sequence[Row | Problem]):
    """Rows of one file behind those of another. Only the rows asked for are in memory; threads may read at once."""

    def __init__(self, parts: Sequence[tuple[str, RowStore]]) -> None:
        """`parts` are the files' names with their rows."""
        self._parts = [(name, store) for name, store in parts if len(store)]
        self._ends = list(accumulate(len(store) for _, store in self._parts))
        self.notes: tuple[str, ...] = tuple(
            dict.fromkeys(f"{Path(name).name} {note}" for name, store in parts for note in store.about["notes"])
        )
        self.fingerprint = hashlib.sha256("\n".join(store.folder.name for _, store in parts).encode()).hexdigest()
        self.columns: list[str] = self._columns()

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    @overload
    def __getitem__(self, index: int) -> Row | Problem: ...
    @overload
    def __getitem__(self, index: slice) -> list[Row | Problem]: ...
    def __getitem__(self, index: int | slice) -> Row | Problem | list[Row | Problem]:
        if isinstance(index, slice):
            start, stop, step = index.indices(len(self))
            return self.rows(start, stop) if step == 1 else [self[place] for place in range(start, stop, step)]
        place = index + len(self) if index < 0 else index
        if not 0 <= place < len(self):
            raise IndexError(f"row {index} of {len(self)}")
        return self.rows(place, place + 1)[0]

    def __iter__(self) -> Iterator[Row | Problem]:
        for start in range(0, len(self), 1000):
            yield from self.rows(start, start + 1000)

    def rows(self, start: int, stop: int) -> list[Row | Problem]:
        """Rows start to stop - 1, as far as there are any."""
        return [parsed(name, entry) for name, entry in self.entries(start, stop)]

    def entries(self, start: int, stop: int) -> list[tuple[str, Entry]]:
        """The same with the file's name, before the rows are parsed."""
        start, stop = max(0, start), min(stop, len(self))
        found: list[tuple[str, Entry]] = []
        part = bisect_right(self._ends, start)
        while start < stop:
            name, store = self._parts[part]
            before = self._ends[part] - len(store)
            entries = store.read(start - before, min(stop - before, len(store)))
            found += [(name, entry) for entry in entries]
            start, part = start + len(entries), part + 1
        return found

    def _columns(self) -> list[str]:
        """Of each file's first rows, in the order in which they are met."""
        rows = [
            parsed(name, entry) for name, store in self._parts for entry in store.read(0, min(len(store), _SEEN_ROWS))
        ]
        return list(dict.fromkeys(column for row in rows if isinstance(row, Row) for column in row.values))


def parsed(name: str, entry: Entry) -> Row | Problem:
    if not entry.is_row:
        return Problem(name, entry.line, entry.text.decode())
    return Row(name, entry.line, json.loads(entry.text))


def opening_rows(names: Sequence[str], stop: threading.Event | None = None) -> Generator[Event, None, RowTable]:
    """Reads data files or Hub data sets into the cache, or finds them there. Raises BadInput for what cannot be read
    at all, JobFailed where the cache cannot be written, and Stopped when `stop` is set."""
    parts = []
    for name in names:
        store = yield from _opening(name, stop)
        parts.append((name, store))
    return RowTable(parts)


def _opening(name: str, stop: threading.Event | None) -> Generator[Event, None, RowStore]:
    key = hashlib.sha256()
    path = Path(name).expanduser()
    key.update(path.read_bytes() if path.is_file() else name.encode())
    folder = kept(_CACHE, key.hexdigest())
    if folder is None:
        with making(_CACHE, key.hexdigest()) as aside:
            writer = RowWriter(aside)
            last = time.monotonic()
            try:
                for batch in gathered(_entry(item) for item in read_rows(name)):
                    writer.add(batch)
                    heed(stop)
                    if time.monotonic() - last > 0.2:
                        yield Loading(f"Reading {name}", writer.count)
                        last = time.monotonic()
            finally:
                writer.abandon()
            writer.close({"notes": []})
        folder = kept(_CACHE, key.hexdigest())
    if folder is None:
        raise BadInput(f"{name} was removed from the cache; open it again.")
    return RowStore(folder)


def _entry(item: Row | Problem) -> Entry:
    if isinstance(item, Problem):
        return Entry(item.line, item.reason.encode(), is_row=False)
    return Entry(item.line, json.dumps(item.values, ensure_ascii=False).encode())
