"""What a run will need in memory, by part, from the model's card alone."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from tuning_core.data.batches import Batch
from tuning_core.data.prepared import PreparedData
from tuning_core.measuring import CUDA_CONTEXT_BYTES, memory_available, memory_in_use
from tuning_core.memory.counting import Counted, counted
from tuning_core.memory.largest import largest_batch
from tuning_core.memory.twins import number_format
from tuning_core.methods import method_of
from tuning_core.methods.base import Method
from tuning_core.models.card import ModelCard
from tuning_core.models.loading import device_named
from tuning_core.packing import require_packing
from tuning_core.run_file import RunFile
from tuning_core.targets import find_targets

# Bytes a weight in a quantised linear layer: 4 bits and, for blocks of 64, an 8-bit scale and a 32-bit one for 256 of
# these (Dettmers et al. 2023, arXiv:2305.14314); int8 has one float32 scale a row, which is counted as nothing.
_QUANTIZED = {"nf4": 4.127 / 8, "fp4": 4.127 / 8, "int8": 1.0}
# What this program and its libraries held before any model: on a CPU it counts as memory in use.
_PROGRAM_BYTES = memory_in_use(torch.device("cpu"))
# What matrix libraries take for themselves at their first use: on a CPU, with the lists that autograd makes, measured;
# on a GPU cuBLAS' own 32 MiB (8 before Hopper), which torch holds for it.
_WORKSPACE_BYTES = {"cpu": 16_000_000, "cuda": 33_554_432}
# On a CPU with plenty of memory glibc keeps freed blocks that the next ones do not fit in: about as much again as a
# step holds, from 0.3 to 3 times (`memory_forecast --reuse`). It is plenty from so many times the need.
_KEPT_FOR_REUSE, _PLENTY = 1.0, 3


@dataclass(frozen=True)
class Forecast:
    """Bytes by part, at the moment when most is held. `available_bytes` is what the device could give; `note` says
    where a part is estimated only."""

    parts: dict[str, int]
    available_bytes: int
    trainable_parameters: int
    total_parameters: int
    note: str = ""

    @property
    def total_bytes(self) -> int:
        return sum(self.parts.values())

    @property
    def needed_bytes(self) -> int:
        """Without which the run cannot go: what is kept for reuse goes back where memory is short."""
        return self.total_bytes - self.parts.get("kept for reuse", 0)


def forecast(
    card: ModelCard, run: RunFile, longest_row: int | None = None, prepared: PreparedData | None = None
) -> Forecast:
    """A step with the longest rows of `prepared`; where no data is at hand, with rows that are all as long as the
    longest (`longest_row` tokens where that is known, else the maximum length) and learned whole. Raises BadInput as
    `find_targets` and `require_packing` do."""
    method = method_of(run.method)
    require_packing(run, method, card.skeleton)
    targets = find_targets(card, method)
    device = device_named(run.model.device)
    batch = largest_batch(card, run, method, longest_row, prepared)
    step, note = _step(card, run, method, batch, checkpointed(run), device.type)
    number = number_format(card, run)
    optimizer = _optimizer(step, run.training.optimizer)
    gradients = sum(size for _, size in step.trained)
    held, activations, logits = step.gradients, step.activations, step.logits
    if gradients + (stepping := _while_stepping(step, run.training.optimizer, device.type)) > sum(
        (held, activations, logits)
    ):
        held, activations, logits, optimizer = gradients, 0, 0, optimizer + stepping
    parts = {
        "weights": _weights(card, run.model.quantization, number.itemsize),
        "trained weights": gradients,
        "gradients": held,
        "optimizer": optimizer,
        "activations": activations,
        "logits": logits,
    }
    available = memory_available(device)
    if device.type in ("cpu", "cuda"):
        parts["workspace"] = _WORKSPACE_BYTES[device.type]
        parts["program"] = _PROGRAM_BYTES if device.type == "cpu" else CUDA_CONTEXT_BYTES
    if device.type == "cpu" and not is_scarce(sum(parts.values()), available):
        parts["kept for reuse"] = round(_KEPT_FOR_REUSE * (held + activations + logits))
    return Forecast(parts, available, targets.trainable_parameters, targets.total_parameters, note)


def is_scarce(needed_bytes: int, available_bytes: int) -> bool:
    """Whether a run on a CPU has to have what it frees returned at once."""
    return _PLENTY * needed_bytes > available_bytes


def checkpointed(run: RunFile) -> bool | int:
    """How many layers are computed again: all, none, a number. What `auto` comes to, `enough_layers` tells."""
    chosen = run.training.activation_checkpointing
    return chosen if isinstance(chosen, int) else chosen == "on"


def _step(
    card: ModelCard, run: RunFile, method: Method, batch: Batch, layers: bool | int, device: str
) -> tuple[Counted, str]:
    """What is counted, or where that cannot be done what is estimated and a sentence that says so."""
    try:
        return counted(card, run, method, batch, layers, device), ""
    except Exception as error:  # of an architecture's own code, which needs numbers that are not there
        number = find_targets(card, method).trainable_parameters
        activations, logits = _estimated(card, run, method, batch, layers)
        return Counted(activations, logits, number * 4, ((number, number * 4),)), (
            f"{card.architecture} cannot be counted without its weights ({type(error).__name__}); "
            f"activations and logits are a rough estimate."
        )


def _weights(card: ModelCard, quantization: str, number: float) -> int:
    if quantization == "none":
        return round(card.parameters * number)
    quantized = sum(info.parameters for info in card.modules if info.kind == "linear" and info.layer is not None)
    return round(quantized * _QUANTIZED[quantization] + (card.parameters - quantized) * number)


def _optimizer(step: Counted, name: str) -> int:
    """bitsandbytes holds what has fewer than 4,096 numbers in 32 bits, and else a 32-bit scale for 256 numbers."""
    if name == "sgd":
        return 0
    if name == "adamw":
        return 2 * sum(size for _, size in step.trained)
    return round(sum(numbers * (2 + 8 / 256 if numbers >= 4096 else 8) for numbers, _ in step.trained))


def _while_stepping(step: Counted, name: str, device: str) -> int:
    """What torch's AdamW makes on its way: tensor by tensor on a CPU, for all at once on a GPU."""
    sizes: Sequence[int] = [size for _, size in step.trained] or [0]
    if name != "adamw":
        return 0
    return 2 * max(sizes) if device == "cpu" else sum(sizes)


# Numbers that backward keeps for a token in one layer, fitted to the memory that Llama shapes 192 and 256 wide took on
# a CPU, with feed-forward parts of 1 to 4 times the width: so many a unit of width, so many an output of a linear part.
_KEPT_PER_WIDTH, _KEPT_PER_OUTPUT = 26.0, 2.4
_LOGIT_BYTES = 14.0  # a number of the logits, its softmax and their gradients, measured


def _estimated(
    card: ModelCard, run: RunFile, method: Method, batch: Batch, checkpointed: bool | int
) -> tuple[int, int]:
    """Activations and logits. Of a layer that is computed again its input is kept, and one is held whole."""
    number, layers = number_format(card, run).itemsize, max(1, card.layers)
    tokens = batch.input_ids.numel() * method.passes
    outputs = sum(info.shape[0] for info in card.modules if info.kind == "linear" and info.layer is not None)
    one_layer = tokens * number * (_KEPT_PER_WIDTH * card.width + _KEPT_PER_OUTPUT * outputs / layers)
    again = layers if checkpointed is True else min(layers, int(checkpointed))
    kept = (layers - again + (again > 0)) * one_layer + again * tokens * card.width * number
    return round(kept), round(
        (batch.learned_tokens + batch.wrong_tokens) * method.passes * card.vocabulary * _LOGIT_BYTES
    )
