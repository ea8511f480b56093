"""Writing whole or not at all, whatever happens meanwhile, a power cut included: files and folders are made aside,
put on the disk, and moved into place when complete."""

import errno
import os
import re
import secrets
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
from safetensors import SafetensorError

from tuning_core.errors import BadInput, NotWritten

_ASIDE = re.compile(r"\.(?P<target>.+)\.(?P<process>\d+)\.\w+\.(?P<kind>part|old)")


@contextmanager
def folder_aside(target: Path, replace: bool = False) -> Iterator[Path]:
    """A new folder beside `target` that becomes `target` at the end of the block, in place of what was there where that
    is to be replaced, and vanishes if the block fails. Raises NotWritten when the disk is full or the place cannot be
    written."""
    try:
        make_folder(target.parent)
        sweep(target.parent, target.name)
        prefix = f".{target.name}.{os.getpid()}."
        aside = Path(tempfile.mkdtemp(prefix=prefix, suffix=".part", dir=target.parent))
    except OSError as error:
        raise NotWritten(target, why_not_written(error), is_full(error)) from None
    try:
        yield aside
        os.chmod(aside, 0o755)
        for path in aside.rglob("*"):
            if path.is_file():
                os.chmod(path, 0o644)  # safetensors makes files that only their owner can read
            _put_on_disk(path)
        _put_on_disk(aside)
        _move_into_place(aside, target, replace)
    except (OSError, SafetensorError) as error:
        raise NotWritten(target, why_not_written(error), is_full(error)) from None
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def make_folder(folder: Path) -> None:
    """With all above it that are missing."""
    missing = [path for path in (folder, *folder.absolute().parents) if not path.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for path in missing:
        _put_on_disk(path.absolute().parent)


def _move_into_place(aside: Path, target: Path, replace: bool) -> None:
    old = aside.with_suffix(".old")
    if replace and target.exists():
        target.rename(old)
    try:
        aside.rename(target)
    except OSError:
        if old.exists():
            old.rename(target)
        raise
    _put_on_disk(target.parent)
    shutil.rmtree(old, ignore_errors=True)


def remove_folder(folder: Path) -> None:
    """So that a folder of this name is whole or not there, even while it is being removed."""
    aside = folder.with_name(f".{folder.name}.{os.getpid()}.{secrets.token_hex(4)}.part")
    with suppress(OSError):
        folder.rename(aside)
        shutil.rmtree(aside, ignore_errors=True)


def sweep(folder: Path, name: str | None = None) -> None:
    """Removes what processes that are gone left half-made in the folder (`name`: of this target alone), and puts back
    what they were about to replace."""
    for path in folder.glob(".*"):
        found = _ASIDE.fullmatch(path.name)
        if found is None or name not in (None, found["target"]) or _is_at_work(int(found["process"]), path):
            continue
        target = path.with_name(found["target"])
        if found["kind"] == "old" and not target.exists():
            path.rename(target)
        else:
            shutil.rmtree(path, ignore_errors=True)


def _is_at_work(process: int, path: Path) -> bool:
    """A process that began after the folder was touched last only has the number of the one that made it."""
    try:
        touched = max(path.stat().st_mtime, path.stat().st_ctime)
        return bool(psutil.Process(process).create_time() <= touched + 1)
    except (psutil.Error, OSError):
        return False


def _put_on_disk(path: Path) -> None:
    """A file's contents, or a folder's names, survive a power cut from here on."""
    if path.is_dir() and os.name == "nt":
        return  # Windows keeps names by itself and opens no folders
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        if sys.platform == "darwin":  # whose fsync leaves the data in the drive's own memory
            import fcntl

            fcntl.fcntl(handle, fcntl.F_FULLFSYNC)
        else:
            os.fsync(handle)
    finally:
        os.close(handle)


def why_not_written(error: OSError | SafetensorError) -> str:
    """safetensors hides the number of the system's error in its text."""
    number = _number_of(error)
    if is_full(error):
        return "the disk is full"
    return os.strerror(number).lower() if number is not None else str(error)


def is_full(error: OSError | SafetensorError) -> bool:
    return _number_of(error) == errno.ENOSPC


def _number_of(error: OSError | SafetensorError) -> int | None:
    if isinstance(error, OSError):
        return error.errno
    found = re.search(r"os error (\d+)", str(error))
    return int(found[1]) if found else None


def write_text_whole(target: Path, text: str) -> None:
    """Replaces a text file in one move."""
    aside = target.with_name(f".{target.name}.part")
    aside.write_text(text, encoding="utf-8")
    _put_on_disk(aside)
    os.replace(aside, target)
    _put_on_disk(target.parent)


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
    require_room(folder, needed_bytes)


def require_room(folder: Path, needed_bytes: int) -> None:
    """Raises BadInput when the disk is too small."""
    parent = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    free = shutil.disk_usage(parent).free
    if free < needed_bytes:
        raise BadInput(
            f"{folder}: the disk has {size_text(free)} free and {size_text(needed_bytes)} are needed; make room or "
            f"choose another disk."
        )


def size_text(size: int) -> str:
    if size >= 1e9:
        return f"{size / 1e9:.1f} GB"
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{size / 1e3:.0f} kB"
