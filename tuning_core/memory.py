"""What a run will need in memory, by part, from the model's card alone."""

from dataclasses import dataclass

import torch

from tuning_core.measuring import memory_available, memory_in_use
from tuning_core.methods import method_of
from tuning_core.models.card import ModelCard
from tuning_core.models.loading import device_named
from tuning_core.packing import require_packing
from tuning_core.run_file import RunFile
from tuning_core.targets import find_targets

_BYTES = {"float32": 4.0, "bfloat16": 2.0, "float16": 2.0, "float64": 8.0}
# Bytes a weight in a quantised linear layer: 4 bits and, for blocks of 64, an 8-bit scale and a 32-bit one for 256 of
# these (Dettmers et al. 2023, arXiv:2305.14314); int8 has one float32 scale a row, which is counted as nothing.
_QUANTIZED = {"nf4": 4.127 / 8, "fp4": 4.127 / 8, "int8": 1.0}
# What this program and its libraries held before any model: on a CPU it counts as memory in use.
_PROGRAM_BYTES = memory_in_use(torch.device("cpu"))
_LOGIT_BYTES = 14.0  # a number of the logits, its softmax and their gradients, measured
_OPTIMIZER = {"adamw": 8.0, "adamw_8bit": 2.03, "sgd": 0.0}


@dataclass(frozen=True)
class Forecast:
    """Bytes by part. `available_bytes` is what the device could give."""

    parts: dict[str, int]
    available_bytes: int
    trainable_parameters: int
    total_parameters: int

    @property
    def total_bytes(self) -> int:
        return sum(self.parts.values())


def forecast(card: ModelCard, run: RunFile, longest_row: int | None = None) -> Forecast:
    """Weights, trained weights, gradients and optimiser are counted; activations and logits are estimated for a batch
    whose rows are all as long as the longest (`longest_row` tokens where the data is known, else the maximum length);
    the estimate is rough. Raises BadInput as `find_targets` and `require_packing` do."""
    method = method_of(run.method)
    require_packing(run, method, card.skeleton)
    targets = find_targets(card, method)
    trained = targets.trainable_parameters
    longest = run.data.max_length if longest_row is None or run.data.packing else min(longest_row, run.data.max_length)
    tokens = run.training.batch_size * min(longest, card.context or longest) * method.passes
    number = _BYTES.get(card.dtype if run.model.dtype == "auto" else run.model.dtype, 4.0)
    parts = {
        "weights": _weights(card, run.model.quantization, number),
        "trained weights": trained * 4,
        "gradients": trained * 4,
        "optimizer": round(trained * _OPTIMIZER[run.training.optimizer]),
        "activations": _activations(card, tokens, number, run.training.activation_checkpointing),
        "logits": round(tokens * card.vocabulary * _LOGIT_BYTES),
    }
    device = device_named(run.model.device)
    if device.type == "cpu":
        parts["program"] = _PROGRAM_BYTES
    available = memory_available(device)
    return Forecast(parts, available, trained, targets.total_parameters)


def _weights(card: ModelCard, quantization: str, number: float) -> int:
    if quantization == "none":
        return round(card.parameters * number)
    quantized = sum(info.parameters for info in card.modules if info.kind == "linear" and info.layer is not None)
    return round(quantized * _QUANTIZED[quantization] + (card.parameters - quantized) * number)


# Numbers that backward keeps for a token in one layer, fitted to the memory that Llama shapes 192 and 256 wide took on
# a CPU, with feed-forward parts of 1 to 4 times the width: so many a unit of width, so many an output of a linear part.
_KEPT_PER_WIDTH, _KEPT_PER_OUTPUT = 26.0, 2.4


def _activations(card: ModelCard, tokens: int, number: float, checkpointing: bool) -> int:
    """With checkpointing each layer's input and one layer whole."""
    outputs = sum(info.shape[0] for info in card.modules if info.kind == "linear" and info.layer is not None)
    layers = max(1, card.layers)
    one_layer = tokens * number * (_KEPT_PER_WIDTH * card.width + _KEPT_PER_OUTPUT * outputs / layers)
    if checkpointing:
        return round(layers * tokens * card.width * number + one_layer)
    return round(layers * one_layer)
