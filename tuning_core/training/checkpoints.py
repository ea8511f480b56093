"""Checkpoints: the adapter as it would be exported, and beside it what resuming needs."""

import io
from pathlib import Path
from typing import Any

import torch
from transformers import PreTrainedModel

from tuning_core.errors import JobFailed
from tuning_core.exporting.peft_format import fill_from_adapter, load_adapter, save_adapter
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
        buffer = io.BytesIO()  # torch.save reports a full disk without saying so; writing bytes does say so
        torch.save({**state.to_dict(), "trained": _beyond_the_adapter(tuned)}, buffer)
        (aside / STATE).write_bytes(buffer.getbuffer())
        write_manifest(aside)
    return target


def checkpoint_bytes(tuned: TunedModel, state: TrainingState) -> int:
    """What a checkpoint takes on the disk, but for a few thousand bytes."""
    remembered = [value for each in state.optimizer.state.values() for value in each.values()]
    tensors = [*tuned.kept()[1].values(), *_beyond_the_adapter(tuned).values(), *remembered]
    return sum(tensor.numel() * tensor.element_size() for tensor in tensors if isinstance(tensor, torch.Tensor))


def _beyond_the_adapter(tuned: TunedModel) -> dict[str, torch.Tensor]:
    """What is trained, where the method keeps something else of it; else nothing, as the adapter holds it all."""
    if tuned.kept()[0] == tuned.method:
        return {}
    return {name: parameter.detach() for name, parameter in tuned.trainable_parameters().items()}


@torch.no_grad()
def tuned_again(model: PreTrainedModel, method: Method, checkpoint: Path, saved: dict[str, Any]) -> TunedModel:
    """The tuned model as it was at a checkpoint, whose state was read already."""
    if not saved["trained"]:
        return load_adapter(model, checkpoint)
    tuned = attach(model, method)
    for name, parameter in tuned.trainable_parameters().items():
        parameter.copy_(saved["trained"][name])
    return tuned


@torch.no_grad()
def put_back(tuned: TunedModel, checkpoint: Path) -> None:
    """Gives a tuned model in training the values that it had at a checkpoint of the same run. Raises JobFailed or
    BadInput when the checkpoint is damaged."""
    trained = read_state(checkpoint)["trained"]
    if not trained:
        fill_from_adapter(tuned, checkpoint)
    for name, values in trained.items():
        tuned.trainable_parameters()[name].copy_(values)


def read_state(checkpoint: Path) -> dict[str, Any]:
    """Raises JobFailed when the checkpoint is damaged."""
    try:
        state: dict[str, Any] = torch.load(checkpoint / STATE, map_location="cpu", weights_only=True)
    except Exception as error:  # a cut file can trip the reader in any way
        raise JobFailed(
            f"{checkpoint} cannot be resumed from, its state is damaged ({type(error).__name__})."
        ) from None
    return state
