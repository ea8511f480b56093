"""The four tasks: what a model is for, its classes, its head, and the loss that trains it."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from transformers import BertModel

from tests.tiny_models import CLASSES, write_tokenizer
from tests.tiny_tasks import INPUTS, LABELS
from tuning_core import BadInput, attach, load_model, read_card
from tuning_core.methods import Lora
from tuning_core.models.loss import learned_logits, learned_loss
from tuning_core.models.tasks import fit_labels, head_modules, head_parameters, label_names, task_of
from tuning_core.models.weights import is_quantized
from tuning_core.run_file import ModelSettings

FolderOf = Callable[[str, str], Path]


def test_the_task_is_told_from_the_model_even_without_its_weights(architecture: tuple[Path, str]) -> None:
    folder, task = architecture
    assert task_of(load_model(str(folder), task=task)[0]) == task
    assert task_of(read_card(ModelSettings(path=str(folder), task=task)).skeleton) == task


def test_the_loss_and_its_logits_are_transformers_own(architecture: tuple[Path, str]) -> None:
    folder, task = architecture
    model, _ = load_model(str(folder), task=task)
    labels = LABELS[task]
    with torch.no_grad():
        logits, targets = learned_logits(model, labels, input_ids=INPUTS)
        expected = model(input_ids=INPUTS, labels=labels).loss
        assert logits.shape == (len(targets), model.config.vocab_size if task.endswith("lm") else len(CLASSES))
        torch.testing.assert_close(learned_loss(model, labels, input_ids=INPUTS), expected, atol=1e-6, rtol=0)
        a_third = learned_loss(model, labels, 3 * len(targets), input_ids=INPUTS)
    torch.testing.assert_close(a_third, expected / 3, atol=1e-6, rtol=0)


HEADS = {
    ("bert", "sequence_classification"): ("pooler", "classifier"),
    ("bert", "token_classification"): ("classifier",),
    ("roberta", "sequence_classification"): ("classifier",),
    ("llama", "sequence_classification"): ("score",),
    ("gpt2", "sequence_classification"): ("score",),
    ("gpt2", "token_classification"): ("classifier",),
    ("t5", "sequence_classification"): ("classification_head",),
    ("bart", "sequence_classification"): ("classification_head",),
    ("llama", "causal_lm"): (),
    ("t5", "seq2seq_lm"): (),
}


@pytest.mark.parametrize(("kind", "task"), HEADS, ids=lambda value: value)
def test_the_head_is_what_stands_behind_the_base_model(kind: str, task: str, folder_of: FolderOf) -> None:
    model, _ = load_model(str(folder_of(kind, task)), task=task)
    assert head_modules(model) == HEADS[kind, task]
    tuned = attach(model, Lora())
    assert set(head_parameters(model)) <= tuned.trainable_parameters().keys()
    assert not any(name.split(".")[-1] in HEADS[kind, task] for name in tuned.branches)


@pytest.mark.parametrize("kind", ["bert", "roberta", "llama", "gpt2", "t5", "bart"])
def test_a_head_is_made_to_fit_the_classes_and_keeps_those_it_knew(kind: str, folder_of: FolderOf) -> None:
    model, _ = load_model(str(folder_of(kind, "sequence_classification")), task="sequence_classification")
    before = model(input_ids=INPUTS).logits
    fit_labels(model, ["bad", "strange", "neutral", "odd"])
    after = model(input_ids=INPUTS).logits
    torch.testing.assert_close(after[:, [2, 0]], before[:, [0, 2]], atol=1e-6, rtol=0)
    assert after.shape == (2, 4)
    assert label_names(model) == ["bad", "strange", "neutral", "odd"]
    assert getattr(model, "num_labels", 4) == model.config.num_labels == 4  # encoder-decoders have the one
    assert model.config.label2id["odd"] == 3


def test_classes_that_the_model_names_already_are_left_alone(folder_of: FolderOf) -> None:
    model, _ = load_model(str(folder_of("bert", "token_classification")), task="token_classification")
    weight = model.classifier.weight
    fit_labels(model, CLASSES)
    assert model.classifier.weight is weight


def test_a_head_without_names_takes_as_many_as_it_has_classes(folder_of: FolderOf) -> None:
    model, _ = load_model(str(folder_of("bert", "sequence_classification")), task="sequence_classification")
    model.config.id2label = {index: f"LABEL_{index}" for index in range(3)}
    assert label_names(model) == []
    before = model(input_ids=INPUTS).logits
    fit_labels(model, ["a", "b", "c"])
    assert torch.equal(model(input_ids=INPUTS).logits, before)
    assert label_names(model) == ["a", "b", "c"]


def test_classes_fit_a_skeleton(folder_of: FolderOf) -> None:
    settings = ModelSettings(path=str(folder_of("roberta", "sequence_classification")), task="sequence_classification")
    skeleton = read_card(settings).skeleton
    fit_labels(skeleton, ["a", "b"])
    assert skeleton.classifier.out_proj.weight.is_meta
    assert skeleton.classifier.out_proj.weight.shape == (2, 32)


@pytest.fixture
def headless(folder_of: FolderOf, tmp_path: Path) -> Path:
    """An encoder as it is published: no classifier, no pooler."""
    BertModel.from_pretrained(folder_of("bert", "token_classification"), add_pooling_layer=False).save_pretrained(
        tmp_path
    )
    write_tokenizer(tmp_path, ends=True)
    return tmp_path


def test_a_head_that_the_files_lack_starts_alike_at_every_load(headless: Path) -> None:
    torch.manual_seed(7)
    expected_next = torch.rand(1)
    heads = []
    for seed in (7, 8):
        torch.manual_seed(seed)
        model, _ = load_model(str(headless), task="sequence_classification")
        if seed == 7:
            assert torch.equal(torch.rand(1), expected_next)  # loading uses up no random numbers
        heads.append([model.get_parameter(name).clone() for name in head_parameters(model)])
    assert len(heads[0]) == 4
    assert all(torch.equal(*pair) for pair in zip(*heads, strict=True))
    assert heads[0][0].abs().sum() > 0


def test_a_head_for_other_classes_starts_anew(folder_of: FolderOf, tmp_path: Path) -> None:
    folder = shutil.copytree(folder_of("bert", "sequence_classification"), tmp_path / "five")
    config = json.loads((folder / "config.json").read_text())
    names = {str(index): f"class {index}" for index in range(5)}
    config |= {"id2label": names, "label2id": {name: int(index) for index, name in names.items()}}
    (folder / "config.json").write_text(json.dumps(config))
    model, _ = load_model(str(folder), task="sequence_classification")
    assert model(input_ids=INPUTS).logits.shape == (2, 5)


def test_only_the_head_may_be_missing(headless: Path) -> None:
    file = headless / "model.safetensors"
    tensors = load_file(file)
    tensors.pop("encoder.layer.1.output.dense.weight")
    save_file(tensors, file, metadata={"format": "pt"})
    with pytest.raises(BadInput, match=r"do not fit the config; 1 are missing or misshapen, as .*output\.dense"):
        load_model(str(headless), task="sequence_classification")


@pytest.mark.parametrize(
    ("kind", "own", "asked", "sentence"),
    [
        ("bert", "token_classification", "causal_lm", "set model.task to sequence_classification or token_"),
        ("bart", "seq2seq_lm", "causal_lm", "set model.task to seq2seq_lm or sequence_classification"),
        ("llama", "causal_lm", "seq2seq_lm", "cannot write text from text .*; set model.task to causal_lm or "),
        ("opt", "causal_lm", "token_classification", "an? opt model, which cannot name each word's class"),
    ],
)
def test_a_model_that_cannot_do_the_task_is_refused(
    kind: str, own: str, asked: str, sentence: str, folder_of: FolderOf
) -> None:
    with pytest.raises(BadInput, match=sentence) as refusal:
        read_card(ModelSettings(path=str(folder_of(kind, own)), task=asked))
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("quantization", ["nf4", "int8"])
@pytest.mark.parametrize("kind", ["bert", "roberta", "llama"])
def test_the_head_of_a_quantised_classifier_stays_dense(kind: str, quantization: str, folder_of: FolderOf) -> None:
    pytest.importorskip("bitsandbytes", reason="quantised weights are bitsandbytes'")
    task = "sequence_classification"
    model, _ = load_model(str(folder_of(kind, task)), task=task, quantization=quantization, dtype="float32")
    tuned = attach(model, Lora())
    assert any(is_quantized(module) for module in model.modules())
    tuned.loss(input_ids=INPUTS, labels=LABELS[task]).backward()
    assert all(parameter.grad is not None for parameter in tuned.trainable_parameters().values())
    assert all(model.get_parameter(name).dtype == torch.float32 for name in head_parameters(model))
