"""The run folder: everything a run was made of and everything it told.

run.toml              the settings, whole
format.json           the version of this layout
events.jsonl          every event with its time; replays the charts
checkpoints/step-...  adapter and training state
adapter/              the finished adapter
note.txt              what the person wrote down about it
lock                  locked while a run goes on
"""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tuning_core.errors import BadInput, JobFailed
from tuning_core.events import Cancelled, Evaluated, Event, Failed, Finished, Started, StepDone
from tuning_core.files_aside import is_full, make_folder, sweep, why_not_written, write_text_whole
from tuning_core.resource_files import home
from tuning_core.run_file import RunFile
from tuning_core.training.event_log import EventLog
from tuning_core.training.folder_lock import FolderLock
from tuning_core.training.kept_checkpoints import STATE, checkpoints_in, what_is_wrong

VERSION = 2


@dataclass(frozen=True)
class RunSummary:
    """A run at a glance. `state` is running, finished, stopped, cancelled (left without saving), failed or
    interrupted."""

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
    note: str = ""


@dataclass(frozen=True)
class OpenedRun:
    run: RunFile
    summary: RunSummary
    events: list[Event]
    adapter_folder: Path


class RunFolder:
    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = FolderLock(path / "lock")
        self._log = EventLog(path / "events.jsonl")
        self._warned = False

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
    def _note(self) -> Path:
        return self.path / "note.txt"

    @property
    def _format(self) -> Path:
        return self.path / "format.json"

    def require_unused(self) -> None:
        if self.run_file.exists() or self.adapter.exists():
            raise BadInput(f"{self.path} holds a run already; resume it, or choose another folder.")

    def take(self) -> None:
        """For this process, until it leaves it or ends. What a process that was killed left half-made is removed.
        Raises BadInput when another run has it, or when it cannot be written."""
        try:
            taken = self._lock.take()
            if taken:
                sweep(self.path)
                sweep(self.checkpoints)
        except OSError as error:
            self.leave()
            raise self._not_writable(error) from None
        if not taken:
            raise BadInput(f"{self.path}: another run is writing to this folder; choose another.")

    def begin(self, run: RunFile, resumed: bool) -> None:
        """Makes the folder where it is a new one and takes it, and writes the run file."""
        try:
            if not resumed:
                make_folder(self.path)
                self.take()
                self.require_unused()
            write_text_whole(self._format, json.dumps({"format": "peft-workbench run", "version": VERSION}))
            write_text_whole(self.run_file, run.to_toml())
        except OSError as error:
            raise self._not_writable(error) from None

    def _not_writable(self, error: OSError) -> BadInput:
        remedy = "make room" if is_full(error) else "make it writable"
        return BadInput(
            f"{self.path}: the run folder cannot be written ({why_not_written(error)}); {remedy}, or choose another."
        )

    def leave(self) -> None:
        self._lock.leave()

    def is_running(self) -> bool:
        return self._lock.is_taken()

    def require_known_format(self) -> None:
        """A folder without a version is of the first one, which kept the same files."""
        try:
            version = int(json.loads(self._format.read_text(encoding="utf-8"))["version"])
        except (OSError, ValueError, KeyError, TypeError):
            return
        if version > VERSION:
            raise BadInput(
                f"{self.path} was written by a newer version of this program (format {version}); update to open it."
            )

    def record(self, event: Event) -> str:
        """Writes it down. Returns a sentence for the person when that cannot be done from now on; the events are then
        kept, and written once it can be done again. Raises JobFailed when the folder is not there any more."""
        if not self._lock.is_still_there():
            raise JobFailed(
                f"{self.path} was moved or deleted while the run was going on; put it back and resume the run from its "
                f"last checkpoint."
            )
        try:
            self._log.append(event)
        except OSError as error:
            already, self._warned = self._warned, True
            return "" if already else self._log_waits(error)
        self._warned = False
        return ""

    def _log_waits(self, error: OSError) -> str:
        return (
            f"{self._log.file} cannot be written: {why_not_written(error)}. Training goes on; what it tells is written "
            f"once that is possible again."
        )

    # what the person calls it and writes down

    @property
    def note(self) -> str:
        try:
            return self._note.read_text(encoding="utf-8", errors="replace").strip()
        except OSError:
            return ""

    def write_note(self, text: str) -> None:
        """Raises BadInput when it cannot be written."""
        self._write(self._note, text.strip() + "\n")

    def rename(self, name: str) -> None:
        """The folder keeps its own. Raises BadInput for a name that no run can have, and when it cannot be written."""
        self._write(self.run_file, RunFile.read(self.run_file).with_settings({"name": name}).to_toml())

    def _write(self, file: Path, text: str) -> None:
        try:
            write_text_whole(file, text)
        except OSError as error:
            raise self._not_writable(error) from None

    def times_and_events(self) -> list[tuple[float, Event]]:
        """Steps that were lost and done again after a resume show once."""
        return self._log.read()

    def summary(self) -> RunSummary:
        self.require_known_format()
        run = RunFile.read(self.run_file)
        timed = self.times_and_events()
        events = [event for _, event in timed]
        steps = [event for event in events if isinstance(event, StepDone)]
        evaluated = [event for event in events if isinstance(event, Evaluated)]
        started = [event for event in events if isinstance(event, Started)]
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
            resumable=state not in ("running", "finished"),
            sentence=sentence,
            note=self.note,
        )

    def _state(self, events: list[Event]) -> tuple[str, str]:
        if self.is_running():
            return "running", ""
        last = next(
            (event for event in reversed(events) if isinstance(event, (Finished, Cancelled, Failed, Started))), None
        )
        if isinstance(last, Cancelled):
            return "cancelled", "It was stopped without saving."
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
    run_folder.require_known_format()
    events = [event for _, event in run_folder.times_and_events()]
    adapter = _learned_in(run_folder, events)
    if adapter is None:
        raise BadInput(f"{folder}: this run saved nothing that could be opened.")
    return OpenedRun(RunFile.read(run_folder.run_file), run_folder.summary(), events, adapter)


def _learned_in(run_folder: RunFolder, events: list[Event]) -> Path | None:
    """The adapter; while a run goes on, or where it broke off, its newest checkpoint, which knows more."""
    last = next((event for event in reversed(events) if isinstance(event, (Finished, Started))), None)
    adapter = run_folder.adapter if run_folder.adapter.is_dir() else None
    if adapter is not None and not isinstance(last, Started):
        return adapter
    whole = [path for path in checkpoints_in(run_folder.checkpoints) if not what_is_wrong(path, unread=[STATE])]
    return whole[-1] if whole else adapter
