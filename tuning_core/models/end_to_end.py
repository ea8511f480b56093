"""The rows of a batch laid end to end, without padding, each attending to itself alone.

So no work is done for padding, and for packed rows none on what they must not see. It enters the models that dispatch
through transformers' AttentionInterface, under a name that is registered here; the mask that such a model asks for is
then no mask but the rows' bounds, (longest row, rows + 1) int32: the same numbers in every line."""

import inspect
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import AttentionInterface, AttentionMaskInterface
from transformers.masking_utils import sdpa_mask
from transformers.modeling_utils import ALL_ATTENTION_FUNCTIONS

from tuning_core.models.attention import NamedAttention, attention_layers, can_be_entered
from tuning_core.models.causal_pieces import can_take, causal_attention
from tuning_core.models.packing import why_not_packed
from tuning_core.models.stand_in_device import device_kind
from tuning_core.models.tasks import task_of

_APART = "sdpa, rows apart"
_ROW_BY_ROW = ("input_ids", "attention_mask", "position_ids", "token_type_ids")
_NOT_LEARNED = -100


class _Laid(threading.local):
    """The lengths of the rows that are laid end to end in the pass under way on this thread."""

    lengths: Sequence[int] | None = None


_laid = _Laid()


class RowsApart:
    """What makes one model read rows laid end to end; put in place and taken out."""

    def __init__(self, model: nn.Module) -> None:
        self.model = model
        self._attention = NamedAttention(model, lambda before: _APART if before == "sdpa" else None)
        self._can_lay: bool | None = None

    def put_in(self) -> None:
        layers = attention_layers(self.model) if task_of(self.model) == "causal_lm" else []
        if layers and all(can_be_entered(layer) for layer in layers):
            self._attention.put_in()

    def take_out(self) -> None:
        self._attention.take_out()

    def laid(
        self, labels: Tensor, inputs: dict[str, Any], device: torch.device
    ) -> tuple[Tensor, dict[str, Any], Sequence[int] | None]:
        """Labels, arguments and the rows' lengths once they are laid end to end; no lengths where they stay as they
        are, because nothing is gained or this model would not keep them apart."""
        if not self._attention.is_in or set(inputs) - set(_ROW_BY_ROW) or not _device_can(device, self.model):
            return labels, inputs, None
        kept = _rows_in(inputs)
        if kept is None or bool((labels[~kept[0]] >= 0).any()) or not self._keeps_apart():
            return labels, inputs, None
        return _end_to_end(labels, inputs, *kept)

    def _keeps_apart(self) -> bool:
        if self._can_lay is None:
            self._can_lay = not why_not_packed(self.model)
        return self._can_lay


@contextmanager
def rows_of(lengths: Sequence[int] | None) -> Iterator[None]:
    """The model's next pass reads rows of these lengths, laid end to end; None: whole rows, as ever."""
    _laid.lengths = lengths
    try:
        yield
    finally:
        _laid.lengths = None


def _rows_in(inputs: dict[str, Any]) -> tuple[Tensor, list[int]] | None:
    """Which tokens are text, (rows, length), and how long each text is; None where nothing would be left out or kept
    apart, or padding stands on the left."""
    positions, mask = inputs.get("position_ids"), inputs.get("attention_mask")
    if positions is not None and mask is None:
        starts = (positions.reshape(-1) == 0).nonzero()[:, 0].tolist()
        ends = [*starts[1:], positions.numel()]
        return torch.ones_like(positions, dtype=torch.bool), [
            end - start for start, end in zip(starts, ends, strict=True)
        ]
    if positions is not None or mask is None or bool(mask.all()):
        return None
    lengths = mask.sum(dim=1)
    text = torch.arange(mask.shape[1], device=mask.device) < lengths[:, None]
    return (text, lengths.tolist()) if torch.equal(text, mask.bool()) else None


def _end_to_end(
    labels: Tensor, inputs: dict[str, Any], text: Tensor, lengths: list[int]
) -> tuple[Tensor, dict[str, Any], Sequence[int]]:
    """Rows of which nothing is learned are left out."""
    flat = torch.split(labels[text], lengths)
    learned = [bool((row[1:] >= 0).any()) for row in flat]
    if not any(learned):
        learned = [True] * len(learned)

    def joined(rows: Sequence[Tensor]) -> Tensor:
        return torch.cat([row for row, wanted in zip(rows, learned, strict=True) if wanted])[None]

    laid = {
        name: joined(torch.split(value[text], lengths))
        for name, value in inputs.items()
        if name not in _MADE and value is not None
    }
    first = [torch.cat([row.new_tensor([_NOT_LEARNED]), row[1:]]) for row in flat]  # else read from the row before
    laid["position_ids"] = joined([torch.arange(length) for length in lengths])
    return joined(first), laid, [length for length, wanted in zip(lengths, learned, strict=True) if wanted]


_MADE = ("attention_mask", "position_ids")


def _device_can(device: torch.device, model: nn.Module) -> bool:
    kind = device_kind(next(model.parameters())) if device.type == "meta" else device.type
    return kind == "cpu" or (kind == "cuda" and _varlen() is not None and _is_16_bit(model))


def _is_16_bit(model: nn.Module) -> bool:
    return getattr(model, "dtype", None) in (torch.bfloat16, torch.float16)


def _varlen() -> Any:
    """torch's Flash attention for rows of several lengths; None where this torch has none."""
    try:
        from torch.nn.attention.varlen import varlen_attn
    except ImportError:
        return None
    known = inspect.signature(varlen_attn).parameters
    return varlen_attn if {"window_size", "enable_gqa", "scale"} <= set(known) else None


# the functions that models are made to call


def _mask(*args: Any, **kwargs: Any) -> Tensor | None:
    lengths = _laid.lengths
    if lengths is None:
        whole: Tensor | None = sdpa_mask(*args, **kwargs)
        return whole
    window = kwargs.get("local_size")
    if window is not None and max(lengths) > window:
        parted: Tensor | None = sdpa_mask(*args, **{**kwargs, "allow_is_causal_skip": False})
        return parted
    bounds = functional.pad(torch.tensor(lengths), (1, 0)).cumsum(0, dtype=torch.int32)
    return bounds.to(kwargs.get("device", "cpu"), non_blocking=True).expand(max(lengths), -1)


def _attend(
    module: nn.Module, query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None, **options: Any
) -> tuple[Tensor, Tensor | None]:
    if mask is not None and mask.ndim == 2:
        return _attend_apart(query, key, value, mask, options), None
    causal = options.get("is_causal")
    causal = getattr(module, "is_causal", True) if causal is None else causal
    whole = query.shape[2] == key.shape[2] and mask is None and options.get("position_bias") is None
    if torch.is_grad_enabled() and causal and whole and can_take(query, options.get("dropout", 0.0)):
        found = causal_attention(query, key, value, [query.shape[2]], options.get("scaling"))
        return found.transpose(1, 2), None
    attended: tuple[Tensor, Tensor | None] = ALL_ATTENTION_FUNCTIONS["sdpa"](module, query, key, value, mask, **options)
    return attended


def _attend_apart(query: Tensor, key: Tensor, value: Tensor, bounds: Tensor, options: dict[str, Any]) -> Tensor:
    """(1, length, heads, head width)."""
    dropout, scale = options.get("dropout", 0.0), options.get("scaling")
    if query.is_cuda and not dropout and query.shape[-1] == value.shape[-1] <= 256:
        rows = (tensor[0].transpose(0, 1) for tensor in (query, key, value))
        longest, ends = bounds.shape[0], bounds[0]
        grouped = query.shape[1] != key.shape[1]
        found: Tensor = _varlen()(
            *rows, ends, ends, longest, longest, scale=scale, window_size=(-1, 0), enable_gqa=grouped
        )
        return found[None]
    lengths = bounds[0].diff().tolist()
    if can_take(query, dropout):
        return causal_attention(query, key, value, lengths, scale).transpose(1, 2)
    groups = query.shape[1] // key.shape[1]
    key, value = key.repeat_interleave(groups, dim=1), value.repeat_interleave(groups, dim=1)
    each = []
    for one, its_key, its_value in zip(
        *(torch.split(tensor, lengths, dim=2) for tensor in (query, key, value)), strict=True
    ):
        each.append(
            functional.scaled_dot_product_attention(
                one, its_key, its_value, dropout_p=dropout, is_causal=True, scale=scale
            )
        )
    return torch.cat(each, dim=2).transpose(1, 2)


AttentionInterface.register(_APART, _attend)
AttentionMaskInterface.register(_APART, _mask)
