"""The four tasks: which of transformers' classes does each, and the head that ends a classifier."""

import copy
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn
from transformers import (
    AutoModelForCausalLM,
    AutoModelForMaskedLM,
    AutoModelForSeq2SeqLM,
    AutoModelForSequenceClassification,
    AutoModelForTokenClassification,
)

_AUTO_CLASSES = {
    "causal_lm": AutoModelForCausalLM,
    "seq2seq_lm": AutoModelForSeq2SeqLM,
    "sequence_classification": AutoModelForSequenceClassification,
    "token_classification": AutoModelForTokenClassification,
}
CLASSIFICATIONS = ("sequence_classification", "token_classification")
_ENDINGS = {"ForSequenceClassification": "sequence_classification", "ForTokenClassification": "token_classification"}


def auto_class(task: str) -> Any:
    """The class of transformers that builds and loads models for this task."""
    return _AUTO_CLASSES[task]


def tasks_for(config: Any) -> list[str]:
    """What models of this config can do."""
    return [
        task
        for task, auto in _AUTO_CLASSES.items()
        if type(config) in auto._model_mapping and not (task == "causal_lm" and sees_the_whole_text(config))
    ]


def sees_the_whole_text(config: Any) -> bool:
    """Encoders and encoder-decoders, of which transformers builds causal models too, which no checkpoint fits."""
    return type(config) in AutoModelForMaskedLM._model_mapping and not getattr(config, "is_decoder", True)


def task_of(model: nn.Module) -> str:
    """What a transformers model is made for, told from its class and config."""
    name = type(model).__name__
    for ending, task in _ENDINGS.items():
        if name.endswith(ending):
            return task
    config: Any = model.config
    return "seq2seq_lm" if config.is_encoder_decoder else "causal_lm"


def head_parameters(model: nn.Module) -> tuple[str, ...]:
    """The parameters of a classifier that every method trains beside its own, by name: all outside the base model,
    and the pooler inside it. Empty for a model that writes text."""
    if task_of(model) not in CLASSIFICATIONS:
        return ()
    base = f"{model.base_model_prefix}."
    names = [name for name, _ in model.named_parameters()]
    return tuple(name for name in names if not name.startswith(base) or name.startswith(f"{base}pooler."))


def head_modules(model: nn.Module) -> tuple[str, ...]:
    """The head's modules by their own names, as PEFT lists them: `classifier` or `score`, and `pooler`."""
    return tuple(dict.fromkeys(head_module_of(name, model) for name in head_parameters(model)))


def head_module_of(parameter: str, model: nn.Module) -> str:
    """The module of the head that holds a parameter, by its own name."""
    return parameter.removeprefix(f"{model.base_model_prefix}.").partition(".")[0]


def head_layers(model: nn.Module, pooler: bool = True) -> set[str]:
    """The layers of a classifier's head by their dotted names, with or without the pooler inside the base model."""
    base = f"{model.base_model_prefix}."
    return {name.rpartition(".")[0] for name in head_parameters(model) if pooler or not name.startswith(base)}


def label_names(model: nn.Module) -> list[str]:
    """The classes in the order of the outputs; empty where the model has no names for them."""
    config: Any = model.config
    names = [str(config.id2label[index]) for index in sorted(config.id2label)]
    return [] if names == [f"LABEL_{index}" for index in range(len(names))] else names


@dataclass(frozen=True, eq=False)
class HeadOfFiles:
    """A classifier's head before it was fitted to any data: its last layer, its classes, and the names of those of its
    parameters that the files lack, which hold numbers drawn by chance."""

    layer: nn.Linear
    names: tuple[str, ...]
    lacking: frozenset[str]


def head_of_files(model: nn.Module, lacking: Iterable[str]) -> HeadOfFiles:
    _, layer = last_layer(model)
    config: Any = model.config
    return HeadOfFiles(
        copy.deepcopy(layer), tuple(config.id2label[index] for index in sorted(config.id2label)), frozenset(lacking)
    )


@torch.no_grad()
def begin_head_anew(model: nn.Module, head: HeadOfFiles) -> None:
    """Undoes `fit_labels`, and draws from torch's random numbers what the files lack."""
    name, _ = last_layer(model)
    _put_classes(model, head.names)
    model.set_submodule(name, copy.deepcopy(head.layer))
    for lacking in sorted(head.lacking):
        parameter = model.get_parameter(lacking)
        if parameter.ndim > 1:
            parameter.normal_(std=_spread(model.config))
        elif lacking.endswith(".bias"):
            parameter.zero_()


@torch.no_grad()
def fit_labels(model: nn.Module, names: Sequence[str]) -> None:
    """Makes a classifier's last layer name these classes, in this order. What the model knew about a class of the same
    name, or about as many classes without names, is kept; the rest starts anew, from torch's random numbers."""
    names, known = list(names), label_names(model)
    config: Any = model.config
    if names == known:
        return
    _, layer = last_layer(model)
    if known or len(names) != layer.out_features:
        _fit_rows(layer, [known.index(name) if name in known else None for name in names], _spread(config))
    _put_classes(model, names)


def _put_classes(model: nn.Module, names: Sequence[str]) -> None:
    config: Any = model.config
    config.id2label = dict(enumerate(names))
    config.label2id = {name: index for index, name in enumerate(names)}
    if hasattr(model, "num_labels"):
        model.num_labels = len(names)  # type: ignore[assignment]


def last_layer(model: nn.Module) -> tuple[str, nn.Linear]:
    """A classifier's last layer, whose outputs are the classes, and its dotted name."""
    base = f"{model.base_model_prefix}."
    return [
        (name, module)
        for name, module in model.named_modules()
        if isinstance(module, nn.Linear) and not name.startswith(base)
    ][-1]


def _spread(config: Any) -> float:
    return float(getattr(config, "initializer_range", None) or 0.02)


def _fit_rows(layer: nn.Linear, kept: Sequence[int | None], spread: float) -> None:
    """`kept` has one entry a new row: the old row it takes over, or None for a fresh one."""
    old, old_bias = layer.weight, layer.bias
    weight = torch.empty(len(kept), layer.in_features, dtype=old.dtype, device=old.device).normal_(std=spread)
    bias = None if old_bias is None else torch.zeros(len(kept), dtype=old_bias.dtype, device=old_bias.device)
    for row, source in enumerate(kept):
        if source is not None:
            weight[row] = old[source]
            if bias is not None:
                bias[row] = old_bias[source]
    layer.weight = nn.Parameter(weight, requires_grad=old.requires_grad)
    if bias is not None:
        layer.bias = nn.Parameter(bias, requires_grad=old_bias.requires_grad)
    layer.out_features = len(kept)
