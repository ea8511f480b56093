"""The attention place: where a method adds to what queries, keys and values give.

Models that dispatch through transformers' AttentionInterface are entered there, under names that this file registers
together with their masks (without a mask function of the same name padding would be ignored). Elsewhere keys and
values go in by way of the cache."""

import inspect
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, cast

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import AttentionInterface, AttentionMaskInterface, DynamicCache
from transformers.masking_utils import eager_mask, sdpa_mask
from transformers.modeling_utils import ALL_ATTENTION_FUNCTIONS

from tuning_core.errors import JobFailed
from tuning_core.models.layers import linear_roles, linear_shape

_SDPA, _EAGER = "sdpa with additions", "eager with additions"
_PART = "attention_part"


@dataclass(frozen=True)
class AttentionCall:
    """One attention about to be computed. `query` is (rows, heads, length, head width), `key` and `value` have the
    length of all that is attended to and may have fewer heads; `mask` is (rows, 1, length, key length) or None."""

    module: nn.Module
    query: Tensor
    key: Tensor
    value: Tensor
    mask: Tensor | None
    attend: Callable[..., Any]
    options: dict[str, Any]

    def attended(self, keys: Tensor | None = None, values: Tensor | None = None) -> Tensor:
        """(rows, length, heads, head width): the layer's own attention, to further `keys` and `values` of shape
        (key heads, number, head width) as well, which every query sees."""
        if keys is None or values is None:
            output: Tensor = self.attend(
                self.module, self.query, self.key, self.value, self._causal_mask(), **self.options
            )[0]
            return output
        number, options = keys.shape[1], dict(self.options)
        key, value = (
            torch.cat([new.to(old.dtype).expand(old.shape[0], -1, -1, -1), old], dim=2)
            for new, old in ((keys, self.key), (values, self.value))
        )
        mask = self._causal_mask()
        if mask is not None:
            mask = functional.pad(mask, (number, 0), value=True if mask.dtype == torch.bool else 0.0)
        if options.get("position_bias") is not None:
            options["position_bias"] = functional.pad(options["position_bias"], (number, 0))
        with_new: Tensor = self.attend(self.module, self.query, key, value, mask, **options)[0]
        return with_new

    def attended_apart(self, keys: Tensor, values: Tensor) -> Tensor:
        """(rows, length, heads, head width): attention to `keys` and `values` of shape (key heads, number, head width)
        alone, with a softmax of their own."""
        keys, values = (new.to(self.query.dtype) for new in (keys, values))
        groups = self.query.shape[1] // keys.shape[0]
        keys, values = keys.repeat_interleave(groups, dim=0), values.repeat_interleave(groups, dim=0)
        scaling = self.options.get("scaling")
        scores = self.query @ keys.transpose(-1, -2) * (scaling if scaling is not None else keys.shape[-1] ** -0.5)
        weights = scores.softmax(dim=-1, dtype=torch.float32).to(scores.dtype)
        apart: Tensor = (weights @ values).transpose(1, 2)
        return apart

    def _causal_mask(self) -> Tensor | None:
        """Without a mask some layers are causal all the same, aligned at their first key: with keys put before the
        others that would be wrong, so it is written out."""
        length = self.query.shape[2]
        is_causal = self.options.get("is_causal")
        causal = getattr(self.module, "is_causal", False) if is_causal is None else is_causal
        if self.mask is not None or not causal or length == 1:
            return self.mask
        seen = self.key.shape[2]
        ones = torch.ones(length, seen, dtype=torch.bool, device=self.key.device)
        return ones.tril(seen - length)[None, None]


class ActsInAttention(Protocol):
    def __call__(self, call: AttentionCall) -> Tensor: ...

    def keys_values(self) -> tuple[Tensor, Tensor] | None: ...


@dataclass(frozen=True)
class AttentionLayer:
    """An attention module: `module.name` with `kind` encoder, decoder or cross; its key and value projections are
    `key` and `value`, or one and the same where they are fused with the query's."""

    name: str
    kind: str
    module: nn.Module
    key: nn.Module
    value: nn.Module
    heads: int
    key_heads: int
    head_width: int

    @property
    def is_fused(self) -> bool:
        return self.key is self.value

    def keys_values_of(self, hidden: Tensor) -> tuple[Tensor, Tensor]:
        """What the layer's own projections, without positions, make of hidden states (number, width): keys and values
        (key heads, number, head width)."""
        number, shape = hidden.shape[0], (hidden.shape[0], self.key_heads, self.head_width)
        if not self.is_fused:
            key, value = self.key(hidden[None])[0].view(shape), self.value(hidden[None])[0].view(shape)
        elif "query_key_value" in self._fused_name():  # each head's query, key and value stand together
            _, key, value = self.key(hidden[None])[0].view(number, self.heads, 3, self.head_width).unbind(2)
        else:
            sizes = [heads * self.head_width for heads in (self.heads, self.key_heads, self.key_heads)]
            _, key, value = self.key(hidden[None])[0].split(sizes, dim=-1)
            key, value = key.view(shape), value.view(shape)
        norm = getattr(self.module, "k_norm", None)
        key = norm(key) if isinstance(norm, nn.Module) else key
        return key.transpose(0, 1), value.transpose(0, 1)

    def _fused_name(self) -> str:
        return next((name for name, module in self.module.named_modules() if module is self.key), "")


def attention_layers(model: nn.Module) -> list[AttentionLayer]:
    """Every attention module of the repeated layers, in the order of the model."""
    config = cast(Any, model).config
    found: dict[str, dict[str, str]] = {}
    for name, role in linear_roles(model).items():
        if role in ("key", "value", "fused"):
            found.setdefault(name.rpartition(".")[0], {})[role] = name
    two_stacks = bool(getattr(config, "is_encoder_decoder", False))
    layers = []
    for name, parts in found.items():
        module = model.get_submodule(name)
        key = model.get_submodule(parts.get("fused") or parts["key"])
        value = model.get_submodule(parts.get("fused") or parts["value"])
        head_width = _head_width(module, config)
        heads = int(getattr(config, "num_attention_heads", 0) or getattr(config, "num_heads", 0))
        if "fused" in parts:
            key_heads = int(getattr(config, "num_key_value_heads", None) or heads)
        else:
            heads = heads or linear_shape(key)[0] // head_width
            key_heads = linear_shape(key)[0] // head_width
        kind = "decoder" if getattr(module, "is_causal", not two_stacks) or _is_decoder(name) else "encoder"
        if _is_cross(name):
            kind = "cross"
        layers.append(AttentionLayer(name, kind, module, key, value, heads, key_heads, head_width))
    return layers


def _is_decoder(name: str) -> bool:
    return "decoder" in name.split(".")


def _is_cross(name: str) -> bool:
    last = name.rsplit(".", 1)[-1].lower()
    return "cross" in last or "encdec" in last or last == "encoder_attn"


def _head_width(module: nn.Module, config: Any) -> int:
    for owner, attribute in (
        (module, "head_dim"),
        (module, "head_size"),
        (module, "attention_head_size"),
        (module, "key_value_proj_dim"),
        (config, "head_dim"),
    ):
        width = getattr(owner, attribute, None)
        if width:
            return int(width)
    return int(config.hidden_size // config.num_attention_heads)


def can_be_entered(layer: AttentionLayer) -> bool:
    """Whether the layer asks transformers' AttentionInterface for its attention."""
    return hasattr(sys.modules[type(layer.module).__module__], "ALL_ATTENTION_FUNCTIONS")


def why_not_reached(model: nn.Module, only_keys: bool) -> str:
    """Empty where a part can act in every attention of the model (`only_keys`: where it adds keys and values and does
    nothing else, which can go through a decoder's cache), else a sentence."""
    layers = attention_layers(model)
    if not layers:
        return "This method acts inside attention, and no attention was found in this model."
    if all(can_be_entered(layer) for layer in layers) or (
        only_keys and {layer.kind for layer in layers} == {"decoder"}
    ):
        return ""
    return f"The attention of {type(model).__name__} cannot be entered from outside; LoRA or an adapter can tune it."


class NamedAttention:
    """Makes a model ask transformers' AttentionInterface for attention of another name: `instead` gives for the name
    that it has the one that takes its place, or None to leave it. Put in place and taken out."""

    def __init__(self, model: nn.Module, instead: Callable[[str | None], str | None]) -> None:
        self.model, self.instead = model, instead
        self._before: dict[int, tuple[Any, str | None, str]] = {}

    @property
    def is_in(self) -> bool:
        return bool(self._before)

    def put_in(self) -> None:
        for module in self.model.modules():
            config: Any = getattr(module, "config", None)
            if hasattr(config, "_attn_implementation_internal") and id(config) not in self._before:
                before = config._attn_implementation_internal
                name = self.instead(before)
                if name is not None:
                    self._before[id(config)] = (config, before, name)
        for config, _, name in self._before.values():
            config._attn_implementation_internal = name

    def take_out(self) -> None:
        for config, before, _ in self._before.values():
            config._attn_implementation_internal = before
        self._before = {}


class Additions:
    """Parts on the attention layers of one model: put in place, taken out, bit for bit."""

    def __init__(self, model: nn.Module, parts: dict[str, ActsInAttention]) -> None:
        self.model, self.parts = model, parts
        self.layers = [layer for layer in attention_layers(model) if layer.name in parts]
        self.by_cache = not all(can_be_entered(layer) for layer in self.layers)
        self._attention = NamedAttention(model, lambda before: _EAGER if before == "eager" else _SDPA)

    @property
    def number(self) -> int:
        """Keys that stand before the text's own; 0 where the parts add none."""
        pair = self.parts[self.layers[0].name].keys_values()
        return 0 if pair is None else int(pair[0].shape[1])

    def put_in(self) -> None:
        if self.by_cache:
            return
        for layer in self.layers:
            vars(layer.module)[_PART] = self.parts[layer.name]
        self._attention.put_in()

    def take_out(self) -> None:
        for layer in self.layers:
            vars(layer.module).pop(_PART, None)
        self._attention.take_out()

    # what goes in by way of the cache

    def through_cache(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """The model's arguments with a cache that holds the keys and values already, a mask that shows them, and
        positions behind them."""
        model: Any = self.model
        if model.training and getattr(model, "is_activation_checkpointing", False):
            raise JobFailed(
                f"{type(model).__name__} takes added keys through its cache, which activation checkpointing empties; "
                f"switch training.activation_checkpointing off."
            )
        kwargs = dict(kwargs)
        cache = kwargs.get("past_key_values")
        cache = DynamicCache() if cache is None else cache
        if cache.get_seq_length() == 0:
            given: Any = args[0] if args else kwargs.get("input_ids", kwargs.get("inputs_embeds"))
            for index, layer in enumerate(self.layers):
                pair = self.parts[layer.name].keys_values()
                assert pair is not None
                keys, values = (part.to(model.dtype).expand(len(given), -1, -1, -1) for part in pair)
                cache.update(keys, values, index)
        if kwargs.get("attention_mask") is not None:
            kwargs["attention_mask"] = functional.pad(kwargs["attention_mask"], (self.number, 0), value=1)
        if kwargs.get("position_ids") is not None:
            kwargs["position_ids"] = kwargs["position_ids"] + self.number
        return args, {**kwargs, "past_key_values": cache, "use_cache": True}


# positions


class Shift:
    """Moves the positions of a text behind `number` keys that stand before it, as if these were tokens: every key of a
    prefix does so in the methods' own programs and in PEFT. Where a model has no positions of its own nothing moves."""

    def __init__(self, model: nn.Module) -> None:
        self.model = model
        base: Any = getattr(model, "base_model", model)
        config: Any = cast(Any, model).config
        self.rotary = any("rotary" in name for name, _ in model.named_modules())
        self.context = int(getattr(config, "max_position_embeddings", 0) or 0)
        self.where, self.argument = self._door(model, base, config)

    def _door(self, model: nn.Module, base: Any, config: Any) -> tuple[nn.Module | None, str]:
        if getattr(config, "is_encoder_decoder", False):
            return None, ""
        for name, argument in (("embeddings", "past_key_values_length"), ("embed_positions", "position_ids")):
            for path, module in base.named_modules():
                if path.rsplit(".", 1)[-1] == name and argument in inspect.signature(module.forward).parameters:
                    return module, argument
        takes = "position_ids" in inspect.signature(model.forward).parameters
        return (model, "position_ids") if takes else (None, "")

    def moved(self, args: tuple[Any, ...], kwargs: dict[str, Any], number: int) -> dict[str, Any]:
        """The arguments of the module `where`, with later positions."""
        kwargs = dict(kwargs)
        if self.argument == "past_key_values_length":
            kwargs[self.argument] = kwargs.get(self.argument, 0) + number
            self._check(kwargs[self.argument] + _length(args, kwargs), number)
            return kwargs
        positions = kwargs.get("position_ids")
        if positions is None:
            cache = kwargs.get("past_key_values")
            seen = 0 if cache is None else cache.get_seq_length()
            positions = torch.arange(seen, seen + _length(args, kwargs), device=next(self.model.parameters()).device)[
                None
            ]
        kwargs["position_ids"] = positions + number
        self._check(int(kwargs["position_ids"].max()) + 1 if not self.rotary else 0, number)
        return kwargs

    def _check(self, last: int, number: int) -> None:
        if not self.rotary and self.context and last > self.context:
            raise JobFailed(
                f"The model knows {self.context} positions, and the {number} of the prefix and the text need {last}; "
                f"lower data.max_length to {self.context - number}."
            )


def _length(args: tuple[Any, ...], kwargs: dict[str, Any]) -> int:
    ids, embeddings = kwargs.get("input_ids", args[0] if args else None), kwargs.get("inputs_embeds")
    given: Any = ids if ids is not None else embeddings
    return int(given.shape[1])


# the functions that models are made to call


def _attend(name: str, module: nn.Module, *tensors: Any, **options: Any) -> tuple[Tensor, Tensor | None]:
    if name == _EAGER:
        attend = sys.modules[type(module).__module__].eager_attention_forward
    else:
        attend = ALL_ATTENTION_FUNCTIONS["sdpa"]
    query, key, value, mask = tensors[:4]
    part = vars(module).get(_PART)
    if part is None:
        result: tuple[Tensor, Tensor | None] = attend(module, query, key, value, mask, *tensors[4:], **options)
        return result
    return part(AttentionCall(module, query, key, value, mask, attend, options)), None


def _sdpa(module: nn.Module, *tensors: Any, **options: Any) -> tuple[Tensor, Tensor | None]:
    return _attend(_SDPA, module, *tensors, **options)


def _eager(module: nn.Module, *tensors: Any, **options: Any) -> tuple[Tensor, Tensor | None]:
    return _attend(_EAGER, module, *tensors, **options)


def _whole_mask(*args: Any, **kwargs: Any) -> Tensor | None:
    mask: Tensor | None = sdpa_mask(*args, **{**kwargs, "allow_is_causal_skip": False})
    return mask


AttentionInterface.register(_SDPA, _sdpa)
AttentionInterface.register(_EAGER, _eager)
AttentionMaskInterface.register(_SDPA, _whole_mask)
AttentionMaskInterface.register(_EAGER, eager_mask)
