"""Who is timed: this program and peft, on the same weights, the same rows and the same number of tokens a batch."""

import argparse
import itertools
import json
import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import torch
from transformers import LlamaConfig, LlamaForCausalLM

from tests.conftest import SHARED_DATA
from tuning_core.data.batches import batches_for
from tuning_core.data.examples import Example

RATE = 1e-4
METHODS = ("lora", "qlora", "ia3", "prefix")
Batch = dict[str, torch.Tensor]
Step = Callable[[Batch], float]


@dataclass(frozen=True)
class Setting:
    """What is measured: `lengths` is fixed, or the name of a data set whose rows are as long as its own."""

    method: str = "lora"
    lengths: str = "fixed"
    masked: float = 0.7
    length: int = 512
    rows: int = 4
    vocabulary: int = 32_000
    packed: bool = False
    width: int = 384
    layers: int = 8
    dtype: str = "float32"
    our_dtype: str = "float32"

    def __str__(self) -> str:
        rows = f"{self.rows} x {self.length}"
        what = f"{self.masked:.0%} masked" if self.lengths == "fixed" else f"{self.lengths} lengths"
        return f"{self.method}, {rows}, {what}{', ours packed' if self.packed else ''}{self._precisions()}"

    def _precisions(self) -> str:
        if self.dtype == self.our_dtype:
            return "" if self.dtype == "float32" else f", {self.dtype}"
        return f", ours in {self.our_dtype}, theirs in {self.dtype}"

    def arguments(self) -> list[str]:
        named = {name: value for name, value in vars(self).items() if name != "packed"}
        return [
            *(f"--{name.replace('_', '-')}={value}" for name, value in named.items()),
            *(["--packed"] if self.packed else []),
        ]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--method", choices=METHODS, default="lora")
    parser.add_argument("--lengths", choices=("fixed", "gsm8k", "e2e"), default="fixed")
    parser.add_argument("--masked", type=float, default=0.7, help="share of each row of which nothing is learned")
    parser.add_argument("--packed", action="store_true", help="ours packs its rows; theirs are padded")
    for name, whose in (("dtype", "theirs"), ("our-dtype", "ours")):
        parser.add_argument(
            f"--{name}", choices=("float32", "bfloat16"), default="float32", help=f"{whose} is loaded in"
        )
    for name, default in (("length", 512), ("rows", 4), ("vocabulary", 32_000), ("width", 384), ("layers", 8)):
        parser.add_argument(f"--{name}", type=int, default=default)


def setting_of(arguments: argparse.Namespace) -> Setting:
    return Setting(**{name: getattr(arguments, name) for name in vars(Setting())})


# rows


def batches_of(setting: Setting, packed: bool) -> Iterator[Batch]:
    """Endless; of a fixed length, or as the data set's rows are cut, shuffled and padded, or packed."""
    if setting.lengths == "fixed":
        return _fixed(setting)
    pack_to = setting.length if packed else 0
    batches = batches_for(_examples(setting), setting.rows, 1, 0, pack_to)
    return (batch.inputs("cpu") for batch in batches)


def _fixed(setting: Setting) -> Iterator[Batch]:
    drawn = torch.Generator().manual_seed(1)
    while True:
        ids = torch.randint(1, setting.vocabulary, (setting.rows, setting.length), generator=drawn)
        labels = ids.clone()
        labels[:, : round(setting.masked * setting.length)] = -100
        yield {"input_ids": ids, "attention_mask": torch.ones_like(ids), "labels": labels}


_FIELDS = {"gsm8k": ("question", "answer"), "e2e": ("mr", "ref")}
_TOKEN = re.compile(r"\d|[^\W\d]+|[^\w\s]")  # a word, a digit or a mark, about as tokenizers of 32,000 tokens cut


@cache
def _examples(setting: Setting) -> list[Example]:
    asked, answered = _FIELDS[setting.lengths]
    drawn, found = np.random.default_rng(2), []
    with (SHARED_DATA / setting.lengths / "train.jsonl").open(encoding="utf-8") as file:
        for line, text in enumerate(itertools.islice(file, 4000)):
            row = json.loads(text)
            prompt, answer = (len(_TOKEN.findall(row[name])) + 1 for name in (asked, answered))
            ids = drawn.integers(1, setting.vocabulary, prompt + answer).astype(np.int32)[: setting.length]
            labels = ids.copy()
            labels[:prompt] = -100
            found.append(Example("rows", line, ids, labels, b""))
    return found


def learned_tokens(batch: Batch) -> int:
    return int((batch["labels"][:, 1:] >= 0).sum())


# models


def config_of(setting: Setting) -> LlamaConfig:
    return LlamaConfig(
        vocab_size=setting.vocabulary,
        hidden_size=setting.width,
        intermediate_size=setting.width * 8 // 3,
        num_hidden_layers=setting.layers,
        num_attention_heads=setting.width // 64,
        num_key_value_heads=setting.width // 64,
        max_position_embeddings=max(2048, setting.length),
    )


def model_of(setting: Setting, dtype: str) -> Any:
    torch.manual_seed(0)
    model = LlamaForCausalLM(config_of(setting)).to(getattr(torch, dtype))
    if setting.method != "qlora":
        return model
    from transformers import BitsAndBytesConfig

    four_bits = BitsAndBytesConfig(
        load_in_4bit=True,
        bnb_4bit_quant_type="nf4",
        bnb_4bit_use_double_quant=True,
        bnb_4bit_compute_dtype=torch.float32,
    )
    with tempfile.TemporaryDirectory() as folder:
        model.save_pretrained(folder)
        loaded = LlamaForCausalLM.from_pretrained(
            folder, dtype=torch.float32, quantization_config=four_bits, device_map={"": "cpu"}
        )
    for layer in loaded.modules():
        if hasattr(layer, "support_avx512bf16_for_cpu"):
            layer.support_avx512bf16_for_cpu = False
    return loaded


@dataclass
class Contender:
    model: Any
    loss: Callable[..., torch.Tensor]
    parameters: list[torch.nn.Parameter]
    optimizer: torch.optim.Optimizer = field(init=False)

    def __post_init__(self) -> None:
        drawn = torch.Generator().manual_seed(3)
        for parameter in (one for one in self.parameters if one.ndim == 2 and one.any() and 1 not in one.shape):
            torch.nn.init.normal_(parameter, std=0.05, generator=drawn)  # LoRA's A: the same for both
        self.optimizer = torch.optim.AdamW(self.parameters, lr=RATE)

    def step(self, batch: Batch) -> float:
        loss = self.loss(**batch)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.parameters, 1.0)
        self.optimizer.step()
        self.optimizer.zero_grad()
        return float(loss.detach())


def ours(setting: Setting) -> Contender:
    from tuning_core import attach
    from tuning_core.methods import method_named

    named: dict[str, tuple[str, dict[str, Any]]] = {
        "lora": ("lora", {"rank": 8, "alpha": 16}),
        "qlora": ("lora", {"rank": 8, "alpha": 16}),
        "ia3": ("ia3", {}),
        "prefix": ("prefix_tuning", {"num_virtual_tokens": 20, "prefix_projection": False}),
    }
    name, values = named[setting.method]
    tuned = attach(model_of(setting, setting.our_dtype), method_named(name, **values)).train()
    return Contender(tuned, tuned.loss, list(tuned.trainable_parameters().values()))


def theirs(setting: Setting) -> Contender:
    from peft import IA3Config, LoraConfig, PrefixTuningConfig, get_peft_model

    configs: dict[str, Any] = {
        "lora": lambda: LoraConfig(r=8, lora_alpha=16, target_modules="all-linear"),
        "qlora": lambda: LoraConfig(r=8, lora_alpha=16, target_modules="all-linear"),
        "ia3": lambda: IA3Config(
            target_modules=["k_proj", "v_proj", "down_proj"], feedforward_modules=["down_proj"], task_type="CAUSAL_LM"
        ),
        "prefix": lambda: PrefixTuningConfig(num_virtual_tokens=20, task_type="CAUSAL_LM"),
    }
    tuned = get_peft_model(model_of(setting, setting.dtype), configs[setting.method]()).train()
    parameters = [one for one in tuned.parameters() if one.requires_grad]
    return Contender(tuned, lambda **batch: tuned(**batch).loss, parameters)


def trainers_dataset(batches: list[Batch]) -> torch.utils.data.Dataset[Batch]:
    class Given(torch.utils.data.Dataset[Batch]):
        def __len__(self) -> int:
            return len(batches)

        def __getitem__(self, place: int) -> Batch:
            return batches[place]

    return Given()


def peak_so_far() -> int:
    """The most bytes that were ever resident since `begin_peak`."""
    status = Path("/proc/self/status").read_text().splitlines()
    return 1024 * next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))


def begin_peak() -> int:
    Path("/proc/self/clear_refs").write_text("5")
    return peak_so_far()
