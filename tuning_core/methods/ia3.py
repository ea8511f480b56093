"""IA3: keys, values and inner feed-forward units are scaled by learned vectors.  Liu et al. 2022, arXiv:2205.05638.

k' = l_k * k, v' = l_v * v, and the feed-forward output layer reads l_ff * x; every vector starts at one. A layer that
computes query, key and value in one is scaled as a whole. With wrong answers the loss is T-Few's: cross-entropy of the
right ones, unlikelihood of the wrong ones, and the length-normalised choice among all."""

from dataclasses import replace
from typing import Any, ClassVar

import torch
from pydantic import Field
from torch import Tensor, nn

from tuning_core.methods.base import Attachment, Branch, Family, LinearMethod, branch_device, matches, scaled_to
from tuning_core.models.choice_losses import Choices
from tuning_core.models.layers import linear_roles, linear_shape
from tuning_core.run_file import ADVANCED

_SCALED = ("key", "value", "fused", "feedforward_output")


class IA3(LinearMethod):
    name: ClassVar[str] = "ia3"
    title: ClassVar[str] = "IA3"
    family: ClassVar[Family] = "Beside the weights"
    paper: ClassVar[str] = "https://arxiv.org/abs/2205.05638"
    summary: ClassVar[str] = (
        "Learns one number for each key, value and inner feed-forward unit: how strong it shall be. "
        "With one parameter in ten thousand it is the smallest of the methods that can be folded into the weights."
    )
    mergeable: ClassVar[bool] = True
    peft_type: ClassVar[str] = "IA3"
    order: ClassVar[int] = 30

    target_modules: str | list[str] = Field(
        "auto",
        title="Target modules",
        description="auto: keys, values and feed-forward outputs; else a regular expression or a list of name endings.",
    )
    feedforward_modules: str | list[str] = Field(
        "auto",
        title="Feed-forward modules",
        description="Those of the targets whose inputs are scaled instead of their outputs.",
        json_schema_extra=ADVANCED,
    )
    unlikelihood: float = Field(
        1.0,
        title="Unlearn wrong answers",
        description="Weight of the loss that makes wrong answers unlikely; acts only where rows bring wrong answers. "
        "Lower it where these share most of their words with the right one.",
        ge=0,
        le=100,
        json_schema_extra=ADVANCED,
    )
    length_normalised: float = Field(
        1.0,
        title="Choose among answers",
        description="Weight of the loss that ranks the right answer first, whatever the answers' lengths; acts only "
        "where rows bring wrong answers.",
        ge=0,
        le=100,
        json_schema_extra=ADVANCED,
    )

    def why_not(self, model: nn.Module) -> str:
        if self.target_modules == "auto" and not self._picked(model):
            return "IA3 finds no keys, values or feed-forward layers in this model; name them under Target modules."
        return ""

    def _picked(self, model: nn.Module) -> dict[str, nn.Module]:
        if self.target_modules != "auto":
            return super()._picked(model)
        return {name: model.get_submodule(name) for name, role in linear_roles(model).items() if role in _SCALED}

    def attachment(self, model: nn.Module) -> Attachment:
        plain = super().attachment(model)
        inner = self._feedforward(model, tuple(plain.branches))
        scaled = {name: InputScale(model.get_submodule(name)) for name in inner}
        return replace(plain, branches={**plain.branches, **scaled})

    def beside(self, name: str, layer: nn.Module) -> Branch:
        return OutputScale(layer)

    def _feedforward(self, model: nn.Module, targets: tuple[str, ...]) -> list[str]:
        if self.feedforward_modules == "auto":
            roles = linear_roles(model)
            return [name for name in targets if roles.get(name) == "feedforward_output"]
        return [name for name in targets if matches(self.feedforward_modules, name)]

    def default_learning_rate(self, width: int) -> float:
        return scaled_to(width, 3e-3) / 2  # T-Few's 3e-3 is for models 2048 wide

    @property
    def uses_wrong_answers(self) -> bool:
        return bool(self.unlikelihood or self.length_normalised)

    def choice_loss(self, choices: Choices) -> Tensor:
        return self.unlikelihood * choices.unlikelihood() + self.length_normalised * choices.length_normalised()

    def to_peft(self, model: nn.Module, attachment: Attachment) -> dict[str, Any]:
        inner = [name for name, branch in attachment.branches.items() if isinstance(branch, InputScale)]
        return {
            **self.layers_to_peft(model, attachment),
            "feedforward_modules": sorted(inner) if self.feedforward_modules == "auto" else self.feedforward_modules,
        }

    def peft_targets(self, model: nn.Module, attachment: Attachment) -> str | list[str]:
        if self.target_modules == "auto":
            return sorted(attachment.branches)
        return super().peft_targets(model, attachment)

    @classmethod
    def from_peft(cls, config: dict[str, Any], file: str) -> "IA3":
        return cls.checked(
            file, **cls.layers_from_peft(config), feedforward_modules=config.get("feedforward_modules") or []
        )

    def peft_name(self, name: str, attachment: Attachment) -> str:
        return f"base_model.model.{name}"


class OutputScale(Branch):
    def __init__(self, linear: nn.Module) -> None:
        super().__init__()
        self.ia3_l = nn.Parameter(torch.ones(linear_shape(linear)[0], 1, device=branch_device(linear)))

    def forward(self, inputs: Tensor, output: Tensor) -> Tensor:
        return (output * self.ia3_l.flatten()).to(output.dtype)

    def merged(self, weight: Tensor, bias: Tensor | None) -> tuple[Tensor, Tensor | None]:
        return weight * self.ia3_l, None if bias is None else bias * self.ia3_l.flatten()


class InputScale(Branch):
    changes_inputs: ClassVar[bool] = True

    def __init__(self, linear: nn.Module) -> None:
        super().__init__()
        self.ia3_l = nn.Parameter(torch.ones(1, linear_shape(linear)[1], device=branch_device(linear)))

    def before(self, inputs: Tensor) -> Tensor:
        return (inputs * self.ia3_l.flatten()).to(inputs.dtype)

    def merged(self, weight: Tensor, bias: Tensor | None) -> tuple[Tensor, Tensor | None]:
        return weight * self.ia3_l, bias
