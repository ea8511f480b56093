"""BitFit: only the bias terms are trained.  Ben Zaken, Goldberg and Ravfogel 2022, arXiv:2106.10199.

Trained: every bias, or the half of them that the paper found to matter most: those of the query and of the first
feed-forward layer."""

from typing import ClassVar, Literal

from pydantic import Field
from torch import nn

from tuning_core.methods.base import Family, ParametersMethod, scaled_to
from tuning_core.models.layers import linear_roles
from tuning_core.models.tasks import head_parameters


class BitFit(ParametersMethod):
    name: ClassVar[str] = "bitfit"
    title: ClassVar[str] = "BitFit"
    family: ClassVar[Family] = "The weights themselves"
    paper: ClassVar[str] = "https://arxiv.org/abs/2106.10199"
    summary: ClassVar[str] = (
        "Trains nothing but the biases, the single numbers that each layer adds to its outputs: about one parameter in "
        "a thousand. It works for models that have biases; many newer ones have none."
    )
    mergeable: ClassVar[bool] = True
    order: ClassVar[int] = 40

    which: Literal["all", "query_and_feedforward"] = Field(
        "all",
        title="Which biases",
        description="All of them, or only those of the query and the first feed-forward layer.",
    )

    def trained(self, model: nn.Module) -> tuple[str, ...]:
        head = head_parameters(model)  # trained beside every method
        biases = [name for name, _ in model.named_parameters() if name.endswith(".bias") and name not in head]
        if self.which == "all":
            return tuple(biases)
        roles = linear_roles(model)
        wanted = ("query", "fused", "feedforward_input")
        return tuple(name for name in biases if roles.get(name.removesuffix(".bias")) in wanted)

    def why_not(self, model: nn.Module) -> str:
        if not self.trained(model):
            return "BitFit trains biases, and this model has none of those; LoRA or IA3 can tune it."
        return super().why_not(model)

    def default_learning_rate(self, width: int) -> float:
        return scaled_to(width, 3e-4)  # Liu et al. 2022 (T-Few) for T0-3B, arXiv:2205.05638
