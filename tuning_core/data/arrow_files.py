"""Tables in columns: Parquet, Arrow and Feather files, and what the `datasets` library saves."""

import json
import math
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any, BinaryIO

from tuning_core.data.data_file import CHUNK_BYTES, DataFile
from tuning_core.data.row_store import Batch, Entry, gathered
from tuning_core.errors import BadInput

_ROWS_AT_ONCE = 1000
_INDEX = "__index_level_"  # pandas keeps the numbers of its rows in columns of this name


def read_parquet(file: DataFile) -> Iterator[Batch]:
    from pyarrow import parquet

    with _seekable(file) as opened, _said(file, "Parquet"):
        table = parquet.ParquetFile(opened)
        batches = table.iter_batches(batch_size=_ROWS_AT_ONCE)
        yield from gathered(entries_of(batches, features_of(table.schema_arrow), file.notes))


def read_arrow(file: DataFile) -> Iterator[Batch]:
    """The file format, which Feather is too, or the stream format that the `datasets` library writes."""
    from pyarrow import ipc

    with _seekable(file) as opened, _said(file, "Arrow"):
        in_file_format = opened.read(6) == b"ARROW1"
        opened.seek(0)
        table = ipc.open_file(opened) if in_file_format else ipc.open_stream(opened)
        batches = (table.get_batch(i) for i in range(table.num_record_batches)) if in_file_format else table
        yield from gathered(entries_of(batches, features_of(table.schema), file.notes))


def features_of(schema: Any) -> dict[str, Any]:
    """What the `datasets` library wrote about the columns, the names of labels among it."""
    about = json.loads((schema.metadata or {}).get(b"huggingface", b"{}"))
    features: dict[str, Any] = about.get("info", {}).get("features") or {}
    return features


def entries_of(batches: Iterable[Any], features: dict[str, Any], notes: list[str]) -> Iterator[Entry]:
    """Rows of Arrow batches, numbered from 1: labels by name, dates as text. NaN is how pandas writes that a value is
    missing, and comes as such. Bytes that are no text cannot be learned from and come as missing, with a note."""
    writer = _RowWriter(features, notes)
    number = 0
    for batch in batches:
        names = [name for name in batch.schema.names if not name.startswith(_INDEX)]
        if len(set(names)) < len(names):
            raise BadInput(f"Two columns have the same name ({', '.join(names)}); rename one of them.")
        for start in range(0, batch.num_rows, _ROWS_AT_ONCE):
            for values in _values(batch.select(names).slice(start, _ROWS_AT_ONCE)):
                number += 1
                yield writer.entry(number, values)


def _values(piece: Any) -> Iterator[dict[str, Any] | None]:
    """None for a row with a text that is not UTF-8."""
    try:
        yield from piece.to_pylist(maps_as_pydicts="lossy")
    except UnicodeDecodeError:
        for place in range(piece.num_rows):
            try:
                yield piece.slice(place, 1).to_pylist(maps_as_pydicts="lossy")[0]
            except UnicodeDecodeError:
                yield None


class _RowWriter:
    def __init__(self, features: dict[str, Any], notes: list[str]) -> None:
        self._labelled = {name: feature for name, feature in features.items() if "ClassLabel" in json.dumps(feature)}
        self._notes = notes
        self._encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, default=self._as_json).encode

    def entry(self, number: int, values: dict[str, Any] | None) -> Entry:
        if values is None:
            return Entry(number, b"a text of the row is not UTF-8", is_row=False)
        for name, feature in self._labelled.items():
            if name in values:
                values[name] = _named(values[name], feature)
        try:
            return Entry(number, self._encode(values).encode())
        except ValueError:  # for NaN
            return Entry(number, self._encode(_without_nan(values)).encode())
        except TypeError as error:
            return Entry(number, f"the row cannot be read ({error})".encode(), is_row=False)

    def _as_json(self, value: Any) -> Any:
        """Of what JSON has no kind for."""
        if hasattr(value, "isoformat"):
            return value.isoformat()
        if isinstance(value, Decimal):
            return float(value)
        if not isinstance(value, bytes):
            return str(value)
        try:
            return value.decode()
        except UnicodeDecodeError:
            note = "holds bytes that are no text, as of pictures or sound; they are left out."
            if note not in self._notes:
                self._notes.append(note)
            return None


def _named(value: Any, feature: Any) -> Any:
    """Labels by their names. A label below zero says that there is none."""
    if isinstance(value, list):
        inner = feature[0] if isinstance(feature, list) else feature.get("feature", feature)
        return [_named(one, inner) for one in value]
    if isinstance(value, dict) and isinstance(feature, dict):
        inner = feature.get("feature", feature)
        return {name: _named(one, inner.get(name, {})) for name, one in value.items()}
    if isinstance(value, int) and isinstance(feature, dict) and feature.get("_type") == "ClassLabel":
        names = feature.get("names") or []
        return names[value] if 0 <= value < len(names) else None if value < 0 else value
    return value


def _without_nan(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, list):
        return [_without_nan(one) for one in value]
    if isinstance(value, dict):
        return {name: _without_nan(one) for name, one in value.items()}
    return value


@contextmanager
def _seekable(file: DataFile) -> Iterator[BinaryIO]:
    """The file; a packed one is unpacked beside, since its table of contents stands at its end."""
    with file.opened() as opened:
        if not file.is_packed:
            yield opened
            return
        with tempfile.TemporaryFile() as unpacked:
            shutil.copyfileobj(opened, unpacked, CHUNK_BYTES)
            unpacked.seek(0)
            yield unpacked


@contextmanager
def _said(file: DataFile, kind: str) -> Iterator[None]:
    """What pyarrow finds wrong, as a sentence."""
    from pyarrow import ArrowException

    try:
        yield
    except (ArrowException, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        reason = str(error).split("\n")[0].strip().rstrip(".")
        raise BadInput(f"{file.path} is no {kind} file or is damaged ({reason}); copy or download it again.") from None
