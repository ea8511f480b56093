"""A LoRA that vLLM and llama.cpp read right: PEFT's files, restricted to what those two understand.

They know one rank and one alpha for all layers, and neither patterns nor rank-stabilised scaling. So every pair is
padded with zeros to the largest rank, and its scaling goes into B, which leaves lora_alpha / r = 1.
vLLM: vllm/lora/peft_helper.py; llama.cpp: convert_lora_to_gguf.py."""

from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional
from transformers.pytorch_utils import Conv1D

from tuning_core.errors import BadInput
from tuning_core.exporting.peft_format import trained_head, write_files
from tuning_core.methods.base import names_for_readers
from tuning_core.methods.lora import Lora, LoraBranch
from tuning_core.models.layers import is_tied_to_embeddings
from tuning_core.tuned_model import TunedModel


@torch.no_grad()
def save_portable_lora(tuned: TunedModel, folder: Path) -> None:
    """Raises BadInput, before anything is written, where the adapter holds what such a file cannot."""
    reason = why_not_portable(tuned)
    if reason:
        raise BadInput(reason)
    branches = {name: branch for name, branch in tuned.branches.items() if isinstance(branch, LoraBranch)}
    rank = max(branch.lora_A.shape[0] for branch in branches.values())
    tensors: dict[str, Tensor] = {}
    for name, branch in branches.items():
        missing = rank - branch.lora_A.shape[0]
        down = functional.pad(branch.lora_A, (0, 0, 0, missing))
        up = functional.pad(branch.scaling * branch.lora_B, (0, missing))
        tensors[f"base_model.model.{name}.lora_A.weight"] = down
        tensors[f"base_model.model.{name}.lora_B.weight"] = up
    settings = {
        "r": rank,
        "lora_alpha": rank,
        "bias": "none",
        "target_modules": names_for_readers(tuned.model, tuned.attachment),
        "fan_in_fan_out": any(isinstance(tuned.model.get_submodule(name), Conv1D) for name in branches),
    }
    folder.mkdir(parents=True, exist_ok=True)
    write_files(tuned, "LORA", settings, tensors, folder)


def why_not_portable(tuned: TunedModel) -> str:
    """A sentence where the adapter holds what vLLM and llama.cpp do not read, else empty."""
    method = tuned.method
    if not isinstance(method, Lora):
        return f"vLLM and llama.cpp read LoRA alone; export {method.title} as a merged model or an adapter instead."
    if method.use_dora:
        return "vLLM and llama.cpp cannot read DoRA; export the merged model instead."
    if method.bias != "none":
        return "vLLM and llama.cpp cannot read trained biases; export the merged model instead."
    if method.modules_to_save or trained_head(tuned.model, tuned.attachment):
        return "vLLM and llama.cpp cannot read modules that were trained whole; export the merged model instead."
    for name, branch in tuned.branches.items():
        layer = tuned.model.get_submodule(name)
        if isinstance(branch, LoraBranch) and (branch.looks_up or is_tied_to_embeddings(tuned.model, layer)):
            return f"vLLM and llama.cpp cannot read a LoRA on {name}; export the merged model instead."
    return ""
