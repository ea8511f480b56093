"""PEFT's adapter folder, both ways: adapter_config.json and adapter_model.safetensors.

Layout as peft 0.21 writes it: https://huggingface.co/docs/peft/developer_guides/checkpoint"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from transformers import PreTrainedModel

from tuning_core.errors import BadInput
from tuning_core.exporting import native_format
from tuning_core.exporting.labels import fit_saved_labels, save_labels
from tuning_core.methods import all_methods
from tuning_core.methods.base import Attachment, Method
from tuning_core.models.tasks import head_module_of, head_modules, head_parameters, task_of
from tuning_core.tuned_model import TunedModel, attach

_TASK_TYPES = {
    "causal_lm": "CAUSAL_LM",
    "seq2seq_lm": "SEQ_2_SEQ_LM",
    "sequence_classification": "SEQ_CLS",
    "token_classification": "TOKEN_CLS",
}
_CLASSIFIERS = ("classifier", "score")  # which PEFT trains whole for these two tasks, named or not
_PROMPTS = ("PROMPT_TUNING", "PREFIX_TUNING", "P_TUNING")  # in whose files the model stands one level higher
CONFIG, TENSORS = "adapter_config.json", "adapter_model.safetensors"


def save_adapter(tuned: TunedModel, folder: Path | str) -> None:
    """Writes the adapter into a folder, which is made if it is missing: in PEFT's format where PEFT has the method,
    else in the program's own."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    if has_peft_format(tuned):
        _save_for_peft(tuned, folder)
    else:
        native_format.save_native(tuned, folder)


def has_peft_format(tuned: TunedModel) -> bool:
    """Whether PEFT can hold what this model learned."""
    method, _ = tuned.kept()
    return bool(method.peft_type) and method.to_peft(tuned.model, tuned.attachment) is not None


def _save_for_peft(tuned: TunedModel, folder: Path) -> None:
    method, kept = tuned.kept()
    names = peft_names(tuned.model, tuned.attachment, method, kept)
    tensors = {names[name]: tensor for name, tensor in kept.items()}
    write_files(tuned, method.peft_type, method.to_peft(tuned.model, tuned.attachment) or {}, tensors, folder)


def write_files(
    tuned: TunedModel, kind: str, settings: dict[str, Any], tensors: Mapping[str, Tensor], folder: Path
) -> None:
    """Writes PEFT's two files: the method's own `settings` and what every method has in adapter_config.json, and
    `tensors` by the names that PEFT gives them."""
    config = {
        "peft_type": kind,
        "task_type": _TASK_TYPES[task_of(tuned.model)],
        "base_model_name_or_path": str(getattr(tuned.model.config, "_name_or_path", "")),
        "inference_mode": True,
        **settings,
    }
    if head := trained_head(tuned.model, tuned.attachment):
        modules = [head_module_of(name, tuned.model) for name in head]
        config["modules_to_save"] = list(dict.fromkeys((*(config.get("modules_to_save") or ()), *modules)))
    (folder / CONFIG).write_text(json.dumps(config, indent=2, sort_keys=True), encoding="utf-8")
    save_file(
        {name: tensor.cpu().contiguous() for name, tensor in tensors.items()},
        folder / TENSORS,
        metadata={"format": "pt"},
    )
    save_labels(tuned.model, folder)


def trained_head(model: nn.Module, attachment: Attachment) -> list[str]:
    """The parameters of a classifier's head that are trained as they are, by name."""
    trained, branches = set(attachment.trained), attachment.branches
    return [n for n in head_parameters(model) if n in trained and n.rpartition(".")[0] not in branches]


def peft_names(model: nn.Module, attachment: Attachment, method: Method, tensors: Iterable[str]) -> dict[str, str]:
    """What PEFT calls each of these tensors of the method."""
    own = {name: method.peft_name(name, attachment) for name in tensors}
    return own | {name: _head_name(name, method) for name in trained_head(model, attachment)}


def _head_name(name: str, method: Method) -> str:
    return f"base_model.{name}" if method.peft_type in _PROMPTS else f"base_model.model.{name}"


def load_adapter(model: PreTrainedModel, folder: Path | str) -> TunedModel:
    """Attaches a saved adapter to a base model. Raises BadInput when the folder holds none, one of an unknown kind, or
    one that does not fit the model."""
    folder = Path(folder)
    if (folder / native_format.METHOD).is_file():
        return native_format.load_native(model, folder)
    config, tensors = read_config(folder), _read_tensors(folder)
    method, head = peft_method_in(folder, config, model, tensors)
    tuned = attach(model, method, head)
    try:
        _fill(tuned, tensors, folder)
    except BadInput:
        tuned.detach()
        raise
    return tuned.eval()


def peft_method_in(
    folder: Path, config: dict[str, Any], model: PreTrainedModel, tensors: dict[str, Tensor]
) -> tuple[Method, list[str]]:
    """The method of an adapter, and the parameters of a classifier's head that were trained beside it. The model's head
    is made to fit the adapter's classes; of the `tensors` only names and shapes are looked at."""
    whole = _take_head(config, model)
    method = _method_of(config, folder / CONFIG)
    fit_saved_labels(model, folder, tensors)
    named = head_parameters(model)
    return method, [n for n in named if head_module_of(n, model) in whole or _head_name(n, method) in tensors]


def read_config(folder: Path) -> dict[str, Any]:
    """Raises BadInput where the folder holds no adapter of PEFT's."""
    file = folder / CONFIG
    if not file.is_file():
        raise BadInput(f"{folder} holds no adapter: it has no {CONFIG}.")
    try:
        config = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        config = None
    if not isinstance(config, dict) or "peft_type" not in config:
        raise BadInput(f"{file} is damaged.")
    return config


def _take_head(config: dict[str, Any], model: PreTrainedModel) -> set[str]:
    """Takes a classifier's head out of the modules that a config saves whole, and returns its modules' names."""
    if not head_parameters(model):
        return set()
    saved = config.get("modules_to_save") or []
    known = {*_CLASSIFIERS, *head_modules(model)}
    config["modules_to_save"] = [name for name in saved if name not in known]
    return known.intersection(saved)


def _method_of(config: dict[str, Any], file: Path) -> Method:
    for method in all_methods():
        if method.peft_type == config["peft_type"]:
            return method.from_peft(config, str(file))
    known = ", ".join(dict.fromkeys(method.peft_type for method in all_methods() if method.peft_type))
    raise BadInput(f"{file}: adapters of the kind {config['peft_type']} cannot be opened; those that can are {known}.")


def _read_tensors(folder: Path) -> dict[str, Tensor]:
    file = folder / TENSORS
    if not file.is_file():
        raise BadInput(f"{folder} holds no {TENSORS}; pickled adapters are not opened.")
    try:
        return load_file(file)
    except (SafetensorError, OSError):
        raise BadInput(f"{file} is damaged or cut short.") from None


@torch.no_grad()
def _fill(tuned: TunedModel, tensors: dict[str, Tensor], folder: Path) -> None:
    parameters = tuned.trainable_parameters()
    names = peft_names(tuned.model, tuned.attachment, tuned.method, parameters)
    own = {names[name]: parameter for name, parameter in parameters.items()}
    tensors = {
        name: tensor for name, tensor in tensors.items() if name in own or not _is_of_the_base(name, tensor, tuned)
    }
    odd = sorted(own.keys() ^ tensors.keys())
    if odd:
        side = "lacks" if odd[0] in own else "has, and the model does not,"
        raise BadInput(f"{folder}: the adapter does not fit this model; it {side} {odd[0]}.")
    for name, parameter in own.items():
        if parameter.shape != tensors[name].shape:
            wanted, got = list(parameter.shape), list(tensors[name].shape)
            raise BadInput(f"{folder}: the adapter does not fit this model; {name} is {got} and should be {wanted}.")
        parameter.copy_(tensors[name])


def _is_of_the_base(name: str, tensor: Tensor, tuned: TunedModel) -> bool:
    """Whether it is a weight that the base has just so: PEFT stores an embedding beside the LoRA on it."""
    with tuned.disabled() as base:
        known = base.state_dict().get(name.removeprefix("base_model.model.").replace(".base_layer.", "."))
    return known is not None and known.shape == tensor.shape and torch.equal(known.cpu().to(tensor.dtype), tensor)
