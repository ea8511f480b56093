"""The composer's settings that are other methods give what these give."""

from pathlib import Path

import pytest
import torch
from torch import Tensor

from tuning_core import BadInput, attach, load_model
from tuning_core.methods import Lora, PrefixTuning, Unified, method_named
from tuning_core.tuned_model import TunedModel

INPUTS = torch.tensor([[5, 9, 200, 31, 7, 77, 8], [12, 45, 6, 6, 299, 3, 1]])


def _random(tuned: TunedModel) -> TunedModel:
    generator = torch.Generator().manual_seed(3)
    with torch.no_grad():
        for parameter in tuned.trainable_parameters().values():
            parameter.copy_(torch.randn(parameter.shape, generator=generator) * 0.2)
    return tuned.eval()


def _logits(tuned: TunedModel) -> Tensor:
    with torch.no_grad():
        return tuned(input_ids=INPUTS).logits


def test_lora_on_feedforward_is_a_setting(tiny_folder: Path) -> None:
    unified = Unified(
        functional_form="linear", modified="feedforward_weights", composition="scaled_add", bottleneck=4, scale=2.0
    )
    composed = _random(attach(load_model(str(tiny_folder))[0], unified))
    lora = Lora(rank=4, alpha=8, target_modules=r".*\.mlp\..*")
    expected = attach(load_model(str(tiny_folder))[0], lora).eval()
    assert set(composed.branches) == set(expected.branches)
    own = composed.trainable_parameters()
    with torch.no_grad():
        for name, parameter in expected.trainable_parameters().items():
            parameter.copy_(own[name.replace("lora_A", "down.weight").replace("lora_B", "up.weight")])
    torch.testing.assert_close(_logits(composed), _logits(expected), atol=1e-6, rtol=0)


def test_prefix_tuning_is_a_setting(tiny_folder: Path) -> None:
    unified = Unified(functional_form="softmax", modified="heads", composition="gated_add", bottleneck=3)
    composed = _random(attach(load_model(str(tiny_folder))[0], unified))
    expected = attach(
        load_model(str(tiny_folder))[0], PrefixTuning(num_virtual_tokens=3, prefix_projection=False)
    ).eval()
    rows = [tensor.transpose(0, 1).flatten(1) for tensor in composed.trainable_parameters().values()]
    with torch.no_grad():
        next(iter(expected.trainable_parameters().values())).copy_(torch.cat(rows, dim=1))
    torch.testing.assert_close(_logits(composed), _logits(expected), atol=1e-6, rtol=0)


def test_what_the_four_choices_cannot_be_together_is_said() -> None:
    with pytest.raises(BadInput, match="gated_add weighs by a softmax over keys"):
        method_named("unified", composition="gated_add")
    with pytest.raises(BadInput, match="beside a weight matrix the insertion is parallel"):
        method_named("unified", modified="attention_weights", insertion="sequential")
