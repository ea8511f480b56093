"""A run from beginning to end, and what happens when it does not go as planned."""

import itertools
import math
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from tests.conftest import SHARED_DATA
from tests.tuning_core.drained import drained
from tuning_core import BadInput, JobFailed, RunFile, RunFolder, list_runs, open_run, train
from tuning_core.events import CheckpointSaved, Evaluated, Event, Failed, Finished, Started, StepDone, Warned
from tuning_core.run_file import MethodSettings, TrainingSettings
from tuning_core.training.optimizers import share_of_peak


@pytest.fixture
def run(llama_folder: Path, write_rows: Callable[..., Path]) -> RunFile:
    rows = [{"question": f"the restaurant {n}", "answer": f"near the river {n * 7}"} for n in range(40)]
    return RunFile().with_settings(
        {
            "name": "small",
            "model.path": str(llama_folder),
            "data.train": str(write_rows(rows)),
            "data.validation": 0.2,
            "training.max_steps": 8,
            "training.batch_size": 2,
            "training.learning_rate": 0.01,
            "training.eval_every": 4,
            "training.save_every": 4,
            "method.dropout": 0.1,
        }
    )


def _steps(events: list[Event]) -> list[StepDone]:
    return [event for event in events if isinstance(event, StepDone)]


def _adapter(folder: Path) -> dict[str, torch.Tensor]:
    return load_file(next((folder / "adapter").glob("*.safetensors")))


def test_a_run_learns_and_tells_everything(run: RunFile, tmp_path: Path) -> None:
    events, tuned = drained(train(run, out=tmp_path / "run"))
    started = next(event for event in events if isinstance(event, Started))
    assert (started.training_rows, started.held_out_rows, started.total_steps) == (32, 8, 8)
    assert started.trainable_parameters == tuned.trainable_count()
    assert [event.step for event in _steps(events)] == list(range(1, 9))
    evaluated = [event for event in events if isinstance(event, Evaluated)]
    assert [event.step for event in evaluated] == [4, 8]
    assert evaluated[-1].loss < evaluated[0].loss
    assert evaluated[0].perplexity == pytest.approx(math.exp(evaluated[0].loss))
    assert [event.step for event in events if isinstance(event, CheckpointSaved)] == [4, 8]
    assert isinstance(events[-1], Finished)
    assert not events[-1].stopped


def test_the_run_folder_replays_the_run(run: RunFile, tmp_path: Path) -> None:
    events, _ = drained(train(run, out=tmp_path / "run"))
    opened = open_run(tmp_path / "run")
    assert opened.run == run
    assert _steps(opened.events) == _steps(events)
    assert opened.summary.state == "finished"


def test_runs_are_listed_newest_first_with_their_state(run: RunFile, own_home: Path) -> None:
    for name in ("first", "second"):
        drained(train(run.with_settings({"name": name, "training.max_steps": 1})))
    assert [(summary.name, summary.state) for summary in list_runs()] == [("second", "finished"), ("first", "finished")]


@pytest.mark.parametrize("settings", [{}, {"data.packing": True}, {"training.group_by_length": True}], ids=str)
def test_a_resumed_run_equals_an_uninterrupted_one_bit_for_bit(
    run: RunFile, settings: dict[str, bool], tmp_path: Path
) -> None:
    _assert_resuming_goes_on(run.with_settings({"data.max_length": 64, **settings}), tmp_path)


@pytest.mark.parametrize("name", ["prefix_tuning", "adamix"])
def test_a_run_that_keeps_less_than_it_trains_is_resumed_from_what_it_trains(
    run: RunFile, name: str, tmp_path: Path
) -> None:
    _assert_resuming_goes_on(run.model_copy(update={"method": MethodSettings(name=name)}), tmp_path)


def _assert_resuming_goes_on(run: RunFile, tmp_path: Path) -> None:
    whole, _ = drained(train(run, out=tmp_path / "whole"))
    stop = threading.Event()
    job = train(run, out=tmp_path / "parts", stop=stop)
    first = []
    for event in job:
        first.append(event)
        if isinstance(event, StepDone) and event.step == 3:
            stop.set()
    assert isinstance(first[-1], Finished)
    assert (first[-1].step, first[-1].stopped) == (3, True)
    assert open_run(tmp_path / "parts").summary.resumable
    second, _ = drained(train(run, out=tmp_path / "parts", resume=True))
    losses = [event.loss for event in _steps(first) + _steps(second)]
    assert losses == [event.loss for event in _steps(whole)]
    assert all(
        torch.equal(a, b)
        for a, b in zip(_adapter(tmp_path / "whole").values(), _adapter(tmp_path / "parts").values(), strict=True)
    )


def test_abandoning_a_run_leaves_the_base_as_it_was(run: RunFile, tmp_path: Path) -> None:
    from tuning_core import loading

    _, loaded = drained(loading(run.model))
    before = {name: tensor.clone() for name, tensor in loaded.model.state_dict().items()}
    job = train(run, out=tmp_path / "run", loaded=loaded)
    assert any(isinstance(event, StepDone) for event in itertools.islice(job, 12))
    job.close()
    assert all(torch.equal(tensor, before[name]) for name, tensor in loaded.model.state_dict().items())
    assert not [module for module in loaded.model.modules() if module._forward_hooks]
    assert open_run_state(tmp_path / "run") == "cancelled"


def open_run_state(folder: Path) -> str:
    return next(summary.state for summary in list_runs(folder.parent) if summary.folder == folder)


def test_a_loss_that_is_no_number_ends_the_run_and_the_checkpoint_stands(run: RunFile, tmp_path: Path) -> None:
    run = run.with_settings({"training.learning_rate": 1e9, "training.save_every": 1, "training.schedule": "constant"})
    with pytest.raises(JobFailed, match=r"stopped being a number at step \d+; lower training.learning_rate"):
        drained(train(run.with_settings({"training.max_steps": 200}), out=tmp_path / "run"))
    saved = sorted((tmp_path / "run" / "checkpoints").iterdir())
    tensors = load_file(saved[-1] / "adapter_model.safetensors")
    assert all(torch.isfinite(tensor).all() for tensor in tensors.values())
    opened = open_run(tmp_path / "run")
    assert opened.summary.state == "failed"
    assert isinstance(opened.events[-1], Failed)


def test_bad_input_writes_nothing(run: RunFile, tmp_path: Path, write_rows: Callable[..., Path]) -> None:
    for settings in (
        {"data.train": str(tmp_path / "nothing.jsonl")},
        {"data.train": str(write_rows([{"question": "a", "answer": ""}] * 3, "empty.jsonl"))},
        {"method.target_modules": "nothing"},
        {"model.path": str(tmp_path)},
    ):
        with pytest.raises(BadInput):
            drained(train(run.with_settings(settings), out=tmp_path / "run"))
    assert not (tmp_path / "run").exists()


def test_rows_with_problems_stop_a_run_until_skipping_is_chosen(
    run: RunFile, tmp_path: Path, write_rows: Callable[..., Path]
) -> None:
    rows = [{"question": "the river", "answer": "" if n == 4 else "good food"} for n in range(9)]
    run = run.with_settings({"data.train": str(write_rows(rows, "holes.jsonl")), "training.max_steps": 1})
    with pytest.raises(BadInput, match=r"holes\.jsonl:5: the answer is empty .* data\.skip_problems"):
        drained(train(run, out=tmp_path / "run"))
    events, _ = drained(train(run.with_settings({"data.skip_problems": True}), out=tmp_path / "run"))
    assert any("1 row of holes.jsonl" in event.sentence for event in events if isinstance(event, Warned))


def test_rows_that_are_too_long_are_left_out_and_counted(
    run: RunFile, tmp_path: Path, write_rows: Callable[..., Path]
) -> None:
    rows = [{"question": "the river " * (60 if n == 2 else 1), "answer": f"good food {n}"} for n in range(8)]
    run = run.with_settings(
        {"data.train": str(write_rows(rows, "long.jsonl")), "data.max_length": 32, "training.max_steps": 1}
    )
    events, _ = drained(train(run, out=tmp_path / "run"))
    assert any("left out" in event.sentence for event in events if isinstance(event, Warned))


def test_the_schedule_climbs_and_falls() -> None:
    settings = TrainingSettings(warmup=0.1, schedule="linear")
    shares = [share_of_peak(step, settings, 100) for step in range(101)]
    assert shares[:10] == sorted(shares[:10])
    assert shares[10] == max(shares) == 1.0
    assert shares[100] == 0.0
    assert shares[55] == pytest.approx(0.5)
    assert share_of_peak(55, TrainingSettings(warmup=10, schedule="cosine"), 100) == pytest.approx(0.5)


@pytest.mark.slow
@pytest.mark.skipif(not SHARED_DATA.is_dir(), reason="the shared data is not beside the project")
@pytest.mark.parametrize("data", ["e2e", "gsm8k"])
def test_real_data_trains_on_every_architecture(tiny_folder: Path, data: str, tmp_path: Path) -> None:
    run = RunFile().with_settings(
        {
            "model.path": str(tiny_folder),
            "data.train": str(SHARED_DATA / data / "train.jsonl"),
            "data.validation": 0.002,
            "training.max_steps": 3,
            "training.batch_size": 4,
            "data.max_length": 256,
        }
    )
    events, _ = drained(train(run, out=tmp_path / "run"))
    assert len(_steps(events)) == 3
    assert all(math.isfinite(event.loss) and event.tokens > 0 for event in _steps(events))


def test_a_run_keeps_its_note_and_its_new_name(run: RunFile, tmp_path: Path) -> None:
    drained(train(run, out=tmp_path / "run"))
    folder = RunFolder(tmp_path / "run")
    folder.write_note("the one that worked\n")
    folder.rename("best of all")
    (summary,) = list_runs(tmp_path)
    assert (summary.note, summary.name, summary.state) == ("the one that worked", "best of all", "finished")
    assert RunFile.read(folder.run_file) == run.model_copy(update={"name": "best of all"})
    with pytest.raises(BadInput, match="name"):
        folder.rename("a/b")
