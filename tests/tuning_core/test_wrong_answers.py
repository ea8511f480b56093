"""Rows with wrong answers: how they are read and batched, T-Few's losses over them, and what these do in a run."""

import json
from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
import torch
from torch.nn import functional

from tests.tuning_core.drained import drained
from tuning_core import BadInput, RunFile, attach, load_model, train
from tuning_core.background import result_of
from tuning_core.cli import main
from tuning_core.data.batches import batches_for
from tuning_core.data.prepared import PreparedData
from tuning_core.data.preparing import prepare
from tuning_core.evaluation import evaluating
from tuning_core.events import StepDone
from tuning_core.methods import IA3
from tuning_core.run_file import DataSettings

FolderOf = Callable[[str, str], Path]
KINDS = [("llama", "causal_lm"), ("t5", "seq2seq_lm")]
ROWS = [
    {"question": "near the river", "answer": "good food", "wrong": ["the name", "restaurant near"]},
    {"question": "the name", "answer": "Alimentum", "wrong": ["river"]},
    {"question": "serves", "answer": "good", "wrong": []},
    {"question": "good", "answer": "restaurant the river", "wrong": ["food"]},
]


@pytest.fixture
def prepared_for(write_rows: Callable[..., Path]) -> Callable[..., PreparedData]:
    def make(folder: Path, rows: list[Any] = ROWS, task: str = "causal_lm", **data: Any) -> PreparedData:
        _, tokenizer = load_model(str(folder), task=task)
        settings = DataSettings(**{"train": str(write_rows(rows)), "validation": 0.0, **data})
        return prepare(settings, tokenizer, task=task)

    return make


def _log_probabilities(model: Any, example: Any) -> torch.Tensor:
    """Of the answer's tokens, in a pass of its own: (tokens,)."""
    ids = torch.from_numpy(example.token_ids).long()[None]
    labels = torch.from_numpy(example.labels).long()
    if example.task == "seq2seq_lm":
        start = torch.tensor([model.config.decoder_start_token_id])
        logits = model(input_ids=ids, decoder_input_ids=torch.cat([start, labels[:-1]])[None]).logits[0]
    else:
        logits, labels = model(input_ids=ids).logits[0, :-1], labels[1:]
    return functional.log_softmax(logits, dim=-1)[labels >= 0, labels[labels >= 0]]


def _by_hand(model: Any, examples: list[Any]) -> dict[str, torch.Tensor]:
    """T-Few's three terms, one answer at a time."""
    right = {example: _log_probabilities(model, example) for example in examples}
    wrong = {example: [_log_probabilities(model, one) for one in example.wrong] for example in examples}
    tokens = torch.cat([each for row in wrong.values() for each in row])
    choices = []
    for example, others in wrong.items():
        if others:
            scores = torch.stack([right[example].mean(), *(other.mean() for other in others)])
            choices.append(functional.cross_entropy(scores, torch.tensor(0)))
    return {
        "language": -torch.cat(list(right.values())).mean(),
        "unlikelihood": -(1 - tokens.exp() + 0.01).log().mean(),
        "choices": torch.stack(choices).mean(),
    }


def _stirred(folder: Path, task: str, method: IA3) -> Any:
    """Attached with vectors that are no longer ones."""
    tuned = attach(load_model(str(folder), task=task)[0], method).train()
    with torch.no_grad():
        for number, parameter in enumerate(tuned.trainable_parameters().values()):
            parameter.add_(torch.randn(parameter.shape, generator=torch.Generator().manual_seed(number)) * 0.3)
    return tuned


def _gradients(tuned: Any) -> list[torch.Tensor]:
    return [parameter.grad.clone() for parameter in tuned.trainable_parameters().values()]


@pytest.mark.parametrize(("kind", "task"), KINDS)
def test_a_wrong_answer_stands_where_the_right_one_does(
    kind: str, task: str, folder_of: FolderOf, prepared_for: Callable[..., PreparedData]
) -> None:
    rows = [{**row, "answer": answer} for row in ROWS[:1] for answer in (row["answer"], *row["wrong"])]
    right, *others = prepared_for(folder_of(kind, task), rows, task).training
    assert len(right.wrong) == 2
    for wrong, alone in zip(right.wrong, others, strict=True):
        assert wrong.token_ids.tolist() == alone.token_ids.tolist()
        assert wrong.labels.tolist() == alone.labels.tolist()


@pytest.mark.parametrize("column", ["wrong", "wrong_answers", "distractors", "choices"])
def test_the_right_answer_is_left_out_of_the_choices(
    column: str, llama_folder: Path, prepared_for: Callable[..., PreparedData]
) -> None:
    rows = [{"question": "near", "answer": "good food", column: ["river", "good food ", "name"]}]
    (row,) = prepared_for(llama_folder, rows).rows
    assert row.wrong == ("river", "name")
    assert len(row.example.wrong) == 2


def test_a_table_writes_a_list_as_text(
    llama_folder: Path, tmp_path: Path, prepared_for: Callable[..., PreparedData]
) -> None:
    file = tmp_path / "rows.csv"
    file.write_text("question,answer,wrong\nnear,good,\"['river', 'name']\"\nname,good,\n")
    assert [row.wrong for row in prepared_for(llama_folder, train=str(file)).rows] == [("river", "name"), ()]


@pytest.mark.parametrize(
    ("column", "value", "sentence"),
    [
        ("wrong", "river", "the wrong answers are 'river', not a list of texts (column 'wrong')"),
        ("wrong", {"text": ["a"]}, "the wrong answers are \"{'text': ['a']}\", not a list of texts (column 'wrong')"),
        ("distractors", ["river", 3], "wrong answer 2 is '3', not text (column 'distractors')"),
        ("wrong", [" "], "wrong answer 1 is empty (column 'wrong')"),
        ("choices", ["river", "name"], "the answer 'good' is none of the choices (column 'choices')"),
    ],
)
def test_what_is_no_list_of_wrong_answers_is_told(
    column: str, value: Any, sentence: str, llama_folder: Path, prepared_for: Callable[..., PreparedData]
) -> None:
    (row,) = prepared_for(llama_folder, [{"question": "near", "answer": "good", column: value}]).rows
    assert row.problem == sentence


def test_virtual_tokens_stand_before_wrong_answers_as_well(
    llama_folder: Path, prepared_for: Callable[..., PreparedData]
) -> None:
    slots = "{% for m in messages %}{{ m.content }}{% endfor %}<|virtual:2|>"
    (example,) = prepared_for(llama_folder, ROWS[:1], template=slots).training
    assert [one.slots for one in (example, *example.wrong)] == [2, 2, 2]
    bare = example.without_slots()
    assert [one.slots for one in (bare, *bare.wrong)] == [0, 0, 0]


@pytest.mark.parametrize(("kind", "task"), KINDS)
def test_the_loss_and_its_gradient_are_those_written_out(
    kind: str, task: str, folder_of: FolderOf, prepared_for: Callable[..., PreparedData]
) -> None:
    examples = list(prepared_for(folder_of(kind, task), ROWS, task).training)
    method = IA3(unlikelihood=0.7, length_normalised=1.9)
    tuned = _stirred(folder_of(kind, task), task, method)
    batch = next(batches_for(examples, 4, 1, 1, with_wrong=True))
    assert len(batch.input_ids) == 8
    loss = tuned.loss(**batch.inputs("cpu"))
    loss.backward()
    ours = _gradients(tuned)
    tuned.zero_grad()
    terms = _by_hand(tuned.model, examples)
    by_hand = terms["language"] + 0.7 * terms["unlikelihood"] + 1.9 * terms["choices"]
    by_hand.backward()
    torch.testing.assert_close(loss, by_hand, atol=1e-5, rtol=1e-5)
    for mine, theirs in zip(ours, _gradients(tuned), strict=True):
        torch.testing.assert_close(mine, theirs, atol=1e-6, rtol=1e-4)
    measured = tuned.eval().loss(**batch.inputs("cpu"))
    torch.testing.assert_close(measured, terms["language"], atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize(("kind", "task"), KINDS)
def test_accumulated_batches_make_the_same_step_as_one(
    kind: str, task: str, folder_of: FolderOf, prepared_for: Callable[..., PreparedData]
) -> None:
    examples = prepared_for(folder_of(kind, task), ROWS, task).training
    results = []
    for size in (4, 2, 1):
        tuned = _stirred(folder_of(kind, task), task, IA3())
        batches = list(islice(batches_for(examples, size, 1, 1, with_wrong=True), 4 // size))
        step = {
            "num_learned_tokens": sum(batch.learned_tokens for batch in batches),
            "num_wrong_tokens": sum(batch.wrong_tokens for batch in batches),
            "num_questions": sum(batch.questions for batch in batches),
        }
        assert step == {
            "num_learned_tokens": sum(example.learned_tokens for example in examples),
            "num_wrong_tokens": sum(wrong.learned_tokens for example in examples for wrong in example.wrong),
            "num_questions": 3,
        }
        losses = [tuned.loss(**batch.inputs("cpu"), **step) for batch in batches]
        torch.stack(losses).sum().backward()
        results.append((sum(float(loss.detach()) for loss in losses), _gradients(tuned)))
    for loss, gradients in results[1:]:
        assert loss == pytest.approx(results[0][0], abs=1e-5)
        for mine, theirs in zip(gradients, results[0][1], strict=True):
            torch.testing.assert_close(mine, theirs, atol=1e-6, rtol=1e-4)


def _run(folder: Path, file: Path, task: str = "causal_lm", method: str = "ia3", **settings: Any) -> RunFile:
    plain = RunFile.model_validate(
        {
            "model": {"path": str(folder), "device": "cpu", "task": task},
            "data": {"train": str(file), "validation": str(file)},
            "method": {"name": method},
            "training": {"max_steps": 30, "batch_size": 4, "gradient_accumulation": 1, "save_every": 0},
        }
    )
    return plain.with_settings(settings)


def _louder(folder: Path, task: str, out: Path) -> Path:
    """The model with larger weights: the answers of one fresh from its initialisation hardly depend on the question."""
    model, tokenizer = load_model(str(folder), task=task)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.mul_(5 if parameter.dim() > 1 else 1)
    model.save_pretrained(out)
    tokenizer.save_pretrained(out)
    return out


@pytest.mark.parametrize(("kind", "task"), KINDS)
def test_a_run_makes_wrong_answers_less_likely_and_the_right_one_first(
    kind: str,
    task: str,
    folder_of: FolderOf,
    prepared_for: Callable[..., PreparedData],
    write_rows: Callable[..., Path],
    tmp_path: Path,
) -> None:
    # Each right answer is a wrong one in the other rows, so that only the question tells.
    answers = ["good food", "Alimentum", "the river"]
    asked = zip(["near", "name", "serves"], answers, strict=True)
    rows = [{"question": question, "answer": answer, "choices": answers} for question, answer in asked]
    folder = _louder(folder_of(kind, task), task, tmp_path / "model")
    _, tokenizer = load_model(str(folder), task=task)
    examples = prepared_for(folder, rows, task).training
    wrong = [one for example in examples for one in example.wrong]
    run = _run(folder, write_rows(rows), task, **{"training.learning_rate": 0.3})
    likely = {}
    for weight in (0.0, 1.0):
        changed = run.with_settings({"method.unlikelihood": weight, "method.length_normalised": weight})
        tuned = drained(train(changed, out=tmp_path / f"run-{weight}"))[1]
        base, after = result_of(evaluating(tuned, tokenizer, examples))
        with torch.no_grad():
            likely[weight] = float(torch.cat([_log_probabilities(tuned.model, one) for one in wrong]).mean())
        tuned.detach()
    assert base.accuracy == pytest.approx(1 / 3)
    assert after.accuracy == 1.0
    assert likely[1.0] < likely[0.0] - 0.5


def test_accuracy_is_the_share_of_rows_whose_right_answer_scores_best(
    llama_folder: Path, prepared_for: Callable[..., PreparedData]
) -> None:
    examples = list(prepared_for(llama_folder).training)
    model, tokenizer = load_model(str(llama_folder))
    tuned = attach(model, IA3())
    base, after = result_of(evaluating(tuned, tokenizer, examples))
    with torch.no_grad():
        score = {one: float(_log_probabilities(model, one).mean()) for e in examples for one in (e, *e.wrong)}
    first = [score[one] > max(score[wrong] for wrong in one.wrong) for one in examples if one.wrong]
    assert base.accuracy == after.accuracy == sum(first) / 3
    swapped = [replace(e.wrong[0], wrong=(replace(e, wrong=()),)) for e in examples if len(e.wrong) == 1]
    last = [score[e] < score[e.wrong[0]] for e in examples if len(e.wrong) == 1]
    assert result_of(evaluating(tuned, tokenizer, swapped))[0].accuracy == sum(last) / 2
    assert result_of(evaluating(tuned, tokenizer, [replace(e, wrong=()) for e in examples]))[0].accuracy is None


@pytest.mark.parametrize(
    "settings", [{"method.name": "lora"}, {"method.unlikelihood": 0, "method.length_normalised": 0}]
)
def test_a_method_without_these_losses_does_not_see_the_wrong_answers(
    settings: dict[str, Any], llama_folder: Path, tmp_path: Path, write_rows: Callable[..., Path]
) -> None:
    losses = []
    for name in ("with", "without"):
        rows = [{key: row[key] for key in row if name == "with" or key != "wrong"} for row in ROWS]
        run = _run(llama_folder, write_rows(rows, f"{name}.jsonl"), **settings, **{"training.max_steps": 4})
        events, tuned = drained(train(run, out=tmp_path / name))
        losses.append([event.loss for event in events if isinstance(event, StepDone)])
        tuned.detach()
    assert losses[0] == losses[1]


def test_packing_and_wrong_answers_do_not_go_together(
    llama_folder: Path, tmp_path: Path, write_rows: Callable[..., Path]
) -> None:
    packed = _run(llama_folder, write_rows(ROWS), **{"data.packing": True, "training.max_steps": 1})
    with pytest.raises(BadInput, match=r"data\.packing leaves no room for the wrong answers that IA3 learns from"):
        drained(train(packed, out=tmp_path / "refused"))
    ignoring = packed.with_settings({"method.name": "lora"})
    drained(train(ignoring, out=tmp_path / "ignored"))[1].detach()


def test_the_preview_counts_the_wrong_answers(
    llama_folder: Path, tmp_path: Path, write_rows: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "run.toml").write_text(_run(llama_folder, write_rows(ROWS), **{"data.validation": 0.0}).to_toml())
    assert main(["preview", "--json", str(tmp_path / "run.toml")]) == 0
    assert [row["wrong_answers"] for row in json.loads(capsys.readouterr().out)["rows"]] == [2, 1, 0, 1]
