"""What a run will need in memory, by part, from the model's card alone."""

from dataclasses import dataclass

import torch

from tuning_core.measuring import memory_available, memory_in_use
from tuning_core.methods import method_of
from tuning_core.models.card import ModelCard
from tuning_core.models.layers import is_linear, layer_number, linear_shape
from tuning_core.models.loading import device_named
from tuning_core.run_file import RunFile
from tuning_core.targets import find_targets

_BYTES = {"float32": 4.0, "bfloat16": 2.0, "float16": 2.0, "float64": 8.0}
# Bytes a weight in a quantised linear layer: 4 bits and, for blocks of 64, an 8-bit scale and a 32-bit one for 256 of
# these (Dettmers et al. 2023, arXiv:2305.14314); int8 has one float32 scale a row, which is counted as nothing.
_QUANTIZED = {"nf4": 4.127 / 8, "fp4": 4.127 / 8, "int8": 1.0}
# What this program and its libraries held before any model: on a CPU it counts as memory in use.
_PROGRAM_BYTES = memory_in_use(torch.device("cpu"))
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


def forecast(card: ModelCard, run: RunFile) -> Forecast:
    """Weights, trained weights, gradients and optimiser are counted; activations and logits are estimated for a batch
    whose rows all have the maximum length. Raises BadInput as `find_targets` does."""
    trained = find_targets(card, method_of(run.method)).trainable_parameters
    tokens = run.training.batch_size * min(run.data.max_length, card.context or run.data.max_length)
    number = _BYTES.get(card.dtype if run.model.dtype == "auto" else run.model.dtype, 4.0)
    parts = {
        "weights": _weights(card, run.model.quantization, number),
        "trained weights": trained * 4,
        "gradients": trained * 4,
        "optimizer": round(trained * _OPTIMIZER[run.training.optimizer]),
        "activations": _activations(card, tokens, number, run.training.activation_checkpointing),
        "logits": round(tokens * card.vocabulary * (number + 8)),
    }
    device = device_named(run.model.device)
    if device.type == "cpu":
        parts["program"] = _PROGRAM_BYTES
    available = memory_available(device)
    return Forecast(parts, available, trained, card.parameters + trained)


def _weights(card: ModelCard, quantization: str, number: float) -> int:
    if quantization == "none":
        return round(card.parameters * number)
    quantized = sum(info.parameters for info in card.modules if info.kind == "linear" and info.layer is not None)
    return round(quantized * _QUANTIZED[quantization] + (card.parameters - quantized) * number)


def _activations(card: ModelCard, tokens: int, number: float, checkpointing: bool) -> int:
    """What backward keeps: the outputs of each layer's linear parts, its norms' inputs in float32, and its attention's
    and residuals' tensors; with checkpointing each layer's input and one layer whole."""
    skeleton = card.skeleton
    outputs = [
        linear_shape(module)[0]
        for name, module in skeleton.named_modules()
        if is_linear(module) and layer_number(name) is not None
    ]
    layers = max(1, card.layers)
    one_layer = tokens * (sum(outputs) / layers * number * 2 + card.width * (4 * number + 8))
    if checkpointing:
        return round(layers * tokens * card.width * number + one_layer)
    return round(layers * one_layer)
