"""Examples to batches: order, padding and packing."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count, islice

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from tuning_core.data.examples import NO_TOKENS, NOT_LEARNED, Example


@dataclass(frozen=True)
class Batch:
    """Tensors of shape (rows, length); `labels` is (rows, length of the longest answer) for seq2seq_lm and (rows,) for
    sequence_classification. `position_ids` is given for packed rows alone: it restarts at every example, which is what
    keeps them from seeing each other (then there is no attention mask)."""

    input_ids: Tensor
    labels: Tensor
    attention_mask: Tensor | None
    position_ids: Tensor | None
    token_type_ids: Tensor | None = None
    task: str = "causal_lm"

    @property
    def learned_tokens(self) -> int:
        """Labels that count; a model that writes text on needs a token before them to predict them from."""
        labels = self.labels[:, 1:] if self.task == "causal_lm" else self.labels
        return int((labels != NOT_LEARNED).sum())

    def inputs(self, device: torch.device | str) -> dict[str, Tensor]:
        """The model's arguments, on the device."""
        values = {
            "input_ids": self.input_ids,
            "labels": self.labels,
            "attention_mask": self.attention_mask,
            "position_ids": self.position_ids,
            "token_type_ids": self.token_type_ids,
        }
        return {name: value.to(device) for name, value in values.items() if value is not None}


def batches_for(
    examples: Sequence[Example], batch_size: int, seed: int, pad_id: int, pack_to: int = 0, skip: int = 0
) -> Iterator[Batch]:
    """Endless batches, every pass in a new order that seed and pass number alone decide; `skip` leaves out the first
    so many, as if they had been taken. `pack_to` > 0 packs examples into rows of up to so many tokens."""
    groups = (group for epoch in count() for group in _groups(examples, batch_size, seed, epoch, pack_to))
    for group in islice(groups, skip, None):
        yield _packed(group, pad_id) if pack_to else _padded([row[0] for row in group], pad_id)


def batches_per_epoch(examples: Sequence[Example], batch_size: int, seed: int, pack_to: int = 0) -> int:
    return sum(1 for _ in _groups(examples, batch_size, seed, 0, pack_to))


def in_order(examples: Sequence[Example], batch_size: int, pad_id: int) -> Iterator[Batch]:
    """Every example once, long ones together: for measuring."""
    by_length = sorted(examples, key=lambda example: -len(example.token_ids))
    for start in range(0, len(by_length), batch_size):
        yield _padded(by_length[start : start + batch_size], pad_id)


def _groups(
    examples: Sequence[Example], batch_size: int, seed: int, epoch: int, pack_to: int
) -> Iterator[list[list[Example]]]:
    order = list(range(len(examples)))
    random.Random(f"{seed} {epoch}").shuffle(order)
    rows = _packs([examples[i] for i in order], pack_to) if pack_to else [[examples[i]] for i in order]
    for start in range(0, len(rows), batch_size):
        yield rows[start : start + batch_size]


def _packs(examples: Sequence[Example], pack_to: int) -> list[list[Example]]:
    """First fit into the open packs, newest first; a handful stay open, so that one long pass costs little."""
    packs: list[list[Example]] = []
    free: list[tuple[int, int]] = []  # (room left, index of the pack)
    for example in examples:
        length = len(example.token_ids)
        place = next((i for i, (room, _) in enumerate(free) if room >= length), None)
        if place is None:
            packs.append([])
            free.insert(0, (pack_to, len(packs) - 1))
            place = 0
        room, index = free.pop(place)
        packs[index].append(example)
        if room > length:
            free.insert(0, (room - length, index))
        del free[64:]
    return packs


def _padded(examples: Sequence[Example], pad_id: int) -> Batch:
    task = examples[0].task
    token_ids = _filled([example.token_ids for example in examples], pad_id)
    labels = _filled([example.labels for example in examples], NOT_LEARNED)
    mask = _filled([np.ones_like(example.token_ids) for example in examples], 0)
    segments = None
    if any(example.segments is not None for example in examples):
        segments = _filled([example.segments if example.segments is not None else NO_TOKENS for example in examples], 0)
    return Batch(token_ids, labels[:, 0] if task == "sequence_classification" else labels, mask, None, segments, task)


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
            positions[index, at:end] = np.arange(end - at)
            at = end
        positions[index, at:] = np.arange(shape[1] - at)  # padding is one more example, of which nothing is learned
    return Batch(torch.from_numpy(token_ids), torch.from_numpy(labels), None, torch.from_numpy(positions))
