"""P-Tuning: virtual tokens anywhere in the text, computed by a small network.  Liu et al. 2021, arXiv:2103.10385.

P = E + W(E), in units of the spread of the model's own embeddings. E has a row for each virtual token and starts as
embeddings of real tokens; W is a bidirectional LSTM of two layers with two linear ones behind it (the paper's), or
three linear layers (PEFT's), and starts at zero. (The paper's P = W(E) starts far from any real token.) Once training
is over P alone is kept. A template puts them anywhere with <|virtual:3|>, three of them at that place; without such
marks all go first."""

from typing import Any, ClassVar, Literal

import torch
from pydantic import Field
from torch import Tensor, nn

from tuning_core.methods.base import Attachment, Family, Method, VirtualTokens, scaled_to
from tuning_core.methods.prompt_tuning import FreeTokens, no_embeddings, require_one_prompt, vocabulary_rows
from tuning_core.models.layers import width_of
from tuning_core.run_file import ADVANCED


class PTuning(Method):
    name: ClassVar[str] = "p_tuning"
    title: ClassVar[str] = "P-Tuning"
    family: ClassVar[Family] = "Attention and prompts"
    paper: ClassVar[str] = "https://arxiv.org/abs/2103.10385"
    summary: ClassVar[str] = (
        "Learns virtual tokens as prompt tuning does, but through a small network that ties them together and is "
        "dropped afterwards. A template can put them anywhere: before, between and behind the parts of the text."
    )
    mergeable: ClassVar[bool] = False
    peft_type: ClassVar[str] = "P_TUNING"
    allows_packing: ClassVar[bool] = False
    order: ClassVar[int] = 52

    num_virtual_tokens: int = Field(
        20, title="Virtual tokens", description="How many there are, in all slots together.", ge=1, le=4096
    )
    encoder: Literal["lstm", "mlp", "none"] = Field(
        "lstm",
        title="Network",
        description="What computes the virtual tokens while training: an LSTM, linear layers, or nothing.",
    )
    encoder_hidden_size: int | None = Field(
        None,
        title="Width of the network",
        description="Its inner numbers, for the LSTM half of them each way; unset: the model's width.",
        ge=2,
        le=65536,
        json_schema_extra=ADVANCED,
    )

    @property
    def starts_as_base(self) -> bool:
        return False

    def why_not(self, model: nn.Module) -> str:
        return no_embeddings(model)

    def attachment(self, model: nn.Module) -> Attachment:
        start = vocabulary_rows(model, self.num_virtual_tokens)
        return Attachment(virtual_tokens=FreeTokens(start) if self.encoder == "none" else Encoded(start, model, self))

    def default_learning_rate(self, width: int) -> float:
        # As prompt tuning without a network. With either one, 3.2e-3 taught the starter, 192 wide, every held-out row.
        return 2e-2 if self.encoder == "none" else scaled_to(width, 2e-4)

    def kept(self, attachment: Attachment, tensors: dict[str, Tensor]) -> tuple[Method, dict[str, Tensor]]:
        assert attachment.virtual_tokens is not None
        own = dict(attachment.virtual_tokens.named_parameters())
        others = {name: tensor for name, tensor in tensors.items() if name not in own}
        computed = attachment.virtual_tokens.embeddings()
        return self.model_copy(update={"encoder": "none"}), {**others, "prompt_embeddings": computed}

    def to_peft(self, model: nn.Module, attachment: Attachment) -> dict[str, Any]:
        width = width_of(model.config)
        return {
            "num_virtual_tokens": self.num_virtual_tokens,
            "token_dim": width,
            "num_transformer_submodules": 1,
            "encoder_reparameterization_type": "MLP",  # of a network that is not in the file
            "encoder_hidden_size": self.encoder_hidden_size or width,
        }

    @classmethod
    def from_peft(cls, config: dict[str, Any], file: str) -> "PTuning":
        require_one_prompt(config, file)
        return cls.checked(file, num_virtual_tokens=config["num_virtual_tokens"], encoder="none")

    def peft_name(self, name: str, attachment: Attachment) -> str:
        return name


class Encoded(VirtualTokens):
    def __init__(self, start: Tensor, model: Any, settings: PTuning) -> None:
        super().__init__()
        table = model.get_input_embeddings().weight.detach()
        width, inner = start.shape[1], settings.encoder_hidden_size or start.shape[1]
        self.spread = table[:: max(1, len(table) // 1000)].float().std()
        self.table = nn.Parameter(start / self.spread)
        with torch.device(start.device):
            if settings.encoder == "lstm":
                self.lstm = nn.LSTM(width, inner // 2, num_layers=2, bidirectional=True)
                layers: list[nn.Module] = [nn.Linear(inner // 2 * 2, inner), nn.ReLU()]
            else:
                layers = [nn.Linear(width, inner), nn.ReLU(), nn.Linear(inner, inner), nn.ReLU()]
            last = nn.Linear(inner, width)
        self.network = nn.Sequential(*layers, last)
        nn.init.zeros_(last.weight)
        nn.init.zeros_(last.bias)

    def embeddings(self) -> Tensor:
        if self.table.is_meta and not torch.is_grad_enabled():
            return torch.empty_like(self.table)  # only the shape is asked for; an LSTM without memory takes a second
        read = self.lstm(self.table)[0] if hasattr(self, "lstm") else self.table
        rows: Tensor = self.spread * (self.table + self.network(read))
        return rows
