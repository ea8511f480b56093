"""Examples to batches: order, padding and packing."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count, islice

import numpy as np
import torch
from torch import Tensor

from tuning_core.data.examples import NOT_LEARNED, Example


@dataclass(frozen=True)
class Batch:
    """Tensors of shape (rows, length). `position_ids` is given for packed rows alone: it restarts at every example,
    which is what keeps them from seeing each other (then there is no attention mask)."""

    input_ids: Tensor
    labels: Tensor
    attention_mask: Tensor | None
    position_ids: Tensor | None

    @property
    def learned_tokens(self) -> int:
        """Labels that have a token before them to be predicted from."""
        return int((self.labels[:, 1:] != NOT_LEARNED).sum())

    def inputs(self, device: torch.device | str) -> dict[str, Tensor]:
        """The model's arguments, on the device."""
        values = {
            "input_ids": self.input_ids,
            "labels": self.labels,
            "attention_mask": self.attention_mask,
            "position_ids": self.position_ids,
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
    shape = (len(examples), max(len(example.token_ids) for example in examples))
    token_ids = np.full(shape, pad_id, dtype=np.int64)
    labels = np.full(shape, NOT_LEARNED, dtype=np.int64)
    mask = np.zeros(shape, dtype=np.int64)
    for index, example in enumerate(examples):
        length = len(example.token_ids)
        token_ids[index, :length] = example.token_ids
        labels[index, :length] = example.labels
        mask[index, :length] = 1
    return Batch(torch.from_numpy(token_ids), torch.from_numpy(labels), torch.from_numpy(mask), None)


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
