"""How much memory merging by shards takes, for models of several sizes: python -m tests.benchmarks.merging_memory [GB]

Each model is merged in a process of its own, which tells how far its memory grew above what it held before."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import torch
from transformers import LlamaConfig, LlamaForCausalLM

from tests.tiny_models import write_tokenizer
from tuning_core import attach, load_model, save_adapter
from tuning_core.methods import Lora

_WIDTH, _LAYER_BYTES = 1024, 2 * (4 * 1024 * 1024 + 3 * 1024 * 4096)
MERGING = """
import json, sys, threading, time
from pathlib import Path
import psutil, torch
torch.set_num_threads(1)
from tuning_core import RunFile
from tuning_core.exporting.merged import Written, exporting_by_shards
from tuning_core.models.card import read_card
from tuning_core.models.loading import load_tokenizer
base, adapter, out, shard_bytes = sys.argv[1:]
run = RunFile().with_settings({"model.path": base})
tokenizer, process = load_tokenizer(run.model), psutil.Process()
read_card(run.model)  # what this imports is no memory of the merging
torch.ones(64, 64) @ torch.ones(64, 64)
before, most, done = process.memory_info().rss, 0, threading.Event()
def watch():
    global most
    while not done.wait(0.005):
        most = max(most, process.memory_info().rss)
watching = threading.Thread(target=watch); watching.start()
began = time.perf_counter()
*_, last = exporting_by_shards(run, Path(adapter), tokenizer, Path(out), how=Written(shard_bytes=int(shard_bytes)))
done.set(); watching.join()
told = {"grew_mb": (most - before) / 1e6, "seconds": time.perf_counter() - began, "files": last.files,
        "size_gb": last.size_bytes / 1e9}
print(json.dumps(told))
"""


def make_model(folder: Path, gigabytes: float) -> None:
    layers = max(1, round(gigabytes * 1e9 / _LAYER_BYTES))
    config = LlamaConfig(
        vocab_size=32_000, hidden_size=_WIDTH, intermediate_size=4 * _WIDTH, num_hidden_layers=layers,
        num_attention_heads=8, num_key_value_heads=8, bos_token_id=0, eos_token_id=0, dtype="bfloat16",
    )  # fmt: skip
    torch.set_default_dtype(torch.bfloat16)
    model = LlamaForCausalLM(config)
    torch.set_default_dtype(torch.float32)
    model.save_pretrained(folder, max_shard_size="200MB")
    write_tokenizer(folder)


def make_adapter(base: Path, folder: Path) -> None:
    tuned = attach(load_model(str(base))[0], Lora(rank=16))
    save_adapter(tuned, folder)


def measure(gigabytes: float, place: Path, shard_bytes: int) -> dict[str, float]:
    base, adapter, out = (place / name for name in ("base", "adapter", "out"))
    for make in (lambda: make_model(base, gigabytes), lambda: make_adapter(base, adapter)):
        make()
    command = [sys.executable, "-c", MERGING, str(base), str(adapter), str(out), str(shard_bytes)]
    told: dict[str, float] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return told


def main() -> None:
    largest = float(sys.argv[1]) if len(sys.argv) > 1 else 1.5
    print(f"{'model':>9} {'files':>6} {'memory grew by':>15} {'seconds':>8} {'MB/s':>6}")
    for gigabytes in (largest / 6, largest / 2, largest):
        with tempfile.TemporaryDirectory() as place:
            told = measure(gigabytes, Path(place), 200_000_000)
        speed = told["size_gb"] * 1000 / told["seconds"]
        row = f"{told['size_gb']:6.2f} GB {told['files']:>6} {told['grew_mb']:>12.0f} MB {told['seconds']:>8.1f}"
        print(f"{row} {speed:>6.0f}", flush=True)


if __name__ == "__main__":
    main()
