"""The system's bin: what is moved there can be taken back."""

import contextlib
import shutil
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QFile, QStandardPaths


@dataclass(frozen=True)
class Binned:
    """`inside` is where it lies now, empty where the system does not tell."""

    place: Path
    inside: str

    @property
    def can_be_taken_back(self) -> bool:
        return bool(self.inside)


def move_to_bin(place: Path) -> Binned | None:
    """None where there is no bin, or it cannot be moved."""
    data = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericDataLocation)
    with contextlib.suppress(OSError):
        Path(data).mkdir(parents=True, exist_ok=True)  # in which Qt makes the bin, if it is there
    file = QFile(str(place))
    if not file.moveToTrash():
        return None
    inside = file.fileName()
    return Binned(place, inside if inside != str(place) else "")


def take_back(binned: Binned) -> bool:
    """To where it was; False where it is not in the bin any more, or another thing stands in its place."""
    inside = Path(binned.inside)
    if not binned.can_be_taken_back or not inside.exists() or binned.place.exists():
        return False
    try:
        shutil.move(inside, binned.place)
    except OSError:
        return False
    # Of the freedesktop.org bin, which lists what is in it in files beside it.
    (inside.parent.parent / "info" / f"{inside.name}.trashinfo").unlink(missing_ok=True)
    return True
