"""A window in which everything is there: the starter is loaded and trained for some steps, and every page is made."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QPushButton

from workbench import theme
from workbench.__main__ import SWITCH_INTERVAL
from workbench.garbage import GarbageCollection
from workbench.preferences import Preferences
from workbench.session import Session
from workbench.shown_window import ShownWindow
from workbench.translation import ENGLISH, speak

STEPS = 3
SMALL = {"batch_size": 2, "gradient_accumulation": 1, "eval_every": 2, "save_every": 2}


def wait_until(condition: Callable[[], object], seconds: float = 120) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "waited too long"
        QApplication.processEvents()
        time.sleep(0.002)


@contextmanager
def open_window() -> Iterator[ShownWindow]:
    """With its pages made and the core loaded; nothing else is done in it yet."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    app.setApplicationDisplayName("peft-workbench")
    sys.setswitchinterval(SWITCH_INTERVAL)
    preferences = Preferences()
    if not app.styleSheet():
        theme.start(app, "light")
    speak(ENGLISH)
    garbage = GarbageCollection()
    garbage.begin()
    shown = ShownWindow(Session(), preferences)
    shown.window.resize(1280, 800)
    shown.window.show()
    shown.window.make_all_pages()
    shown.session.load_core()
    wait_until(lambda: shown.session.core_is_ready and shown.session.card is not None)
    try:
        yield shown
    finally:
        shown.session.stop_job()
        wait_until(lambda: shown.session.job is None)
        shown.window.close()
        shown.window.deleteLater()
        shown.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        garbage.end()
        theme.set_mode(app, "light")
        theme.set_font_points(app, 0)
        speak(ENGLISH)


def train_starter(shown: ShownWindow, steps: int = STEPS, **training: object) -> None:
    """Loads the starter, prepares its rows, trains and asks both for a reply."""
    session = shown.session
    button(shown, "tryStarterButton").click()
    wait_until(lambda: session.prepared is not None and session.job is None)
    changed = {"max_steps": steps, **SMALL, **training}
    assert session.change({f"training.{name}": value for name, value in changed.items()})
    shown.window.show_page("train")
    assert session.start_training()
    wait_until(lambda: session.tuned is not None and session.job is None)
    shown.window.show_page("chat")
    prompt = shown.window.findChild(QPlainTextEdit, "promptEdit")
    assert prompt is not None
    prompt.setPlainText("Write about this restaurant.\nname: Casa Bibo | food: Thai")
    button(shown, "sendButton").click()
    wait_until(lambda: session.job is None)


def button(shown: ShownWindow, name: str) -> QPushButton:
    found = shown.window.findChild(QPushButton, name)
    assert found is not None, f"there is no {name}"
    return found
