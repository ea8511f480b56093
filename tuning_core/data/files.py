"""Which files a name stands for, and who reads each; every row keeps the file and line it came from."""

import glob
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tuning_core.data.arrow_files import read_arrow, read_parquet
from tuning_core.data.conll import holds_tagged_words, read_tagged_words
from tuning_core.data.data_file import DataFile, said_of, suffix_of
from tuning_core.data.delimited import read_delimited
from tuning_core.data.encodings import find_encoding
from tuning_core.data.json_files import read_json
from tuning_core.data.plain_text import read_plain_text
from tuning_core.data.row_store import Batch
from tuning_core.errors import BadInput
from tuning_core.resource_files import STARTER

Reader = Callable[[DataFile], Iterator[Batch]]
_READERS: dict[str, Reader] = {
    ".jsonl": read_json,
    ".ndjson": read_json,
    ".json": read_json,
    ".csv": read_delimited,
    ".tsv": read_delimited,
    ".txt": read_plain_text,
    ".parquet": read_parquet,
    ".arrow": read_arrow,
    ".feather": read_arrow,
}
IN_COLUMNS = (".parquet", ".arrow", ".feather")  # these say themselves what their bytes mean
_HEAD_BYTES = 1 << 18  # enough to tell a kind from
SUFFIXES = tuple(_READERS)
PACKED = (".gz", ".zst")
_ALIKE = {".ndjson": ".jsonl", ".json": ".jsonl", ".tsv": ".csv", ".feather": ".arrow"}  # may stand in one folder
_BESIDE_DATA = ("dataset_info.json", "dataset_infos.json", "dataset_dict.json", "state.json", "config.json")
_TRAINING = {"train", "training"}
_MEASURING = {"test", "testing", "valid", "validation", "val", "dev", "eval"}


@dataclass(frozen=True)
class Row:
    """`line` counts from 1; in a JSON list or a table of columns it is the number of the row."""

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


def files_of(name: str) -> tuple[list[Path], list[str]]:
    """(files that a name stands for, what the person should know of the choice). A name is a file, a pattern such as
    data/*.jsonl, a folder or the built-in starter. Raises BadInput where there is none."""
    if name == "starter":
        return [STARTER / "data" / "train.jsonl"], []
    path = Path(name).expanduser()
    with said_of(path):
        if path.is_file():
            return [path], []
        if path.exists():
            return _in_folder(path)
    if glob.has_magic(name):
        found = [Path(match) for match in sorted(glob.glob(str(path), recursive=True)) if Path(match).is_file()]
        if not found:
            raise BadInput(f"{name}: no file matches; check the folder and the pattern.")
        return found, []
    raise BadInput(f"{path}: there is no such data file.")


def known_file(path: Path, most_bytes: int | None = None) -> DataFile:
    """Raises BadInput for a file of a kind that nobody reads."""
    file = DataFile(path, most_bytes)
    if not file.size:
        raise BadInput(f"{path} is empty.")
    if file.suffix not in _READERS and not _has_tagged_head(path):
        raise BadInput(
            f"{path}: a data file ends in one of {', '.join(SUFFIXES)} (and may be packed: {', '.join(PACKED)}), or "
            f"has one word and its tag a line."
        )
    return file


def _has_tagged_head(path: Path) -> bool:
    head = DataFile(path, _HEAD_BYTES)
    find_encoding(head)
    return holds_tagged_words(head)


def reader_of(file: DataFile) -> Reader:
    """By the ending of a known file; by what it holds where lines are words with their tags, since such files have many
    endings or none. A text's encoding must have been found."""
    may_be_tagged = file.suffix in (".tsv", ".txt") or file.suffix not in _READERS
    return read_tagged_words if may_be_tagged and holds_tagged_words(file) else _READERS[file.suffix]


def _in_folder(folder: Path) -> tuple[list[Path], list[str]]:
    if (folder / "dataset_dict.json").is_file():
        return _saved_splits(folder)
    if (folder / "state.json").is_file():
        return [folder / part["filename"] for part in _json_of(folder / "state.json")["_data_files"]], []
    inside = [file for file in sorted((*folder.iterdir(), *folder.glob("*/*"))) if _may_hold_data(file, folder)]
    files = [file for file in inside if suffix_of(file) in _READERS]
    files = files or [file for file in inside if file.stat().st_size and _has_tagged_head(file)]
    if not files:
        raise BadInput(f"{folder} is a folder without data files ({', '.join(SUFFIXES)}).")
    kinds = {_ALIKE.get(suffix_of(file), suffix_of(file)) for file in files}
    if len(kinds) > 1:
        example = folder / f"*{suffix_of(files[0])}"
        raise BadInput(
            f"{folder} holds data files of several kinds ({', '.join(sorted(kinds))}); give those that belong "
            f"together, as in {example}."
        )
    return _for_training(files, folder)


def _may_hold_data(file: Path, folder: Path) -> bool:
    hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
    about = file.name in _BESIDE_DATA or file.stem.upper() in ("README", "LICENSE")
    return not hidden and not about and file.is_file()


def _for_training(files: list[Path], folder: Path) -> tuple[list[Path], list[str]]:
    """Without those that are for measuring by their names, where others are for training by theirs."""
    words = {file: set(re.split("[^a-z]+", str(file.relative_to(folder)).lower())) for file in files}
    if not any(words[file] & _TRAINING for file in files):
        return files, []
    kept = [file for file in files if words[file] & _TRAINING or not words[file] & _MEASURING]
    left_out = [str(file.relative_to(folder)) for file in files if file not in kept]
    if not left_out:
        return files, []
    return kept, [f"Of {folder.name}, {', '.join(left_out)} is left out: by its name it is kept to measure with."]


def _saved_splits(folder: Path) -> tuple[list[Path], list[str]]:
    splits = _json_of(folder / "dataset_dict.json")["splits"]
    split = splits[0] if len(splits) == 1 else "train"
    if split not in splits:
        raise BadInput(f"{folder} has several parts ({', '.join(splits)}); give the folder of one of them.")
    files, _ = _in_folder(folder / split)
    others = ", ".join(name for name in splits if name != split)
    return files, [f"Of {folder.name}, {split} is read, and {others} is not."] if others else []


def _json_of(file: Path) -> Any:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except ValueError:
        raise BadInput(f"{file} is damaged; save the data set again.") from None
