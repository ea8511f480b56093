"""What is cheap to compute is not kept for the way back, but made again there.

A function that makes such a tensor says how (`can_be_made_again`); whatever saves the tensor for backward, while
`making_again` holds, then keeps only that. What the making needs must be kept anyway."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, cast
from weakref import ref

import torch
from torch import Tensor


class _Recipe:
    """Made once for all that ask on the way back, and forgotten when the last of them has."""

    def __init__(self, make: Callable[[], Tensor]) -> None:
        self.make = make
        self.made: Tensor | None = None

    def result(self) -> Tensor:
        if self.made is None:
            with torch.no_grad():
                self.made = self.make()
        return self.made


_RECIPE = "_recipe_to_make_it_again"
_known: dict[tuple[int, int], "ref[Tensor]"] = {}  # by the tensor's place in memory, for as long as it is there


def can_be_made_again(tensor: Tensor, make: Callable[[], Tensor]) -> Tensor:
    """The tensor, which `make` gives as well. The recipe lives as long as the tensor and what saved it."""
    if not (tensor.requires_grad and torch.is_grad_enabled()):
        return tensor
    place, recipe = _place(tensor), _Recipe(make)
    vars(tensor)[_RECIPE] = recipe
    seen = ref(recipe)

    def forget(gradient: Tensor) -> None:
        asked = seen()
        if asked is not None:
            asked.made = None

    def gone(which: "ref[Tensor]") -> None:
        if _known.get(place) is which:
            del _known[place]

    tensor.register_hook(forget)  # type: ignore[no-untyped-call]  # it has its gradient: all that read it have been on the way back
    _known[place] = ref(tensor, gone)
    return tensor


@contextmanager
def making_again() -> Iterator[None]:
    with torch.autograd.graph.saved_tensors_hooks(_packed, _unpacked):
        yield


def _place(tensor: Tensor) -> tuple[int, int]:
    """Which a tensor on the meta device has as well."""
    return int(tensor.untyped_storage()._cdata), int(tensor.storage_offset())


def _packed(tensor: Tensor) -> Tensor | tuple[_Recipe, torch.Size]:
    known = _known.get(_place(tensor))
    source = known() if known is not None else None
    if source is None or tensor.numel() != source.numel() or tensor.dtype != source.dtype:
        return tensor
    if not (tensor.is_contiguous() and source.is_contiguous()):
        return tensor
    return cast(Any, source).__dict__[_RECIPE], tensor.shape


def _unpacked(kept: Tensor | tuple[_Recipe, torch.Size]) -> Tensor:
    if isinstance(kept, Tensor):
        return kept
    recipe, shape = kept
    return recipe.result().view(shape)
