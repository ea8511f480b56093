"""The unified view: four choices that most methods differ in.  He et al. 2022, arXiv:2110.04366.

h <- h + s f(x W_down) W_up, with a functional form f, an insertion (x is what enters the part, or h itself), a modified
representation h and a composition. Settings give the others: relu + parallel + feedforward + scaled_add is the scaled
parallel adapter; linear + parallel + feedforward_weights + scaled_add is LoRA on the feed-forward part; softmax +
parallel + heads + gated_add is prefix tuning, where the gate is the softmax's own."""

import math
from collections.abc import Callable
from typing import ClassVar, Literal, Self

import torch
from pydantic import Field, model_validator
from torch import Tensor, nn
from torch.nn import functional

from tuning_core.methods.base import Attachment, AttentionPart, Branch, Family, Method, branch_device
from tuning_core.models.attention import AttentionCall, AttentionLayer, attention_layers, why_not_reached
from tuning_core.models.layers import attention_parts, feedforward_parts, linear_roles, linear_shape

_FORMS: dict[str, Callable[[Tensor], Tensor]] = {
    "linear": lambda x: x,
    "relu": functional.relu,
    "gelu": functional.gelu,
    "softmax": lambda x: x.softmax(dim=-1),
}
_PARTS = {"attention": attention_parts, "feedforward": feedforward_parts}
_WEIGHTS = {
    "attention_weights": ("query", "value", "fused"),
    "feedforward_weights": ("feedforward_input", "feedforward_output"),
}


class Unified(Method):
    name: ClassVar[str] = "unified"
    title: ClassVar[str] = "Unified composer"
    family: ClassVar[Family] = "Small networks"
    paper: ClassVar[str] = "https://arxiv.org/abs/2110.04366"
    summary: ClassVar[str] = (
        "Puts a method together from the four choices in which adapters, LoRA and prefix tuning differ. The start "
        "settings are the scaled parallel adapter, which the paper found best for its size."
    )
    mergeable: ClassVar[bool] = False
    order: ClassVar[int] = 26

    functional_form: Literal["linear", "relu", "gelu", "softmax"] = Field(
        "relu", title="Functional form", description="What the narrow middle computes."
    )
    insertion: Literal["parallel", "sequential"] = Field(
        "parallel", title="Insertion", description="Reads what enters the part, or what comes out of it."
    )
    modified: Literal["attention", "feedforward", "heads", "attention_weights", "feedforward_weights"] = Field(
        "feedforward",
        title="Modified representation",
        description="What attention or feed-forward give as a whole, each attention head, or each weight matrix.",
    )
    composition: Literal["add", "scaled_add", "gated_add"] = Field(
        "scaled_add", title="Composition", description="Added, added times the scale, or weighed against by softmax."
    )
    bottleneck: int = Field(64, title="Bottleneck", description="Width of the narrow middle.", ge=1, le=65536)
    scale: float = Field(4.0, title="Scale", description="Strength of what is added (scaled_add).", gt=0, le=64)

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if self.composition == "gated_add" and (self.functional_form, self.modified) != ("softmax", "heads"):
            raise ValueError(
                "gated_add weighs by a softmax over keys: it needs functional_form softmax, modified heads"
            )
        if self.composition == "gated_add" and self.insertion == "sequential":
            raise ValueError("gated_add weighs queries' keys: it needs insertion parallel")
        if self.modified in _WEIGHTS and self.insertion == "sequential":
            raise ValueError("beside a weight matrix the insertion is parallel")
        return self

    @property
    def starts_as_base(self) -> bool:
        return self.composition != "gated_add"  # keys weigh in before they say anything

    @property
    def strength(self) -> float:
        return self.scale if self.composition == "scaled_add" else 1.0

    def why_not(self, model: nn.Module) -> str:
        if self.modified == "heads":
            return why_not_reached(model, only_keys=self.composition == "gated_add")
        return "" if self._spans(model) else f"No {self.modified} part was found in this model to change."

    def _spans(self, model: nn.Module) -> dict[str, str]:
        """Where something is added -> where what it is made of is read."""
        if self.modified in _PARTS:
            return _PARTS[self.modified](model)
        return {name: name for name, role in linear_roles(model).items() if role in _WEIGHTS[self.modified]}

    def attachment(self, model: nn.Module) -> Attachment:
        if self.modified == "heads":
            return Attachment(attention={layer.name: HeadInsert(layer, self) for layer in attention_layers(model)})
        return Attachment({end: Insert(model, start, end, self) for end, start in self._spans(model).items()})

    def default_learning_rate(self, width: int) -> float:
        return 5e-4  # as for the mix-and-match adapter, whose network it starts as

    def default_head_learning_rate(self, width: int) -> float:
        return 3e-3


class Insert(Branch):
    def __init__(self, model: nn.Module, start: str, end: str, settings: Unified) -> None:
        super().__init__()
        first, last = model.get_submodule(start), model.get_submodule(end)
        outputs = linear_shape(last)[0]
        self.is_sequential = settings.insertion == "sequential"
        self.reads = "" if self.is_sequential or start == end else start
        self.form, self.strength = _FORMS[settings.functional_form], settings.strength
        inputs = outputs if self.is_sequential else linear_shape(first)[1]
        with_bias = settings.functional_form in ("relu", "gelu")
        with torch.device(branch_device(last)):
            self.down = nn.Linear(inputs, settings.bottleneck, bias=with_bias, dtype=torch.float32)
            self.up = nn.Linear(settings.bottleneck, outputs, bias=with_bias, dtype=torch.float32)
        nn.init.kaiming_uniform_(self.down.weight, a=math.sqrt(5))
        for parameter in (self.down.bias, self.up.weight, self.up.bias):
            if parameter is not None:
                nn.init.zeros_(parameter)

    def forward(self, inputs: Tensor, output: Tensor) -> Tensor:
        given = output if self.is_sequential else inputs
        added: Tensor = self.up(self.form(self.down(given.to(torch.float32))))
        return output + (self.strength * added).to(output.dtype)


class HeadInsert(AttentionPart):
    """W_down and W_up of each head are the keys and values that its query meets."""

    def __init__(self, layer: AttentionLayer, settings: Unified) -> None:
        super().__init__()
        self.is_gated = settings.composition == "gated_add"
        self.is_sequential = settings.insertion == "sequential"
        self.form, self.strength = _FORMS[settings.functional_form], settings.strength
        shape = (layer.key_heads, settings.bottleneck, layer.head_width)
        with torch.device(branch_device(layer.key)):
            self.keys = nn.Parameter(torch.randn(shape) * layer.head_width**-0.5)
            self.values = nn.Parameter(torch.zeros(shape))

    def keys_values(self) -> tuple[Tensor, Tensor] | None:
        return (self.keys, self.values) if self.is_gated else None

    def forward(self, call: AttentionCall) -> Tensor:
        if self.is_gated:
            return call.attended(self.keys, self.values)
        output = call.attended()
        given = output if self.is_sequential else call.query.transpose(1, 2)
        groups = given.shape[2] // len(self.keys)
        down, up = (weight.repeat_interleave(groups, dim=0) for weight in (self.keys, self.values))
        middle = self.form(torch.einsum("rthw,hnw->rthn", given.float(), down))
        return output + (self.strength * torch.einsum("rthn,hnw->rthw", middle, up)).to(output.dtype)
