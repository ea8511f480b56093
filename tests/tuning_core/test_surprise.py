"""How surprised base and tuned model are by each token, against the cross-entropy of the full logits."""

import math
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch.nn import functional

from tests.tiny_examples import EXAMPLES
from tests.tuning_core.drained import drained
from tuning_core import TunedModel, attach, load_model
from tuning_core.data.examples import Example
from tuning_core.events import Loading
from tuning_core.methods import Lora, PromptTuning
from tuning_core.methods.base import Method
from tuning_core.models.loss import decoder_inputs
from tuning_core.surprise import Surprise, Surprises, measuring_rows, surprise_of

IDS = np.array([5, 9, 200, 31, 7, 77, 8, 0], dtype=np.int32)
LABELS = {
    "causal_lm": [-100, -100, -100, -100, 7, 77, 8, 0],
    "seq2seq_lm": [31, 7, 0],
    "token_classification": [-100, 1, -100, 2, 0, 0, -100, -100],
    "sequence_classification": [2],
}
KINDS = {"causal_lm": ("llama", "gpt2"), "seq2seq_lm": ("t5", "bart")}
CASES = [
    *((kind, task) for task, kinds in KINDS.items() for kind in kinds),
    ("bert", "sequence_classification"),
    ("bert", "token_classification"),
]


def example_for(task: str) -> Example:
    return Example("rows.jsonl", 1, IDS, np.array(LABELS[task], dtype=np.int32), b"pppplllleeee"[: len(IDS)], task=task)


def tuned_model(folder: Path, task: str, method: Method) -> tuple[TunedModel, Any]:
    model, tokenizer = load_model(str(folder), task=task)
    torch.manual_seed(3)
    tuned = attach(model, method)
    for parameter in tuned.trainable_parameters().values():
        torch.nn.init.normal_(parameter, std=0.5)
    return tuned.eval(), tokenizer


def full_logits(model: Any, example: Example) -> tuple[torch.Tensor, torch.Tensor]:
    """(places, classes) logits and (places,) right answers, in the plainest way."""
    ids = torch.from_numpy(example.token_ids.astype(np.int64))[None]
    labels = torch.from_numpy(example.labels.astype(np.int64))
    inputs = {"input_ids": ids}
    if example.task == "seq2seq_lm":
        inputs["decoder_input_ids"] = decoder_inputs(model, labels[None])
    with torch.no_grad():
        logits = model(**inputs).logits[0]
    match example.task:
        case "causal_lm":
            return logits[-len(ids[0]) :][:-1], ids[0, 1:]
        case "sequence_classification":
            return logits[None], labels
    return logits[labels >= 0], labels[labels >= 0]


def assert_same(found: Surprises, logits: torch.Tensor, targets: torch.Tensor) -> None:
    losses = functional.cross_entropy(logits.double(), targets, reduction="none")
    assert [one.loss for one in found.values()] == pytest.approx(losses.tolist(), abs=1e-5)
    for one, row, target in zip(found.values(), logits, targets.tolist(), strict=True):
        assert one.rank == 1 + int((row > row[target]).sum())
        best = row.double().softmax(dim=0).topk(min(3, len(row))).values
        assert [likely.probability for likely in one.likeliest] == pytest.approx(best.tolist(), abs=1e-6)


@pytest.mark.parametrize(("kind", "task"), CASES)
def test_losses_ranks_and_likeliest_are_those_of_the_full_logits(
    folder_of: Callable[[str, str], Path], kind: str, task: str
) -> None:
    tuned, tokenizer = tuned_model(folder_of(kind, task), task, Lora(target_modules="all-linear"))
    example = example_for(task)
    row = surprise_of(tuned, tokenizer, example)
    assert_same(row.tuned, *full_logits(tuned.model, example))
    with tuned.disabled() as base:
        assert_same(row.base, *full_logits(base, example))
    assert row.base != row.tuned
    assert tuned.enabled


def test_virtual_tokens_stand_before_the_text_and_are_not_asked_about(folder_of: Callable[[str, str], Path]) -> None:
    tuned, tokenizer = tuned_model(folder_of("llama", "causal_lm"), "causal_lm", PromptTuning(num_virtual_tokens=5))
    row = surprise_of(tuned, tokenizer, example_for("causal_lm"))
    assert list(row.tuned) == list(range(1, 8))
    assert_same(row.tuned, *full_logits(tuned.model, example_for("causal_lm")))


def test_the_rows_loss_is_the_one_that_training_reduces(folder_of: Callable[[str, str], Path]) -> None:
    tuned, tokenizer = tuned_model(folder_of("llama", "causal_lm"), "causal_lm", Lora())
    row = surprise_of(tuned, tokenizer, example_for("causal_lm"))
    assert row.learned == {4, 5, 6, 7}
    ids, labels = (torch.from_numpy(one.astype(np.int64))[None] for one in (IDS, example_for("causal_lm").labels))
    with torch.no_grad():
        assert row.loss(row.tuned) == pytest.approx(float(tuned.loss(input_ids=ids, labels=labels)), abs=1e-5)
    with tuned.disabled(), torch.no_grad():
        assert row.loss(row.base) == pytest.approx(float(tuned.loss(input_ids=ids, labels=labels)), abs=1e-5)


def test_a_text_has_a_probability_for_each_class(folder_of: Callable[[str, str], Path]) -> None:
    tuned, tokenizer = tuned_model(folder_of("bert", "sequence_classification"), "sequence_classification", Lora())
    row = surprise_of(tuned, tokenizer, example_for("sequence_classification"))
    (said,) = row.tuned.values()
    assert {likely.text for likely in said.likeliest} == {"neutral", "good", "bad"}
    assert sum(likely.probability for likely in said.likeliest) == pytest.approx(1)
    assert row.answer == "bad"
    assert next(one.probability for one in said.likeliest if one.text == "bad") == pytest.approx(said.probability)


def test_the_answer_stands_behind_what_is_cut(folder_of: Callable[[str, str], Path]) -> None:
    tuned, tokenizer = tuned_model(folder_of("t5", "seq2seq_lm"), "seq2seq_lm", Lora())
    cut = Example(**{**vars(example_for("seq2seq_lm")), "cut_token_ids": np.array([44, 45], dtype=np.int32)})
    row = surprise_of(tuned, tokenizer, cut)
    assert list(row.tuned) == [10, 11, 12]
    assert row.pieces[10].begins_answer


def test_rows_are_measured_as_one_by_one_and_in_their_order(folder_of: Callable[[str, str], Path]) -> None:
    tuned, tokenizer = tuned_model(folder_of("llama", "causal_lm"), "causal_lm", Lora())
    rows = [*EXAMPLES, *EXAMPLES[::-1]]
    events, (base, of_tuned) = drained(measuring_rows(tuned, tokenizer, rows))
    each = [surprise_of(tuned, tokenizer, row) for row in rows]
    assert base == pytest.approx([row.loss(row.base) for row in each], abs=1e-4)
    assert of_tuned == pytest.approx([row.loss(row.tuned) for row in each], abs=1e-4)
    assert events[-1] == Loading("Measuring the rows", len(rows), len(rows))


def test_what_was_measured_before_a_stop_is_kept(folder_of: Callable[[str, str], Path]) -> None:
    tuned, tokenizer = tuned_model(folder_of("llama", "causal_lm"), "causal_lm", Lora())
    stop = threading.Event()
    job = measuring_rows(tuned, tokenizer, EXAMPLES * 3, stop)
    next(job)
    next(job)
    stop.set()
    with pytest.raises(StopIteration) as end:
        next(job)
    _, of_tuned = end.value.value
    assert np.isfinite(of_tuned[:8]).all()
    assert np.isnan(of_tuned[8:]).all()


def test_a_probability_of_one_is_no_surprise() -> None:
    assert Surprise(0.0, 1, ()).probability == 1
    assert Surprise(math.log(4), 2, ()).probability == pytest.approx(0.25)
