"""Runs of a tiny model, made in a moment: settings for the window, and whole run folders."""

import json
from pathlib import Path

from tests.tuning_core.drained import drained
from tuning_core import RunFile, train
from tuning_core.training.run_folder import new_run_folder

ROWS = [{"instruction": f"what is {number}", "output": f"it is {number} of course"} for number in range(12)]


def tiny_settings(model: Path, rows_file: Path) -> dict[str, object]:
    rows_file.write_text("".join(json.dumps(row) + "\n" for row in ROWS), encoding="utf-8")
    return {
        "model.path": str(model),
        "data.train": str(rows_file),
        "data.validation": 0.25,
        "training.max_steps": 2,
        "training.batch_size": 2,
        "training.gradient_accumulation": 1,
        "training.eval_replies": 0,
        "training.save_every": 1,
    }


def run_made(run: RunFile, **settings: object) -> Path:
    """Trains it, into the home of the test. Settings are dotted names with __ for the dot."""
    run = run.with_settings({key.replace("__", "."): value for key, value in settings.items()})
    folder = new_run_folder(run.name)
    drained(train(run, out=folder))
    return folder
