"""LLaMA-Adapter: prompts with a gate that starts shut.  Zhang et al. 2023, arXiv:2303.16199.

head = Attention(Q, K, V) + g softmax(Q (W_k P)' / sqrt(d)) (W_v P) in the last layers, with prompts P, the layer's own
frozen W_k and W_v (without positions), and a gate g for every head that starts at zero. The softmax over the prompts is
one of its own. PEFT's files hold one gate for a layer."""

from typing import Any, ClassVar, Literal

import torch
from pydantic import Field
from torch import Tensor, nn

from tuning_core.errors import BadInput
from tuning_core.methods.base import Attachment, AttentionPart, Family, Method, branch_device, scaled_to
from tuning_core.models.attention import (
    AttentionCall,
    AttentionLayer,
    attention_layers,
    why_not_reached,
)
from tuning_core.models.layers import linear_shape

_PEFT_KNOWS = ("llama", "mistral")  # and GPT-2, where it adds the prompts' values behind the output layer


class LlamaAdapter(Method):
    name: ClassVar[str] = "llama_adapter"
    title: ClassVar[str] = "LLaMA-Adapter"
    family: ClassVar[Family] = "Attention and prompts"
    paper: ClassVar[str] = "https://arxiv.org/abs/2303.16199"
    summary: ClassVar[str] = (
        "Gives the upper layers a few learned prompts to attend to, behind gates that start shut: training begins with "
        "the model exactly as it is and lets the prompts in as they prove useful."
    )
    mergeable: ClassVar[bool] = False
    peft_type: ClassVar[str] = "ADAPTION_PROMPT"
    order: ClassVar[int] = 56

    num_virtual_tokens: int = Field(10, title="Prompts", description="How many each layer attends to.", ge=1, le=4096)
    adapter_layers: int = Field(
        30, title="Layers", description="So many of the last layers; all where the model has fewer.", ge=1, le=1024
    )
    gate: Literal["head", "layer"] = Field(
        "head", title="One gate for each", description="Head, as in the paper, or layer, as in PEFT's files."
    )

    def why_not(self, model: nn.Module) -> str:
        return why_not_reached(model, only_keys=False)

    def _layers(self, model: nn.Module) -> list[AttentionLayer]:
        """The last ones of each stack; what a decoder reads of its encoder is left alone."""
        layers = [layer for layer in attention_layers(model) if layer.kind != "cross"]
        kinds = dict.fromkeys(layer.kind for layer in layers)
        return [one for kind in kinds for one in [a for a in layers if a.kind == kind][-self.adapter_layers :]]

    def attachment(self, model: nn.Module) -> Attachment:
        return Attachment(attention={layer.name: GatedPrompts(layer, self) for layer in self._layers(model)})

    def default_learning_rate(self, width: int) -> float:
        return scaled_to(width, 2e-3)  # the authors' 9e-3 is for 256 rows a step and they took 64

    def to_peft(self, model: nn.Module, attachment: Attachment) -> dict[str, Any] | None:
        if self.gate == "head" or getattr(model.config, "model_type", "") not in _PEFT_KNOWS:
            return None
        return {
            "adapter_len": self.num_virtual_tokens,
            "adapter_layers": len(attachment.attention),
            "target_modules": "self_attn",
        }

    @classmethod
    def from_peft(cls, config: dict[str, Any], file: str) -> "LlamaAdapter":
        if config.get("target_modules") not in (None, "self_attn"):
            raise BadInput(f"{file}: for GPT-2 PEFT computes these prompts in another way, which is not supported.")
        return cls.checked(
            file, num_virtual_tokens=config["adapter_len"], adapter_layers=config["adapter_layers"], gate="layer"
        )

    def peft_name(self, name: str, attachment: Attachment) -> str:
        return f"base_model.model.{name}"


class GatedPrompts(AttentionPart):
    def __init__(self, layer: AttentionLayer, settings: LlamaAdapter) -> None:
        super().__init__()
        self.layer = (layer,)  # in a tuple, so that the model's own weights are not counted here
        width, gates = linear_shape(layer.key)[1], layer.heads if settings.gate == "head" else 1
        with torch.device(branch_device(layer.key)):
            self.adaption_prompt = nn.Parameter(torch.randn(1, settings.num_virtual_tokens, width))
            self.adaption_gate = nn.Parameter(torch.zeros(gates))

    def forward(self, call: AttentionCall) -> Tensor:
        prompts = self.adaption_prompt[0].to(call.query.dtype)
        keys, values = self.layer[0].keys_values_of(prompts)
        return call.attended() + self.adaption_gate[:, None].to(call.query.dtype) * call.attended_apart(keys, values)
