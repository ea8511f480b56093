"""When a reply ends, beside its end mark: the person stopped it, or a text was written that ends it."""

import threading
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor


class StopWhenSet:
    """Ends a reply at the next token."""

    def __init__(self, stop: threading.Event) -> None:
        self.stop = stop

    def __call__(self, input_ids: Tensor, scores: Any, **kwargs: Any) -> Tensor:
        return torch.full((input_ids.shape[0],), self.stop.is_set(), device=input_ids.device, dtype=torch.bool)


class StopAtText:
    """Ends a reply that has come to one of the texts: stop words, or the end mark of a template for which the tokenizer
    has no token."""

    def __init__(self, ends: Sequence[str], tokenizer: Any, begin: int) -> None:
        self.ends, self.tokenizer, self.begin = ends, tokenizer, begin
        longest = max(len(end.encode()) for end in ends)
        self.tokens = longest + 4  # each is a byte at least; the first may be the last of another character

    def __call__(self, input_ids: Tensor, scores: Any, **kwargs: Any) -> Tensor:
        latest = input_ids[:, max(self.begin, input_ids.shape[1] - self.tokens) :]
        written = [self.tokenizer.decode(row, skip_special_tokens=False) for row in latest]
        return torch.tensor([any(end in text for end in self.ends) for text in written], device=input_ids.device)


def before_end(text: str, ends: Sequence[str]) -> str:
    """What stands before the first of the texts that end it."""
    places = [place for end in ends if (place := text.find(end)) >= 0]
    return text[: min(places)] if places else text


def without_begun_end(text: str, ends: Sequence[str]) -> str:
    """Without what may become one of the texts that end it."""
    begun = (size for end in ends for size in range(len(end) - 1, 0, -1) if text.endswith(end[:size]))
    return text[: len(text) - max(begun, default=0)]
