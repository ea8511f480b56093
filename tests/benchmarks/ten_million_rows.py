"""How long a large JSONL file takes to be indexed and paged through, and how much memory it takes.

python -m tests.benchmarks.ten_million_rows [--rows 10000000]
"""

import argparse
import os
import random
import tempfile
import threading
import time
from pathlib import Path

import psutil

PAGE = 50
_AT_ONCE = 100_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000)
    count = parser.parse_args().rows
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PEFT_WORKBENCH_HOME"] = str(Path(folder) / "home")
        file = Path(folder) / "rows.jsonl"
        write_rows(file, count)
        _measure(file, count)


def write_rows(file: Path, count: int) -> None:
    with file.open("w", encoding="utf-8") as opened:
        for start in range(0, count, _AT_ONCE):
            opened.writelines(
                f'{{"instruction": "Add the numbers {i} and {i % 97}.", "input": "", "output": "That is {i + i % 97}, '
                f'or so I think."}}\n'
                for i in range(start, min(count, start + _AT_ONCE))
            )


def _measure(file: Path, count: int) -> None:
    from tuning_core.data.row_table import opening_rows

    process = psutil.Process()
    before, most = process.memory_info().rss, [0]
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.02):
            most[0] = max(most[0], process.memory_info().rss)

    watcher = threading.Thread(target=watch)
    watcher.start()
    reports = 0
    start = time.perf_counter()
    job = opening_rows([str(file)])
    while True:
        try:
            next(job)
        except StopIteration as end:
            table = end.value
            break
        reports += 1
    indexed = time.perf_counter()
    assert len(table) == count
    table.rows(0, PAGE)
    first = time.perf_counter()
    print(f"{count:,} rows, {file.stat().st_size / 1e6:,.0f} MB")
    print(f"indexed in                     {indexed - start:8.2f} s, with {reports} reports of progress")
    print(f"first {PAGE} rows after that      {first - indexed:8.4f} s")
    print(f"a page of {PAGE} in the middle    {_milliseconds(table, [count // 2]):8.2f} ms")
    places = random.Random(0).sample(range(max(1, count - PAGE)), min(500, count - PAGE))
    print(f"a page at a random place       {_milliseconds(table, places):8.2f} ms, the slowest of {len(places)}")
    again = time.perf_counter()
    for _ in opening_rows([str(file)]):
        pass
    print(f"opened again in                {time.perf_counter() - again:8.2f} s")
    scan = time.perf_counter()
    for start_row in range(0, min(count, 1_000_000), 1000):
        table.rows(start_row, start_row + 1000)
    print(f"a million rows one after another in {time.perf_counter() - scan:6.2f} s")
    done.set()
    watcher.join()
    print(f"memory grew by at most         {(most[0] - before) / 1e6:8.1f} MB")


def _milliseconds(table: object, places: list[int]) -> float:
    slowest = 0.0
    for place in places:
        start = time.perf_counter()
        table.rows(place, place + PAGE)  # type: ignore[attr-defined]
        slowest = max(slowest, time.perf_counter() - start)
    return 1000 * slowest


if __name__ == "__main__":
    main()
