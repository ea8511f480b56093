"""Runs that are broken off, folders that cannot be written, and what goes on afterwards as if nothing had been."""

import errno
import json
import random
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from tests.tuning_core.drained import drained
from tuning_core import BadInput, JobFailed, RunFile, open_run, told_before, train
from tuning_core.errors import NotWritten
from tuning_core.events import CheckpointSaved, Evaluated, Event, Finished, Started, StepDone, Warned
from tuning_core.files_aside import folder_aside, sweep
from tuning_core.methods import all_methods
from tuning_core.training.folder_lock import FolderLock
from tuning_core.training.kept_checkpoints import checkpoints_in, keep, newest_sound
from tuning_core.training.random_state import random_state, seed_all, set_random_state
from tuning_core.training.run_folder import RunFolder, list_runs

pytestmark = pytest.mark.slow


@pytest.fixture
def run(llama_folder: Path, write_rows: Callable[..., Path]) -> RunFile:
    """Steps of 4 rows out of 30 of very unequal lengths, a checkpoint at every second one."""
    rows = [{"question": f"the restaurant {n} " * (1 + n % 7), "answer": f"near the river {n * 7}"} for n in range(30)]
    return RunFile().with_settings(
        {
            "name": "broken off",
            "model.path": str(llama_folder),
            "data.train": str(write_rows(rows)),
            "data.validation": 0.0,
            "data.max_length": 128,
            "training.max_steps": 8,
            "training.batch_size": 2,
            "training.learning_rate": 0.01,
            "training.save_every": 2,
            "method.dropout": 0.1,
        }
    )


def _broken_off(job: Iterator[Event], step: int) -> list[Event]:
    """The events of a run that is left at once when a step is done."""
    events = []
    for event in job:
        events.append(event)
        if isinstance(event, StepDone) and event.step == step:
            job.close()  # type: ignore[attr-defined]
            break
    return events


def _learned(folder: Path) -> dict[str, torch.Tensor]:
    return load_file(next((folder / "adapter").glob("*.safetensors")))


def _assert_same_as_whole(run: RunFile, whole: Path, folder: Path) -> list[Event]:
    """Resumes the run in the folder, and returns what it tells."""
    if not whole.exists():
        drained(train(run, out=whole))
    events, _ = drained(train(run, out=folder, resume=True))
    expected = [event.loss for event in open_run(whole).events if isinstance(event, StepDone)]
    assert [event.loss for event in open_run(folder).events if isinstance(event, StepDone)] == expected
    one, other = _learned(whole), _learned(folder)
    assert one.keys() == other.keys()
    assert all(torch.equal(one[name], other[name]) for name in one)
    return events


def _warnings(events: list[Event]) -> str:
    return "\n".join(event.sentence for event in events if isinstance(event, Warned))


@pytest.mark.parametrize(
    "settings",
    [
        {"data.packing": True},
        {"training.group_by_length": True, "training.gradient_accumulation": 3},
        {"training.optimizer": "adamw_8bit"},
        {"training.activation_checkpointing": True},
        {"training.epochs": 2},
    ],
    ids=lambda settings: next(iter(settings)),
)
def test_a_run_that_was_broken_off_ends_as_if_it_had_not_been(
    run: RunFile, settings: dict[str, Any], tmp_path: Path
) -> None:
    if settings.get("training.optimizer") == "adamw_8bit":
        pytest.importorskip("bitsandbytes")
    run = run.with_settings(settings)
    _broken_off(train(run, out=tmp_path / "run"), 5)
    events = _assert_same_as_whole(run, tmp_path / "whole", tmp_path / "run")
    assert next(event.first_step for event in events if isinstance(event, Started)) == 4


@pytest.mark.parametrize("name", [method.name for method in all_methods()])
def test_every_method_goes_on_as_if_it_had_not_been_broken_off(run: RunFile, name: str, tmp_path: Path) -> None:
    settings = {"name": name, **({"add_biases": True} if name == "bitfit" else {})}
    run = RunFile.from_dict({**run.to_dict(), "method": settings})
    _broken_off(train(run, out=tmp_path / "run"), 5)
    _assert_same_as_whole(run, tmp_path / "whole", tmp_path / "run")


def test_another_batch_size_goes_on_at_the_next_row(run: RunFile, tmp_path: Path) -> None:
    """Four rows a step either way, within one pass, so that only rounding differs."""
    run = run.with_settings({"method.dropout": 0.0, "training.max_steps": 7})
    drained(train(run, out=tmp_path / "whole"))
    _broken_off(train(run, out=tmp_path / "run"), 5)
    other = run.with_settings({"training.batch_size": 4, "training.gradient_accumulation": 1})
    drained(train(other, out=tmp_path / "run", resume=True))
    losses = [
        [event.loss for event in open_run(tmp_path / name).events if isinstance(event, StepDone)]
        for name in ("whole", "run")
    ]
    assert losses[1] == pytest.approx(losses[0], rel=1e-4)


def test_other_rates_are_heeded_and_another_optimizer_starts_without_memory(run: RunFile, tmp_path: Path) -> None:
    _broken_off(train(run, out=tmp_path / "run"), 3)
    shutil.copytree(tmp_path / "run", tmp_path / "other")
    slower = run.with_settings({"training.learning_rate": 0.001, "training.schedule": "constant"})
    events, _ = drained(train(slower, out=tmp_path / "run", resume=True))
    assert {event.learning_rate for event in events if isinstance(event, StepDone)} == {0.001}
    events, _ = drained(train(run.with_settings({"training.optimizer": "sgd"}), out=tmp_path / "other", resume=True))
    assert "optimizer is not that of the checkpoint" in _warnings(events)


def test_other_rows_begin_the_next_pass(run: RunFile, tmp_path: Path, write_rows: Callable[..., Path]) -> None:
    _broken_off(train(run, out=tmp_path / "run"), 3)
    fewer = write_rows([{"question": f"the river {n}", "answer": "good food"} for n in range(9)], "fewer.jsonl")
    events, _ = drained(train(run.with_settings({"data.train": str(fewer)}), out=tmp_path / "run", resume=True))
    assert "the next pass over them begins" in _warnings(events)


def test_a_run_goes_on_with_its_own_method_alone(run: RunFile, tmp_path: Path) -> None:
    _broken_off(train(run, out=tmp_path / "run"), 3)
    with pytest.raises(BadInput, match=r"other settings in \[method\]; resume it with those of its run.toml"):
        drained(train(run.with_settings({"method.rank": 4}), out=tmp_path / "run", resume=True))


# damaged


def _flip_a_byte(checkpoint: Path) -> None:
    file = checkpoint / "training_state.pt"
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def _cut(checkpoint: Path) -> None:
    file = checkpoint / "adapter_model.safetensors"
    file.write_bytes(file.read_bytes()[:-1])


@pytest.mark.parametrize(
    "damage",
    [
        _flip_a_byte,
        _cut,
        lambda checkpoint: (checkpoint / "manifest.json").write_text("{"),
        lambda checkpoint: (checkpoint / "adapter_config.json").unlink(),
    ],
    ids=["flipped", "cut", "manifest", "missing"],
)
def test_a_damaged_checkpoint_is_passed_over_for_the_one_before(
    run: RunFile, damage: Callable[[Path], object], tmp_path: Path
) -> None:
    _broken_off(train(run, out=tmp_path / "run"), 5)
    damage(checkpoints_in(tmp_path / "run" / "checkpoints")[-1])
    events = _assert_same_as_whole(run, tmp_path / "whole", tmp_path / "run")
    assert "step-000004 is passed over: " in _warnings(events)
    assert next(event.first_step for event in events if isinstance(event, Started)) == 2
    assert newest_sound(tmp_path / "run" / "checkpoints")[1] == []


def test_without_a_whole_checkpoint_nothing_is_overwritten(run: RunFile, tmp_path: Path) -> None:
    _broken_off(train(run, out=tmp_path / "run"), 3)
    _flip_a_byte(tmp_path / "run" / "checkpoints" / "step-000002")
    with pytest.raises(BadInput, match="None of the run's checkpoints is whole; begin a new run"):
        drained(train(run, out=tmp_path / "run", resume=True))
    assert (tmp_path / "run" / "checkpoints" / "step-000002").is_dir()


# where it goes on


def test_a_run_without_a_checkpoint_starts_from_its_beginning(run: RunFile, tmp_path: Path) -> None:
    _broken_off(train(run, out=tmp_path / "run"), 1)
    (summary,) = list_runs(tmp_path)
    assert (summary.state, summary.resumable) == ("cancelled", True)
    events = _assert_same_as_whole(run, tmp_path / "whole", tmp_path / "run")
    assert "starts from its beginning, as" in _warnings(events)
    with pytest.raises(BadInput, match="holds no run to resume"):
        drained(train(run, out=tmp_path / "nothing", resume=True))


def test_steps_that_were_lost_show_once(run: RunFile, tmp_path: Path) -> None:
    _broken_off(train(run, out=tmp_path / "run"), 5)
    assert [event.step for event in told_before(tmp_path / "run") if isinstance(event, StepDone)] == [1, 2, 3, 4]
    with (tmp_path / "run" / "events.jsonl").open("a") as log:
        log.write('{"time": 1.0, "event": "step_d')  # a line that the crash cut off
    drained(train(run, out=tmp_path / "run", resume=True))
    opened = open_run(tmp_path / "run")
    assert [event.step for event in opened.events if isinstance(event, StepDone)] == list(range(1, 9))
    assert [event.step for event in opened.events if isinstance(event, CheckpointSaved)] == [2, 4, 6, 8]
    assert opened.summary.state == "finished"


def test_an_earlier_checkpoint_can_be_gone_back_to(run: RunFile, tmp_path: Path) -> None:
    run = run.with_settings({"training.keep_checkpoints": 9})
    _broken_off(train(run, out=tmp_path / "run"), 7)
    job = train(run, out=tmp_path / "run", resume=True, from_step=3)
    events = _broken_off(job, 3)
    assert next(event.first_step for event in events if isinstance(event, Started)) == 2
    assert [path.name for path in checkpoints_in(tmp_path / "run" / "checkpoints")] == ["step-000002"]
    with pytest.raises(BadInput, match="no checkpoint of step 1 or before"):
        drained(train(run, out=tmp_path / "run", resume=True, from_step=1))


def test_a_run_that_was_killed_when_it_had_ended_early_does_not_go_on(run: RunFile, tmp_path: Path) -> None:
    settings = {"data.validation": 0.2, "training.eval_every": 1, "training.early_stopping": 1}
    run = run.with_settings({**settings, "training.learning_rate": 3.0, "training.max_steps": 40})
    events, _ = drained(train(run, out=tmp_path / "whole"))
    last = next(event.step for event in reversed(events) if isinstance(event, StepDone))
    assert last < 40
    shutil.copytree(tmp_path / "whole", tmp_path / "run")
    log = tmp_path / "run" / "events.jsonl"
    log.write_text("".join(line for line in log.read_text().splitlines(True) if '"finished"' not in line))
    shutil.rmtree(tmp_path / "run" / "adapter")
    _assert_same_as_whole(run, tmp_path / "whole", tmp_path / "run")


def test_a_best_checkpoint_that_could_not_be_written_is_not_missed_in_silence(run: RunFile, tmp_path: Path) -> None:
    settings = {"data.validation": 0.2, "training.eval_every": 1, "training.keep_best": True}
    run = run.with_settings({**settings, "training.learning_rate": 3.0, "training.max_steps": 10})
    told = []
    for event in train(run, out=tmp_path / "run"):
        told.append(event)
        if isinstance(event, StepDone) and event.step == 10:
            best = [event.step for event in told if isinstance(event, Evaluated) and event.best][-1]
            shutil.rmtree(tmp_path / "run" / "checkpoints" / f"step-{best:06d}")
    assert [event.step for event in told if isinstance(event, Evaluated) and event.best][-1] == best < 10
    assert "The adapter is that of the last step: the best one" in _warnings(told)


def test_stopping_frees_everything_and_the_run_goes_on_later(run: RunFile, tmp_path: Path) -> None:
    run, stop = run.with_settings({"data.validation": 0.2}), threading.Event()
    events = []
    for event in train(run, out=tmp_path / "run", stop=stop):
        events.append(event)
        if isinstance(event, StepDone) and event.step == 3:
            stop.set()
    assert isinstance(events[-1], Finished)
    assert events[-1].stopped
    assert [event.step for event in events if isinstance(event, CheckpointSaved)] == [2, 3]
    _assert_same_as_whole(run, tmp_path / "whole", tmp_path / "run")


# checkpoints


def test_the_last_checkpoints_and_the_best_one_are_kept(run: RunFile, tmp_path: Path) -> None:
    evaluating = {"data.validation": 0.3, "training.eval_every": 1, "training.save_every": 0}
    events, _ = drained(train(run.with_settings({**evaluating, "training.keep_checkpoints": 9}), out=tmp_path / "run"))
    best = [event.step for event in events if isinstance(event, Evaluated) and event.best]
    folder = tmp_path / "run" / "checkpoints"
    assert [path.name for path in checkpoints_in(folder)] == [f"step-{step:06d}" for step in sorted({*best, 8})]
    assert len(best) > 3
    keep(folder, 2, best_step=best[1])
    left = [path.name for path in checkpoints_in(folder)]
    assert left[0] == f"step-{best[1]:06d}"
    assert (len(left), left[-1]) == (3, "step-000008")


def test_checkpoints_are_saved_by_the_clock_too_and_change_nothing(run: RunFile, tmp_path: Path) -> None:
    drained(train(run.with_settings({"training.save_every": 0}), out=tmp_path / "rarely"))
    often = run.with_settings({"training.save_every": 0, "training.save_minutes": 1e-9})
    events, _ = drained(train(often, out=tmp_path / "often"))
    assert [event.step for event in events if isinstance(event, CheckpointSaved)] == list(range(1, 9))
    one, other = _learned(tmp_path / "rarely"), _learned(tmp_path / "often")
    assert all(torch.equal(one[name], other[name]) for name in one)


def test_random_numbers_of_every_kind_come_back() -> None:
    seed_all(7)
    saved = json.loads(json.dumps({**random_state(), "torch": None}))
    saved["torch"] = torch.get_rng_state()

    def drawn() -> list[float]:
        return [float(torch.rand(())), random.random(), random.gauss(0, 1), float(np.random.normal())]

    first = drawn()
    assert drawn() != first
    set_random_state(saved)
    assert drawn() == first


# one folder, one run


def test_two_runs_cannot_write_one_folder(run: RunFile, tmp_path: Path) -> None:
    job = train(run, out=tmp_path / "run")
    for event in job:
        if isinstance(event, StepDone) and event.step == 3:
            break
    with pytest.raises(BadInput, match="holds a run already"):
        drained(train(run, out=tmp_path / "run"))
    with pytest.raises(BadInput, match="another run is writing to this folder"):
        drained(train(run, out=tmp_path / "run", resume=True))
    assert RunFolder(tmp_path / "run").is_running()
    job.close()
    assert not RunFolder(tmp_path / "run").is_running()


HOLDER = """
import sys, time
from pathlib import Path
from tuning_core.training.folder_lock import FolderLock
lock = FolderLock(Path(sys.argv[1]))
print(lock.take(), flush=True)
time.sleep(60)
"""


def test_a_killed_process_holds_no_folder(tmp_path: Path) -> None:
    lock = FolderLock(tmp_path / "lock")
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, lock.file], stdout=subprocess.PIPE, text=True)
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "True\n"
        assert lock.is_taken()
        assert not lock.take()
    finally:
        holder.send_signal(signal.SIGKILL)
        holder.communicate()
    assert not lock.is_taken()
    assert lock.take()
    lock.leave()


def test_a_folder_of_a_newer_program_is_refused(run: RunFile, tmp_path: Path) -> None:
    _broken_off(train(run, out=tmp_path / "run"), 3)
    (tmp_path / "run" / "format.json").write_text('{"version": 99}')
    for job in (lambda: open_run(tmp_path / "run"), lambda: drained(train(run, out=tmp_path / "run", resume=True))):
        with pytest.raises(BadInput, match=r"newer version of this program \(format 99\); update to open it"):
            job()


# writing


def test_what_a_killed_process_left_half_made_is_removed_and_what_it_replaced_comes_back(tmp_path: Path) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    for name in (f".adapter.{dead.pid}.abc.part", f".adapter.{dead.pid}.abd.old", f".other.{dead.pid}.abc.part"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text(name)
    with folder_aside(tmp_path / "living") as aside:
        sweep(tmp_path)
        assert aside.is_dir()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["adapter", "living"]
    assert (tmp_path / "adapter" / "file").read_text().endswith(".old")


def test_a_folder_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "adapter"
    for number in (1, 2):
        with folder_aside(target, replace=True) as aside:
            (aside / str(number)).touch()
    assert [path.name for path in target.iterdir()] == ["2"]
    with pytest.raises(NotWritten, match="the disk is full"), folder_aside(target, replace=True) as aside:
        raise OSError(errno.ENOSPC, "No space left on device")
    assert [path.name for path in target.iterdir()] == ["2"]
    with pytest.raises(NotWritten), folder_aside(target):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["adapter"]


@contextmanager
def _no_file_beyond(size: int) -> Iterator[None]:
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_run_goes_on_when_a_checkpoint_cannot_be_written(run: RunFile, tmp_path: Path) -> None:
    events: list[Event] = []
    job = train(run, out=tmp_path / "run")
    events += _until(job, 3)
    with _no_file_beyond(40_000):
        events += _until(job, 5)
    events += drained(job)[0]  # type: ignore[arg-type]
    assert "The checkpoint of step 4 cannot be written to" in (said := _warnings(events))
    assert "training goes on, and the last checkpoint is step-000002" in said
    assert [event.step for event in events if isinstance(event, CheckpointSaved)] == [2, 6, 8]
    assert not list((tmp_path / "run" / "checkpoints").glob(".*"))


def _until(job: Iterator[Event], step: int) -> list[Event]:
    events = []
    for event in job:
        events.append(event)
        if isinstance(event, StepDone) and event.step == step:
            break
    return events


def test_a_log_that_cannot_be_written_is_caught_up_with(run: RunFile, tmp_path: Path) -> None:
    job = train(run, out=tmp_path / "run")
    events = _until(job, 2)
    log, aside = tmp_path / "run" / "events.jsonl", tmp_path / "aside"
    log.rename(aside)
    log.mkdir()
    events += _until(job, 5)
    log.rmdir()
    aside.rename(log)
    events += drained(job)[0]  # type: ignore[arg-type]
    assert _warnings(events).count("events.jsonl cannot be written") == 1
    assert [event.step for event in open_run(tmp_path / "run").events if isinstance(event, StepDone)] == [*range(1, 9)]


def test_a_run_whose_folder_is_gone_says_so_and_makes_no_other(run: RunFile, tmp_path: Path) -> None:
    job = train(run, out=tmp_path / "run")
    _until(job, 3)
    (tmp_path / "run").rename(tmp_path / "moved")
    with pytest.raises(JobFailed, match="was moved or deleted while the run was going on; put it back and resume"):
        drained(job)  # type: ignore[arg-type]
    assert not (tmp_path / "run").exists()
    (tmp_path / "moved").rename(tmp_path / "run")
    _assert_same_as_whole(run, tmp_path / "whole", tmp_path / "run")


def test_one_batch_of_eight_equals_eight_of_one(run: RunFile, tmp_path: Path, write_rows: Callable[..., Path]) -> None:
    """Rows of very unequal lengths weigh by what is learned of them, so the sizes of the batches do not matter."""
    rows = [
        {"question": f"the river {n} " * (1 + n % 5), "answer": f"good food {n} " * (1 + n * n // 3)} for n in range(16)
    ]
    run = run.with_settings(
        {
            "data.train": str(write_rows(rows, "unequal.jsonl")),
            "data.max_length": 640,
            "method.dropout": 0.0,
            "training.optimizer": "sgd",
            "training.learning_rate": 0.3,
            "training.max_steps": 4,
        }
    )
    told = []
    for size in (8, 1):
        sizes = {"training.batch_size": size, "training.gradient_accumulation": 8 // size}
        events, _ = drained(train(run.with_settings(sizes), out=tmp_path / str(size)))
        told.append([event for event in events if isinstance(event, StepDone)])
    one, other = _learned(tmp_path / "8"), _learned(tmp_path / "1")
    for name in one:
        torch.testing.assert_close(other[name], one[name], atol=1e-6, rtol=0)
    for value in ("loss", "grad_norm", "tokens"):
        first, second = ([getattr(event, value) for event in events] for events in told)
        assert second == pytest.approx(first, rel=1e-6)
