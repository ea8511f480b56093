"""Reports of what went wrong, as files on this machine. Nothing is ever sent; a person who wants to may pass one on."""

import faulthandler
import hashlib
import os
import platform
import re
import sys
from collections.abc import Iterator
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, TextIO

from tuning_core.resource_files import home

LOG_LINES = 60
MOST_REPORTS = 30
PACKAGES = ("torch", "transformers", "PySide6-Essentials", "pyqtgraph", "numpy", "bitsandbytes", "datasets", "pyarrow")
WORD = re.compile(r"[A-Za-z0-9_.-]{1,24}")
# Settings that hold a person's own words or files; of these, only the length is told.
PRIVATE = re.compile(r"name|.*\.(path|train|validation|template|columns|labels|.*text.*|.*prompt.*|.*folder.*)")
HARD = "hard-crash-"


def folder() -> Path:
    return home() / "crashes"


def log_file() -> Path:
    return home() / "logs" / "peft-workbench.log"


def write(details: str, settings: dict[str, Any]) -> Path:
    """The report of this traceback; one that goes wrong again and again has one report."""
    key = hashlib.sha256(details.encode()).hexdigest()[:8]
    known = next(folder().glob(f"*-{os.getpid()}-{key}.txt"), None)
    if known is not None:
        return known
    folder().mkdir(parents=True, exist_ok=True)
    file = folder() / f"{datetime.now():%Y-%m-%d-%H%M%S}-{os.getpid()}-{key}.txt"
    file.write_text(text_of(details, settings), encoding="utf-8")
    for old in reports()[MOST_REPORTS:]:
        old.unlink(missing_ok=True)
    return file


def reports() -> list[Path]:
    """The newest first."""
    found = (file for file in folder().glob("*.txt") if not file.name.startswith(HARD))
    return sorted(found, key=lambda file: file.name, reverse=True)


def text_of(details: str, settings: dict[str, Any]) -> str:
    parts = {
        "Program": "\n".join(_versions()),
        "What went wrong": details.strip() or "(nothing was told)",
        "Settings, without names, paths and texts": "\n".join(_told(settings)) or "(none)",
        "Last lines of the log": "\n".join(last_log_lines()) or "(none)",
    }
    return "\n\n".join(f"== {title} ==\n{text}" for title, text in parts.items()) + "\n"


def program_version() -> str:
    return _version("peft-workbench") or "(from source)"


def last_log_lines() -> list[str]:
    try:
        return log_file().read_text(encoding="utf-8", errors="replace").splitlines()[-LOG_LINES:]
    except OSError:
        return []


def _versions() -> Iterator[str]:
    yield f"peft-workbench {program_version()}"
    yield f"Python {platform.python_version()}, {platform.platform()}"
    for package in PACKAGES:
        yield f"{package} {_version(package) or 'not installed'}"


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _told(settings: dict[str, Any], table: str = "") -> Iterator[str]:
    for name, value in settings.items():
        dotted = f"{table}.{name}" if table else name
        if isinstance(value, dict) and not table:
            yield from _told(value, dotted)
        elif isinstance(value, bool | int | float) or (
            isinstance(value, str) and WORD.fullmatch(value) and not PRIVATE.fullmatch(dotted)
        ):
            yield f"{dotted} = {value}"
        else:
            yield f"{dotted} = ({type(value).__name__} of length {len(value) if hasattr(value, '__len__') else 1})"


class HardCrashes:
    """Python's faulthandler writes where each thread stood when the process is ended by a fault in native code. What
    it wrote is found at the next start."""

    def __init__(self) -> None:
        self._file: TextIO | None = None

    def watch(self) -> None:
        folder().mkdir(parents=True, exist_ok=True)
        self._file = (folder() / f"{HARD}{os.getpid()}.txt").open("w", encoding="utf-8")
        faulthandler.enable(self._file)

    def end(self) -> None:
        """The program ends as it should."""
        if self._file is not None:
            faulthandler.disable()
            self._file.close()
            Path(self._file.name).unlink(missing_ok=True)
            self._file = None

    @staticmethod
    def left_behind(settings: dict[str, Any]) -> Path | None:
        """The report of the last one, made of what it left; None where there was none."""
        report = None
        for file in sorted(folder().glob(f"{HARD}*.txt")):
            if _is_alive(int(file.stem.removeprefix(HARD))):
                continue
            told = file.read_text(encoding="utf-8", errors="replace")
            file.unlink()
            if told.strip():
                report = write(told, settings)
        return report


def _is_alive(process: int) -> bool:
    if process == os.getpid():
        return False  # a number of an earlier process that this one has now
    if sys.platform == "win32":
        import psutil

        return psutil.pid_exists(process)
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
