"""Checkpoints: the adapter as it would be exported, and beside it what resuming needs."""

from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from transformers import PreTrainedModel

from tuning_core.errors import JobFailed
from tuning_core.exporting import native_format
from tuning_core.exporting.peft_format import has_peft_format, save_adapter
from tuning_core.files_aside import folder_aside
from tuning_core.methods.base import Method
from tuning_core.training.kept_checkpoints import STATE, checkpoint_at, write_manifest
from tuning_core.training.state import TrainingState
from tuning_core.tuned_model import TunedModel, attach


def save_checkpoint(folder: Path, tuned: TunedModel, state: TrainingState) -> Path:
    """Writes the checkpoint of the state's step whole or not at all, and returns its folder. Draws no random numbers.
    Raises NotWritten."""
    target = checkpoint_at(folder, state.step)
    with folder_aside(target, replace=True) as aside:
        save_adapter(tuned, aside)
        _save({**state.to_dict(), "trained": _beyond_the_adapter(tuned)}, aside / STATE)
        write_manifest(aside)
    return target


def _save(state: dict[str, Any], file: Path) -> None:
    try:
        with file.open("wb") as opened:
            torch.save(state, opened)
    except RuntimeError as error:
        if isinstance(error.__context__, OSError):  # torch tells of a full disk in words of its own
            raise error.__context__ from None
        raise


def checkpoint_bytes(tuned: TunedModel, state: TrainingState) -> int:
    """What a checkpoint takes on the disk, but for a few thousand bytes."""
    remembered = [value for each in state.optimizer.state.values() for value in each.values()]
    tensors = [*tuned.kept()[1].values(), *_beyond_the_adapter(tuned).values(), *remembered]
    return sum(tensor.numel() * tensor.element_size() for tensor in tensors if isinstance(tensor, torch.Tensor))


def _beyond_the_adapter(tuned: TunedModel) -> dict[str, torch.Tensor]:
    """What is trained, by its own names; nothing where the adapter holds just that, which spares big ones a copy."""
    if tuned.kept()[0] == tuned.method and not has_peft_format(tuned):
        return {}
    return {name: parameter.detach() for name, parameter in tuned.trainable_parameters().items()}


def tuned_again(model: PreTrainedModel, method: Method, checkpoint: Path, saved: dict[str, Any]) -> TunedModel:
    """The tuned model as it was at a checkpoint, whose state was read already. The method is attached anew, as the
    optimizer knows its parameters by their order and an adapter's file may not know all of its settings."""
    tuned = attach(model, method)
    put_back(tuned, checkpoint, saved)
    return tuned


@torch.no_grad()
def put_back(tuned: TunedModel, checkpoint: Path, saved: dict[str, Any]) -> None:
    """Gives a tuned model the values that it had at a checkpoint of the same run."""
    trained = saved["trained"] or load_file(checkpoint / native_format.TENSORS)
    for name, parameter in tuned.trainable_parameters().items():
        parameter.copy_(trained[name])


def read_state(checkpoint: Path) -> dict[str, Any]:
    """Raises JobFailed when the checkpoint is damaged."""
    try:
        state: dict[str, Any] = torch.load(checkpoint / STATE, map_location="cpu", weights_only=True)
    except Exception as error:  # a cut file can trip the reader in any way
        raise JobFailed(
            f"{checkpoint} cannot be resumed from, its state is damaged ({type(error).__name__})."
        ) from None
    return state
