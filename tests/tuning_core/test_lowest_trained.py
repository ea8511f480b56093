"""Below the lowest trained layer nothing is kept for the way back, and nothing is left out at random."""

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from tuning_core import attach, load_model
from tuning_core.methods import method_named
from tuning_core.tuned_model import TunedModel

IDS = torch.tensor([[5, 9, 200, 31, 7, 77, 8], [12, 45, 6, 6, 299, 3, 1]])
FolderOf = Callable[[str, str], Path]


def _tuned(folder: Path, task: str, name: str, settings: dict[str, object]) -> TunedModel:
    torch.manual_seed(0)
    return attach(load_model(str(folder), task=task)[0], method_named(name, **settings))


def _saved(tuned: TunedModel, labels: Tensor) -> int:
    """Bytes that are kept for the way back and are no weights."""
    weights = {parameter.data_ptr() for parameter in tuned.model.parameters()}
    kept: dict[int, int] = {}

    def keep(tensor: Tensor) -> Tensor:
        if tensor.data_ptr() not in weights:
            kept[tensor.data_ptr()] = tensor.numel() * tensor.element_size()
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        tuned.train()(input_ids=IDS)
    return sum(kept.values())


LOW = [
    ("llama", "causal_lm", "lora", {"layers_to_transform": [1]}, ["model.layers.0"]),
    ("llama", "causal_lm", "llama_adapter", {"adapter_layers": 1, "num_virtual_tokens": 3}, ["model.layers.0"]),
    ("llama", "causal_lm", "freeze", {"layers": 1}, ["model.layers.0"]),
    ("llama", "causal_lm", "lora", {}, []),
    ("llama", "causal_lm", "prompt_tuning", {"num_virtual_tokens": 3}, []),
    ("llama", "causal_lm", "prefix_tuning", {"num_virtual_tokens": 3}, []),
    ("qwen2", "causal_lm", "freeze", {"layers": 1, "head": True}, []),  # its embeddings are tied to the head
    ("gpt2", "causal_lm", "freeze", {"layers": 1}, ["transformer.wte", "transformer.drop", "transformer.h.0"]),
    ("bert", "sequence_classification", "freeze", {"layers": 0}, ["bert.embeddings", "bert.encoder.layer.1"]),
    ("t5", "seq2seq_lm", "lora", {"target_modules": r"decoder\.block\.1\..*"}, ["encoder.dropout", "decoder.block.0"]),
    ("t5", "seq2seq_lm", "lora", {"target_modules": r"encoder\.block\.1\..*"}, ["encoder.block.0"]),
    ("bart", "seq2seq_lm", "lora", {"target_modules": r".*decoder\.layers\.0\..*"}, ["model.encoder.layers.1"]),
]


@pytest.mark.parametrize(("kind", "task", "name", "settings", "below"), LOW)
def test_what_comes_before_all_that_is_trained_has_no_dropout(
    kind: str, task: str, name: str, settings: dict[str, object], below: list[str], folder_of: FolderOf
) -> None:
    tuned = _tuned(folder_of(kind, task), task, name, settings).train()
    still = {module for module, part in tuned.model.named_modules() if not part.training}
    assert set(below) <= still
    reached = {parameter.rpartition(".")[0] for parameter in tuned.trainable_parameters()}
    assert not {name for name in still if any(one == name or one.startswith(f"{name}.") for one in reached)}
    assert bool(still) == bool(below)
    assert not any(module.training for module in tuned.eval().model.modules())


def test_nothing_is_kept_below_the_lowest_trained_layer(folder_of: FolderOf) -> None:
    folder = folder_of("llama", "causal_lm")
    both, upper = (
        _saved(_tuned(folder, "causal_lm", "lora", {"layers_to_transform": layers}), IDS) for layers in ([], [1])
    )
    head = _saved(_tuned(folder, "causal_lm", "lora", {"target_modules": ["lm_head"]}), IDS)
    assert upper - head < 0.55 * (both - head)


def test_checkpointing_activations_asks_for_no_gradient_of_the_embeddings(folder_of: FolderOf) -> None:
    tuned = _tuned(folder_of("llama", "causal_lm"), "causal_lm", "lora", {"layers_to_transform": [1]})
    tuned.checkpoint_activations(True)
    seen: list[bool] = []
    layer: nn.Module = tuned.model.get_submodule("model.layers.0")
    handle = layer.register_forward_hook(lambda module, args, output: seen.append(output.requires_grad))
    tuned.train().loss(input_ids=IDS, labels=IDS).backward()
    handle.remove()
    assert seen == [False]
