"""The names of a classifier's classes, kept beside the adapter that tells them apart: labels.json, a list."""

import json
from pathlib import Path

from torch import Tensor
from transformers import PreTrainedModel

from tuning_core.errors import BadInput
from tuning_core.models.tasks import CLASSIFICATIONS, fit_labels, label_names, last_layer, task_of

LABELS = "labels.json"


def save_labels(model: PreTrainedModel, folder: Path) -> None:
    if task_of(model) in CLASSIFICATIONS and (names := label_names(model)):
        (folder / LABELS).write_text(json.dumps(names, ensure_ascii=False), encoding="utf-8")


def fit_saved_labels(model: PreTrainedModel, folder: Path, tensors: dict[str, Tensor]) -> None:
    """Makes a classifier's head fit the classes of a saved adapter; where their names were not kept, as many as its
    weights show. Raises BadInput when the file of names is damaged."""
    if task_of(model) not in CLASSIFICATIONS:
        return
    if names := saved_labels(folder):
        fit_labels(model, names)
        return
    name, layer = last_layer(model)
    found = [len(tensor) for key, tensor in tensors.items() if f".{key}".endswith(f".{name}.weight")]
    if found and found[0] != layer.out_features:
        fit_labels(model, [f"LABEL_{index}" for index in range(found[0])])


def saved_labels(folder: Path) -> list[str]:
    """The classes of a saved adapter; empty where their names were not kept. Raises BadInput for a damaged file."""
    file = folder / LABELS
    if not file.is_file():
        return []
    try:
        names = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        names = None
    if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
        raise BadInput(f"{file} is damaged; it should hold the list of the classes' names.")
    return names
