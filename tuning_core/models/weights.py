"""Reading and writing the weight of a linear layer, whatever its layout."""

from typing import Any, cast

import torch
from torch import Tensor, nn
from transformers.pytorch_utils import Conv1D


def is_quantized(module: nn.Module) -> bool:
    weight = getattr(module, "weight", None)
    return hasattr(weight, "quant_state") or hasattr(weight, "SCB")


def read_weight(module: nn.Module) -> Tensor:
    """The weight in float32, shape (outputs, inputs); a quantised one is dequantised."""
    weight: Any = module.weight
    if hasattr(weight, "quant_state"):
        from bitsandbytes.functional import dequantize_4bit

        dense: Tensor = dequantize_4bit(weight.data, weight.quant_state)
        return dense.float()
    if hasattr(weight, "SCB"):
        from bitsandbytes.functional import int8_vectorwise_dequant

        # int8 layers move their scales from the weight to their state at the first evaluation.
        scale = weight.SCB if weight.SCB is not None else cast(Any, module).state.SCB
        rows: Tensor = int8_vectorwise_dequant(weight.data, scale)
        return rows.float()
    plain: Tensor = weight.detach().float()
    return plain.T if isinstance(module, Conv1D) else plain


def read_bias(module: nn.Module) -> Tensor | None:
    """The bias in float32; None where the layer has none."""
    bias = getattr(module, "bias", None)
    return bias.detach().float() if isinstance(bias, Tensor) else None


def as_stored(module: nn.Module, weight: Tensor) -> Tensor:
    """A weight of shape (outputs, inputs) in the order in which the layer keeps it."""
    return weight.T.contiguous() if isinstance(module, Conv1D) else weight


@torch.no_grad()
def write_weight(module: nn.Module, weight: Tensor, bias: Tensor | None) -> None:
    """Puts a float32 weight of shape (outputs, inputs) and a bias, which the layer may not have had, into a dense
    layer; both are rounded once, to the layer's dtype."""
    own, own_bias = module.weight, getattr(module, "bias", None)
    assert isinstance(own, Tensor)
    own.copy_(as_stored(module, weight))
    if isinstance(own_bias, Tensor) and bias is not None:
        own_bias.copy_(bias)
    elif bias is not None:
        module.bias = nn.Parameter(bias.to(own), requires_grad=False)


def dense_twin(module: nn.Linear, dtype: torch.dtype) -> nn.Linear:
    """An ordinary linear layer with the dequantised weight of a quantised one."""
    weight = read_weight(module)
    twin = nn.Linear(
        module.in_features, module.out_features, module.bias is not None, device=weight.device, dtype=dtype
    )
    with torch.no_grad():
        twin.weight.copy_(weight)
        if module.bias is not None:
            twin.bias.copy_(module.bias)
    return twin.requires_grad_(False)
