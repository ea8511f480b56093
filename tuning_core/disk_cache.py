"""What can be made again, kept under `home()/cache`: found by its key, made aside and moved in whole, the longest
unused removed first."""

import os
import shutil
import tempfile
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tuning_core.errors import JobFailed
from tuning_core.files_aside import why_not_written
from tuning_core.resource_files import home

MOST_BYTES = 20_000_000_000  # of all caches together,
MOST_OF_FREE = 0.1  # and no more than this share of what the disk has free
_ABANDONED_SECONDS = 86_400  # a folder aside that is older was left by a process that was killed

_held: "weakref.WeakKeyDictionary[object, Path]" = weakref.WeakKeyDictionary()


def kept(kind: str, key: str) -> Path | None:
    """The folder of this key, marked as used now; None where it has to be made."""
    folder = _folder(kind, key)
    if not folder.is_dir():
        return None
    with suppress(OSError):
        os.utime(folder)
    return folder


def hold(owner: object, folder: Path) -> None:
    """The folder is not removed while `owner` lives in this process."""
    _held[owner] = folder


@contextmanager
def making(kind: str, key: str) -> Iterator[Path]:
    """An empty folder that is kept under the key at the end of the block, and vanishes if the block fails.
    Raises JobFailed when it cannot be written, as on a full disk."""
    target = _folder(kind, key)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=f".{key}.", suffix=".part", dir=target.parent))
    except OSError as error:
        raise JobFailed(f"{target.parent} cannot be written: {why_not_written(error)}.") from None
    try:
        yield aside
        try:
            aside.rename(target)
        except OSError:
            if not target.is_dir():  # else somebody made the same meanwhile
                raise
    except OSError as error:
        raise JobFailed(f"{target.parent} cannot be written: {why_not_written(error)}; nothing was kept.") from None
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    make_room(target)


def make_room(newest: Path | None = None) -> None:
    """Removes what was used longest ago until the caches fit, but neither what is held nor `newest`."""
    root = home() / "cache"
    for aside in root.glob("*/.*.part"):
        with suppress(OSError):
            if time.time() - aside.stat().st_mtime > _ABANDONED_SECONDS:
                shutil.rmtree(aside, ignore_errors=True)
    folders = [(_used_at(folder), _size_of(folder), folder) for folder in root.glob("*/[!.]*") if folder.is_dir()]
    total = sum(size for _, size, _ in folders)
    room = min(MOST_BYTES, MOST_OF_FREE * (shutil.disk_usage(root).free + total)) if folders else 0
    spared = {newest, *_held.values()}
    for _, size, folder in sorted(folders):
        if total <= room:
            break
        if folder not in spared and _removed(folder):
            total -= size


def _removed(folder: Path) -> bool:
    """Moved away first: nobody may open a folder that is half removed. Windows refuses where a file is open."""
    away = folder.with_name(f".{folder.name}.removed.part")
    try:
        folder.rename(away)
    except OSError:
        return False
    shutil.rmtree(away, ignore_errors=True)
    return True


def _folder(kind: str, key: str) -> Path:
    return home() / "cache" / kind / key


def _used_at(folder: Path) -> float:
    try:
        return folder.stat().st_mtime
    except OSError:
        return 0.0


def _size_of(folder: Path) -> int:
    size = 0
    with suppress(OSError):
        size = sum(entry.stat().st_size for entry in os.scandir(folder))
    return size
