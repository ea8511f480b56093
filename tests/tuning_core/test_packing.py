"""Packing: rows in one sequence learn as if each were alone, and where they would not it is refused."""

from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn
from transformers import GptOssConfig, Lfm2Config, MistralConfig, PreTrainedConfig

from tests.tiny_examples import EXAMPLES
from tests.tiny_models import CONFIGS, DECODERS
from tests.tuning_core.test_methods_contract import CASES
from tuning_core import BadInput, RunFile, attach, forecast, load_model, read_card, train
from tuning_core.data.batches import Batch, batches_for
from tuning_core.events import Event, Loading
from tuning_core.methods import all_methods, method_named
from tuning_core.models.loss import learned_loss
from tuning_core.models.packing import why_not_packed
from tuning_core.models.tasks import auto_class

CANNOT_PART = ("opt", "bloom")
PACKABLE = [kind for kind in DECODERS if kind not in CANNOT_PART]
LEARNED = sum(example.learned_tokens for example in EXAMPLES)


def _packed() -> Batch:
    batch = next(batches_for(EXAMPLES, 8, 1, 0, pack_to=64))
    assert batch.attention_mask is None
    assert 1 < len(batch.input_ids) < len(EXAMPLES)
    return batch


def _alone() -> list[Batch]:
    return list(islice(batches_for(EXAMPLES, 1, 1, 0), len(EXAMPLES)))


def _learned(
    batches: list[Batch], loss: Callable[..., Tensor], parameters: dict[str, nn.Parameter]
) -> dict[str, Tensor]:
    """The loss over all batches together, and its gradients."""
    losses = [loss(num_learned_tokens=LEARNED, **batch.inputs("cpu")) for batch in batches]
    total = torch.stack(losses).sum()
    gradients = torch.autograd.grad(total, list(parameters.values()), allow_unused=True)
    named = {name: gradient for name, gradient in zip(parameters, gradients, strict=True) if gradient is not None}
    return {"loss": total.detach(), **named}


def _assert_same(packed: dict[str, Tensor], alone: dict[str, Tensor]) -> None:
    assert len(packed) > 1
    assert packed.keys() == alone.keys()
    for name, value in packed.items():
        torch.testing.assert_close(value, alone[name], atol=1e-5, rtol=1e-5, msg=lambda text, name=name: name + text)


def _assert_packed_as_alone(model: nn.Module) -> None:
    parameters = dict(model.requires_grad_(True).named_parameters())
    packed, alone = (
        _learned(batches, lambda **inputs: learned_loss(model, **inputs), parameters)
        for batches in ([_packed()], _alone())
    )
    _assert_same(packed, alone)


@pytest.mark.parametrize("attention", ["sdpa", "eager"])
@pytest.mark.parametrize("kind", PACKABLE)
def test_packed_rows_give_the_loss_and_gradients_of_rows_alone(
    kind: str, attention: str, folder_of: Callable[[str, str], Path]
) -> None:
    model, _ = load_model(str(folder_of(kind, "causal_lm")))
    model.set_attn_implementation(attention)
    assert why_not_packed(model) == ""
    _assert_packed_as_alone(model)


def test_no_row_is_begun_from_the_end_of_the_row_before_it(llama_folder: Path) -> None:
    model, _ = load_model(str(llama_folder))
    learned_whole = [replace(one, labels=one.token_ids) for one in EXAMPLES]
    packed, *alone = (
        next(batches_for(rows, 8, 1, 0, pack_to))
        for rows, pack_to in [(learned_whole, 64), *(([one], 0) for one in learned_whole)]
    )
    number = packed.learned_tokens
    assert number == sum(batch.learned_tokens for batch in alone)
    together, apart = (
        sum(float(learned_loss(model, num_learned_tokens=number, **batch.inputs("cpu"))) for batch in batches)
        for batches in ([packed], alone)
    )
    assert together == pytest.approx(apart, rel=1e-5)


def _model(config: PreTrainedConfig) -> nn.Module:
    torch.manual_seed(0)
    model: nn.Module = auto_class("causal_lm").from_config(config).eval()
    return model


@pytest.mark.parametrize("attention", ["sdpa", "eager"])
def test_a_window_shorter_than_the_rows_slides_within_each(attention: str) -> None:
    config = CONFIGS["mistral"]()
    assert isinstance(config, MistralConfig)
    config.sliding_window, config._attn_implementation = 5, attention
    _assert_packed_as_alone(_model(config))


METHODS = [
    (method.name, settings)
    for method in all_methods()
    if method.allows_packing
    for settings in CASES.get(method.name, [{}])[:1]
]


@pytest.mark.parametrize("kind", ["llama", "gpt2"])
@pytest.mark.parametrize(("name", "settings"), METHODS, ids=[name for name, _ in METHODS])
def test_every_method_that_allows_packing_learns_from_packed_rows_what_it_learns_from_rows_alone(
    name: str, settings: dict[str, object], kind: str, folder_of: Callable[[str, str], Path]
) -> None:
    model, _ = load_model(str(folder_of(kind, "causal_lm")))
    method = method_named(name, **settings)
    if method.why_not(model):
        pytest.skip(method.why_not(model))
    tuned = attach(model, method).eval()
    with torch.no_grad():
        for number, parameter in enumerate(tuned.trainable_parameters().values()):
            parameter += 0.1 * torch.randn(parameter.shape, generator=torch.Generator().manual_seed(number))
    packed, alone = (_learned(batches, tuned.loss, tuned.trainable_parameters()) for batches in ([_packed()], _alone()))
    _assert_same(packed, alone)


def test_an_architecture_is_asked_without_its_weights_and_left_as_it_was() -> None:
    with torch.device("meta"):
        models = {kind: auto_class("causal_lm").from_config(CONFIGS[kind]()) for kind in DECODERS}
    before = {kind: model.config._attn_implementation for kind, model in models.items()}
    assert [kind for kind, model in models.items() if why_not_packed(model)] == list(CANNOT_PART)
    assert before == {kind: model.config._attn_implementation for kind, model in models.items()}
    assert not any(module._forward_pre_hooks for model in models.values() for module in model.modules())


_SIZES = {"vocab_size": 300, "hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2,
          "num_attention_heads": 4, "num_key_value_heads": 2}  # fmt: skip


@pytest.mark.parametrize(
    ("config", "sentence"),
    [
        (GptOssConfig(**_SIZES, head_dim=8, num_local_experts=4), "The attention of GptOssForCausalLM does not keep"),
        (Lfm2Config(**_SIZES, layer_types=["conv", "full_attention"]), "Lfm2ForCausalLM carries what it has read on"),
    ],
    ids=["gpt-oss", "lfm2"],
)
def test_what_would_leak_from_row_to_row_is_refused(config: PreTrainedConfig, sentence: str) -> None:
    assert why_not_packed(_model(config)).startswith(sentence)
    with pytest.raises(AssertionError):
        _assert_packed_as_alone(_model(config))


@pytest.mark.parametrize(
    ("kind", "task", "settings", "sentence"),
    [
        ("opt", "causal_lm", {}, "The attention of OPTForCausalLM does not keep packed rows apart"),
        ("bloom", "causal_lm", {}, "The attention of BloomForCausalLM does not keep packed rows apart"),
        ("llama", "causal_lm", {"method.name": "prompt_tuning"}, "cannot be used with Prompt tuning: each row needs"),
        ("llama", "causal_lm", {"method.name": "p_tuning"}, "cannot be used with P-Tuning: each row needs"),
        ("llama", "causal_lm", {"training.group_by_length": True}, "group_by_length has nothing to group"),
        ("t5", "seq2seq_lm", {}, r"is for model\.task = 'causal_lm' only; switch it off for 'seq2seq_lm'"),
    ],
)
def test_packing_is_refused_before_any_weight_is_read(
    kind: str,
    task: str,
    settings: dict[str, object],
    sentence: str,
    folder_of: Callable[[str, str], Path],
    tmp_path: Path,
) -> None:
    run = RunFile().with_settings(
        {"model.path": str(folder_of(kind, task)), "model.task": task, "data.packing": True, **settings}
    )
    told: list[Event] = []
    job = train(run, out=tmp_path / "run")
    with pytest.raises(BadInput, match=sentence):
        told += job
    assert not [event for event in told if isinstance(event, Loading) and "weights" in event.what]
    assert not (tmp_path / "run").exists()
    with pytest.raises(BadInput, match=sentence):
        forecast(read_card(run.model), run)


def test_methods_that_need_virtual_tokens_a_row_say_so() -> None:
    refused = {method.name for method in all_methods() if not method.allows_packing}
    assert refused == {"prompt_tuning", "p_tuning"}
