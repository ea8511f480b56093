"""Biases for models that have none: they act, merge into real ones, and leave again."""

from pathlib import Path

import pytest
import torch
from torch import Tensor
from transformers import AutoModelForCausalLM

from tests.tiny_models import make_tiny_folder
from tests.tuning_core.drained import drained
from tuning_core import BadInput, attach, exporting_merged, find_targets, load_model, read_card
from tuning_core.methods import BitFit
from tuning_core.run_file import ModelSettings
from tuning_core.tuned_model import TunedModel

IDS = torch.tensor([[5, 9, 200, 31, 7, 77, 8]])


def _with_biases(folder: Path, **settings: object) -> TunedModel:
    torch.manual_seed(1)
    tuned = attach(load_model(str(folder))[0], BitFit(add_biases=True, **settings)).eval()
    with torch.no_grad():
        for parameter in tuned.trainable_parameters().values():
            parameter.add_(0.1 * torch.randn_like(parameter))
    return tuned


def _logits(model: torch.nn.Module) -> Tensor:
    with torch.no_grad():
        return model(input_ids=IDS).logits


def test_a_model_without_biases_is_told_of_the_option(llama_folder: Path) -> None:
    with pytest.raises(BadInput, match=r"switch method\.add_biases on"):
        find_targets(read_card(ModelSettings(path=str(llama_folder))), BitFit())
    # per layer: query 32, key 16, value 16, output 32, gate 64, up 64, down 32
    assert find_targets(
        read_card(ModelSettings(path=str(llama_folder))), BitFit(add_biases=True)
    ).trainable_parameters == (2 * (32 + 16 + 16 + 32 + 64 + 64 + 32))
    half = BitFit(add_biases=True, which="query_and_feedforward")
    assert find_targets(read_card(ModelSettings(path=str(llama_folder))), half).trainable_parameters == 2 * (32 + 128)


def test_merging_in_place_makes_real_biases_and_unmerging_takes_them_away(llama_folder: Path) -> None:
    tuned = _with_biases(llama_folder)
    expected, names = _logits(tuned), set(tuned.model.state_dict())
    tuned.merge()
    layer = tuned.model.get_submodule("model.layers.0.self_attn.q_proj")
    assert torch.equal(layer.bias, tuned.trainable_parameters()["model.layers.0.self_attn.q_proj.bias"])
    torch.testing.assert_close(_logits(tuned), expected, atol=1e-6, rtol=0)
    tuned.unmerge()
    assert set(tuned.model.state_dict()) == names
    assert torch.equal(_logits(tuned), expected)


@pytest.mark.parametrize("which", ["all", "query_and_feedforward"])
def test_the_merged_folder_has_real_biases(llama_folder: Path, which: str, tmp_path: Path) -> None:
    tuned = _with_biases(llama_folder, which=which)
    _, done = drained(exporting_merged(tuned, load_model(str(llama_folder))[1], tmp_path / "merged"))
    assert done.largest_logit_difference <= 1e-5
    plain = AutoModelForCausalLM.from_pretrained(tmp_path / "merged")
    assert plain.config.attention_bias
    assert plain.model.layers[1].mlp.up_proj.bias.any()
    assert bool(plain.model.layers[1].mlp.down_proj.bias.any()) == (which == "all")
    torch.testing.assert_close(_logits(plain.eval()), _logits(tuned), atol=1e-5, rtol=0)


def test_an_architecture_that_knows_no_biases_keeps_the_adapter_apart(tmp_path: Path) -> None:
    folder = make_tiny_folder("qwen2", tmp_path / "qwen2")
    tuned = _with_biases(folder)
    with pytest.raises(BadInput, match=r"has no place for the biases that were added.*export the adapter instead"):
        drained(exporting_merged(tuned, load_model(str(folder))[1], tmp_path / "merged"))
    assert not (tmp_path / "merged").exists()
