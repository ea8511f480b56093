"""Runs of classifiers, from the command line: preview, train, resume, and open again."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import torch

from tests.conftest import SHARED_DATA
from tests.tiny_encoders import write_bert
from tests.tuning_core.drained import drained
from tuning_core import RunFile, load_adapter, open_run, train
from tuning_core.cli import main
from tuning_core.events import Evaluated, Finished, StepDone
from tuning_core.models.loading import LoadedModel, loading
from tuning_core.models.tasks import head_parameters, label_names
from tuning_core.training.fitting import fit_classes, with_classes

SENTENCE, WORD = "sequence_classification", "token_classification"
GOOD, BAD = ("good", "fine", "great"), ("bad", "dull", "awful")
PLACES = ("paris", "rome")
LEARNS = {"training.max_steps": 40, "training.learning_rate": 0.01, "method.name": "full"}


@pytest.fixture(scope="session")
def bert_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    words = [*GOOD, *BAD, *PLACES, "a", "film", "in", "the", "##s"]
    return write_bert(words, tmp_path_factory.mktemp("bert"))


@pytest.fixture
def run_of(bert_folder: Path, tmp_path: Path) -> Callable[..., RunFile]:
    def make(task: str, file: Path | str, **data: Any) -> RunFile:
        return RunFile.from_dict(
            {
                "model": {"path": str(bert_folder), "task": task},
                "data": {"train": str(file), "validation": 0.25, "max_length": 32, **data},
                "training": {"max_steps": 4, "batch_size": 4, "learning_rate": 0.02, "save_every": 2},
            }
        )

    return make


@pytest.fixture
def reviews(write_rows: Callable[..., Path]) -> Path:
    said = [
        (word, name) for pair in zip(BAD, GOOD, strict=True) for word, name in zip(pair, ("bad", "good"), strict=True)
    ]
    rows = [{"sentence": f"{'the ' * n}film {word}", "label": name} for n in range(4) for word, name in said]
    return write_rows(rows)


@pytest.fixture
def sentences(tmp_path: Path) -> Path:
    file = tmp_path / "train"  # no ending, as the shared tasks have it
    named = ["the\tO\nfilms\tO\nin\tO\n" + f"{place}\tB-place" for place in PLACES]
    file.write_text("\n\n".join([*named, "the\tO\nfilms\tO", "in\tO\nthe\tO\nfilm\tB-thing"] * 5), encoding="utf-8")
    return file


def _written(run: RunFile, folder: Path) -> str:
    file = folder / "run.toml"
    file.write_text(run.to_toml(), encoding="utf-8")
    return str(file)


def _loaded(run: RunFile) -> LoadedModel:
    loaded: LoadedModel = drained(loading(run.model))[1]
    return loaded


def test_preview_shows_classes_as_numbers_and_names(
    run_of: Callable[..., RunFile], reviews: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = _written(run_of(SENTENCE, reviews), tmp_path)
    assert main(["preview", file, "--rows", "2", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["label_names"] == ["bad", "good"]
    assert [row["labels"] for row in shown["rows"]] == [[0], [1]]
    assert shown["rows"][0]["text"] == "[CLS] film bad [SEP]"
    assert main(["preview", file]) == 0
    text = capsys.readouterr().out
    assert "[CLS] film good [SEP]\ngood\n" in text
    assert "2 classes: bad, good" in text


def test_preview_names_the_tagged_words(
    run_of: Callable[..., RunFile], sentences: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = _written(run_of(WORD, sentences), tmp_path)
    assert main(["preview", file, "--rows", "2", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["label_names"] == ["O", "B-place", "B-thing"]
    assert shown["rows"][1]["labels"] == [-100, 0, 0, -100, 0, 1, -100]
    assert main(["preview", file]) == 0
    assert "in rome B-place [SEP]" in capsys.readouterr().out


@pytest.mark.parametrize("task", [SENTENCE, WORD])
def test_a_run_keeps_its_classes_and_opens_as_it_was(
    run_of: Callable[..., RunFile], reviews: Path, sentences: Path, tmp_path: Path, task: str
) -> None:
    names = ["bad", "good"] if task == SENTENCE else ["O", "B-place", "B-thing"]
    run = run_of(task, reviews if task == SENTENCE else sentences)
    _, tuned = drained(train(run, out=tmp_path / "run"))
    opened = open_run(tmp_path / "run")
    assert opened.run.data.labels == names
    loaded = _loaded(opened.run)
    fit_classes(opened.run, loaded)
    ids = torch.tensor([loaded.tokenizer("the film in rome")["input_ids"]])
    before, base_before = _logits(tuned, ids)
    after, base_after = _logits(load_adapter(loaded.model, opened.adapter_folder), ids)
    assert label_names(loaded.model) == names
    assert before.shape[-1] == len(names)
    torch.testing.assert_close(after, before)
    torch.testing.assert_close(base_after, base_before)


@pytest.mark.parametrize("task", [SENTENCE, WORD])
def test_the_seed_alone_decides_how_a_head_begins(
    run_of: Callable[..., RunFile], reviews: Path, sentences: Path, task: str
) -> None:
    """Two classes, for which the model has as many outputs without names, and three, for which it has not; and
    whatever else the same loaded model was trained for before."""
    run = run_of(task, reviews if task == SENTENCE else sentences)
    run = with_classes(run, ["bad", "good"] if task == SENTENCE else ["O", "B-place", "B-thing"])
    other = run.with_settings({"training.seed": run.training.seed + 1})
    loaded = _loaded(run)
    begun: list[dict[str, torch.Tensor]] = []
    for one in (run, other, with_classes(run, ["good", "strange", "odd", "bad"]), run):
        fit_classes(one, loaded)
        parameters = {name: loaded.model.get_parameter(name) for name in head_parameters(loaded.model)}
        begun.append({name: parameter.clone() for name, parameter in parameters.items()})
    assert label_names(loaded.model) == run.data.labels
    for name, parameter in begun[0].items():
        assert torch.equal(parameter, begun[3][name])
        of_chance = name == "classifier.weight"  # the files hold a pooler, and biases begin at zero
        assert torch.equal(parameter, begun[1][name]) != of_chance


@torch.no_grad()
def _logits(tuned: Any, ids: torch.Tensor) -> Iterator[torch.Tensor]:
    yield tuned(input_ids=ids).logits
    with tuned.disabled():
        yield tuned(input_ids=ids).logits


def test_one_model_in_memory_serves_runs_with_other_classes(
    run_of: Callable[..., RunFile], reviews: Path, write_rows: Callable[..., Path], tmp_path: Path
) -> None:
    run = run_of(SENTENCE, reviews)
    loaded = _loaded(run)
    three = write_rows([{"text": f"film {n}", "label": n % 3} for n in range(12)], "three.jsonl")
    for name, one, names in (("first", run, ["bad", "good"]), ("other", run_of(SENTENCE, three), ["0", "1", "2"])):
        _, tuned = drained(train(one, out=tmp_path / name, loaded=loaded))
        assert open_run(tmp_path / name).run.data.labels == label_names(tuned.model) == names
        assert tuned(input_ids=torch.tensor([[2, 5, 3]])).logits.shape == (1, len(names))
        tuned.detach()
    drained(train(run, out=tmp_path / "again", loaded=loaded))
    assert label_names(loaded.model) == ["bad", "good"]


def test_a_resumed_run_keeps_the_classes_of_its_folder(
    run_of: Callable[..., RunFile], reviews: Path, tmp_path: Path
) -> None:
    run = run_of(SENTENCE, reviews, labels=["good", "bad"])
    _, straight = drained(train(run, out=tmp_path / "straight"))
    drained(train(run.with_settings({"training.max_steps": 2}), out=tmp_path / "resumed"))
    longer = run.with_settings({"data.labels": []})
    _, resumed = drained(train(longer, out=tmp_path / "resumed", resume=True))
    assert open_run(tmp_path / "resumed").run.data.labels == ["good", "bad"]
    assert resumed.trainable_parameters().keys() == straight.trainable_parameters().keys()


def test_a_classifier_replies_with_the_class_and_its_probability(
    run_of: Callable[..., RunFile], reviews: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = run_of(SENTENCE, reviews).with_settings(LEARNS)
    drained(train(run, out=tmp_path / "run"))
    for word, name in ((GOOD[0], "good"), (BAD[0], "bad")):
        assert main(["chat", str(tmp_path / "run"), "--prompt", f"the film {word}", "--json"]) == 0
        assert re.fullmatch(name + r" \((9\d|100) %\)", json.loads(capsys.readouterr().out)["reply"])
    assert main(["chat", str(tmp_path / "run"), "--prompt", "a great film", "--base"]) == 0
    assert re.fullmatch(r"(good|bad) \(\d\d %\)\n", capsys.readouterr().out)
    assert main(["chat", str(tmp_path / "run"), "--prompt", " "]) == 2
    assert "The message is empty" in capsys.readouterr().err
    assert main(["chat", str(tmp_path / "run"), "--prompt", "awful " * 900]) == 0
    assert capsys.readouterr().out.startswith("bad (")


def test_a_word_classifier_replies_with_what_it_found(
    run_of: Callable[..., RunFile], sentences: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = run_of(WORD, sentences).with_settings(LEARNS)
    drained(train(run, out=tmp_path / "run"))
    for prompt, found in (("the films in Rome", "Rome (place)"), ("the films", "nothing")):
        assert main(["chat", str(tmp_path / "run"), "--prompt", prompt]) == 0
        assert capsys.readouterr().out.strip() == found


@pytest.mark.skipif(not SHARED_DATA.is_dir(), reason="the shared data is not beside the project")
@pytest.mark.parametrize(
    ("task", "file", "validation", "classes"),
    [(SENTENCE, "sst2/validation.csv", 0.1, 2), (WORD, "wnut17/dev", 0.1, 13)],
)
def test_real_data_trains(
    run_of: Callable[..., RunFile], tmp_path: Path, task: str, file: str, validation: float, classes: int
) -> None:
    run = run_of(task, SHARED_DATA / file, validation=validation)
    events, tuned = drained(train(run, out=tmp_path / "run"))
    assert len(open_run(tmp_path / "run").run.data.labels) == classes
    assert {StepDone, Evaluated, Finished} <= {type(event) for event in events}
    assert tuned.model.config.num_labels == classes
