"""The memory that is forecast beside what is measured, over a grid of settings on a CPU (Linux):
`python -m tests.benchmarks.memory_forecast`.

Measured is the growth of a process of its own, from when its model is ready to the peak of three steps; so the model's
weights, which are no guess, are on neither side. It is measured as a run goes on where memory is short, which has what
it frees returned at once; `--reuse` measures it as where there is plenty."""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import torch
from rich.console import Console
from rich.table import Table
from transformers import BertConfig, GPT2Config, LlamaConfig

from tests.tiny_models import write_tokenizer
from tuning_core import RunFile, attach, forecast, read_card
from tuning_core.data.batches import Batch
from tuning_core.measuring import give_back, return_what_is_freed
from tuning_core.methods import method_of
from tuning_core.models.loading import load_model
from tuning_core.models.tasks import auto_class
from tuning_core.training.optimizers import optimizer_for

SHAPES: dict[str, tuple[str, Any]] = {
    "llama": (
        "causal_lm",
        lambda: LlamaConfig(
            vocab_size=32_000, hidden_size=256, intermediate_size=704, num_hidden_layers=6, num_attention_heads=8
        ),
    ),
    "gpt2": ("causal_lm", lambda: GPT2Config(vocab_size=8_000, n_embd=320, n_layer=8, n_head=5, n_positions=1024)),
    "bert": (
        "sequence_classification",
        lambda: BertConfig(
            vocab_size=20_000, hidden_size=256, intermediate_size=1024, num_hidden_layers=6, num_attention_heads=4
        ),
    ),
}
# shape, method, rows, length, further settings
GRID: list[tuple[str, str, int, int, dict[str, Any]]] = [
    ("llama", "lora", 4, 512, {}),
    ("llama", "lora", 4, 512, {"training.activation_checkpointing": "on"}),
    ("llama", "lora", 16, 128, {"training.gradient_accumulation": 2}),
    ("llama", "lora", 2, 1024, {"data.packing": True}),
    ("llama", "full", 4, 256, {}),
    ("llama", "full", 8, 256, {"training.activation_checkpointing": "on", "training.gradient_accumulation": 2}),
    ("llama", "prefix_tuning", 4, 512, {}),
    ("llama", "ia3", 4, 512, {}),
    ("llama", "ia3", 8, 512, {"training.activation_checkpointing": "on"}),
    ("llama", "prompt_tuning", 4, 512, {}),
    ("gpt2", "lora", 4, 512, {}),
    ("gpt2", "lora", 8, 256, {"training.activation_checkpointing": "on"}),
    ("gpt2", "full", 4, 256, {}),
    ("gpt2", "prefix_tuning", 4, 512, {}),
    ("gpt2", "prompt_tuning", 8, 256, {"training.gradient_accumulation": 2}),
    ("bert", "lora", 16, 256, {}),
    ("bert", "lora", 16, 256, {"training.activation_checkpointing": "on"}),
    ("bert", "full", 16, 128, {}),
    ("bert", "prefix_tuning", 8, 384, {}),
    ("bert", "ia3", 16, 256, {}),
]


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--only", type=int, help="the number of one setting")
    arguments.add_argument("--grow", nargs=2, metavar=("FOLDER", "NUMBER"), help=argparse.SUPPRESS)
    arguments.add_argument("--reuse", action="store_true", help="leave freed memory with the program")
    chosen = arguments.parse_args()
    if chosen.grow:
        print(json.dumps(_growth(chosen.grow[0], int(chosen.grow[1]), chosen.reuse)))
        return
    table = Table("", "shape", "method", "rows", "length", "further", "forecast, MB", "measured, MB", "ratio")
    ratios = []
    with tempfile.TemporaryDirectory() as place:
        for name, (task, config) in SHAPES.items():
            auto_class(task).from_config(config()).save_pretrained(Path(place) / name)
            write_tokenizer(Path(place) / name)
        for number, (shape, method, rows, length, further) in enumerate(GRID):
            if chosen.only is not None and chosen.only != number:
                continue
            told = _forecast(place, number)
            command = [sys.executable, "-m", "tests.benchmarks.memory_forecast", "--grow", place, str(number)]
            command += ["--reuse"] if chosen.reuse else []
            grown = float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
            ratios.append(told / grown)
            print(f"{number}: {told / 1e6:.0f} of {grown / 1e6:.0f} MB", file=sys.stderr, flush=True)
            words = ", ".join(f"{key.partition('.')[2]} {value}" for key, value in further.items())
            numbers = [f"{told / 1e6:.0f}", f"{grown / 1e6:.0f}", f"{told / grown:.2f}"]
            table.add_row(str(number), shape, method, str(rows), str(length), words, *numbers)
    console = Console(width=140)
    console.print(table)
    within = sum(abs(ratio - 1) <= 0.15 for ratio in ratios)
    console.print(f"within 15 %: {within} of {len(ratios)}; from {min(ratios):.2f} to {max(ratios):.2f}")


def _run(place: str, number: int) -> RunFile:
    shape, method, rows, length, further = GRID[number]
    return RunFile().with_settings(
        {
            "model.path": str(Path(place) / shape),
            "model.task": SHAPES[shape][0],
            "model.device": "cpu",
            "data.max_length": length,
            "method.name": method,
            "training.batch_size": rows,
            "training.gradient_accumulation": 1,
            **further,
        }
    )


def _forecast(place: str, number: int) -> int:
    run = _run(place, number)
    told = forecast(read_card(run.model), run)
    if told.note:
        raise SystemExit(told.note)
    return sum(size for part, size in told.parts.items() if part not in ("weights", "program", "kept for reuse"))


def _growth(place: str, number: int, reuse: bool) -> int:
    run = _run(place, number)
    if not reuse:
        return_what_is_freed()
    torch.manual_seed(0)
    model, _ = load_model(run.model.path, task=run.model.task)
    batches = [_batch(run, run.training.batch_size, run.data.max_length) for _ in range(3)]
    _steps(model, run, [_batch(run, 2, 64)])  # libraries warm up, and weights are fetched from their files
    give_back(model.device)
    Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
    before = _peak()
    _steps(model, run, batches)
    return _peak() - before


def _steps(model: Any, run: RunFile, batches: list[Batch]) -> None:
    tuned = attach(model, method_of(run.method)).train()
    parameters = list(tuned.trainable_parameters().values())
    optimizer = optimizer_for([(parameters, 1e-4)], run.training)
    tuned.checkpoint_activations(run.training.activation_checkpointing == "on")
    for batch in batches:
        for _ in range(run.training.gradient_accumulation):
            tuned.loss(**batch.inputs("cpu")).backward()
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
    tuned.detach()


def _batch(run: RunFile, rows: int, length: int) -> Batch:
    """All learned and of one length but for the last row, so that there is something to mask."""
    ids = torch.randint(2, 8_000, (rows, length))
    labels = ids.clone()
    if run.model.task == "sequence_classification":
        labels = torch.zeros(rows, dtype=torch.long)
    if run.data.packing:
        positions = torch.arange(length).expand(rows, length) % (length // 2)
        return Batch(ids, labels, None, positions, None, run.model.task)
    mask = torch.ones_like(ids)
    mask[-1, -1] = 0
    return Batch(ids, labels, mask, None, None, run.model.task)


def _peak() -> int:
    """The most bytes that were ever resident since the peak began anew."""
    status = Path("/proc/self/status").read_text().splitlines()
    return 1024 * next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))


if __name__ == "__main__":
    main()
