"""What a classifier says of a text: its class, or the words that name something."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from tuning_core.data.class_examples import words_of_tokens
from tuning_core.data.cutting import kept_tokens
from tuning_core.data.labelled import OUTSIDE, tagged_text
from tuning_core.errors import BadInput
from tuning_core.events import Likely, TokenSaid
from tuning_core.models.layers import device_of
from tuning_core.models.tasks import task_of
from tuning_core.slots import for_data
from tuning_core.tuned_model import TunedModel


@dataclass(frozen=True)
class Classified:
    """`reply` as in "positive (98 %)", where 98 % is the probability that the model gives the class; or as in "Empire
    State Building (location)", where each word is tagged. `tokens` were read; `classes` are all, the likeliest first;
    `said` are the tagged words."""

    reply: str
    tokens: int
    classes: tuple[Likely, ...] = ()
    said: tuple[TokenSaid, ...] = ()


@torch.no_grad()
def classify(model: nn.Module, tokenizer: Any, text: str, second: str | None = None) -> Classified:
    """`second` is the other text of a pair. What is too long for the model is cut. Raises BadInput for an empty one."""
    words = text.split()
    if not words or (second is not None and not second.strip()):
        raise BadInput("The message is empty.")
    bare: Any = model.model if isinstance(model, TunedModel) else model
    by_word = task_of(bare) == "token_classification"
    asked = [" ".join(words) if by_word else text, *([second] if second is not None else [])]
    encoded = for_data(tokenizer, asked)(*asked, return_offsets_mapping=True, verbose=False)
    sides = encoded.sequence_ids(0)
    kept = kept_tokens(np.array([-1 if side is None else side for side in sides]), _longest(bare, tokenizer))
    device = device_of(bare)
    token_ids = torch.from_numpy(np.array(encoded["input_ids"], dtype=np.int64)[kept])[None]
    inputs = {"input_ids": token_ids, "attention_mask": torch.ones_like(token_ids)}
    segments = np.array(encoded.get("token_type_ids", ()), dtype=np.int64)
    if segments.any():
        inputs["token_type_ids"] = torch.from_numpy(segments[kept])[None]
    device = device_of(bare)
    model.eval()
    logits: Tensor = model(**{name: value.to(device) for name, value in inputs.items()}).logits[0]
    shares = logits.float().cpu().softmax(dim=-1)
    names = [str(bare.config.id2label[number]) for number in range(logits.shape[-1])]
    if by_word:
        said = _tagged(shares, words_of_tokens(words, encoded["offset_mapping"], sides)[kept], words, names)
        tags = [word.likeliest[0].text for word in said]
        return Classified(tagged_text(words[: len(said)], tags), len(kept), said=said)
    classes = _ordered(shares, names)
    return Classified(f"{classes[0].text} ({100 * classes[0].probability:.0f} %)", len(kept), classes)


def _tagged(
    shares: Tensor, places: np.ndarray[Any, np.dtype[np.int64]], words: list[str], names: list[str]
) -> tuple[TokenSaid, ...]:
    """The words that were read, each judged by its first token; one that gives no token is outside."""
    said = [TokenSaid(f"{word} ", 1.0, (Likely(OUTSIDE, 1.0),)) for word in words[: int(places.max(initial=-1)) + 1]]
    for token in reversed(range(len(places))):
        if places[token] >= 0:
            tags = _ordered(shares[token], names)
            word = words[places[token]]
            tag = "" if tags[0].text == OUTSIDE else f" ({tags[0].text})"
            said[places[token]] = TokenSaid(f"{word}{tag} ", tags[0].probability, tags)
    return tuple(said)


def _ordered(shares: Tensor, names: list[str]) -> tuple[Likely, ...]:
    ordered = sorted(zip(shares.tolist(), names, strict=True), key=lambda one: -one[0])
    return tuple(Likely(name, share) for share, name in ordered)


def _longest(model: Any, tokenizer: Any) -> int:
    """Tokens that the model can read."""
    return min(int(tokenizer.model_max_length), int(getattr(model.config, "max_position_embeddings", 0) or 10**9))
