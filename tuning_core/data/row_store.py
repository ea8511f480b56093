"""The rows of one data file on disk: their JSON text one behind the other, with where each starts and which line of
the file it came from. Nothing but the rows asked for is read into memory."""

import json
import os
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from tuning_core.disk_cache import hold

Int64 = NDArray[np.int64]
_GATHERED_BYTES = 1 << 20


@dataclass(frozen=True, eq=False)
class Batch:
    """Rows in one piece: row i is `data[ends[i - 1]:ends[i]]`. Its line is `lines[i]`; a line below zero says that the
    text is not a row but the reason why line `-lines[i]` is none."""

    data: bytes
    ends: Int64
    lines: Int64

    def entries(self) -> list["Entry"]:
        ends = self.ends.tolist()
        return [
            Entry(abs(line), self.data[start:end], line > 0)
            for line, start, end in zip(self.lines.tolist(), [0, *ends], ends, strict=False)
        ]


BREATH = Batch(b"", np.zeros(0, np.int64), np.zeros(0, np.int64))  # a place to stop at, where there are no rows yet


@dataclass(frozen=True)
class Entry:
    """One row as JSON text, or the reason why there is none."""

    line: int
    text: bytes
    is_row: bool = True


def gathered(entries: Iterable[Entry]) -> Iterator[Batch]:
    """Entries in batches of about a megabyte."""
    waiting: list[Entry] = []
    size = 0
    for entry in entries:
        waiting.append(entry)
        size += len(entry.text) + 64
        if size >= _GATHERED_BYTES:
            yield _batch(waiting)
            waiting, size = [], 0
    if waiting:
        yield _batch(waiting)


def _batch(entries: list[Entry]) -> Batch:
    ends = np.cumsum([len(entry.text) for entry in entries], dtype=np.int64)
    lines = np.array([entry.line if entry.is_row else -entry.line for entry in entries], dtype=np.int64)
    return Batch(b"".join(entry.text for entry in entries), ends, lines)


class RowWriter:
    """Writes batches into a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._rows = (folder / "rows").open("wb")
        self._starts = (folder / "starts").open("wb")
        self._lines = (folder / "lines").open("wb")
        self._starts.write(np.zeros(1, np.int64).tobytes())
        self._size = 0
        self.count = 0

    def add(self, batch: Batch) -> None:
        self._rows.write(batch.data)
        self._starts.write((batch.ends + self._size).tobytes())
        self._lines.write(batch.lines.tobytes())
        self._size += len(batch.data)
        self.count += len(batch.ends)

    def complete(self, about: dict[str, Any]) -> None:
        """`about` is kept beside the rows."""
        (self._folder / "about.json").write_text(json.dumps({**about, "rows": self.count}), encoding="utf-8")

    def __enter__(self) -> "RowWriter":
        return self

    def __exit__(self, *raised: object) -> None:
        for file in (self._rows, self._starts, self._lines):
            file.close()


class RowStore:
    """What a RowWriter wrote. Threads may read at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.about: dict[str, Any] = json.loads((folder / "about.json").read_text(encoding="utf-8"))
        self._rows, self._starts, self._lines = ((folder / name).open("rb", 0) for name in ("rows", "starts", "lines"))
        self._count: int = self.about["rows"]
        self._lock = threading.Lock()
        hold(self, folder)

    def __len__(self) -> int:
        return self._count

    def __reduce__(self) -> tuple[type["RowStore"], tuple[Path]]:
        return RowStore, (self.folder,)

    def __del__(self) -> None:
        for name in ("_rows", "_starts", "_lines"):
            if hasattr(self, name):
                getattr(self, name).close()

    def read(self, start: int, stop: int) -> list[Entry]:
        """Rows start to stop - 1, which must be there."""
        if start >= stop:
            return []
        bounds = np.frombuffer(self._bytes(self._starts, 8 * start, 8 * (stop + 1)), np.int64)
        lines = np.frombuffer(self._bytes(self._lines, 8 * start, 8 * stop), np.int64)
        data = self._bytes(self._rows, int(bounds[0]), int(bounds[-1]))
        return Batch(data, bounds[1:] - bounds[0], lines).entries()

    def _bytes(self, file: BinaryIO, start: int, stop: int) -> bytes:
        pieces = []
        while start < stop:
            piece = self._piece(file, start, stop - start)
            if not piece:
                raise OSError(f"{file.name} is shorter than it was")
            pieces.append(piece)
            start += len(piece)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def _piece(self, file: BinaryIO, start: int, size: int) -> bytes:
        """At most `size` bytes, since a system may give less than a few gigabytes at once."""
        if hasattr(os, "pread"):
            return os.pread(file.fileno(), size, start)
        with self._lock:
            file.seek(start)
            return file.read(size)
