"""Where the files that come with the program stand: starter, icons, style."""

import os
from pathlib import Path

import platformdirs

_HERE = Path(__file__).resolve().parent
RESOURCES = _HERE / "resources" if (_HERE / "resources").is_dir() else _HERE.parent / "resources"
STARTER = RESOURCES / "starter"


def home() -> Path:
    """Where runs and preferences are kept; PEFT_WORKBENCH_HOME puts it elsewhere."""
    chosen = os.environ.get("PEFT_WORKBENCH_HOME")
    return Path(chosen) if chosen else Path(platformdirs.user_data_dir("peft-workbench", appauthor=False))
