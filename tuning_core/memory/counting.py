"""What a step holds beside the weights, counted on the model's twin."""

from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import torch
from torch import Tensor, nn
from torch.autograd.graph import _engine_run_backward

from tuning_core.data.batches import Batch
from tuning_core.memory.meter import FusedAttention, Meter
from tuning_core.memory.twins import number_format, tuned_twin
from tuning_core.methods.base import Method
from tuning_core.models.card import ModelCard
from tuning_core.models.stand_in_device import meta_stands_for
from tuning_core.run_file import RunFile
from tuning_core.tuned_model import TunedModel


@dataclass(frozen=True)
class Counted:
    """Bytes. The first three are what is held of each when all together is most; `largest_trained` is the largest
    single tensor that is trained, `trained` has (numbers, bytes) of each."""

    activations: int
    logits: int
    gradients: int
    trained: tuple[tuple[int, int], ...]


_known: WeakKeyDictionary[nn.Module, dict[Any, Counted]] = WeakKeyDictionary()
_KEPT = 64


def counted(card: ModelCard, run: RunFile, method: Method, batch: Batch, layers: bool | int, device: str) -> Counted:
    """A step of this run with `batch`, with so many layers computed again (True: all). Raises whatever the
    architecture's code does where it cannot be run without numbers."""
    known = _known.setdefault(card.skeleton, {})
    again = run.training.gradient_accumulation > 1
    settings = (number_format(card, run), len(run.data.labels), method.name, method.model_dump_json())
    key = (settings, _described(batch), layers is True, layers, device, again)
    if key not in known:
        with tuned_twin(card, run, method) as tuned:
            tuned.checkpoint_activations(layers)
            found = _counted(tuned, card, batch, again, device)
        while len(known) >= _KEPT:
            del known[next(iter(known))]
        known[key] = found
    return known[key]


def _described(batch: Batch) -> Any:
    """All of a batch that its memory follows from."""
    padded = batch.attention_mask is not None and not bool(batch.attention_mask.all())
    return (
        tuple(batch.input_ids.shape),
        tuple(batch.labels.shape),
        batch.learned_tokens,
        batch.wrong_tokens,
        padded,
        batch.position_ids is not None,
        batch.token_type_ids is not None,
    )


def _counted(tuned: TunedModel, card: ModelCard, batch: Batch, again: bool, device: str) -> Counted:
    parameters = list(tuned.trainable_parameters().values())
    meter = Meter(card.vocabulary)
    held = [one for module in tuned.modules() for one in (*module._parameters.values(), *module._buffers.values())]
    meter.leave_out([*parameters, *(one for one in held if one is not None)])
    handles = meter.watch(parameters)
    try:
        with meta_stands_for(device), FusedAttention(device), meter:
            if again:
                meter.hold_gradients(parameters)
            inputs: dict[str, Any] = {**batch.inputs("cpu")}
            loss = tuned.loss(**inputs)
            _backward(loss)
    finally:
        for handle in handles:
            handle.remove()
        for parameter in parameters:
            parameter.grad = None
    trained = tuple((one.numel(), one.numel() * one.element_size()) for one in parameters)
    return Counted(*meter.at_peak, trained)


def _backward(loss: Tensor) -> None:
    """loss.backward(), which would take FusedAttention out for its time: torch asks such modes about it too."""
    _engine_run_backward((loss,), (torch.ones_like(loss),), False, False, (), True, True)
