"""Adapters: small bottleneck networks inside every layer.  Houlsby et al. 2019, arXiv:1902.00751.

y = h + s * up(f(down(h))), with h what the attention (and) or the feed-forward part gives, before it is added back to
the hidden states. Houlsby puts one behind each of the two; Pfeiffer et al. 2021 (arXiv:2005.00247) behind the
feed-forward part alone. The up-projection starts at zero, so that training starts from the base model."""

from typing import ClassVar, Literal

import torch
from pydantic import Field
from torch import Tensor, nn

from tuning_core.methods.base import Attachment, Branch, Family, Method, branch_device, scaled_to
from tuning_core.models.layers import block_layers, kind_of, linear_roles, linear_shape
from tuning_core.run_file import ADVANCED

_PLACES = {
    "houlsby": ("attention_output", "feedforward_output"),
    "pfeiffer": ("feedforward_output",),
}
_ACTIVATIONS: dict[str, type[nn.Module]] = {"gelu": nn.GELU, "relu": nn.ReLU, "silu": nn.SiLU, "tanh": nn.Tanh}


class Adapter(Method):
    name: ClassVar[str] = "adapter"
    title: ClassVar[str] = "Adapter"
    family: ClassVar[Family] = "Small networks"
    paper: ClassVar[str] = "https://arxiv.org/abs/1902.00751"
    summary: ClassVar[str] = (
        "Puts a small network with a narrow middle behind the attention and the feed-forward part of every layer and "
        "trains only these. It learns nearly as well as training everything; since it computes something of its own, "
        "it cannot be folded into the weights and makes the model a little slower."
    )
    mergeable: ClassVar[bool] = False
    order: ClassVar[int] = 20

    bottleneck: int = Field(64, title="Bottleneck", description="Width of the narrow middle.", ge=1, le=65536)
    placement: Literal["houlsby", "pfeiffer"] = Field(
        "houlsby",
        title="Placement",
        description="Two in each layer (Houlsby), or one behind the feed-forward part (Pfeiffer).",
    )
    activation: Literal["gelu", "relu", "silu", "tanh"] = Field(
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
        branches: dict[str, Branch] = {
            name: Bottleneck(model.get_submodule(name), self) for name in self._places(model)
        }
        return Attachment(branches, self._norms(model) if self.train_norms else ())

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
    """Kept in float32, as small updates are lost in 16 bits."""

    def __init__(self, linear: nn.Module, settings: Adapter) -> None:
        super().__init__()
        width, device = linear_shape(linear)[0], branch_device(linear)
        self.down = nn.Linear(width, settings.bottleneck, device=device, dtype=torch.float32)
        self.up = nn.Linear(settings.bottleneck, width, device=device, dtype=torch.float32)
        self.middle = nn.Sequential(_ACTIVATIONS[settings.activation](), nn.Dropout(settings.dropout))
        self.scale = settings.scale
        nn.init.trunc_normal_(self.down.weight, std=1e-2, a=-2e-2, b=2e-2)
        for parameter in (self.down.bias, self.up.weight, self.up.bias):
            nn.init.zeros_(parameter)

    def forward(self, inputs: Tensor, output: Tensor) -> Tensor:
        added: Tensor = self.up(self.middle(self.down(output.to(self.down.weight.dtype))))
        return output + (self.scale * added).to(output.dtype)
