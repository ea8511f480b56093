"""What a run measures while it learns, what it keeps, and when it ends early."""

import itertools
import json
import re
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file

from tests.conftest import SHARED_DATA
from tests.tiny_encoders import write_bert
from tests.tuning_core.drained import drained
from tuning_core import BadInput, RunFile, load_adapter, load_model, open_run, train
from tuning_core.events import Evaluated, Event, Finished, Loading, SampleReply, StepDone, Warned
from tuning_core.models.loss import learned_loss
from tuning_core.run_file import TrainingSettings
from tuning_core.training.best import Best, stops_early

PLACES = ["the river", "good food", "the bridge", "a garden"]


@pytest.fixture
def run(llama_folder: Path, write_rows: Callable[..., Path]) -> RunFile:
    rows = [{"question": f"restaurant {n}", "answer": PLACES[n % 4]} for n in range(40)]
    return RunFile().with_settings(
        {
            "model.path": str(llama_folder),
            "data.train": str(write_rows(rows)),
            "data.validation": 0.2,
            "training.max_steps": 6,
            "training.batch_size": 4,
            "training.gradient_accumulation": 1,
            "training.learning_rate": 0.01,
            "training.schedule": "constant",
            "training.eval_every": 2,
            "training.eval_replies": 2,
            "training.save_every": 0,
        }
    )


def _evaluated(events: list[Event]) -> list[Evaluated]:
    return [event for event in events if isinstance(event, Evaluated)]


def _losses(events: list[Event]) -> list[float]:
    return [event.loss for event in events if isinstance(event, StepDone)]


def test_each_evaluation_tells_metrics_and_replies_to_the_same_rows(run: RunFile, tmp_path: Path) -> None:
    run = run.with_settings({"training.metrics": ["exact_match", "bleu", "rouge_l", "chrf"], "data.template": "chatml"})
    evaluated = _evaluated(drained(train(run, out=tmp_path / "run"))[0])
    assert [event.step for event in evaluated] == [2, 4, 6]
    assert set(evaluated[0].metrics) == {"token_accuracy", "exact_match", "bleu", "rouge_l", "chrf"}
    asked = [[(reply.prompt, reply.answer) for reply in event.replies] for event in evaluated]
    assert asked[0] == asked[1] == asked[2]
    assert len(asked[0]) == 2
    assert all(re.fullmatch(r"restaurant \d+", prompt) and answer in PLACES for prompt, answer in asked[0])
    assert _evaluated(open_run(tmp_path / "run").events) == evaluated


def test_only_cheap_scores_are_measured_unless_others_are_asked_for(run: RunFile, tmp_path: Path) -> None:
    run = run.with_settings({"training.max_steps": 1, "training.eval_replies": 0})
    (evaluated,) = _evaluated(drained(train(run, out=tmp_path / "run"))[0])
    assert set(evaluated.metrics) == {"token_accuracy"}
    assert evaluated.replies == ()


def test_a_model_that_has_learned_the_rows_has_full_marks(run: RunFile, tmp_path: Path, llama_folder: Path) -> None:
    rows = [{"question": f"restaurant {n}", "answer": "good food"} for n in range(12)]
    Path(run.data.train_files[0]).write_text("\n".join(map(json.dumps, rows)))
    run = run.with_settings(
        {"training.max_steps": 30, "training.eval_every": 0, "training.metrics": ["exact_match", "chrf"]}
    )
    (evaluated,) = _evaluated(drained(train(run, out=tmp_path / "run"))[0])
    assert evaluated.metrics == {"token_accuracy": 1.0, "exact_match": 1.0, "chrf": 100.0}
    assert evaluated.replies[0].reply == evaluated.replies[0].answer == "good food"


@pytest.mark.parametrize("method", [{"method.dropout": 0.3}, {"method.name": "adamix"}], ids=str)
def test_a_run_learns_the_same_however_often_it_is_measured(
    run: RunFile, method: dict[str, Any], tmp_path: Path
) -> None:
    run = RunFile.from_dict({**run.to_dict(), "method": {"name": "lora"}}).with_settings(method)
    always = run.with_settings({"training.eval_every": 1, "training.metrics": ["bleu"]})
    never = run.with_settings({"data.validation": str(tmp_path / "other.jsonl"), "training.eval_every": 0})
    (tmp_path / "other.jsonl").write_text('{"question": "a", "answer": "b"}\n')
    always = always.with_settings({"data.validation": str(tmp_path / "other.jsonl")})
    often, _ = drained(train(always, out=tmp_path / "often"))
    once, _ = drained(train(never, out=tmp_path / "once"))
    assert _losses(often) == _losses(once)
    weights = [load_file(next((tmp_path / name / "adapter").glob("*.safetensors"))) for name in ("often", "once")]
    assert all(torch.equal(tensor, weights[1][name]) for name, tensor in weights[0].items())


def test_an_evaluation_shows_its_progress_and_heeds_stop(run: RunFile, tmp_path: Path) -> None:
    stop = threading.Event()
    events = []
    for event in train(run.with_settings({"training.batch_size": 2}), out=tmp_path / "run", stop=stop):
        events.append(event)
        if isinstance(event, Loading) and event.what == "Measuring held-out rows" and event.done == 4:
            stop.set()
    assert Loading("Measuring held-out rows", 4, 8) in events
    assert Loading("Measuring held-out rows", 6, 8) not in events
    assert not _evaluated(events)
    assert isinstance(events[-1], Finished)
    assert events[-1].stopped
    resumed, _ = drained(train(run, out=tmp_path / "run", resume=True))
    assert [event.step for event in _evaluated(resumed)] == [2, 4, 6]


def test_only_so_many_held_out_rows_are_measured(run: RunFile, tmp_path: Path) -> None:
    run = run.with_settings({"training.max_steps": 1, "training.eval_rows": 3})
    events, _ = drained(train(run, out=tmp_path / "run"))
    assert {event.total for event in events if isinstance(event, Loading) and event.what.startswith("Measuring")} == {
        3,
        2,
    }


def test_texts_are_shown_with_how_they_go_on(run: RunFile, tmp_path: Path, write_rows: Callable[..., Path]) -> None:
    texts = write_rows(
        [{"text": f"the restaurant near the river serves {n} dishes a day"} for n in range(20)], "t.jsonl"
    )
    run = run.with_settings({"data.train": str(texts), "training.max_steps": 1})
    (evaluated,) = _evaluated(drained(train(run, out=tmp_path / "run"))[0])
    shown = evaluated.replies[0]
    assert (shown.prompt + shown.answer).replace(" ", "").endswith("dishesaday")
    assert shown.prompt.startswith("the restaurant")
    assert shown.reply


def test_classifiers_are_shown_with_their_classes(
    run: RunFile, tmp_path: Path, write_rows: Callable[..., Path]
) -> None:
    folder = write_bert(["film", "good", "bad", "in", "rome"], tmp_path)
    rows = [{"text": f"{'film ' * n}{word}", "label": word} for word in ("good", "bad") for n in range(1, 9)]
    learning = {"model.path": str(folder), "training.max_steps": 40, "training.eval_every": 0, "method.name": "full"}
    run = run.with_settings({**learning, "model.task": "sequence_classification"})
    run = run.with_settings({"data.train": str(write_rows(rows, "classes.jsonl")), "data.validation": 0.5})
    (evaluated,) = _evaluated(drained(train(run, out=tmp_path / "run"))[0])
    assert evaluated.metrics == {"accuracy": 1.0, "f1": 1.0}
    assert len(evaluated.replies) == 2
    assert all(reply.prompt.endswith(f"film {reply.answer}") for reply in evaluated.replies)
    assert all(reply.reply == reply.answer for reply in evaluated.replies)
    words = tmp_path / "words.conll"
    words.write_text("\n\n".join(["film\tO\nin\tO\nrome\tB-place", "film\tO\nin\tO\nfilm\tO"] * 8), encoding="utf-8")
    tagging = {"model.task": "token_classification", "data.train": str(words), "data.validation": str(words)}
    (evaluated,) = _evaluated(drained(train(run.with_settings(tagging), out=tmp_path / "tags"))[0])
    assert SampleReply("film in rome", "rome (place)", "rome (place)") in evaluated.replies


def _overfitting(run: RunFile, write_rows: Callable[..., Path], **training: Any) -> RunFile:
    """Learns one answer and is measured by another, so that each step makes the held-out loss worse."""
    learned = [{"question": f"restaurant {n}", "answer": "good food"} for n in range(16)]
    held = [{"question": f"restaurant {n}", "answer": "a name : Alimentum"} for n in range(4)]
    files = {"data.train": str(write_rows(learned, "l.jsonl")), "data.validation": str(write_rows(held, "h.jsonl"))}
    rates = {"training.learning_rate": 0.02, "training.max_steps": 20}
    return run.with_settings({**files, **rates, **{f"training.{name}": value for name, value in training.items()}})


def test_a_run_that_gets_no_better_ends_early_with_its_best(
    run: RunFile, write_rows: Callable[..., Path], tmp_path: Path
) -> None:
    run = _overfitting(run, write_rows, early_stopping=2)
    events, tuned = drained(train(run, out=tmp_path / "run"))
    evaluated = _evaluated(events)
    best = min(evaluated, key=lambda event: event.loss)
    assert events[-1].step == evaluated[-1].step == best.step + 4 < 20  # type: ignore[union-attr]
    assert [event.best for event in evaluated[-2:]] == [False, False]
    said = [event.sentence for event in events if isinstance(event, Warned)][-1]
    assert "2 evaluations in a row brought no better held-out loss" in said
    assert f"The adapter is that of step {best.step}" in said
    held_out = _held_out_loss(tuned.model, run)
    assert held_out == pytest.approx(best.loss, rel=1e-5)
    model, _ = load_model(run.model.path)
    assert _held_out_loss(load_adapter(model, tmp_path / "run" / "adapter").model, run) == pytest.approx(held_out)


def _held_out_loss(model: Any, run: RunFile) -> float:
    from tuning_core.data.batches import in_order
    from tuning_core.models.loading import loading
    from tuning_core.training.fitting import preparing_for

    prepared = drained(preparing_for(run, drained(loading(run.model))[1]))[1]
    (batch,) = in_order(prepared.held_out, 8, 0)
    with torch.no_grad():
        return float(learned_loss(model, **batch.inputs("cpu")))


@pytest.mark.parametrize("name", ["prefix_tuning", "adamix", "freeze"])
def test_the_best_of_every_kind_of_method_is_put_back(
    run: RunFile, write_rows: Callable[..., Path], name: str, tmp_path: Path
) -> None:
    run = _overfitting(run, write_rows, keep_best=True, eval_every=1, max_steps=6).with_settings({"method.name": name})
    events, tuned = drained(train(run, out=tmp_path / "run"))
    best = min(_evaluated(events), key=lambda event: event.loss)
    assert best.step < 6
    assert _held_out_loss(tuned.eval().model, run) == pytest.approx(best.loss, rel=1e-4)


def test_a_best_checkpoint_that_was_lost_is_told(run: RunFile, write_rows: Callable[..., Path], tmp_path: Path) -> None:
    run = _overfitting(run, write_rows, keep_best=True, eval_every=1, max_steps=6)
    events = []
    for event in train(run, out=tmp_path / "run"):
        events.append(event)
        if isinstance(event, StepDone) and event.step == 6:
            best = min(_evaluated(events), key=lambda event: event.loss).step
            (tmp_path / "run" / "checkpoints" / f"step-{best:06d}" / "manifest.json").unlink()
    assert "The adapter is that of the last step" in [e.sentence for e in events if isinstance(e, Warned)][-1]


def test_waiting_for_a_better_evaluation_goes_on_after_resuming(
    run: RunFile, write_rows: Callable[..., Path], tmp_path: Path
) -> None:
    run = _overfitting(run, write_rows, early_stopping=4)
    whole, _ = drained(train(run, out=tmp_path / "whole"))
    job = train(run.with_settings({"training.save_every": 1}), out=tmp_path / "parts")
    seen = list(itertools.takewhile(lambda event: not (isinstance(event, StepDone) and event.step == 7), job))
    job.close()
    events, _ = drained(train(run, out=tmp_path / "parts", resume=True))
    assert events[-1].step == whole[-1].step  # type: ignore[union-attr]
    assert [e.loss for e in _evaluated([*seen, *events])] == [e.loss for e in _evaluated(whole)]


def test_the_best_by_a_score_is_the_highest() -> None:
    best = Best()
    for step, value in ((1, 0.2), (2, 0.6), (3, 0.5), (4, float("nan")), (5, 0.6)):
        best = best.after(step, value, "exact_match")
    assert best == Best(0.6, 2, 3, 5, "exact_match")
    assert best.after(6, 2.0, "loss") == Best(2.0, 6, 0, 6, "loss")
    assert stops_early(best, TrainingSettings(early_stopping=3))
    assert not stops_early(best, TrainingSettings(early_stopping=4))
    assert not stops_early(best, TrainingSettings())


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        (
            {"training.best_by": "f1"},
            "training.best_by = 'f1' is not measured for model.task = 'causal_lm'; choose loss",
        ),
        ({"training.keep_best": True, "data.validation": 0.0}, "training.keep_best needs held-out rows"),
        ({"training.early_stopping": 2, "training.eval_every": 0}, "training.eval_every = 0 makes none"),
        ({"training.metrics": ["meteor"]}, "training.metrics.0 = 'meteor' is not allowed"),
    ],
)
def test_what_cannot_be_measured_is_refused_before_anything_is_written(
    run: RunFile, settings: dict[str, Any], sentence: str, tmp_path: Path
) -> None:
    with pytest.raises(BadInput, match=sentence.replace(".", r"\.")):
        drained(train(run.with_settings(settings), out=tmp_path / "run"))
    assert not (tmp_path / "run").exists()


@pytest.mark.slow
@pytest.mark.skipif(not SHARED_DATA.is_dir(), reason="the shared data is not beside the project")
@pytest.mark.parametrize("data", ["e2e", "gsm8k"])
def test_real_rows_are_shown_without_their_template(run: RunFile, data: str, tmp_path: Path) -> None:
    file = SHARED_DATA / data / "train.jsonl"
    run = run.with_settings({"data.train": str(file), "data.validation": 0.002, "training.max_steps": 1})
    (evaluated,) = _evaluated(drained(train(run, out=tmp_path / "run"))[0])
    assert all("<|" not in reply.prompt + reply.answer for reply in evaluated.replies)
