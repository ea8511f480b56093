"""The models that the Hugging Face cache holds, and which of them can be used as they are."""

from dataclasses import dataclass
from pathlib import Path

from tuning_core.errors import BadInput
from tuning_core.models.downloading import WANTED
from tuning_core.models.folder import check_files, local_folder
from tuning_core.run_file import ModelSettings


@dataclass(frozen=True)
class CachedModel:
    """`changed` is when a file of it last came (seconds since 1970). `why_not` says what keeps it from being used;
    `partly` that a download of it can go on."""

    hub_id: str
    size_bytes: int
    changed: float
    why_not: str = ""
    partly: bool = False


def cached_models() -> list[CachedModel]:
    """The newest first. Raises nothing: what cannot be read says why not."""
    from huggingface_hub.constants import HF_HUB_CACHE

    folders = [path for path in Path(HF_HUB_CACHE).glob("models--*") if path.is_dir()]
    return sorted((_cached_model(folder) for folder in folders), key=lambda one: one.changed, reverse=True)


def _cached_model(folder: Path) -> CachedModel:
    hub_id = folder.name.removeprefix("models--").replace("--", "/")
    blobs = [path for path in (folder / "blobs").glob("*") if path.is_file() and not path.is_symlink()]
    stats = [path.stat() for path in blobs]
    changed = max((stat.st_mtime for stat in stats), default=folder.stat().st_mtime)
    partly = any(path.suffix == ".incomplete" for path in blobs)
    return CachedModel(hub_id, sum(stat.st_size for stat in stats), changed, _why_not(hub_id, folder, partly), partly)


def _why_not(hub_id: str, folder: Path, partly: bool) -> str:
    if partly:
        return "It is not all here yet; downloading it goes on where it stopped."
    try:
        found = local_folder(hub_id)
        if found is None:
            return f"None of the files that a model needs is here ({', '.join(WANTED[:2])})."
        check_files(found, ModelSettings(path=hub_id))
    except BadInput as error:
        return str(error)
    return ""
