"""Prompt tuning: trainable tokens before the text, and nothing else.  Lester et al. 2021, arXiv:2104.08691.

They start as embeddings of real tokens: drawn at random from the vocabulary, or those of a text. (Numbers drawn from
N(0, 1) lie far outside of what most models' embeddings look like, and learn badly.)"""

from typing import Any, ClassVar, Literal, cast

import torch
from pydantic import Field
from torch import Tensor, nn

from tuning_core.errors import BadInput
from tuning_core.methods.base import Attachment, Family, Method, VirtualTokens
from tuning_core.models.layers import width_of


class PromptTuning(Method):
    name: ClassVar[str] = "prompt_tuning"
    title: ClassVar[str] = "Prompt tuning"
    family: ClassVar[Family] = "Attention and prompts"
    paper: ClassVar[str] = "https://arxiv.org/abs/2104.08691"
    summary: ClassVar[str] = (
        "Learns some virtual tokens that are put before every text, as if the best instruction for the task were found "
        "by training. The model stays untouched, and what is learned is a few kilobytes. Large models profit most."
    )
    mergeable: ClassVar[bool] = False
    peft_type: ClassVar[str] = "PROMPT_TUNING"
    allows_packing: ClassVar[bool] = False
    order: ClassVar[int] = 50

    num_virtual_tokens: int = Field(
        20, title="Virtual tokens", description="How many stand before the text.", ge=1, le=4096
    )
    init: Literal["random", "text"] = Field(
        "random", title="Start from", description="Random tokens of the vocabulary, or those of the text below."
    )
    init_text: str = Field("", title="Start text", description="Repeated or cut to the number of virtual tokens.")

    @property
    def starts_as_base(self) -> bool:
        return False

    def why_not(self, model: nn.Module) -> str:
        embeddings: Any = getattr(model, "get_input_embeddings", lambda: None)()
        return (
            "" if isinstance(embeddings, nn.Embedding) else "This model has no input embeddings to put tokens before."
        )

    def attachment(self, model: nn.Module) -> Attachment:
        return Attachment(virtual_tokens=FreeTokens(self._start(cast(Any, model))))

    def _start(self, model: Any) -> Tensor:
        """(virtual tokens, width) in float32."""
        table: Tensor = model.get_input_embeddings().weight
        if table.is_meta:
            return torch.empty(self.num_virtual_tokens, width_of(model.config), device="meta")
        if self.init == "text":
            ids = torch.tensor(self._text_ids(model.config.name_or_path))
        else:
            ids = torch.randint(table.shape[0], (self.num_virtual_tokens,))
        return table[ids.to(table.device)].detach().float().clone()

    def _text_ids(self, folder: str) -> list[int]:
        from transformers import AutoTokenizer

        if not self.init_text.strip():
            raise BadInput("method.init = 'text' needs a text in method.init_text to start from.")
        ids: list[int] = AutoTokenizer.from_pretrained(folder)(self.init_text, add_special_tokens=False)["input_ids"]
        return (ids * (self.num_virtual_tokens // len(ids) + 1))[: self.num_virtual_tokens]

    def default_learning_rate(self, width: int) -> float:
        return 2e-2  # the paper's 0.3 is for Adafactor, whose steps are relative; with AdamW 1e-2 to 3e-2 learns alike

    def to_peft(self, model: nn.Module, attachment: Attachment) -> dict[str, Any]:
        return {
            "num_virtual_tokens": self.num_virtual_tokens,
            "token_dim": width_of(model.config),
            "num_transformer_submodules": 1,
            "prompt_tuning_init": "RANDOM",
        }

    @classmethod
    def from_peft(cls, config: dict[str, Any], file: str) -> "PromptTuning":
        return cls.checked(file, num_virtual_tokens=config["num_virtual_tokens"])

    def peft_name(self, name: str, attachment: Attachment) -> str:
        return name


class FreeTokens(VirtualTokens):
    def __init__(self, start: Tensor) -> None:
        super().__init__()
        self.prompt_embeddings = nn.Parameter(start)

    def embeddings(self) -> Tensor:
        return self.prompt_embeddings
