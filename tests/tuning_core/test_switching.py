"""Several adapters on one base in memory, folded into its weights in turn: W - B A + B' A'."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from tests.tiny_models import ENCODER_DECODERS
from tuning_core import attach, load_model
from tuning_core.methods import method_named
from tuning_core.tuned_model import TunedModel

INPUTS = torch.tensor([[5, 9, 200, 31, 7, 77, 8]])
FIRST: dict[str, Any] = {"target_modules": ["q_proj", "c_attn", "embed_tokens", "wte", "lm_head"], "rank": 3}
SECOND: dict[str, Any] = {"use_dora": True, "use_rslora": True}


def _with_lora(model: Any, seed: int, settings: dict[str, Any]) -> TunedModel:
    torch.manual_seed(seed)
    tuned = attach(model, method_named("lora", **settings)).eval()
    with torch.no_grad():
        for parameter in tuned.trainable_parameters().values():
            parameter.add_(torch.randn(parameter.shape) * 0.1)
    return tuned


def _weights(model: Any) -> dict[str, Tensor]:
    return {name: tensor.clone() for name, tensor in model.state_dict().items()}


def _same(one: dict[str, Tensor], other: dict[str, Tensor]) -> bool:
    return one.keys() == other.keys() and all(torch.equal(tensor, other[name]) for name, tensor in one.items())


@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_switching_leaves_no_trace_of_the_adapter_before(tiny_folder: Path, dtype: str) -> None:
    model = load_model(str(tiny_folder), dtype=dtype)[0]
    base = _weights(model)
    first, second = _with_lora(model, 1, FIRST), _with_lora(model, 2, SECOND)
    alone = _with_lora(load_model(str(tiny_folder), dtype=dtype)[0], 2, SECOND)
    alone.merge()
    for _ in range(2):
        first.merge()
        assert not _same(_weights(model), base)
        first.unmerge()
        assert _same(_weights(model), base)
        second.merge()
        assert _same(_weights(model), _weights(alone.model))
        second.unmerge()
    with torch.no_grad(), first.disabled(), second.disabled():
        expected = load_model(str(tiny_folder), dtype=dtype)[0](input_ids=INPUTS).logits
        assert torch.equal(model(input_ids=INPUTS).logits, expected)


@pytest.mark.parametrize("kind", ["gemma3", "opt", "t5", "bart"])
@pytest.mark.parametrize(
    "targets", [["embed_tokens", "shared", "embed_positions"], ["lm_head"]], ids=["embeddings", "head"]
)
def test_one_of_several_tied_weights_merges_alone(
    folder_of: Callable[[str, str], Path], kind: str, targets: list[str]
) -> None:
    """Embeddings that scale what they looked up, that look up positions, and that stand in two stacks."""
    task = "seq2seq_lm" if kind in ENCODER_DECODERS else "causal_lm"
    tuned = _with_lora(load_model(str(folder_of(kind, task)), task=task)[0], 1, {"target_modules": targets})
    inputs = {"input_ids": INPUTS, **({"decoder_input_ids": INPUTS} if task == "seq2seq_lm" else {})}
    with torch.no_grad():
        expected = tuned(**inputs).logits
        tuned.merge()
        torch.testing.assert_close(tuned(**inputs).logits, expected, atol=1e-5, rtol=0)
