"""Full fine-tuning: every weight of the model is trained. The measure that the other methods are held against."""

from typing import ClassVar

from torch import nn

from tuning_core.methods.base import Family, ParametersMethod, scaled_to


class Full(ParametersMethod):
    name: ClassVar[str] = "full"
    title: ClassVar[str] = "Full fine-tuning"
    family: ClassVar[Family] = "The weights themselves"
    paper: ClassVar[str] = "https://arxiv.org/abs/1801.06146"
    summary: ClassVar[str] = (
        "Trains every weight of the model. It can learn the most and needs by far the most memory: beside the weights "
        "a copy, their gradients and the optimiser's two numbers for each. What is learned is as large as the model."
    )
    mergeable: ClassVar[bool] = True
    order: ClassVar[int] = 90

    def trained(self, model: nn.Module) -> tuple[str, ...]:
        return tuple(name for name, _ in model.named_parameters())

    def default_learning_rate(self, width: int) -> float:
        return scaled_to(width, 2e-5)  # the usual rate for 7B models, as in Stanford Alpaca's recipe
