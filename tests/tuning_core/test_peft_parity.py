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

from tests.tiny_models import fresh_model, make_tiny_folder
from tuning_core import BadInput, TunedModel, attach, load_adapter, save_adapter
from tuning_core.methods import Lora, PromptTuning, PTuning, method_named

INPUTS = torch.tensor([[5, 9, 200, 31, 7, 77, 8], [12, 45, 6, 6, 299, 3, 1]])
LABELS = torch.tensor([[-100, -100, -100, 31, 7, 77, 8], [-100, -100, -100, 6, 299, 3, 1]])

# Our settings; peft's are the same but for three names.
LORA: dict[str, dict[str, Any]] = {
    "defaults": {},
    "rslora": {"rank": 4, "alpha": 6, "use_rslora": True, "dropout": 0.3},
    "regex and exclude": {"target_modules": r".*\.(q_proj|v_proj|c_attn|c_proj)", "exclude_modules": ["mlp.c_proj"]},
    "layers": {"target_modules": ["o_proj", "c_proj"], "layers_to_transform": [1], "bias": "lora_only"},
    "patterns": {"rank_pattern": {"0.*(q_proj|c_attn)": 3, "up_proj": 5}, "alpha_pattern": {"c_attn|v_proj": 7.0}},
    "all biases": {"bias": "all"},
    "dora": {"use_dora": True, "rank": 2, "bias": "lora_only"},
    "dora, dropout": {"use_dora": True, "dropout": 0.3, "target_modules": ["q_proj", "down_proj", "c_attn"]},
    "embeddings": {"target_modules": ["embed_tokens", "wte", "q_proj", "c_attn"]},
    "dora on embeddings": {"target_modules": ["embed_tokens", "wte"], "use_dora": True},
    "head": {"target_modules": ["lm_head", "down_proj", "c_attn"]},
    "head trained whole": {"target_modules": ["q_proj", "c_attn"], "modules_to_save": ["lm_head"]},
}  # fmt: skip
IA3_MODULES: dict[str, dict[str, Any]] = {
    "llama": {"target_modules": ["k_proj", "v_proj", "down_proj"], "feedforward_modules": ["down_proj"]},
    "gpt2": {"target_modules": ["c_attn", "mlp.c_proj"], "feedforward_modules": ["mlp.c_proj"]},
}
CASES = [
    *(pytest.param("lora", settings, id=f"lora, {name}") for name, settings in LORA.items()),
    pytest.param("ia3", {}, id="ia3"),
    pytest.param("ia3", {"modules_to_save": ["lm_head"], "exclude_modules": r".*\.0\..*"}, id="ia3, head and exclude"),
]
every_case = pytest.mark.parametrize(("method", "settings"), CASES)


@pytest.fixture(scope="module", params=[pytest.param("gpt2", marks=pytest.mark.slow), "llama"])
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One with Conv1D layers, biases and a tied head, and one with neither."""
    return make_tiny_folder(request.param, tmp_path_factory.mktemp(request.param))


def _ours(folder: Path, method: str, settings: dict[str, Any]) -> TunedModel:
    return attach(fresh_model(folder), method_named(method, **settings)).eval()


def _base(folder: Path) -> Any:
    return AutoModelForCausalLM.from_pretrained(folder)


def _peft_config(folder: Path, method: str, settings: dict[str, Any]) -> peft.PeftConfig:
    if method == "ia3":
        kind = json.loads((folder / "config.json").read_text())["model_type"]
        return peft.IA3Config(task_type="CAUSAL_LM", **IA3_MODULES[kind], **settings)
    renamed = {"rank": "r", "alpha": "lora_alpha", "dropout": "lora_dropout"}
    known = {"rank": 8, "alpha": 16, "target_modules": "all-linear", **settings}
    return peft.LoraConfig(task_type="CAUSAL_LM", **{renamed.get(name, name): value for name, value in known.items()})


def _logits(model: torch.nn.Module) -> Tensor:
    with torch.no_grad():
        return model.eval()(input_ids=INPUTS).logits


def _randomise(parameters: Any) -> None:
    generator = torch.Generator().manual_seed(3)
    with torch.no_grad():
        for parameter in parameters:
            parameter.add_(torch.randn(parameter.shape, generator=generator) * 0.05)


@every_case
def test_our_adapter_gives_the_same_output_in_peft(
    folder: Path, method: str, settings: dict[str, Any], tmp_path: Path
) -> None:
    tuned = _ours(folder, method, settings)
    _randomise(tuned.trainable_parameters().values())
    save_adapter(tuned, tmp_path)
    theirs = peft.PeftModel.from_pretrained(_base(folder), tmp_path)
    torch.testing.assert_close(_logits(theirs), _logits(tuned), atol=1e-5, rtol=0)


@every_case
def test_pefts_adapter_gives_the_same_output_here(
    folder: Path, method: str, settings: dict[str, Any], tmp_path: Path
) -> None:
    theirs = peft.get_peft_model(_base(folder), _peft_config(folder, method, settings))
    _randomise(parameter for parameter in theirs.parameters() if parameter.requires_grad)
    theirs.save_pretrained(tmp_path)
    tuned = load_adapter(fresh_model(folder), tmp_path)
    torch.testing.assert_close(_logits(tuned), _logits(theirs), atol=1e-5, rtol=0)
    assert tuned.trainable_count() == theirs.get_nb_trainable_parameters()[0]
    assert tuned.trainable_count() == _ours(folder, method, settings).trainable_count()


@every_case
def test_gradients_and_fifty_steps_equal_pefts(
    folder: Path, method: str, settings: dict[str, Any], tmp_path: Path
) -> None:
    tuned = _ours(folder, method, settings)
    save_adapter(tuned, tmp_path)
    theirs = peft.PeftModel.from_pretrained(_base(folder), tmp_path, is_trainable=True)
    dropping = "dropout" in settings
    twins = _in_pefts_names(theirs)
    own = {tuned.method.peft_name(name, tuned.attachment): p for name, p in tuned.trainable_parameters().items()}
    assert own.keys() == twins.keys()
    optimizers = [torch.optim.AdamW(parameters.values(), lr=1e-3) for parameters in (own, twins)]
    for step in range(50):
        losses = []
        for model in (tuned.train(dropping), theirs.train(dropping)):
            torch.manual_seed(step)  # the same inputs are dropped on both sides
            compute = model.loss if isinstance(model, TunedModel) else lambda **inputs: theirs(**inputs).loss
            losses.append(compute(input_ids=INPUTS, labels=LABELS))
            losses[-1].backward()
        assert abs((losses[0] - losses[1]).item()) <= 1e-4
        for name, parameter in own.items():
            torch.testing.assert_close(parameter.grad, twins[name].grad, atol=1e-5, rtol=1e-3)
        for optimizer in optimizers:
            optimizer.step()
            optimizer.zero_grad()


def _in_pefts_names(theirs: torch.nn.Module) -> dict[str, torch.nn.Parameter]:
    """What peft trains, by the names in its file."""
    wrapped = re.compile(r"(\.modules_to_save)?\.default|(?<=magnitude_vector)\.default\.weight")
    named = {name: parameter for name, parameter in theirs.named_parameters() if parameter.requires_grad}
    return {wrapped.sub("", name).replace("vector.weight", "vector"): p for name, p in named.items()}


def test_our_ia3_takes_the_layers_that_peft_takes(folder: Path) -> None:
    expected = peft.get_peft_model(_base(folder), _peft_config(folder, "ia3", {}))
    assert _ours(folder, "ia3", {}).trainable_count() == expected.get_nb_trainable_parameters()[0]


def test_layers_of_one_module_list_are_read_from_pefts_file(llama_folder: Path, tmp_path: Path) -> None:
    config = peft.LoraConfig(
        r=2, target_modules=["q_proj", "mlp.up_proj"], layers_to_transform=[1], layers_pattern="layers"
    )
    theirs = peft.get_peft_model(_base(llama_folder), config)
    _randomise(parameter for parameter in theirs.parameters() if parameter.requires_grad)
    theirs.save_pretrained(tmp_path)
    tuned = load_adapter(fresh_model(llama_folder), tmp_path)
    assert list(tuned.branches) == ["model.layers.1.self_attn.q_proj", "model.layers.1.mlp.up_proj"]
    torch.testing.assert_close(_logits(tuned), _logits(theirs), atol=1e-5, rtol=0)


def test_virtual_tokens_go_to_peft_and_come_back(tiny_folder: Path, tmp_path: Path) -> None:
    tuned = attach(fresh_model(tiny_folder), PromptTuning(num_virtual_tokens=5))
    _randomise(tuned.trainable_parameters().values())
    save_adapter(tuned, tmp_path / "ours")
    theirs = peft.PeftModel.from_pretrained(AutoModelForCausalLM.from_pretrained(tiny_folder), tmp_path / "ours")
    torch.testing.assert_close(_logits(theirs)[:, 5:], _logits(tuned), atol=1e-5, rtol=0)
    theirs.save_pretrained(tmp_path / "theirs")
    again = load_adapter(fresh_model(tiny_folder), tmp_path / "theirs")
    assert torch.equal(_logits(again), _logits(tuned))


@pytest.mark.parametrize("encoder", ["lstm", "mlp"])
def test_p_tuning_goes_to_peft_without_its_network(tiny_folder: Path, encoder: str, tmp_path: Path) -> None:
    tuned = attach(fresh_model(tiny_folder), PTuning(num_virtual_tokens=5, encoder=encoder)).eval()
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
    tuned = load_adapter(fresh_model(tiny_folder), tmp_path)
    torch.testing.assert_close(_logits(tuned), _logits(theirs)[:, 5:], atol=1e-5, rtol=0)


@pytest.mark.parametrize("kind", ["PROMPT_TUNING", "P_TUNING"])
def test_a_prompt_in_both_stacks_is_refused(llama_folder: Path, kind: str, tmp_path: Path) -> None:
    config = {"peft_type": kind, "task_type": "SEQ_2_SEQ_LM", "num_virtual_tokens": 4, "num_transformer_submodules": 2}
    (tmp_path / "adapter_config.json").write_text(json.dumps(config))
    save_file({"prompt_embeddings": torch.zeros(8, 32)}, tmp_path / "adapter_model.safetensors")
    with pytest.raises(BadInput, match="holds a prompt for the decoder as well"):
        load_adapter(fresh_model(llama_folder), tmp_path)


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"lora_bias": True}, "the LoRA setting lora_bias = True is not supported"),
        ({"trainable_token_indices": [1]}, "the LoRA setting trainable_token_indices"),
        ({"init_lora_weights": "pissa"}, "this adapter began with pissa, which changes the base weights"),
        ({"rank_pattern": {"q_proj(": 3}}, "no regular expression"),
    ],
    ids=str,
)
def test_what_is_not_understood_in_pefts_file_is_refused(
    llama_folder: Path, settings: dict[str, Any], sentence: str, tmp_path: Path
) -> None:
    save_adapter(_ours(llama_folder, "lora", {"target_modules": ["q_proj"]}), tmp_path)
    file = tmp_path / "adapter_config.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | settings))
    with pytest.raises(BadInput, match=rf"adapter_config\.json.*{re.escape(sentence)}"):
        load_adapter(fresh_model(llama_folder), tmp_path)


def test_a_kind_that_is_not_known_is_refused_with_those_that_are(llama_folder: Path, tmp_path: Path) -> None:
    peft.get_peft_model(_base(llama_folder), peft.LNTuningConfig(target_modules=["norm"])).save_pretrained(tmp_path)
    with pytest.raises(BadInput, match=r"the kind LN_TUNING cannot be opened; those that can are LORA, IA3"):
        load_adapter(fresh_model(llama_folder), tmp_path)


def test_an_embedding_that_peft_stored_along_has_to_be_the_bases(llama_folder: Path, tmp_path: Path) -> None:
    theirs = peft.get_peft_model(_base(llama_folder), peft.LoraConfig(r=2, target_modules=["embed_tokens"]))
    theirs.save_pretrained(tmp_path)
    file = tmp_path / "adapter_model.safetensors"
    tensors = load_file(file)
    stored = "base_model.model.model.embed_tokens.base_layer.weight"
    tensors[stored] = tensors[stored] + 1
    save_file(tensors, file)
    with pytest.raises(BadInput, match=re.escape(f"it has, and the model does not, {stored}")):
        load_adapter(fresh_model(llama_folder), tmp_path)


def test_an_adapter_that_does_not_fit_or_is_damaged_is_refused(llama_folder: Path, tmp_path: Path) -> None:
    model = fresh_model(llama_folder)
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
