"""Everything a run learns from and is measured with."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tuning_core.data.examples import Example
from tuning_core.data.files import Problem
from tuning_core.data.forms import Form
from tuning_core.data.lazy import Examples, Lazy
from tuning_core.data.marks import Mark
from tuning_core.data.opened import OpenedData, PreparedRow, with_example
from tuning_core.data.preflight import DataFacts
from tuning_core.data.templates import Template
from tuning_core.data.token_table import TokenTable
from tuning_core.errors import BadInput
from tuning_core.run_file import DataSettings, TrainingSettings


class PreparedData:
    """Everything a run learns from and is measured with. `labels` names the classes in the order of their numbers; none
    where text is learned. Arrays have one entry a row: `marks` (uint8, of Mark), `lengths` (tokens before cutting) and
    `learned` (tokens after it)."""

    def __init__(
        self,
        opened: OpenedData,
        tables: Sequence[TokenTable],
        labels: list[str],
        marks: NDArray[np.uint8],
        lengths: NDArray[np.int32],
        learned: NDArray[np.int32],
    ) -> None:
        self.opened, self.labels = opened, labels
        self.marks, self.lengths, self.learned = marks, lengths, learned
        self._tables = tables
        self._class_numbers = [class_numbers(table.names, labels) for table in tables]

    @property
    def form(self) -> Form:
        return self.opened.form

    @property
    def template(self) -> Template | None:
        return self.opened.template

    @property
    def notes(self) -> tuple[str, ...]:
        return self.opened.notes

    @property
    def max_length(self) -> int:
        return self.opened.cutter.max_length

    @property
    def rows(self) -> Sequence[PreparedRow]:
        return Lazy(len(self.opened), self._row)

    @cached_property
    def training(self) -> Examples:
        return self._examples(self._unmarked(Mark.PROBLEM | Mark.LEFT_OUT | Mark.HELD_OUT))

    @cached_property
    def held_out(self) -> Examples:
        kept = self._unmarked(Mark.PROBLEM | Mark.LEFT_OUT)
        return self._examples(kept[(self.marks[kept] & Mark.HELD_OUT.value) > 0])

    @cached_property
    def problems(self) -> Sequence[Problem]:
        """Of the rows that cannot be learned from, however long they are."""
        return self._told(self.marked(Mark.PROBLEM))

    @cached_property
    def left_out(self) -> Sequence[Problem]:
        """Of the rows that are too long."""
        return self._told(self.marked(Mark.LEFT_OUT))

    def marked(self, mark: Mark) -> NDArray[np.int64]:
        """Rows with one of these marks."""
        return np.flatnonzero(self.marks & mark.value)

    @cached_property
    def label_counts(self) -> dict[str, tuple[int, int]]:
        """How often each class is (learned, held out); of words where words have classes."""
        if not self.labels:
            return {}
        counts = np.zeros((len(self.labels), 2), dtype=np.int64)
        start = 0
        for table, numbers in zip(self._tables, self._class_numbers, strict=True):
            marks = self.marks[start : start + len(table)]
            start += len(table)
            for column, wanted in enumerate((0, Mark.HELD_OUT.value)):
                of_side = marks & (Mark.HELD_OUT | Mark.PROBLEM | Mark.LEFT_OUT).value == wanted
                np.add.at(counts[:, column], numbers, table.class_counts(of_side) * (numbers >= 0))
        return {name: (int(learned), int(held)) for name, (learned, held) in zip(self.labels, counts, strict=True)}

    @property
    def highest_token(self) -> int:
        """The highest number of a token that a model has to know."""
        return max(table.highest_token for table in self._tables)

    @property
    def has_slots(self) -> bool:
        """Whether the template gives places to virtual tokens."""
        return any(table.has_slots for table in self._tables)

    @property
    def has_wrong_answers(self) -> bool:
        return any(table.has_wrong_answers for table in self._tables)

    def facts(self, data: DataSettings, training: TrainingSettings, positions: int | None = None) -> DataFacts:
        """What the checks before a run ask for; `positions` is the most tokens that the model has places for."""
        counts = self.summary()
        tokenizer, template = self.opened.encoder.tokenizer, self.template
        nothing = [(table.learnable & (table.learned == 0)).sum() for table in self._tables]
        names = list(dict.fromkeys(Path(name).name for name in data.train_files))
        return DataFacts(
            file=", ".join(names[:2]) + (f" and {len(names) - 2} more" if len(names) > 2 else ""),
            task=self.opened.task,
            form=self.form.format,
            rows=counts["rows"],
            training=counts["training"],
            held_out=counts["held_out"],
            held_out_file=len(self._tables) > 1,
            problems=counts["problems"],
            learn_nothing=int(sum(nothing)),
            skip_problems=data.skip_problems,
            left_out=counts["left_out"],
            cut=counts["cut"],
            cut_policy=data.cut,
            max_length=data.max_length,
            longest=int(self.lengths.max(initial=0)),
            positions=positions,
            tokens=counts["tokens"],
            learned_tokens=counts["learned_tokens"],
            learn=data.learn,
            learn_end=data.learn_end,
            tokenizer_has_end=tokenizer.eos_token_id is not None,
            template=data.template,
            template_closes_answers=template is None or template.writes_end,
            batch_size=training.batch_size,
            gradient_accumulation=training.gradient_accumulation,
            duplicates=counts["duplicates"],
            in_both=counts["in_both"],
            label_counts=self.label_counts,
        )

    def summary(self) -> dict[str, int]:
        kept = self._unmarked(Mark.PROBLEM | Mark.LEFT_OUT)
        return {
            "rows": len(self.opened),
            "training": len(self.training),
            "held_out": len(self.held_out),
            "cut": len(self.marked(Mark.CUT)),
            "left_out": len(self.marked(Mark.LEFT_OUT)),
            "problems": len(self.problems),
            "duplicates": len(self.marked(Mark.DUPLICATE)),
            "in_both": len(self.marked(Mark.IN_BOTH)),
            "tokens": int(np.minimum(self._token_counts[kept], self._most_tokens).sum(dtype=np.int64)),
            "learned_tokens": int(self.learned[kept].sum(dtype=np.int64)),
        }

    def require_rows(self, skip_problems: bool) -> None:
        """Raises BadInput when rows have problems and skipping them was not chosen, or when no row is left."""
        good = len(self.training) + len(self.held_out) + len(self.left_out)
        if self.problems and good and not skip_problems:
            more = f", and {len(self.problems) - 1:,} more" if len(self.problems) > 1 else ""
            raise BadInput(
                f"{self.problems[0]}{more}; mend the file, or set data.skip_problems = true to leave such rows out."
            )
        if not self.training:
            first = next(iter((*self.problems[:1], *self.left_out[:1])), None)
            raise BadInput(f"No row is left to learn from{f'; the first problem is: {first}' if first else ''}.")

    # one row

    def _row(self, at: int) -> PreparedRow:
        row = self.opened.read(at)
        marks = Mark(int(self.marks[at]))
        row = replace(row, held_out=Mark.HELD_OUT in marks)
        if row.problem:
            return row
        whole = self._whole(at, row.row.file, row.row.line)
        if whole is None:
            return replace(row, problem=self._unknown_class(row))
        return with_example(row, whole, self.opened.cutter)

    def _whole(self, at: int, file: str, line: int) -> Example | None:
        side, number = self.opened.place(at)
        example = self._tables[side].example(number, file, line)
        if example is None or not self.labels:
            return example
        named = example.labels >= 0
        labels = example.labels.copy()
        labels[named] = self._class_numbers[side][labels[named]]
        if (labels[named] < 0).any():
            return None
        return Example(**{**vars(example), "labels": labels})

    def _unknown_class(self, row: PreparedRow) -> str:
        labelled = self.opened.encoder.read(row.row, self.form)[1]
        name = next(name for name in labelled.names if name not in self.labels)  # type: ignore[union-attr]
        return f"the class {name!r} is none of data.labels ({_listed(self.labels)})"

    # many rows

    @cached_property
    def _token_counts(self) -> NDArray[np.int32]:
        return np.concatenate([table.token_counts for table in self._tables])

    @property
    def _most_tokens(self) -> int:
        return self.max_length * (2 if self.opened.task == "seq2seq_lm" else 1)

    def _unmarked(self, marks: Mark) -> NDArray[np.int64]:
        return np.flatnonzero((self.marks & marks.value) == 0)

    def _examples(self, rows: NDArray[np.int64]) -> Examples:
        def example(number: int) -> Example:
            at = int(rows[number])
            side, of_table = self.opened.place(at)
            row = self.opened.sides[side].table[of_table]
            whole = self._whole(at, row.file, row.line)
            cut = None if whole is None else self.opened.cutter.cut(whole)
            if cut is None:
                raise LookupError(f"Row {at + 1} has no example, though it is counted among those that have.")
            return cut

        return Examples(example, np.minimum(self._token_counts[rows], self._most_tokens))

    def _told(self, rows: NDArray[np.int64]) -> Sequence[Problem]:
        def problem(number: int) -> Problem:
            row = self._row(int(rows[number]))
            return Problem(row.row.file, row.row.line, row.problem)

        return Lazy(len(rows), problem)


def class_numbers(names: Sequence[str], labels: list[str]) -> NDArray[np.int32]:
    """Of each class the number that it has among the labels, -1 for none."""
    return np.array([labels.index(name) if name in labels else -1 for name in names], dtype=np.int32)


def _listed(names: list[str]) -> str:
    return ", ".join(names[:12]) + (", …" if len(names) > 12 else "")
