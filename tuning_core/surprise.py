"""How surprised a model is by each token of a row, with and without what it learned."""

import math
import threading
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from tuning_core.data.batches import in_order
from tuning_core.data.examples import NOT_LEARNED, Example, Piece, pieces
from tuning_core.events import Event, Loading
from tuning_core.models.layers import device_of
from tuning_core.models.loss import learned_per_row, learned_positions
from tuning_core.models.tasks import CLASSIFICATIONS, label_names
from tuning_core.slots import FIRST_SLOT_ID
from tuning_core.tuned_model import TunedModel

LIKELIEST = 3
_ROWS_AT_ONCE = 8
_HEAD = 2  # numbers before the likeliest ones: log-probability and rank


@dataclass(frozen=True)
class Likely:
    """A token, or a class, that the model held for possible."""

    text: str
    probability: float


@dataclass(frozen=True)
class Surprise:
    """Of what stands there: `loss` is its cross-entropy in nats, `rank` its place among all that could stand there,
    from 1. Of a classifier all classes are among the likeliest, the first of them first."""

    loss: float
    rank: int
    likeliest: tuple[Likely, ...]

    @property
    def probability(self) -> float:
        return math.exp(-self.loss)


Surprises = dict[int, Surprise]  # by the number of the piece; a text's class stands at its first


@dataclass(frozen=True)
class RowSurprise:
    """`learned` are the pieces that the row's loss is the mean of. Nothing is known of the first token of a text, of
    what is cut, and of virtual tokens."""

    pieces: list[Piece]
    base: Surprises
    tuned: Surprises
    learned: frozenset[int]
    answer: str = ""  # the right class, where the row as a whole has one

    def loss(self, side: Surprises) -> float:
        """What training reduces: the mean over what is learned."""
        return float(np.mean([side[number].loss for number in self.learned])) if self.learned else math.nan


def surprise_of(tuned: TunedModel, tokenizer: Any, example: Example, class_names: Sequence[str] = ()) -> RowSurprise:
    """Of every token that the model predicts, learned or not; of classifiers at what has a class. `example` is as it
    is trained with."""
    names = list(class_names) or label_names(tuned.model)
    shown = pieces(example, tokenizer, names)
    whole = _with_all_labels(example)
    numbers = _numbers(whole, len(shown))
    say = _saying(example, tokenizer, names)
    was_training = tuned.training
    tuned.eval()
    try:
        with tuned.disabled(), torch.no_grad():
            base = _seen(tuned.model, tokenizer, whole.without_slots(), say)
        of_tuned = _seen(tuned.model, tokenizer, whole, say)
    finally:
        tuned.train(was_training)
    is_learned = example.labels[whole.labels != NOT_LEARNED] != NOT_LEARNED
    learned = frozenset(number for number, counts in zip(numbers, is_learned, strict=True) if counts)
    answer = say(int(example.labels[0])) if example.task == "sequence_classification" else ""
    return RowSurprise(
        shown,
        dict(zip(numbers, base, strict=True)),
        dict(zip(numbers, of_tuned, strict=True)),
        learned,
        answer,
    )


def _with_all_labels(example: Example) -> Example:
    """Text is asked about at every token, so that the prompt can be looked at as well."""
    if example.task != "causal_lm":
        return example
    of_text = example.token_ids < FIRST_SLOT_ID
    labels = np.where(of_text, example.token_ids, np.int32(NOT_LEARNED))
    labels[np.flatnonzero(of_text)[:1]] = NOT_LEARNED  # before which the base reads nothing
    return replace(example, labels=labels)


def _numbers(example: Example, shown: int) -> list[int]:
    """The pieces at which something is asked, in order; what is cut has pieces too."""
    if example.task == "sequence_classification":
        return [0]
    asked = np.flatnonzero(example.labels != NOT_LEARNED)
    if example.task == "seq2seq_lm":
        answer = shown - len(example.labels) - len(example.cut_answer_ids)
        return [int(answer + place) for place in asked]
    at = len(example.token_ids) if example.cut_at is None else example.cut_at
    return [int(place) + (len(example.cut_token_ids) if place >= at else 0) for place in asked]


def _saying(example: Example, tokenizer: Any, names: Sequence[str]) -> Callable[[int], str]:
    """What a number among the model's outputs is called."""
    if example.task in CLASSIFICATIONS:
        return lambda number: names[number] if number < len(names) else str(number)
    return lambda number: cast(str, tokenizer.decode([number], clean_up_tokenization_spaces=False))


@torch.no_grad()
def _seen(model: nn.Module, tokenizer: Any, example: Example, say: Callable[[int], str]) -> list[Surprise]:
    if not (example.labels != NOT_LEARNED).any():
        return []
    (batch,) = in_order([example], 1, tokenizer.pad_token_id or 0)
    most = LIKELIEST if example.task not in CLASSIFICATIONS else 2**31
    numbers = learned_positions(model, **batch.inputs(device_of(model))).seen(lambda z, t: _looked_at(z, t, most))
    return [_surprise(row, say) for row in numbers.tolist()]


def _looked_at(logits: Tensor, targets: Tensor, most: int) -> Tensor:
    """(positions, 2 + twice the likeliest), float64: log p of the target, its rank, the likeliest, their log p."""
    likely = torch.log_softmax(logits.float(), dim=-1)
    of_target = likely.gather(1, targets[:, None])
    rank = (likely > of_target).sum(dim=1, keepdim=True) + 1
    best = likely.topk(min(most, likely.shape[-1]), dim=-1)
    return torch.cat([of_target, rank, best.indices, best.values], dim=1).double()


def _surprise(row: list[float], say: Callable[[int], str]) -> Surprise:
    count = (len(row) - _HEAD) // 2
    ids, values = row[_HEAD : _HEAD + count], row[_HEAD + count :]
    likeliest = tuple(Likely(say(int(one)), math.exp(value)) for one, value in zip(ids, values, strict=True))
    return Surprise(-row[0], int(row[1]), likeliest)


Losses = NDArray[np.float64]


def measuring_rows(
    tuned: TunedModel, tokenizer: Any, examples: Sequence[Example], stop: threading.Event | None = None
) -> Generator[Event, None, tuple[Losses, Losses]]:
    """(base, tuned): of every row the mean loss over what is learned of it; NaN where nothing is, and in rows that
    were not reached before `stop` was set."""
    what = "Measuring the rows"
    base, of_tuned = np.full(len(examples), math.nan), np.full(len(examples), math.nan)
    was_training = tuned.training
    tuned.eval()
    yield Loading(what, 0, len(examples))
    try:
        for start in range(0, len(examples), _ROWS_AT_ONCE):
            if stop is not None and stop.is_set():
                break
            rows = [examples[number] for number in range(start, min(start + _ROWS_AT_ONCE, len(examples)))]
            with tuned.disabled(), torch.no_grad():
                base[start : start + len(rows)] = _means(tuned.model, tokenizer, [row.without_slots() for row in rows])
            of_tuned[start : start + len(rows)] = _means(tuned.model, tokenizer, rows)
            yield Loading(what, start + len(rows), len(examples))
    finally:
        tuned.train(was_training)
    return base, of_tuned


@torch.no_grad()
def _means(model: nn.Module, tokenizer: Any, rows: Sequence[Example]) -> list[float]:
    """In the order of the rows; a batch has the longest first."""
    order = np.argsort([-len(row.token_ids) for row in rows], kind="stable")
    (batch,) = in_order(rows, len(rows), tokenizer.pad_token_id or 0)
    inputs = batch.inputs(device_of(model))
    likely = learned_positions(model, **inputs).log_probabilities()
    parts = torch.split(likely, learned_per_row(model, inputs["labels"]))
    means = dict(zip(order.tolist(), (-part.double().mean().item() for part in parts), strict=True))
    return [means[number] for number in range(len(rows))]
