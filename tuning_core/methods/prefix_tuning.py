"""Prefix tuning: learned keys and values before the text in every attention.  Li and Liang 2021, arXiv:2101.00190.

head = Attention(Q, [P_k; K], [P_v; V]), with P of shape (virtual tokens, 2 x layers x key width). While training, P may
be computed by a network from a narrower table, P = W2 tanh(W1 E), which is dropped afterwards. A model of two stacks
has three prefixes: for the encoder, for the decoder and for what the decoder reads of the encoder."""

import math
from typing import Any, ClassVar

import torch
from pydantic import Field
from torch import Tensor, nn

from tuning_core.errors import BadInput
from tuning_core.methods.base import Attachment, AttentionPart, Family, Method, Shared, branch_device
from tuning_core.models.attention import AttentionCall, AttentionLayer, attention_layers, why_not_reached
from tuning_core.models.layers import width_of
from tuning_core.run_file import ADVANCED


class PrefixTuning(Method):
    name: ClassVar[str] = "prefix_tuning"
    title: ClassVar[str] = "Prefix tuning"
    family: ClassVar[Family] = "Attention and prompts"
    paper: ClassVar[str] = "https://arxiv.org/abs/2101.00190"
    summary: ClassVar[str] = (
        "Learns keys and values that every attention of the model sees before the text, as if it remembered a text "
        "that no words could spell. The weights stay untouched; many such prefixes can share one model."
    )
    mergeable: ClassVar[bool] = False
    peft_type: ClassVar[str] = "PREFIX_TUNING"
    order: ClassVar[int] = 54

    num_virtual_tokens: int = Field(
        20, title="Virtual tokens", description="How many keys and values stand before the text.", ge=1, le=4096
    )
    prefix_projection: bool = Field(
        True, title="Train through a network", description="Steadier to train; only its result is kept."
    )
    encoder_hidden_size: int = Field(
        512, title="Width of that network", description="Its inner numbers.", ge=1, le=65536, json_schema_extra=ADVANCED
    )
    dropout: float = Field(
        0.0, title="Dropout", description="Share of the prefix left out at random while training.", ge=0, lt=1
    )

    @property
    def starts_as_base(self) -> bool:
        return False

    def why_not(self, model: nn.Module) -> str:
        return why_not_reached(model, only_keys=True)

    def attachment(self, model: nn.Module) -> Attachment:
        prefixes = Prefixes(model, self)
        return Attachment(attention=prefixes.parts(), shared=prefixes)

    def default_learning_rate(self, width: int) -> float:
        # Without a network P-Tuning v2's authors took 5e-3 to 6e-2 (arXiv:2110.07602); with one, small steps go far.
        return 1e-3 if self.prefix_projection else 1e-2

    def default_head_learning_rate(self, width: int) -> float:
        # The outputs learn first what the frozen layers show already.
        return max(5e-3, self.default_learning_rate(width))

    def kept(self, attachment: Attachment, tensors: dict[str, Tensor]) -> tuple[Method, dict[str, Tensor]]:
        assert isinstance(attachment.shared, Prefixes)
        others = {name: tensor for name, tensor in tensors.items() if not attachment.shared.has(name)}
        return self.model_copy(update={"prefix_projection": False}), {**others, **attachment.shared.computed()}

    def to_peft(self, model: nn.Module, attachment: Attachment) -> dict[str, Any] | None:
        layers = attention_layers(model)
        if {layer.kind for layer in layers} - {layers[0].kind}:
            return None  # PEFT's prefix reaches the decoder's own attention alone
        return {
            "num_virtual_tokens": self.num_virtual_tokens,
            "token_dim": layers[0].key_heads * layers[0].head_width,
            "num_attention_heads": layers[0].key_heads,
            "num_layers": len(layers),
            "num_transformer_submodules": 1,
            "prefix_projection": self.prefix_projection,
            "encoder_hidden_size": self.encoder_hidden_size,
        }

    @classmethod
    def from_peft(cls, config: dict[str, Any], file: str) -> "PrefixTuning":
        if config.get("task_type") == "SEQ_2_SEQ_LM":
            raise BadInput(
                f"{file}: PEFT's prefixes for models of two stacks reach only a part of them; not supported."
            )
        return cls.checked(file, num_virtual_tokens=config["num_virtual_tokens"], prefix_projection=False)

    def peft_name(self, name: str, attachment: Attachment) -> str:
        return "prompt_embeddings" if name.endswith(".prefix") else name


class Prefixes(Shared):
    """One prefix for each kind of attention: encoder, decoder, cross."""

    def __init__(self, model: nn.Module, settings: PrefixTuning) -> None:
        super().__init__()
        self.layers = attention_layers(model)
        kinds = dict.fromkeys(layer.kind for layer in self.layers)
        width = width_of(model.config)
        self.stacks = {
            kind: Prefix([layer for layer in self.layers if layer.kind == kind], width, settings) for kind in kinds
        }
        for kind, stack in self.stacks.items():
            self.add_module(kind, stack)

    def parts(self) -> dict[str, AttentionPart]:
        return {
            layer.name: LayerPrefix(stack, index)
            for stack in self.stacks.values()
            for index, layer in enumerate(stack.layers)
        }

    def renew(self) -> None:
        for stack in self.stacks.values():
            stack.renew()

    def has(self, name: str) -> bool:
        return name in dict(self.named_parameters())

    def computed(self) -> dict[str, Tensor]:
        return {f"{kind}.prefix": stack.rows().detach().clone() for kind, stack in self.stacks.items()}


class Prefix(nn.Module):
    """Keys and values for several attentions: a row for each virtual token, in it those of layer after layer."""

    def __init__(self, layers: list[AttentionLayer], width: int, settings: PrefixTuning) -> None:
        super().__init__()
        self.layers = layers
        self.dropout = nn.Dropout(settings.dropout)
        numbers = sum(2 * layer.key_heads * layer.head_width for layer in layers)
        tokens, inner = settings.num_virtual_tokens, settings.encoder_hidden_size
        self.inner = inner
        with torch.device(branch_device(layers[0].key)):
            if settings.prefix_projection:
                self.table = nn.Parameter(torch.randn(tokens, width))
                self.network = nn.Sequential(nn.Linear(width, inner), nn.Tanh(), nn.Linear(inner, numbers))
            else:
                self.prefix = nn.Parameter(0.1 * torch.randn(tokens, numbers))
        self.float()
        self.current: list[tuple[Tensor, Tensor]] = []

    def rows(self) -> Tensor:
        if not hasattr(self, "network"):
            return self.prefix
        # Every step moves all inner numbers' weights at once; divided so, their sum moves as a single number would.
        rows: Tensor = self.network(self.table) / math.sqrt(self.inner)
        return rows

    def renew(self) -> None:
        rows = self.dropout(self.rows())
        widths = [layer.key_heads * layer.head_width for layer in self.layers for _ in ("key", "value")]
        pieces = [
            piece.view(len(rows), -1, self.layers[0].head_width).transpose(0, 1) for piece in rows.split(widths, 1)
        ]
        self.current = list(zip(pieces[::2], pieces[1::2], strict=True))


class LayerPrefix(AttentionPart):
    def __init__(self, stack: Prefix, index: int) -> None:
        super().__init__()
        self.stack = (stack,)  # in a tuple, so that its parameters are not counted here too
        self.index = index

    def keys_values(self) -> tuple[Tensor, Tensor]:
        return self.stack[0].current[self.index]

    def forward(self, call: AttentionCall) -> Tensor:
        return call.attended(*self.keys_values())
