"""Files to rows: every row keeps the file and line it came from."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tuning_core.data.conll import has_gaps, is_tagged_words, sentences
from tuning_core.errors import BadInput
from tuning_core.resource_files import STARTER

SUFFIXES = (".jsonl", ".json", ".csv", ".tsv")
_HEAD_BYTES = 65_536  # enough to tell what a file holds


@dataclass(frozen=True)
class Row:
    """`line` counts from 1; in a JSON list it is the number of the entry."""

    file: str
    line: int
    values: dict[str, Any]


@dataclass(frozen=True)
class Problem:
    """Something in a data file that cannot be learned from."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"

    @property
    def short(self) -> str:
        """Without the folder."""
        return f"{Path(self.file).name}:{self.line}: {self.reason}"


def read_rows(name: str) -> Iterator[Row | Problem]:
    """Every row of a file or Hub data set, in order; a line that is no row comes as a Problem.
    Raises BadInput when there is nothing to read at all."""
    if name == "starter":
        name = str(STARTER / "data" / "train.jsonl")
    path = Path(name).expanduser()
    if path.is_file():
        yield from _read_file(path)
    elif path.exists():
        inside = [file for file in path.iterdir() if file.is_file() and not file.name.startswith(".")]
        if len(inside) != 1:
            raise BadInput(f"{path} is a folder; give one of its data files ({', '.join(SUFFIXES)}).")
        yield from _read_file(inside[0])
    elif name.count("/") == 1 and not name.startswith((".", "/", "~")) and path.suffix not in SUFFIXES:
        yield from _read_from_hub(name)
    else:
        raise BadInput(f"{path}: there is no such data file.")


def _read_file(path: Path) -> Iterator[Row | Problem]:
    suffix = path.suffix.lower()
    tagged_words = _holds_tagged_words(path)
    if suffix not in SUFFIXES and not tagged_words:
        raise BadInput(f"{path}: a data file ends in one of {', '.join(SUFFIXES)}, or has one word and its tag a line.")
    text = _text_of(path)
    if not text.strip():
        raise BadInput(f"{path} is empty.")
    if tagged_words:
        yield from _tagged_rows(path, text)
    elif suffix in (".csv", ".tsv"):
        yield from _csv_rows(path, text)
    elif suffix == ".json" and (whole := _whole_json(path, text)) is not None:
        yield from _json_entries(path, whole)
    else:
        yield from _jsonl_rows(path, text)


def _holds_tagged_words(path: Path) -> bool:
    """Told from the first lines, since such files have many endings or none. In a table no line is empty."""
    if path.suffix.lower() in (".jsonl", ".json", ".csv"):
        return False
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES).decode("utf-8-sig", errors="replace")
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror or error}.") from None
    return (path.suffix.lower() != ".tsv" or has_gaps(head)) and is_tagged_words(head)


def _text_of(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror or error}.") from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise BadInput(f"{path}:{line}: not UTF-8 text; save the file as UTF-8.") from None


def _jsonl_rows(path: Path, text: str) -> Iterator[Row | Problem]:
    # Only "\n" ends a line: U+2028 inside a string does not.
    for line, content in enumerate(text.split("\n"), start=1):
        if not content.strip():
            continue
        try:
            value = json.loads(content)
        except (json.JSONDecodeError, RecursionError) as error:
            yield Problem(str(path), line, f"the line is not valid JSON{_where(error)}")
            continue
        yield _row(path, line, value)


def _whole_json(path: Path, text: str) -> Any:
    """The value of a .json file; None when its lines are JSON of their own."""
    try:
        return json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        first = text.lstrip().split("\n", 1)[0]
        try:
            json.loads(first)
        except json.JSONDecodeError:
            line = getattr(error, "lineno", 1)
            raise BadInput(f"{path}:{line}: the file is not valid JSON{_where(error)}.") from None
        return None


def _where(error: json.JSONDecodeError | RecursionError) -> str:
    return f" (column {error.colno}: {error.msg.lower()})" if isinstance(error, json.JSONDecodeError) else " (too deep)"


def _json_entries(path: Path, whole: Any) -> Iterator[Row | Problem]:
    if isinstance(whole, dict):
        lists = [value for value in whole.values() if isinstance(value, list) and value and isinstance(value[0], dict)]
        whole = lists[0] if len(lists) == 1 else [whole]
    if not isinstance(whole, list) or not whole:
        raise BadInput(f"{path} holds no list of rows.")
    for number, value in enumerate(whole, start=1):
        yield _row(path, number, value)


def _row(path: Path, line: int, value: Any) -> Row | Problem:
    if isinstance(value, dict):
        return Row(str(path), line, value)
    return Problem(str(path), line, f"the row is {_kind(value)}, not an object with named columns")


def _kind(value: Any) -> str:
    kinds = {list: "a list", str: "a text", bool: "a yes/no value", int: "a number", float: "a number"}
    return kinds.get(type(value), "empty")


def _csv_rows(path: Path, text: str) -> Iterator[Row | Problem]:
    header_line = text.split("\n", 1)[0]
    delimiter = "\t" if path.suffix.lower() == ".tsv" else max(",;\t", key=header_line.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        header = [name.strip() for name in next(reader)]
        if len(set(header)) != len(header) or not all(header):
            raise BadInput(
                f"{path}:1: the first line must name each column once; it reads: {header_line.strip()[:120]}"
            )
        start = reader.line_num + 1
        for cells in reader:
            if len(cells) == len(header):
                yield Row(str(path), start, dict(zip(header, cells, strict=True)))
            elif cells:
                yield Problem(
                    str(path), start, f"the line has {len(cells)} cells where the first one names {len(header)}"
                )
            start = reader.line_num + 1
    except csv.Error as error:
        yield Problem(str(path), reader.line_num, f"the line is not valid CSV ({error})")


def _tagged_rows(path: Path, text: str) -> Iterator[Row | Problem]:
    for line, *found in sentences(text):
        if len(found) == 2:
            words, tags = found
            yield Row(str(path), line, {"words": words, "tags": tags})
        else:
            yield Problem(str(path), line, str(found[0]))


def _read_from_hub(name: str) -> Iterator[Row | Problem]:
    import datasets

    try:
        table = datasets.load_dataset(name, split="train")
    except Exception as error:  # the library raises a dozen kinds for "not there", "no network" and "not allowed"
        raise BadInput(f"{name} is no file here and could not be had from the Hugging Face Hub ({error}).") from None
    for number, values in enumerate(table, start=1):
        yield Row(name, number, dict(values))
