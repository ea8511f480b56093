"""Seconds, memory and learned tokens of training steps beside peft, with a plain loop and with transformers' Trainer:
the same weights, rows and tokens a batch; LoRA on all linear layers, IA3, prefixes or QLoRA (Linux):

    python -m tests.benchmarks.against_peft                        one setting: 39 million parameters, 70 % masked
    python -m tests.benchmarks.against_peft --lengths gsm8k --packed --rows 8 [--our-dtype bfloat16]
    python -m tests.benchmarks.against_peft --all                  a table over methods, masks and lengths

Steps are taken in turn, so that all meet the same machine: Trainer's own loop runs, and after each of its steps the
others take theirs. Times are medians. Memory is the growth of a process of its own over some steps, from when the model
is ready to its peak."""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from itertools import islice
from typing import Any

from rich.console import Console
from rich.table import Table
from transformers import Trainer, TrainerCallback, TrainingArguments

from tests.benchmarks.contenders import (
    RATE,
    Batch,
    Contender,
    Setting,
    add_arguments,
    batches_of,
    begin_peak,
    learned_tokens,
    ours,
    peak_so_far,
    setting_of,
    theirs,
    trainers_dataset,
)

WARM = 2
NAMES = ("ours", "peft", "trainer")
DTYPES = ("float32", "bfloat16")
ALL = [
    *(Setting(masked=masked) for masked in (0.5, 0.7, 0.9)),
    *(Setting(method) for method in ("ia3", "prefix", "qlora")),
    *(Setting(lengths=lengths, packed=packed) for lengths in ("gsm8k", "e2e") for packed in (False, True)),
    *(Setting(lengths="gsm8k", packed=True, rows=8, our_dtype="bfloat16", dtype=dtype) for dtype in DTYPES),
]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_arguments(parser)
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--steps", type=int, default=12)
    parser.add_argument("--memory-of", choices=NAMES, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.memory_of:
        print(json.dumps(_memory(chosen.memory_of, setting_of(chosen))))
        return
    columns = (
        "setting",
        "",
        "ours",
        "peft, plain loop",
        "peft, Trainer",
        "ours / loop",
        "ours / Trainer",
        "loss apart",
    )
    table = Table(*columns)
    for setting in ALL if chosen.all else [setting_of(chosen)]:
        _add(table, setting, chosen.steps)
    Console(width=170).print(table)


def _add(table: Table, setting: Setting, steps: int) -> None:
    seconds, learned, apart = _in_turn(setting, steps)
    memory = {name: _memory_of(name, setting) for name in NAMES}
    medians = {name: statistics.median(times[WARM:]) for name, times in seconds.items()}
    rates = {name: sum(learned[name][WARM:]) / sum(seconds[name][WARM:]) for name in NAMES}
    table.add_row(str(setting), "seconds a step", *_shown(medians, "{:.3f}"), apart)
    table.add_row("", "peak memory, MB", *_shown(memory, "{:.0f}"), "")
    table.add_row("", "learned tokens/s", *_shown(rates, "{:.0f}"), "")
    table.add_section()


def _shown(values: dict[str, float], pattern: str) -> list[str]:
    numbers = [pattern.format(values[name]) for name in NAMES]
    return [*numbers, *(f"{values['ours'] / values[name]:.2f}" for name in NAMES[1:])]


def _in_turn(setting: Setting, steps: int) -> tuple[dict[str, list[float]], dict[str, list[int]], str]:
    given = list(islice(batches_of(setting, packed=False), steps))
    own = list(islice(batches_of(setting, packed=setting.packed), steps))
    us, them = ours(setting), theirs(setting)
    seconds: dict[str, list[float]] = {name: [] for name in NAMES}
    losses: dict[str, list[float]] = {"ours": [], "peft": []}

    class AfterEach(TrainerCallback):
        def on_step_begin(self, *args: Any, **kwargs: Any) -> None:
            self.began = time.perf_counter()

        def on_step_end(self, *args: Any, **kwargs: Any) -> None:
            seconds["trainer"].append(time.perf_counter() - self.began)
            place = len(seconds["ours"])
            for name, contender, batch in (("ours", us, own[place]), ("peft", them, given[place])):
                start = time.perf_counter()
                losses[name].append(contender.step(batch))
                seconds[name].append(time.perf_counter() - start)

    _train(theirs(setting), given, AfterEach())
    learned = {"ours": own, "peft": given, "trainer": given}
    comparable = not setting.packed and setting.method != "prefix"  # whose starts peft draws otherwise
    most = max(abs(one - other) for one, other in zip(losses["ours"], losses["peft"], strict=True))
    counts = {name: [learned_tokens(batch) for batch in batches] for name, batches in learned.items()}
    return seconds, counts, f"{most:.1e} in {steps} steps" if comparable else "-"


def _train(contender: Contender, batches: list[Batch], *callbacks: TrainerCallback) -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = TrainingArguments(
            folder,
            max_steps=len(batches),
            per_device_train_batch_size=1,  # an item of the data set is a whole batch
            learning_rate=RATE,
            lr_scheduler_type="constant",
            max_grad_norm=1.0,
            save_strategy="no",
            logging_strategy="no",
            report_to="none",
            disable_tqdm=True,
            use_cpu=True,
            train_sampling_strategy="sequential",
        )
        Trainer(
            contender.model,
            settings,
            data_collator=lambda items: items[0],
            train_dataset=trainers_dataset(batches),
            callbacks=list(callbacks),
        ).train()


def _memory(name: str, setting: Setting) -> float:
    contender = ours(setting) if name == "ours" else theirs(setting)
    batches = list(islice(batches_of(setting, packed=setting.packed and name == "ours"), WARM + 2))
    before = begin_peak()
    if name == "trainer":
        _train(contender, batches)
    else:
        for batch in batches:
            contender.step(batch)
    return (peak_so_far() - before) / 1e6


def _memory_of(name: str, setting: Setting) -> float:
    command = [sys.executable, "-m", "tests.benchmarks.against_peft", f"--memory-of={name}", *setting.arguments()]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return float(printed.strip().splitlines()[-1])


if __name__ == "__main__":
    main()
