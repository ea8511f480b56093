"""Tables as text: cells parted by a comma, semicolon, tab or bar, in quotes where they hold one or a line break."""

import csv
import json
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from tuning_core.data.data_file import MOST_ROW_BYTES, DataFile
from tuning_core.data.row_store import Batch, Entry, gathered
from tuning_core.errors import BadInput

_DELIMITERS = (",", ";", "\t", "|")
_HEAD_CHARACTERS = 1 << 18  # enough to tell how a table is written
_MOST_LINES = 10_000  # of one row; a quotation mark that is open for longer is a stray one
_LONGEST_NAME = 60
_NUMBER = re.compile(r"\s*[-+]?(\d+([.,]\d*)?|[.,]\d+)([eE][-+]?\d+)?\s*%?\s*")
_SENTENCE = re.compile(r"[.!。！？]\s*$|\s\S+\s+\S+\?\s*$")  # a column may well be called "Toxic?"

_encoded = json.JSONEncoder(ensure_ascii=False).encode
_Line = tuple[int, str]
csv.field_size_limit(MOST_ROW_BYTES)


@dataclass(frozen=True)
class _Dialect:
    delimiter: str
    quotes: bool = True


@dataclass(frozen=True)
class _Record:
    """The cells that begin on a line; where they cannot be told, `reason` says why."""

    line: int
    cells: list[str]
    reason: str = ""


def read_delimited(file: DataFile) -> Iterator[Batch]:
    yield from gathered(_entries(file))


def _entries(file: DataFile) -> Iterator[Entry]:
    head = list(_head(file))
    dialect = _dialect(file, head)
    known = [record for record in _whole(_records(iter(head), dialect)) if not record.reason]
    if not known:
        blank = not any(line.strip() for _, line in head)
        raise BadInput(f"{file.path} is {'empty' if blank else 'no table of cells'}.")
    header_line = known[0].line if _has_header(known[0].cells, [record.cells for record in known[1:]]) else 0
    names = _names(file, known[0], bool(header_line))
    rows = 0
    for record in _records(file.lines(), dialect):
        if record.line != header_line:
            rows += 1
            yield _entry(record, names, bool(header_line))
    if not rows:
        raise BadInput(f"{file.path} names its columns but holds no rows.")


def _entry(record: _Record, names: list[str], named: bool) -> Entry:
    reason = record.reason
    if not reason and len(record.cells) != len(names):
        wanted = f"the first one {'names' if named else 'has'} {len(names)}"
        reason = f"the line has {len(record.cells)} cells where {wanted}"
    if not reason and any("\0" in cell for cell in record.cells):
        reason = "the line holds a zero byte, which no text has"
    if not reason:
        try:
            return Entry(record.line, _encoded(dict(zip(names, record.cells, strict=True))).encode())
        except UnicodeEncodeError:
            reason = "the line is not UTF-8 text"
    return Entry(record.line, reason.encode(), is_row=False)


def _head(file: DataFile) -> Iterator[_Line]:
    size = 0
    for number, line in file.lines():
        yield number, line
        size += len(line)
        if size > _HEAD_CHARACTERS:
            return


def _dialect(file: DataFile, head: list[_Line]) -> _Dialect:
    """The delimiter of the first row that parts most rows into as many cells; quotes, unless they are mostly strays and
    without them all rows have the same number of cells."""
    tabs_only = file.suffix == ".tsv" and any("\t" in line for _, line in head)
    fits = {delimiter: _fit(head, _Dialect(delimiter)) for delimiter in (("\t",) if tabs_only else _DELIMITERS)}
    best = max(fits, key=lambda delimiter: (fits[delimiter][0] > 1, fits[delimiter][1], fits[delimiter][0]))
    if fits[best][0] < 2:
        return _Dialect("\t" if file.suffix == ".tsv" else ",")
    plain = _Dialect(best, quotes=False)
    strays = sum(bool(record.reason) for record in _whole(_records(iter(head), _Dialect(best))))
    quoted = re.compile(rf'(?:^|{re.escape(best)})"[^"]*"(?:{re.escape(best)}|$)')
    if strays > sum(bool(quoted.search(line.strip())) for _, line in head) and _fit(head, plain)[1] == 1:
        file.notes.append("has quotation marks that part no cells; they are read as they stand.")
        return plain
    return _Dialect(best)


def _fit(head: list[_Line], dialect: _Dialect) -> tuple[int, float]:
    """(cells of the first row, share of rows with as many)."""
    widths = [len(record.cells) for record in _whole(_records(iter(head), dialect))]
    first = next((width for width in widths if width), 0)
    return first, widths.count(first) / max(1, len(widths))


def _whole(records: Iterator[_Record]) -> list[_Record]:
    """Without the last one, which the end of the head may have cut."""
    found = list(records)
    return found[:-1] if len(found) > 1 and found[-1].reason else found


def _records(lines: Iterator[_Line], dialect: _Dialect) -> Iterator[_Record]:
    """A row that cannot be read is told of, and reading goes on at its second line."""
    taken: list[_Line] = []
    again: deque[_Line] = deque()

    def fed() -> Iterator[str]:
        while len(taken) < _MOST_LINES and (line := again.popleft() if again else next(lines, None)):
            taken.append(line)
            yield line[1]

    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if dialect.quotes else csv.QUOTE_NONE
    while True:
        try:
            for cells in csv.reader(fed(), delimiter=dialect.delimiter, quoting=quoting, strict=True):
                if cells and (len(taken) > 1 or taken[0][1].strip()):
                    yield _Record(taken[0][0], cells)
                taken.clear()
            return
        except csv.Error as error:
            yield _Record(taken[0][0], [], _said(error))
            again.extendleft(reversed(taken[1:]))
            taken.clear()


def _said(error: csv.Error) -> str:
    if "unexpected end" in str(error):
        return "the line opens a quotation mark that is not closed"
    return f"the line is not valid CSV ({error})"


def _has_header(first: list[str], others: list[list[str]]) -> bool:
    """Whether the first row names the columns: names are short, no numbers, no sentences, and do not come again
    below."""
    columns = list(zip(*[row for row in others if len(row) == len(first)], strict=True)) or [()] * len(first)
    for name, column in zip(first, columns, strict=True):
        if len(name) > _LONGEST_NAME or "\n" in name or _NUMBER.fullmatch(name) or _SENTENCE.search(name):
            return False
        if name.strip() and name in column:
            return False
    if any(column and all(_NUMBER.fullmatch(cell) for cell in column) for column in columns):
        return True
    names = [name.strip() for name in first[1:]]
    return all(names) and len({*names, first[0].strip()}) == len(first)


def _names(file: DataFile, first: _Record, named: bool) -> list[str]:
    """A first column without a name is what pandas writes for the numbers of the rows."""
    numbered = [f"column_{place}" for place in range(1, len(first.cells) + 1)]
    if not named:
        file.notes.append(f"has no line that names its columns; they are called {', '.join(numbered)}.")
        return numbered
    names = [cell.strip() or number for cell, number in zip(first.cells, numbered, strict=True)]
    if len(set(names)) < len(names):
        raise BadInput(
            f"{file.path}:{first.line}: the first line must name each column once, and it reads: "
            f"{', '.join(first.cells)[:120]}."
        )
    return names
