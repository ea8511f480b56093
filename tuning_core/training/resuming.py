"""Where a run goes on that was begun before."""

from dataclasses import dataclass
from pathlib import Path

from tuning_core.errors import BadInput
from tuning_core.events import Event
from tuning_core.methods import method_of
from tuning_core.run_file import RunFile
from tuning_core.training.event_log import is_beyond
from tuning_core.training.fitting import with_classes
from tuning_core.training.kept_checkpoints import newest_sound, step_of
from tuning_core.training.run_folder import RunFolder


@dataclass(frozen=True)
class Start:
    """At the first step, or behind a checkpoint. `notes` are sentences for the person."""

    checkpoint: Path | None = None
    resumes: bool = False
    notes: tuple[str, ...] = ()


def told_before(path: Path | str, from_step: int | None = None) -> list[Event]:
    """The events up to the step that a resumed run will go on from (`from_step`: none beyond this one): what charts
    show before it begins."""
    folder = RunFolder(Path(path))
    checkpoint, _ = newest_sound(folder.checkpoints, from_step)
    last = step_of(checkpoint) if checkpoint is not None else 0
    return [event for _, event in folder.times_and_events() if not is_beyond(event, last)]


def resumed(folder: RunFolder, run: RunFile, from_step: int | None) -> tuple[RunFile, Start]:
    """Takes the folder. Raises BadInput when it holds no run, one that goes on, one of another method, or no whole
    checkpoint."""
    if not folder.run_file.is_file():
        raise BadInput(f"{folder.path} holds no run to resume; without resuming, a new one begins there.")
    folder.require_known_format()
    folder.take()
    before = RunFile.read(folder.run_file)
    if method_of(before.method) != method_of(run.method):
        raise BadInput(
            f"{folder.path} holds a run of {method_of(before.method).title} with other settings in [method]; resume it "
            f"with those of its run.toml, or begin a new run."
        )
    if not run.data.labels:
        run = with_classes(run, before.data.labels)
    checkpoint, damaged = newest_sound(folder.checkpoints, from_step)
    if checkpoint is not None:
        return run, Start(checkpoint, True, tuple(damaged))
    if damaged:
        raise BadInput(f"{damaged[0]} None of the run's checkpoints is whole; begin a new run in another folder.")
    if from_step:
        raise BadInput(f"{folder.path} has no checkpoint of step {from_step} or before it.")
    why = "" if from_step == 0 else f", as {folder.path} has no checkpoint to go on from"
    return run, Start(None, True, (f"The run starts from its beginning{why}.",))
