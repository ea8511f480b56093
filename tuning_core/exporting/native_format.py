"""The program's own adapter folder, for every method: method.json and adapter.safetensors.

method.json holds a format version, the method's name and its settings; the tensors carry the names of
`TunedModel.trainable_parameters`."""

import json
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from transformers import PreTrainedModel

from tuning_core.errors import BadInput
from tuning_core.exporting.labels import fit_saved_labels, save_labels
from tuning_core.methods import method_named
from tuning_core.methods.base import Method
from tuning_core.tuned_model import TunedModel, attach

METHOD, TENSORS = "method.json", "adapter.safetensors"
VERSION = 1


def save_native(tuned: TunedModel, folder: Path) -> None:
    kept, learned = tuned.kept()
    method = {"name": kept.name, **kept.model_dump()}
    text = json.dumps({"format": "peft-workbench adapter", "version": VERSION, "method": method}, indent=2)
    (folder / METHOD).write_text(text, encoding="utf-8")
    tensors = {name: tensor.cpu().contiguous() for name, tensor in learned.items()}
    save_file(tensors, folder / TENSORS, metadata={"format": "pt"})
    save_labels(tuned.model, folder)


@torch.no_grad()
def load_native(model: PreTrainedModel, folder: Path) -> TunedModel:
    """Raises BadInput when the folder is damaged, from a newer program, or does not fit the model."""
    try:
        tensors = load_file(folder / TENSORS)
    except (OSError, SafetensorError):
        raise _unreadable(folder) from None
    method = native_method_in(folder)
    fit_saved_labels(model, folder, tensors)
    tuned = attach(model, method)
    own = tuned.trainable_parameters()
    misfit = sorted(own.keys() ^ tensors.keys()) or sorted(n for n in own if own[n].shape != tensors[n].shape)
    if misfit:
        tuned.detach()
        raise BadInput(f"{folder}: the adapter does not fit this model, as {misfit[0]} shows.")
    for name, parameter in own.items():
        parameter.copy_(tensors[name])
    return tuned.eval()


def native_method_in(folder: Path) -> Method:
    """Raises BadInput."""
    try:
        data: dict[str, Any] = json.loads((folder / METHOD).read_text(encoding="utf-8"))
        version, settings = data["version"], dict(data["method"])
    except (OSError, ValueError, KeyError, TypeError):
        raise _unreadable(folder) from None
    if version > VERSION:
        raise BadInput(
            f"{folder} was written by a newer version of this program (format {version}); update to open it."
        )
    return method_named(settings.pop("name"), **settings)


def _unreadable(folder: Path) -> BadInput:
    return BadInput(f"{folder} holds no adapter that can be read; a file of it is missing or damaged.")
