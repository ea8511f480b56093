"""What of a model is computed before anything that is trained.

No gradient goes there, so nothing is kept there for the way back. It has no dropout either: what the trained layers
learn from is then the same each time, of which a classifier's head on a frozen encoder learned more."""

from collections.abc import Iterable
from typing import Any, cast

from torch import nn

from tuning_core.models.layers import block_layers


def modules_below(model: nn.Module, trained: Iterable[str]) -> list[nn.Module]:
    """The repeated layers under the lowest of which something is trained, and what leads up to them; `trained` names
    modules. None where that is the first layer, or stands before it, as embeddings do."""
    names, below = list(trained), list[nn.Module]()
    for stack in _stacks(model):
        layers = [name for name in block_layers(model) if name.startswith(f"{stack}.")]
        before, behind = _around(model, stack)
        untouched = _until_touched(layers, names)
        if _touches(before, names) or not untouched:
            return below
        below += [model.get_submodule(name) for name in (*before, *untouched)]
        if len(untouched) < len(layers) or not _is_encoder_of_two(model, stack) or _touches(behind, names):
            return below
        below += [model.get_submodule(name) for name in behind]
    return below


def _stacks(model: nn.Module) -> list[str]:
    """The lists of repeated layers, in the order in which they are run."""
    return list(dict.fromkeys(name.rpartition(".")[0] for name in block_layers(model)))


def _around(model: nn.Module, stack: str) -> tuple[list[str], list[str]]:
    """The modules before a list of layers and behind it, beside it and, before it, beside what holds it: BERT's
    embeddings stand beside the encoder."""
    before, behind, inner = list[str](), list[str](), stack
    while inner and not (inner != stack and _is_of_two(model)):
        owner, _, _ = inner.rpartition(".")
        beside = [f"{owner}.{name}".lstrip(".") for name, _ in model.get_submodule(owner).named_children()]
        place = beside.index(inner)
        before += beside[:place]
        behind = beside[place + 1 :] if inner == stack else behind
        inner = owner
    return before, behind


def _until_touched(layers: list[str], names: list[str]) -> list[str]:
    touched = [place for place, layer in enumerate(layers) if _touches([layer], names)]
    return layers[: touched[0]] if touched else layers


def _touches(modules: list[str], names: list[str]) -> bool:
    return any(name == module or name.startswith(f"{module}.") for name in names for module in modules)


def _is_of_two(model: nn.Module) -> bool:
    return bool(getattr(cast(Any, model).config, "is_encoder_decoder", False))


def _is_encoder_of_two(model: nn.Module, stack: str) -> bool:
    return _is_of_two(model) and "encoder" in stack.split(".")
