"""Data settings to prepared rows: the one way from files to examples, for preview and training alike."""

import threading
from collections.abc import Generator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tuning_core.background import heed, result_of
from tuning_core.data.labelled import class_names
from tuning_core.data.marks import Mark
from tuning_core.data.opened import OpenedData, opening
from tuning_core.data.prepared import PreparedData, class_numbers
from tuning_core.data.splitting import held_out_rows, repeated_rows, rows_in_both
from tuning_core.data.token_table import TokenTable
from tuning_core.data.tokenising import tokenising
from tuning_core.events import Event, Loading
from tuning_core.run_file import DataSettings

_BETWEEN_REPORTS = 5_000  # rows


def preparing(
    data: DataSettings,
    tokenizer: Any,
    seed: int = 42,
    stop: threading.Event | None = None,
    task: str = "causal_lm",
    model_labels: Sequence[str] = (),
    opened: OpenedData | None = None,
) -> Generator[Event, None, PreparedData]:
    """Opens the rows, where that is not done, tokenises and splits them. `model_labels` are the classes that the model
    names already. Raises BadInput for files that cannot be used at all, and Stopped when `stop` is set."""
    if opened is None:
        opened = yield from opening(data, tokenizer, stop, task)
    tables = []
    for side in opened.sides:
        tables.append((yield from tokenising(side.table, side.form, opened.encoder, task, stop)))
    labels: list[str] = []
    if task.endswith("classification"):
        labels = class_names({name for table in tables for name in table.names}, data.labels, model_labels)
    lengths = np.concatenate([table.lengths for table in tables])
    marks, learned = yield from _marked(opened, tables, labels, stop)
    _split(marks, opened, tables, data, seed)
    return PreparedData(opened, tables, labels, marks, lengths, learned)


def prepare(
    data: DataSettings, tokenizer: Any, seed: int = 42, task: str = "causal_lm", model_labels: Sequence[str] = ()
) -> PreparedData:
    """`preparing` without the reports."""
    return result_of(preparing(data, tokenizer, seed, None, task, model_labels))


def _marked(
    opened: OpenedData, tables: Sequence[TokenTable], labels: list[str], stop: threading.Event | None
) -> Generator[Event, None, tuple[NDArray[np.uint8], NDArray[np.int32]]]:
    """The marks of each row on its own, and how many of its tokens are learned."""
    all_marks, all_learned = [], []
    for table in tables:
        learned, marks = table.learned.copy(), np.zeros(len(table), dtype=np.uint8)
        known = table.rows_within(class_numbers(table.names, labels) >= 0) if labels else table.learnable
        marks[(learned == 0) | ~known] = Mark.PROBLEM
        too_long = np.flatnonzero((table.lengths > opened.cutter.max_length) & (marks == 0))
        if opened.cutter.policy == "drop" and not labels:
            marks[too_long], learned[too_long] = Mark.LEFT_OUT, 0
            too_long = too_long[:0]
        for number, row in enumerate(too_long):
            if number % _BETWEEN_REPORTS == 0:
                heed(stop)
                yield Loading("Cutting long rows", number, len(too_long))
            example = table.example(int(row), "", 0)
            cut = opened.cutter.cut(example) if example is not None else None
            marks[row] = Mark.CUT if cut is not None else Mark.LEFT_OUT
            learned[row] = 0 if cut is None else cut.learned_tokens
        all_marks.append(marks)
        all_learned.append(learned)
    return np.concatenate(all_marks), np.concatenate(all_learned)


def _split(
    marks: NDArray[np.uint8], opened: OpenedData, tables: Sequence[TokenTable], data: DataSettings, seed: int
) -> None:
    """Marks the rows that are held out, that come twice and that are on both sides."""
    usable = (marks & (Mark.PROBLEM | Mark.LEFT_OUT).value) == 0
    prompt_keys = np.concatenate([table.prompt_keys for table in tables])
    if len(tables) > 1:
        held_out = np.arange(len(marks)) >= len(tables[0])
    else:
        classes = tables[0].classes if opened.task == "sequence_classification" else None
        held_out = held_out_rows(prompt_keys, usable, float(data.validation), seed, classes)
    marks[held_out] |= Mark.HELD_OUT.value
    row_keys = np.concatenate([table.row_keys for table in tables])
    marks[repeated_rows(row_keys, usable)] |= Mark.DUPLICATE.value
    marks[rows_in_both(prompt_keys, held_out & usable, ~held_out & usable)] |= Mark.IN_BOTH.value
