"""The buttons beside a message about something unexpected: its report, to open or to copy."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication

from tuning_core import RunFile
from workbench import crash_report
from workbench.outside import open_place
from workbench.translation import tr

Ways = tuple[tuple[str, Callable[[], object]], ...]


def report_ways(details: str, run: RunFile) -> Ways:
    """Writes the report where there is none yet. None where the disk is full."""
    try:
        return ways_to(crash_report.write(details, run.to_dict()))
    except OSError:
        return ()


def ways_to(report: Path) -> Ways:
    return (
        (tr("Open the report"), lambda: open_place(report)),
        (tr("Copy the report"), lambda: QApplication.clipboard().setText(report.read_text(encoding="utf-8"))),
    )
