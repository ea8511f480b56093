"""BitFit: only the bias terms are trained.  Ben Zaken, Goldberg and Ravfogel 2022, arXiv:2106.10199.

Trained: every bias, or the half of them that the paper found to matter most: those of the query and of the first
feed-forward layer. Linear layers without a bias can be given one that starts at zero."""

from typing import ClassVar, Literal

import torch
from pydantic import Field
from torch import Tensor, nn

from tuning_core.methods.base import Attachment, Branch, Family, ParametersMethod, branch_device, scaled_to
from tuning_core.models.layers import linear_layers, linear_roles, linear_shape
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

    add_biases: bool = Field(
        False,
        title="Add biases",
        description="Give layers without a bias one that starts at zero; merging makes them real ones.",
    )

    def trained(self, model: nn.Module) -> tuple[str, ...]:
        head = head_parameters(model)  # trained beside every method
        biases = [name for name, _ in model.named_parameters() if name.endswith(".bias") and name not in head]
        wanted = self._wanted(model)
        return tuple(name for name in biases if self.which == "all" or name.removesuffix(".bias") in wanted)

    def _wanted(self, model: nn.Module) -> list[str]:
        """Names of the linear layers whose bias is trained."""
        if self.which == "all":
            return list(linear_layers(model))
        wanted = ("query", "fused", "feedforward_input")
        return [name for name, role in linear_roles(model).items() if role in wanted]

    def attachment(self, model: nn.Module) -> Attachment:
        return Attachment(dict(self._added(model)) if self.add_biases else {}, self.trained(model))

    def _added(self, model: nn.Module) -> dict[str, "AddedBias"]:
        layers = {name: model.get_submodule(name) for name in self._wanted(model)}
        return {name: AddedBias(layer) for name, layer in layers.items() if getattr(layer, "bias", None) is None}

    def why_not(self, model: nn.Module) -> str:
        if not self.trained(model) and not self.add_biases:
            return (
                "BitFit trains biases, and this model has none of those; switch method.add_biases on to give it some."
            )
        return super().why_not(model)

    def default_learning_rate(self, width: int) -> float:
        return scaled_to(width, 3e-4)  # Liu et al. 2022 (T-Few) for T0-3B, arXiv:2205.05638


class AddedBias(Branch):
    """A bias for a layer that has none, in float32."""

    adds_bias: ClassVar[bool] = True

    def __init__(self, linear: nn.Module) -> None:
        super().__init__()
        self.bias = nn.Parameter(torch.zeros(linear_shape(linear)[0], device=branch_device(linear)))

    def forward(self, inputs: Tensor, output: Tensor) -> Tensor:
        return output + self.bias.to(output.dtype)

    def merged(self, weight: Tensor, bias: Tensor | None) -> tuple[Tensor, Tensor | None]:
        return weight, self.bias.detach()
