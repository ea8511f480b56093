"""Seconds and memory of a training step beside peft with a plain loop: the same weights, the same padded batches, LoRA
on all linear layers in float32, steps taken in turn:
`python -m tests.benchmarks.against_peft [--length N] [--masked 0.7]` (Linux).

Memory is the growth of a process of its own over some steps, from when the model is ready to its peak."""

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from rich.console import Console
from rich.table import Table
from transformers import LlamaConfig, LlamaForCausalLM

STEPS, WARM = 12, 3
RATE = 1e-4


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--length", type=int, default=512)
    arguments.add_argument("--rows", type=int, default=4)
    arguments.add_argument("--masked", type=float, default=0.7)
    arguments.add_argument("--vocabulary", type=int, default=32_000)
    arguments.add_argument("--memory-of", choices=("ours", "peft"), help=argparse.SUPPRESS)
    chosen = arguments.parse_args()
    batches = _batches(chosen)
    if chosen.memory_of:
        print(json.dumps(_memory(_ours() if chosen.memory_of == "ours" else _theirs(), batches, chosen)))
        return
    ours, theirs = _prepared(_ours(), chosen), _prepared(_theirs(), chosen)
    seconds: dict[str, list[float]] = {"ours": [], "peft": []}
    losses: dict[str, list[float]] = {"ours": [], "peft": []}
    for batch in batches:
        for name, step in (("ours", ours), ("peft", theirs)):
            start = time.perf_counter()
            losses[name].append(step(batch))
            seconds[name].append(time.perf_counter() - start)
    medians = {name: statistics.median(times[WARM:]) for name, times in seconds.items()}
    memory = {name: _memory_of(name, chosen) for name in seconds}
    difference = max(abs(one - other) for one, other in zip(losses["ours"], losses["peft"], strict=True))
    table = Table("", "ours", "peft, plain loop", "ratio")
    table.add_row("seconds a step", *_shown(medians, "{:.3f}"))
    table.add_row("peak memory, MB", *_shown(memory, "{:.0f}"))
    console = Console()
    console.print(table)
    console.print(f"largest difference of the losses over {STEPS} steps: {difference:.1e}")


def _shown(values: dict[str, float], pattern: str) -> list[str]:
    numbers = [pattern.format(values[name]) for name in ("ours", "peft")]
    return [*numbers, f"{values['ours'] / values['peft']:.2f}"]


def _model(vocabulary: int) -> LlamaForCausalLM:
    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=vocabulary,
        hidden_size=384,
        intermediate_size=1024,
        num_hidden_layers=8,
        num_attention_heads=6,
        num_key_value_heads=6,
    )
    return LlamaForCausalLM(config)


def _batches(chosen: argparse.Namespace) -> list[dict[str, torch.Tensor]]:
    """Rows of one length: the prompt's share is masked, and nothing is padding."""
    drawn = torch.Generator().manual_seed(1)
    found = []
    for _ in range(STEPS):
        ids = torch.randint(0, chosen.vocabulary, (chosen.rows, chosen.length), generator=drawn)
        labels = ids.clone()
        labels[:, : round(chosen.masked * chosen.length)] = -100
        found.append({"input_ids": ids, "attention_mask": torch.ones_like(ids), "labels": labels})
    return found


Make = Callable[[LlamaForCausalLM], tuple[Any, list[torch.nn.Parameter]]]


def _ours() -> Make:
    from tuning_core import attach
    from tuning_core.methods import Lora

    def make(model: LlamaForCausalLM) -> tuple[Any, list[torch.nn.Parameter]]:
        tuned = attach(model, Lora(rank=8, alpha=16)).train()
        return tuned.loss, list(tuned.trainable_parameters().values())

    return make


def _theirs() -> Make:
    from peft import LoraConfig, get_peft_model

    def make(model: LlamaForCausalLM) -> tuple[Any, list[torch.nn.Parameter]]:
        tuned = get_peft_model(model, LoraConfig(r=8, lora_alpha=16, target_modules="all-linear")).train()
        return lambda **batch: tuned(**batch).loss, [one for one in tuned.parameters() if one.requires_grad]

    return make


def _prepared(make: Make, chosen: argparse.Namespace) -> Callable[[dict[str, torch.Tensor]], float]:
    loss_of, parameters = make(_model(chosen.vocabulary))
    drawn = torch.Generator().manual_seed(3)
    for parameter in (one for one in parameters if one.any()):  # A alone: B starts at zero
        torch.nn.init.normal_(parameter, std=0.05, generator=drawn)
    optimizer = torch.optim.AdamW(parameters, lr=RATE)

    def step(batch: dict[str, torch.Tensor]) -> float:
        loss = loss_of(**batch)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        optimizer.zero_grad()
        return float(loss.detach())

    return step


def _memory(make: Make, batches: list[dict[str, torch.Tensor]], chosen: argparse.Namespace) -> float:
    step = _prepared(make, chosen)
    Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
    before = _peak()
    for batch in batches[: WARM + 1]:
        step(batch)
    return (_peak() - before) / 1e6


def _memory_of(name: str, chosen: argparse.Namespace) -> float:
    settings = [f"--{key}={getattr(chosen, key)}" for key in ("length", "rows", "masked", "vocabulary")]
    command = [sys.executable, "-m", "tests.benchmarks.against_peft", f"--memory-of={name}", *settings]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def _peak() -> int:
    """The most bytes that were ever resident since the peak began anew."""
    status = Path("/proc/self/status").read_text().splitlines()
    return 1024 * next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))


if __name__ == "__main__":
    main()
