"""The command line that does what the window would do with a run."""

import shlex
import subprocess
import sys
from pathlib import Path

PROGRAM = "peft-workbench"


def command_of(run_file: Path, resume_folder: Path | None = None) -> str:
    """As it is typed in this system's terminal: a new run with these settings, or one that is resumed."""
    words = [PROGRAM, "train", str(run_file)]
    if resume_folder is not None:
        words += ["--resume", "--out", str(resume_folder)]
    return subprocess.list2cmdline(words) if sys.platform == "win32" else shlex.join(words)
