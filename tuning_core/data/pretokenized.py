"""Rows that are tokens already: the ids, and which of them are learned."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from tuning_core.data.columns import RowProblem, is_empty, list_in_text, value_of
from tuning_core.data.conversations import Message
from tuning_core.data.examples import LEARNED, NOT_LEARNED, PROMPT, Example
from tuning_core.data.files import Row
from tuning_core.data.forms import Form

Ready = tuple[list[int], list[int]]  # token ids, labels


class ReadyEncoder:
    """Takes over the tokens that rows bring; the tokenizer must be the one that they were made with."""

    template = None

    def __init__(self, tokenizer: Any) -> None:
        self.tokenizer = tokenizer

    def read(self, row: Row, form: Form) -> tuple[tuple[Message, ...], Ready]:
        ready = tokens_in(row, form, len(self.tokenizer))
        return (Message("text", self.tokenizer.decode(ready[0])),), ready

    def encode(self, rows: Sequence[Ready], places: Sequence[tuple[str, int]]) -> list[Example]:
        return [self._example(*row, place) for row, place in zip(rows, places, strict=True)]

    def _example(self, ids: list[int], labels: list[int], place: tuple[str, int]) -> Example:
        learned = np.array(labels, dtype=np.int32)
        kinds = np.where(learned == NOT_LEARNED, PROMPT, LEARNED).astype(np.uint8)
        learned[:1] = NOT_LEARNED  # nothing stands before the first token from which it could be predicted
        return Example(*place, np.array(ids, dtype=np.int32), learned, kinds.tobytes())


def tokens_in(row: Row, form: Form, vocabulary: int) -> tuple[list[int], list[int]]:
    """(token ids, labels): a label is the id where it is learned, else -100. Tokens that the attention mask leaves out
    are padding, and go. Raises RowProblem for ids that the vocabulary of that size has not, and for anything else."""
    columns = form.columns
    ids = _numbers(row, columns["input_ids"])
    labels = _numbers(row, columns["labels"]) if "labels" in columns else list(ids)
    mask = _numbers(row, columns["attention_mask"]) if "attention_mask" in columns else [1] * len(ids)
    for role, numbers in (("labels", labels), ("attention_mask", mask)):
        if len(numbers) != len(ids):
            raise RowProblem(
                f"the row has {len(ids)} token ids and {len(numbers)} entries in {columns[role]!r}; each needs one"
            )
    kept = [at for at, seen in enumerate(mask) if seen]
    ids, labels = [ids[at] for at in kept], [labels[at] for at in kept]
    for number, one in enumerate(ids, start=1):
        if not 0 <= one < vocabulary:
            raise RowProblem(
                f"token {number} has the id {one}, and the model knows the ids from 0 to {vocabulary - 1}; "
                f"the row was made with another tokenizer (column {columns['input_ids']!r})"
            )
    _check_labels(ids, labels, columns.get("labels", ""))
    return ids, labels


def _check_labels(ids: Sequence[int], labels: Sequence[int], column: str) -> None:
    wrong = [at for at, (one, label) in enumerate(zip(ids, labels, strict=True)) if label not in (one, NOT_LEARNED)]
    if wrong:
        shifted = all(label in (one, NOT_LEARNED) for one, label in zip(ids[1:], labels, strict=False))
        hint = "; the labels seem to be shifted by one, and are to stand below their own tokens" if shifted else ""
        raise RowProblem(
            f"label {wrong[0] + 1} is {labels[wrong[0]]}, neither the token's id {ids[wrong[0]]} nor -100 "
            f"(column {column!r}){hint}"
        )
    if all(label == NOT_LEARNED for label in labels):
        raise RowProblem(f"all labels are -100, so that nothing is learned (column {column!r})")


def _numbers(row: Row, column: str) -> list[int]:
    value: Any = value_of(row, column)
    if isinstance(value, str):
        value = list_in_text(value)
    if is_empty(value):
        raise RowProblem(f"the list of numbers is empty (column {column!r})")
    if not isinstance(value, (list, tuple)) or not all(isinstance(one, int) for one in value):
        raise RowProblem(
            f"the row holds {str(row.values.get(column))[:40]!r}, not a list of whole numbers (column {column!r})"
        )
    return [int(one) for one in value]
