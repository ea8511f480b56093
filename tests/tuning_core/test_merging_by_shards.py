"""Merging from files, shard by shard: bit for bit what merging in memory writes, without loading the base."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from transformers import AutoModelForCausalLM, MixtralConfig

from tests.tiny_models import write_tokenizer
from tests.tuning_core.drained import drained
from tuning_core import BadInput, RunFile, attach, exporting_merged, load_model, save_adapter
from tuning_core.exporting.merged import Written, exporting_by_shards
from tuning_core.exporting.native_format import save_native
from tuning_core.exporting.stored_tensors import StoredTensors
from tuning_core.methods import method_named
from tuning_core.models.folder import weight_files
from tuning_core.models.tasks import auto_class, fit_labels

CASES: list[tuple[str, str, str, dict[str, Any]]] = [
    ("llama", "causal_lm", "lora", {}),
    ("llama", "causal_lm", "vera", {"rank": 4}),
    ("llama", "causal_lm", "lora", {"target_modules": ["q_proj"], "modules_to_save": ["lm_head"]}),
    ("gpt2", "causal_lm", "lora", {"use_dora": True, "bias": "all"}),
    ("gpt2", "causal_lm", "lora", {"target_modules": ["wte"]}),  # the head shares its weight
    ("gpt2", "causal_lm", "bitfit", {}),
    ("gpt2", "causal_lm", "ia3", {}),
    ("qwen2", "causal_lm", "lora", {"target_modules": ["lm_head"]}),
    ("qwen2", "causal_lm", "full", {}),
    ("qwen2", "causal_lm", "freeze", {"head": True}),
    ("llama", "causal_lm", "bitfit", {"add_biases": True}),
    ("gpt_neox", "causal_lm", "lora", {}),
    ("t5", "seq2seq_lm", "lora", {}),
    ("bart", "seq2seq_lm", "ia3", {}),
    ("bert", "sequence_classification", "lora", {}),
    ("bert", "token_classification", "freeze", {}),
]


def _tuned(folder: Path, task: str, name: str, settings: dict[str, Any], **loading: str) -> tuple[Any, Any]:
    model, tokenizer = load_model(str(folder), task=task, **loading)
    if task.endswith("classification"):
        fit_labels(model, ["neutral", "good", "bad", "other"])
    tuned = attach(model, method_named(name, **settings)).eval()
    with torch.no_grad():
        for number, parameter in enumerate(tuned.trainable_parameters().values()):
            noise = torch.randn(parameter.shape, generator=torch.Generator().manual_seed(number)) * 0.1
            parameter.add_(noise.to(parameter.dtype))
    return tuned, tokenizer


def _run(folder: Path, task: str, **model: str) -> RunFile:
    labels = ["neutral", "good", "bad", "other"] if task.endswith("classification") else []
    settings = {"model.path": str(folder), "model.task": task, "data.labels": labels}
    return RunFile().with_settings(settings | {f"model.{name}": value for name, value in model.items()})


def _tensors(folder: Path) -> dict[str, torch.Tensor]:
    stored = StoredTensors(weight_files(folder))
    return {name: stored.read(name) for name in stored.names}


def _assert_same_files(one: Path, other: Path) -> None:
    ours, theirs = _tensors(one), _tensors(other)
    assert ours.keys() == theirs.keys()
    for name, tensor in ours.items():
        assert tensor.dtype == theirs[name].dtype, name
        assert torch.equal(tensor, theirs[name]), name
    beside = [path.name for path in sorted(one.iterdir()) if not path.name.startswith("model")]
    assert beside == [path.name for path in sorted(other.iterdir()) if not path.name.startswith("model")]
    for name in (name for name in beside if name.endswith(".json")):
        assert json.loads((one / name).read_text()) == json.loads((other / name).read_text()), name


@pytest.mark.parametrize(("kind", "task", "method", "settings"), CASES)
def test_merged_by_shards_is_bit_for_bit_what_is_merged_in_memory(
    kind: str, task: str, method: str, settings: dict[str, Any], folder_of: Callable[[str, str], Path], tmp_path: Path
) -> None:
    folder = folder_of(kind, task)
    tuned, tokenizer = _tuned(folder, task, method, settings)
    save_adapter(tuned, tmp_path / "adapter")
    how = Written(shard_bytes=30_000)
    drained(exporting_merged(tuned, tokenizer, tmp_path / "memory", prompts=[[5, 9, 0]], how=how))
    drained(exporting_by_shards(_run(folder, task), tmp_path / "adapter", tokenizer, tmp_path / "shards", how=how))
    _assert_same_files(tmp_path / "shards", tmp_path / "memory")


def test_the_programs_own_format_is_merged_from_files_too(llama_folder: Path, tmp_path: Path) -> None:
    tuned, tokenizer = _tuned(llama_folder, "causal_lm", "lora", {})
    (tmp_path / "adapter").mkdir()
    save_native(tuned, tmp_path / "adapter")
    drained(exporting_merged(tuned, tokenizer, tmp_path / "memory"))
    run = _run(llama_folder, "causal_lm")
    drained(exporting_by_shards(run, tmp_path / "adapter", tokenizer, tmp_path / "shards"))
    _assert_same_files(tmp_path / "shards", tmp_path / "memory")


def test_experts_are_written_as_their_files_name_them(tmp_path: Path) -> None:
    """In memory the experts of a layer are one tensor; in the files that other programs read each is its own."""
    torch.manual_seed(0)
    config = MixtralConfig(
        vocab_size=400, hidden_size=32, intermediate_size=48, num_hidden_layers=2, num_attention_heads=4,
        num_key_value_heads=2, num_local_experts=4, bos_token_id=0, eos_token_id=0,
    )  # fmt: skip
    auto_class("causal_lm").from_config(config).save_pretrained(tmp_path / "base")
    write_tokenizer(tmp_path / "base")
    tuned, tokenizer = _tuned(tmp_path / "base", "causal_lm", "lora", {})
    save_adapter(tuned, tmp_path / "adapter")
    _, done = drained(exporting_merged(tuned, tokenizer, tmp_path / "memory"))
    assert done.sound
    assert done.same_greedy_replies
    run = _run(tmp_path / "base", "causal_lm")
    drained(exporting_by_shards(run, tmp_path / "adapter", tokenizer, tmp_path / "shards"))
    _assert_same_files(tmp_path / "shards", tmp_path / "memory")
    assert _tensors(tmp_path / "shards").keys() == _tensors(tmp_path / "base").keys()


@pytest.mark.parametrize("quantization", ["nf4", *(pytest.param(q, marks=pytest.mark.slow) for q in ("fp4", "int8"))])
def test_a_quantised_base_is_dense_in_the_files(llama_folder: Path, quantization: str, tmp_path: Path) -> None:
    pytest.importorskip("bitsandbytes")
    tuned, tokenizer = _tuned(llama_folder, "causal_lm", "lora", {}, quantization=quantization, dtype="bfloat16")
    save_adapter(tuned, tmp_path / "adapter")
    drained(exporting_merged(tuned, tokenizer, tmp_path / "memory"))
    run = _run(llama_folder, "causal_lm", quantization=quantization, dtype="bfloat16")
    drained(exporting_by_shards(run, tmp_path / "adapter", tokenizer, tmp_path / "shards"))
    ours, theirs = _tensors(tmp_path / "shards"), _tensors(tmp_path / "memory")
    assert ours.keys() == theirs.keys()
    assert {tensor.dtype for tensor in ours.values()} == {torch.bfloat16}
    for name, tensor in ours.items():
        torch.testing.assert_close(tensor, theirs[name], atol=1e-2, rtol=1e-2)


@pytest.mark.parametrize(("dtype", "width"), [("float32", 4), ("bfloat16", 2), ("float16", 2)])
def test_the_numbers_and_the_shards_are_as_asked_for(
    llama_folder: Path, dtype: str, width: int, tmp_path: Path
) -> None:
    tuned, tokenizer = _tuned(llama_folder, "causal_lm", "lora", {})
    how = Written(dtype=dtype, shard_bytes=40_000)
    _, done = drained(exporting_merged(tuned, tokenizer, tmp_path / "out", prompts=[[5, 9]], how=how))
    files = sorted((tmp_path / "out").glob("*.safetensors"))
    assert done.files == len(files) > 1
    index = json.loads((tmp_path / "out" / "model.safetensors.index.json").read_text())
    weights = _tensors(tmp_path / "out")
    assert index["metadata"]["total_size"] == done.size_bytes == sum(t.nbytes for t in weights.values())
    assert index["weight_map"].keys() == weights.keys()
    assert {tensor.element_size() for tensor in weights.values()} == {width}
    assert json.loads((tmp_path / "out" / "config.json").read_text())["dtype"] == dtype
    assert all(file.stat().st_size < 60_000 or len(StoredTensors([file]).names) == 1 for file in files)
    assert AutoModelForCausalLM.from_pretrained(tmp_path / "out", dtype="auto").dtype == getattr(torch, dtype)


def test_what_the_files_lack_is_named(llama_folder: Path, tmp_path: Path) -> None:
    tuned, tokenizer = _tuned(llama_folder, "causal_lm", "lora", {})
    save_adapter(tuned, tmp_path / "adapter")
    whole = _tensors(llama_folder)
    lacking = tmp_path / "base"
    lacking.mkdir()
    for file in llama_folder.iterdir():
        if file.suffix == ".json":
            (lacking / file.name).write_bytes(file.read_bytes())
    from safetensors.torch import save_file

    del whole["model.layers.1.mlp.up_proj.weight"]
    save_file(whole, lacking / "model.safetensors", metadata={"format": "pt"})
    job = exporting_by_shards(_run(lacking, "causal_lm"), tmp_path / "adapter", tokenizer, tmp_path / "out")
    with pytest.raises(BadInput, match=r"do not hold model\.layers\.1\.mlp\.up_proj\.weight"):
        drained(job)
    assert not (tmp_path / "out").exists()


def test_a_method_that_cannot_merge_says_so(llama_folder: Path, tmp_path: Path) -> None:
    tuned, tokenizer = _tuned(llama_folder, "causal_lm", "prefix_tuning", {})
    save_adapter(tuned, tmp_path / "adapter")
    run = _run(llama_folder, "causal_lm")
    with pytest.raises(BadInput, match="cannot be merged into the weights; export the adapter instead"):
        drained(exporting_by_shards(run, tmp_path / "adapter", tokenizer, tmp_path / "out"))


KILLED = """
import os, signal, sys
from pathlib import Path
from tuning_core import RunFile
from tuning_core.exporting.merged import Written, exporting_by_shards
from tuning_core.models.loading import load_tokenizer
base, adapter, out = sys.argv[1:]
run = RunFile().with_settings({"model.path": base})
job = exporting_by_shards(run, Path(adapter), load_tokenizer(run.model), Path(out), how=Written(shard_bytes=30_000))
for event in job:
    if getattr(event, "done", 0) * 2 > getattr(event, "total", 0) > 0:
        os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="no other system kills this way")
def test_a_kill_in_the_middle_leaves_nothing_that_looks_whole(llama_folder: Path, tmp_path: Path) -> None:
    tuned, tokenizer = _tuned(llama_folder, "causal_lm", "lora", {})
    save_adapter(tuned, tmp_path / "adapter")
    place = tmp_path / "place"
    place.mkdir()
    command = [sys.executable, "-c", KILLED, str(llama_folder), str(tmp_path / "adapter"), str(place / "out")]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    (left,) = place.iterdir()
    assert left.name.startswith(".out.")
    assert not (left / "config.json").exists()
    run = _run(llama_folder, "causal_lm")
    drained(exporting_by_shards(run, tmp_path / "adapter", tokenizer, place / "out"))
    assert [path.name for path in place.iterdir()] == ["out"]
