"""The rows of data files as one sequence that stays on disk; a row is parsed when it is asked for."""

import hashlib
import threading
import time
from bisect import bisect_right
from collections.abc import Generator, Iterable, Iterator, Sequence
from itertools import accumulate, islice
from pathlib import Path
from typing import TypeVar, overload

from tuning_core.background import heed
from tuning_core.data.data_file import DataFile, suffix_of
from tuning_core.data.encodings import find_encoding, finding_encoding
from tuning_core.data.files import IN_COLUMNS, SUFFIXES, Problem, Row, files_of, known_file, reader_of
from tuning_core.data.hub_rows import HubRows, download, is_hub_name
from tuning_core.data.row_parsing import parsed
from tuning_core.data.row_store import Batch, Entry, RowStore, RowWriter
from tuning_core.disk_cache import kept, making
from tuning_core.errors import BadInput
from tuning_core.events import Event, Loading

READERS_VERSION = 2  # raised when the same file gives other rows than before
_CACHE, _HASHES = "rows", "hashes"
_SEEN_ROWS = 100  # of each file, and
_SEEN_FILES = 20  # of so many; enough to name the columns
_AT_ONCE = 1000
_SECONDS_BETWEEN_REPORTS = 0.2
_WORTH_REMEMBERING_BYTES = 8 << 20  # smaller files are hashed in a moment
_SETTLED_SECONDS = 2  # a file that was written to in the same tick of its clock would look unchanged

_HEAD_BYTES = 16 << 20  # of the first rows alone

_T = TypeVar("_T")
_Source = DataFile | HubRows


class RowTable(Sequence[Row | Problem]):
    """Rows of one file behind those of another. Only the rows asked for are in memory; threads may read at once.
    `columns` are those of the first rows, `notes` sentences that the person should read, and `fingerprint` changes with
    what the files hold."""

    def __init__(self, store: RowStore, names: Sequence[str], notes: Sequence[str]) -> None:
        """`names` are the files' in the order in which they were written."""
        self._store = store
        self._names = list(names)
        self._ends = list(accumulate(store.about["counts"]))
        self.notes = tuple(notes)
        self.fingerprint = store.folder.name
        self.columns = self._columns()

    def __len__(self) -> int:
        return len(self._store)

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
        for start in range(0, len(self), _AT_ONCE):
            yield from self.rows(start, start + _AT_ONCE)

    def rows(self, start: int, stop: int) -> list[Row | Problem]:
        """Rows start to stop - 1, as far as there are any."""
        return [parsed(name, entry) for name, entry in self.entries(start, stop)]

    def entries(self, start: int, stop: int) -> list[tuple[str, Entry]]:
        """The same with the file's name, before they are parsed."""
        start, stop = max(0, start), min(stop, len(self))
        found: list[tuple[str, Entry]] = []
        file = bisect_right(self._ends, start)
        for place, entry in enumerate(self._store.read(start, stop), start):
            while place >= self._ends[file]:
                file += 1
            found.append((self._names[file], entry))
        return found

    def _columns(self) -> list[str]:
        """In the order in which they are met."""
        starts = [0, *self._ends[: _SEEN_FILES - 1]]
        rows = [
            row
            for start, end in zip(starts, self._ends, strict=False)
            for row in self.rows(start, min(end, start + _SEEN_ROWS))
        ]
        return list(dict.fromkeys(column for row in rows if isinstance(row, Row) for column in row.values))


def opening_rows(names: Sequence[str], stop: threading.Event | None = None) -> Generator[Event, None, RowTable]:
    """Reads files, patterns, folders and Hub data sets into the cache, or finds them there. Raises BadInput for what
    cannot be read at all, JobFailed where the cache cannot be written, and Stopped when `stop` is set."""
    sources: list[_Source] = []
    notes: list[str] = []
    for name in names:
        if _is_on_hub(name):
            yield Loading(f"Looking for {name} on the Hugging Face Hub")
            sources.append(download(name))
        else:
            files, choice = files_of(name)
            sources += [known_file(file) for file in files]
            notes += choice
    key = hashlib.sha256(f"{READERS_VERSION}".encode())
    for source in sources:
        fingerprint = yield from _fingerprint(source, stop)
        key.update(f"\n{fingerprint}".encode())
    folder = kept(_CACHE, key.hexdigest())
    if folder is None:
        yield from _reading(sources, key.hexdigest(), stop)
        folder = kept(_CACHE, key.hexdigest())
    if folder is None:
        raise BadInput(f"The rows of {', '.join(names)} were removed from the cache; open them again.")
    store = RowStore(folder)
    notes += _said_once(zip(sources, store.about["notes"], strict=True))
    return RowTable(store, [source.name for source in sources], notes)


def _said_once(notes: Iterable[tuple[_Source, list[str]]]) -> list[str]:
    """What is the same for several files as one sentence."""
    names: dict[str, list[str]] = {}
    for source, said in notes:
        for note in said:
            names.setdefault(note, []).append(Path(source.name).name)
    alike = {note: f", like {len(files) - 1:,} more," if len(files) > 1 else "" for note, files in names.items()}
    return [f"{files[0]}{alike[note]} {note}" for note, files in names.items()]


def first_rows(name: str, count: int) -> list[Row | Problem]:
    """Rows of the beginning of a file, or of the first one where the name stands for several; a Hub data set is
    downloaded. Raises BadInput."""
    if _is_on_hub(name):
        return _first_of(name, download(name).batches(), count)
    file = known_file(files_of(name)[0][0], _HEAD_BYTES)
    if file.suffix not in IN_COLUMNS:
        find_encoding(file)
    return _first_of(file.name, reader_of(file)(file), count)


def _first_of(name: str, batches: Iterator[Batch], count: int) -> list[Row | Problem]:
    return [parsed(name, entry) for entry in islice((entry for batch in batches for entry in batch.entries()), count)]


def _is_on_hub(name: str) -> bool:
    path = Path(name).expanduser()
    return is_hub_name(name) and not path.exists() and suffix_of(path) not in SUFFIXES


def _fingerprint(source: _Source, stop: threading.Event | None) -> Generator[Event, None, str]:
    """Of the content and of what the name says of its kind."""
    if isinstance(source, HubRows):
        return source.fingerprint
    return (yield from _hash(source, stop)) + source.suffix


def _hash(file: DataFile, stop: threading.Event | None) -> Generator[Event, None, str]:
    """A large file that was not touched since is not read again."""
    if file.size < _WORTH_REMEMBERING_BYTES:
        return (yield from _told(file.hashing(), f"Checking {file.path.name}", file, stop))
    state = hashlib.sha256(f"{file.path.absolute()} {file.stamp}".encode()).hexdigest()
    if (folder := kept(_HASHES, state)) is not None:
        return (folder / "sha256").read_text()
    settled = time.time() - max(file.stamp.modified, file.stamp.changed) / 1e9 > _SETTLED_SECONDS
    found = yield from _told(file.hashing(), f"Checking {file.path.name}", file, stop)
    if settled:
        with making(_HASHES, state) as aside:
            (aside / "sha256").write_text(found)
    return found


def _reading(sources: Sequence[_Source], key: str, stop: threading.Event | None) -> Generator[Event, None, None]:
    counts, notes = [], []
    with making(_CACHE, key) as aside, RowWriter(aside) as writer:
        for source in sources:
            before = writer.count
            yield from _told(_copying(source, writer), f"Reading {source.name}", source, stop)
            if writer.count == before:
                raise BadInput(f"{source.name} is empty.")
            counts.append(writer.count - before)
            notes.append(source.notes)
        writer.complete({"counts": counts, "notes": notes})


def _copying(source: _Source, writer: RowWriter) -> Generator[None, None, None]:
    if isinstance(source, DataFile) and source.suffix not in IN_COLUMNS:
        yield from finding_encoding(source)
    for batch in source.batches() if isinstance(source, HubRows) else reader_of(source)(source):
        writer.add(batch)
        yield
    if isinstance(source, DataFile):
        source.require_unchanged()


def _told(
    work: Generator[None, None, _T], what: str, source: _Source, stop: threading.Event | None
) -> Generator[Event, None, _T]:
    """Tells a few times a second how far the work is."""
    told = 0.0
    while True:
        try:
            next(work)
        except StopIteration as end:
            result: _T = end.value
            return result
        heed(stop)
        if time.monotonic() - told > _SECONDS_BETWEEN_REPORTS:
            told = time.monotonic()
            yield Loading(what, source.done, source.size)
