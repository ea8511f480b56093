"""The loss over learned tokens, for which logits exist at the learned positions alone."""

from typing import Any, cast

from torch import Tensor, nn
from torch.nn import functional

from tuning_core.models.layers import output_head


def learned_loss(model: nn.Module, labels: Tensor, num_learned_tokens: int | None = None, **inputs: Any) -> Tensor:
    """Cross-entropy at the learned positions, summed and divided by `num_learned_tokens` (default: those of this
    batch; give the count over all batches of one step to weigh them right). `labels` is (rows, length), negative where
    nothing is learned; position t predicts label t + 1."""
    logits, targets = learned_logits(model, labels, **inputs)
    return summed_loss(logits, targets) / (num_learned_tokens or max(1, targets.numel()))


def learned_logits(model: nn.Module, labels: Tensor, **inputs: Any) -> tuple[Tensor, Tensor]:
    """Logits (positions, vocabulary) at the learned positions, and what they should have said (positions,)."""
    learned = functional.pad(labels[:, 1:] >= 0, (0, 1))
    targets = functional.pad(labels[:, 1:], (0, 1))[learned]
    return _logits_at(learned, model, inputs), targets


def summed_loss(logits: Tensor, targets: Tensor) -> Tensor:
    return functional.cross_entropy(logits.float(), targets, reduction="sum")


def _logits_at(where: Tensor, model: nn.Module, inputs: dict[str, Any]) -> Tensor:
    """(positions, vocabulary). Narrows what enters the output head, so that whatever the model does after it
    (soft caps, scaling) still happens."""
    head = output_head(model)
    narrowed: list[bool] = []

    def narrow(module: nn.Module, args: tuple[Any, ...]) -> tuple[Any, ...] | None:
        length = where.shape[1]
        if args and args[0].shape[0] == where.shape[0] and args[0].shape[1] >= length:
            narrowed.append(True)
            hidden = args[0][:, -length:]  # virtual tokens stand before the text
            return (hidden[where].unsqueeze(0), *args[1:])
        return None

    handle = head.register_forward_pre_hook(narrow) if head is not None else None
    try:
        logits = model(**inputs, use_cache=False).logits
    finally:
        if handle is not None:
            handle.remove()
    return cast(Tensor, logits[0] if narrowed else logits[where])
