"""Conversations to examples: the exact tokens a model sees, and which of them are learned."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tuning_core.data.conversations import Message
from tuning_core.data.templates import Rendered, Template
from tuning_core.slots import FIRST_SLOT_ID, tokenised

NOT_LEARNED = -100
TEMPLATE, PROMPT, LEARNED, END = b"tple"
KIND_NAMES = {TEMPLATE: "template", PROMPT: "prompt", LEARNED: "learned", END: "end"}


@dataclass(frozen=True, eq=False)
class Example:
    """One row as tokens. `token_ids` and `labels` are int32 of one length; a label is the token itself where it is
    learned and -100 where not; `kinds` has one letter a token (template, prompt, learned, end); `cut_token_ids` are
    the tokens beyond the maximum length, which no model sees."""

    file: str
    line: int
    token_ids: NDArray[np.int32]
    labels: NDArray[np.int32]
    kinds: bytes
    cut_token_ids: NDArray[np.int32]

    @property
    def cut(self) -> int:
        return len(self.cut_token_ids)

    @property
    def learned_tokens(self) -> int:
        return int((self.labels != NOT_LEARNED).sum())

    @property
    def slots(self) -> int:
        """Places that virtual tokens fill, cut ones included."""
        return int((np.concatenate([self.token_ids, self.cut_token_ids]) >= FIRST_SLOT_ID).sum())

    def without_slots(self) -> "Example":
        """The example for a model without virtual tokens."""
        if not self.slots:
            return self
        kept = self.token_ids < FIRST_SLOT_ID
        kinds = np.frombuffer(self.kinds, dtype=np.uint8)[kept].tobytes()
        return replace(self, token_ids=self.token_ids[kept], labels=self.labels[kept], kinds=kinds)

    @property
    def prompt_token_ids(self) -> NDArray[np.int32]:
        """What stands before the last answer: the prompt that asks for it."""
        learned = np.flatnonzero(self.labels != NOT_LEARNED)
        breaks = np.flatnonzero(np.diff(learned) > 1)
        return self.token_ids[: learned[breaks[-1] + 1 if len(breaks) else 0]]


@dataclass(frozen=True)
class Piece:
    """One token as the person sees it."""

    text: str
    token_id: int
    kind: str


class Encoder:
    """Turns conversations into examples with one tokenizer, template and maximum length (tokens)."""

    def __init__(self, tokenizer: Any, template: Template, max_length: int) -> None:
        self.tokenizer = tokenizer
        self.template = template
        self.max_length = max_length

    def render(self, messages: Sequence[Message]) -> Rendered:
        if messages[0].role == "text":
            text = messages[0].content
            return Rendered(text, ((0, len(text)),), ((0, len(text)),))
        return self.template.render(messages)

    def encode(self, rendered: Sequence[Rendered], places: Sequence[tuple[str, int]]) -> list[Example]:
        """`places` are the (file, line) of each rendered conversation."""
        all_ids, all_offsets = tokenised(self.tokenizer, [one.text for one in rendered], self.template.source)
        rows = zip(rendered, places, all_ids, all_offsets, strict=True)
        return [self._example(one, place, ids, offsets) for one, place, ids, offsets in rows]

    def _example(self, rendered: Rendered, place: tuple[str, int], ids: list[int], offsets: list[Any]) -> Example:
        token_ids = np.array(ids, dtype=np.int32)
        starts = np.array([start for start, _ in offsets], dtype=np.int64)
        learned = _inside(starts, rendered.answers)
        kinds = np.where(_inside(starts, rendered.contents), PROMPT, TEMPLATE).astype(np.uint8)
        slots = token_ids >= FIRST_SLOT_ID
        learned[slots], kinds[slots] = False, TEMPLATE
        kinds[learned] = LEARNED
        special = np.isin(token_ids, self.tokenizer.all_special_ids)
        kinds[learned & special] = END
        if len(learned) and learned[-1] and not special[-1] and self.tokenizer.eos_token_id is not None:
            token_ids = np.append(token_ids, np.int32(self.tokenizer.eos_token_id))
            learned, kinds = np.append(learned, True), np.append(kinds, np.uint8(END))
        labels = np.where(learned, token_ids, NOT_LEARNED).astype(np.int32)
        if len(labels):
            labels[0] = NOT_LEARNED  # nothing stands before the first token from which it could be predicted
        kept = slice(self.max_length)
        return Example(*place, token_ids[kept], labels[kept], kinds[kept].tobytes(), token_ids[self.max_length :])


def _inside(starts: NDArray[np.int64], spans: Sequence[tuple[int, int]]) -> NDArray[np.bool_]:
    inside = np.zeros(len(starts), dtype=bool)
    for start, end in spans:
        inside |= (starts >= start) & (starts < end)
    return inside


def pieces(example: Example, tokenizer: Any) -> list[Piece]:
    """The example token by token, cut ones last. A character made of several tokens stands at the last of them."""
    ids = np.concatenate([example.token_ids, example.cut_token_ids]).tolist()
    kinds = [KIND_NAMES[kind] for kind in example.kinds] + ["cut"] * example.cut
    result: list[Piece] = []
    waiting: list[int] = []
    for token_id, kind in zip(ids, kinds, strict=True):
        if token_id >= FIRST_SLOT_ID:
            result.append(Piece(f"‹{token_id - FIRST_SLOT_ID + 1}›", token_id, kind))
            waiting = []
            continue
        waiting.append(token_id)
        text = tokenizer.decode(waiting, skip_special_tokens=False, clean_up_tokenization_spaces=False)
        if text.endswith("\ufffd") and len(waiting) < 8:
            result.append(Piece("", token_id, kind))
        else:
            result.append(Piece(text, token_id, kind))
            waiting = []
    return result
