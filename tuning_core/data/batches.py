"""Examples to batches: order, padding and packing."""

import math
from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, count, islice

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from tuning_core.data.examples import NO_TOKENS, NOT_LEARNED, Example


@dataclass(frozen=True)
class Position:
    """A place in the endless order of the data: so many rows (packs, where examples are packed) of a pass were taken.
    What is grouped by length was laid out for a batch size; another one may take over in the midst of a pass, whose
    layout stays (0: the one in use)."""

    epoch: int = 0
    rows: int = 0
    laid_out_for: int = 0


@dataclass(frozen=True)
class Batch:
    """Tensors of shape (rows, length); `labels` is (rows, length of the longest answer) for seq2seq_lm and (rows,) for
    sequence_classification. `position_ids` is given for packed rows alone: it restarts at every example, which is what
    keeps them from seeing each other (then there is no attention mask). `wrong_of` is given where the last rows are
    wrong answers: of each, which row asks the same and answers right. `after` is where the next batch begins;
    `places` are the (file, line) of all examples in it, wrong answers left aside."""

    input_ids: Tensor
    labels: Tensor
    attention_mask: Tensor | None
    position_ids: Tensor | None
    token_type_ids: Tensor | None = None
    task: str = "causal_lm"
    wrong_of: Tensor | None = None
    after: Position = Position()
    places: tuple[tuple[str, int], ...] = ()

    @property
    def learned_tokens(self) -> int:
        """Labels that count; a model that writes text on needs a token before them to predict them from."""
        return self._counting(slice(self._right_rows))

    @property
    def wrong_tokens(self) -> int:
        """Those of the wrong answers."""
        return self._counting(slice(self._right_rows, None))

    @property
    def questions(self) -> int:
        """Rows that bring wrong answers."""
        return 0 if self.wrong_of is None else len(set(self.wrong_of.tolist()))

    @property
    def _right_rows(self) -> int:
        return len(self.labels) - (0 if self.wrong_of is None else len(self.wrong_of))

    def _counting(self, rows: slice) -> int:
        labels = self.labels[rows, 1:] if self.task == "causal_lm" else self.labels[rows]
        return int((labels != NOT_LEARNED).sum())

    def inputs(self, device: torch.device | str) -> dict[str, Tensor]:
        """The model's arguments, on the device."""
        values = {
            "input_ids": self.input_ids,
            "labels": self.labels,
            "attention_mask": self.attention_mask,
            "position_ids": self.position_ids,
            "token_type_ids": self.token_type_ids,
            "wrong_of": self.wrong_of,
        }
        return {name: value.to(device) for name, value in values.items() if value is not None}


def token_counts(examples: Sequence[Example]) -> NDArray[np.int32]:
    """How many tokens each example has that the model reads. A sequence that knows them has them as an attribute of
    this name; of any other every example is looked at."""
    known: NDArray[np.int32] | None = getattr(examples, "token_counts", None)
    return np.array([len(example.token_ids) for example in examples], dtype=np.int32) if known is None else known


def batches_for(
    examples: Sequence[Example],
    batch_size: int,
    seed: int,
    pad_id: int,
    pack_to: int = 0,
    start: Position = Position(),
    with_wrong: bool = False,
    group_by_length: bool = False,
) -> Iterator[Batch]:
    """Endless batches, every pass in a new order that seed and pass number alone decide, from `start` on. Only the
    examples of a batch are taken from the sequence. `pack_to` > 0 packs examples into rows of up to so many tokens, of
    which none is a wrong answer; otherwise these are rows beyond the batch size `with_wrong`, and `group_by_length`
    puts examples of similar length together."""
    plan = _Plan(examples, batch_size, seed, pack_to, group_by_length)
    for rows, after in plan.endless(start):
        packs = [[examples[int(index)] for index in row] for row in rows]
        batch = _packed(packs, pad_id) if pack_to else _padded([pack[0] for pack in packs], pad_id, with_wrong)
        yield replace(batch, after=after)


def batches_per_epoch(examples: Sequence[Example], batch_size: int, seed: int, pack_to: int = 0) -> int:
    return len(_Plan(examples, batch_size, seed, pack_to))


def in_order(examples: Sequence[Example], batch_size: int, pad_id: int) -> Iterator[Batch]:
    """Every example once, long ones together: for measuring."""
    order = _longest_first(token_counts(examples))
    for start in range(0, len(order), batch_size):
        yield _padded([examples[int(index)] for index in order[start : start + batch_size]], pad_id)


def longest_batch(examples: Sequence[Example], batch_size: int, pack_to: int = 0, with_wrong: bool = False) -> Batch:
    """The longest examples in one batch, which takes the most memory; with `pack_to` the fullest rows of some."""
    counts = token_counts(examples)
    if not pack_to:
        chosen = _longest_first(counts)[:batch_size]
        return _padded([examples[int(index)] for index in chosen], 0, with_wrong)
    packs = _best_fit(counts[:_WINDOW], pack_to)
    fullest = sorted(packs, key=lambda pack: -int(counts[pack].sum()))[:batch_size]
    return _packed([[examples[index] for index in pack] for pack in fullest], 0)


_POOL = 50  # batches that are sorted by length together, as in transformers' group_by_length
_WINDOW = 4096  # examples that are packed together

Indices = NDArray[np.int64]
Rows = list[Indices] | Indices  # of a batch: of each row the examples in it


class _Plan:
    """Which examples make which batch: of each pass, for each batch the examples of every row."""

    def __init__(
        self, examples: Sequence[Example], batch_size: int, seed: int, pack_to: int, group_by_length: bool = False
    ) -> None:
        self.number, self.batch_size, self.seed, self.pack_to = len(examples), batch_size, seed, pack_to
        self.counts = token_counts(examples) if pack_to or group_by_length else None

    def __len__(self) -> int:
        """Batches of the first pass; without packing, of any."""
        rows = sum(1 for _ in self._packs(*self._shuffled(0))) if self.pack_to else self.number
        return math.ceil(rows / self.batch_size)

    def endless(self, start: Position) -> Iterator[tuple[Rows, Position]]:
        """Batches, each with the place behind it."""
        for epoch in count(start.epoch):
            if epoch > start.epoch:
                start = Position(epoch)
            layout, taken = start.laid_out_for or self.batch_size, start.rows
            for rows in self._from(start.rows, self._laid_out(epoch, layout), layout):
                taken += len(rows)
                yield rows, Position(epoch, taken, layout)

    def _from(self, row: int, batches: Iterator[Rows], layout: int) -> Iterator[Rows]:
        """What is left of a pass behind its first rows: the batches of its layout where they have our size."""
        if layout != self.batch_size:
            rows = islice(chain.from_iterable(batches), row, None)
            yield from iter(lambda: list(islice(rows, self.batch_size)), [])
            return
        passed = 0
        for batch in batches:
            left = batch[max(0, row - passed) :]
            passed += len(batch)
            if len(left):
                yield left

    def _laid_out(self, epoch: int, batch_size: int) -> Iterator[Rows]:
        order, random = self._shuffled(epoch)
        if self.pack_to:
            packs = self._packs(order, random)
            yield from iter(lambda: list(islice(packs, batch_size)), [])
        elif self.counts is not None:
            yield from self._alike(order, random, self.counts, batch_size)
        else:
            yield from self._cut(order, batch_size)

    def _shuffled(self, epoch: int) -> tuple[Indices, np.random.Generator]:
        random = np.random.default_rng([self.seed, epoch])
        return random.permutation(self.number), random

    def _cut(self, order: Indices, batch_size: int) -> Iterator[Rows]:
        for start in range(0, len(order), batch_size):
            yield order[start : start + batch_size, None]

    def _alike(
        self, order: Indices, random: np.random.Generator, counts: NDArray[np.int32], batch_size: int
    ) -> Iterator[Rows]:
        """Sorted within a pool, whose batches then come in any order, so that it does not go from long to short."""
        for start in range(0, len(order), _POOL * batch_size):
            pool = order[start : start + _POOL * batch_size]
            batches = list(self._cut(pool[_longest_first(counts[pool])], batch_size))
            yield from (batches[number] for number in random.permutation(len(batches)))

    def _packs(self, order: Indices, random: np.random.Generator) -> Iterator[Indices]:
        assert self.counts is not None
        for start in range(0, len(order), _WINDOW):
            window = order[start : start + _WINDOW]
            packs = _best_fit(self.counts[window], self.pack_to)
            yield from (window[packs[number]] for number in random.permutation(len(packs)))


def _longest_first(counts: NDArray[np.int32]) -> Indices:
    return np.argsort(-counts, kind="stable")


def _best_fit(counts: NDArray[np.int32], room: int) -> list[list[int]]:
    """Places in `counts`, pack by pack: the longest first, each into the pack that it leaves the least room in
    (best fit decreasing; Johnson et al. 1974, doi:10.1137/0203025)."""
    packs: list[list[int]] = []
    unfilled: list[tuple[int, int]] = []  # (room left, number of the pack), sorted
    for place in _longest_first(counts).tolist():
        length = int(counts[place])
        at = bisect_left(unfilled, (length, 0))
        if at == len(unfilled):
            unfilled.append((room, len(packs)))
            packs.append([])
        left, number = unfilled.pop(at)
        packs[number].append(place)
        if left > length:
            insort(unfilled, (left - length, number))
    return packs


def _padded(examples: Sequence[Example], pad_id: int, with_wrong: bool = False) -> Batch:
    task = examples[0].task
    wrong = [(place, one) for place, example in enumerate(examples) for one in example.wrong] if with_wrong else []
    wrong_of = torch.tensor([place for place, _ in wrong]) if wrong else None
    places = tuple((example.file, example.line) for example in examples)
    examples = [*examples, *(one for _, one in wrong)]
    token_ids = _filled([example.token_ids for example in examples], pad_id)
    labels = _filled([example.labels for example in examples], NOT_LEARNED)
    mask = _filled([np.ones_like(example.token_ids) for example in examples], 0)
    segments = None
    if any(example.segments is not None for example in examples):
        segments = _filled([example.segments if example.segments is not None else NO_TOKENS for example in examples], 0)
    labels = labels[:, 0] if task == "sequence_classification" else labels
    return Batch(token_ids, labels, mask, None, segments, task, wrong_of, places=places)


def _filled(rows: Sequence[NDArray[np.int32]], filling: int) -> Tensor:
    """(rows, length of the longest), filled up on the right."""
    values = np.full((len(rows), max(len(row) for row in rows)), filling, dtype=np.int64)
    for index, row in enumerate(rows):
        values[index, : len(row)] = row
    return torch.from_numpy(values)


def _packed(rows: Sequence[Sequence[Example]], pad_id: int) -> Batch:
    shape = (len(rows), max(sum(len(example.token_ids) for example in row) for row in rows))
    token_ids = np.full(shape, pad_id, dtype=np.int64)
    labels = np.full(shape, NOT_LEARNED, dtype=np.int64)
    positions = np.zeros(shape, dtype=np.int64)
    for index, row in enumerate(rows):
        at = 0
        for example in row:
            end = at + len(example.token_ids)
            token_ids[index, at:end] = example.token_ids
            labels[index, at:end] = example.labels
            labels[index, at] = NOT_LEARNED  # it would be predicted from the example before
            positions[index, at:end] = np.arange(end - at)
            at = end
        positions[index, at:] = np.arange(shape[1] - at)  # padding is one more example, of which nothing is learned
    places = tuple((example.file, example.line) for row in rows for example in row)
    ids, wanted, restarting = map(torch.from_numpy, (token_ids, labels, positions))
    return Batch(ids, wanted, None, restarting, places=places)
