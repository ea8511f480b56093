"""What every method promises, on every architecture."""

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
import torch
from torch import Tensor

from tests.tiny_models import fresh_model, make_tiny_folder
from tuning_core import BadInput, attach, find_targets, load_adapter, load_model, read_card, save_adapter
from tuning_core.methods import all_methods, method_named
from tuning_core.methods.base import Family, Method
from tuning_core.replies import greedy_replies
from tuning_core.run_file import ModelSettings
from tuning_core.tuned_model import TunedModel

CASES: dict[str, list[dict[str, object]]] = {
    "lora": [
        {},
        {"rank": 3, "alpha": 7, "use_rslora": True},
        {"bias": "lora_only", "target_modules": r".*(attn|self_attn)\..*"},
        {"use_dora": True, "rank": 2, "bias": "all"},
        {"use_dora": True, "target_modules": ["embed_tokens", "wte", "lm_head", "o_proj", "c_proj"]},
        {
            "rank_pattern": {"c_attn|v_proj": 2, "1.*": 3},
            "alpha_pattern": {"1.*": 5},
            "exclude_modules": ["c_fc", "up_proj"],
            "layers_to_transform": [1],
            "modules_to_save": ["lm_head"],
        },
    ],
    "ia3": [
        {},
        {"modules_to_save": ["lm_head"], "exclude_modules": r".*v_proj"},
        {"target_modules": r".*(k_proj|c_attn|down_proj)", "feedforward_modules": r".*down_proj"},
    ],
    "bitfit": [
        {},
        {"which": "query_and_feedforward"},
        {"add_biases": True},
        {"add_biases": True, "which": "query_and_feedforward"},
    ],
    "freeze": [{}, {"layers": 1, "head": True}, {"layers": -1}],
    "full": [{}],
    "adapter": [
        {},
        {"placement": "pfeiffer", "bottleneck": 8, "activation": "relu", "train_norms": False},
        {"placement": "parallel"},
    ],
    "adamix": [{}, {"num_experts": 2, "share_up": False, "bottleneck": 3}],
    "prefix_tuning": [{"num_virtual_tokens": 3}, {"num_virtual_tokens": 3, "prefix_projection": False}],
    "p_tuning_v2": [{"num_virtual_tokens": 3, "dropout": 0.0}],
    "llama_adapter": [{"num_virtual_tokens": 3}, {"num_virtual_tokens": 3, "adapter_layers": 1, "gate": "layer"}],
    "mam": [{"num_virtual_tokens": 3, "bottleneck": 8}],
    "unified": [
        {"bottleneck": 8},
        {"bottleneck": 8, "insertion": "sequential", "modified": "attention", "composition": "add"},
        {"bottleneck": 4, "functional_form": "linear", "modified": "feedforward_weights"},
        {"bottleneck": 3, "functional_form": "softmax", "modified": "heads", "composition": "gated_add"},
        {"bottleneck": 3, "functional_form": "relu", "modified": "heads"},
        {"bottleneck": 3, "modified": "heads", "insertion": "sequential", "composition": "add"},
    ],
    "prompt_tuning": [{"num_virtual_tokens": 3}],
    "p_tuning": [{"num_virtual_tokens": 3, "encoder": encoder} for encoder in ("mlp", "lstm", "none")],
}


CANNOT = {("bitfit", "llama")}  # the tiny one has no biases, as most of that family


def _cases() -> Iterator[object]:
    for method in all_methods():
        for settings in CASES.get(method.name, [{}]):
            yield pytest.param(method_named(method.name, **settings), id=f"{method.name}-{settings or 'defaults'}")


@pytest.fixture(scope="module", params=["llama", *(pytest.param(k, marks=pytest.mark.slow) for k in ("gpt2", "qwen2"))])
def tiny_folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_tiny_folder(request.param, tmp_path_factory.mktemp(request.param))


@pytest.fixture(params=list(_cases()))
def method(request: pytest.FixtureRequest) -> Method:
    chosen: Method = request.param
    return chosen


@pytest.fixture(autouse=True)
def _only_where_it_can(request: pytest.FixtureRequest) -> None:
    """A method that cannot tune a model must say so; what it promises is not asked of it there."""
    if {"tiny_folder", "method"} <= set(request.fixturenames):
        method, folder = request.getfixturevalue("method"), request.getfixturevalue("tiny_folder")
        reason = method.why_not(fresh_model(folder))
        if reason:
            assert any(method.name == name and folder.name.startswith(kind) for name, kind in CANNOT), reason
            pytest.skip(reason)


@pytest.fixture
def tuned(tiny_folder: Path, method: Method) -> TunedModel:
    torch.manual_seed(1)
    model = fresh_model(tiny_folder)
    return attach(model, method).eval()


INPUTS = torch.tensor([[5, 9, 200, 31, 7, 77, 8], [12, 45, 6, 6, 299, 3, 1]])


def _logits(model: torch.nn.Module, **kwargs: Tensor) -> Tensor:
    with torch.no_grad():
        return model(input_ids=INPUTS, **kwargs).logits


def _learn(tuned: TunedModel, steps: int = 3) -> None:
    optimizer = torch.optim.AdamW(tuned.trainable_parameters().values(), lr=0.02)
    for _ in range(steps):
        tuned.train()
        tuned.loss(input_ids=INPUTS, labels=INPUTS, attention_mask=torch.ones_like(INPUTS)).backward()
        optimizer.step()
        optimizer.zero_grad()
    tuned.eval()


def test_every_method_says_where_it_touches_the_model() -> None:
    assert {method.name for method in all_methods() if getattr(method, "family", None) not in get_args(Family)} == set()


def test_attaching_changes_nothing_before_training_unless_the_method_says_so(tiny_folder: Path, method: Method) -> None:
    model = fresh_model(tiny_folder)
    before = _logits(model)
    assert torch.equal(_logits(attach(model, method).eval()), before) == method.starts_as_base


def test_training_moves_only_the_methods_own_weights(tuned: TunedModel) -> None:
    with tuned.disabled() as base:
        before = {name: tensor.clone() for name, tensor in base.state_dict().items()}
    own = {name: parameter.detach().clone() for name, parameter in tuned.trainable_parameters().items()}
    _learn(tuned)
    with tuned.disabled() as base:
        assert all(torch.equal(tensor, before[name]) for name, tensor in base.state_dict().items())
    moved = [name for name, parameter in tuned.trainable_parameters().items() if not torch.equal(parameter, own[name])]
    assert moved == list(own)


def test_disabling_gives_back_the_base_exactly(tiny_folder: Path, tuned: TunedModel) -> None:
    base_logits = _logits(fresh_model(tiny_folder))
    _learn(tuned)
    assert not torch.equal(_logits(tuned), base_logits)
    with tuned.disabled() as base:
        assert torch.equal(_logits(base), base_logits)
    assert not torch.equal(_logits(tuned), base_logits)


def test_detaching_gives_back_the_base_exactly(tiny_folder: Path, tuned: TunedModel) -> None:
    fresh = fresh_model(tiny_folder)
    _learn(tuned)
    if tuned.method.mergeable:
        tuned.merge()
    model = tuned.detach()
    assert {n: p.requires_grad for n, p in model.named_parameters()} == {
        n: p.requires_grad for n, p in fresh.named_parameters()
    }
    assert all(torch.equal(tensor, fresh.state_dict()[name]) for name, tensor in model.state_dict().items())
    assert torch.equal(_logits(model), _logits(fresh))


def test_saved_and_loaded_gives_the_same_output(tiny_folder: Path, tuned: TunedModel, tmp_path: Path) -> None:
    _learn(tuned)
    save_adapter(tuned, tmp_path / "adapter")
    again = load_adapter(fresh_model(tiny_folder), tmp_path / "adapter")
    assert torch.equal(_logits(again), _logits(tuned))


def test_merging_keeps_the_output_and_unmerging_restores_it(tuned: TunedModel) -> None:
    _learn(tuned)
    if not tuned.method.mergeable:
        with pytest.raises(BadInput, match="cannot be merged"):
            tuned.merge()
        return
    expected = _logits(tuned)
    weights = copy.deepcopy(tuned.model.state_dict())
    tuned.merge()
    torch.testing.assert_close(_logits(tuned), expected, atol=1e-5, rtol=0)
    tuned.unmerge()
    assert all(torch.equal(tensor, weights[name]) for name, tensor in tuned.model.state_dict().items())
    assert torch.equal(_logits(tuned), expected)


def test_cached_generation_equals_uncached(tuned: TunedModel) -> None:
    _learn(tuned)
    mask = torch.ones_like(INPUTS)
    replies = [
        tuned.generate(input_ids=INPUTS, attention_mask=mask, max_new_tokens=8, do_sample=False, use_cache=use_cache)
        for use_cache in (True, False)
    ]
    assert torch.equal(replies[0], replies[1])


def test_a_padded_batch_equals_one_by_one(tuned: TunedModel) -> None:
    _learn(tuned)
    whole = _logits(tuned, attention_mask=torch.tensor([[1] * 7, [1] * 4 + [0] * 3]))
    with torch.no_grad():
        alone = tuned(input_ids=INPUTS[1:, :4]).logits
    torch.testing.assert_close(whole[1:, :4], alone, atol=1e-5, rtol=0)


def test_replies_batched_with_left_padding_equal_replies_one_by_one(tuned: TunedModel) -> None:
    _learn(tuned)
    prompts = [[5, 9, 200, 31, 7, 77, 8], [12, 45], [6, 6, 299, 3]]
    alone = [greedy_replies(tuned, [prompt], 0, 8)[0] for prompt in prompts]
    assert greedy_replies(tuned, prompts, 0, 8) == alone


def test_activation_checkpointing_gives_the_same_gradients(tuned: TunedModel) -> None:
    _learn(tuned)
    gradients = []
    for on in (False, 1, True):
        tuned.checkpoint_activations(on)
        for module in tuned.modules():
            if isinstance(module, torch.nn.Dropout):
                module.p = 0.0
        tuned.train()
        torch.manual_seed(5)
        tuned.loss(input_ids=INPUTS, labels=INPUTS).backward()
        gradients.append([parameter.grad.clone() for parameter in tuned.trainable_parameters().values()])
        tuned.zero_grad()
        for parameter in tuned.trainable_parameters().values():
            parameter.grad = None
    assert any(gradient.abs().max() > 0 for gradient in gradients[0])
    for off, some, on in zip(*gradients, strict=True):
        torch.testing.assert_close(some, off, atol=1e-6, rtol=1e-5)
        torch.testing.assert_close(on, off, atol=1e-6, rtol=1e-5)


def test_the_count_on_the_skeleton_equals_the_count_on_the_model(tiny_folder: Path, tuned: TunedModel) -> None:
    targets = find_targets(read_card(ModelSettings(path=str(tiny_folder))), tuned.method)
    assert targets.trainable_parameters == tuned.trainable_count()
    assert sum(targets.places.values()) == tuned.trainable_count()
    kept = tuned.kept()[1].values()
    assert targets.adapter_bytes == sum(tensor.numel() * tensor.element_size() for tensor in kept)
    assert targets.total_parameters == tuned.total_count()


def test_a_half_precision_base_is_tuned_in_float32(tiny_folder: Path, method: Method) -> None:
    model, _ = load_model(str(tiny_folder), dtype="bfloat16")
    tuned = attach(model, method)
    _learn(tuned, steps=1)
    assert model.dtype == torch.bfloat16
    assert all(torch.isfinite(p).all() for p in tuned.trainable_parameters().values())
    branch_weights = [p for branch in tuned.branches.values() for p in branch.parameters()]
    assert all(p.dtype == torch.float32 for p in branch_weights)
