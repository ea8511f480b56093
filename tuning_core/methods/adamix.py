"""AdaMix: a mixture of adapters in every layer, averaged into one.  Wang et al. 2022, arXiv:2205.12410.

y = h + up(gelu(down_e(h))), with h what the feed-forward part gives. While training, the expert e is drawn anew for
each layer and pass; a second pass with other experts is held to the same answer: the loss gains
(KL(p || q) + KL(q || p)) / 2, the first of each pair held fixed. Used and kept is the mean of the experts."""

from typing import ClassVar

import torch
from pydantic import Field
from torch import Tensor, nn
from torch.nn import functional

from tuning_core.methods.base import Attachment, Branch, Family, Method, branch_device, scaled_to
from tuning_core.models.layers import feedforward_parts, linear_shape
from tuning_core.run_file import ADVANCED


class AdaMix(Method):
    name: ClassVar[str] = "adamix"
    title: ClassVar[str] = "AdaMix"
    family: ClassVar[Family] = "Small networks"
    paper: ClassVar[str] = "https://arxiv.org/abs/2205.12410"
    summary: ClassVar[str] = (
        "Trains several adapters in every layer, one drawn at random in each pass, and holds any two draws to the same "
        "answer. Their mean is what stays: one small adapter that learned from all of them. Each step takes two passes."
    )
    mergeable: ClassVar[bool] = False
    passes: ClassVar[int] = 2
    order: ClassVar[int] = 24

    num_experts: int = Field(
        4, title="Experts", description="Adapters in each layer, of which each pass takes one.", ge=1, le=64
    )
    bottleneck: int = Field(16, title="Bottleneck", description="Width of the narrow middle.", ge=1, le=65536)
    share_up: bool = Field(
        True,
        title="Share the up-projection",
        description="One way back to the full width for all experts; otherwise each has its own.",
        json_schema_extra=ADVANCED,
    )
    consistency: float = Field(
        1.0,
        title="Consistency",
        description="Weight of the loss that holds two passes to the same answer; 0 saves the second pass.",
        ge=0,
        le=100,
        json_schema_extra=ADVANCED,
    )

    def why_not(self, model: nn.Module) -> str:
        if not feedforward_parts(model):
            return "AdaMix stands behind the feed-forward part of every layer, and none was found in this model."
        return ""

    def attachment(self, model: nn.Module) -> Attachment:
        return Attachment({name: Experts(model.get_submodule(name), self) for name in feedforward_parts(model)})

    def default_learning_rate(self, width: int) -> float:
        return scaled_to(width, 1e-4)  # the paper's 3e-4 is for RoBERTa-large, 1024 wide

    @property
    def compares_passes(self) -> bool:
        return self.num_experts > 1 and self.consistency > 0

    def extra_loss(self, logits: Tensor, again: Tensor, targets: Tensor) -> Tensor:
        one, other = (functional.log_softmax(each.float(), dim=-1) for each in (logits, again))
        forth = functional.kl_div(one, other.detach(), reduction="sum", log_target=True)
        back = functional.kl_div(other, one.detach(), reduction="sum", log_target=True)
        return self.consistency * (forth + back) / 2

    def kept(self, attachment: Attachment, tensors: dict[str, Tensor]) -> tuple[Method, dict[str, Tensor]]:
        single = {
            name: tensor if name in attachment.trained else tensor.mean(dim=0, keepdim=True)
            for name, tensor in tensors.items()
        }
        return self.model_copy(update={"num_experts": 1}), single


class Experts(Branch):
    """The adapters of one layer, stacked: weights (experts, outputs, inputs), biases (experts, outputs)."""

    def __init__(self, linear: nn.Module, settings: AdaMix) -> None:
        super().__init__()
        width, middle, number = linear_shape(linear)[0], settings.bottleneck, settings.num_experts
        ups = 1 if settings.share_up else number
        with torch.device(branch_device(linear)):
            self.down = nn.Parameter(0.02 * torch.randn(number, middle, width, dtype=torch.float32))
            self.down_bias = nn.Parameter(torch.zeros(number, middle, dtype=torch.float32))
            self.up = nn.Parameter(torch.zeros(ups, width, middle, dtype=torch.float32))
            self.up_bias = nn.Parameter(torch.zeros(ups, width, dtype=torch.float32))

    def forward(self, inputs: Tensor, output: Tensor) -> Tensor:
        # Drawn here, so that activation checkpointing, which sets the random state back, draws the same expert again.
        down, up = (int(torch.randint(len(stack), ())) if self.training else 0 for stack in (self.down, self.up))
        pairs = ((self.down, down), (self.down_bias, down), (self.up, up), (self.up_bias, up))
        chosen = [stack[drawn] if self.training else stack.mean(dim=0) for stack, drawn in pairs]
        middle = functional.gelu(functional.linear(output.to(self.down.dtype), chosen[0], chosen[1]))
        return output + functional.linear(middle, chosen[2], chosen[3]).to(output.dtype)
