"""The run folder: everything a run was made of and everything it told.

run.toml              the settings, whole
events.jsonl          every event with its time; replays the charts
checkpoints/step-...  adapter and training state
adapter/              the finished adapter
running               holds the process number while the run goes on
"""

import json
import os
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import psutil

from tuning_core.errors import BadInput, JobFailed
from tuning_core.events import (
    CheckpointSaved,
    Evaluated,
    Event,
    Failed,
    Finished,
    Started,
    StepDone,
    from_dict,
    to_dict,
)
from tuning_core.files_aside import write_text_whole
from tuning_core.resource_files import home
from tuning_core.run_file import RunFile


@dataclass(frozen=True)
class RunSummary:
    """A run at a glance. `state` is running, finished, stopped, failed or interrupted."""

    folder: Path
    name: str
    state: str
    created: datetime
    model: str
    task: str
    method: str
    step: int
    total_steps: int
    loss: float | None
    held_out_loss: float | None
    seconds: float
    size_bytes: int
    resumable: bool
    sentence: str


@dataclass(frozen=True)
class OpenedRun:
    run: RunFile
    summary: RunSummary
    events: list[Event]
    adapter_folder: Path


class RunFolder:
    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def run_file(self) -> Path:
        return self.path / "run.toml"

    @property
    def checkpoints(self) -> Path:
        return self.path / "checkpoints"

    @property
    def adapter(self) -> Path:
        return self.path / "adapter"

    @property
    def _lock(self) -> Path:
        return self.path / "running"

    def begin(self, run: RunFile) -> None:
        """Makes the folder, writes the run file and takes the folder for this process."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self._take()
            write_text_whole(self.run_file, run.to_toml())
        except OSError as error:
            raise BadInput(f"{self.path}: the run folder cannot be written ({error.strerror or error}).") from None

    def _take(self) -> None:
        if self.is_running():
            raise BadInput(f"{self.path}: another run is writing to this folder; choose another.")
        self._lock.unlink(missing_ok=True)
        with self._lock.open("x", encoding="utf-8") as lock:
            lock.write(f"{os.getpid()} {psutil.Process().create_time()}")

    def leave(self) -> None:
        self._lock.unlink(missing_ok=True)

    def is_running(self) -> bool:
        try:
            number, started = self._lock.read_text(encoding="utf-8").split()
            return bool(psutil.Process(int(number)).create_time() == float(started))
        except (OSError, ValueError, psutil.Error):
            return False

    def record(self, event: Event) -> None:
        line = json.dumps({"time": round(time.time(), 3), **to_dict(event)}, ensure_ascii=False)
        try:
            with (self.path / "events.jsonl").open("a", encoding="utf-8") as log:
                log.write(line + "\n")
        except OSError as error:
            raise JobFailed(f"{self.path}: the run's log cannot be written ({error.strerror or error}).") from None

    def times_and_events(self) -> Iterator[tuple[float, Event]]:
        """A last line cut off by a crash is left out."""
        file = self.path / "events.jsonl"
        if not file.is_file():
            return
        for line in file.read_text(encoding="utf-8").split("\n"):
            try:
                data = json.loads(line)
                yield data.pop("time"), from_dict(data)
            except (ValueError, KeyError, TypeError):
                continue

    def summary(self) -> RunSummary:
        run = RunFile.read(self.run_file)
        timed = list(self.times_and_events())
        events = [event for _, event in timed]
        steps = [event for event in events if isinstance(event, StepDone)]
        evaluated = [event for event in events if isinstance(event, Evaluated)]
        started = [event for event in events if isinstance(event, Started)]
        saved = any(self.checkpoints.glob("step-*"))
        total_steps = started[-1].total_steps if started else 0
        state, sentence = self._state(events)
        return RunSummary(
            folder=self.path,
            name=run.name,
            state=state,
            created=datetime.fromtimestamp(timed[0][0] if timed else self.run_file.stat().st_mtime),
            model=run.model.path,
            task=run.model.task,
            method=run.method.name,
            step=steps[-1].step if steps else 0,
            total_steps=total_steps,
            loss=steps[-1].loss if steps else None,
            held_out_loss=min((event.loss for event in evaluated), default=None),
            seconds=sum(event.seconds for event in steps),
            size_bytes=sum(file.stat().st_size for file in self.path.rglob("*") if file.is_file()),
            resumable=saved and state != "running" and (not steps or steps[-1].step < total_steps),
            sentence=sentence,
        )

    def _state(self, events: list[Event]) -> tuple[str, str]:
        if self.is_running():
            return "running", ""
        last = next((event for event in reversed(events) if isinstance(event, (Finished, Failed, Started))), None)
        if isinstance(last, Finished):
            return ("stopped" if last.stopped else "finished"), ""
        if isinstance(last, Failed):
            return "failed", last.sentence
        return "interrupted", "The program ended while the run was going on."


def runs_root() -> Path:
    return home() / "runs"


def new_run_folder(name: str) -> Path:
    """A folder that does not exist yet: the run's name, the day and the time."""
    plain = re.sub(r"[^\w.-]+", "-", name).strip("-.") or "run"
    stem = f"{plain}-{datetime.now():%Y%m%d-%H%M%S}"
    for number in range(1000):
        path = runs_root() / (stem if number == 0 else f"{stem}-{number}")
        if not path.exists():
            return path
    raise BadInput(f"{runs_root()} holds too many runs named {stem}.")


def list_runs(root: Path | None = None) -> list[RunSummary]:
    """Newest first. A folder that cannot be read as a run is left out."""
    summaries = []
    for run_file in (root or runs_root()).glob("*/run.toml"):
        try:
            summaries.append(RunFolder(run_file.parent).summary())
        except (BadInput, OSError):
            continue
    return sorted(summaries, key=lambda summary: summary.created, reverse=True)


def open_run(folder: Path | str) -> OpenedRun:
    """Raises BadInput when the folder holds no run, or a run without anything learned."""
    folder = Path(folder)
    if not (folder / "run.toml").is_file():
        raise BadInput(f"{folder} is no run folder: it has no run.toml.")
    run_folder = RunFolder(folder)
    events = [event for _, event in run_folder.times_and_events()]
    adapter = run_folder.adapter if run_folder.adapter.is_dir() else None
    if adapter is None:
        saved = [Path(event.folder).name for event in events if isinstance(event, CheckpointSaved)]
        kept = [run_folder.checkpoints / name for name in reversed(saved) if (run_folder.checkpoints / name).is_dir()]
        adapter = kept[0] if kept else None
    if adapter is None:
        raise BadInput(f"{folder}: this run saved nothing that could be opened.")
    return OpenedRun(RunFile.read(run_folder.run_file), run_folder.summary(), events, adapter)
