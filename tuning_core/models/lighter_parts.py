"""Norms and gated feed-forward parts that keep less for the way back and take fewer passes over their numbers.

They are known by what they compute: a part of a model that answers a question as the formula here does is computed by
the formula, while it learns; any other, and all of them outside of training, by the model's own code."""

import copy
from collections.abc import Callable
from typing import Any, cast

import torch
from torch import Tensor, nn
from torch.autograd.function import once_differentiable

from tuning_core.models.layers import is_linear, kind_of
from tuning_core.models.made_again import can_be_made_again

_Forward = Callable[..., Any]


class LighterParts:
    """Put in the place of what a model computes itself, and taken out."""

    def __init__(self, model: nn.Module) -> None:
        self.model = model
        self._instead: dict[nn.Module, _Forward] | None = None

    def put_in(self) -> None:
        if self._instead is None:
            self._instead = {module: lighter for module in self.model.modules() if (lighter := _lighter(module))}
        for module, lighter in self._instead.items():
            vars(module)["forward"] = lighter

    def take_out(self) -> None:
        for module in self._instead or ():
            vars(module).pop("forward", None)


def _lighter(module: nn.Module) -> _Forward | None:
    if "forward" in vars(module):
        return None
    if kind_of(module) == "norm":
        return _lighter_norm(module)
    return _lighter_gated(module)


# norms: w x / sqrt(mean(x^2) + eps), or 1 + w in place of w


def _lighter_norm(module: nn.Module) -> _Forward | None:
    eps = getattr(module, "variance_epsilon", getattr(module, "eps", None))
    if [name for name, _ in module.named_parameters()] != ["weight"] or not isinstance(eps, float):
        return None
    weight = cast(Tensor, module.weight)
    if weight.ndim != 1:
        return None
    own, asked = module.forward, module
    if weight.is_meta:  # of a model without weights: any numbers serve to ask with
        weight = torch.linspace(0.5, 1.5, len(weight), dtype=weight.dtype)
        asked = copy.copy(module)
        asked._parameters = {"weight": nn.Parameter(weight, requires_grad=False)}
    with torch.no_grad():
        question = torch.linspace(-3, 2, 2 * len(weight), device=weight.device, dtype=weight.dtype).view(2, -1)
        answer = asked.forward(question)
        if not isinstance(answer, Tensor) or answer.shape != question.shape or answer.dtype != question.dtype:
            return None
        tolerance = 1e-5 if weight.dtype == torch.float32 else 2e-2
        fits = [
            offset
            for offset in (0.0, 1.0)
            if torch.allclose(_normed(question, weight, offset, eps)[0], answer, atol=tolerance, rtol=tolerance)
        ]
    if len(fits) != 1:
        return None
    offset = fits[0]

    def lighter(hidden: Tensor) -> Tensor:
        if not torch.is_grad_enabled() or torch.compiler.is_compiling():
            return cast(Tensor, own(hidden))
        found, scale = _Norm.apply(hidden, module.weight, offset, eps)  # type: ignore[no-untyped-call]
        kept, frozen = hidden.detach(), cast(Tensor, module.weight).detach()
        return can_be_made_again(found, lambda: _scaled(kept, frozen, offset, scale))

    return lighter


def _normed(hidden: Tensor, weight: Tensor, offset: float, eps: float) -> tuple[Tensor, Tensor]:
    """What the norm gives, and 1 / sqrt(mean(x^2) + eps), (..., 1) in float32."""
    length = torch.linalg.vector_norm(hidden, dim=-1, keepdim=True, dtype=_at_least_32(hidden.dtype))
    scale = length.square_().div_(hidden.shape[-1]).add_(eps).rsqrt_()
    return _scaled(hidden, weight, offset, scale), scale


def _scaled(hidden: Tensor, weight: Tensor, offset: float, scale: Tensor) -> Tensor:
    if offset:
        return ((hidden * scale) * (offset + weight.to(scale.dtype))).to(hidden.dtype)
    return (hidden * scale).to(hidden.dtype) * weight


def _at_least_32(dtype: torch.dtype) -> torch.dtype:
    return torch.promote_types(dtype, torch.float32)


class _Norm(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, hidden: Tensor, weight: Tensor, offset: float, eps: float) -> tuple[Tensor, Tensor]:
        found, scale = _normed(hidden, weight, offset, eps)
        ctx.save_for_backward(hidden, weight, scale)
        ctx.mark_non_differentiable(scale)
        ctx.offset = offset
        return found, scale

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor, _: Tensor) -> tuple[Tensor | None, ...]:
        hidden, weight, scale = ctx.saved_tensors
        of_hidden = of_weight = None
        gradient, wide = gradient.to(scale.dtype), hidden.to(scale.dtype)
        if ctx.needs_input_grad[1]:
            of_weight = (gradient * wide * scale).reshape(-1, len(weight)).sum(dim=0).to(weight.dtype)
        if ctx.needs_input_grad[0]:
            through = gradient * (weight.to(scale.dtype) + ctx.offset if ctx.offset else weight)
            along = torch.linalg.vecdot(through, wide)[..., None]
            pull = along.mul_(scale.pow(3)).div_(-hidden.shape[-1])
            of_hidden = through.mul_(scale).addcmul_(wide, pull).to(hidden.dtype)
        return of_hidden, of_weight, None, None


# gated feed-forward parts: down(act(gate(x)) * up(x))

_SLOPES: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "silu": torch.ops.aten.silu_backward,
    "gelu": torch.ops.aten.gelu_backward,
    "gelu_tanh": lambda gradient, given: torch.ops.aten.gelu_backward(gradient, given, approximate="tanh"),
}
_ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "silu": nn.functional.silu,
    "gelu": nn.functional.gelu,
    "gelu_tanh": lambda given: nn.functional.gelu(given, approximate="tanh"),
}


def _lighter_gated(module: nn.Module) -> _Forward | None:
    parts: Any = module
    linear = [name for name, child in module.named_children() if is_linear(child)]
    if linear != ["gate_proj", "up_proj", "down_proj"] or not hasattr(module, "act_fn"):
        return None
    activation = _activation_of(module)
    if activation is None:
        return None
    own = module.forward

    def lighter(hidden: Tensor) -> Tensor:
        if not torch.is_grad_enabled() or torch.compiler.is_compiling():
            return cast(Tensor, own(hidden))
        gate, up = parts.gate_proj(hidden), parts.up_proj(hidden)
        product = _Gated.apply(gate, up, activation)  # type: ignore[no-untyped-call]
        kept_gate, kept_up, act = gate.detach(), up.detach(), _ACTIVATIONS[activation]
        return cast(Tensor, parts.down_proj(can_be_made_again(product, lambda: act(kept_gate) * kept_up)))

    return lighter


def _activation_of(module: nn.Module) -> str | None:
    """Which activation the part's gate goes through, told from what it does with other layers in it; None where it
    does not compute the formula."""
    asked = copy.copy(module)
    asked._modules = {
        **module._modules,
        "gate_proj": _Does(lambda x: 2 * x),
        "up_proj": _Does(lambda x: x + 1),
        "down_proj": _Does(lambda x: 3 * x),
    }
    question = torch.linspace(-4, 4, 33)[None]
    try:
        with torch.no_grad():
            answer = type(module).forward(asked, question)
    except Exception:  # of an architecture's own code, in which nothing can be told
        return None
    for name, act in _ACTIVATIONS.items():
        if isinstance(answer, Tensor) and torch.allclose(3 * act(2 * question) * (question + 1), answer, atol=1e-5):
            return name
    return None


class _Does(nn.Module):
    def __init__(self, act: Callable[[Tensor], Tensor]) -> None:
        super().__init__()
        self.act = act

    def forward(self, hidden: Tensor) -> Tensor:
        return self.act(hidden)


class _Gated(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, gate: Tensor, up: Tensor, activation: str) -> Tensor:
        ctx.save_for_backward(gate, up)
        ctx.activation = activation
        return _ACTIVATIONS[activation](gate).mul_(up)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, ...]:
        gate, up = ctx.saved_tensors
        of_gate = of_up = None
        if ctx.needs_input_grad[1]:
            of_up = _ACTIVATIONS[ctx.activation](gate).mul_(gradient)
        if ctx.needs_input_grad[0]:
            of_gate = _SLOPES[ctx.activation](gradient * up, gate)
        return of_gate, of_up, None
