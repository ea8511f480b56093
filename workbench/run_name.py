"""What a run is called where the person gave it no name: its model and its data."""

import re
from pathlib import Path

from tuning_core import RunFile

NAMELESS: str = RunFile.model_fields["name"].default
DATA_ENDINGS = (".jsonl", ".json", ".csv", ".tsv", ".parquet", ".txt")
PLAIN_STEMS = ("train", "data")  # say less than the folder they stand in
LONGEST = 80


def shown_name(run: RunFile) -> str:
    return run.name if run.name != NAMELESS else name_of_parts(run)


def name_of_parts(run: RunFile) -> str:
    """starter on gsm8k"""
    data = [_data_name(name) for name in run.data.train_files] or ["no data"]
    others = f" and {len(data) - 1} more" if len(data) > 1 else ""
    name = f"{Path(run.model.path).name} on {data[0]}{others}"
    return re.sub(r'[/\\:*?"<>|\x00-\x1f]', "-", name)[:LONGEST]


def nameless_if_by_parts(run: RunFile) -> RunFile:
    """A name that only says model and data is not kept, so that it follows when these change."""
    return run.model_copy(update={"name": NAMELESS}) if run.name == name_of_parts(run) else run


def _data_name(name: str) -> str:
    path = Path(name)
    stem = path.stem if path.suffix.lower() in DATA_ENDINGS else path.name
    return path.parent.name if stem.lower() in PLAIN_STEMS and path.parent.name else stem
