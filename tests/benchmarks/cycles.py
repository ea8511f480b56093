"""Whether the window's session leaks: load, train, chat, unload, over and over, with the starter
(`python -m tests.benchmarks.cycles [--cycles 200]`).

Printed are the memory after every tenth cycle, the slope of a straight line through the later half, and the threads and
timers that are left."""

import argparse
import gc
import os
import shutil
import tempfile
import threading
from collections.abc import Callable

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["PEFT_WORKBENCH_HOME"] = tempfile.mkdtemp(prefix="cycles-")

import numpy as np
import psutil
from PySide6.QtCore import QElapsedTimer, QEvent, QObject, QThread, QTimer
from PySide6.QtWidgets import QApplication

from workbench.main_window import MainWindow
from workbench.preferences import Preferences
from workbench.session import Session

LONG = 120_000  # milliseconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cycles", type=int, default=200)
    cycles = parser.parse_args().cycles
    app = QApplication([])
    session = Session()
    window = MainWindow(session, Preferences())
    window.show()
    session.load_core()
    _wait(app, lambda: session.core_is_ready and session.card is not None)
    window.make_pages()
    session.change(
        {"training.max_steps": 2, "training.eval_every": 0, "training.save_every": 0, "data.validation": 0.0}
    )
    sizes: list[float] = []
    for cycle in range(1, cycles + 1):
        _cycle(app, session)
        sizes.append(_resident())
        if cycle == 1 or cycle % 10 == 0:
            print(f"cycle {cycle:3}: {sizes[-1]:7.1f} MB, {_left(app)}", flush=True)
    later = sizes[len(sizes) // 2 :]
    slope = np.polyfit(range(len(later)), later, 1)[0] if len(later) > 1 else 0.0
    print(f"slope of the later half: {1000 * slope:+.1f} kB a cycle; {_left(app)}")
    window.close()
    app.processEvents()


def _cycle(app: QApplication, session: Session) -> None:
    session.start_training()
    _wait(app, lambda: session.tuned is not None and session.job is None)
    session.talk.presets.change({"max_new_tokens": 4})
    session.talk.ask("Describe a restaurant by the river.")
    _wait(app, lambda: session.job is None and not session.talk.is_replying)
    session.talk.begin_anew()
    run_folder = session.run_folder
    session.free_memory()
    _wait(app, lambda: session.job is None)
    assert run_folder is not None
    shutil.rmtree(run_folder)  # the list of runs would grow with them, as it must


def _wait(app: QApplication, done: Callable[[], bool]) -> None:
    clock = QElapsedTimer()
    clock.start()
    while not done():
        app.processEvents()
        QThread.msleep(1)
        if clock.elapsed() > LONG:
            raise TimeoutError
    app.processEvents()
    app.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # which a running event loop does by itself


def _resident() -> float:
    gc.collect()
    return psutil.Process().memory_info().rss / 1e6


def _left(app: QApplication) -> str:
    timers = sum(timer.isActive() for widget in app.topLevelWidgets() for timer in widget.findChildren(QTimer))
    objects = sum(isinstance(one, QObject) for one in gc.get_objects())
    threads = psutil.Process().num_threads()
    python = threading.active_count()
    return f"{threads} threads ({python} of Python), {timers} timers on, {objects} Qt objects"


if __name__ == "__main__":
    main()
