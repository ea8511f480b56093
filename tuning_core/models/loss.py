"""The loss over learned positions, for which logits exist at those positions alone."""

from collections.abc import Sequence
from typing import Any, cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from tuning_core.models.layers import output_head
from tuning_core.models.tasks import task_of


def learned_loss(model: nn.Module, labels: Tensor, num_learned_tokens: int | None = None, **inputs: Any) -> Tensor:
    """Cross-entropy at the learned positions, summed and divided by `num_learned_tokens` (default: those of this
    batch; give the count over all batches of one step to weigh them right). Labels are as in `learned_logits`."""
    logits, targets = learned_logits(model, labels, **inputs)
    return summed_loss(logits, targets) / (num_learned_tokens or max(1, targets.numel()))


def summed_loss(logits: Tensor, targets: Tensor) -> Tensor:
    return functional.cross_entropy(logits.float(), targets, reduction="sum")


def log_probabilities(logits: Tensor, targets: Tensor, per_row: Sequence[int]) -> tuple[Tensor, ...]:
    """Of each row, (positions,) log p of its right answers; the first two are those of `learned_logits`."""
    return torch.split(-functional.cross_entropy(logits.float(), targets, reduction="none"), list(per_row))


def learned_per_row(model: nn.Module, labels: Tensor) -> list[int]:
    """How many of the positions of `learned_logits` each row has."""
    counted = labels[:, 1:] if task_of(model) == "causal_lm" else labels.reshape(len(labels), -1)
    counts: list[int] = (counted >= 0).sum(dim=1).tolist()
    return counts


def learned_logits(model: nn.Module, labels: Tensor, **inputs: Any) -> tuple[Tensor, Tensor]:
    """(positions, classes) and (positions,): logits and right answers wherever something is learned. `labels`, negative
    where nothing is, are (rows, length) for causal models, where position t predicts label t + 1, and for token
    classifiers; the answer's tokens, (rows, their length), for encoder-decoders; (rows,) for sequence classifiers."""
    task = task_of(model)
    if task == "sequence_classification":
        learned = labels >= 0
        return model(**inputs).logits[learned], labels[learned]
    targets = labels
    if task == "causal_lm":
        targets = functional.pad(labels[:, 1:], (0, 1), value=-1)
    elif task == "seq2seq_lm":
        inputs["decoder_input_ids"] = decoder_inputs(model, labels)
    learned = targets >= 0
    if task != "token_classification":
        inputs["use_cache"] = False
    return _logits_at(learned, model, inputs), targets[learned]


def decoder_inputs(model: nn.Module, labels: Tensor) -> Tensor:
    """What the decoder reads to say `labels`: these, one place later, behind the mark that starts every answer."""
    config: Any = model.config
    padded = labels.where(labels >= 0, config.pad_token_id)
    shifted = getattr(model, "prepare_decoder_input_ids_from_labels", None)
    if shifted is not None:
        return cast(Tensor, shifted(padded))
    return functional.pad(padded[:, :-1], (1, 0), value=config.decoder_start_token_id)


def _logits_at(where: Tensor, model: nn.Module, inputs: dict[str, Any]) -> Tensor:
    """(positions, classes). Narrows what enters the output head, so that whatever the model does after it
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
        logits = model(**inputs).logits
    finally:
        if handle is not None:
            handle.remove()
    return cast(Tensor, logits[0] if narrowed else logits[:, -where.shape[1] :][where])
