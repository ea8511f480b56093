"""LoRA: h = W x + s B A x, with s = alpha / rank.  Hu et al. 2021, arXiv:2106.09685.

A is (rank, inputs), B is (outputs, rank) and starts at zero, so that training starts from the base model. With
rank-stabilised scaling s = alpha / sqrt(rank) (Kalajdzievski 2023, arXiv:2312.03732). An embedding is a W that looks a
token up: there A starts at zero, and B at random.

DoRA learns the length of W's rows as well (Liu et al. 2024, arXiv:2402.09353): h = m / |W + s B A| (W + s B A) x, where
m (outputs) starts as the rows' lengths |W|, and no gradient flows through the division (its section 4.3)."""

import math
import re
from dataclasses import replace
from typing import Any, ClassVar, Literal

import torch
from pydantic import Field, field_validator
from torch import Tensor, nn
from torch.nn import functional

from tuning_core.errors import BadInput
from tuning_core.methods.base import (
    Attachment,
    Branch,
    Family,
    LinearMethod,
    branch_device,
    checked_pattern,
    names_for_readers,
    scaled_to,
)
from tuning_core.methods.lora_update import with_update
from tuning_core.models.layers import is_linear, layer_number, linear_layers, linear_shape
from tuning_core.models.weights import read_weight
from tuning_core.run_file import ADVANCED

# PEFT's LoRA variants that compute something else; an adapter that uses one is refused rather than read wrongly.
_NOT_READ = (
    "target_parameters",
    "trainable_token_indices",
    "lora_bias",
    "layer_replication",
    "ensure_weight_tying",
    "use_qalora",
    "use_bdlora",
    "alora_invocation_tokens",
    "arrow_config",
    "velora_config",
    "monteclora_config",
    "kasa_config",
)
_STARTS_THAT_CHANGE_THE_BASE = ("pissa", "olora", "corda", "loftq", "lora_ga")


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
    use_rslora: bool = Field(
        False,
        title="Rank-stabilised scaling",
        description="Scale by alpha / sqrt(rank), which keeps high ranks learning.",
        json_schema_extra=ADVANCED,
    )
    use_dora: bool = Field(
        False,
        title="DoRA",
        description="Also learn how long each row of the weight is; slower, and often better at low ranks.",
        json_schema_extra=ADVANCED,
    )
    layers_to_transform: list[int] = Field(
        [],
        title="Only these layers",
        description="Numbers of the layers, counted from 0, whose modules are touched; empty: all.",
        json_schema_extra=ADVANCED,
    )
    rank_pattern: dict[str, int] = Field(
        {},
        title="Rank of single modules",
        description="As in q_proj = 16, v_proj = 4: name endings or regular expressions; the first by alphabet counts.",
        json_schema_extra=ADVANCED,
    )
    alpha_pattern: dict[str, float] = Field(
        {},
        title="Alpha of single modules",
        description="As in q_proj = 32; written as the ranks are.",
        json_schema_extra=ADVANCED,
    )

    @field_validator("layers_to_transform")
    @classmethod
    def _counted_from_zero(cls, value: list[int]) -> list[int]:
        if any(number < 0 for number in value):
            raise ValueError("layers are counted from 0")
        return sorted(set(value))

    @field_validator("rank_pattern", "alpha_pattern")
    @classmethod
    def _in_the_order_of_the_file(cls, value: dict[str, float]) -> dict[str, float]:
        # adapter_config.json is sorted, and the first pattern that matches counts; so it has to be sorted here too.
        if any(number <= 0 for number in value.values()):
            raise ValueError("each number must be above 0")
        return {checked_pattern(pattern): value[pattern] for pattern in sorted(value)}

    def can_touch(self, layer: nn.Module) -> bool:
        # Embeddings of positions with a class of their own look up other things than what they are given.
        looks_up = type(layer).forward is nn.Embedding.forward or hasattr(layer, "embed_scale")
        return is_linear(layer) or (isinstance(layer, nn.Embedding) and looks_up)

    def targets(self, model: nn.Module) -> dict[str, nn.Module]:
        found, wanted = super().targets(model), self.layers_to_transform
        if not wanted:
            return found
        there = {number for name in linear_layers(model) if (number := layer_number(name)) is not None}
        if missing := sorted(set(wanted) - there):
            raise BadInput(
                f"method.layers_to_transform names layer {missing[0]}, and this model has layers 0 to {max(there)}."
            )
        left = {name: layer for name, layer in found.items() if layer_number(name) in wanted}
        if not left:
            raise BadInput("method.layers_to_transform leaves none of the target modules; name other layers.")
        return left

    def beside(self, name: str, layer: nn.Module) -> "LoraBranch":
        rank = _first_match(self.rank_pattern, name, self.rank)
        scaling = _first_match(self.alpha_pattern, name, self.alpha) / (math.sqrt(rank) if self.use_rslora else rank)
        return LoraBranch(layer, int(rank), scaling, self.dropout, self.use_dora)

    def attachment(self, model: nn.Module) -> Attachment:
        plain = super().attachment(model)
        if self.bias == "none":
            return plain
        of_targets = {f"{name}.bias" for name in plain.branches}
        biases = tuple(
            name
            for name, _ in model.named_parameters()
            if name.endswith(".bias") and name not in plain.trained and (self.bias == "all" or name in of_targets)
        )
        return replace(plain, trained=plain.trained + biases)

    def default_learning_rate(self, width: int) -> float:
        # QLoRA's for 7B models (Dettmers et al. 2023, arXiv:2305.14314); above 1e-3 narrow encoders stop learning.
        return min(1e-3, scaled_to(width, 2e-4))

    # names on disk

    def to_peft(self, model: nn.Module, attachment: Attachment) -> dict[str, Any]:
        return {
            **self.layers_to_peft(model, attachment),
            "r": self.rank,
            "lora_alpha": self.alpha,
            "lora_dropout": self.dropout,
            "bias": self.bias,
            "use_rslora": self.use_rslora,
            "use_dora": self.use_dora,
            "rank_pattern": self.rank_pattern,
            "alpha_pattern": self.alpha_pattern,
        }

    def peft_targets(self, model: nn.Module, attachment: Attachment) -> str | list[str]:
        # PEFT takes layers_to_transform beside a list alone, so the layers are written by their names instead.
        if self.layers_to_transform:
            return names_for_readers(model, attachment)
        return super().peft_targets(model, attachment)

    @classmethod
    def from_peft(cls, config: dict[str, Any], file: str) -> "Lora":
        for key in _NOT_READ:
            if config.get(key):
                raise BadInput(f"{file}: the LoRA setting {key} = {config[key]!r} is not supported.")
        start = config.get("init_lora_weights")
        if isinstance(start, str) and start.startswith(_STARTS_THAT_CHANGE_THE_BASE):
            raise BadInput(
                f"{file}: this adapter began with {start}, which changes the base weights; let PEFT convert it to "
                f"plain LoRA (path_initial_model_for_weight_conversion) and open that."
            )
        layers = config.get("layers_to_transform")
        where = cls.layers_from_peft(config)
        if config.get("layers_pattern"):
            where["target_modules"], layers = _as_regex(config), None
        return cls.checked(
            file,
            **where,
            rank=config["r"],
            alpha=config.get("lora_alpha", 8),
            dropout=config.get("lora_dropout", 0.0),
            bias=config.get("bias", "none"),
            use_rslora=config.get("use_rslora", False),
            use_dora=config.get("use_dora", False),
            layers_to_transform=[layers] if isinstance(layers, int) else layers or [],
            rank_pattern=config.get("rank_pattern") or {},
            alpha_pattern=config.get("alpha_pattern") or {},
        )

    def peft_name(self, name: str, attachment: Attachment) -> str:
        owner, _, part = name.rpartition(".")
        branch = attachment.branches.get(owner)
        if not isinstance(branch, LoraBranch):
            return f"base_model.model.{name}"
        if part == "bias":
            return f"base_model.model.{owner}.base_layer.bias"
        if part == "lora_magnitude_vector":
            return f"base_model.model.{name}"
        if branch.looks_up:
            return f"base_model.model.{owner}.{part.replace('lora_', 'lora_embedding_')}"
        return f"base_model.model.{name}.weight"


def _first_match(patterns: dict[str, int] | dict[str, float], name: str, otherwise: float) -> float:
    found = (number for pattern, number in patterns.items() if re.match(rf"(.*\.)?({pattern})$", name))
    return next(found, otherwise)


def _as_regex(config: dict[str, Any]) -> str:
    """PEFT's target_modules, layers_to_transform and layers_pattern as one expression for whole names."""

    def one_of(value: Any) -> str:
        return "|".join(str(one) for one in (value if isinstance(value, list) else [value]))

    lists, numbers, endings = (
        one_of(config[key]) for key in ("layers_pattern", "layers_to_transform", "target_modules")
    )
    return rf"(.*\.)?({lists})\.({numbers})\.(.*\.)?({endings})"


class LoraBranch(Branch):
    """What is learned stays in float32 whatever the base's precision: the updates are too small for 16 bits."""

    def __init__(self, layer: nn.Module, rank: int, scaling: float, dropout: float, use_dora: bool) -> None:
        super().__init__()
        self.looks_up = isinstance(layer, nn.Embedding)
        outputs, inputs = _shape(layer)
        device = branch_device(layer)
        self.lora_A = nn.Parameter(torch.zeros(rank, inputs, device=device))
        self.lora_B = nn.Parameter(torch.zeros(outputs, rank, device=device))
        if self.looks_up:
            nn.init.normal_(self.lora_B)
        else:
            nn.init.kaiming_uniform_(self.lora_A, a=math.sqrt(5))
        self.scaling = scaling
        self.dropout = 0.0 if self.looks_up else dropout
        self.lora_magnitude_vector: nn.Parameter | None = None
        if use_dora:
            self.lora_magnitude_vector = nn.Parameter(_row_lengths(self._added_to(read_weight(layer))))
        self._layers = (layer,)  # in a tuple, so that the base layer is no part of the branch

    def forward(self, inputs: Tensor, output: Tensor) -> Tensor:
        dropping = bool(self.dropout) and self.training
        if not self.looks_up:
            inputs = functional.dropout(inputs, self.dropout) if dropping else inputs
            if self.lora_magnitude_vector is None:
                return with_update(inputs, output, self.lora_A, self.lora_B, self.scaling)
            inputs = inputs.to(self.lora_A.dtype)
        update = self.scaling * self._through_both(inputs)
        if self.lora_magnitude_vector is not None:
            weight = read_weight(self._layers[0])
            base = functional.linear(inputs, weight) if dropping else self._without_bias(output)
            stretch = self.lora_magnitude_vector / _row_lengths(self._added_to(weight))
            update = (stretch - 1) * base + stretch * update
        return output + update.to(output.dtype)

    def _through_both(self, inputs: Tensor) -> Tensor:
        if not self.looks_up:
            return functional.linear(functional.linear(inputs, self.lora_A), self.lora_B)
        layer: Any = self._layers[0]
        looked_up = functional.embedding(inputs, self.lora_A.T, padding_idx=layer.padding_idx)
        scale = getattr(layer, "embed_scale", 1.0)  # BART's and Gemma's embeddings multiply what they looked up
        return functional.linear(looked_up, self.lora_B) * scale

    def _without_bias(self, output: Tensor) -> Tensor:
        bias = getattr(self._layers[0], "bias", None)
        return output.to(self.lora_A.dtype) - (0.0 if bias is None else bias)

    def _added_to(self, weight: Tensor) -> Tensor:
        return weight + self.scaling * (self.lora_B @ self.lora_A)

    def merged(self, weight: Tensor, bias: Tensor | None) -> tuple[Tensor, Tensor | None]:
        added = self._added_to(weight)
        if self.lora_magnitude_vector is not None:
            added *= (self.lora_magnitude_vector / _row_lengths(added)).unsqueeze(1)
        return added, bias

    def extra_repr(self) -> str:
        shapes: dict[str, Any] = {"A": tuple(self.lora_A.shape), "B": tuple(self.lora_B.shape), "scaling": self.scaling}
        return ", ".join(f"{name}={value}" for name, value in shapes.items())


def _shape(layer: nn.Module) -> tuple[int, int]:
    return (layer.embedding_dim, layer.num_embeddings) if isinstance(layer, nn.Embedding) else linear_shape(layer)


@torch.no_grad()
def _row_lengths(weight: Tensor) -> Tensor:
    lengths: Tensor = torch.linalg.norm(weight, dim=1)
    return lengths
