"""The checkpoints of a run: which there are, whether they are whole, and which stay.

Each is a folder step-... with a manifest, written last, of the size and the SHA-256 of its files."""

import hashlib
import json
from collections.abc import Collection
from pathlib import Path

from tuning_core.files_aside import remove_folder

MANIFEST, STATE = "manifest.json", "training_state.pt"


def checkpoint_at(folder: Path, step: int) -> Path:
    return folder / f"step-{step:06d}"


def checkpoints_in(folder: Path) -> list[Path]:
    """Oldest first; unfinished ones are not listed."""
    return sorted((path for path in folder.glob("step-*") if (path / STATE).is_file()), key=step_of)


def step_of(checkpoint: Path) -> int:
    return int(checkpoint.name.removeprefix("step-"))


def write_manifest(checkpoint: Path) -> None:
    files = {path.name: {"bytes": path.stat().st_size, "sha256": _sum_of(path)} for path in checkpoint.iterdir()}
    (checkpoint / MANIFEST).write_text(json.dumps({"version": 1, "files": files}, indent=2), encoding="utf-8")


def what_is_wrong(checkpoint: Path, unread: Collection[str] = ()) -> str:
    """A phrase; empty where every file is as it was written. Files that are left `unread` may be anything."""
    try:
        files = dict(json.loads((checkpoint / MANIFEST).read_text(encoding="utf-8"))["files"])
        wrong = [name for name, told in files.items() if name not in unread and not _is(checkpoint / name, told)]
    except (OSError, ValueError, KeyError, TypeError):
        return f"its {MANIFEST} is missing or damaged"
    return f"{wrong[0]} is missing or damaged" if wrong else ""


def newest_sound(folder: Path, upto_step: int | None = None) -> tuple[Path | None, list[str]]:
    """The newest whole checkpoint (of no step beyond `upto_step`), and a sentence about each newer one that is not."""
    damaged: list[str] = []
    for checkpoint in reversed(checkpoints_in(folder)):
        if upto_step is not None and step_of(checkpoint) > upto_step:
            continue
        reason = what_is_wrong(checkpoint)
        if not reason:
            return checkpoint, damaged
        damaged.append(f"The checkpoint {checkpoint} is passed over: {reason}.")
    return None, damaged


def keep(folder: Path, count: int, best_step: int) -> None:
    """The last so many, and the one of the best step."""
    for old in checkpoints_in(folder)[:-count]:
        if step_of(old) != best_step:
            remove_folder(old)


def remove_beyond(folder: Path, step: int) -> None:
    """What a run that goes on from an earlier step leaves behind."""
    for checkpoint in checkpoints_in(folder):
        if step_of(checkpoint) > step:
            remove_folder(checkpoint)


def _is(file: Path, told: dict[str, object]) -> bool:
    return file.is_file() and file.stat().st_size == told["bytes"] and _sum_of(file) == told["sha256"]


def _sum_of(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
