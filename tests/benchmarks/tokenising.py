"""Rows a second, from files to examples with their masks, beside `datasets.map(batched=True)` that only tokenises, with
the same tokenizer in one run: `python -m tests.benchmarks.tokenising [--rows N]`.

Both read the same JSONL file. Theirs joins question and answer and tokenises them; ours renders the chat template,
finds what is learned, tokenises, writes the table and splits it."""

import argparse
import itertools
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

DATA = Path(__file__).parents[3] / "shared" / "data"
SOURCES = {
    "e2e": (DATA / "e2e" / "train.jsonl", "mr", "ref"),
    "gsm8k": (DATA / "gsm8k" / "train.jsonl", "question", "answer"),
}
REPEATS = 3


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--rows", type=int, default=30_000)
    rows = arguments.parse_args().rows
    table = Table("data", "rows", "ours, rows/s", "map, rows/s", "ours / map", "opened again, s", "first / again")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PEFT_WORKBENCH_HOME"] = folder
        for name in SOURCES:
            table.add_row(name, f"{rows:,}", *_measured(name, rows, Path(folder)))
    Console().print(table)


def _measured(name: str, rows: int, folder: Path) -> list[str]:
    from tuning_core.data.preparing import prepare
    from tuning_core.models.loading import load_tokenizer
    from tuning_core.run_file import DataSettings, ModelSettings

    _, question, answer = SOURCES[name]
    tokenizer = load_tokenizer(ModelSettings())
    ours, theirs, again = [], [], []
    for repeat in range(REPEATS):  # one after the other, so that both meet the same machine
        path = _file(name, rows, folder / f"{name}-{repeat}.jsonl", repeat)
        settings = DataSettings(train=str(path))
        ours.append(_seconds(lambda settings=settings: prepare(settings, tokenizer)))
        again.append(_seconds(lambda settings=settings: prepare(settings, tokenizer)))
        theirs.append(_seconds(lambda path=path: _mapped(path, tokenizer, question, answer, folder)))
    mine, map_, second = map(statistics.median, (ours, theirs, again))
    return [
        f"{rows / mine:,.0f}",
        f"{rows / map_:,.0f}",
        f"{map_ / mine:.2f}",
        f"{second:.3f}",
        f"{mine / second:.0f}x",
    ]


def _mapped(path: Path, tokenizer: Any, question: str, answer: str, folder: Path) -> None:
    import datasets

    datasets.disable_progress_bars()
    table = datasets.load_dataset("json", data_files=str(path), split="train", cache_dir=str(folder / "theirs"))

    def tokenised(batch: dict[str, list[str]]) -> Any:
        return tokenizer([f"{one}\n{other}" for one, other in zip(batch[question], batch[answer], strict=True)])

    table.map(tokenised, batched=True, remove_columns=table.column_names, load_from_cache_file=False)


def _file(name: str, rows: int, path: Path, repeat: int) -> Path:
    source, question, _ = SOURCES[name]
    lines = [json.loads(line) for line in source.read_text(encoding="utf-8").splitlines()]
    with path.open("w", encoding="utf-8") as file:
        for number, row in enumerate(itertools.islice(itertools.cycle(lines), rows)):
            file.write(json.dumps({**row, question: f"{repeat}.{number} {row[question]}"}, ensure_ascii=False) + "\n")
    return path


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
