"""What becomes of rows that are longer than the maximum length."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tuning_core.data.examples import END, LEARNED, NOT_LEARNED, SECOND, TEMPLATE, Example

CutPolicy = Literal["drop", "prompt", "answer"]


@dataclass(frozen=True)
class Cutter:
    """Holds examples against a maximum length (tokens): `drop` leaves too long ones out, `prompt` cuts what stands
    before the answer from its start, `answer` cuts the end. A text to classify is cut at its end whatever the policy.
    `special_ids` are the tokenizer's marks, which stay where they can."""

    max_length: int
    policy: CutPolicy
    special_ids: Collection[int] = ()

    def cut(self, example: Example) -> Example | None:
        """The example as the model sees it, None where it is left out."""
        wrong = tuple(one for one in map(self.cut, example.wrong) if one is not None and one.learned_tokens)
        if len(wrong) != len(example.wrong) or any(one.cut for one in wrong):
            example = replace(example, wrong=wrong)
        if example.length <= self.max_length:
            return example
        if example.task in ("sequence_classification", "token_classification"):
            return self._classified(example)
        if self.policy == "drop":
            return None
        if example.task == "seq2seq_lm":
            return self._text_to_text(example)
        return self._from_start(example) if self.policy == "prompt" else self._end(example)

    def _end(self, example: Example) -> Example | None:
        kept = np.arange(len(example.token_ids)) < self.max_length
        return _kept(example, kept) if (example.labels[kept] != NOT_LEARNED).any() else None

    def _from_start(self, example: Example) -> Example | None:
        """The first token stays where it is a mark, since many models rest their attention on it."""
        length = len(example.token_ids)
        first = int(example.token_ids[0] in self.special_ids)
        kept = np.arange(length) >= length - self.max_length + first
        kept[:first] = True
        last_answer = len(example.prompt_token_ids)
        return replace(_kept(example, kept), cut_at=first) if kept[last_answer:].all() else None

    def _text_to_text(self, example: Example) -> Example | None:
        """A source is cut at its end, before its marks; an answer too, where answers may be cut."""
        marks = np.isin(example.labels, np.fromiter(self.special_ids, dtype=np.int64))
        answer = kept_tokens(np.where(marks, -1, 0), self.max_length)
        if self.policy == "prompt" and not answer.all():
            return None
        source = kept_tokens(sides_of(example), self.max_length)
        cut = replace(_kept(example, source), labels=example.labels[answer])
        return replace(cut, cut_answer_ids=example.labels[~answer])

    def _classified(self, example: Example) -> Example | None:
        cut = _kept(example, kept_tokens(sides_of(example), self.max_length))
        return cut if cut.learned_tokens else None


def _kept(example: Example, kept: NDArray[np.bool_]) -> Example:
    by_token = len(example.labels) == len(example.token_ids) and example.task in ("causal_lm", "token_classification")
    labels = example.labels[kept] if by_token else example.labels
    if example.task == "causal_lm" and len(labels):
        labels = np.concatenate([[NOT_LEARNED], labels[1:]]).astype(np.int32)  # nothing stands before the first token
    return replace(
        example,
        token_ids=example.token_ids[kept],
        labels=labels,
        kinds=np.frombuffer(example.kinds, dtype=np.uint8)[kept].tobytes(),
        cut_token_ids=example.token_ids[~kept],
        segments=None if example.segments is None else example.segments[kept],
    )


def sides_of(example: Example) -> NDArray[np.int8]:
    """Of each token which text it is part of, 0 or 1; -1 for marks."""
    kinds = np.frombuffer(example.kinds, dtype=np.uint8)
    return np.where(kinds == TEMPLATE, -1, np.where(kinds == SECOND, 1, 0)).astype(np.int8)


def kept_tokens(sides: NDArray[np.integer], max_length: int) -> NDArray[np.bool_]:
    """Which tokens of a too long text stay: its marks (side -1), and of each text the beginning. Of a pair the longer
    one is cut first."""
    kept = np.ones(len(sides), dtype=bool)
    first, second = np.flatnonzero(sides == 0), np.flatnonzero(sides == 1)
    room = max(0, max_length - (len(sides) - len(first) - len(second)))
    excess = len(first) + len(second) - room
    if excess <= 0:
        return kept
    # The longer one gives way until both are alike; then they give way in turn, the first one first.
    from_first = min(len(first), max(0, min(excess, len(first) - len(second))))
    from_second = min(len(second), max(0, min(excess, len(second) - len(first))))
    left = excess - from_first - from_second
    from_first, from_second = from_first + (left + 1) // 2, from_second + left // 2
    kept[first[len(first) - min(from_first, len(first)) :]] = False
    kept[second[len(second) - min(from_second, len(second)) :]] = False
    return kept


def learned_kinds(kinds: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Which tokens are learned, by their kinds."""
    learned: NDArray[np.bool_] = (kinds == LEARNED) | (kinds == END)
    return learned
