"""Exports: what other programs get, and what is left behind when it fails."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from transformers import AutoModelForCausalLM

from tests.tuning_core.drained import drained
from tuning_core import BadInput, Stopped, attach, exporting_adapter, exporting_merged, load_adapter, load_model
from tuning_core.exporting.merged import Written
from tuning_core.exporting.native_format import save_native
from tuning_core.exporting.peft_format import save_adapter
from tuning_core.methods import Lora
from tuning_core.models.tasks import fit_labels, label_names
from tuning_core.replies import greedy_replies
from tuning_core.tuned_model import TunedModel

PROMPTS = [[5, 9, 200, 31], [12, 45, 6, 6, 299, 3, 1]]
SETTINGS = [
    {},
    {"bias": "all", "use_dora": True},
    {"modules_to_save": ["lm_head"], "target_modules": r".*proj|.*c_attn"},
    {"target_modules": ["embed_tokens", "wte"]},  # in two of the three models the head shares its weight
    {"target_modules": ["lm_head"]},
]


def _tuned(folder: Path, **settings: object) -> tuple[TunedModel, object]:
    model, tokenizer = load_model(str(folder))
    tuned = attach(model, Lora(**settings)).eval()
    with torch.no_grad():
        for number, parameter in enumerate(tuned.trainable_parameters().values()):
            parameter.add_(torch.randn(parameter.shape, generator=torch.Generator().manual_seed(number)) * 0.1)
    return tuned, tokenizer


@pytest.mark.parametrize("settings", SETTINGS, ids=str)
def test_the_merged_folder_is_the_tuned_model(tiny_folder: Path, settings: dict[str, object], tmp_path: Path) -> None:
    tuned, tokenizer = _tuned(tiny_folder, **settings)
    tied = tuned.model.config.tie_word_embeddings
    before = {name: tensor.clone() for name, tensor in tuned.model.state_dict().items()}
    _, done = drained(exporting_merged(tuned, tokenizer, tmp_path / "merged", prompts=PROMPTS))
    plain = AutoModelForCausalLM.from_pretrained(tmp_path / "merged").eval()
    for prompt in PROMPTS:
        ids = torch.tensor([prompt])
        torch.testing.assert_close(plain(input_ids=ids).logits, tuned(input_ids=ids).logits, atol=1e-4, rtol=0)
        assert greedy_replies(plain, [prompt], 0, 16) == greedy_replies(tuned, [prompt], 0, 16)
    assert done.largest_logit_difference <= 1e-4
    assert done.same_greedy_replies
    assert plain.config.tie_word_embeddings == ("embed" not in str(settings) and "head" not in str(settings) and tied)
    assert all(torch.equal(tensor, before[name]) for name, tensor in tuned.model.state_dict().items())


TASKS = [
    ("bert", "sequence_classification"),
    ("bert", "token_classification"),
    ("llama", "sequence_classification"),
    ("t5", "seq2seq_lm"),
    ("bart", "seq2seq_lm"),
    ("bart", "sequence_classification"),
]


@pytest.mark.parametrize(("kind", "task"), TASKS)
@pytest.mark.parametrize("prompts", [None, [[*prompt, 0] for prompt in PROMPTS]], ids=["short texts", "own prompts"])
def test_every_task_merges_into_its_own_kind_of_model(
    kind: str, task: str, prompts: object, folder_of: Callable[[str, str], Path], tmp_path: Path
) -> None:
    model, tokenizer = load_model(str(folder_of(kind, task)), task=task)
    if task.endswith("classification"):
        fit_labels(model, ["a", "b", "c", "d", "e"])
    tuned = attach(model, Lora()).eval()
    with torch.no_grad():
        for number, parameter in enumerate(tuned.trainable_parameters().values()):
            parameter.add_(torch.randn(parameter.shape, generator=torch.Generator().manual_seed(number)) * 0.1)
    _, done = drained(exporting_merged(tuned, tokenizer, tmp_path / "merged", prompts=prompts))
    assert done.largest_logit_difference <= 1e-4
    assert done.same_greedy_replies
    again, _ = load_model(str(tmp_path / "merged"), task=task)
    assert type(again) is type(model)
    assert label_names(again) == label_names(model)


def test_a_difference_would_be_reported(llama_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tuning_core.methods.lora import LoraBranch

    tuned, tokenizer = _tuned(llama_folder)
    monkeypatch.setattr(LoraBranch, "merged", lambda self, weight, bias: (weight, bias))
    _, done = drained(exporting_merged(tuned, tokenizer, tmp_path / "merged", prompts=PROMPTS))
    assert done.largest_logit_difference > 1e-3
    assert not done.sound
    assert "the files hold something else than the model in memory" in done.sentence


def test_an_adapter_is_read_back_and_compared(llama_folder: Path, tmp_path: Path) -> None:
    tuned, tokenizer = _tuned(llama_folder)
    _, done = drained(exporting_adapter(tuned, tmp_path / "whole", tokenizer=tokenizer, prompts=PROMPTS))
    assert done.sound
    assert [one.same for one in done.compared] == [True, True]

    def losing_half(model: TunedModel, folder: Path) -> None:
        save_adapter(model, folder)
        tensors = load_file(folder / "adapter_model.safetensors")
        save_file({name: tensor / 2 for name, tensor in tensors.items()}, folder / "adapter_model.safetensors")

    _, done = drained(exporting_adapter(tuned, tmp_path / "half", None, losing_half, tokenizer=tokenizer))
    assert not done.sound
    assert "do not use it" in done.sentence


def test_rounding_that_tips_a_choice_is_told_apart_from_damage(llama_folder: Path, tmp_path: Path) -> None:
    tuned, tokenizer = _tuned(llama_folder)
    how = Written(dtype="bfloat16")
    _, done = drained(exporting_merged(tuned, tokenizer, tmp_path / "out", prompts=PROMPTS, how=how))
    assert done.sound
    assert all(0 < one.divergence < one.learned / 20 for one in done.compared)


def test_both_adapter_formats_come_back_equal(tiny_folder: Path, tmp_path: Path) -> None:
    tuned, _ = _tuned(tiny_folder)
    ids = torch.tensor([PROMPTS[0]])
    for number, write in enumerate((save_adapter, save_native)):
        folder = tmp_path / str(number)
        drained(exporting_adapter(tuned, folder, write=write))
        again = load_adapter(load_model(str(tiny_folder))[0], folder)
        assert torch.equal(again(input_ids=ids).logits, tuned(input_ids=ids).logits)


def test_a_folder_that_holds_something_is_refused(llama_folder: Path, tmp_path: Path) -> None:
    tuned, tokenizer = _tuned(llama_folder)
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "mine.txt").write_text("mine")
    for job in (exporting_merged(tuned, tokenizer, tmp_path / "taken"), exporting_adapter(tuned, tmp_path / "taken")):
        with pytest.raises(BadInput, match="exists already and is not empty"):
            drained(job)
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


def test_a_place_that_is_a_file_is_refused(llama_folder: Path, tmp_path: Path) -> None:
    tuned, _ = _tuned(llama_folder)
    (tmp_path / "file").write_text("x")
    with pytest.raises(BadInput, match="is a file"):
        drained(exporting_adapter(tuned, tmp_path / "file" / "out"))


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a place that nobody can write")
def test_a_read_only_place_is_refused(llama_folder: Path) -> None:
    tuned, tokenizer = _tuned(llama_folder)
    out = Path("/proc/out")
    for job in (exporting_merged(tuned, tokenizer, out), exporting_adapter(tuned, out)):
        with pytest.raises(BadInput, match="/proc/out cannot be made: nothing can be written to /proc"):
            drained(job)


def test_stopping_leaves_nothing_behind(llama_folder: Path, tmp_path: Path) -> None:
    tuned, tokenizer = _tuned(llama_folder)
    stop = threading.Event()
    job = exporting_merged(tuned, tokenizer, tmp_path / "merged", stop)
    while "back" not in getattr(next(job), "what", ""):
        pass
    stop.set()
    with pytest.raises(Stopped):
        drained(job)
    assert list(tmp_path.iterdir()) == []


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from tuning_core import JobFailed, attach, exporting_merged, load_model
from tuning_core.methods import Lora
from tuning_core.models.tasks import fit_labels, label_names
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
model, tokenizer = load_model(sys.argv[1])
tuned = attach(model, Lora()).eval()
resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))  # larger files fail while they are written
try:
    list(exporting_merged(tuned, tokenizer, Path(sys.argv[2])))
except JobFailed as error:
    print(error)
"""


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="limits on the size of files are POSIX's")
def test_a_write_that_fails_half_way_leaves_nothing_behind(llama_folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "merged"
    result = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(llama_folder), str(target)], capture_output=True, text=True, check=False
    )
    assert str(target) in result.stdout, result.stderr
    assert list(tmp_path.iterdir()) == []
