"""Every method on every architecture and task: each promise is kept, or the method says why it cannot."""

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
import torch
from torch import Tensor

from tests.tiny_models import ARCHITECTURES, DECODERS, make_tiny_folder
from tests.tiny_tasks import INPUTS, LABELS, logits_of
from tests.tuning_core.test_methods_contract import CASES
from tuning_core import JobFailed, attach, find_targets, load_adapter, load_model, read_card, save_adapter
from tuning_core.methods import all_methods, method_named
from tuning_core.methods.base import Method
from tuning_core.models.attention import attention_layers
from tuning_core.models.card import ModelCard
from tuning_core.models.layers import (
    block_layers,
    feedforward_parts,
    kind_of,
    linear_layers,
    linear_roles,
    linear_shape,
)
from tuning_core.models.tasks import head_parameters
from tuning_core.replies import greedy_replies
from tuning_core.run_file import ModelSettings
from tuning_core.tuned_model import TunedModel

_NO_BIASES = "this model has none of those"
_CLOSED = "cannot be entered from outside"
# (method, architecture) -> part of the sentence in which the method refuses the model.
REFUSED = {
    **{("bitfit", kind): _NO_BIASES for kind in ("llama", "mistral", "qwen3", "gemma3", "phi3", "t5", "t5_gated")},
    ("llama_adapter", "bloom"): _CLOSED,
}


# What is put before the keys goes through BLOOM's cache, which activation checkpointing empties.
NOT_CHECKPOINTED = {(name, "bloom") for name in ("prefix_tuning", "p_tuning_v2", "mam")}


@cache
def _folder(kind: str, task: str, place: Path) -> Path:
    return make_tiny_folder(kind, place / f"{kind}-{task}", task)


@dataclass
class Cell:
    """One method learning on one model. The base models and cards are made once and shared by all methods."""

    method: Method
    kind: str
    task: str
    folder: Path
    tuned: TunedModel
    base_logits: Tensor
    base_weights: dict[str, Tensor]
    started_as_base: bool
    unmoved: list[str]

    @property
    def model(self) -> torch.nn.Module:
        return self.tuned.model


@cache
def _base(folder: Path, task: str, twin: bool = False) -> torch.nn.Module:
    return load_model(str(folder), task=task)[0]


@cache
def _card(folder: Path, task: str) -> ModelCard:
    return read_card(ModelSettings(path=str(folder), task=task))


# An encoder and an encoder-decoder; test_methods_contract.py has decoders.
QUICK = {("bert", "sequence_classification"), ("t5", "seq2seq_lm")}


def _cells() -> Iterator[object]:
    for kind, task in ARCHITECTURES:
        for method in all_methods():
            if (method.name, kind) not in REFUSED:
                marks = () if (kind, task) in QUICK else pytest.mark.slow
                yield pytest.param((method.name, kind, task), id=f"{method.name}-{kind}-{task}", marks=marks)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("architectures")


@pytest.fixture(scope="module", params=list(_cells()))
def cell(request: pytest.FixtureRequest, place: Path) -> Iterator[Cell]:
    name, kind, task = request.param
    method = method_named(name, **CASES.get(name, [{}])[0])
    folder = _folder(kind, task, place)
    model = _base(folder, task)
    base_logits = logits_of(model)
    base_weights = {key: tensor.clone() for key, tensor in model.state_dict().items()}
    torch.manual_seed(2)
    tuned = attach(model, method).eval()
    try:
        started_as_base = torch.equal(logits_of(tuned), base_logits)
        start = {key: parameter.detach().clone() for key, parameter in tuned.trainable_parameters().items()}
        _learn(tuned, task)
        unmoved = [key for key, parameter in tuned.trainable_parameters().items() if torch.equal(parameter, start[key])]
        yield Cell(method, kind, task, folder, tuned, base_logits, base_weights, started_as_base, unmoved)
    finally:
        tuned.detach()


def _loss(tuned: TunedModel, task: str) -> Tensor:
    return tuned.loss(input_ids=INPUTS, labels=LABELS[task], attention_mask=torch.ones_like(INPUTS))


def _learn(tuned: TunedModel, task: str) -> None:
    optimizer = torch.optim.AdamW(tuned.trainable_parameters().values(), lr=0.02)
    for _ in range(2):
        tuned.train()
        _loss(tuned, task).backward()
        optimizer.step()
        optimizer.zero_grad()
    tuned.eval()


def test_it_starts_as_the_base_or_says_that_it_does_not(cell: Cell) -> None:
    assert cell.started_as_base == cell.method.starts_as_base


def test_all_of_its_own_weights_learn_and_none_of_the_bases(cell: Cell) -> None:
    assert cell.unmoved == []
    with cell.tuned.disabled() as base:
        assert all(torch.equal(tensor, cell.base_weights[name]) for name, tensor in base.state_dict().items())


def test_disabled_it_is_the_base_exactly(cell: Cell) -> None:
    learned = logits_of(cell.tuned)
    assert not torch.equal(learned, cell.base_logits)
    with cell.tuned.disabled() as base:
        assert torch.equal(logits_of(base), cell.base_logits)
    assert torch.equal(logits_of(cell.tuned), learned)


def test_saved_loaded_and_detached(cell: Cell, tmp_path: Path) -> None:
    save_adapter(cell.tuned, tmp_path)
    again = load_adapter(_base(cell.folder, cell.task, twin=True), tmp_path)
    torch.testing.assert_close(logits_of(again), logits_of(cell.tuned), atol=1e-6, rtol=0)
    model = again.detach()
    assert all(torch.equal(tensor, cell.base_weights[name]) for name, tensor in model.state_dict().items())
    assert torch.equal(logits_of(model), cell.base_logits)


def test_merged_it_says_the_same_and_unmerged_it_is_as_before(cell: Cell) -> None:
    if not cell.method.mergeable:
        return
    expected, weights = logits_of(cell.tuned), copy.deepcopy(cell.model.state_dict())
    cell.tuned.merge()
    try:
        torch.testing.assert_close(logits_of(cell.tuned), expected, atol=1e-5, rtol=1e-5)
    finally:
        cell.tuned.unmerge()
    assert all(torch.equal(tensor, weights[name]) for name, tensor in cell.model.state_dict().items())


def test_a_padded_row_says_what_it_says_alone(cell: Cell) -> None:
    pad = 0 if cell.kind in DECODERS else 1
    short = torch.tensor([[12, 45, 6, 9, 0]])
    padded = torch.cat([short, torch.full((1, 3), pad)], dim=1)
    mask = torch.tensor([[1] * 8, [1] * 5 + [0] * 3])
    together = logits_of(cell.tuned, torch.cat([INPUTS[:1], padded]), mask)[1:]
    alone = logits_of(cell.tuned, short, torch.ones_like(short))
    by_token = cell.task in ("causal_lm", "token_classification")
    torch.testing.assert_close(together[:, :5] if by_token else together, alone, atol=1e-5, rtol=0)


def test_replies_are_the_same_cached_or_not_batched_or_not(cell: Cell) -> None:
    if not cell.task.endswith("lm"):
        return
    options = {"input_ids": INPUTS, "attention_mask": torch.ones_like(INPUTS), "max_new_tokens": 6, "do_sample": False}
    cached, uncached = (cell.tuned.generate(**options, use_cache=use_cache) for use_cache in (True, False))
    assert torch.equal(cached, uncached)
    pad = 0 if cell.kind in DECODERS else 1
    prompts = [[5, 9, 200, 31, 7, 77, 8], [12, 45], [6, 6, 299, 3]]
    alone = [greedy_replies(cell.tuned, [prompt], pad, 6)[0] for prompt in prompts]
    assert greedy_replies(cell.tuned, prompts, pad, 6) == alone


def test_beams_of_a_batch_are_those_of_each_row_alone(cell: Cell) -> None:
    if not cell.task.endswith("lm"):
        return

    def searched(rows: Tensor) -> Tensor:
        mask = torch.ones_like(rows)
        replies: Tensor = cell.tuned.generate(
            input_ids=rows, attention_mask=mask, num_beams=3, min_new_tokens=4, max_new_tokens=4, do_sample=False
        )
        return replies

    assert torch.equal(searched(INPUTS), torch.cat([searched(row[None]) for row in INPUTS]))


def _gradients(cell: Cell, checkpointing: bool) -> list[Tensor]:
    cell.tuned.checkpoint_activations(checkpointing)
    cell.tuned.train()
    parameters = list(cell.tuned.trainable_parameters().values())
    torch.manual_seed(3)  # some methods take a random route
    try:
        _loss(cell.tuned, cell.task).backward()
        return [parameter.grad.clone() for parameter in parameters if parameter.grad is not None]
    finally:
        cell.tuned.checkpoint_activations(False)
        cell.tuned.eval()
        for parameter in parameters:
            parameter.grad = None


def test_activation_checkpointing_gives_the_same_gradients(cell: Cell) -> None:
    if (cell.method.name, cell.kind) in NOT_CHECKPOINTED:
        with pytest.raises(JobFailed, match=r"switch training\.activation_checkpointing off"):
            _gradients(cell, checkpointing=True)
        return
    kept, computed_again = (_gradients(cell, checkpointing) for checkpointing in (False, True))
    assert any(gradient.abs().max() > 0 for gradient in kept)
    for one, other in zip(kept, computed_again, strict=True):
        torch.testing.assert_close(other, one, atol=1e-5, rtol=1e-4)


# METHODS.md, section 1: what each method adds to a model, beside a classifier's head.


def _lora(model: torch.nn.Module, method: Method) -> int:
    return sum(8 * sum(linear_shape(layer)) for layer in linear_layers(model).values())


def _ia3(model: torch.nn.Module, method: Method) -> int:
    outputs, inputs = ("key", "value", "fused"), ("feedforward_output",)
    shapes = {name: linear_shape(model.get_submodule(name)) for name in linear_roles(model)}
    roles = linear_roles(model).items()
    return sum(shapes[n][0] for n, role in roles if role in outputs) + sum(
        shapes[n][1] for n, role in roles if role in inputs
    )


def _adapter(model: torch.nn.Module, method: Method) -> int:
    width, middle = 32, 64
    places = [role for role in linear_roles(model).values() if role in ("attention_output", "feedforward_output")]
    norms = sum(
        parameter.numel()
        for layer in block_layers(model).values()
        for module in layer.modules()
        if kind_of(module) == "norm"
        for parameter in module.parameters(recurse=False)
    )
    return len(places) * (2 * middle * width + middle + width) + norms


def _bitfit(model: torch.nn.Module, method: Method) -> int:
    head = head_parameters(model)
    return sum(p.numel() for name, p in model.named_parameters() if name.endswith(".bias") and name not in head)


def _keys_and_values(model: torch.nn.Module) -> int:
    """Numbers that one virtual token has in all attentions: as many as keys and values are wide."""
    return sum(2 * layer.key_heads * layer.head_width for layer in attention_layers(model))


def _prefix(model: torch.nn.Module, method: Method) -> int:
    """For each kind of attention a table, and a network that makes keys and values of it."""
    kinds = len({layer.kind for layer in attention_layers(model)})
    return kinds * (3 * 32 + 32 * 512 + 512) + (512 + 1) * _keys_and_values(model)


def _gated_prompts(model: torch.nn.Module, method: Method) -> int:
    return sum(3 * 32 + layer.heads for layer in attention_layers(model) if layer.kind != "cross")


def _bottlenecks(model: torch.nn.Module, middle: int) -> int:
    return len(feedforward_parts(model)) * (2 * middle * 32 + middle + 32)


def _adamix(model: torch.nn.Module, method: Method) -> int:
    """Four ways down and one way up."""
    return len(feedforward_parts(model)) * (4 * (32 + 1) * method.bottleneck + 32 * method.bottleneck + 32)


FORMULAS: dict[str, Callable[[torch.nn.Module, Method], int]] = {
    "lora": _lora,
    "ia3": _ia3,
    "adapter": _adapter,
    "bitfit": _bitfit,
    "prompt_tuning": lambda model, method: 3 * 32,
    "prefix_tuning": _prefix,
    "p_tuning_v2": lambda model, method: 3 * _keys_and_values(model),
    "llama_adapter": _gated_prompts,
    "mam": lambda model, method: _prefix(model, method) + _bottlenecks(model, 8),
    "unified": lambda model, method: _bottlenecks(model, 8),
    "adamix": _adamix,
}


def test_as_many_weights_learn_as_the_formula_and_the_skeleton_say(cell: Cell) -> None:
    count = cell.tuned.trainable_count()
    card = _card(cell.folder, cell.task)
    assert find_targets(card, cell.method).trainable_parameters == count
    assert find_targets(card, cell.method).total_parameters == cell.tuned.total_count()
    if cell.method.name in FORMULAS:
        head = sum(card.skeleton.get_parameter(name).numel() for name in head_parameters(card.skeleton))
        assert count == FORMULAS[cell.method.name](card.skeleton, cell.method) + head


@pytest.mark.parametrize(("name", "kind"), REFUSED, ids=lambda value: value)
def test_a_model_that_a_method_cannot_tune_is_refused_in_a_sentence(name: str, kind: str, place: Path) -> None:
    for task in (task for one, task in ARCHITECTURES if one == kind):
        skeleton = _card(_folder(kind, task, place), task).skeleton
        assert REFUSED[name, kind] in method_named(name, **CASES.get(name, [{}])[0]).why_not(skeleton)
