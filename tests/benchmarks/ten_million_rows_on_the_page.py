"""How soon the Data page shows the rows of a large JSONL file, how it scrolls through them, and what memory they take.

python -m tests.benchmarks.ten_million_rows_on_the_page [--rows 10000000]
"""

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

import psutil

from tests.benchmarks.ten_million_rows import write_rows

INTERVAL_MILLISECONDS = 10
PLACES = 50


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--file", type=Path, help="JSONL that was made before; else rows are written first")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PEFT_WORKBENCH_HOME"] = str(Path(folder) / "home")
        os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        file = arguments.file or Path(folder) / "rows.jsonl"
        if arguments.file is None:
            write_rows(file, arguments.rows)
        _measure(file)


class _Clock:
    """The gaps of a timer on the window's thread, and the memory of the process."""

    def __init__(self) -> None:
        from PySide6.QtCore import Qt, QTimer

        self._process = psutil.Process()
        self._before = self._process.memory_info().rss
        self._ticks: list[float] = []
        self._timer = QTimer(interval=INTERVAL_MILLISECONDS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(lambda: self._ticks.append(time.perf_counter()))
        self._timer.start()

    def longest_gap(self) -> float:
        """Milliseconds, since it was last asked for."""
        longest = 1000 * max((b - a for a, b in pairwise(self._ticks)), default=0.0)
        del self._ticks[:-1]
        return longest

    def megabytes(self) -> float:
        """More than when the clock was made."""
        return (self._process.memory_info().rss - self._before) / 1e6


def _measure(file: Path) -> None:
    from PySide6.QtWidgets import QApplication

    from tuning_core.events import Event, Loading
    from workbench.__main__ import make_window

    app = QApplication(sys.argv[:1])
    window = make_window(app)
    session = window.session
    window.first_painted.connect(window.make_pages)
    window.pages_made.connect(session.load_core)
    window.show()

    def wait_until(condition: Callable[[], bool]) -> None:
        while not condition():
            app.processEvents()
            time.sleep(0.001)

    wait_until(lambda: session.core_is_ready and session.card is not None)
    session.load_model()
    window.show_page("data")
    wait_until(lambda: session.prepared is not None and session.job is None)

    page: Any = window.page("data")
    table, model = page.views.rows.table, page.views.rows.model
    clock = _Clock()
    opened_at: list[float] = []
    reports: list[str] = []
    session.data_opened.connect(lambda: opened_at.append(time.perf_counter()))
    told_at: list[float] = []

    def on_told(event: Event) -> None:
        if isinstance(event, Loading) and not opened_at:
            reports.append(event.what)
            told_at.append(time.perf_counter())

    session.job_told.connect(on_told)
    clock.longest_gap()
    start = time.perf_counter()
    session.change({"data.train": str(file)})
    wait_until(lambda: bool(opened_at and model.index(0, 1).data()))
    table.viewport().repaint()
    first = time.perf_counter()
    kinds = {what: reports.count(what) for what in dict.fromkeys(reports)}
    print(f"{model.rowCount():,} rows, {file.stat().st_size / 1e6:,.0f} MB")
    print(f"indexed and opened in              {opened_at[0] - start:8.2f} s; reports of progress: {kinds}")
    print(f"last report to the first rows      {first - told_at[-1]:8.3f} s")
    print(f"opened to the first rows painted   {first - opened_at[0]:8.3f} s")
    print(f"longest gap while indexing         {clock.longest_gap():8.1f} ms")
    print(f"memory grew at the first rows by   {clock.megabytes():8.1f} MB")

    def scroll(when: str) -> None:
        rows = model.rowCount()
        places = [rows // 2, *random.Random(0).sample(range(rows), PLACES)]
        app.processEvents()
        clock.longest_gap()
        taken: list[float] = []
        for place in places:
            began = time.perf_counter()
            table.verticalScrollBar().setValue(place)
            table.viewport().repaint()
            taken.append(1000 * (time.perf_counter() - began))
            app.processEvents()
        gap = clock.longest_gap()
        chosen: list[float] = []
        for place in places:
            began = time.perf_counter()
            page.views.rows.go_to(place)
            table.viewport().repaint()
            page.views.row.repaint()
            chosen.append(1000 * (time.perf_counter() - began))
            app.processEvents()
        print(f"{when}:")
        print(f"  a page in the middle             {taken[0]:8.1f} ms")
        print(f"  a page at {PLACES} random places      {median(taken):8.1f} ms, slowest {max(taken):.1f}")
        print(f"  with a row chosen and its tokens {median(chosen):8.1f} ms, slowest {max(chosen):.1f}")
        print(f"  longest gap                      {gap:8.1f} ms; with rows chosen {clock.longest_gap():.1f} ms")
        print(f"  memory grew by                   {clock.megabytes():8.1f} MB")

    until = time.perf_counter() + 3
    wait_until(lambda: time.perf_counter() > until)
    print(f"longest gap of 3 s of tokenising   {clock.longest_gap():8.1f} ms")
    scroll("while rows are tokenised")
    began = time.perf_counter()
    session.stop_job()
    wait_until(lambda: session.job is None)
    print(f"stopped in                         {time.perf_counter() - began:8.2f} s")
    print(f"longest gap while stopping         {clock.longest_gap():8.1f} ms")
    if model.rowCount():
        scroll("after that")
    window.close()


if __name__ == "__main__":
    main()
