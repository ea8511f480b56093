"""Rows that are tokens already: the ids, and which of them are learned."""

from collections.abc import Sequence
from typing import Any

from tuning_core.data.columns import RowProblem, is_empty, list_in_text, value_of
from tuning_core.data.files import Row
from tuning_core.data.forms import Form

NOT_LEARNED = -100


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
