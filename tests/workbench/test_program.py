"""The program as a process: it survives its own mistakes, and Ctrl+C ends it in the orderly way."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

START = """
import os, signal, sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from workbench import __main__ as program
from workbench.main_window import MainWindow

class Held(MainWindow):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.first_painted.connect(lambda: then(self))

import workbench.main_window
workbench.main_window.MainWindow = Held
"""

MISTAKE = """
def then(window):
    QTimer.singleShot(0, lambda: 1 / 0)
    QTimer.singleShot(50, lambda: (print(window.message_bar.sentence.text()), window.close()))
sys.argv = ["peft-workbench"]
sys.exit(program.main())
"""

INTERRUPT = """
def then(window):
    QTimer.singleShot(0, lambda: os.kill(os.getpid(), signal.SIGINT))
sys.argv = ["peft-workbench"]
sys.exit(program.main())
"""


def run(program: str, home: Path) -> "subprocess.CompletedProcess[str]":
    surroundings = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PEFT_WORKBENCH_HOME": str(home)}
    return subprocess.run(
        [sys.executable, "-c", START + program],
        capture_output=True,
        text=True,
        env=surroundings,
        timeout=60,
        check=False,
    )


def test_a_mistake_of_ours_is_a_sentence_and_a_log_and_the_window_lives_on(tmp_path: Path) -> None:
    done = run(MISTAKE, tmp_path)
    assert done.returncode == 0, done.stderr
    assert "went wrong" in done.stdout
    assert "ZeroDivisionError" in (tmp_path / "logs" / "peft-workbench.log").read_text(encoding="utf-8")


def test_ctrl_c_closes_the_window_and_keeps_the_settings(tmp_path: Path) -> None:
    done = run(INTERRUPT, tmp_path)
    assert done.returncode != -signal.SIGINT
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "last_run.toml").is_file()


@pytest.mark.slow
def test_arguments_go_to_the_command_line(tmp_path: Path) -> None:
    done = run('sys.argv = ["peft-workbench", "methods", "--json"]\nsys.exit(program.main())', tmp_path)
    assert done.returncode == 0, done.stderr
    assert '"lora"' in done.stdout
