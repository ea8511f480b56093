"""Where the parts of a model sit: linear layers, output head, decoder layers. Found by structure, not by name."""

import re
from typing import Any

import torch
from torch import nn
from transformers.modeling_layers import GradientCheckpointingLayer
from transformers.pytorch_utils import Conv1D

from tuning_core.models.tasks import head_layers

_INDEX = re.compile(r"(?:^|\.)(\d+)(?=\.)")


def is_linear(module: nn.Module) -> bool:
    """Dense or quantised (bitsandbytes' layers are kinds of nn.Linear), and GPT-2's Conv1D."""
    return isinstance(module, (nn.Linear, Conv1D))


def linear_shape(module: nn.Module) -> tuple[int, int]:
    """(outputs, inputs) of a linear layer, whatever order or packing its weight is stored in."""
    if isinstance(module, Conv1D):
        inputs, outputs = module.weight.shape
        return int(outputs), int(inputs)
    assert isinstance(module, nn.Linear)
    return module.out_features, module.in_features


def output_head(model: nn.Module) -> nn.Module | None:
    """The layer that turns the last hidden states into logits."""
    head: Any = getattr(model, "get_output_embeddings", lambda: None)()
    return head if isinstance(head, nn.Module) else None


def linear_layers(model: nn.Module) -> dict[str, nn.Module]:
    """Every linear layer by its dotted name, but the output head or a classifier's head."""
    head, classifier = output_head(model), head_layers(model)
    return {
        name: module
        for name, module in model.named_modules()
        if is_linear(module) and module is not head and name not in classifier
    }


def layer_number(name: str) -> int | None:
    """The first index in a dotted name: 3 for `model.layers.3.mlp.up_proj`."""
    found = _INDEX.search(name)
    return int(found[1]) if found else None


def kind_of(module: nn.Module) -> str:
    if is_linear(module):
        return "linear"
    if isinstance(module, nn.Embedding):
        return "embedding"
    return "norm" if "norm" in type(module).__name__.lower() else "other"


def width_of(config: Any) -> int:
    """Size of the hidden states."""
    text_config = config.get_text_config() if hasattr(config, "get_text_config") else config
    return int(getattr(text_config, "hidden_size", 0) or getattr(text_config, "d_model", 0))


def is_tied_to_embeddings(model: nn.Module, module: nn.Module) -> bool:
    embeddings: Any = getattr(model, "get_input_embeddings", lambda: None)()
    weight = getattr(module, "weight", None)
    return isinstance(embeddings, nn.Module) and module is not embeddings and weight is embeddings.weight


def device_of(model: nn.Module) -> torch.device:
    return next(model.parameters()).device


def block_layers(model: nn.Module) -> dict[str, nn.Module]:
    """The repeated layers, by name: the entries of the outermost module lists that hold linear layers."""
    found: dict[str, nn.Module] = {}
    for name, module in model.named_modules():
        if isinstance(module, nn.ModuleList) and not any(name.startswith(f"{outer}.") for outer in found):
            for index, layer in enumerate(module):
                if any(is_linear(part) for part in layer.modules()):
                    found[f"{name}.{index}"] = layer
    return found


def checkpointed_layers(model: nn.Module) -> list[GradientCheckpointingLayer]:
    """The repeated layers whose activations can be computed again, one by one, in the order of the model."""
    return [module for module in model.modules() if isinstance(module, GradientCheckpointingLayer)]


def linear_roles(model: nn.Module) -> dict[str, str]:
    """What each linear layer inside a repeated layer does, by its name: query, key, value, fused (these in one),
    attention_output, feedforward_input or feedforward_output (the last one that leads back to the hidden states)."""
    roles: dict[str, str] = {}
    for layer_name, layer in block_layers(model).items():
        feedforward = []
        for name, module in layer.named_modules():
            if not is_linear(module):
                continue
            *path, last = name.lower().split(".")
            if any("attn" in part or "attention" in part for part in path):
                roles[f"{layer_name}.{name}"] = _attention_role(last)
            else:
                feedforward.append(f"{layer_name}.{name}")
        for name in feedforward:
            roles[name] = "feedforward_output" if name == feedforward[-1] else "feedforward_input"
    return roles


def attention_parts(model: nn.Module) -> dict[str, str]:
    """Each attention: the linear layer that ends it -> the one that it begins with."""
    return _parts(model, ("query", "fused"), "attention_output")


def feedforward_parts(model: nn.Module) -> dict[str, str]:
    """Each feed-forward part: the linear layer that ends it -> the one that it begins with."""
    return _parts(model, ("feedforward_input",), "feedforward_output")


def _parts(model: nn.Module, starts: tuple[str, ...], end: str) -> dict[str, str]:
    parts, start = {}, ""
    for name, role in linear_roles(model).items():
        if role in starts and not start:
            start = name
        if role == end:
            parts[name], start = start or name, ""
    return parts


def _attention_role(name: str) -> str:
    if "qkv" in name or "query_key_value" in name or name == "c_attn":
        return "fused"
    return {"q": "query", "k": "key", "v": "value"}.get(name[0], "attention_output")
