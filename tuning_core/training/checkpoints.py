"""Checkpoints: the adapter as it would be exported, and beside it what resuming needs."""

import io
import shutil
from pathlib import Path
from typing import Any

import torch
from transformers import PreTrainedModel

from tuning_core.errors import JobFailed
from tuning_core.exporting.peft_format import load_adapter, save_adapter
from tuning_core.files_aside import folder_aside
from tuning_core.methods.base import Method
from tuning_core.training.state import TrainingState
from tuning_core.tuned_model import TunedModel, attach

_STATE = "training_state.pt"


def save_checkpoint(folder: Path, tuned: TunedModel, state: TrainingState) -> Path:
    """Writes folder/step-000100 whole or not at all, and returns it."""
    target = folder / f"step-{state.step:06d}"
    if target.exists():
        shutil.rmtree(target)
    with folder_aside(target) as aside:
        save_adapter(tuned, aside)
        buffer = io.BytesIO()  # torch.save reports a full disk without saying so; writing bytes does say so
        torch.save({**state.to_dict(), "trained": _beyond_the_adapter(tuned)}, buffer)
        (aside / _STATE).write_bytes(buffer.getbuffer())
    return target


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


def read_state(checkpoint: Path) -> dict[str, Any]:
    """Raises JobFailed when the checkpoint is damaged."""
    try:
        state: dict[str, Any] = torch.load(checkpoint / _STATE, map_location="cpu", weights_only=True)
    except Exception as error:  # a cut file can trip the reader in any way
        raise JobFailed(
            f"{checkpoint} cannot be resumed from, its state is damaged ({type(error).__name__})."
        ) from None
    return state


def checkpoints_in(folder: Path) -> list[Path]:
    """Oldest first; unfinished ones are not listed."""
    return sorted(path for path in folder.glob("step-*") if (path / _STATE).is_file())


def keep_last(folder: Path, count: int) -> None:
    for old in checkpoints_in(folder)[:-count]:
        shutil.rmtree(old, ignore_errors=True)
