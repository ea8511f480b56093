"""What IA3 finds in each architecture: L_enc (d_k + d_v + d_ff) + L_dec (2 d_k + 2 d_v + d_ff), paper section 3.3."""

from typing import Any

import pytest
import torch
from torch import nn

from tests.tiny_models import CONFIGS, ENCODER_DECODERS, ENCODERS
from tuning_core.methods import IA3
from tuning_core.methods.ia3 import InputScale
from tuning_core.models.tasks import auto_class

WIDTH, INNER, LAYERS = 32, 64, 2
ONE_ATTENTION, GROUPED, FUSED = 2 * WIDTH, 2 * WIDTH // 2, 3 * WIDTH  # grouped: half as many key heads
PER_LAYER = {
    **dict.fromkeys(("llama", "mistral", "qwen2", "qwen3", "gemma3"), GROUPED + INNER),
    "phi3": WIDTH + GROUPED + INNER,
    "gpt2": FUSED + 4 * WIDTH,
    "gpt_neox": FUSED + INNER,
    "bloom": FUSED + 4 * WIDTH,
    **dict.fromkeys(("opt", "bert", "roberta"), ONE_ATTENTION + INNER),
    **dict.fromkeys(("t5", "t5_gated", "bart"), 3 * ONE_ATTENTION + 2 * INNER),  # an encoder's and a decoder's
}


def _skeleton(kind: str) -> Any:
    task = "seq2seq_lm" if kind in ENCODER_DECODERS else "token_classification" if kind in ENCODERS else "causal_lm"
    with torch.device("meta"):
        return auto_class(task).from_config(CONFIGS[kind]())


@pytest.mark.parametrize("kind", CONFIGS)
def test_the_vectors_are_those_of_the_paper(kind: str) -> None:
    branches = IA3().attachment(_skeleton(kind)).branches.values()
    assert sum(branch.ia3_l.numel() for branch in branches) == LAYERS * PER_LAYER[kind]
    inner = [branch for branch in branches if isinstance(branch, InputScale)]
    assert len(inner) == (2 * LAYERS if kind in ENCODER_DECODERS else LAYERS)
    assert {branch.ia3_l.numel() for branch in inner} == {4 * WIDTH if kind in ("gpt2", "bloom") else INNER}


def test_a_model_without_such_layers_is_told_so() -> None:
    assert IA3().why_not(nn.Sequential(nn.Linear(4, 4))).startswith("IA3 finds no keys, values or feed-forward layers")
