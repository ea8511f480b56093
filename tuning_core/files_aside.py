"""Writing whole or not at all: files and folders are made aside and moved into place when complete."""

import errno
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from safetensors import SafetensorError

from tuning_core.errors import BadInput, JobFailed


@contextmanager
def folder_aside(target: Path) -> Iterator[Path]:
    """A new folder beside `target` that becomes `target` at the end of the block, and vanishes if the block fails.
    Raises JobFailed when the disk is full or the place cannot be written."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent))
    except OSError as error:
        raise JobFailed(f"{target} cannot be written: {error.strerror or error}.") from None
    try:
        yield aside
        os.chmod(aside, 0o755)
        for file in aside.rglob("*"):  # safetensors makes files that only their owner can read
            if file.is_file():
                os.chmod(file, 0o644)
        aside.rename(target)
    except (OSError, SafetensorError) as error:
        raise JobFailed(f"{target} cannot be written: {why_not_written(error)}; nothing was left behind.") from None
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def why_not_written(error: OSError | SafetensorError) -> str:
    """safetensors hides the number of the system's error in its text."""
    number = error.errno if isinstance(error, OSError) else None
    found = re.search(r"os error (\d+)", str(error))
    if number is None and found:
        number = int(found[1])
    if number == errno.ENOSPC:
        return "the disk is full"
    return os.strerror(number).lower() if number is not None else str(error)


def write_text_whole(target: Path, text: str) -> None:
    """Replaces a text file in one move."""
    aside = target.with_name(f".{target.name}.part")
    aside.write_text(text, encoding="utf-8")
    os.replace(aside, target)


def require_new_folder(folder: Path, needed_bytes: int) -> None:
    """Raises BadInput when the folder exists and holds something, cannot be made, or the disk is too small."""
    if folder.is_file() or (folder.is_dir() and any(folder.iterdir())):
        raise BadInput(f"{folder} exists already and is not empty; choose a new folder.")
    parent = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    if not parent.is_dir():
        raise BadInput(f"{folder} cannot be made: {parent} is a file.")
    try:
        with tempfile.TemporaryFile(dir=parent):
            pass
    except OSError:
        raise BadInput(f"{folder} cannot be made: nothing can be written to {parent}.") from None
    free = shutil.disk_usage(parent).free
    if free < needed_bytes:
        raise BadInput(
            f"{folder}: the disk has {_size(free)} free and {_size(needed_bytes)} are needed; make room or choose "
            f"another disk."
        )


def _size(size: int) -> str:
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.1f} MB"
