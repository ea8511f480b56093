"""A run that goes on by itself where memory is full: with the first change that is enough, and the model it has."""

import threading
from collections.abc import Generator
from pathlib import Path

from tuning_core.errors import JobFailed
from tuning_core.events import Event, OutOfMemory, Started, Warned
from tuning_core.models.loading import LoadedModel, loading
from tuning_core.run_file import RunFile
from tuning_core.training.fitting import preparing_for
from tuning_core.training.loop import train
from tuning_core.tuned_model import TunedModel


def train_fitted(
    run: RunFile,
    out: Path | str | None = None,
    resume: bool = False,
    from_step: int | None = None,
    stop: threading.Event | None = None,
) -> Generator[Event, None, TunedModel]:
    """As `train`. A run that changed itself tells so, and all its events: also of the steps that did not fit."""
    loaded = yield from loading(run.model, stop)
    prepared = yield from preparing_for(run, loaded, stop)
    while True:
        job = train(run, out=out, resume=resume, from_step=from_step, loaded=loaded, prepared=prepared, stop=stop)
        full: OutOfMemory | None = None
        try:
            while True:
                event = next(job)
                out = event.run_folder if isinstance(event, Started) else out
                full = event if isinstance(event, OutOfMemory) else full
                yield event
        except StopIteration as done:
            tuned: TunedModel = done.value
            return tuned
        except JobFailed:
            if full is None or not full.changes:
                raise
        change = full.changes[0]
        yield Warned(f"Going on with the first change: {', '.join(f'{k} = {v}' for k, v in change.settings.items())}.")
        run, resume, from_step = run.with_settings(change.settings), True, None
        if any(name.startswith("model.") for name in change.settings):
            loaded = yield from _loaded_anew(loaded, run, stop)
        if any(name.startswith("data.") for name in change.settings):
            prepared = yield from preparing_for(run, loaded, stop)


def _loaded_anew(
    before: LoadedModel, run: RunFile, stop: threading.Event | None
) -> Generator[Event, None, LoadedModel]:
    before.model.to("meta")  # of two at once there may be no room
    return (yield from loading(run.model, stop))
