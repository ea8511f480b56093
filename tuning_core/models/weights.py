"""Reading and writing the weight of a linear layer, whatever its layout. An embedding counts as one too: it takes a
token's place in the vocabulary for an input of its own, so its weight of (outputs, inputs) is (width, vocabulary)."""

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
    return plain.T if _is_transposed(module) else plain


def read_bias(module: nn.Module) -> Tensor | None:
    """The bias in float32; None where the layer has none."""
    bias = getattr(module, "bias", None)
    return bias.detach().float() if isinstance(bias, Tensor) else None


def as_stored(module: nn.Module, weight: Tensor) -> Tensor:
    """A weight of shape (outputs, inputs) in the order in which the layer keeps it."""
    return weight.T.contiguous() if _is_transposed(module) else weight


def _is_transposed(module: nn.Module) -> bool:
    return isinstance(module, (Conv1D, nn.Embedding))


def put_weight(module: nn.Module, weight: Tensor, bias: Tensor | None) -> None:
    """Gives a dense layer a new float32 weight of shape (outputs, inputs) and a bias, which it may not have had; both
    are rounded once, to the layer's dtype. The old parameters are not written to: another layer may share them."""
    own = module.weight
    assert isinstance(own, Tensor)
    module._parameters["weight"] = nn.Parameter(as_stored(module, weight).to(own.dtype), requires_grad=False)
    if bias is not None:
        module._parameters["bias"] = nn.Parameter(bias.to(own.dtype), requires_grad=False)


def is_shared(model: nn.Module, parameter: nn.Parameter) -> bool:
    """Whether several modules hold it, as the output head and the input embeddings often do."""
    return sum(held is parameter for module in model.modules() for held in module._parameters.values()) > 1


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
