"""The machine does not fall asleep while a training goes on. Where the system offers no way to say so, it may."""

import contextlib
import os
import subprocess
import sys
from shutil import which

from PySide6.QtCore import QObject

from workbench.preferences import Preferences
from workbench.session import TRAINING_JOB, Session
from workbench.translation import mark

# Of Windows: https://learn.microsoft.com/windows/win32/api/winbase/nf-winbase-setthreadexecutionstate
ES_CONTINUOUS, ES_SYSTEM_REQUIRED = 0x80000000, 0x00000001
WHY = mark("A language model is being trained")


class SleepGuard(QObject):
    """From the first step on; released at a pause, at the end, and when the program dies."""

    def __init__(self, session: Session, preferences: Preferences) -> None:
        super().__init__(session)
        self._session, self._preferences = session, preferences
        self._holder: subprocess.Popen[bytes] | None = None
        self._holds = False
        for signal in (session.job_started, session.job_paused, session.job_ended):
            signal.connect(self._on_job_changed)

    def _on_job_changed(self) -> None:
        job = self._session.job
        is_training = job is not None and job.name == TRAINING_JOB and not job.paused
        self._hold() if is_training and self._preferences.keeps_awake else self.release()

    def _hold(self) -> None:
        if self._holds:
            return
        self._holds = True
        if sys.platform == "win32":
            _set_execution_state(ES_CONTINUOUS | ES_SYSTEM_REQUIRED)
        elif command := _holding_command():
            # It ends with its input, which this process has the other end of: none is left when the program dies.
            with contextlib.suppress(OSError):
                self._holder = subprocess.Popen(
                    command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
                )

    def release(self) -> None:
        if sys.platform == "win32" and self._holds:
            _set_execution_state(ES_CONTINUOUS)
        holder, self._holder, self._holds = self._holder, None, False
        if holder is not None:
            if holder.stdin is not None:
                holder.stdin.close()
            holder.terminate()
            holder.wait()


def _holding_command() -> list[str]:
    """Empty where there is none."""
    if sys.platform == "darwin":
        return ["caffeinate", "-i", "-w", str(os.getpid())]
    inhibit = which("systemd-inhibit")
    if inhibit is None:
        return []
    return [inhibit, "--what=idle:sleep", "--who=peft-workbench", f"--why={WHY}", "--mode=block", "cat"]


def _set_execution_state(state: int) -> None:
    import ctypes

    ctypes.windll.kernel32.SetThreadExecutionState(state)  # type: ignore[attr-defined]
