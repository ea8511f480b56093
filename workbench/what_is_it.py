"""What a file or folder is that was dropped on the window or chosen from the recent ones."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from workbench.data_endings import ENDINGS, PACKED

MODEL, DATA, RUN, RUN_FILE, ADAPTER, UNKNOWN = "model", "data", "run", "run file", "adapter", "unknown"
OF_ADAPTERS = ("adapter_config.json", "method.json")  # PEFT's file, and ours for methods that PEFT does not have
MOST_LOOKED_AT = 200  # files of a folder that may hold data


def what_is(path: Path) -> str:
    if path.is_dir():
        return _what_folder(path)
    if path.name in OF_ADAPTERS:
        return ADAPTER
    if path.suffix.lower() == ".toml":
        return RUN_FILE
    return DATA if path.is_file() and is_data_name(path) else UNKNOWN


def what_are(paths: Sequence[Path]) -> str:
    """Several are one thing only where all of them are data."""
    kinds = {what_is(path) for path in paths}
    return kinds.pop() if len(kinds) == 1 and (len(paths) == 1 or kinds == {DATA}) else UNKNOWN


def is_data_name(path: Path) -> bool:
    name = path.name.lower()
    packed = next((ending for ending in PACKED if name.endswith(ending)), "")
    return Path(name.removesuffix(packed)).suffix in ENDINGS


def _what_folder(folder: Path) -> str:
    if (folder / "run.toml").is_file():
        return RUN
    if any((folder / name).is_file() for name in OF_ADAPTERS):
        return ADAPTER
    if (folder / "config.json").is_file():
        return MODEL
    return DATA if any(is_data_name(file) for file in _first_files(folder)) else UNKNOWN


def _first_files(folder: Path) -> Iterable[Path]:
    found = 0
    for file in folder.rglob("*"):
        if file.is_file():
            yield file
            found += 1
        if found == MOST_LOOKED_AT:
            return
