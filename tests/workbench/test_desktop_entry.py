"""The program among those of the desktop."""

import configparser
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QAction

from workbench.desktop_entry import install
from workbench.main_window import MainWindow

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="desktop entries are of Linux")


def test_the_entry_starts_this_very_program(tmp_path: Path) -> None:
    file = install(tmp_path)
    entry = configparser.ConfigParser(interpolation=None)
    entry.read(file, encoding="utf-8")
    program = entry["Desktop Entry"]["Exec"].split()[0]
    assert Path(program).parent == Path(sys.executable).parent
    assert (tmp_path / "icons/hicolor/scalable/apps/peft-workbench.svg").is_file()
    assert entry["Desktop Entry"]["Icon"] == "peft-workbench"


def test_the_command_line_installs_it(tmp_path: Path) -> None:
    surroundings = {**os.environ, "XDG_DATA_HOME": str(tmp_path)}
    command = [sys.executable, "-m", "workbench", "--install-desktop-entry"]
    done = subprocess.run(command, env=surroundings, capture_output=True, text=True, timeout=60, check=True)
    assert Path(done.stdout.strip()).is_file()


@pytest.mark.action("actionInstallDesktopEntry")
def test_the_help_menu_installs_it_and_says_where(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    window.findChild(QAction, "actionInstallDesktopEntry").trigger()
    assert (tmp_path / "applications/peft-workbench.desktop").is_file()
    assert str(tmp_path) in window.message_bar.sentence.text()


def test_a_folder_that_cannot_be_written_is_named(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "file"))
    window.findChild(QAction, "actionInstallDesktopEntry").trigger()
    assert "cannot be written" in window.message_bar.sentence.text()
