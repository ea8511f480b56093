"""Batches: order, padding, packing; and the loss over them."""

from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from tests.tiny_examples import EXAMPLES, example
from tests.tiny_models import fresh_model
from tuning_core import attach
from tuning_core.data.batches import Batch, Position, batches_for, batches_per_epoch, in_order
from tuning_core.data.examples import Example
from tuning_core.methods import Lora
from tuning_core.models import chunked_head
from tuning_core.models.loss import learned_loss


def _ids(batches: object) -> list[list[list[int]]]:
    return [batch.input_ids.tolist() for batch in batches]  # type: ignore[attr-defined]


def test_every_pass_shows_every_example_once_in_a_new_order() -> None:
    per_epoch = batches_per_epoch(EXAMPLES, 3, seed=1)
    passes = [list(islice(batches_for(EXAMPLES, 3, 1, 0, start=Position(n)), per_epoch)) for n in (0, 1)]
    for batches in passes:
        rows = sorted(int(mask.sum()) for batch in batches for mask in batch.attention_mask)
        assert rows == sorted(len(example.token_ids) for example in EXAMPLES)
    assert _ids(passes[0]) != _ids(passes[1])


MANY = [example(5 + (7 * seed) % 60, seed) for seed in range(230)]
WAYS: list[dict[str, Any]] = [{}, {"group_by_length": True}, {"pack_to": 64}]


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_starting_somewhere_equals_having_come_there(way: dict[str, Any]) -> None:
    per_epoch = batches_per_epoch(MANY, 3, 1, way.get("pack_to", 0))
    taken = list(islice(batches_for(MANY, 3, 1, 0, **way), 2 * per_epoch + 5))
    for number in (4, per_epoch - 1, per_epoch, 2 * per_epoch + 2):
        again = islice(batches_for(MANY, 3, 1, 0, start=taken[number - 1].after, **way), 3)
        assert _ids(again) == _ids(taken[number : number + 3])


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_another_batch_size_goes_on_at_the_row_where_the_first_one_stood(way: dict[str, Any]) -> None:
    def rows(batches: Iterable[Batch]) -> list[list[int]]:
        return [[int(token) for token in row if token] for batch in batches for row in batch.input_ids]

    per_epoch = batches_per_epoch(MANY, 4, 1, way.get("pack_to", 0))
    whole = list(islice(batches_for(MANY, 4, 1, 0, **way), per_epoch))
    middle = list(islice(batches_for(MANY, 3, 1, 0, start=whole[6].after, **way), 5))
    assert [len(batch.labels) for batch in middle] == [3] * 5
    end = list(islice(batches_for(MANY, 4, 1, 0, start=middle[-1].after, **way), per_epoch))
    shown = rows([*whole[:7], *middle, *end])
    assert shown[: len(rows(whole))] == rows(whole)


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_the_order_is_the_seeds(way: dict[str, Any]) -> None:
    first, again, other = (_ids(islice(batches_for(MANY, 3, seed, 0, **way), 20)) for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_grouping_by_length_shows_every_example_once_and_pads_less() -> None:
    per_epoch = batches_per_epoch(MANY, 4, 1)
    mixed, grouped = (
        list(islice(batches_for(MANY, 4, 1, 0, group_by_length=grouping), per_epoch)) for grouping in (False, True)
    )
    shown = [mask.sum() for batch in grouped for mask in batch.attention_mask]  # type: ignore[union-attr]
    assert sorted(map(int, shown)) == sorted(len(example.token_ids) for example in MANY)
    cells = [sum(batch.input_ids.numel() for batch in batches) for batches in (grouped, mixed)]
    assert cells[0] < 0.8 * cells[1]
    lengths = [batch.input_ids.shape[1] for batch in grouped]
    assert lengths not in (sorted(lengths), sorted(lengths, reverse=True))


class OnDisk(Sequence[Example]):
    """Examples that are made when they are asked for, with their lengths known before."""

    def __init__(self, number: int) -> None:
        self.token_counts = (5 + np.arange(number) % 60).astype(np.int32)
        self.asked: list[int] = []

    def __len__(self) -> int:
        return len(self.token_counts)

    def __getitem__(self, index: Any) -> Any:
        assert isinstance(index, int)
        self.asked.append(index)
        return example(int(self.token_counts[index]), index)


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_of_examples_on_disk_only_those_of_the_batch_are_read(way: dict[str, Any]) -> None:
    examples = OnDisk(100_000)
    batch = next(batches_for(examples, 8, 1, 0, start=Position(rows=24), **way))
    assert len(examples.asked) == len(set(examples.asked))
    assert int(examples.token_counts[examples.asked].sum()) == int((batch.input_ids != 0).sum())
    examples.asked.clear()
    assert batches_per_epoch(examples, 8, 1, way.get("pack_to", 0)) <= 12_500
    assert not examples.asked
    next(in_order(examples, 4, 0))
    assert {int(examples.token_counts[index]) for index in examples.asked} == {64}


def test_packing_keeps_every_token_and_fills_rows_better() -> None:
    plain = list(islice(batches_for(EXAMPLES, 2, 1, 0), batches_per_epoch(EXAMPLES, 2, 1)))
    packed = list(islice(batches_for(EXAMPLES, 2, 1, 0, pack_to=48), batches_per_epoch(EXAMPLES, 2, 1, pack_to=48)))
    assert sum(batch.learned_tokens for batch in packed) == sum(batch.learned_tokens for batch in plain)
    assert sum(batch.input_ids.numel() for batch in packed) < sum(batch.input_ids.numel() for batch in plain)
    assert all(batch.input_ids.shape[1] <= 48 for batch in packed)


def test_the_loss_equals_the_models_own(tiny_folder: Path) -> None:
    model = fresh_model(tiny_folder)
    inputs = next(batches_for(EXAMPLES, 8, 1, 0)).inputs("cpu")
    torch.testing.assert_close(learned_loss(model, **inputs), model(**inputs).loss, atol=1e-6, rtol=1e-6)


def test_logits_exist_at_some_learned_positions_at_a_time(llama_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = fresh_model(llama_folder)
    seen: list[int] = []
    monkeypatch.setattr(chunked_head, "_FEWEST_ROWS", 40)
    monkeypatch.setitem(chunked_head._PIECE, "cpu", 1)
    handle = model.lm_head.register_forward_hook(lambda module, args, output: seen.append(output.shape[1]))
    batch = next(batches_for(EXAMPLES, 8, 1, 0))
    learned_loss(model, **batch.inputs("cpu"))
    handle.remove()
    assert sum(seen) == batch.learned_tokens + 1  # one to see what the model does behind its head
    assert max(seen) == 40


def test_accumulated_batches_weigh_tokens_and_not_batches(tiny_folder: Path) -> None:
    gradients = []
    for size in (8, 1):
        tuned = attach(fresh_model(tiny_folder), Lora()).eval()
        with torch.no_grad():
            for number, parameter in enumerate(tuned.trainable_parameters().values()):
                parameter.copy_(torch.randn(parameter.shape, generator=torch.Generator().manual_seed(number)) * 0.1)
        batches = list(islice(batches_for(EXAMPLES, size, 1, 0), 8 // size))
        learned_tokens = sum(batch.learned_tokens for batch in batches)
        for batch in batches:
            tuned.loss(**batch.inputs("cpu"), num_learned_tokens=learned_tokens).backward()
        gradients.append([parameter.grad for parameter in tuned.trainable_parameters().values()])
    for together, one_by_one in zip(*gradients, strict=True):
        torch.testing.assert_close(one_by_one, together, atol=1e-6, rtol=1e-4)
