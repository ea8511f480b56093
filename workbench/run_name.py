"""What a run is called where the person gave it no name: its model and its data."""

import re
from pathlib import Path

from tuning_core import RunFile
from workbench.data_endings import ENDINGS, PACKED
from workbench.translation import tr

NAMELESS: str = RunFile.model_fields["name"].default
PLAIN_STEMS = ("train", "data")  # say less than the folder they stand in
LONGEST = 80


def shown_name(run: RunFile) -> str:
    return run.name if run.name != NAMELESS else name_of_parts(run)


def name_of_parts(run: RunFile) -> str:
    """starter on gsm8k"""
    data = [_data_name(name) for name in run.data.train_files] or [tr("no data")]
    others = tr(" and {n} more", n=len(data) - 1) if len(data) > 1 else ""
    name = tr("{model} on {data}", model=Path(run.model.path).name, data=f"{data[0]}{others}")
    return re.sub(r'[/\\:*?"<>|\x00-\x1f]', "-", name)[:LONGEST]


def nameless_if_by_parts(run: RunFile) -> RunFile:
    """A name that only says model and data is not kept, so that it follows when these change."""
    return run.model_copy(update={"name": NAMELESS}) if run.name == name_of_parts(run) else run


def _data_name(name: str) -> str:
    path = Path(name)
    path = path.with_suffix("") if path.suffix.lower() in PACKED else path
    stem = path.stem if path.suffix.lower() in ENDINGS else path.name
    says_little = stem.lower() in PLAIN_STEMS or not re.search(r"\w", stem)  # as "*" does
    return path.parent.name if says_little and path.parent.name else stem
