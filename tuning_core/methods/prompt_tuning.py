"""Prompt tuning: trainable tokens before the text, and nothing else.  Lester et al. 2021, arXiv:2104.08691.

They start as embeddings of real tokens: drawn at random from the vocabulary, those of a text, or those of the classes'
names, a mean for each. (Numbers drawn from N(0, 1) lie far outside of what most models' embeddings look like, and learn
badly.)"""

from typing import Any, ClassVar, Literal

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
    init: Literal["random", "text", "labels"] = Field(
        "random", title="Start from", description="Random tokens of the vocabulary, the text, or the labels below."
    )
    init_text: str = Field("", title="Start text", description="Repeated or cut to the number of virtual tokens.")
    init_labels: list[str] = Field(
        [], title="Start labels", description="Names of classes: one virtual token each, the others start at random."
    )

    @property
    def starts_as_base(self) -> bool:
        return False

    def why_not(self, model: nn.Module) -> str:
        return no_embeddings(model)

    def attachment(self, model: nn.Module) -> Attachment:
        return Attachment(virtual_tokens=FreeTokens(self._start(model)))

    def _start(self, model: Any) -> Tensor:
        """(virtual tokens, width) in float32."""
        rows = vocabulary_rows(model, self.num_virtual_tokens)
        if self.init == "random" or rows.is_meta:
            return rows
        table: Tensor = model.get_input_embeddings().weight.detach()
        given = self._token_ids(model.config.name_or_path)
        if self.init == "text":
            (ids,) = given
            return table[(ids * (len(rows) // len(ids) + 1))[: len(rows)]].float()
        means = torch.stack([table[ids].float().mean(dim=0) for ids in given])[: len(rows)]
        return torch.cat([means, rows[len(means) :]])

    def _token_ids(self, folder: str) -> list[list[int]]:
        """Those of the text, or of each label."""
        from transformers import AutoTokenizer

        texts = [self.init_text] if self.init == "text" else self.init_labels
        if not texts or not all(text.strip() for text in texts):
            raise BadInput(f"method.init = {self.init!r} needs something to start from in method.init_{self.init}.")
        ids: list[list[int]] = AutoTokenizer.from_pretrained(folder)(texts, add_special_tokens=False)["input_ids"]
        return ids

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
        require_one_prompt(config, file)
        return cls.checked(file, num_virtual_tokens=config["num_virtual_tokens"])

    def peft_name(self, name: str, attachment: Attachment) -> str:
        return name


def no_embeddings(model: Any) -> str:
    """Empty where a model takes virtual tokens, else a sentence."""
    embeddings = getattr(model, "get_input_embeddings", lambda: None)()
    return "" if isinstance(embeddings, nn.Embedding) else "This model has no input embeddings to put tokens among."


def vocabulary_rows(model: Any, number: int) -> Tensor:
    """(number, width) in float32: embeddings of tokens drawn at random, without the special ones that the model knows
    of."""
    table: Tensor = model.get_input_embeddings().weight
    if table.is_meta:
        return torch.empty(number, table.shape[1], device="meta")
    ordinary = torch.ones(len(table))
    for name, token_id in vars(model.config).items():
        if name.endswith("_token_id") and isinstance(token_id, int) and 0 <= token_id < len(table):
            ordinary[token_id] = 0
    return table[torch.multinomial(ordinary, number, replacement=True).to(table.device)].detach().float()


def require_one_prompt(config: dict[str, Any], file: str) -> None:
    """Raises BadInput for PEFT's prompts in both stacks of a model; here the encoder alone has one."""
    if (config.get("num_transformer_submodules") or (2 if config.get("task_type") == "SEQ_2_SEQ_LM" else 1)) != 1:
        raise BadInput(f"{file} holds a prompt for the decoder as well; only one for the encoder can be opened.")


class FreeTokens(VirtualTokens):
    def __init__(self, start: Tensor) -> None:
        super().__init__()
        self.prompt_embeddings = nn.Parameter(start)

    def embeddings(self) -> Tensor:
        return self.prompt_embeddings
