"""Prefix tuning, LLaMA-Adapter and prompt tuning against peft: the same files, outputs, gradients and losses."""

from pathlib import Path
from typing import Any

import peft
import pytest
import torch
from torch import Tensor
from transformers import AutoModelForCausalLM

from tests.tiny_models import fresh_model
from tuning_core import BadInput, attach, load_adapter, save_adapter
from tuning_core.methods import LlamaAdapter, PrefixTuning, PTuningV2
from tuning_core.methods.base import Method

INPUTS = torch.tensor([[5, 9, 200, 31, 7, 77, 8], [12, 45, 6, 6, 299, 3, 1]])
PADDED = torch.tensor([[1] * 7, [0, 0, 1, 1, 1, 1, 1]])
PREFIX = PrefixTuning(num_virtual_tokens=5, prefix_projection=False)
GATED = LlamaAdapter(num_virtual_tokens=4, adapter_layers=2, gate="layer")
METHODS = [
    PREFIX,
    PTuningV2(num_virtual_tokens=5),
    PrefixTuning(num_virtual_tokens=5, encoder_hidden_size=16),
    GATED,
]


def _base(folder: Path) -> Any:
    return AutoModelForCausalLM.from_pretrained(folder)


def _logits(model: torch.nn.Module, **kwargs: Tensor) -> Tensor:
    with torch.no_grad():
        return model.eval()(input_ids=INPUTS, **kwargs).logits


def _randomise(parameters: Any) -> None:
    generator = torch.Generator().manual_seed(3)
    with torch.no_grad():
        for parameter in parameters:
            parameter.add_(torch.randn(parameter.shape, generator=generator) * 0.3)


def _require_in_peft(method: Method, folder: Path) -> None:
    if isinstance(method, LlamaAdapter) and not folder.name.startswith("llama"):
        pytest.skip("peft computes this one for Llama and Mistral alone as the paper does")


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)
def test_our_files_give_the_same_output_and_the_same_replies_in_peft(
    tiny_folder: Path, method: Method, tmp_path: Path
) -> None:
    _require_in_peft(method, tiny_folder)
    tuned = attach(fresh_model(tiny_folder), method)
    _randomise(tuned.trainable_parameters().values())
    save_adapter(tuned.eval(), tmp_path)
    theirs = peft.PeftModel.from_pretrained(_base(tiny_folder), tmp_path).eval()
    torch.testing.assert_close(_logits(theirs), _logits(tuned), atol=1e-5, rtol=0)
    torch.testing.assert_close(
        _logits(theirs, attention_mask=PADDED)[PADDED == 1],
        _logits(tuned, attention_mask=PADDED)[PADDED == 1],
        atol=1e-5,
        rtol=0,
    )
    options = {"input_ids": INPUTS, "attention_mask": torch.ones_like(INPUTS), "max_new_tokens": 6, "do_sample": False}
    assert torch.equal(theirs.generate(**options), tuned.generate(**options))


def _peft_config(kind: str, folder: Path) -> peft.PeftConfig:
    if kind == "gated":
        _require_in_peft(GATED, folder)
        return peft.AdaptionPromptConfig(task_type="CAUSAL_LM", adapter_len=4, adapter_layers=2)
    if kind == "tokens":
        return peft.PromptTuningConfig(task_type="CAUSAL_LM", num_virtual_tokens=5)
    return peft.PrefixTuningConfig(
        task_type="CAUSAL_LM", num_virtual_tokens=5, prefix_projection=kind == "projected", encoder_hidden_size=16
    )


def _theirs(kind: str, folder: Path) -> peft.PeftModel:
    theirs = peft.get_peft_model(_base(folder), _peft_config(kind, folder)).eval()
    _randomise(parameter for parameter in theirs.parameters() if parameter.requires_grad)
    return theirs


@pytest.mark.parametrize("kind", ["prefix", "projected", "gated"])
def test_pefts_files_give_the_same_output_here(tiny_folder: Path, kind: str, tmp_path: Path) -> None:
    theirs = _theirs(kind, tiny_folder)
    theirs.save_pretrained(tmp_path)
    tuned = load_adapter(fresh_model(tiny_folder), tmp_path)
    torch.testing.assert_close(_logits(tuned), _logits(theirs), atol=1e-5, rtol=0)
    save_adapter(tuned, tmp_path / "again")
    again = peft.PeftModel.from_pretrained(_base(tiny_folder), tmp_path / "again")
    torch.testing.assert_close(_logits(again), _logits(theirs), atol=1e-5, rtol=0)


@pytest.mark.parametrize("kind", ["prefix", "gated", "tokens"])
def test_gradients_and_fifty_steps_equal_pefts(tiny_folder: Path, kind: str, tmp_path: Path) -> None:
    theirs = _theirs(kind, tiny_folder)
    theirs.save_pretrained(tmp_path)
    tuned = load_adapter(fresh_model(tiny_folder), tmp_path)
    twins = [parameter for parameter in theirs.parameters() if parameter.requires_grad]
    own = list(tuned.trainable_parameters().values())
    assert [p.shape for p in own] == [p.shape for p in twins]
    optimizers = [torch.optim.AdamW(parameters, lr=1e-3) for parameters in (own, twins)]
    labels = INPUTS.clone()
    labels[:, :3] = -100
    for _ in range(50):
        losses = [tuned.loss(input_ids=INPUTS, labels=labels), theirs(input_ids=INPUTS, labels=labels).loss]
        for loss, optimizer in zip(losses, optimizers, strict=True):
            optimizer.zero_grad()
            loss.backward()
        for parameter, twin in zip(own, twins, strict=True):
            torch.testing.assert_close(parameter.grad, twin.grad, atol=1e-5, rtol=1e-3)
        for optimizer in optimizers:
            optimizer.step()
        assert abs(losses[0].item() - losses[1].item()) <= 1e-4


def test_a_gate_for_every_head_goes_into_the_programs_own_format(llama_folder: Path, tmp_path: Path) -> None:
    save_adapter(attach(fresh_model(llama_folder), LlamaAdapter(num_virtual_tokens=4)), tmp_path)
    assert {file.name for file in tmp_path.iterdir()} == {"method.json", "adapter.safetensors"}


def test_pefts_gated_prompts_for_gpt2_are_refused(tiny_folder: Path, tmp_path: Path) -> None:
    if not tiny_folder.name.startswith("gpt2"):
        pytest.skip("peft's other way of computing them is for GPT-2 alone")
    config = peft.AdaptionPromptConfig(task_type="CAUSAL_LM", adapter_len=4, adapter_layers=2)
    peft.get_peft_model(_base(tiny_folder), config).save_pretrained(tmp_path)
    with pytest.raises(BadInput, match="for GPT-2 PEFT computes"):
        load_adapter(fresh_model(tiny_folder), tmp_path)
