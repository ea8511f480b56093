"""A model's files, before any weight is read: which folder, is it whole, is it safe."""

import json
import struct
import threading
from collections.abc import Generator
from pathlib import Path
from typing import Any

from tuning_core.errors import BadInput
from tuning_core.events import Event
from tuning_core.models.downloading import WANTED, downloading
from tuning_core.resource_files import STARTER
from tuning_core.run_file import ModelSettings


def finding(settings: ModelSettings, stop: threading.Event | None = None) -> Generator[Event, None, Path]:
    """The folder of a model: local, built in, in the Hugging Face cache, or downloaded there now.
    Raises BadInput when there is none, or when its files are broken or unsafe."""
    folder = local_folder(settings.path)
    if folder is None:
        patterns = [*WANTED, "*.bin"] if settings.allow_pickle else WANTED
        folder = yield from downloading(settings.path, patterns, stop)
    check_files(folder, settings)
    return folder


def local_folder(path: str) -> Path | None:
    """Without the network; None for a Hub id that is not in the cache."""
    if path == "starter":
        return STARTER / "model"
    folder = Path(path).expanduser()
    if folder.is_dir():
        return folder
    if folder.exists():
        raise BadInput(f"{folder} is a file; give the folder of the model.")
    if not is_hub_id(path):
        raise BadInput(f"{folder}: there is no such folder.")
    return _cached(path)


def is_hub_id(path: str) -> bool:
    """Whether it is written as one; "starter" is the built-in model's name."""
    return (
        path != "starter"
        and not path.startswith((".", "/", "~", "\\"))
        and path.count("/") <= 1
        and "\\" not in path
        and ":" not in path
    )


def _cached(hub_id: str) -> Path | None:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(hub_id, local_files_only=True, allow_patterns=WANTED))
    except LocalEntryNotFoundError:
        return None
    except HFValidationError:
        raise BadInput(f"{hub_id!r} is neither a folder nor a Hugging Face Hub id.") from None


def check_files(folder: Path, settings: ModelSettings) -> None:
    """Raises BadInput for a folder that is no model, or whose weights are pickled, missing or truncated."""
    if not (folder / "config.json").is_file():
        raise BadInput(f"{folder} is no model folder: it has no config.json.")
    files = weight_files(folder)
    if not files:
        pickles = sorted(path.name for pattern in ("*.bin", "*.pt", "*.pth") for path in folder.glob(pattern))
        if not pickles:
            raise BadInput(f"{folder} holds no weights (no .safetensors file).")
        if not settings.allow_pickle:
            raise BadInput(
                f"{folder / pickles[0]} is a pickle, which can run code when opened; use a safetensors copy, or set "
                f"model.allow_pickle = true if you trust where it came from."
            )
    for file in files:
        safetensors_header(file)


def weight_files(folder: Path) -> list[Path]:
    """The safetensors files of a model. Raises BadInput when its index names one that is missing."""
    index = folder / "model.safetensors.index.json"
    if index.is_file():
        try:
            names = sorted(set(json.loads(index.read_text(encoding="utf-8"))["weight_map"].values()))
        except (ValueError, KeyError, AttributeError):
            raise BadInput(f"{index} is damaged; fetch the model again.") from None
        for name in names:
            if not (folder / name).is_file():
                raise BadInput(f"{folder / name} is missing, though the model's index names it; fetch it again.")
        return [folder / name for name in names]
    single = folder / "model.safetensors"
    return [single] if single.is_file() else []


def safetensors_header(file: Path) -> dict[str, Any]:
    """Names, dtypes and shapes of the tensors in a file. Raises BadInput when the file is damaged or cut short.
    Layout: https://huggingface.co/docs/safetensors (8 bytes length, JSON, data)."""
    size = file.stat().st_size
    damaged = BadInput(f"{file} is damaged or cut short ({size:,} bytes); fetch it again.")
    with file.open("rb") as stream:
        first = stream.read(8)
        length = struct.unpack("<Q", first)[0] if len(first) == 8 else size
        if 8 + length > size:
            raise damaged
        try:
            header: dict[str, Any] = json.loads(stream.read(length))
        except ValueError:
            raise damaged from None
    header.pop("__metadata__", None)
    ends = [entry["data_offsets"][1] for entry in header.values()]
    if 8 + length + max(ends, default=0) != size:
        raise damaged
    return header
