"""Labelled rows to examples: the tokens a classifier sees, and the classes it learns."""

import threading
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tuning_core.data.conversations import Message
from tuning_core.data.examples import NOT_LEARNED, PROMPT, SECOND, TEMPLATE, Example
from tuning_core.data.files import Row
from tuning_core.data.forms import Form
from tuning_core.data.labelled import Labelled, labelled_of
from tuning_core.slots import for_data

_KINDS = {None: TEMPLATE, 0: PROMPT, 1: SECOND}  # of the texts of a pair


class ClassEncoder:
    """Turns labelled rows into examples, of any length, with one tokenizer. Classes are numbered as they are met;
    `names` tells them."""

    template = None

    def __init__(self, tokenizer: Any, by_word: bool) -> None:
        self.tokenizer = tokenizer
        self.by_word = by_word
        self._numbers: dict[str, int] = {}
        self._numbering = threading.Lock()

    @property
    def names(self) -> list[str]:
        return list(self._numbers)

    def read(self, row: Row, form: Form) -> tuple[tuple[Message, ...], Labelled]:
        labelled = labelled_of(row, form)
        return labelled.messages(self.by_word), labelled

    def encode(self, rows: Sequence[Labelled], places: Sequence[tuple[str, int]]) -> list[Example]:
        texts = [[" ".join(row.texts)] if self.by_word else list(row.texts) for row in rows]
        tokenizer = for_data(self.tokenizer, (text for row in texts for text in row))
        encoded = tokenizer(*zip(*texts, strict=True), return_offsets_mapping=True, verbose=False)
        return [
            self._example(row, place, encoded, at) for at, (row, place) in enumerate(zip(rows, places, strict=True))
        ]

    def _number(self, name: str) -> int:
        with self._numbering:  # chunks of rows are encoded side by side
            return self._numbers.setdefault(name, len(self._numbers))

    def _example(self, row: Labelled, place: tuple[str, int], encoded: Any, at: int) -> Example:
        token_ids = np.array(encoded["input_ids"][at], dtype=np.int32)
        sides = encoded.sequence_ids(at)
        labels = np.array([self._number(name) for name in row.names], dtype=np.int32)
        if self.by_word:
            labels = labels_of_words(labels, words_of_tokens(row.texts, encoded["offset_mapping"][at], sides))
        segments = np.array(encoded.get("token_type_ids", [()] * (at + 1))[at], dtype=np.int32)
        return Example(
            *place,
            token_ids,
            labels,
            bytes(_KINDS[side] for side in sides),
            task="token_classification" if self.by_word else "sequence_classification",
            segments=segments if segments.any() else None,
        )


def words_of_tokens(
    words: Sequence[str], offsets: Sequence[tuple[int, int]], sides: Sequence[int | None]
) -> NDArray[np.int64]:
    """The number of the word that each token is part of, -1 for none. `offsets` are the tokens' places in the words
    joined by spaces, which every tokenizer takes as words; a token may hold the space before its word, so that its
    last character tells."""
    ends = np.cumsum([len(word) + 1 for word in words])  # where the word after it begins
    spans = np.array(offsets, dtype=np.int64).reshape(-1, 2)
    last = spans[:, 1] - 1
    numbers = np.searchsorted(ends, last, side="right")
    nowhere = np.array([side is None for side in sides]) | (spans[:, 0] >= spans[:, 1])
    inside = np.minimum(numbers, len(words) - 1)
    return np.where(nowhere | (last == ends[inside] - 1), -1, inside)


def labels_of_words(numbers: NDArray[np.int32], words: NDArray[np.int64]) -> NDArray[np.int32]:
    """A word's class at its first token, nothing at the others."""
    first = (words >= 0) & (words != np.concatenate([[-1], words[:-1]]))
    return np.where(first, numbers[words], NOT_LEARNED).astype(np.int32)
