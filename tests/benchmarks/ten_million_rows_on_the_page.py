"""How soon the Data page shows the rows of a large JSONL file, how it scrolls through them, and what memory they take.

python -m tests.benchmarks.ten_million_rows_on_the_page [--rows 10000000]
"""

import argparse
import os
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import psutil

from tests.benchmarks.ten_million_rows import write_rows

PLACES = 50
LONG = 1800  # seconds, for the rows to be found


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


class _Memory:
    """Of the process, beyond what it was when this was made."""

    def __init__(self) -> None:
        self._process = psutil.Process()
        self._before = self._process.memory_info().rss

    def megabytes(self) -> float:
        return (self._process.memory_info().rss - self._before) / 1e6


def _measure(file: Path) -> None:
    from tests.benchmarks.timer_gaps import TimerGaps, let_pass
    from tests.workbench.trained_window import open_window, wait_until

    with open_window() as shown:
        session = shown.session
        session.load_model()
        shown.window.show_page("data")
        wait_until(lambda: session.prepared is not None and session.job is None)
        page: Any = shown.window.page("data")
        memory, gaps = _Memory(), TimerGaps()
        _open(file, session, page, gaps)
        print(f"memory grew at the first rows by   {memory.megabytes():8.1f} MB")
        let_pass(3)
        print(f"longest gap of 3 s of tokenising   {gaps.longest():8.1f} ms")
        _scroll("while rows are tokenised", page, gaps, memory)
        began = time.perf_counter()
        session.stop_job()
        wait_until(lambda: session.job is None)
        print(f"stopped in                         {time.perf_counter() - began:8.2f} s")
        print(f"longest gap while stopping         {gaps.longest():8.1f} ms")
        if page.views.rows.model.rowCount():
            _scroll("after that", page, gaps, memory)


def _open(file: Path, session: Any, page: Any, gaps: Any) -> None:
    from tests.workbench.trained_window import wait_until
    from tuning_core.events import Event, Loading

    opened_at: list[float] = []
    told: list[tuple[str, float]] = []

    def on_told(event: Event) -> None:
        if isinstance(event, Loading) and not opened_at:
            told.append((event.what, time.perf_counter()))

    session.data_opened.connect(lambda: opened_at.append(time.perf_counter()))
    session.job_told.connect(on_told)
    model = page.views.rows.model
    gaps.taken()
    start = time.perf_counter()
    session.change({"data.train": str(file)})
    wait_until(lambda: bool(opened_at and model.index(0, 1).data()), LONG)
    page.views.rows.table.viewport().repaint()
    first = time.perf_counter()
    print(f"{model.rowCount():,} rows, {file.stat().st_size / 1e6:,.0f} MB")
    print(f"indexed and opened in              {opened_at[0] - start:8.2f} s")
    print(f"reports of progress                {dict(Counter(what for what, _ in told))}")
    print(f"last report to the first rows      {first - told[-1][1]:8.3f} s")
    print(f"opened to the first rows painted   {first - opened_at[0]:8.3f} s")
    print(f"longest gap while indexing         {gaps.longest():8.1f} ms")


def _scroll(when: str, page: Any, gaps: Any, memory: _Memory) -> None:
    from PySide6.QtWidgets import QApplication

    view = page.views.rows
    rows = view.model.rowCount()
    places = [rows // 2, *random.Random(0).sample(range(rows), PLACES)]

    def timed(act: Callable[[int], None]) -> list[float]:
        taken = []
        for place in places:
            began = time.perf_counter()
            act(place)
            taken.append(1000 * (time.perf_counter() - began))
            QApplication.processEvents()
        return taken

    def scroll_to(place: int) -> None:
        view.table.verticalScrollBar().setValue(place)
        view.table.viewport().repaint()

    def choose(place: int) -> None:
        view.go_to(place)
        view.table.viewport().repaint()
        page.views.row.repaint()

    QApplication.processEvents()
    gaps.taken()
    scrolled = timed(scroll_to)
    gap = gaps.longest()
    chosen = timed(choose)
    print(f"{when}:")
    print(f"  a page in the middle             {scrolled[0]:8.1f} ms")
    print(f"  a page at {PLACES} random places      {median(scrolled):8.1f} ms, slowest {max(scrolled):.1f}")
    print(f"  with a row chosen and its tokens {median(chosen):8.1f} ms, slowest {max(chosen):.1f}")
    print(f"  longest gap                      {gap:8.1f} ms; with rows chosen {gaps.longest():.1f} ms")
    print(f"  memory grew by                   {memory.megabytes():8.1f} MB")


if __name__ == "__main__":
    main()
