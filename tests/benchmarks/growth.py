"""How the seconds and the memory of a step grow with the length of the rows and with the vocabulary, ours beside peft
with a plain loop (Linux): `python -m tests.benchmarks.growth [--longest 4096] [--largest 256000]`.

Two rows a batch and a small model, so that what grows is seen; 70 % of each row is masked. Every cell is measured in a
process of its own. Time is the processor's, which a busy machine does not stretch; the fastest of the steps."""

import argparse
import json
import subprocess
import sys
import time
from dataclasses import replace
from itertools import islice

from rich.console import Console
from rich.table import Table

from tests.benchmarks.contenders import (
    Setting,
    add_arguments,
    batches_of,
    begin_peak,
    ours,
    peak_so_far,
    setting_of,
    theirs,
)

SMALL = Setting(width=256, layers=4, rows=2, vocabulary=32_000, length=512)
LENGTHS = (256, 512, 1024, 2048, 4096)
VOCABULARIES = (8_000, 32_000, 64_000, 128_000, 256_000)
STEPS = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_arguments(parser)
    parser.add_argument("--longest", type=int, default=4096)
    parser.add_argument("--largest", type=int, default=256_000)
    parser.add_argument("--cell", choices=("ours", "peft"), help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.cell:
        print(json.dumps(_cell(chosen.cell, setting_of(chosen))))
        return
    console = Console(width=120)
    lengths = [replace(SMALL, length=length) for length in LENGTHS if length <= chosen.longest]
    sizes = [replace(SMALL, vocabulary=size) for size in VOCABULARIES if size <= chosen.largest]
    console.print(_table("length", [(setting.length, setting) for setting in lengths]))
    console.print(_table("vocabulary", [(setting.vocabulary, setting) for setting in sizes]))


def _table(what: str, settings: list[tuple[int, Setting]]) -> Table:
    columns = ("ours, s", "peft, s", "ratio", "ours, MB", "peft, MB", "ratio")
    table = Table(what, *columns)
    for value, setting in settings:
        (us, our_memory), (them, their_memory) = (_measured(name, setting) for name in ("ours", "peft"))
        memory = (f"{our_memory:.0f}", f"{their_memory:.0f}", f"{our_memory / their_memory:.2f}")
        table.add_row(f"{value:,}", f"{us:.2f}", f"{them:.2f}", f"{us / them:.2f}", *memory)
    return table


def _measured(name: str, setting: Setting) -> tuple[float, float]:
    command = [sys.executable, "-m", "tests.benchmarks.growth", f"--cell={name}", *setting.arguments()]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    seconds, memory = json.loads(printed.strip().splitlines()[-1])
    return seconds, memory


def _cell(name: str, setting: Setting) -> tuple[float, float]:
    contender = ours(setting) if name == "ours" else theirs(setting)
    before, seconds = begin_peak(), []
    for batch in islice(batches_of(setting, packed=False), STEPS):
        start = time.process_time()
        contender.step(batch)
        seconds.append(time.process_time() - start)
    return min(seconds), (peak_so_far() - before) / 1e6


if __name__ == "__main__":
    main()
