"""The LoRA for vLLM and llama.cpp: it says what ours says, and keeps the rules that their readers have."""

import json
import re
from pathlib import Path
from typing import Any

import peft
import pytest
import torch
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM

from tests.tiny_models import fresh_model
from tests.tuning_core.drained import drained
from tuning_core import BadInput, attach, exporting_adapter, load_adapter, save_portable_lora
from tuning_core.methods import method_named
from tuning_core.tuned_model import TunedModel

INPUTS = torch.tensor([[5, 9, 200, 31, 7, 77, 8]])
PATTERNS = {"rank_pattern": {"0.*(q_proj|c_attn)": 3, "up_proj|c_fc": 11}, "alpha_pattern": {"c_attn|v_proj": 7.0}}
SETTINGS: list[dict[str, Any]] = [
    {},
    PATTERNS,
    {**PATTERNS, "use_rslora": True, "target_modules": r".*\.(q_proj|v_proj|c_attn)", "layers_to_transform": [0]},
]


def _tuned(folder: Path, method: str = "lora", **settings: Any) -> TunedModel:
    tuned = attach(fresh_model(folder), method_named(method, **settings)).eval()
    generator = torch.Generator().manual_seed(3)
    with torch.no_grad():
        for parameter in tuned.trainable_parameters().values():
            parameter.copy_(torch.randn(parameter.shape, generator=generator) * 0.1)
    return tuned


@pytest.mark.parametrize("settings", SETTINGS, ids=["uniform", "patterns", "patterns, rslora, one layer"])
def test_it_gives_our_output_and_keeps_its_readers_rules(
    tiny_folder: Path, settings: dict[str, Any], tmp_path: Path
) -> None:
    tuned = _tuned(tiny_folder, **settings)
    out = tmp_path / "portable"
    drained(exporting_adapter(tuned, out, write=save_portable_lora))
    config, tensors = (
        json.loads((out / "adapter_config.json").read_text()),
        load_file(out / "adapter_model.safetensors"),
    )
    _check_the_rules_of_vllm(config, tensors)
    _check_the_rules_of_llama_cpp(config, tensors)
    with torch.no_grad():
        expected = tuned(input_ids=INPUTS).logits
        theirs = peft.PeftModel.from_pretrained(AutoModelForCausalLM.from_pretrained(tiny_folder), out).eval()
        torch.testing.assert_close(theirs(input_ids=INPUTS).logits, expected, atol=1e-5, rtol=0)
        again = load_adapter(fresh_model(tiny_folder), out)
        torch.testing.assert_close(again(input_ids=INPUTS).logits, expected, atol=1e-5, rtol=0)
        assert list(again.branches) == list(tuned.branches)


def _check_the_rules_of_vllm(config: dict[str, Any], tensors: dict[str, torch.Tensor]) -> None:
    """It reads r, lora_alpha, target_modules and use_rslora, and nothing of patterns."""
    assert {type(config["r"]), type(config["lora_alpha"])} == {int}
    assert config["target_modules"] == sorted(config["target_modules"])
    unknown = ("modules_to_save", "use_dora", "rank_pattern", "alpha_pattern", "use_rslora")
    assert not any(config.get(key) for key in unknown)
    assert config.get("bias", "none") == "none"
    modules = {name.removesuffix(".weight").rsplit(".", 1)[0].removeprefix("base_model.model.") for name in tensors}
    listed = config["target_modules"]
    assert all(any(name == one or name.endswith(f".{one}") for one in listed) for name in modules)


def _check_the_rules_of_llama_cpp(config: dict[str, Any], tensors: dict[str, torch.Tensor]) -> None:
    """It scales by lora_alpha and the rank it sees in A, and gives up at any other tensor."""
    assert config["lora_alpha"] == config["r"]
    assert config["base_model_name_or_path"]
    for name, tensor in tensors.items():
        found = re.fullmatch(r"base_model\.model\.(.+)\.lora_([AB])\.weight", name)
        assert found is not None
        assert "lm_head" not in found[1]
        assert tensor.shape[0 if found[2] == "A" else 1] == config["r"]
        assert tensor.dtype == torch.float32


@pytest.mark.parametrize(
    ("method", "settings", "sentence"),
    [
        ("lora", {"use_dora": True}, "cannot read DoRA"),
        ("lora", {"bias": "all"}, "trained biases"),
        ("lora", {"modules_to_save": ["lm_head"]}, "trained whole"),
        ("lora", {"target_modules": ["wte"]}, "a LoRA on transformer.wte"),
        ("lora", {"target_modules": ["lm_head"]}, "a LoRA on lm_head"),
        ("ia3", {}, "read LoRA alone; export IA3 as a merged model"),
    ],
    ids=str,
)
def test_what_it_cannot_hold_is_refused_and_nothing_is_written(
    gpt2_folder: Path, method: str, settings: dict[str, Any], sentence: str, tmp_path: Path
) -> None:
    tuned = _tuned(gpt2_folder, method, **settings)
    with pytest.raises(BadInput, match=re.escape(sentence)):
        drained(exporting_adapter(tuned, tmp_path / "out", write=save_portable_lora))
    assert list(tmp_path.iterdir()) == []


@pytest.fixture(scope="module")
def gpt2_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tests.tiny_models import make_tiny_folder

    return make_tiny_folder("gpt2", tmp_path_factory.mktemp("gpt2"))
