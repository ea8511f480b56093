"""The loss over learned positions, for which logits exist at those positions alone, and a piece of them at a time."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast
from weakref import WeakKeyDictionary

from torch import Tensor, nn
from torch.nn import functional

from tuning_core.models import chunked_head
from tuning_core.models.chunked_head import Tail, questions_for, tail_from
from tuning_core.models.layers import device_of, output_head
from tuning_core.models.tasks import task_of


def learned_loss(model: nn.Module, labels: Tensor, num_learned_tokens: int | None = None, **inputs: Any) -> Tensor:
    """Cross-entropy at the learned positions, summed and divided by `num_learned_tokens` (default: those of this
    batch; give the count over all batches of one step to weigh them right). Labels are as in `learned_logits`."""
    learned = learned_positions(model, labels, **inputs)
    return -learned.log_probabilities().sum() / (num_learned_tokens or max(1, learned.targets.numel()))


def learned_per_row(model: nn.Module, labels: Tensor) -> list[int]:
    """How many of the positions of `learned_logits` each row has."""
    counted = labels[:, 1:] if task_of(model) == "causal_lm" else labels.reshape(len(labels), -1)
    counts: list[int] = (counted >= 0).sum(dim=1).tolist()
    return counts


def learned_logits(model: nn.Module, labels: Tensor, **inputs: Any) -> tuple[Tensor, Tensor]:
    """(positions, classes) and (positions,): logits and right answers wherever something is learned. `labels`, negative
    where nothing is, are (rows, length) for causal models, where position t predicts label t + 1, and for token
    classifiers; the answer's tokens, (rows, their length), for encoder-decoders; (rows,) for sequence classifiers."""
    where, targets, inputs = _asked(model, labels, inputs)
    return _logits_at(where, model, inputs), targets


@dataclass(frozen=True)
class Learned:
    """The learned positions of a batch, of which the model has computed all but the head: `hidden` is (positions,
    width); or their logits, where the head cannot be told from the rest. `targets` is (positions,)."""

    targets: Tensor
    logits: Tensor | None = None
    hidden: Tensor | None = None
    head: nn.Module | None = None
    tail: Tail | None = None

    def log_probabilities(self) -> Tensor:
        """(positions,) of the targets."""
        if self.hidden is None or self.head is None or self.tail is None:
            return chunked_head.log_probabilities(cast(Tensor, self.logits), self.targets)
        return chunked_head.log_probabilities_of(self.head, self.tail, self.hidden, self.targets)

    def scored(self) -> Tensor:
        """(positions, 2): log-probability of the target, and 1 where it is the likeliest, else 0."""
        if self.hidden is None or self.head is None or self.tail is None:
            return chunked_head.scored(cast(Tensor, self.logits), self.targets)
        return chunked_head.scored_of(self.head, self.tail, self.hidden, self.targets)

    def seen(self, look: Callable[[Tensor, Tensor], Tensor]) -> Tensor:
        """(positions, numbers): what `look(logits, targets)` makes of them, a piece at a time."""
        if self.hidden is None or self.head is None or self.tail is None:
            return look(cast(Tensor, self.logits), self.targets)
        return chunked_head.seen_of(self.head, self.tail, self.hidden, self.targets, look)

    def compared(self, other: "Learned", loss: Callable[[Tensor, Tensor, Tensor], Tensor]) -> Tensor:
        """The sum over the positions of `loss(logits, the other pass's logits, targets)`."""
        if self.hidden is None or self.head is None or self.tail is None or other.hidden is None:
            return loss(cast(Tensor, self.logits), cast(Tensor, other.logits), self.targets)
        return chunked_head.compared(self.head, self.tail, (self.hidden, other.hidden), self.targets, loss)


_TAILS: WeakKeyDictionary[nn.Module, Tail | None] = WeakKeyDictionary()


def learned_positions(model: nn.Module, labels: Tensor, **inputs: Any) -> Learned:
    """What there is to learn, for labels as in `learned_logits`."""
    where, targets, inputs = _asked(model, labels, inputs)
    head = output_head(model)
    if head is None or where.ndim != 2 or (model in _TAILS and _TAILS[model] is None):
        return Learned(targets, logits=_logits_at(where, model, inputs))
    hidden, tail = _before_head(where, model, head, inputs)
    if hidden is None or tail is None:
        _TAILS[model] = None
        return Learned(targets, logits=_logits_at(where, model, inputs))
    _TAILS[model] = tail
    return Learned(targets, None, hidden, head, tail)


def _asked(model: nn.Module, labels: Tensor, inputs: dict[str, Any]) -> tuple[Tensor, Tensor, dict[str, Any]]:
    """Where something is learned, in the shape of the model's outputs; (positions,) what; the model's arguments."""
    task, device = task_of(model), device_of(model)
    if task == "sequence_classification":
        return labels >= 0, labels[labels >= 0].to(device), inputs
    targets = labels
    if task == "causal_lm":
        targets = functional.pad(labels[:, 1:], (0, 1), value=-1)
    elif task == "seq2seq_lm":
        inputs = {**inputs, "decoder_input_ids": decoder_inputs(model, labels).to(device)}
    if task != "token_classification":
        inputs = {**inputs, "use_cache": False}
    return targets >= 0, targets[targets >= 0].to(device, non_blocking=True), inputs


def decoder_inputs(model: nn.Module, labels: Tensor) -> Tensor:
    """What the decoder reads to say `labels`: these, one place later, behind the mark that starts every answer."""
    config: Any = model.config
    padded = labels.where(labels >= 0, config.pad_token_id)
    shifted = getattr(model, "prepare_decoder_input_ids_from_labels", None)
    if shifted is not None:
        return cast(Tensor, shifted(padded))
    return functional.pad(padded[:, :-1], (1, 0), value=config.decoder_start_token_id)


def _before_head(
    where: Tensor, model: nn.Module, head: nn.Module, inputs: dict[str, Any]
) -> tuple[Tensor | None, Tail | None]:
    """(positions, width) what enters the head there, and what the model does to its logits behind it. The head itself
    is given no more than one position."""
    entered: list[Tensor] = []
    questions: list[Tensor] = []

    def take(module: nn.Module, args: tuple[Any, ...]) -> tuple[Any, ...] | None:
        if not _fits(args, where):
            return None
        entered.append(_taken(args[0], where))
        return (args[0][:1, -1:].detach(), *args[1:])

    def ask(module: nn.Module, args: tuple[Any, ...], output: Tensor) -> Tensor | None:
        if not entered or model in _TAILS:
            return None
        questions.append(questions_for(output))
        return questions[0]

    # The first to see what enters, before anything that stands beside the head; the last to see what comes out.
    handles = (head.register_forward_pre_hook(take, prepend=True), head.register_forward_hook(ask))
    try:
        logits = model(**inputs).logits
    finally:
        for handle in handles:
            handle.remove()
    if len(entered) != 1:
        return None, None
    return entered[0], _TAILS[model] if model in _TAILS else tail_from(questions[0], logits)


def _logits_at(where: Tensor, model: nn.Module, inputs: dict[str, Any]) -> Tensor:
    """(positions, classes). Narrows what enters the output head, so that whatever the model does after it
    (soft caps, scaling) still happens."""
    head = output_head(model)
    narrowed: list[bool] = []

    def narrow(module: nn.Module, args: tuple[Any, ...]) -> tuple[Any, ...] | None:
        if not _fits(args, where):
            return None
        narrowed.append(True)
        return (_taken(args[0], where).unsqueeze(0), *args[1:])

    handle = head.register_forward_pre_hook(narrow) if head is not None and where.ndim == 2 else None
    try:
        logits = model(**inputs).logits
    finally:
        if handle is not None:
            handle.remove()
    if narrowed:
        return cast(Tensor, logits[0])
    return _taken(logits, where)


def _taken(values: Tensor, where: Tensor) -> Tensor:
    """(positions, numbers): of (rows, length, numbers) or (rows, numbers) what stands `where` says, which is best on
    the CPU, as its places are then known without waiting for a GPU. Virtual tokens stand before the text."""
    if where.ndim == 2:
        values = values[:, -where.shape[1] :]
    places = where.reshape(-1).nonzero()[:, 0].to(values.device, non_blocking=True)
    return values.reshape(-1, values.shape[-1]).index_select(0, places)


def _fits(args: tuple[Any, ...], where: Tensor) -> bool:
    return bool(args) and args[0].shape[0] == where.shape[0] and args[0].shape[1] >= where.shape[1]
