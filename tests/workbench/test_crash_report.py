"""What goes wrong becomes a report on this machine, which tells no names, paths or texts of the person's."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QPushButton

from tuning_core import RunFile
from tuning_core.resource_files import home
from workbench import crash_report
from workbench.main_window import MainWindow
from workbench.widgets.crash_dialog import CrashDialog

TRACEBACK = "Traceback (most recent call last):\nZeroDivisionError: division by zero"


def test_a_report_holds_versions_settings_the_traceback_and_the_log() -> None:
    crash_report.log_file().parent.mkdir(parents=True)
    crash_report.log_file().write_text("\n".join(f"line {number}" for number in range(500)), encoding="utf-8")
    text = crash_report.write(TRACEBACK, RunFile().to_dict()).read_text(encoding="utf-8")
    for part in ("torch 2.", "PySide6-Essentials 6.", "ZeroDivisionError", "training.batch_size = ", "line 499"):
        assert part in text
    assert "line 400" not in text


def test_a_report_holds_no_names_paths_or_texts() -> None:
    run = RunFile().with_settings(
        {
            "name": "secretname",
            "model.path": "/home/secret/model",
            "data.train": ["/home/secret/rows.jsonl"],
            "data.template": "secret {{ text }}",
            "data.columns": {"prompt": "secret"},
            "method.name": "prompt_tuning",
            "method.init_text": "secret",
        }
    )
    text = crash_report.text_of(TRACEBACK, run.to_dict())
    assert "secret" not in text
    assert "method.name = prompt_tuning" in text


def test_what_goes_wrong_again_and_again_has_one_report() -> None:
    first = crash_report.write(TRACEBACK, {})
    assert crash_report.write(TRACEBACK, {}) == first
    assert crash_report.write(TRACEBACK + "!", {}) != first


def test_old_reports_are_not_kept_for_ever() -> None:
    for number in range(crash_report.MOST_REPORTS + 5):
        crash_report.write(f"{TRACEBACK} {number}", {})
    assert len(crash_report.reports()) == crash_report.MOST_REPORTS


def test_the_message_offers_the_report(window: MainWindow) -> None:
    window.session.problem.emit("Something went wrong.", TRACEBACK)
    assert len(crash_report.reports()) == 1
    copy = next(button for button in window.message_bar.findChildren(QPushButton) if button.text() == "Copy the report")
    copy.click()
    assert "ZeroDivisionError" in QApplication.clipboard().text()
    assert window.message_bar.isVisible()


@pytest.mark.action("actionReportCrash")
def test_the_newest_report_can_be_read_from_the_help_menu(window: MainWindow) -> None:
    crash_report.write(TRACEBACK, {})
    window.findChild(QAction, "actionReportCrash").trigger()
    dialog = window.findChild(CrashDialog)
    assert "ZeroDivisionError" in dialog.text.toPlainText()
    dialog.close()


CRASH = """
from workbench.crash_report import HardCrashes
import faulthandler
crashes = HardCrashes()
crashes.watch()
faulthandler._sigsegv()
"""
END = CRASH.replace("faulthandler._sigsegv()", "crashes.end()")


def ran(program: str) -> int:
    return subprocess.run(
        [sys.executable, "-c", program], env=os.environ.copy(), capture_output=True, timeout=60
    ).returncode


def test_a_hard_crash_is_told_at_the_next_start() -> None:
    assert ran(CRASH) != 0
    report = crash_report.HardCrashes.left_behind({})
    assert report is not None
    assert "Segmentation fault" in report.read_text(encoding="utf-8")
    assert crash_report.HardCrashes.left_behind({}) is None


def test_an_orderly_end_leaves_nothing_behind() -> None:
    assert ran(END) == 0
    assert list((home() / "crashes").iterdir()) == []


def test_the_crash_of_the_last_time_is_a_message_with_its_report(window: MainWindow, tmp_path: Path) -> None:
    window.over_the_pages.tell_of_crash(crash_report.write(TRACEBACK, {}))
    assert "ended unexpectedly" in window.message_bar.sentence.text()
