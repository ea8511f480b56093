"""Whether a model keeps the rows apart that are packed into one sequence."""

import inspect
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import torch
from torch import Tensor, nn
from torch.func import functional_call
from transformers import AttentionMaskInterface

_ASKED = "asked what its masks let through"
_ROW = 3  # tokens in each of the two rows that a model is asked with


def why_not_packed(model: nn.Module) -> str:
    """Empty where positions that restart are all the model needs to keep rows apart, else a sentence. Works on any
    device, meta included: the model is run up to its first layer, with weights that take no memory, and what its masks
    would let through is read there."""
    name = type(model).__name__
    if _carries_a_state(model):
        return f"{name} carries what it has read on from row to row, so data.packing cannot be used with it."
    if not _masks_part_rows(model):
        return f"The attention of {name} does not keep packed rows apart, so data.packing cannot be used with it."
    return ""


def _carries_a_state(model: nn.Module) -> bool:
    """Recurrent layers and convolutions along the text, which no mask holds back."""
    config: Any = cast(Any, model).config.get_text_config()
    kinds = getattr(config, "layer_types", None) or ()
    convolves = any(isinstance(module, nn.Conv1d) for module in model.modules())
    return convolves or any("attention" not in kind or "linear" in kind for kind in kinds)


class _Enough(Exception):
    """The first layer is about to be run: all masks are made."""


def _masks_part_rows(model: nn.Module) -> bool:
    if "position_ids" not in inspect.signature(model.forward).parameters:
        return False
    positions = torch.arange(_ROW).repeat(2)[None]
    inputs = {"input_ids": torch.zeros_like(positions), "position_ids": positions, "use_cache": False}
    with _masks_asked(model) as parted, _layers_refused(model):
        try:
            functional_call(model, _weightless(model), (), inputs)
        except _Enough:
            return bool(parted) and all(parted)
        except Exception:  # of an architecture's own code, in which nothing can be told
            return False
    return False


_one_at_a_time = threading.Lock()


@contextmanager
def _masks_asked(model: nn.Module) -> Iterator[list[bool]]:
    """Of each mask that is made meanwhile: whether the second row's first token does not see the first row's last."""
    parted: list[bool] = []

    def mask(*args: Any, mask_function: Any, **kwargs: Any) -> None:
        zero, last, first = torch.tensor(0), torch.tensor(_ROW - 1), torch.tensor(_ROW)
        parted.append(not bool(mask_function(zero, zero, first, last)))

    configs: dict[int, Any] = {id(m.config): m.config for m in model.modules() if hasattr(m, "config")}
    with _one_at_a_time:
        AttentionMaskInterface.register(_ASKED, mask)
        before = [(config, config._attn_implementation_internal) for config in configs.values()]
        try:
            for config, _ in before:
                config._attn_implementation_internal = _ASKED
            yield parted
        finally:
            for config, was in before:
                config._attn_implementation_internal = was


@contextmanager
def _layers_refused(model: nn.Module) -> Iterator[None]:
    def enough(*args: Any) -> None:
        raise _Enough

    stacks = [module for module in model.modules() if isinstance(module, nn.ModuleList)]
    handles = [layer.register_forward_pre_hook(enough) for stack in stacks for layer in stack]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()


def _weightless(model: nn.Module) -> dict[str, Tensor]:
    """All the model's numbers as views of a single zero."""
    tensors = [*model.named_parameters(), *model.named_buffers()]
    return {name: torch.zeros((), dtype=tensor.dtype).expand(tensor.shape) for name, tensor in tensors}
