"""Adapters: small bottleneck networks inside every layer.  Houlsby et al. 2019, arXiv:1902.00751.

y = h + s * up(f(down(x))), with h what a part of the layer gives, before it is added back to the hidden states. Houlsby
puts one behind attention and one behind feed-forward, where x = h; Pfeiffer et al. 2021 (arXiv:2005.00247) behind the
feed-forward part alone; He et al. 2022 (arXiv:2110.04366) beside it, where x is what enters that part. The
up-projection starts at zero, so that training starts from the base model."""

import math
from typing import ClassVar, Literal

import torch
from pydantic import Field
from torch import Tensor, nn

from tuning_core.methods.base import Attachment, Branch, Family, Method, branch_device, scaled_to
from tuning_core.models.layers import block_layers, feedforward_parts, kind_of, linear_roles, linear_shape
from tuning_core.run_file import ADVANCED

_PLACES = {
    "houlsby": ("attention_output", "feedforward_output"),
    "pfeiffer": ("feedforward_output",),
    "parallel": ("feedforward_output",),
}
Activation = Literal["gelu", "relu", "silu", "tanh"]
_ACTIVATIONS: dict[str, type[nn.Module]] = {"gelu": nn.GELU, "relu": nn.ReLU, "silu": nn.SiLU, "tanh": nn.Tanh}


class Adapter(Method):
    name: ClassVar[str] = "adapter"
    title: ClassVar[str] = "Adapter"
    family: ClassVar[Family] = "Small networks"
    paper: ClassVar[str] = "https://arxiv.org/abs/1902.00751"
    summary: ClassVar[str] = (
        "Puts small networks with a narrow middle behind or beside the attention and feed-forward parts of every layer "
        "and trains only these. It learns nearly as well as training everything; since it computes something of its "
        "own, it cannot be folded into the weights and makes the model a little slower."
    )
    mergeable: ClassVar[bool] = False
    order: ClassVar[int] = 20

    bottleneck: int = Field(64, title="Bottleneck", description="Width of the narrow middle.", ge=1, le=65536)
    placement: Literal["houlsby", "pfeiffer", "parallel"] = Field(
        "houlsby",
        title="Placement",
        description="Two in each layer (Houlsby), one behind the feed-forward part (Pfeiffer) or beside it (parallel).",
    )
    activation: Activation = Field(
        "gelu", title="Activation", description="What the narrow middle computes.", json_schema_extra=ADVANCED
    )
    scale: float = Field(
        1.0, title="Scale", description="Strength of what it adds.", gt=0, le=64, json_schema_extra=ADVANCED
    )
    dropout: float = Field(
        0.0, title="Dropout", description="Share of the middle left out at random while training.", ge=0, lt=1
    )
    train_norms: bool = Field(
        True,
        title="Train the norms",
        description="Also train the norms of every layer, as Houlsby did.",
        json_schema_extra=ADVANCED,
    )

    def why_not(self, model: nn.Module) -> str:
        if not self._places(model):
            return "Adapters stand inside attention and feed-forward layers, and none were found in this model."
        return ""

    def _places(self, model: nn.Module) -> list[str]:
        return [name for name, role in linear_roles(model).items() if role in _PLACES[self.placement]]

    def attachment(self, model: nn.Module) -> Attachment:
        beside = feedforward_parts(model) if self.placement == "parallel" else {}
        branches: dict[str, Branch] = {
            name: self._bottleneck(model.get_submodule(name), beside.get(name, "")) for name in self._places(model)
        }
        return Attachment(branches, self._norms(model) if self.train_norms else ())

    def _bottleneck(self, linear: nn.Module, reads: str) -> "Bottleneck":
        width, device = linear_shape(linear)[0], branch_device(linear)
        return Bottleneck(width, self.bottleneck, self.activation, self.scale, self.dropout, reads, device)

    def _norms(self, model: nn.Module) -> tuple[str, ...]:
        return tuple(
            f"{layer_name}.{name}.{part}"
            for layer_name, layer in block_layers(model).items()
            for name, module in layer.named_modules()
            if kind_of(module) == "norm"
            for part, _ in module.named_parameters(recurse=False)
        )

    def default_learning_rate(self, width: int) -> float:
        return scaled_to(width, 1e-4)  # the paper's best, 3e-4, was found on BERT-large, 1024 wide


class Bottleneck(Branch):
    """Beside a layer `width` outputs wide. Where it `reads` another layer's input, which is as wide, it is a parallel
    adapter and its down-projection starts as LoRA's, as He et al. did. Kept in float32, as small updates are lost in
    16 bits."""

    def __init__(
        self,
        width: int,
        bottleneck: int,
        activation: Activation = "relu",
        scale: float = 1.0,
        dropout: float = 0.0,
        reads: str = "",
        device: torch.device | None = None,
    ) -> None:
        super().__init__()
        self.down = nn.Linear(width, bottleneck, device=device, dtype=torch.float32)
        self.up = nn.Linear(bottleneck, width, device=device, dtype=torch.float32)
        self.middle = nn.Sequential(_ACTIVATIONS[activation](), nn.Dropout(dropout))
        self.scale = scale
        self.reads = reads
        if reads:
            nn.init.kaiming_uniform_(self.down.weight, a=math.sqrt(5))
        else:
            nn.init.trunc_normal_(self.down.weight, std=1e-2, a=-2e-2, b=2e-2)
        for parameter in (self.down.bias, self.up.weight, self.up.bias):
            nn.init.zeros_(parameter)

    def forward(self, inputs: Tensor, output: Tensor) -> Tensor:
        read = inputs if self.reads else output
        added: Tensor = self.up(self.middle(self.down(read.to(self.down.weight.dtype))))
        return output + (self.scale * added).to(output.dtype)
