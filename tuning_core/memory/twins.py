"""A model's skeleton with a method on it, apart from the card's own: what a step would hold is counted on it."""

import copy
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from weakref import WeakKeyDictionary

import torch
from torch import Tensor, nn

from tuning_core.methods.base import Method
from tuning_core.models.card import ModelCard
from tuning_core.models.layers import linear_shape
from tuning_core.models.tasks import CLASSIFICATIONS, fit_labels
from tuning_core.models.weights import is_quantized
from tuning_core.run_file import RunFile
from tuning_core.tuned_model import TunedModel, attach

_NUMBERS = {"float32": torch.float32, "bfloat16": torch.bfloat16, "float16": torch.float16, "float64": torch.float64}
_twins: WeakKeyDictionary[nn.Module, dict[Any, Any]] = WeakKeyDictionary()
_one_at_a_time = threading.Lock()


def number_format(card: ModelCard, run: RunFile) -> torch.dtype:
    """Of the weights that are not quantised."""
    return _NUMBERS.get(card.dtype if run.model.dtype == "auto" else run.model.dtype, torch.float32)


@contextmanager
def tuned_twin(card: ModelCard, run: RunFile, method: Method) -> Iterator[TunedModel]:
    """The model of the run with the method on it, all on the meta device and in training mode. One at a time."""
    with _one_at_a_time:
        tuned = attach(_twin(card, run), method).train()
        try:
            yield tuned
        finally:
            tuned.checkpoint_activations(0)
            tuned.detach()


def _twin(card: ModelCard, run: RunFile) -> Any:
    number, labels = number_format(card, run), tuple(run.data.labels)
    known = _twins.setdefault(card.skeleton, {})
    if (number, labels) not in known:
        twin = copy.deepcopy(card.skeleton)
        for module in twin.modules():
            if is_quantized(module):
                _stand_in(module, run, number)
            else:
                _give(module, number)
            for name, buffer in module.named_buffers(recurse=False):
                if buffer.is_floating_point():  # as a bias behind the head, which the model is asked about
                    setattr(module, name, torch.zeros_like(buffer, device="cpu"))
        if run.model.task in CLASSIFICATIONS:
            config: Any = twin.config
            config.get_text_config().pad_token_id = 0  # the tokenizer's; which one makes no difference here
            if labels:
                fit_labels(twin, labels)
        known[number, labels] = twin
    return known[number, labels]


def _give(module: nn.Module, number: torch.dtype) -> None:
    for parameter in module.parameters(recurse=False):
        if parameter.is_floating_point():
            parameter.data = parameter.data.to(number)


def _stand_in(layer: Any, run: RunFile, number: torch.dtype) -> None:
    """bitsandbytes' kernels do not run on meta: in their place something that holds what they hold."""
    eight_bits = run.model.quantization == "int8"
    computed = torch.float16 if eight_bits else torch.float32 if run.model.dtype == "float32" else torch.bfloat16
    shape = linear_shape(layer)

    def forward(inputs: Tensor) -> Tensor:
        narrowed = inputs if eight_bits else inputs.to(computed)
        out: Tensor = _Dequantised.apply(narrowed, shape, computed, eight_bits)  # type: ignore[no-untyped-call]
        return out.to(inputs.dtype)

    layer.forward = forward
    if layer.bias is not None:
        layer.bias.data = layer.bias.data.to(number)


class _Dequantised(torch.autograd.Function):
    """A 4-bit weight is made dense on the way there and on the way back, and nothing is kept; with 8 bits the inputs
    are kept."""

    @staticmethod
    def forward(ctx: Any, inputs: Tensor, shape: tuple[int, int], computed: torch.dtype, keeps: bool) -> Tensor:
        ctx.shape, ctx.computed = shape, computed
        if keeps:
            ctx.save_for_backward(inputs)
        return inputs.to(computed) @ torch.empty(shape, dtype=computed, device=inputs.device).T

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> Any:
        dense = torch.empty(ctx.shape, dtype=ctx.computed, device=gradient.device)
        return gradient.to(ctx.computed) @ dense, None, None, None
