"""What LoRA adds to a layer's output, keeping for the way back only what the layer keeps anyway."""

from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable


def with_update(inputs: Tensor, output: Tensor, down: Tensor, up: Tensor, scaling: float) -> Tensor:
    """`output` + scaling * up down `inputs`, written into `output` where that can be. `inputs` is (..., inputs),
    `output` (..., outputs), `down` (rank, inputs), `up` (outputs, rank). Weights in 32 bits are multiplied in these on
    a CPU and, as autocast does, in the inputs' 16 on a GPU."""
    if torch.compiler.is_compiling():
        narrow = inputs.to(down.dtype) @ down.T
        return output + (scaling * (narrow @ up.T)).to(output.dtype)
    found: Tensor = _Update.apply(inputs, output, down, up, scaling)  # type: ignore[no-untyped-call]
    return found


class _Update(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, inputs: Tensor, output: Tensor, down: Tensor, up: Tensor, scaling: float) -> Tensor:
        dtype = inputs.dtype if inputs.is_cuda else down.dtype
        narrow = _flat(inputs).to(dtype) @ down.to(dtype).T
        ctx.save_for_backward(inputs, narrow, down, up)
        ctx.scaling, ctx.dtype = scaling, dtype
        if output._is_view() or not output.is_contiguous():
            output = output.clone(memory_format=torch.contiguous_format)
        else:
            ctx.mark_dirty(output)
        rows = _flat(output)
        if output.dtype == dtype:
            rows.addmm_(narrow, up.to(dtype).T, alpha=scaling)
        else:
            rows.add_((narrow @ up.to(dtype).T).mul_(scaling))
        return output

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, ...]:
        inputs, narrow, down, up = ctx.saved_tensors
        wide = _flat(gradient).to(ctx.dtype)
        of_narrow = (wide @ up.to(ctx.dtype)).mul_(ctx.scaling)
        of_inputs = of_down = of_up = None
        if ctx.needs_input_grad[0]:
            of_inputs = (of_narrow @ down.to(ctx.dtype)).to(inputs.dtype).view(inputs.shape)
        if ctx.needs_input_grad[2]:
            of_down = (of_narrow.T @ _flat(inputs).to(ctx.dtype)).to(down.dtype)
        if ctx.needs_input_grad[3]:
            of_up = (narrow.T @ wide).mul_(ctx.scaling).T.to(up.dtype)
        return of_inputs, gradient, of_down, of_up, None


def _flat(tensor: Tensor) -> Tensor:
    return tensor.reshape(-1, tensor.shape[-1])
