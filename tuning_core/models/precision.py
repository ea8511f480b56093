"""Which precision a machine multiplies fast."""

from typing import Any

import torch
from torch import nn

from tuning_core.models.layers import device_of

_WORTH_SAYING = 50_000_000  # parameters; below, a step is soon done either way


def faster_precision(model: nn.Module, chosen: str) -> str:
    """A sentence where the model's float32 was not asked for and this processor would be several times faster in
    bfloat16 (AMX and AVX512-BF16), else empty."""
    device, dtype = device_of(model), getattr(model, "dtype", None)
    large = sum(parameter.numel() for parameter in model.parameters()) >= _WORTH_SAYING
    if chosen != "auto" or dtype != torch.float32 or device.type != "cpu" or not large or not _has_bfloat16():
        return ""
    return (
        "This processor computes several times faster in 16 bits than in the 32 of the model's files; with "
        "model.dtype = 'bfloat16' each step is shorter and the model half as large."
    )


def _has_bfloat16() -> bool:
    cpu: Any = torch.cpu
    asked = (getattr(cpu, name, None) for name in ("_is_avx512_bf16_supported", "_is_amx_tile_supported"))
    return any(has() for has in asked if has is not None)
