"""JSON files: one row a line, a list of rows, or an object that holds such a list."""

import json
import re
from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import suppress

import numpy as np

from tuning_core.data.data_file import MOST_ROW_BYTES, DataFile
from tuning_core.data.row_store import BREATH, Batch, Entry, gathered
from tuning_core.errors import BadInput

_BLANK = b" \t\r\n"
_DEEPEST = 2  # as in {"data": {"train": [...]}}
_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
# What stands before the next bracket, whole texts among it. A quote there begins a text that is not all there yet.
_TO_BRACKET = re.compile(rb'[^"\[\]{}]*+(?:"[^"\\]*+(?:\\.[^"\\]*+)*+"[^"\[\]{}]*+)*+([\[\]{}"]|\Z)', re.DOTALL)
_SCALAR_END = re.compile(rb"[,\]}\s]")
_BETWEEN = re.compile(rb"[\s,:]*")


def read_json(file: DataFile) -> Iterator[Batch]:
    """Told from what the file holds, whatever its name ends in."""
    if _is_lines(file):
        yield from _lines(file)
        return
    start = _Scan(file).peek()
    if not start:
        return
    if start not in (b"[", b"{"):
        raise BadInput(f'{file.path}:1: the file is not valid JSON; rows are objects such as {{"text": "..."}}.')
    entries = _Scan(file).entries() if start == b"[" else (yield from _of_object(file))
    rows = 0
    for batch in gathered(_numbered(entries)):
        rows += len(batch.ends)
        yield batch
    if not rows:
        raise BadInput(f"{file.path} holds no list of rows.")


def _is_lines(file: DataFile) -> bool:
    line, more = _first_line(file)
    if file.suffix in (".jsonl", ".ndjson"):
        return not line.startswith(b"[") or (more and _is_whole(line))
    return more and _is_whole(line)


def _first_line(file: DataFile) -> tuple[bytes, bool]:
    """(first line that is not blank, whether another follows)."""
    start = b""
    for chunk in file.utf8_chunks():
        start = (start + chunk).lstrip(_BLANK)
        line, *after = re.split(rb"\n|\r(?!\n)", start, maxsplit=1)
        if after and after[0].strip(_BLANK):
            return line, True
        if len(start) > MOST_ROW_BYTES:
            break
    return start, False


def _is_whole(line: bytes) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def _lines(file: DataFile) -> Iterator[Batch]:
    """The lines as they are; blank ones are taken into the row before or after them, where they say nothing."""
    before = 0
    for data in file.line_chunks():
        marks = np.frombuffer(data, np.uint8)
        ends = np.flatnonzero(marks == ord("\n")) + 1
        starts = np.concatenate(([0], ends[:-1]))
        lines = np.arange(before + 1, before + 1 + len(ends))
        before += len(ends)
        kept = np.ones(len(ends), bool)
        for place in np.flatnonzero(marks[starts] <= ord(" ")):
            kept[place] = bool(data[starts[place] : ends[place]].strip(_BLANK))
        if kept.any():
            ends, lines = ends[kept], lines[kept]
            ends[-1] = len(data)
            yield Batch(data, ends, lines)
        else:
            yield BREATH


def _of_object(file: DataFile) -> Generator[Batch, None, Iterator[bytes]]:
    """The entries of the list in the object. An object without one is a row, and so is each of several."""
    scan, rows = _Scan(file), Counter[tuple[str, ...]]()
    with suppress(_Broken):  # told of when the entries are read
        for number, (where, entry) in enumerate(scan.object()):
            rows[where] += entry.startswith(b"{")
            if number % 1000 == 0:
                yield BREATH
        if scan.peek() == b"{":
            return _Scan(file).values()
    wanted = _chosen(file, [where for where, count in rows.items() if count])
    if not wanted:
        return _Scan(file).values()
    return (entry for where, entry in _Scan(file).object() if where == wanted)


def _chosen(file: DataFile, lists: list[tuple[str, ...]]) -> tuple[str, ...]:
    if len(lists) < 2:
        return lists[0] if lists else ()
    names = [".".join(where) for where in lists]
    training = [where for where in lists if where[-1].lower() == "train"]
    if len(training) != 1:
        raise BadInput(
            f"{file.path} holds several lists of rows ({', '.join(names)}); put the one to learn from in a file of its "
            f"own."
        )
    chosen = ".".join(training[0])
    others = ", ".join(name for name in names if name != chosen)
    file.notes.append(f"holds several lists; {chosen} is read, and {others} is not.")
    return training[0]


def _numbered(entries: Iterator[bytes]) -> Iterator[Entry]:
    number = 0
    try:
        for number, text in enumerate(entries, start=1):
            yield Entry(number, text)
    except _Broken as broken:
        yield Entry(number + 1, str(broken).encode(), is_row=False)


class _Broken(Exception):
    """Why nothing can be read from here on."""


_CUT_SHORT = "the file ends before this entry does, as if it was not copied to its end"


class _Scan:
    """Walks over JSON text by its brackets and quotes alone, so that a mistake inside one entry leaves the others."""

    def __init__(self, file: DataFile) -> None:
        self._file = file
        self._chunks = file.utf8_chunks()
        self._data = b""
        self._at = 0

    def peek(self) -> bytes:
        """The first character of what comes next; nothing at the end."""
        while True:
            found = _BETWEEN.match(self._data, self._at)
            self._at = found.end() if found else self._at
            if self._at < len(self._data) or not self._more():
                return self._data[self._at : self._at + 1]

    def entries(self) -> Iterator[bytes]:
        """Of the list that comes next."""
        self.peek()
        yield from self._list()
        if self.peek():
            raise _Broken("more text follows behind the end of the list")

    def values(self) -> Iterator[bytes]:
        while self.peek():
            yield self._value()

    def object(self, where: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], bytes]]:
        """(names on the way, entry) of every list in the object that comes next."""
        self.peek()
        self._at += 1
        while self.peek() == b'"':
            name = self._name()
            here, start = (*where, name), self.peek()
            if start == b"[":
                for entry in self._list():
                    yield here, entry
            elif start == b"{" and len(here) < _DEEPEST:
                yield from self.object(here)
            else:
                self._value()
        if self.peek() != b"}":
            raise _Broken("the object around the list is not valid JSON" if self.peek() else _CUT_SHORT)
        self._at += 1

    def _list(self) -> Iterator[bytes]:
        self._at += 1
        while (start := self.peek()) != b"]":
            if not start:
                raise _Broken(_CUT_SHORT)
            yield self._value()
        self._at += 1

    def _name(self) -> str:
        try:
            return str(json.loads(self._value()))
        except ValueError:
            raise _Broken("the object around the list is not valid JSON") from None

    def _value(self) -> bytes:
        start = self.peek()
        size = self._text_size() if start == b'"' else self._nested_size() if start in b"[{" else self._scalar_size()
        self._at += size
        return self._data[self._at - size : self._at]

    def _nested_size(self) -> int:
        depth, size = 0, 0
        while True:
            found = _TO_BRACKET.match(self._data, self._at + size)
            bracket = found[1] if found else b""
            size = (found.start(1) if found else len(self._data)) - self._at
            if bracket in (b"[", b"{"):
                depth += 1
            elif bracket in (b"]", b"}"):
                depth -= 1
            else:
                self._need_more()
                continue
            size += 1
            if depth == 0:
                return size

    def _text_size(self) -> int:
        while (found := _STRING.match(self._data, self._at)) is None:
            self._need_more()
        return found.end() - self._at

    def _scalar_size(self) -> int:
        while (found := _SCALAR_END.search(self._data, self._at + 1)) is None:
            if not self._more():
                return len(self._data) - self._at
        return found.start() - self._at

    def _need_more(self) -> None:
        if len(self._data) - self._at > MOST_ROW_BYTES:
            raise BadInput(
                f"{self._file.path}: an entry goes on for more than {MOST_ROW_BYTES >> 20} MB, which no row can be; "
                f"check how the file was written."
            )
        if not self._more():
            raise _Broken(_CUT_SHORT)

    def _more(self) -> bool:
        chunk = next(self._chunks, b"")
        self._data, self._at = self._data[self._at :] + chunk, 0
        return bool(chunk)
