"""Causal attention on a CPU, a piece of the queries at a time, each with the keys that it may see.

torch's own computes all scores and then leaves out the half that lies ahead. It is called here for each piece, so that
most of that half is never computed; for several rows laid end to end, nothing between them."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from tuning_core.models.stand_in_device import device_kind

_PIECE = 128  # queries; fewer leave out more, and keep the matrix products from being large
_aten = torch.ops.aten
_flash, _flash_back = (
    _aten._scaled_dot_product_flash_attention_for_cpu,
    _aten._scaled_dot_product_flash_attention_for_cpu_backward,
)


def can_take(query: Tensor, dropout: float) -> bool:
    return device_kind(query) == "cpu" and not dropout and query.shape[2] > 1


def causal_attention(query: Tensor, key: Tensor, value: Tensor, lengths: Sequence[int], scale: float | None) -> Tensor:
    """(rows, heads, length, head width). Along their length the tensors hold texts of `lengths`, one behind the other,
    which do not see each other; keys and values may have fewer heads than queries."""
    found: Tensor = _InPieces.apply(query, key, value, _pieces(lengths), scale)  # type: ignore[no-untyped-call]
    return found


def _pieces(lengths: Sequence[int]) -> list[tuple[int, int, int]]:
    """(first query, end of the queries, first key): the keys end where the queries do."""
    pieces, start = [], 0
    for length in lengths:
        number = max(1, round(length / _PIECE))
        cuts = [start + length * part // number for part in range(number + 1)]
        pieces += [(first, end, start) for first, end in pairwise(cuts)]
        start += length
    return pieces


class _InPieces(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: Any, query: Tensor, key: Tensor, value: Tensor, pieces: list[tuple[int, int, int]], scale: float | None
    ) -> Tensor:
        rows, heads, length, _ = query.shape
        keys, values = _for_every_head(key, heads), _for_every_head(value, heads)
        found = query.new_empty(rows, length, heads, value.shape[-1]).transpose(1, 2)
        sums = []
        for first, end, start in pieces:
            parts = (query[:, :, first:end], keys[:, :, start:end], values[:, :, start:end])
            is_causal, mask = _seen(first, end, start, query.dtype)
            found[:, :, first:end], total = _flash(*parts, 0.0, is_causal, attn_mask=mask, scale=scale)
            sums.append(total)
        ctx.save_for_backward(query, key, value, found, *sums)
        ctx.pieces, ctx.scale = pieces, scale
        return found

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, ...]:
        query, key, value, found, *sums = ctx.saved_tensors
        heads = query.shape[1]
        keys, values = _for_every_head(key, heads), _for_every_head(value, heads)
        of_query, of_keys, of_values = torch.empty_like(query), torch.zeros_like(keys), torch.zeros_like(values)
        for (first, end, start), total in zip(ctx.pieces, sums, strict=True):
            mine, seen = slice(first, end), slice(start, end)
            parts = (gradient[:, :, mine], query[:, :, mine], keys[:, :, seen], values[:, :, seen], found[:, :, mine])
            is_causal, mask = _seen(first, end, start, query.dtype)
            one, two, three = _flash_back(*parts, total, 0.0, is_causal, attn_mask=mask, scale=ctx.scale)
            of_query[:, :, mine] = one
            of_keys[:, :, seen] += two
            of_values[:, :, seen] += three
        return of_query, _summed(of_keys, key), _summed(of_values, value), None, None


def _for_every_head(tensor: Tensor, heads: int) -> Tensor:
    groups = heads // tensor.shape[1]
    return tensor if groups == 1 else tensor.repeat_interleave(groups, dim=1)


def _summed(gradient: Tensor, like: Tensor) -> Tensor:
    """Over the query heads that share a head of keys or values."""
    rows, heads, length, width = like.shape
    return gradient if gradient.shape[1] == heads else gradient.view(rows, heads, -1, length, width).sum(dim=2)


def _seen(first: int, end: int, start: int, dtype: torch.dtype) -> tuple[bool, Tensor | None]:
    """Whether torch's own order of queries and keys is right, and the mask where it is not."""
    return (True, None) if first == start else (False, _mask(end - first, first - start, dtype))


@lru_cache(maxsize=64)
def _mask(queries: int, before: int, dtype: torch.dtype) -> Tensor:
    """(queries, before + queries): all keys before the piece, and of its own those up to each query."""
    ahead = torch.full((queries, queries), float("-inf"), dtype=dtype).triu(1)
    return torch.cat([torch.zeros(queries, before, dtype=dtype), ahead], dim=1)
