"""VeRA: LoRA with frozen random matrices and learned vectors.  Kopiczko, Blankevoort and Asano 2023, arXiv:2310.11454.

h = W x + b * (B (d * (A x))), with A (rank, inputs) and B (outputs, rank) drawn from a seed, frozen, and shared by all
layers of one shape. Learned are d (rank), which starts at 0.1, and b (outputs), which starts at zero."""

import math
from functools import lru_cache
from typing import ClassVar

import torch
from pydantic import Field
from torch import Tensor, nn
from torch.nn import functional

from tuning_core.methods.base import Branch, Family, LinearMethod, branch_device, scaled_to
from tuning_core.models.layers import linear_shape
from tuning_core.run_file import ADVANCED


class Vera(LinearMethod):
    name: ClassVar[str] = "vera"
    title: ClassVar[str] = "VeRA"
    family: ClassVar[Family] = "Beside the weights"
    paper: ClassVar[str] = "https://arxiv.org/abs/2310.11454"
    summary: ClassVar[str] = (
        "LoRA whose two matrices are random and stay so; learned are only two vectors that say how strong each row and "
        "column of their product shall be. Smaller than LoRA by far, and folded into the weights as that is."
    )
    mergeable: ClassVar[bool] = True
    order: ClassVar[int] = 12

    rank: int = Field(256, title="Rank", description="Width of the random matrices.", ge=1, le=65536)
    d_initial: float = Field(
        0.1,
        title="Start of d",
        description="What each inner number starts at.",
        gt=0,
        le=10,
        json_schema_extra=ADVANCED,
    )
    projection_seed: int = Field(
        0, title="Seed of the matrices", description="Same seed, same matrices.", ge=0, json_schema_extra=ADVANCED
    )

    def beside(self, name: str, layer: nn.Module) -> "VeraBranch":
        return VeraBranch(layer, self)

    def default_learning_rate(self, width: int) -> float:
        return scaled_to(width, 2e-3)  # ten times LoRA's: each of its numbers moves a whole row or column


class VeraBranch(Branch):
    def __init__(self, layer: nn.Module, settings: Vera) -> None:
        super().__init__()
        outputs, inputs = linear_shape(layer)
        with torch.device(branch_device(layer)):
            self.vera_lambda_b = nn.Parameter(torch.zeros(outputs))
            self.vera_lambda_d = nn.Parameter(torch.full((settings.rank,), settings.d_initial))
        self._shape, self._seed = (outputs, inputs), settings.projection_seed

    def forward(self, inputs: Tensor, output: Tensor) -> Tensor:
        down, up = self._matrices()
        inner = functional.linear(inputs.to(torch.float32), down) * self.vera_lambda_d
        return output + (functional.linear(inner, up) * self.vera_lambda_b).to(output.dtype)

    def merged(self, weight: Tensor, bias: Tensor | None) -> tuple[Tensor, Tensor | None]:
        down, up = self._matrices()
        return weight + self.vera_lambda_b[:, None] * (up @ (self.vera_lambda_d[:, None] * down)), bias

    def _matrices(self) -> tuple[Tensor, Tensor]:
        return _drawn(self._seed, len(self.vera_lambda_d), *self._shape, self.vera_lambda_b.device)


@lru_cache(maxsize=32)
def _drawn(seed: int, rank: int, outputs: int, inputs: int, device: torch.device) -> tuple[Tensor, Tensor]:
    """A and B for layers of one shape, which share them; drawn on the CPU, so that every device has the same."""
    generator = torch.Generator().manual_seed(seed)
    down, up = torch.empty(rank, inputs), torch.empty(outputs, rank)
    for matrix in (down, up):
        nn.init.kaiming_uniform_(matrix, a=math.sqrt(5), generator=generator)
    return down.to(device), up.to(device)
