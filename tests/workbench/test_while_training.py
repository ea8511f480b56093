"""While a training goes on the machine stays awake, and its end is told to who is away."""

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tuning_core.events import Finished, Loading
from workbench.end_notice import EndNotice
from workbench.job_thread import Job
from workbench.preferences import Preferences
from workbench.session import TRAINING_JOB, Session
from workbench.sleep_guard import SleepGuard

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="with the tools of a Linux desktop")


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[Session]:
    session = Session()
    yield session
    session.stop_job()
    qtbot.waitUntil(lambda: session.job is None, timeout=60_000)
    session.close()


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of tools that only write down how they were called."""
    folder = tmp_path / "tools"
    folder.mkdir()
    inhibit = '#!/bin/sh\necho "$@" > {0}/held\ncat\nrm {0}/held\n'
    for name, text in (("systemd-inhibit", inhibit), ("notify-send", '#!/bin/sh\nprintf "%s|" "$@" > {0}/told\n')):
        (folder / name).write_text(text.format(folder))
        (folder / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    return folder


def endless(stop: threading.Event) -> Job:
    while not stop.wait(0.002):
        yield Loading("Counting")
    yield Finished(3, "/nowhere", 1.0)


def test_the_machine_is_kept_awake_but_not_while_paused(session: Session, tools: Path, qtbot: QtBot) -> None:
    guard = SleepGuard(session, Preferences())
    session.start_job(TRAINING_JOB, endless)
    qtbot.waitUntil((tools / "held").exists)
    assert "--what=idle:sleep" in (tools / "held").read_text()
    session.job.pause()
    assert guard._holder is None
    session.job.resume()
    assert guard._holder is not None
    session.stop_job()
    qtbot.waitUntil(lambda: session.job is None, timeout=60_000)
    assert guard._holder is None


def test_other_jobs_let_the_machine_sleep(session: Session, tools: Path) -> None:
    guard = SleepGuard(session, Preferences())
    session.start_job("Counting", endless)
    assert guard._holder is None


def test_the_machine_may_sleep_where_the_person_wants_so(session: Session, tools: Path) -> None:
    preferences = Preferences()
    preferences.keeps_awake = False
    guard = SleepGuard(session, preferences)
    session.start_job(TRAINING_JOB, endless)
    assert guard._holder is None


def test_without_such_a_tool_nothing_is_said(session: Session, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    guard = SleepGuard(session, Preferences())
    session.start_job(TRAINING_JOB, endless)
    assert guard._holder is None


def ended(session: Session, qtbot: QtBot) -> None:
    session.start_job(TRAINING_JOB, endless)
    session.stop_job()
    qtbot.waitUntil(lambda: session.job is None, timeout=30_000)


def test_the_end_is_told_to_who_is_away(session: Session, tools: Path, qtbot: QtBot) -> None:
    EndNotice(session, Preferences(), long_seconds=0)
    ended(session, qtbot)
    qtbot.waitUntil((tools / "told").exists)
    qtbot.waitUntil(lambda: "is trained|" in (tools / "told").read_text())


def test_the_end_of_a_short_run_is_not_told(session: Session, tools: Path, qtbot: QtBot) -> None:
    notice = EndNotice(session, Preferences())
    told: list[str] = []
    notice._tell = lambda title, text: told.append(title)
    ended(session, qtbot)
    assert told == []


def test_who_looks_at_the_window_is_not_told(session: Session, tools: Path, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    notice = EndNotice(session, Preferences(), long_seconds=0)
    told: list[str] = []
    notice._tell = lambda title, text: told.append(title)
    ended(session, qtbot)
    assert told == []


def test_who_does_not_want_to_be_told_is_not(session: Session, tools: Path, qtbot: QtBot) -> None:
    preferences = Preferences()
    preferences.tells_the_end = False
    notice = EndNotice(session, preferences, long_seconds=0)
    told: list[str] = []
    notice._tell = lambda title, text: told.append(title)
    ended(session, qtbot)
    assert told == []
