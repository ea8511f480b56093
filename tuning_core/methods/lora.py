"""LoRA: h = W x + s B A x, with s = alpha / rank.  Hu et al. 2021, arXiv:2106.09685.

A is (rank, inputs), B is (outputs, rank) and starts at zero, so that training starts from the base model. With
rank-stabilised scaling s = alpha / sqrt(rank) (Kalajdzievski 2023, arXiv:2312.03732)."""

import math
from typing import Any, ClassVar, Literal

import torch
from pydantic import Field
from torch import Tensor, nn
from torch.nn import functional
from transformers.pytorch_utils import Conv1D

from tuning_core.errors import BadInput
from tuning_core.methods.base import Attachment, Branch, Family, LinearMethod, branch_device, scaled_to
from tuning_core.models.layers import is_tied_to_embeddings, linear_shape
from tuning_core.run_file import ADVANCED

# PEFT's LoRA variants that compute something else; an adapter that uses one is refused rather than read wrongly.
_NOT_READ = (
    "use_dora",
    "rank_pattern",
    "alpha_pattern",
    "exclude_modules",
    "layers_to_transform",
    "target_parameters",
    "trainable_token_indices",
    "lora_bias",
    "layer_replication",
    "use_qalora",
    "use_bdlora",
    "alora_invocation_tokens",
    "arrow_config",
    "velora_config",
    "monteclora_config",
    "kasa_config",
)


class Lora(LinearMethod):
    name: ClassVar[str] = "lora"
    title: ClassVar[str] = "LoRA"
    family: ClassVar[Family] = "Beside the weights"
    paper: ClassVar[str] = "https://arxiv.org/abs/2106.09685"
    summary: ClassVar[str] = (
        "Beside each chosen weight matrix W it learns two thin matrices, A and B, whose product is added to W. "
        "The model itself stays as it is; what is learned is a file of a few megabytes, and it can be folded into the "
        "weights for good. The first choice for most tasks."
    )
    mergeable: ClassVar[bool] = True
    peft_type: ClassVar[str] = "LORA"
    order: ClassVar[int] = 10

    rank: int = Field(
        8, title="Rank", description="Width of the two thin matrices: more can learn more.", ge=1, le=4096
    )
    alpha: float = Field(
        16, title="Alpha", description="Strength of what is learned: it is scaled by alpha / rank.", gt=0, le=65536
    )
    dropout: float = Field(
        0.0, title="Dropout", description="Share of inputs left out at random while training.", ge=0, lt=1
    )
    bias: Literal["none", "all", "lora_only"] = Field(
        "none",
        title="Train biases",
        description="Also train all biases of the model, or only those of the target modules.",
        json_schema_extra=ADVANCED,
    )
    modules_to_save: list[str] = Field(
        [],
        title="Train whole modules",
        description="Name endings of modules that are trained in full and saved with the adapter.",
        json_schema_extra=ADVANCED,
    )
    use_rslora: bool = Field(
        False,
        title="Rank-stabilised scaling",
        description="Scale by alpha / sqrt(rank), which keeps high ranks learning.",
        json_schema_extra=ADVANCED,
    )

    @property
    def scaling(self) -> float:
        return self.alpha / (math.sqrt(self.rank) if self.use_rslora else self.rank)

    def beside(self, linear: nn.Module) -> "LoraBranch":
        return LoraBranch(linear, self.rank, self.scaling, self.dropout)

    def attachment(self, model: nn.Module) -> Attachment:
        targets = self.targets(model)
        saved = self._saved(model)
        inside = tuple(f"{name}." for name in saved)
        trained = [name for name, _ in model.named_parameters() if name.startswith(inside)]
        if self.bias != "none":
            biases = [name for name, _ in model.named_parameters() if name.endswith(".bias")]
            wanted = {f"{name}.bias" for name in targets}
            trained += [name for name in biases if name not in trained and (self.bias == "all" or name in wanted)]
        branches: dict[str, Branch] = {
            name: self.beside(linear) for name, linear in targets.items() if not f"{name}.".startswith(inside)
        }
        return Attachment(branches, tuple(trained))

    def _saved(self, model: nn.Module) -> list[str]:
        """The modules that are trained whole. Raises BadInput where a name fits none, or one whose weight is shared."""
        found: list[str] = []
        for ending in self.modules_to_save:
            modules = {n: m for n, m in model.named_modules() if n == ending or n.endswith(f".{ending}")}
            if not modules:
                raise BadInput(f"method.modules_to_save names {ending!r}, and no module of this model is called so.")
            shared = [name for name, module in modules.items() if is_tied_to_embeddings(model, module)]
            if shared:
                raise BadInput(
                    f"method.modules_to_save names {ending!r}, and {shared[0]} shares its weight with the input "
                    f"embeddings in this model; leave it out."
                )
            found += modules
        return found

    def default_learning_rate(self, width: int) -> float:
        return scaled_to(width, 2e-4)  # QLoRA's for 7B models: Dettmers et al. 2023, arXiv:2305.14314

    def to_peft(self, model: nn.Module, attachment: Attachment) -> dict[str, Any]:
        return {
            "r": self.rank,
            "lora_alpha": self.alpha,
            "lora_dropout": self.dropout,
            "target_modules": self.peft_targets(model, attachment),
            "bias": self.bias,
            "modules_to_save": self.modules_to_save or None,
            "use_rslora": self.use_rslora,
            "fan_in_fan_out": any(isinstance(model.get_submodule(name), Conv1D) for name in attachment.branches),
        }

    @classmethod
    def from_peft(cls, config: dict[str, Any], file: str) -> "Lora":
        for key in _NOT_READ:
            if config.get(key):
                raise BadInput(f"{file}: the LoRA setting {key} = {config[key]!r} is not supported.")
        return cls.checked(
            file,
            rank=config["r"],
            alpha=config.get("lora_alpha", 8),
            dropout=config.get("lora_dropout", 0.0),
            target_modules=config["target_modules"],
            bias=config.get("bias", "none"),
            modules_to_save=config.get("modules_to_save") or [],
            use_rslora=config.get("use_rslora", False),
        )

    def peft_name(self, name: str, attachment: Attachment) -> str:
        owner, _, part = name.rpartition(".")
        if part in ("lora_A", "lora_B"):
            return f"base_model.model.{name}.weight"
        return (
            f"base_model.model.{owner}.base_layer.{part}"
            if owner in attachment.branches
            else f"base_model.model.{name}"
        )


class LoraBranch(Branch):
    """A and B stay in float32 whatever the base's precision: their updates are too small for 16 bits."""

    def __init__(self, linear: nn.Module, rank: int, scaling: float, dropout: float) -> None:
        super().__init__()
        outputs, inputs = linear_shape(linear)
        device = branch_device(linear)
        self.lora_A = nn.Parameter(torch.empty(rank, inputs, device=device, dtype=torch.float32))
        self.lora_B = nn.Parameter(torch.zeros(outputs, rank, device=device, dtype=torch.float32))
        self.scaling = scaling
        self.dropout = dropout
        nn.init.kaiming_uniform_(self.lora_A, a=math.sqrt(5))

    def forward(self, inputs: Tensor, output: Tensor) -> Tensor:
        inputs = inputs.to(self.lora_A.dtype)
        if self.dropout and self.training:
            inputs = functional.dropout(inputs, self.dropout)
        update = functional.linear(functional.linear(inputs, self.lora_A), self.lora_B)
        return output + (self.scaling * update).to(output.dtype)

    def merged(self, weight: Tensor, bias: Tensor | None) -> tuple[Tensor, Tensor | None]:
        return weight + self.scaling * (self.lora_B @ self.lora_A), bias

    def extra_repr(self) -> str:
        shapes: dict[str, Any] = {"A": tuple(self.lora_A.shape), "B": tuple(self.lora_B.shape), "scaling": self.scaling}
        return ", ".join(f"{name}={value}" for name, value in shapes.items())
