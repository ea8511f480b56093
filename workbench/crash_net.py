"""A mistake of ours becomes a sentence in the window and a log, never a dead window."""

import logging
import logging.handlers
import sys
import threading
import traceback
from types import TracebackType

from PySide6.QtCore import QObject, Signal

from tuning_core.resource_files import home
from workbench.translation import mark

log = logging.getLogger(__name__)
SENTENCE = mark(
    "Something in the window went wrong; what you have done so far stands. The details are in the log folder."
)


class CrashNet(QObject):
    caught = Signal(str, str)  # sentence, details; may be emitted from any thread

    def spread(self) -> None:
        sys.excepthook = self._on_exception
        threading.excepthook = lambda told: self._on_exception(told.exc_type, told.exc_value, told.exc_traceback)

    def _on_exception(
        self, kind: type[BaseException], error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None or issubclass(kind, KeyboardInterrupt | SystemExit):
            return
        details = "".join(traceback.format_exception(kind, error, trace))
        log.error("unhandled\n%s", details)
        self.caught.emit(SENTENCE, details)


def start_log() -> None:
    """Into home()/logs, a few files of 1 MB at most."""
    folder = home() / "logs"
    folder.mkdir(parents=True, exist_ok=True)
    handler = logging.handlers.RotatingFileHandler(
        folder / "peft-workbench.log", maxBytes=1_000_000, backupCount=3, encoding="utf-8", delay=True
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(handler)
    logging.getLogger().setLevel(logging.INFO)
