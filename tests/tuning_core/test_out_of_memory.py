"""Memory that is full: the run is kept, says what would help, and goes on from the step that did not fit."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file

from tests.tuning_core.drained import drained
from tuning_core import JobFailed, LoadedModel, RunFile, loading, train
from tuning_core.background import result_of
from tuning_core.events import CheckpointSaved, Event, Failed, Finished, OutOfMemory, Probed, Started, StepDone
from tuning_core.training import out_of_memory
from tuning_core.training.refitting import train_fitted
from tuning_core.training.run_folder import RunFolder


@pytest.fixture
def run(llama_folder: Path, write_rows: Callable[..., Path]) -> RunFile:
    rows = [{"question": f"the restaurant {n}", "answer": f"near the river {n * 7}"} for n in range(40)]
    return RunFile().with_settings(
        {
            "model.path": str(llama_folder),
            "model.device": "cpu",
            "data.train": str(write_rows(rows)),
            "data.validation": 0.0,
            "training.max_steps": 5,
            "training.batch_size": 4,
            "training.learning_rate": 0.01,
            "method.dropout": 0.1,
        }
    )


@pytest.fixture
def loaded(run: RunFile) -> LoadedModel:
    return result_of(loading(run.model))


class _FullOnce:
    """A part of the model for which there is no room at its n-th pass in training."""

    def __init__(self, model: torch.nn.Module, at: int, error: Exception) -> None:
        self.passes, self.at, self.error = 0, at, error
        self.handle = model.get_submodule("model.layers.1").register_forward_pre_hook(self.enter)

    def enter(self, module: torch.nn.Module, args: tuple[Any, ...]) -> None:
        if module.training:
            self.passes += 1
            if self.passes == self.at:
                raise self.error


ERRORS = [
    torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 20 GiB"),
    pytest.param(
        RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried to allocate 20 bytes"),
        marks=pytest.mark.slow,
    ),
    pytest.param(MemoryError(), marks=pytest.mark.slow),
]


def _events_until_failure(events: Iterator[Event]) -> list[Event]:
    seen: list[Event] = []
    with pytest.raises(JobFailed):
        seen.extend(_noting(events, seen))
    return seen


def _noting(events: Iterator[Event], seen: list[Event]) -> Iterator[Event]:
    """Nothing, but everything is put into `seen`."""
    for event in events:
        seen.append(event)
    yield from ()


def _adapter(folder: Path) -> dict[str, torch.Tensor]:
    return load_file(next((folder / "adapter").glob("*.safetensors")))


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_a_step_that_did_not_fit_is_done_again_as_if_nothing_had_happened(
    run: RunFile, loaded: LoadedModel, error: Exception, tmp_path: Path
) -> None:
    drained(train(run, out=tmp_path / "whole", loaded=loaded))[1].detach()
    full = _FullOnce(loaded.model, 6, error)  # the second batch of the third step
    events = _events_until_failure(train(run, out=tmp_path / "run", loaded=loaded))
    full.handle.remove()
    assert [event.step for event in events if isinstance(event, CheckpointSaved)] == [2]
    assert isinstance(events[-1], OutOfMemory)
    assert events[-1].step == 3
    assert "Step 3 does not fit" in events[-1].sentence
    last = [event for _, event in RunFolder(tmp_path / "run").times_and_events()][-1]
    assert isinstance(last, Failed)
    assert last.sentence == events[-1].sentence
    drained(train(run, out=tmp_path / "run", loaded=loaded, resume=True))
    again, whole = _adapter(tmp_path / "run"), _adapter(tmp_path / "whole")
    assert all(torch.equal(again[name], whole[name]) for name in whole)


@pytest.mark.slow
def test_the_changes_free_memory_and_the_run_goes_on_with_one(
    run: RunFile, loaded: LoadedModel, tmp_path: Path
) -> None:
    full = _FullOnce(loaded.model, 3, MemoryError())
    told = _events_until_failure(train(run, out=tmp_path, loaded=loaded))[-1]
    full.handle.remove()
    assert isinstance(told, OutOfMemory)
    assert all(change.frees_bytes > 0 for change in told.changes)
    assert {name for change in told.changes for name in change.settings} >= {
        "training.batch_size",
        "training.activation_checkpointing",
    }
    changed = run.with_settings(told.changes[0].settings)
    events, _ = drained(train(changed, out=tmp_path, loaded=loaded, resume=True))
    assert next(event.first_step for event in events if isinstance(event, Started)) == 1
    assert [event.step for event in events if isinstance(event, StepDone)] == [2, 3, 4, 5]


def test_a_run_fits_itself_and_goes_on_with_the_model_it_has(
    run: RunFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(out_of_memory, "_WORTH_A_PROBE", 0.0)
    monkeypatch.setattr(out_of_memory, "memory_available", lambda device: 0)
    monkeypatch.setattr("tuning_core.memory.forecasting.memory_available", _less_and_then_more())
    events, _ = drained(train_fitted(run, tmp_path))
    told = next(event for event in events if isinstance(event, OutOfMemory))
    assert told.step == 1
    assert isinstance(events[-1], Finished)
    assert RunFile.read(tmp_path / "run.toml").training.batch_size < run.training.batch_size


def _less_and_then_more() -> Callable[[torch.device], int]:
    asked = []

    def available(device: torch.device) -> int:
        asked.append(device)
        return 10**6 if len(asked) < 3 else 10**10

    return available


def test_trying_the_longest_rows_changes_nothing_that_is_learned(
    run: RunFile, loaded: LoadedModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    events, tuned = drained(train(run, out=tmp_path / "without", loaded=loaded))
    assert not any(isinstance(event, Probed) for event in events)  # there is memory in plenty
    tuned.detach()
    monkeypatch.setattr(out_of_memory, "_WORTH_A_PROBE", 0.0)
    events, _ = drained(train(run, out=tmp_path / "with", loaded=loaded))
    probed = next(event for event in events if isinstance(event, Probed))
    assert events.index(probed) < next(n for n, event in enumerate(events) if isinstance(event, StepDone))
    assert set(probed.parts) >= {"weights", "optimizer", "activations"}
    one, other = _adapter(tmp_path / "with"), _adapter(tmp_path / "without")
    assert all(torch.equal(one[name], other[name]) for name in other)


_LIMITED = """
import json, resource, sys
from tuning_core import RunFile, forecast, train
from tuning_core.background import result_of
from tuning_core.errors import JobFailed
from tuning_core.events import StepDone, to_dict
from tuning_core.measuring import return_what_is_freed
from tuning_core.models.loading import loading
from tuning_core.training.fitting import preparing_for

run, out = RunFile.read(sys.argv[1]), sys.argv[2]
return_what_is_freed()
loaded = result_of(loading(run.model))
prepared = result_of(preparing_for(run, loaded))
step = forecast(loaded.card, run, prepared=prepared).parts["activations"]

def limit():
    data = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmData"))
    resource.setrlimit(resource.RLIMIT_DATA, (1024 * data + step // 2, resource.RLIM_INFINITY))

changes, resume = [{}], False
while changes:
    run = run.with_settings(changes[0])
    print(json.dumps({"event": "begun", "settings": changes[0]}), flush=True)
    changes = []
    try:
        for event in train(run, out=out, resume=resume, loaded=loaded, prepared=prepared):
            told = to_dict(event)
            print(json.dumps(told), flush=True)
            if isinstance(event, StepDone) and event.step == 2 and not resume:
                limit()  # from now on less than a step needs
            changes = [change["settings"] for change in told.get("changes", ())]
    except JobFailed:
        resume = True
"""


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the limit is Linux's")
def test_a_run_that_the_system_refuses_memory_goes_on_with_the_first_change(
    llama_folder: Path, write_rows: Callable[..., Path], tmp_path: Path
) -> None:
    rows = [
        {"question": f"number {n}", "answer": " ".join(f"the river {n * m % 97}" for m in range(90))}
        for n in range(256)
    ]
    run = RunFile().with_settings(
        {
            "model.path": str(llama_folder),
            "model.device": "cpu",
            "data.train": str(write_rows(rows)),
            "data.validation": 0.0,
            "data.max_length": 1024,
            "training.batch_size": 96,
            "training.gradient_accumulation": 1,
            "training.max_steps": 4,
            "training.probe": False,
        }
    )
    (tmp_path / "run.toml").write_text(run.to_toml())
    command = [sys.executable, "-c", _LIMITED, str(tmp_path / "run.toml"), str(tmp_path / "run")]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ, timeout=300)
    events = [json.loads(line) for line in done.stdout.splitlines()]
    full = [event for event in events if event["event"] == "out_of_memory"]
    assert full, done.stderr
    assert full[0]["step"] == 3
    begun = [event["first_step"] for event in events if event["event"] == "started"]
    assert begun == [0, *(event["step"] - 1 for event in full)]
    assert [event["step"] for event in events if event["event"] == "step_done"] == [1, 2, 3, 4]
    assert events[-1]["event"] == "finished"
