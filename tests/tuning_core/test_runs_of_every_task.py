"""A run of each task from rows to numbers: trained, measured, exported."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from tests.tuning_core.drained import drained
from tuning_core import RunFile, train
from tuning_core.background import result_of
from tuning_core.cli import main
from tuning_core.data.preparing import prepare
from tuning_core.evaluation import measuring
from tuning_core.models.loading import load_model
from tuning_core.models.tasks import fit_labels

FolderOf = Callable[[str, str], Path]
SEQUENCE, TOKEN, TEXT = "sequence_classification", "token_classification", "seq2seq_lm"


def _rows(task: str) -> list[dict[str, Any]]:
    places = ["river", "restaurant", "food", "good"]
    if task == SEQUENCE:
        return [{"text": f"{place} {n} {place}", "label": place[0]} for n in range(12) for place in places]
    if task == TOKEN:
        return [
            {"tokens": [place, "the", f"near{n}"], "tags": ["B-PLACE", "O", "I-PLACE"]}
            for n in range(12)
            for place in places
        ]
    return [{"question": f"the {place} {n}", "answer": "near"} for n in range(12) for place in places]


@pytest.fixture
def run_of(folder_of: FolderOf, write_rows: Callable[..., Path], tmp_path: Path) -> Callable[[str, str], Path]:
    """A run file for one architecture and task."""

    def written(kind: str, task: str) -> Path:
        settings = {
            "model.path": str(folder_of(kind, task)),
            "model.task": task,
            "data.train": str(write_rows(_rows(task))),
            "data.validation": 0.25,
            "training.max_steps": 40,
            "training.learning_rate": 0.01,
            "training.gradient_accumulation": 1,
            "training.eval_every": 0,
            "training.save_every": 20,
        }
        file = tmp_path / "run.toml"
        file.write_text(RunFile().with_settings(settings).to_toml())
        return file

    return written


def _json(capsys: pytest.CaptureFixture[str], *arguments: object) -> Any:
    capsys.readouterr()
    assert main([*map(str, arguments), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


CELLS = [
    ("bert", SEQUENCE),
    ("llama", SEQUENCE),
    pytest.param("bart", SEQUENCE, marks=pytest.mark.slow),
    ("roberta", TOKEN),
    pytest.param("qwen2", TOKEN, marks=pytest.mark.slow),
    ("t5", TEXT),
    pytest.param("bart", TEXT, marks=pytest.mark.slow),
]


@pytest.mark.parametrize(("kind", "task"), CELLS)
def test_a_run_learns_its_task_and_is_measured_by_it(
    kind: str, task: str, run_of: Callable[[str, str], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert main(["train", str(run_of(kind, task)), "--out", str(out)]) == 0
    measured = _json(capsys, "evaluate", out)
    base, tuned = measured["base"], measured["tuned"]
    assert measured["rows"] == 12
    assert tuned["loss"] < base["loss"]
    if task == TEXT:
        assert tuned["exact_match"] == 1.0
        written = {"exact_match", "bleu", "rouge_l", "chrf"}
        assert base.keys() == {"loss", "perplexity", "token_accuracy", *written}
    else:
        assert tuned["accuracy"] == tuned["f1"] == 1.0
        assert tuned["perplexity"] is tuned["exact_match"] is None
    exported = _json(capsys, "export", out, tmp_path / "merged", "--as", "merged")
    assert exported["largest_logit_difference"] <= 1e-4
    assert exported["same_greedy_replies"]
    plain = RunFile.read(out / "run.toml").with_settings({"model.path": str(tmp_path / "merged")})
    (tmp_path / "plain.toml").write_text(plain.to_toml())
    merged = _json(capsys, "evaluate", tmp_path / "plain.toml")["base"]
    there = {name: value for name, value in tuned.items() if value is not None}
    assert {name: value for name, value in merged.items() if value is not None} == pytest.approx(
        there, rel=1e-5, abs=1e-4
    )


def test_a_rows_classes_are_counted_by_hand(
    folder_of: FolderOf, write_rows: Callable[..., Path], run_of: Callable[[str, str], Path]
) -> None:
    run = RunFile.read(run_of("bert", TOKEN))
    model, tokenizer = load_model(run.model.path, task=TOKEN)
    prepared = prepare(run.data, tokenizer, task=TOKEN)
    fit_labels(model, prepared.labels)
    model.classifier.weight.zero_()
    model.classifier.bias.copy_(model.classifier.bias.new_tensor([0.0, 5.0, 0.0]))
    assert prepared.labels == ["O", "B-PLACE", "I-PLACE"]
    metrics = result_of(measuring("base", model, tokenizer, prepared.held_out, None))
    assert metrics.accuracy == pytest.approx(1 / 3)  # all is said to begin a place
    assert metrics.f1 == pytest.approx(2 * 2 / (3 + 2))  # three entities said a row, and both right ones are among them


def test_a_fresh_head_learns_at_a_rate_of_its_own(run_of: Callable[[str, str], Path], tmp_path: Path) -> None:
    one_step = {"max_steps": 1, "warmup": 0, "schedule": "constant", "optimizer": "sgd", "weight_decay": 0}
    run = RunFile.read(run_of("bert", TOKEN)).with_settings({f"training.{k}": v for k, v in one_step.items()})

    def learned(rate: float) -> dict[str, Any]:
        _, tuned = drained(train(run.with_settings({"training.head_learning_rate": rate}), out=tmp_path / str(rate)))
        return {name: parameter.detach().clone() for name, parameter in tuned.trainable_parameters().items()}

    start, once, twice = learned(1e-12), learned(0.01), learned(0.02)
    for name in start:
        if name.startswith("classifier."):
            assert (once[name] - start[name]).abs().max() > 0
            assert torch.allclose(twice[name] - start[name], 2 * (once[name] - start[name]), atol=1e-6)
        else:
            assert torch.equal(once[name], twice[name])
