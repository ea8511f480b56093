"""What a computation would hold in memory, moment by moment, told by doing it on the meta device.

Weights and hidden states are there without their numbers; token ids, labels and masks are real, as models decide by
them what to do next. Every storage is counted from the call that makes it until nothing holds it any more."""

import weakref
from collections.abc import Callable, Iterable, Sequence
from math import prod
from typing import Any

import torch
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.hooks import RemovableHandle

_aten = torch.ops.aten
_TAKES_BOOLEANS = {_aten.index.Tensor, _aten.index_put.default, _aten.index_put_.default}
_SMALL = 1_000_000  # numbers: so many are computed for real where they are no weights' and no hidden states'


class Meter(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """Counts while it is entered. `peak` is the most bytes held at once; `at_peak` is what they were then: activations,
    logits (whatever has one number for each of `classes`) and gradients of the parameters that are `watched`."""

    def __init__(self, classes: int) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.classes = classes
        self.peak = 0
        self.at_peak = (0, 0, 0)
        self._held = [0, 0, 0]
        self._seen: dict[int, Any] = {}
        self._kind_of: dict[int, int] = {}
        self._shapes: dict[Any, Any] = {}
        self._always_run: set[Any] = set()

    def leave_out(self, tensors: Iterable[Tensor]) -> None:
        """What was there before."""
        self._seen.update((tensor.untyped_storage()._cdata, None) for tensor in tensors)

    def watch(self, parameters: Iterable[nn.Parameter]) -> list[RemovableHandle]:
        """What arrives as their gradients is counted as such from then on."""
        return [_hooked(parameter, self._arrived) for parameter in parameters]

    def hold_gradients(self, parameters: Iterable[nn.Parameter]) -> None:
        """Those of an earlier batch of the same step."""
        for parameter in parameters:
            parameter.grad = torch.empty_like(parameter)
            self._count(parameter.grad)
            self._arrived(parameter)

    def _arrived(self, parameter: Tensor) -> None:
        assert parameter.grad is not None
        key = parameter.grad.untyped_storage()._cdata
        kind = self._kind_of.get(key)
        if kind is not None and kind != 2:
            size = parameter.grad.untyped_storage().nbytes()
            self._held[kind] -= size
            self._held[2] += size
            self._kind_of[key] = 2

    def _count(self, tensor: Tensor) -> None:
        storage = tensor.untyped_storage()
        key = storage._cdata
        if key in self._seen:
            return
        size, shape = storage.nbytes(), tensor.shape
        kind = 1 if len(shape) > 1 and shape[-1] == self.classes and tensor.is_floating_point() else 0
        self._kind_of[key] = kind
        self._held[kind] += size
        if sum(self._held) > self.peak:
            self.peak = sum(self._held)
            self.at_peak = (self._held[0], self._held[1], self._held[2])

        def gone(_: object) -> None:
            self._held[self._kind_of.pop(key)] -= size
            del self._seen[key]

        self._seen[key] = weakref.ref(storage, gone)

    def __torch_dispatch__(
        self, func: Any, types: Sequence[type], args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        kwargs = kwargs or {}
        given = list(_tensors(args)) + list(_tensors(kwargs.values()))
        on_meta = [tensor.is_meta for tensor in given]
        if not any(on_meta):
            return self._counted(self._beside_the_model(func, given, args, kwargs))
        if func is _aten._local_scalar_dense.default:
            return 0  # nobody knows; models ask so for things that go wrong
        if not all(on_meta):
            args, kwargs = _all_on_meta(func, args, kwargs)
        if "device" in kwargs:
            kwargs = {**kwargs, "device": torch.device("meta")}
        if func._schema.name.endswith("_") and args and isinstance(args[0], Tensor):
            return args[0]  # written in place: its numbers are not there
        return self._counted(self._shaped(func, args, kwargs))

    def _beside_the_model(self, func: Any, given: Sequence[Tensor], args: Any, kwargs: dict[str, Any]) -> Any:
        """Of no weights and no hidden states: computed for real where it is small."""
        counts = given and not given[0].is_floating_point()
        if "device" in kwargs and (counts or func._schema.name in ("aten::arange", "aten::linspace")):
            kwargs = {**kwargs, "device": torch.device("cpu")}
        drawn = torch.Tag.nondeterministic_seeded in func.tags
        if drawn and func._schema.name.endswith("_"):
            return args[0]
        if _broadcast(given) > _SMALL or drawn:
            args, kwargs = _all_on_meta(func, args, kwargs)
            kwargs = {**kwargs, "device": torch.device("meta")} if "device" in kwargs else kwargs
        out = func(*args, **kwargs)
        return torch.zeros_like(out, device="cpu") if drawn else out  # torch's random numbers are left alone

    def _shaped(self, func: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """The outcome of `func`. Many of torch's shape rules are slow, and layers ask the same again and again."""
        if func in self._always_run:
            return func(*args, **kwargs)
        key = (func, _described(args), _described(kwargs))
        try:
            known = self._shapes.get(key)
        except TypeError:
            return func(*args, **kwargs)
        if known is not None:
            made = [None if one is None else _empty(one) for one in known[1]]
            return known[0](made)
        out = func(*args, **kwargs)
        outputs = out if isinstance(out, (tuple, list)) else [out]
        stores = {tensor.untyped_storage()._cdata for tensor in (*_tensors(args), *_tensors(kwargs.values()))}
        if any(not isinstance(one, Tensor) and one is not None for one in outputs) or any(
            one.untyped_storage()._cdata in stores for one in outputs if one is not None
        ):
            self._always_run.add(func)
            return out
        pack: Callable[[list[Any]], Any] = type(out) if isinstance(out, (tuple, list)) else _the_only
        self._shapes[key] = (
            pack,
            [None if one is None else (tuple(one.shape), one.stride(), one.dtype) for one in outputs],
        )
        return out

    def _counted(self, out: Any) -> Any:
        if isinstance(out, Tensor):
            self._count(out)
        elif isinstance(out, (tuple, list)):
            for one in out:
                if isinstance(one, Tensor):
                    self._count(one)
        return out


class FusedAttention(TorchFunctionMode):
    """Has torch take for `scaled_dot_product_attention` on the meta device what it takes on the device of the run: the
    kernels that keep no scores, of which meta knows nothing when it chooses."""

    def __init__(self, device: str) -> None:
        super().__init__()
        self.device = device

    def __torch_function__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        if func is torch.nn.functional.scaled_dot_product_attention:
            return self._attention(*args, **(kwargs or {}))
        return func(*args, **(kwargs or {}))

    def _attention(
        self,
        query: Tensor,
        key: Tensor,
        value: Tensor,
        attn_mask: Tensor | None = None,
        dropout_p: float = 0.0,
        is_causal: bool = False,
        scale: float | None = None,
        enable_gqa: bool = False,
    ) -> Tensor:
        learned_mask = attn_mask is not None and attn_mask.requires_grad
        if self.device == "cpu" and (dropout_p > 0 or learned_mask):
            return torch.nn.functional.scaled_dot_product_attention(
                query, key, value, attn_mask, dropout_p, is_causal, scale=scale, enable_gqa=enable_gqa
            )
        if attn_mask is not None and attn_mask.dtype == torch.bool:
            attn_mask = torch.zeros_like(attn_mask, dtype=query.dtype, device=query.device).masked_fill(attn_mask, 0.0)
        if self.device == "cpu":
            out: Tensor = _aten._scaled_dot_product_flash_attention_for_cpu(
                query, key, value, 0.0, is_causal, attn_mask=attn_mask, scale=scale
            )[0]
            return out
        groups = query.shape[1] // key.shape[1]
        if groups > 1:
            key, value = key.repeat_interleave(groups, 1), value.repeat_interleave(groups, 1)
        if attn_mask is not None:
            attn_mask = attn_mask.expand(query.shape[0], query.shape[1], query.shape[2], key.shape[2])
        efficient: Tensor = _aten._scaled_dot_product_efficient_attention(
            query, key, value, attn_mask, True, dropout_p, is_causal, scale=scale
        )[0]
        return efficient


def _hooked(parameter: nn.Parameter, hook: Callable[[Tensor], None]) -> RemovableHandle:
    handle: RemovableHandle = parameter.register_post_accumulate_grad_hook(hook)  # type: ignore[no-untyped-call]
    return handle


def _the_only(made: list[Any]) -> Any:
    return made[0]


def _tensors(values: Iterable[Any]) -> Iterable[Tensor]:
    for value in values:
        if isinstance(value, Tensor):
            yield value
        elif isinstance(value, (list, tuple)):
            yield from (one for one in value if isinstance(one, Tensor))


def _empty(described: tuple[Any, Any, torch.dtype]) -> Tensor:
    return torch.empty_strided(described[0], described[1], dtype=described[2], device="meta")


def _described(value: Any) -> Any:
    if isinstance(value, Tensor):
        return (value.shape, value.stride(), value.dtype)
    if isinstance(value, (list, tuple)):
        return tuple(_described(one) for one in value)
    if isinstance(value, dict):
        return tuple((name, _described(one)) for name, one in value.items())
    return (type(value), value)


def _broadcast(given: Sequence[Tensor]) -> int:
    """Numbers of the outcome, where shapes are broadcast."""
    try:
        return prod(torch.broadcast_shapes(*(tensor.shape for tensor in given)))  # type: ignore[no-untyped-call]
    except RuntimeError:
        return 0


def _all_on_meta(func: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """The call with the real tensors among its arguments moved to meta; a real choice of places keeps its number."""
    if func in _TAKES_BOOLEANS:
        places: list[Any] = []
        for one in args[1]:
            chosen = isinstance(one, Tensor) and one.dtype == torch.bool and not one.is_meta
            places += one.nonzero(as_tuple=True) if chosen else [one]
        args = (args[0], places, *args[2:])
    return tuple(_on_meta(one) for one in args), {name: _on_meta(one) for name, one in kwargs.items()}


def _on_meta(value: Any) -> Any:
    if isinstance(value, Tensor) and not value.is_meta:
        return torch.empty_strided(value.shape, value.stride(), dtype=value.dtype, device="meta")
    if isinstance(value, (list, tuple)):
        return type(value)(_on_meta(one) for one in value)
    return value
