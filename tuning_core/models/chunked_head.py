"""The output head a piece at a time: log-probabilities for which the logits of all positions never exist at once.

What a model does to its logits behind the head (a soft cap c tanh(z / c), a scale, a bias) is found out by giving it
made-up ones; a model that does something else is told apart and gets its logits whole."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

import torch
from torch import Tensor, nn
from torch.autograd.function import once_differentiable
from torch.nn import functional
from torch.utils.checkpoint import checkpoint

from tuning_core.models.stand_in_device import device_kind
from tuning_core.models.weights import is_quantized

# Bytes of one piece's logits: on a CPU they had best stay in its cache, on a GPU they must keep it busy.
_PIECE = {"cpu": 16 * 2**20}
_GPU_PIECE = 256 * 2**20
_FEWEST_ROWS = 64


@dataclass(frozen=True)
class Tail:
    """What follows the head: scale * z + bias, and then the soft cap where there is one (0: none)."""

    scale: float = 1.0
    cap: float = 0.0
    bias: Tensor | None = None

    def __call__(self, logits: Tensor) -> Tensor:
        logits = logits * self.scale if self.scale != 1.0 else logits
        logits = logits + self.bias if self.bias is not None else logits
        return self.cap * torch.tanh(logits / self.cap) if self.cap else logits


_HIGH = 1e4  # beyond any cap, within float16


def questions_for(logits: Tensor) -> Tensor:
    """(1, 3, classes) made-up logits that ask a model for its tail: zeros, a ramp and high ones."""
    classes = logits.shape[-1]
    ramp = torch.linspace(-30, 30, classes, device=logits.device)
    return torch.stack([torch.zeros_like(ramp), ramp, torch.full_like(ramp, _HIGH)])[None]


def tail_from(questions: Tensor, answers: Tensor) -> Tail | None:
    """The tail that turned questions into answers; None for one of another kind."""
    ramp, said = questions[0, 1], answers[0].float()
    if said.shape != questions[0].shape:
        return None
    bias = said[0] if bool(said[0].any()) else None
    scale = float((said[2] - said[0]).mean() / _HIGH)
    scaled = Tail(scale=1.0 if abs(scale - 1) < 1e-3 else scale, bias=bias)
    capped = Tail(cap=float(said[2].max()))
    for tail in (scaled, capped):
        if torch.allclose(tail(ramp), said[1], rtol=2e-2, atol=2e-2):
            return tail
    return None


def log_probabilities_of(head: nn.Module, tail: Tail, hidden: Tensor, targets: Tensor) -> Tensor:
    """(positions,) log p of the targets in float32; `hidden` is (positions, width)."""
    rows = _rows_at_once(head, hidden)
    if _is_plain(head):
        weight, bias = cast(nn.Linear, head).weight, cast(nn.Linear, head).bias
        result: Tensor = _PlainHead.apply(hidden, targets, weight, bias, tail, rows)  # type: ignore[no-untyped-call]
        return result

    def piece(hidden: Tensor, targets: Tensor) -> Tensor:
        return log_probabilities(_logits(head, tail, hidden), targets)

    return torch.cat(_in_pieces(piece, rows, hidden, targets))


def log_probabilities(logits: Tensor, targets: Tensor) -> Tensor:
    """(positions,) log p of the targets in float32."""
    return -functional.cross_entropy(logits.float(), targets, reduction="none")


def scored_of(head: nn.Module, tail: Tail, hidden: Tensor, targets: Tensor) -> Tensor:
    """(positions, 2): log p of the targets, and 1 where the target is the likeliest, else 0."""

    return seen_of(head, tail, hidden, targets, scored)


def seen_of(
    head: nn.Module, tail: Tail, hidden: Tensor, targets: Tensor, look: Callable[[Tensor, Tensor], Tensor]
) -> Tensor:
    """`look(logits, targets)` of all pieces, one after the other."""

    def piece(hidden: Tensor, targets: Tensor) -> Tensor:
        return look(_logits(head, tail, hidden), targets)

    return torch.cat(_in_pieces(piece, _rows_at_once(head, hidden), hidden, targets))


def scored(logits: Tensor, targets: Tensor) -> Tensor:
    """As `scored_of`."""
    return torch.stack([log_probabilities(logits, targets), (logits.argmax(dim=-1) == targets).float()], dim=1)


def compared(
    head: nn.Module,
    tail: Tail,
    hidden: tuple[Tensor, Tensor],
    targets: Tensor,
    loss: Callable[[Tensor, Tensor, Tensor], Tensor],
) -> Tensor:
    """The sum of `loss(logits, other logits, targets)` over all pieces of two passes' hidden states."""

    def piece(one: Tensor, other: Tensor, targets: Tensor) -> Tensor:
        return loss(_logits(head, tail, one), _logits(head, tail, other), targets)

    rows = max(1, _rows_at_once(head, hidden[0]) // 2)
    return torch.stack(_in_pieces(piece, rows, *hidden, targets)).sum()


def _logits(head: nn.Module, tail: Tail, hidden: Tensor) -> Tensor:
    return tail(cast(Tensor, head(hidden[None]))[0])


def _in_pieces(act: Callable[..., Tensor], rows: int, *tensors: Tensor) -> list[Tensor]:
    """`act` on so many rows of the tensors at a time; on the way back each piece is computed again."""
    pieces = list(zip(*(torch.split(tensor, rows) for tensor in tensors), strict=True))
    if len(pieces) == 1 or not torch.is_grad_enabled():
        return [act(*piece) for piece in pieces]
    return [cast(Tensor, checkpoint(act, *piece, use_reentrant=False)) for piece in pieces]


def _rows_at_once(head: nn.Module, hidden: Tensor) -> int:
    classes = int(getattr(head, "out_features", 0)) or 32_768
    return max(_FEWEST_ROWS, _PIECE.get(device_kind(hidden), _GPU_PIECE) // (4 * classes))


def _is_plain(head: nn.Module) -> bool:
    """A frozen linear layer that nothing stands beside."""
    frozen = not any(parameter.requires_grad for parameter in head.parameters())
    alone = not (head._forward_hooks or head._forward_pre_hooks)
    return type(head) is nn.Linear and frozen and alone and not is_quantized(head)


class _PlainHead(torch.autograd.Function):
    """The gradient that each position's log p has for its hidden state is known as soon as its logits are, so these
    are dropped at once; on the way back it is only multiplied by what comes in."""

    @staticmethod
    def forward(
        ctx: Any, hidden: Tensor, targets: Tensor, weight: Tensor, bias: Tensor | None, tail: Tail, rows: int
    ) -> Tensor:
        learns = ctx.needs_input_grad[0]
        found = hidden.new_empty(len(hidden), dtype=torch.float32)
        slopes = torch.empty_like(hidden) if learns else None
        room = hidden.new_empty(min(rows, len(hidden)), len(weight))
        for start in range(0, len(hidden), rows):
            part = slice(start, start + rows)
            raw = torch.mm(hidden[part], weight.T, out=room[: len(hidden[part])])
            raw = raw if bias is None else raw.add_(bias)
            logits = tail(raw).float()
            wanted = targets[part, None]
            right = logits.gather(1, wanted)
            steepness = 1 - (logits / tail.cap).square_() if tail.cap and learns else None
            highest = logits.amax(dim=1, keepdim=True)
            shares = logits.sub_(highest).exp_()
            total = shares.sum(dim=1, keepdim=True)
            found[part] = (right - highest - total.log())[:, 0]
            if slopes is None:
                continue
            slope = shares.div_(total).neg_()
            slope.scatter_add_(1, wanted, torch.ones_like(right))
            slope = slope if steepness is None else slope.mul_(steepness)
            slope = slope if tail.scale == 1.0 else slope.mul_(tail.scale)
            torch.mm(slope.to(weight.dtype), weight, out=slopes[part])
        if slopes is not None:
            ctx.save_for_backward(slopes)
        return found

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, ...]:
        (slopes,) = ctx.saved_tensors
        return (slopes * gradient[:, None]).to(slopes.dtype), None, None, None, None, None
