"""Where the parts of each architecture sit: the role of every linear layer, the blocks, the width, the head."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tiny_models import ARCHITECTURES, CONFIGS
from tuning_core import read_card
from tuning_core.models.card import ModelCard
from tuning_core.models.layers import block_layers, linear_layers, linear_roles, output_head, width_of
from tuning_core.models.tasks import head_layers
from tuning_core.run_file import ModelSettings

FolderOf = Callable[[str, str], Path]

_LLAMA = {
    "self_attn.q_proj": "query",
    "self_attn.k_proj": "key",
    "self_attn.v_proj": "value",
    "self_attn.o_proj": "attention_output",
    "mlp.gate_proj": "feedforward_input",
    "mlp.up_proj": "feedforward_input",
    "mlp.down_proj": "feedforward_output",
}
_NEOX = {
    "query_key_value": "fused",
    "dense": "attention_output",
    "mlp.dense_h_to_4h": "feedforward_input",
    "mlp.dense_4h_to_h": "feedforward_output",
}
_BART = {
    "self_attn.q_proj": "query",
    "self_attn.k_proj": "key",
    "self_attn.v_proj": "value",
    "self_attn.out_proj": "attention_output",
    "fc1": "feedforward_input",
    "fc2": "feedforward_output",
}
_BERT = {
    "attention.self.query": "query",
    "attention.self.key": "key",
    "attention.self.value": "value",
    "attention.output.dense": "attention_output",
    "intermediate.dense": "feedforward_input",
    "output.dense": "feedforward_output",
}
_ROLES = {"q": "query", "k": "key", "v": "value", "o": "attention_output"}
_T5_SELF = {f"layer.0.SelfAttention.{name}": role for name, role in _ROLES.items()}
_T5_CROSS = {f"layer.1.EncDecAttention.{name}": role for name, role in _ROLES.items()}


def _t5_feedforward(layer: int, gated: bool) -> dict[str, str]:
    inner = ["wi_0", "wi_1"] if gated else ["wi"]
    roles = {f"layer.{layer}.DenseReluDense.{name}": "feedforward_input" for name in inner}
    return {**roles, f"layer.{layer}.DenseReluDense.wo": "feedforward_output"}


def _with_attention(path: str) -> dict[str, str]:
    return {name if name.startswith("mlp") else f"{path}.{name}": role for name, role in _NEOX.items()}


# What each repeated layer holds: the place of the list of layers -> the layer's linear parts.
EXPECTED: dict[str, dict[str, dict[str, str]]] = {
    **{kind: {"model.layers": _LLAMA} for kind in ("llama", "mistral", "qwen2", "qwen3", "gemma3")},
    "phi3": {
        "model.layers": {
            "self_attn.qkv_proj": "fused",
            "self_attn.o_proj": "attention_output",
            "mlp.gate_up_proj": "feedforward_input",
            "mlp.down_proj": "feedforward_output",
        }
    },
    "gpt2": {
        "transformer.h": {
            "attn.c_attn": "fused",
            "attn.c_proj": "attention_output",
            "mlp.c_fc": "feedforward_input",
            "mlp.c_proj": "feedforward_output",
        }
    },
    "gpt_neox": {"gpt_neox.layers": _with_attention("attention")},
    "bloom": {"transformer.h": _with_attention("self_attention")},
    "opt": {"model.decoder.layers": _BART},
    "bert": {"bert.encoder.layer": _BERT},
    "roberta": {"roberta.encoder.layer": _BERT},
    **{
        kind: {
            "encoder.block": {**_T5_SELF, **_t5_feedforward(1, gated)},
            "decoder.block": {**_T5_SELF, **_T5_CROSS, **_t5_feedforward(2, gated)},
        }
        for kind, gated in (("t5", False), ("t5_gated", True))
    },
    "bart": {
        "model.encoder.layers": _BART,
        "model.decoder.layers": {
            **_BART,
            **{name.replace("self", "encoder"): role for name, role in _BART.items() if "self" in name},
        },
    },
}


def _card(kind: str, task: str, folder_of: FolderOf) -> ModelCard:
    return read_card(ModelSettings(path=str(folder_of(kind, task)), task=task))


def _own_task(kind: str) -> str:
    return next(task for name, task in ARCHITECTURES if name == kind)


@pytest.mark.parametrize("kind", CONFIGS)
def test_every_linear_layer_has_its_role(kind: str, folder_of: FolderOf) -> None:
    skeleton = _card(kind, _own_task(kind), folder_of).skeleton
    expected = {
        f"{place}.{index}.{name}": role
        for place, parts in EXPECTED[kind].items()
        for index in range(2)
        for name, role in parts.items()
    }
    assert linear_roles(skeleton) == expected
    assert list(block_layers(skeleton)) == [f"{place}.{index}" for place in EXPECTED[kind] for index in range(2)]


@pytest.mark.parametrize(("kind", "task"), ARCHITECTURES, ids=lambda value: value)
def test_all_linear_means_every_one_inside_the_layers_whatever_the_head(
    kind: str, task: str, folder_of: FolderOf
) -> None:
    skeleton = _card(kind, task, folder_of).skeleton
    assert linear_layers(skeleton).keys() == linear_roles(skeleton).keys()
    assert head_layers(skeleton).isdisjoint(linear_layers(skeleton))
    assert (output_head(skeleton) is None) == task.endswith("classification")


@pytest.mark.parametrize("kind", CONFIGS)
def test_a_card_tells_layers_width_and_vocabulary(kind: str, folder_of: FolderOf) -> None:
    card = _card(kind, _own_task(kind), folder_of)
    assert (card.layers, card.width, card.vocabulary) == (2, 32, 400)
    assert width_of(card.skeleton.config) == 32
    assert {info.layer for info in card.modules if info.kind == "linear"} >= {0, 1}
