"""A Llama-8B shape of random weights on a GPU, ours beside peft with a plain loop and with transformers' Trainer, both
with torch's own fused attention: LoRA of rank 16 on all linear layers, rows of 2,048 tokens, in bfloat16 or nf4:

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
NAMES = ("ours", "peft", "trainer")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--quantization", choices=("none", "nf4"), default="none")
    parser.add_argument("--checkpointing", action="store_true")
    for name, default in (("rows", 1), ("length", 2048), ("layers", 32), ("width", 4096), ("vocabulary", 128_256)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--folder", help=argparse.SUPPRESS)
    parser.add_argument("--of", choices=NAMES, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.of:
        print(json.dumps(_measured(chosen)))
        return
    with tempfile.TemporaryDirectory() as folder:
        _write_model(chosen, Path(folder))
        found = {name: _apart(name, folder) for name in NAMES}
    rate = _rate(chosen.device)
    table = Table("", "ours", "peft, plain loop", "peft, Trainer", "ours / loop", "ours / Trainer")
    for key in ("tokens_per_second", "peak_bytes"):
        values = [found[name][key] for name in NAMES]
        ratios = (f"{values[0] / other:.2f}" for other in values[1:])
        table.add_row(key.replace("_", " "), *(f"{value:,.0f}" for value in values), *ratios)
    shares = [4 * one["parameters"] * one["tokens_per_second"] / rate for one in found.values()]
    table.add_row(f"share of {rate / 1e12:.1f} TFLOP/s", *(f"{share:.0%}" for share in shares), "", "")
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
    from tests.tiny_models import write_tokenizer

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
    forecasted = forecast(card, run)
    seconds = (_seconds_of_trainer if chosen.of == "trainer" else _seconds_of_loop)(model, chosen)
    return {
        "tokens_per_second": chosen.rows * chosen.length / min(seconds[WARM:]),
        "peak_bytes": _peak(chosen.device),
        "parameters": card.parameters,
        "forecast_bytes": forecasted.total_bytes - (forecasted.parts["program"] if _is_cuda(chosen.device) else 0),
    }


def _batches(chosen: argparse.Namespace) -> list[dict[str, torch.Tensor]]:
    """Of random tokens, of which the last three in ten are learned."""
    learned, drawn = torch.arange(chosen.length) >= 0.7 * chosen.length, torch.Generator().manual_seed(1)
    shape = (chosen.rows, chosen.length)
    rows = [torch.randint(1, chosen.vocabulary, shape, generator=drawn) for _ in range(STEPS)]
    return [
        {"input_ids": ids, "attention_mask": torch.ones_like(ids), "labels": ids.where(learned, -100)} for ids in rows
    ]


def _seconds_of_loop(model: Any, chosen: argparse.Namespace) -> list[float]:
    loss_of, parameters = (_ours if chosen.of == "ours" else _theirs)(model, chosen.checkpointing)
    optimizer = torch.optim.AdamW(parameters, lr=1e-4)
    seconds = []
    for batch in _batches(chosen):
        given = batch if chosen.of == "ours" else {name: value.to(chosen.device) for name, value in batch.items()}
        start = time.perf_counter()
        loss_of(**given).backward()
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        optimizer.zero_grad()
        _wait(chosen.device)
        seconds.append(time.perf_counter() - start)
    return seconds


def _seconds_of_trainer(model: Any, chosen: argparse.Namespace) -> list[float]:
    from transformers import Trainer, TrainerCallback, TrainingArguments

    from tests.benchmarks.contenders import trainers_dataset

    seconds: list[float] = []

    class Timed(TrainerCallback):
        def on_step_begin(self, *args: Any, **kwargs: Any) -> None:
            self.began = time.perf_counter()

        def on_step_end(self, *args: Any, **kwargs: Any) -> None:
            _wait(chosen.device)
            seconds.append(time.perf_counter() - self.began)

    with tempfile.TemporaryDirectory() as folder:
        settings = TrainingArguments(
            folder,
            max_steps=STEPS,
            per_device_train_batch_size=1,  # an item of the data set is a whole batch
            learning_rate=1e-4,
            optim="adamw_torch_fused" if _is_cuda(chosen.device) else "adamw_torch",
            save_strategy="no",
            logging_strategy="no",
            report_to="none",
            disable_tqdm=True,
            use_cpu=not _is_cuda(chosen.device),
        )
        tuned = _tuned_by_peft(model, chosen.checkpointing)
        rows = trainers_dataset(_batches(chosen))
        Trainer(tuned, settings, data_collator=lambda items: items[0], train_dataset=rows, callbacks=[Timed()]).train()
    return seconds


def _ours(model: Any, checkpointing: bool) -> tuple[Any, list[torch.nn.Parameter]]:
    from tuning_core import attach
    from tuning_core.methods import Lora

    tuned = attach(model, Lora(rank=16, alpha=16))
    tuned.checkpoint_activations(checkpointing)
    return tuned.train().loss, list(tuned.trainable_parameters().values())


def _theirs(model: Any, checkpointing: bool) -> tuple[Any, list[torch.nn.Parameter]]:
    tuned = _tuned_by_peft(model, checkpointing)
    return lambda **batch: tuned(**batch).loss, [one for one in tuned.parameters() if one.requires_grad]


def _tuned_by_peft(model: Any, checkpointing: bool) -> Any:
    from peft import LoraConfig, get_peft_model

    if checkpointing:
        model.activation_checkpointing_enable({"use_reentrant": False})
    return get_peft_model(model, LoraConfig(r=16, lora_alpha=16, target_modules="all-linear")).train()


def _rate(device: str) -> float:
    """Operations a second of a large matrix product in bfloat16."""
    size = 8192 if _is_cuda(device) else 1024
    one, other = (torch.randn(size, size, dtype=torch.bfloat16, device=device) for _ in range(2))
    seconds = []
    for _ in range(10):
        start = time.perf_counter()
        one @ other
        _wait(device)
        seconds.append(time.perf_counter() - start)
    return float(2 * size**3 / min(seconds))


def _is_cuda(device: str) -> bool:
    return device.startswith("cuda")


def _wait(device: str) -> None:
    if _is_cuda(device):
        torch.cuda.synchronize()


def _peak(device: str) -> int:
    from tests.benchmarks.contenders import peak_so_far

    return torch.cuda.max_memory_allocated() if _is_cuda(device) else peak_so_far()


if __name__ == "__main__":
    main()
