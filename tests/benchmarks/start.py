"""How soon the window is painted, what is imported by then, and what memory it takes from there on.

python -m tests.benchmarks.start [--times 5]

Offscreen, and on a real screen too where DISPLAY is set. The machine may be shared, so that each time is told as wall
clock and as processor time; both count from the start of a process of its own, what Python does for itself included.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

HEAVY = (
    "numpy",
    "pyqtgraph",
    "torch",
    "transformers",
    "datasets",
    "bitsandbytes",
    "pandas",
    "scipy",
    "sympy",
    "pyarrow",
)

# What `python -m workbench` does, and nobody there; then a person moves the mouse.
PROGRAM = """
import gc
gc.disable()  # as the program does before it imports what is imported here already, to be watched
import json, sys, time
import psutil
from PySide6.QtCore import QEvent, QEventLoop, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication
from tests.benchmarks.timer_gaps import TimerGaps, let_pass
process = psutil.Process()
BEGAN = float(sys.argv[1])
told = {}

def tell(what):
    told[what] = {
        "wall": time.time() - BEGAN,
        "cpu": sum(process.cpu_times()[:2]),
        "memory": process.memory_info().rss / 1e6,
        "modules": len(sys.modules),
        "heavy": [name for name in HEAVY if name in sys.modules],
    }

def on_painted():
    tell("first paint")
    QTimer.singleShot(2000, go_on)

def go_on():
    tell("idle for 2 s")
    gaps = TimerGaps()
    window = next(top for top in QApplication.topLevelWidgets() if hasattr(top, "pages_made"))
    session = window.session
    pages, core = QEventLoop(), QEventLoop()
    window.pages_made.connect(pages.quit)
    session.core_ready.connect(core.quit)
    place = QPointF(300, 300)
    move = QMouseEvent(QEvent.Type.MouseMove, place, place, Qt.MouseButton.NoButton, Qt.MouseButton.NoButton,
                       Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(window, move)
    pages.exec()
    tell("all pages made")
    core.exec()
    tell("core loaded")
    taken = gaps.taken()
    told["gaps"] = {"p99": taken[int(len(taken) * 0.99)], "longest": taken[-1], "ticks": len(taken)}
    let_pass(3)
    tell("3 s later")
    window.close()

import workbench.main_window
made = workbench.main_window.MainWindow.__init__

def making(self, *arguments):
    made(self, *arguments)
    self.first_painted.connect(on_painted)

workbench.main_window.MainWindow.__init__ = making
from workbench.__main__ import main
sys.argv[1:] = []
main()
print(json.dumps(told))
"""
IMPORTS = """
import psutil, sys, time
process = psutil.Process()
for name in sys.argv[1:]:
    before, began, cpu = process.memory_info().rss, time.perf_counter(), time.process_time()
    __import__(name)
    print(f"  {name:38} {(process.memory_info().rss - before) / 1e6:7.1f} MB {time.process_time() - cpu:6.2f} s "
          f"{len(sys.modules):6} modules")
"""
ONE_AFTER_THE_OTHER = (
    "PySide6.QtWidgets", "pydantic", "numpy", "pyqtgraph", "torch", "transformers", "tuning_core.models.card",
    "tuning_core.tuned_model", "tuning_core.training.loop", "tuning_core.memory", "tuning_core.chat",
)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=5)
    arguments = parser.parse_args()
    print("what each import adds, one after the other:", flush=True)
    subprocess.run([sys.executable, "-c", IMPORTS, *ONE_AFTER_THE_OTHER], check=True)
    screens = ["offscreen"] + (["xcb"] if os.environ.get("DISPLAY") else [])
    for screen in screens:
        _start(screen)
        _tell(screen, [_start(screen) for _ in range(arguments.times)])


def _start(screen: str) -> dict[str, dict[str, float]]:
    with tempfile.TemporaryDirectory() as home:
        surroundings = {**os.environ, "QT_QPA_PLATFORM": screen, "PEFT_WORKBENCH_HOME": home}
        surroundings.pop("PYTHONDONTWRITEBYTECODE", None)  # pip compiles what it installs, and so does a first start
        done = subprocess.run(
            [sys.executable, "-c", f"HEAVY = {HEAVY!r}\n{PROGRAM}", str(time.time())],
            stdout=subprocess.PIPE, text=True, env=surroundings, timeout=300, check=True,
        )  # fmt: skip
    told: dict[str, dict[str, float]] = json.loads(done.stdout.splitlines()[-1])
    return told


def _tell(screen: str, starts: list[dict[str, dict[str, float]]]) -> None:
    print(f"\n{screen}, medians of {len(starts)} starts (the 2 s of idleness count in what follows them):")
    print(f"{'':16} {'wall':>8} {'cpu':>8} {'memory':>10} {'modules':>8}   heavier than Qt")
    for moment in starts[0]:
        if moment == "gaps":
            continue
        wall, cpu, memory, modules = (
            statistics.median(start[moment][key] for start in starts) for key in ("wall", "cpu", "memory", "modules")
        )
        heavy = ", ".join(starts[0][moment]["heavy"]) or "nothing"  # type: ignore[arg-type]
        print(f"{moment:16} {wall:6.2f} s {cpu:6.2f} s {memory:7.0f} MB {modules:8.0f}   {heavy}")
    p99, longest = (statistics.median(start["gaps"][key] for start in starts) for key in ("p99", "longest"))
    print(f"while pages and core load, gaps of a 10 ms timer: 99th percentile {p99:.0f} ms, longest {longest:.0f} ms")


if __name__ == "__main__":
    main()
