"""Batches: order, padding, packing; and the loss over them."""

from itertools import islice
from pathlib import Path

import numpy as np
import pytest
import torch

from tuning_core import attach, load_model
from tuning_core.data.batches import batches_for, batches_per_epoch
from tuning_core.data.examples import Example
from tuning_core.methods import Lora
from tuning_core.models.loss import learned_loss


def _example(length: int, learned_from: int, seed: int = 0) -> Example:
    ids = np.random.default_rng([length, seed]).integers(1, 300, length).astype(np.int32)
    labels = np.where(np.arange(length) >= max(1, learned_from), ids, -100).astype(np.int32)
    return Example("rows.jsonl", length, ids, labels, b"p" * length, np.array([], dtype=np.int32))


EXAMPLES = [_example(length, length // 3, seed) for seed, length in enumerate([5, 40, 7, 23, 9, 31, 12, 6])]


def _ids(batches: object) -> list[list[list[int]]]:
    return [batch.input_ids.tolist() for batch in batches]  # type: ignore[attr-defined]


def test_every_pass_shows_every_example_once_in_a_new_order() -> None:
    per_epoch = batches_per_epoch(EXAMPLES, 3, seed=1)
    passes = [list(islice(batches_for(EXAMPLES, 3, 1, 0, skip=n * per_epoch), per_epoch)) for n in (0, 1)]
    for batches in passes:
        rows = sorted(int(mask.sum()) for batch in batches for mask in batch.attention_mask)
        assert rows == sorted(len(example.token_ids) for example in EXAMPLES)
    assert _ids(passes[0]) != _ids(passes[1])


def test_skipping_equals_having_taken() -> None:
    taken = list(islice(batches_for(EXAMPLES, 3, 1, 0), 7))
    assert _ids(islice(batches_for(EXAMPLES, 3, 1, 0, skip=4), 3)) == _ids(taken[4:])


def test_packing_keeps_every_token_and_fills_rows_better() -> None:
    plain = list(islice(batches_for(EXAMPLES, 2, 1, 0), batches_per_epoch(EXAMPLES, 2, 1)))
    packed = list(islice(batches_for(EXAMPLES, 2, 1, 0, pack_to=48), batches_per_epoch(EXAMPLES, 2, 1, pack_to=48)))
    assert sum(batch.learned_tokens for batch in packed) == sum(batch.learned_tokens for batch in plain)
    assert sum(batch.input_ids.numel() for batch in packed) < sum(batch.input_ids.numel() for batch in plain)
    assert all(batch.input_ids.shape[1] <= 48 for batch in packed)


@pytest.mark.parametrize("attention", ["sdpa", "eager"])
def test_packed_rows_do_not_see_each_other(tiny_folder: Path, attention: str) -> None:
    model, _ = load_model(str(tiny_folder))
    model.set_attn_implementation(attention)
    packed = next(batches_for(EXAMPLES, 8, 1, 0, pack_to=64))
    total = float(learned_loss(model, num_learned_tokens=1, **packed.inputs("cpu")))
    alone = sum(
        float(learned_loss(model, num_learned_tokens=1, **next(batches_for([e], 1, 1, 0)).inputs("cpu")))
        for e in EXAMPLES
    )
    assert packed.input_ids.shape[0] > 1
    assert total == pytest.approx(alone, rel=1e-5)


def test_the_loss_equals_the_models_own(tiny_folder: Path) -> None:
    model, _ = load_model(str(tiny_folder))
    inputs = next(batches_for(EXAMPLES, 8, 1, 0)).inputs("cpu")
    torch.testing.assert_close(learned_loss(model, **inputs), model(**inputs).loss, atol=1e-6, rtol=1e-6)


def test_logits_exist_at_the_learned_positions_alone(llama_folder: Path) -> None:
    model, _ = load_model(str(llama_folder))
    seen: list[torch.Size] = []
    handle = model.lm_head.register_forward_hook(lambda module, args, output: seen.append(output.shape))
    batch = next(batches_for(EXAMPLES, 8, 1, 0))
    learned_loss(model, **batch.inputs("cpu"))
    handle.remove()
    assert seen == [(1, batch.learned_tokens, 400)]


def test_accumulated_batches_weigh_tokens_and_not_batches(tiny_folder: Path) -> None:
    gradients = []
    for size in (8, 1):
        tuned = attach(load_model(str(tiny_folder))[0], Lora()).eval()
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
