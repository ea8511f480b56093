"""A Llama-8B shape of random weights on a GPU, ours beside peft with a plain loop: LoRA of rank 16 on all linear
layers, rows of 2,048 tokens, in bfloat16 or nf4:

    python -m tests.benchmarks.eight_billion [--quantization nf4] [--checkpointing] [--rows 1] [--layers 32]

It prints tokens a second, peak memory, the share of the card's own measured bfloat16 rate (4 operations are counted for
a token and a frozen weight: 2 forward, 2 back; these weights have no gradients), and our forecast beside what was
measured. `--device cpu` with few and narrow layers tries the script."""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import torch
from rich.console import Console
from rich.table import Table
from transformers import LlamaConfig, LlamaForCausalLM

STEPS, WARM = 8, 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--quantization", choices=("none", "nf4"), default="none")
    parser.add_argument("--checkpointing", action="store_true")
    for name, default in (("rows", 1), ("length", 2048), ("layers", 32), ("width", 4096), ("vocabulary", 128_256)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--folder", help=argparse.SUPPRESS)
    parser.add_argument("--of", choices=("ours", "peft"), help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.of:
        print(json.dumps(_measured(chosen)))
        return
    with tempfile.TemporaryDirectory() as folder:
        _write_model(chosen, Path(folder))
        found = {name: _apart(name, folder) for name in ("ours", "peft")}
    rate = _rate(chosen.device)
    table = Table("", "ours", "peft, plain loop", "ratio")
    for key, pattern in (("tokens_per_second", "{:,.0f}"), ("peak_bytes", "{:,.0f}")):
        us, them = found["ours"][key], found["peft"][key]
        table.add_row(key.replace("_", " "), pattern.format(us), pattern.format(them), f"{us / them:.2f}")
    shares = [4 * one["parameters"] * one["tokens_per_second"] / rate for one in found.values()]
    table.add_row(f"share of {rate / 1e12:.1f} TFLOP/s", *(f"{share:.0%}" for share in shares), "")
    console = Console()
    console.print(table)
    forecast, peak = found["ours"]["forecast_bytes"], found["ours"]["peak_bytes"]
    console.print(f"our forecast {forecast:,} bytes, {forecast / peak - 1:+.1%} of what was measured")


def _apart(name: str, folder: str) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.benchmarks.eight_billion", *sys.argv[1:], f"--of={name}"]
    printed = subprocess.run([*command, f"--folder={folder}"], check=True, stdout=subprocess.PIPE, text=True).stdout
    found: dict[str, float] = json.loads(printed.strip().splitlines()[-1])
    return found


def _write_model(chosen: argparse.Namespace, folder: Path) -> None:
    """Random weights, made where they are fast to make, and a tokenizer that nobody asks."""
    from tests.conftest import write_tokenizer

    config = LlamaConfig(
        vocab_size=chosen.vocabulary,
        hidden_size=chosen.width,
        intermediate_size=chosen.width * 7 // 2,
        num_hidden_layers=chosen.layers,
        num_attention_heads=max(1, chosen.width // 128),
        num_key_value_heads=max(1, chosen.width // 512),
        max_position_embeddings=chosen.length,
        dtype="bfloat16",
    )
    torch.manual_seed(0)
    with torch.device(chosen.device):
        model = LlamaForCausalLM(config).to(torch.bfloat16)
    model.save_pretrained(folder)
    write_tokenizer(folder)


def _measured(chosen: argparse.Namespace) -> dict[str, float]:
    from tuning_core import forecast, load_model, read_card
    from tuning_core.run_file import RunFile

    run = RunFile().with_settings(
        {
            "model.path": chosen.folder,
            "model.device": chosen.device,
            "model.quantization": chosen.quantization,
            "data.max_length": chosen.length,
            "method.rank": 16,
            "training.batch_size": chosen.rows,
            "training.activation_checkpointing": chosen.checkpointing,
        }
    )
    model, _ = load_model(chosen.folder, quantization=chosen.quantization, device=chosen.device)
    card = read_card(run.model)
    loss_of, parameters = (_ours if chosen.of == "ours" else _theirs)(model, chosen.checkpointing)
    optimizer = torch.optim.AdamW(parameters, lr=1e-4)
    seconds = []
    for _ in range(STEPS):
        ids = torch.randint(1, chosen.vocabulary, (chosen.rows, chosen.length))
        labels = ids.where(torch.arange(chosen.length) >= 0.7 * chosen.length, -100)
        inputs = {"input_ids": ids, "attention_mask": torch.ones_like(ids), "labels": labels}
        given = inputs if chosen.of == "ours" else {name: value.to(chosen.device) for name, value in inputs.items()}
        start = time.perf_counter()
        loss_of(**given).backward()
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        optimizer.zero_grad()
        _wait(chosen.device)
        seconds.append(time.perf_counter() - start)
    return {
        "tokens_per_second": chosen.rows * chosen.length / min(seconds[WARM:]),
        "peak_bytes": _peak(chosen.device),
        "parameters": card.parameters,
        "forecast_bytes": forecast(card, run).total_bytes,
    }


def _ours(model: Any, checkpointing: bool) -> tuple[Any, list[torch.nn.Parameter]]:
    from tuning_core import attach
    from tuning_core.methods import Lora

    tuned = attach(model, Lora(rank=16, alpha=16))
    tuned.checkpoint_activations(checkpointing)
    return tuned.train().loss, list(tuned.trainable_parameters().values())


def _theirs(model: Any, checkpointing: bool) -> tuple[Any, list[torch.nn.Parameter]]:
    from peft import LoraConfig, get_peft_model

    if checkpointing:
        model.activation_checkpointing_enable({"use_reentrant": False})
    tuned = get_peft_model(model, LoraConfig(r=16, lora_alpha=16, target_modules="all-linear")).train()
    return lambda **batch: tuned(**batch).loss, [one for one in tuned.parameters() if one.requires_grad]


def _rate(device: str) -> float:
    """Operations a second of a large matrix product in bfloat16."""
    size = 8192 if device.startswith("cuda") else 1024
    one, other = (torch.randn(size, size, dtype=torch.bfloat16, device=device) for _ in range(2))
    seconds = []
    for _ in range(10):
        start = time.perf_counter()
        one @ other
        _wait(device)
        seconds.append(time.perf_counter() - start)
    return float(2 * size**3 / min(seconds))


def _wait(device: str) -> None:
    if device.startswith("cuda"):
        torch.cuda.synchronize()


def _peak(device: str) -> int:
    from tests.benchmarks.contenders import peak_so_far

    return torch.cuda.max_memory_allocated() if device.startswith("cuda") else peak_so_far()


if __name__ == "__main__":
    main()
