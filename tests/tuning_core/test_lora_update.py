"""LoRA's own way back gives the gradients that autograd finds for the formula."""

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn
from transformers.pytorch_utils import Conv1D

from tuning_core import attach, load_model
from tuning_core.methods import Lora
from tuning_core.methods.lora_update import with_update


def _branch(dtype: torch.dtype, inputs: int = 6, outputs: int = 5) -> tuple[Tensor, Tensor]:
    drawn = torch.Generator().manual_seed(3)
    down, up = (torch.randn(shape, generator=drawn, dtype=dtype) for shape in ((2, inputs), (outputs, 2)))
    return down.requires_grad_(), up.requires_grad_()


def test_gradients_are_right_to_many_digits() -> None:
    down, up = _branch(torch.float64)
    hidden = torch.randn(2, 3, 6, dtype=torch.float64, requires_grad=True)
    layer = nn.Linear(6, 5, dtype=torch.float64).requires_grad_(False)
    assert torch.autograd.gradcheck(lambda x, a, b: with_update(x, layer(x), a, b, 1.7), (hidden, down, up))


@pytest.mark.parametrize("kind", [lambda: nn.Linear(6, 5), lambda: Conv1D(5, 6)], ids=["linear", "conv1d"])
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize("seed", range(5))
def test_gradients_are_those_of_the_formula(kind: Callable[[], nn.Module], dtype: torch.dtype, seed: int) -> None:
    torch.manual_seed(seed)
    layer = kind().to(dtype).requires_grad_(False)
    given = torch.randn(2, 3, 6, generator=torch.Generator().manual_seed(5)).to(dtype)
    found = []
    for own in (True, False):
        down, up = _branch(torch.float32)
        hidden = given.clone().requires_grad_()
        if own:
            output = with_update(hidden, layer(hidden), down, up, 1.7)
        else:
            output = layer(hidden) + (1.7 * (hidden.float() @ down.T @ up.T)).to(dtype)
        output.square().sum().backward()
        found.append((output.detach(), hidden.grad, down.grad, up.grad))
    # bfloat16 keeps 8 bits, and a sum of large numbers can be small: an entry's own error has no bound, the norm's has
    tolerance = 1e-5 if dtype == torch.float32 else 0.02
    for one, other in zip(*found, strict=True):
        assert one is not None
        assert other is not None
        assert one.dtype == other.dtype
        assert (one.float() - other.float()).norm() <= tolerance * other.float().norm()


@pytest.mark.parametrize("quantization", ["nf4", "int8"])
def test_a_quantised_base_passes_its_gradients_through(llama_folder: Path, quantization: str) -> None:
    pytest.importorskip("bitsandbytes", reason="quantised weights are bitsandbytes'")
    ids = torch.tensor([[5, 9, 200, 31, 7, 77, 8]])
    found = []
    for own in (True, False):
        torch.manual_seed(1)
        tuned = attach(load_model(str(llama_folder), quantization=quantization, dtype="float32")[0], Lora(rank=2))
        for number, parameter in enumerate(tuned.trainable_parameters().values()):
            nn.init.normal_(parameter, std=0.1, generator=torch.Generator().manual_seed(number))
        for branch in tuned.branches.values() if not own else ():
            branch.forward = lambda x, y, it=branch: y + it.scaling * it._through_both(x)  # type: ignore[method-assign]
        tuned.train().loss(input_ids=ids, labels=ids).backward()  # type: ignore[no-untyped-call]
        found.append([parameter.grad for parameter in tuned.trainable_parameters().values()])
    for one, other in zip(*found, strict=True):
        torch.testing.assert_close(one, other, atol=1e-5, rtol=1e-4)
