"""Classifiers against peft: the head goes to its files and comes back, whatever the method beside it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import peft
import pytest
import torch
from torch import Tensor

from tests.tiny_models import CLASSES
from tuning_core import BadInput, attach, load_adapter, load_model, save_adapter
from tuning_core.exporting.native_format import save_native
from tuning_core.methods import IA3, Lora, PromptTuning
from tuning_core.methods.base import Method
from tuning_core.models.tasks import auto_class, fit_labels, head_parameters, label_names

FolderOf = Callable[[str, str], Path]
INPUTS = torch.tensor([[5, 9, 200, 31, 7, 77, 8, 0], [12, 45, 6, 6, 299, 3, 11, 0]])
TYPES = {"sequence_classification": "SEQ_CLS", "token_classification": "TOKEN_CLS"}
METHODS: dict[str, tuple[Method, dict[str, Any]]] = {
    "LORA": (Lora(), {"target_modules": ["query", "key", "value", "dense"]}),
    "LORA on two": (Lora(target_modules=["query", "value"]), {"target_modules": ["query", "value"]}),
    "IA3": (
        IA3(),
        {
            "target_modules": ["key", "value", "intermediate.dense", "1.output.dense"],
            "feedforward_modules": ["1.output.dense"],
        },
    ),
    "PROMPT_TUNING": (PromptTuning(num_virtual_tokens=5), {"num_virtual_tokens": 5}),
}
CONFIGS = {
    "LORA": peft.LoraConfig,
    "LORA on two": peft.LoraConfig,
    "IA3": peft.IA3Config,
    "PROMPT_TUNING": peft.PromptTuningConfig,
}


def _logits(model: torch.nn.Module) -> Tensor:
    with torch.no_grad():
        return model.eval()(input_ids=INPUTS, attention_mask=torch.ones_like(INPUTS)).logits


def _randomise(parameters: Any) -> None:
    generator = torch.Generator().manual_seed(3)
    with torch.no_grad():
        for parameter in parameters:
            parameter.copy_(torch.randn(parameter.shape, generator=generator) * 0.05)


def _theirs_plain(folder: Path, task: str) -> Any:
    return auto_class(task).from_pretrained(folder)


@pytest.mark.parametrize("task", TYPES)
@pytest.mark.parametrize("kind", METHODS)
def test_our_classifier_gives_the_same_output_in_peft(
    kind: str, task: str, folder_of: FolderOf, tmp_path: Path
) -> None:
    folder = folder_of("bert", task)
    tuned = attach(load_model(str(folder), task=task)[0], METHODS[kind][0])
    _randomise(tuned.trainable_parameters().values())
    save_adapter(tuned, tmp_path)
    theirs = peft.PeftModel.from_pretrained(_theirs_plain(folder, task), tmp_path)
    expected = _logits(tuned)
    torch.testing.assert_close(_logits(theirs)[:, -expected.shape[1] :], expected, atol=1e-5, rtol=0)
    config = json.loads((tmp_path / "adapter_config.json").read_text())
    assert config["task_type"] == TYPES[task]
    pooler = ["pooler"] if task == "sequence_classification" else []
    assert config["modules_to_save"] == [*pooler, "classifier"]


@pytest.mark.parametrize("task", TYPES)
@pytest.mark.parametrize("kind", METHODS)
def test_pefts_classifier_gives_the_same_output_here(kind: str, task: str, folder_of: FolderOf, tmp_path: Path) -> None:
    folder = folder_of("bert", task)
    config = CONFIGS[kind](task_type=TYPES[task], **METHODS[kind][1])
    theirs = peft.get_peft_model(_theirs_plain(folder, task), config)
    _randomise(parameter for parameter in theirs.parameters() if parameter.requires_grad)
    theirs.save_pretrained(tmp_path)
    tuned = load_adapter(load_model(str(folder), task=task)[0], tmp_path)
    expected = _logits(tuned)
    torch.testing.assert_close(_logits(theirs)[:, -expected.shape[1] :], expected, atol=1e-5, rtol=0)
    assert tuned.trainable_count() == theirs.get_nb_trainable_parameters()[0]
    save_adapter(tuned, tmp_path / "again")
    again = load_adapter(load_model(str(folder), task=task)[0], tmp_path / "again")
    assert torch.equal(_logits(again), expected)


def test_a_module_that_lora_trains_whole_may_be_the_head_itself(folder_of: FolderOf, tmp_path: Path) -> None:
    folder = folder_of("bert", "sequence_classification")
    lora = Lora(target_modules=["query"], modules_to_save=["classifier", "1.output"], bias="all")
    tuned = attach(load_model(str(folder), task="sequence_classification")[0], lora)
    _randomise(tuned.trainable_parameters().values())
    save_adapter(tuned, tmp_path)
    theirs = peft.PeftModel.from_pretrained(_theirs_plain(folder, "sequence_classification"), tmp_path)
    torch.testing.assert_close(_logits(theirs), _logits(tuned), atol=1e-5, rtol=0)
    again = load_adapter(load_model(str(folder), task="sequence_classification")[0], tmp_path)
    assert torch.equal(_logits(again), _logits(tuned))


@pytest.mark.parametrize("write", [save_adapter, save_native])
@pytest.mark.parametrize("names", [["a", "b", "c", "d"], ["yes", "no"]])
def test_the_classes_come_back_with_the_adapter(
    write: Callable[..., None], names: list[str], folder_of: FolderOf, tmp_path: Path
) -> None:
    folder = folder_of("roberta", "sequence_classification")
    model, _ = load_model(str(folder), task="sequence_classification")
    fit_labels(model, names)
    tuned = attach(model, Lora())
    _randomise(tuned.trainable_parameters().values())
    write(tuned, tmp_path)
    again = load_adapter(load_model(str(folder), task="sequence_classification")[0], tmp_path)
    assert label_names(again.model) == names
    assert torch.equal(_logits(again), _logits(tuned))


def test_a_foreign_head_of_another_size_is_taken_as_it_is(folder_of: FolderOf, tmp_path: Path) -> None:
    folder = folder_of("bert", "sequence_classification")
    plain = auto_class("sequence_classification").from_pretrained(folder, num_labels=6, ignore_mismatched_sizes=True)
    theirs = peft.get_peft_model(plain, peft.LoraConfig(task_type="SEQ_CLS", target_modules=["query"]))
    theirs.save_pretrained(tmp_path)
    tuned = load_adapter(load_model(str(folder), task="sequence_classification")[0], tmp_path)
    assert _logits(tuned).shape == (2, 6)
    assert label_names(tuned.model) == []


def test_an_adapter_without_its_head_is_refused(folder_of: FolderOf, tmp_path: Path) -> None:
    from safetensors.torch import load_file, save_file

    model, _ = load_model(str(folder_of("bert", "sequence_classification")), task="sequence_classification")
    tuned = attach(model, Lora())
    save_adapter(tuned, tmp_path)
    tuned.detach()
    file = tmp_path / "adapter_model.safetensors"
    save_file({name: tensor for name, tensor in load_file(file).items() if "classifier.bias" not in name}, file)
    with pytest.raises(BadInput, match=r"lacks base_model\.model\.classifier\.bias"):
        load_adapter(model, tmp_path)
    (tmp_path / "labels.json").write_text("{")
    with pytest.raises(BadInput, match=r"labels\.json is damaged"):
        load_adapter(model, tmp_path)
    assert label_names(model) == CLASSES
    assert head_parameters(model)
