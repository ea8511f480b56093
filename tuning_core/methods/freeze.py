"""Freezing: some layers at the top or the bottom are trained in full, the others stay as they are.

The oldest way to tune in part; the baseline called FT-Top2 in Li and Liang 2021, arXiv:2101.00190."""

from typing import ClassVar

from pydantic import Field
from torch import nn

from tuning_core.methods.base import Family, ParametersMethod, scaled_to
from tuning_core.models.layers import block_layers, is_tied_to_embeddings, output_head
from tuning_core.models.tasks import head_parameters


class Freeze(ParametersMethod):
    name: ClassVar[str] = "freeze"
    title: ClassVar[str] = "Some layers"
    family: ClassVar[Family] = "The weights themselves"
    paper: ClassVar[str] = "https://arxiv.org/abs/2101.00190"
    summary: ClassVar[str] = (
        "Trains some of the model's layers in full and leaves the others frozen. The last layers shape what is said, "
        "the first ones how the text is read."
    )
    mergeable: ClassVar[bool] = True
    order: ClassVar[int] = 80

    layers: int = Field(
        2,
        title="Layers",
        description="So many of the last layers; negative: of the first; 0: none, for a classifier's head alone.",
        ge=-1024,
        le=1024,
    )
    final_norm: bool = Field(True, title="Final norm", description="Also train the norm behind the last layer.")
    head: bool = Field(
        False,
        title="Output head",
        description="Also train the layer that chooses tokens, and the input embeddings where these share its weight.",
    )

    def trained(self, model: nn.Module) -> tuple[str, ...]:
        names = list(block_layers(model))
        chosen = names[-self.layers :] if self.layers > 0 else names[: -self.layers]
        inside = tuple(f"{name}." for name in chosen)
        wanted = [name for name, _ in model.named_parameters() if inside and name.startswith(inside)]
        if self.final_norm and self.layers > 0:
            wanted += self._final_norm(model, names)
        if self.head:
            wanted += self._head(model)
        return tuple(dict.fromkeys(wanted))

    def _final_norm(self, model: nn.Module, layers: list[str]) -> list[str]:
        """The norms that stand beside the list of layers, after it."""
        parent = layers[-1].rsplit(".", 2)[0]
        owner = model.get_submodule(parent) if parent in dict(model.named_modules()) else model
        after = False
        names: list[str] = []
        for name, child in owner.named_children():
            if after and "norm" in type(child).__name__.lower():
                names += [f"{parent}.{name}.{part}" for part, _ in child.named_parameters()]
            after = after or isinstance(child, nn.ModuleList)
        return names

    def _head(self, model: nn.Module) -> list[str]:
        head = output_head(model)
        if head is None:
            return []
        if is_tied_to_embeddings(model, head):
            shared = id(head.weight)
            return [name for name, parameter in model.named_parameters() if id(parameter) == shared]
        name = next(name for name, module in model.named_modules() if module is head)
        return [f"{name}.{part}" for part, _ in head.named_parameters()]

    def why_not(self, model: nn.Module) -> str:
        if not self.trained(model) and not head_parameters(model):
            return "With no layer chosen there is nothing to train; set Layers to another number than 0."
        return super().why_not(model)

    def default_learning_rate(self, width: int) -> float:
        return scaled_to(width, 5e-5)

    def default_head_learning_rate(self, width: int) -> float:
        # A head alone reads what stays as it is; nothing below it is thrown by large steps.
        return super().default_head_learning_rate(width) if self.layers else 1.5e-2
