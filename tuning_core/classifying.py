"""What a classifier says of a text: its class, or the words that name something."""

from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from tuning_core.data.class_examples import words_of_tokens
from tuning_core.data.cutting import kept_tokens
from tuning_core.data.labelled import tagged_text
from tuning_core.errors import BadInput
from tuning_core.models.layers import device_of
from tuning_core.models.tasks import task_of
from tuning_core.slots import for_data
from tuning_core.tuned_model import TunedModel


@torch.no_grad()
def classify(model: nn.Module, tokenizer: Any, text: str) -> tuple[str, int]:
    """(the reply, tokens read). As in "positive (98 %)", where 98 % is the probability that the model gives the class;
    or as in "Empire State Building (location)", where each word is tagged. What is too long for the model is cut.
    Raises BadInput for an empty text."""
    words = text.split()
    if not words:
        raise BadInput("The message is empty.")
    bare: Any = model.model if isinstance(model, TunedModel) else model
    by_word = task_of(bare) == "token_classification"
    asked = " ".join(words) if by_word else text
    encoded = for_data(tokenizer, [asked])(asked, return_offsets_mapping=True, verbose=False)
    sides = encoded.sequence_ids(0)
    kept = kept_tokens(np.array([-1 if side is None else side for side in sides]), _longest(bare, tokenizer))
    token_ids = torch.from_numpy(np.array(encoded["input_ids"], dtype=np.int64)[kept])[None].to(device_of(bare))
    model.eval()
    logits: Tensor = model(input_ids=token_ids, attention_mask=torch.ones_like(token_ids)).logits[0].float().cpu()
    names = [str(bare.config.id2label[number]) for number in range(logits.shape[-1])]
    if by_word:
        said = _tags(logits, words_of_tokens(words, encoded["offset_mapping"], sides)[kept], names)
        return tagged_text(words[: len(said)], said), token_ids.shape[1]
    probability, number = logits.softmax(dim=-1).max(dim=-1)
    return f"{names[int(number)]} ({100 * float(probability):.0f} %)", token_ids.shape[1]


def _tags(logits: Tensor, words: np.ndarray[Any, np.dtype[np.int64]], names: list[str]) -> list[str]:
    """Of each word that was read, taken from its first token; a word that gives no token is outside."""
    tags = ["O"] * (int(words.max(initial=-1)) + 1)
    for token in reversed(range(len(words))):
        if words[token] >= 0:
            tags[words[token]] = names[int(logits[token].argmax())]
    return tags


def _longest(model: Any, tokenizer: Any) -> int:
    """Tokens that the model can read."""
    return min(int(tokenizer.model_max_length), int(getattr(model.config, "max_position_embeddings", 0) or 10**9))
