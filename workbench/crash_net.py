"""A mistake of ours becomes a sentence in the window, a log and a report on this machine, never a dead window."""

import contextlib
import logging
import logging.handlers
import sys
import threading
import traceback
from collections.abc import Callable
from types import TracebackType
from typing import Any

from PySide6.QtCore import QObject, Signal

from workbench import crash_report
from workbench.translation import tr

log = logging.getLogger(__name__)


class CrashNet(QObject):
    caught = Signal(str, str)  # sentence, details; may be emitted from any thread

    def __init__(self, settings: Callable[[], dict[str, Any]] = dict) -> None:
        """`settings` are those of the moment, as the run file writes them."""
        super().__init__()
        self._settings = settings

    def spread(self) -> None:
        sys.excepthook = self._on_exception
        threading.excepthook = lambda told: self._on_exception(told.exc_type, told.exc_value, told.exc_traceback)

    def ask_for_settings(self, settings: Callable[[], dict[str, Any]]) -> None:
        self._settings = settings

    def _on_exception(
        self, kind: type[BaseException], error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None or issubclass(kind, KeyboardInterrupt | SystemExit):
            return
        details = "".join(traceback.format_exception(kind, error, trace))
        log.error("unhandled\n%s", details)
        with contextlib.suppress(OSError):  # a full disk is no reason to fail again
            crash_report.write(details, self._settings())
        sentence = tr(
            "Something in the window went wrong; what you have done so far stands. Nothing was sent anywhere."
        )
        self.caught.emit(sentence, details)


def start_log() -> None:
    """Into home()/logs, a few files of 1 MB at most."""
    file = crash_report.log_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    handler = logging.handlers.RotatingFileHandler(
        file, maxBytes=1_000_000, backupCount=3, encoding="utf-8", delay=True
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(handler)
    logging.getLogger().setLevel(logging.INFO)
