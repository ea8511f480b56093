"""Where an export may go: a new folder, or in the stead of an older export where the person says so."""

from pathlib import Path

from tuning_core.errors import BadInput
from tuning_core.files_aside import require_new_folder, require_room

_SIGNS = ("adapter_config.json", "method.json", "model.safetensors", "model.safetensors.index.json")


def holds_export(folder: Path) -> bool:
    """A folder of a model or an adapter, and nothing below it: what may be replaced without losing anything else."""
    return (
        folder.is_dir()
        and any((folder / sign).is_file() for sign in _SIGNS)
        and all(path.is_file() for path in folder.iterdir())
    )


def require_place(folder: Path, needed_bytes: int, replace: bool) -> None:
    """Raises BadInput when something stands there that is not to be replaced, or where there is no room."""
    if not replace or not folder.exists():
        require_new_folder(folder, needed_bytes)
    elif holds_export(folder):
        require_room(folder, needed_bytes)
    else:
        raise BadInput(f"{folder} holds other things than an exported model or adapter; choose a new folder.")
