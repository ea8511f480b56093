"""A reply while it is written: its text, and how likely the model found each of its tokens."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn

from tuning_core.background import Tell
from tuning_core.events import Likely, ReplyGrew, TokenSaid
from tuning_core.generation.stopping import before_end, without_begun_end

ALTERNATIVES = 5  # likeliest tokens that are told at each place


class Streamer:
    """What generate hands each new token to. A character that is not complete yet waits for its next token, and so does
    what may become one of the texts that end the reply; the tokens of such a wait are told as one."""

    def __init__(self, tokenizer: Any, side: str, ends: Sequence[str], tell: Tell) -> None:
        self.tokenizer, self.side, self.ends, self.tell = tokenizer, side, ends, tell
        self.token_ids: list[int] = []
        self.said: list[TokenSaid] = []
        self.first_seconds = 0.0
        self._began = time.perf_counter()
        self._prompt_seen = False
        self._logits: Tensor | None = None
        self._text = ""
        self._waiting: list[tuple[float, tuple[Likely, ...]]] = []

    @contextmanager
    def watching(self, model: nn.Module) -> Iterator[None]:
        """Sees what the model gives for the next token, before temperature and filters change it."""
        handle = model.register_forward_hook(self._look)
        try:
            yield
        finally:
            handle.remove()

    def _look(self, model: nn.Module, args: Any, output: Any) -> None:
        self._logits = output.logits[0, -1]

    def put(self, value: Tensor) -> None:
        if not self._prompt_seen:
            self._prompt_seen = True
            return
        if not self.token_ids:
            self.first_seconds = time.perf_counter() - self._began
        for token_id in value.flatten().tolist():
            self.token_ids.append(token_id)
            self._waiting.append(self._likelihood(token_id))
        text = before_end(self.tokenizer.decode(self.token_ids, skip_special_tokens=True), self.ends)
        shown = without_begun_end(text, self.ends)
        if not text.endswith("\ufffd") and len(shown) > len(self._text):
            self._grow(shown)

    def _grow(self, text: str) -> None:
        probability = 1.0
        for one, _ in self._waiting:
            probability *= one
        token = TokenSaid(text[len(self._text) :], probability, self._waiting[0][1])
        self._text, self._waiting = text, []
        self.said.append(token)
        self.tell(ReplyGrew(self.side, text.lstrip(), (token,)))

    def _likelihood(self, token_id: int) -> tuple[float, tuple[Likely, ...]]:
        """Of the token that was chosen, and of those that it was chosen among."""
        assert self._logits is not None
        probabilities = self._logits.float().softmax(dim=-1)
        most = torch.topk(probabilities, min(ALTERNATIVES, len(probabilities)))
        likeliest = zip(most.values.tolist(), most.indices.tolist(), strict=True)
        alternatives = tuple(Likely(self.tokenizer.decode([one]), round(share, 5)) for share, one in likeliest)
        return round(float(probabilities[token_id]), 5), alternatives

    def end(self) -> None:
        """What waited for more is told as it is."""
        text = before_end(self.tokenizer.decode(self.token_ids, skip_special_tokens=True), self.ends)
        if self._waiting and len(text) > len(self._text):
            self._grow(text)
