"""One data file as a stream: unpacked, decoded, and how far it is read."""

import gzip
import hashlib
import io
import re
import zlib
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from tuning_core.errors import BadInput

CHUNK_BYTES = 4 << 20
MOST_ROW_BYTES = 64 << 20  # what is longer without an end is no row but a file of another kind
_PACKED = {b"\x1f\x8b": ".gz", b"\x28\xb5\x2f\xfd": ".zst"}


class DataFile:
    """`done` of `size` bytes on the disk are read. `notes` are what the person should know of how it was read, to stand
    behind the file's name."""

    def __init__(self, path: Path, most_bytes: int | None = None) -> None:
        """With `most_bytes` the text seems to end there."""
        self.path = path
        self._most_bytes = most_bytes
        self.is_head = most_bytes is not None
        self.encoding = "utf-8"
        self.notes: list[str] = []
        self.done = 0
        with said_of(path), path.open("rb") as file:
            magic = file.read(4)
            self.stamp = _stamp(path)
        self._packed = next((kind for start, kind in _PACKED.items() if magic.startswith(start)), "")
        if path.suffix.lower() in _PACKED.values() and self._packed != path.suffix.lower() and magic:
            raise BadInput(f"{path} is no {path.suffix} file by what it holds; rename it, or download it again.")

    @property
    def name(self) -> str:
        return str(self.path)

    @property
    def size(self) -> int:
        return self.stamp.size

    @property
    def suffix(self) -> str:
        """Of what is inside, in small letters."""
        return suffix_of(self.path)

    def head(self, size: int) -> bytes:
        """The first bytes, unpacked."""
        with self.opened() as file:
            return _filled(file, size)

    def chunks(self) -> Iterator[bytes]:
        """The bytes, unpacked, a few megabytes at a time."""
        left = self._most_bytes
        with self.opened() as file:
            while chunk := file.read(CHUNK_BYTES if left is None else min(CHUNK_BYTES, left)):
                left = None if left is None else left - len(chunk)
                yield chunk

    def utf8_chunks(self) -> Iterator[bytes]:
        """The text in UTF-8, without a byte order mark. Bytes that are none stay as they are."""
        if self.encoding != "utf-8":
            text = self.text()
            while piece := text.read(CHUNK_BYTES):
                yield piece.encode("utf-8", "surrogateescape")
            return
        chunks = self.chunks()
        yield next(chunks, b"").removeprefix(b"\xef\xbb\xbf")
        yield from chunks

    def line_chunks(self) -> Iterator[bytes]:
        """The same in pieces of whole lines that end in \\n. Raises BadInput for a line that no row can be."""
        lone_returns = self._has_lone_returns()
        rest, line = b"", 1
        for chunk in self.utf8_chunks():
            data = rest + (chunk.replace(b"\r", b"\n") if lone_returns else chunk)
            cut = data.rfind(b"\n") + 1
            piece, rest = data[:cut], data[cut:]
            line += piece.count(b"\n")
            if len(rest) > MOST_ROW_BYTES:
                raise BadInput(self.too_long(line))
            if piece:
                yield piece
        if rest:
            yield rest + b"\n"

    def _has_lone_returns(self) -> bool:
        """Whether the first line ends as on the first Macintoshes."""
        start = b""
        for chunk in self.utf8_chunks():
            start += chunk
            if found := re.search(rb"\n|\r(?=[^\n])", start):
                return found[0] == b"\r"
            if len(start) > MOST_ROW_BYTES:
                break
        return False

    def text(self) -> io.TextIOWrapper:
        """The text with its line ends as they are; \\n, \\r\\n and \\r end a line, and nothing else. A byte that is no
        UTF-8 comes as a lone surrogate."""
        name = "utf-8-sig" if self.encoding == "utf-8" else self.encoding
        errors = "surrogateescape" if self.encoding == "utf-8" else "replace"  # only a head may end within a character
        return io.TextIOWrapper(io.BufferedReader(_Chunks(self.chunks()), 1 << 16), name, errors, newline="")

    def lines(self) -> Iterator[tuple[int, str]]:
        """(number from 1, line with its end). Raises BadInput for a line that no row can be."""
        text = self.text()
        number = 0
        while line := text.readline(MOST_ROW_BYTES):
            number += 1
            if len(line) >= MOST_ROW_BYTES:
                raise BadInput(self.too_long(number))
            yield number, line

    def too_long(self, line: int) -> str:
        return (
            f"{self.path}:{line}: the line goes on for more than {MOST_ROW_BYTES >> 20} MB, which no row can be; "
            f"check how the file was written."
        )

    def hashing(self) -> Generator[None, None, str]:
        """SHA-256 of the file as it stands on the disk."""
        digest = hashlib.sha256()
        self.done = 0
        with said_of(self.path), self.path.open("rb", 0) as file:
            while chunk := file.read(CHUNK_BYTES):
                digest.update(chunk)
                self.done += len(chunk)
                yield
        return digest.hexdigest()

    def require_unchanged(self) -> None:
        """Raises BadInput when the file was written to since this object was made."""
        with said_of(self.path):
            now = _stamp(self.path)
        if (now.size, now.modified) != (self.stamp.size, self.stamp.modified):
            raise BadInput(f"{self.path} was changed while it was read; open it again.")

    @contextmanager
    def opened(self) -> Iterator[Any]:
        """The file as it is unpacked."""
        with said_of(self.path), self.path.open("rb", 0) as raw:
            watched: Any = _Watched(raw, self)
            if self._packed == ".gz":
                yield gzip.GzipFile(fileobj=watched)
            elif self._packed == ".zst":
                import pyarrow

                yield pyarrow.CompressedInputStream(pyarrow.PythonFile(watched, "r"), "zstd")
            else:
                yield watched

    @property
    def is_packed(self) -> bool:
        return bool(self._packed)


class Stamp(NamedTuple):
    """The times are in nanoseconds."""

    size: int
    modified: int
    changed: int


def _stamp(path: Path) -> Stamp:
    found = path.stat()
    return Stamp(found.st_size, found.st_mtime_ns, found.st_ctime_ns)


def suffix_of(path: Path) -> str:
    """The ending without .gz or .zst, in small letters: `rows.CSV.gz` -> `.csv`."""
    inner = path.with_suffix("") if path.suffix.lower() in _PACKED.values() else path
    return inner.suffix.lower()


@contextmanager
def said_of(path: Path) -> Iterator[None]:
    """What goes wrong with reading, as a sentence."""
    try:
        yield
    except (EOFError, zlib.error) as error:
        raise BadInput(_damaged(path, error)) from None
    except OSError as error:
        if error.errno is None or isinstance(error, gzip.BadGzipFile):  # gzip's and pyarrow's own
            raise BadInput(_damaged(path, error)) from None
        raise BadInput(f"{path} cannot be read: {error.strerror or error}.") from None


def _damaged(path: Path, error: Exception) -> str:
    reason = str(error).strip().rstrip(".").lower()
    return f"{path} is cut short or damaged and cannot be unpacked ({reason}); copy or download it again."


class _Watched(io.RawIOBase):
    """Tells the data file how far it is read."""

    def __init__(self, raw: BinaryIO, file: DataFile) -> None:
        self._raw = raw
        self._file = file

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._raw.seek(offset, whence)

    def tell(self) -> int:
        return self._raw.tell()

    def read(self, size: int = -1) -> bytes:
        data = self._raw.read(size)
        self._file.done = self._raw.tell()
        return data

    def readinto(self, buffer: Any) -> int:
        count: int = self._raw.readinto(buffer)  # type: ignore[attr-defined]
        self._file.done = self._raw.tell()
        return count


class _Chunks(io.RawIOBase):
    """An iterator of bytes as a file."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._rest:
            self._rest = memoryview(next(self._chunks, b""))
        count = min(len(buffer), len(self._rest))
        buffer[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count


def _filled(file: BinaryIO, size: int) -> bytes:
    pieces = []
    while size > 0 and (piece := file.read(size)):
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)
