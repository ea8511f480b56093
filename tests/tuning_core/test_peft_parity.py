"""LoRA, IA3 and virtual tokens against peft: the same files, the same outputs, the same gradients, both ways."""

import json
import re
from pathlib import Path
from typing import Any

import peft
import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor
from transformers import AutoModelForCausalLM

from tuning_core import BadInput, attach, load_adapter, load_model, save_adapter
from tuning_core.methods import IA3, Lora, PromptTuning, PTuning

INPUTS = torch.tensor([[5, 9, 200, 31, 7, 77, 8], [12, 45, 6, 6, 299, 3, 1]])
SETTINGS = [
    {},
    {"rank": 4, "alpha": 6, "use_rslora": True},
    {"target_modules": r".*\.(q_proj|v_proj|c_attn)"},
    {"target_modules": ["o_proj", "c_proj"]},
    {"bias": "all"},
    {"bias": "lora_only"},
]


def _logits(model: torch.nn.Module) -> Tensor:
    with torch.no_grad():
        return model.eval()(input_ids=INPUTS).logits


def _randomise(parameters: Any) -> None:
    generator = torch.Generator().manual_seed(3)
    with torch.no_grad():
        for parameter in parameters:
            parameter.copy_(torch.randn(parameter.shape, generator=generator) * 0.05)


def _peft_config(settings: dict[str, Any]) -> peft.LoraConfig:
    return peft.LoraConfig(
        r=settings.get("rank", 8),
        lora_alpha=settings.get("alpha", 16),
        target_modules=settings.get("target_modules", "all-linear"),
        bias=settings.get("bias", "none"),
        use_rslora=settings.get("use_rslora", False),
        task_type="CAUSAL_LM",
    )


@pytest.mark.parametrize("settings", SETTINGS, ids=str)
def test_our_adapter_gives_the_same_output_in_peft(tiny_folder: Path, settings: dict[str, Any], tmp_path: Path) -> None:
    tuned = attach(load_model(str(tiny_folder))[0], Lora(**settings))
    _randomise(tuned.trainable_parameters().values())
    save_adapter(tuned, tmp_path)
    theirs = peft.PeftModel.from_pretrained(AutoModelForCausalLM.from_pretrained(tiny_folder), tmp_path)
    torch.testing.assert_close(_logits(theirs), _logits(tuned), atol=1e-5, rtol=0)


@pytest.mark.parametrize("settings", SETTINGS, ids=str)
def test_pefts_adapter_gives_the_same_output_here(tiny_folder: Path, settings: dict[str, Any], tmp_path: Path) -> None:
    theirs = peft.get_peft_model(AutoModelForCausalLM.from_pretrained(tiny_folder), _peft_config(settings))
    _randomise(parameter for parameter in theirs.parameters() if parameter.requires_grad)
    theirs.save_pretrained(tmp_path)
    tuned = load_adapter(load_model(str(tiny_folder))[0], tmp_path)
    torch.testing.assert_close(_logits(tuned), _logits(theirs), atol=1e-5, rtol=0)
    assert tuned.trainable_count() == theirs.get_nb_trainable_parameters()[0]


def test_a_module_trained_whole_goes_to_peft_and_comes_back(llama_folder: Path, tmp_path: Path) -> None:
    lora = Lora(target_modules=r".*\.q_proj", modules_to_save=["lm_head"])
    tuned = attach(load_model(str(llama_folder))[0], lora)
    _randomise(tuned.trainable_parameters().values())
    save_adapter(tuned, tmp_path)
    theirs = peft.PeftModel.from_pretrained(AutoModelForCausalLM.from_pretrained(llama_folder), tmp_path)
    torch.testing.assert_close(_logits(theirs), _logits(tuned), atol=1e-5, rtol=0)
    theirs.save_pretrained(tmp_path / "theirs")
    again = load_adapter(load_model(str(llama_folder))[0], tmp_path / "theirs")
    torch.testing.assert_close(_logits(again), _logits(tuned), atol=1e-5, rtol=0)


def test_gradients_and_fifty_steps_equal_pefts(tiny_folder: Path, tmp_path: Path) -> None:
    tuned = attach(load_model(str(tiny_folder))[0], Lora())
    save_adapter(tuned, tmp_path)
    theirs = peft.PeftModel.from_pretrained(
        AutoModelForCausalLM.from_pretrained(tiny_folder), tmp_path, is_trainable=True
    ).eval()
    tuned.eval()
    optimizers = [
        torch.optim.AdamW(tuned.trainable_parameters().values(), lr=1e-3),
        torch.optim.AdamW([p for p in theirs.parameters() if p.requires_grad], lr=1e-3),
    ]
    labels = INPUTS.clone()
    labels[:, :3] = -100
    for _ in range(50):
        losses = [tuned.loss(input_ids=INPUTS, labels=labels), theirs(input_ids=INPUTS, labels=labels).loss]
        for loss, optimizer in zip(losses, optimizers, strict=True):
            optimizer.zero_grad()
            loss.backward()
        for name, parameter in tuned.trainable_parameters().items():
            twin = theirs.get_parameter("base_model.model." + re.sub(r"(lora_[AB])$", r"\1.default.weight", name))
            torch.testing.assert_close(parameter.grad, twin.grad, atol=1e-5, rtol=1e-3)
        for optimizer in optimizers:
            optimizer.step()
        assert abs(float(losses[0] - losses[1])) <= 1e-4


IA3_CONFIGS = {
    "llama": {"target_modules": ["k_proj", "v_proj", "down_proj"], "feedforward_modules": ["down_proj"]},
    "qwen2": {"target_modules": ["k_proj", "v_proj", "down_proj"], "feedforward_modules": ["down_proj"]},
    "gpt2": {"target_modules": ["c_attn", "mlp.c_proj"], "feedforward_modules": ["mlp.c_proj"]},
}


def _ia3_config(folder: Path) -> peft.IA3Config:
    return peft.IA3Config(
        task_type="CAUSAL_LM", **IA3_CONFIGS[json.loads((folder / "config.json").read_text())["model_type"]]
    )


def test_our_ia3_takes_the_layers_that_peft_takes_and_gives_the_same_output_there(
    tiny_folder: Path, tmp_path: Path
) -> None:
    tuned = attach(load_model(str(tiny_folder))[0], IA3())
    expected = peft.get_peft_model(AutoModelForCausalLM.from_pretrained(tiny_folder), _ia3_config(tiny_folder))
    assert tuned.trainable_count() == expected.get_nb_trainable_parameters()[0]
    _randomise(tuned.trainable_parameters().values())
    save_adapter(tuned, tmp_path)
    theirs = peft.PeftModel.from_pretrained(AutoModelForCausalLM.from_pretrained(tiny_folder), tmp_path)
    torch.testing.assert_close(_logits(theirs), _logits(tuned), atol=1e-5, rtol=0)


def test_pefts_ia3_gives_the_same_output_here(tiny_folder: Path, tmp_path: Path) -> None:
    theirs = peft.get_peft_model(AutoModelForCausalLM.from_pretrained(tiny_folder), _ia3_config(tiny_folder))
    _randomise(parameter for parameter in theirs.parameters() if parameter.requires_grad)
    theirs.save_pretrained(tmp_path)
    tuned = load_adapter(load_model(str(tiny_folder))[0], tmp_path)
    torch.testing.assert_close(_logits(tuned), _logits(theirs), atol=1e-5, rtol=0)


def test_virtual_tokens_go_to_peft_and_come_back(tiny_folder: Path, tmp_path: Path) -> None:
    tuned = attach(load_model(str(tiny_folder))[0], PromptTuning(num_virtual_tokens=5))
    _randomise(tuned.trainable_parameters().values())
    save_adapter(tuned, tmp_path / "ours")
    theirs = peft.PeftModel.from_pretrained(AutoModelForCausalLM.from_pretrained(tiny_folder), tmp_path / "ours")
    torch.testing.assert_close(_logits(theirs)[:, 5:], _logits(tuned), atol=1e-5, rtol=0)
    theirs.save_pretrained(tmp_path / "theirs")
    again = load_adapter(load_model(str(tiny_folder))[0], tmp_path / "theirs")
    assert torch.equal(_logits(again), _logits(tuned))


@pytest.mark.parametrize("encoder", ["lstm", "mlp"])
def test_p_tuning_goes_to_peft_without_its_network(tiny_folder: Path, encoder: str, tmp_path: Path) -> None:
    tuned = attach(load_model(str(tiny_folder))[0], PTuning(num_virtual_tokens=5, encoder=encoder)).eval()
    _randomise(tuned.trainable_parameters().values())
    save_adapter(tuned, tmp_path)
    theirs = peft.PeftModel.from_pretrained(AutoModelForCausalLM.from_pretrained(tiny_folder), tmp_path)
    torch.testing.assert_close(_logits(theirs)[:, 5:], _logits(tuned), atol=1e-5, rtol=0)


@pytest.mark.parametrize("encoder", ["LSTM", "MLP"])
def test_pefts_p_tuning_gives_the_same_output_here(tiny_folder: Path, encoder: str, tmp_path: Path) -> None:
    config = peft.PromptEncoderConfig(
        task_type="CAUSAL_LM", num_virtual_tokens=5, encoder_reparameterization_type=encoder, encoder_hidden_size=24
    )
    theirs = peft.get_peft_model(AutoModelForCausalLM.from_pretrained(tiny_folder), config).eval()
    theirs.save_pretrained(tmp_path)
    tuned = load_adapter(load_model(str(tiny_folder))[0], tmp_path)
    torch.testing.assert_close(_logits(tuned), _logits(theirs)[:, 5:], atol=1e-5, rtol=0)


@pytest.mark.parametrize("kind", ["PROMPT_TUNING", "P_TUNING"])
def test_a_prompt_in_both_stacks_is_refused(llama_folder: Path, kind: str, tmp_path: Path) -> None:
    config = {"peft_type": kind, "task_type": "SEQ_2_SEQ_LM", "num_virtual_tokens": 4, "num_transformer_submodules": 2}
    (tmp_path / "adapter_config.json").write_text(json.dumps(config))
    save_file({"prompt_embeddings": torch.zeros(8, 32)}, tmp_path / "adapter_model.safetensors")
    with pytest.raises(BadInput, match="holds a prompt for the decoder as well"):
        load_adapter(load_model(str(llama_folder))[0], tmp_path)


def test_what_is_not_understood_in_pefts_file_is_refused(llama_folder: Path, tmp_path: Path) -> None:
    config = peft.LoraConfig(r=2, target_modules=["q_proj"], use_dora=True, task_type="CAUSAL_LM")
    peft.get_peft_model(AutoModelForCausalLM.from_pretrained(llama_folder), config).save_pretrained(tmp_path)
    with pytest.raises(BadInput, match=r"adapter_config\.json: the LoRA setting use_dora"):
        load_adapter(load_model(str(llama_folder))[0], tmp_path)


def test_an_adapter_that_does_not_fit_or_is_damaged_is_refused(llama_folder: Path, tmp_path: Path) -> None:
    model, _ = load_model(str(llama_folder))
    before = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    with pytest.raises(BadInput, match=r"no adapter_config\.json"):
        load_adapter(model, tmp_path)
    tuned = attach(model, Lora(rank=2))
    save_adapter(tuned, tmp_path)
    tuned.detach()
    file = tmp_path / "adapter_model.safetensors"
    tensors = load_file(file)
    first = sorted(tensors)[0]
    save_file({name: tensor for name, tensor in tensors.items() if name != first}, file)
    with pytest.raises(BadInput, match=re.escape(f"lacks {first}")):
        load_adapter(model, tmp_path)
    save_file(tensors | {first: torch.zeros(1, 1)}, file)
    with pytest.raises(BadInput, match=re.escape(f"{first} is [1, 1]")):
        load_adapter(model, tmp_path)
    file.write_bytes(file.read_bytes()[:-10])
    with pytest.raises(BadInput, match="damaged or cut short"):
        load_adapter(model, tmp_path)
    assert all(torch.equal(tensor, before[name]) for name, tensor in model.state_dict().items())
    assert not [module for module in model.modules() if module._forward_hooks]
