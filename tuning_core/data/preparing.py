"""Data settings to prepared rows: the one way from files to examples, for preview and training alike."""

import threading
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

from tuning_core.background import heed, result_of
from tuning_core.data.class_examples import ClassEncoder
from tuning_core.data.columns import column_names
from tuning_core.data.conversations import Message, RowProblem
from tuning_core.data.cutting import Cutter
from tuning_core.data.examples import Encoder, Example
from tuning_core.data.files import Problem, Row
from tuning_core.data.forms import Form, recognise
from tuning_core.data.labelled import class_names
from tuning_core.data.marks import Mark
from tuning_core.data.phrasing import asked_with
from tuning_core.data.row_search import rows_holding
from tuning_core.data.row_table import RowTable, opening_rows
from tuning_core.data.splitting import held_out_rows, repeated_rows, rows_in_both
from tuning_core.data.templates import Template, template_for_task
from tuning_core.data.text_to_text import TextToTextEncoder
from tuning_core.data.token_table import TokenTable
from tuning_core.data.tokenising import AnyEncoder, tokenising, wrong_texts
from tuning_core.errors import BadInput
from tuning_core.events import Event, Loading
from tuning_core.resource_files import STARTER
from tuning_core.run_file import DataSettings

_FOR_THE_FORM = 200  # rows looked at to recognise it
_BETWEEN_REPORTS = 5_000  # rows
_T = TypeVar("_T")


@dataclass(frozen=True, eq=False)
class PreparedRow:
    """A row with what was made of it; `example` is None where `problem` says why it is not learned from. `wrong` are
    the wrong answers to what `messages` ask; `too_long` is all of a row that is left out for its length."""

    number: int
    row: Row
    messages: tuple[Message, ...]
    example: Example | None
    problem: str
    held_out: bool = False
    wrong: tuple[str, ...] = ()
    too_long: Example | None = None


class Lazy(Sequence[_T], Generic[_T]):
    """Items that are made when they are asked for."""

    def __init__(self, count: int, make: Callable[[int], _T]) -> None:
        self._count, self._make = count, make

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, at: int) -> _T: ...
    @overload
    def __getitem__(self, at: slice) -> list[_T]: ...
    def __getitem__(self, at: int | slice) -> _T | list[_T]:
        if isinstance(at, slice):
            return [self._make(number) for number in range(*at.indices(self._count))]
        if not -self._count <= at < self._count:
            raise IndexError(at)
        return self._make(at % self._count)


class Examples(Lazy[Example]):
    """`token_counts` tells of each how many tokens the model reads, without making it."""

    def __init__(self, make: Callable[[int], Example], token_counts: NDArray[np.int32]) -> None:
        super().__init__(len(token_counts), make)
        self.token_counts = token_counts


@dataclass(frozen=True, eq=False)
class _Side:
    """The rows to learn from, or those of a file of their own to measure with."""

    table: RowTable
    form: Form


class OpenedData:
    """Rows that are found and recognised, and how they will be tokenised."""

    def __init__(self, sides: Sequence[_Side], encoder: AnyEncoder, cutter: Cutter, task: str) -> None:
        self.sides, self.encoder, self.cutter, self.task = sides, encoder, cutter, task
        self._starts = np.cumsum([0, *(len(side.table) for side in sides)])

    @property
    def form(self) -> Form:
        return self.sides[0].form

    @property
    def template(self) -> Template | None:
        """None where none is used."""
        return None if isinstance(self.encoder, ClassEncoder) else self.encoder.template

    @property
    def notes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(note for side in self.sides for note in side.table.notes))

    def __len__(self) -> int:
        return int(self._starts[-1])

    @property
    def rows(self) -> Sequence[PreparedRow]:
        """Each is tokenised when it is asked for, so that it can be looked at before all are."""
        return Lazy(len(self), self._row)

    def _row(self, at: int) -> PreparedRow:
        row = self.read(at)
        if row.problem or isinstance(self.encoder, ClassEncoder):  # whose classes are known when all rows are
            return row
        text: Any = self.encoder.render(row.messages)
        example = self.encoder.encode([text], [(row.row.file, row.row.line)])[0]
        return with_example(row, example, self.cutter)

    def place(self, at: int) -> tuple[int, int]:
        """(side, row of its table) of a row among all rows."""
        side = int(np.searchsorted(self._starts, at, side="right")) - 1
        return side, at - int(self._starts[side])

    def item(self, at: int) -> Row | Problem:
        """As it stands in the file."""
        side, number = self.place(at)
        return self.sides[side].table[number]

    def holding(self, text: str, start: int, stop: int) -> list[int]:
        """Which of the rows start to stop - 1 hold the text somewhere, whatever its case."""
        found: list[int] = []
        for side, before in zip(self.sides, self._starts.tolist(), strict=False):
            held = rows_holding(side.table, text, max(0, start - before), min(len(side.table), stop - before))
            found += [before + number for number in held]
        return found

    def read(self, at: int) -> PreparedRow:
        """What the row says, or why it cannot be learned from."""
        side, number = self.place(at)
        item, form = self.sides[side].table[number], self.sides[side].form
        held_out = side > 0
        if isinstance(item, Problem):
            return PreparedRow(at + 1, Row(item.file, item.line, {}), (), None, item.reason, held_out)
        try:
            messages, _ = self.encoder.read(item, form)
            wrong, _ = wrong_texts(item, form, messages, self.encoder)
        except (RowProblem, BadInput) as error:
            return PreparedRow(at + 1, item, (), None, str(error).rstrip("."), held_out)
        return PreparedRow(at + 1, item, messages, None, "", held_out, wrong)


def with_example(row: PreparedRow, whole: Example, cutter: Cutter) -> PreparedRow:
    """`whole` is the example at its full length."""
    if not whole.learned_tokens:
        nothing = "nothing of it is learned"
        if whole.task == "token_classification":
            nothing = "none of its words gives a token"
        return _replace(row, problem=nothing)
    example = cutter.cut(whole)
    if example is None:
        length = f"{whole.length:,} tokens, and data.max_length is {cutter.max_length:,}"
        return _replace(row, problem=f"it is left out as too long: {length}", too_long=whole)
    return _replace(row, example=example)


def _replace(row: PreparedRow, **changes: Any) -> PreparedRow:
    return PreparedRow(**{**vars(row), **changes})


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
        self._class_numbers = [_numbers_of(table.names, labels) for table in tables]

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
        if self.problems and not skip_problems:
            more = f", and {len(self.problems) - 1:,} more" if len(self.problems) > 1 else ""
            raise BadInput(
                f"{self.problems[0]}{more}; mend the file, or set data.skip_problems = true to leave such rows out."
            )
        if not self.training:
            first = next(iter((*self.problems[:1], *self.left_out[:1])), None)
            raise BadInput(f"No row is left to learn from.{f' The first problem is: {first}.' if first else ''}")

    # one row

    def _row(self, at: int) -> PreparedRow:
        row = self.opened.read(at)
        marks = Mark(int(self.marks[at]))
        row = _replace(row, held_out=Mark.HELD_OUT in marks)
        if row.problem:
            return row
        whole = self._whole(at, row.row.file, row.row.line)
        if whole is None:
            return _replace(row, problem=self._unknown_class(row))
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


def opening(
    data: DataSettings, tokenizer: Any, stop: threading.Event | None = None, task: str = "causal_lm"
) -> Generator[Event, None, OpenedData]:
    """Finds and recognises the rows. Raises BadInput for files that cannot be used at all, and Stopped when `stop` is
    set."""
    if data.packing and task != "causal_lm":
        raise BadInput(f"data.packing is for model.task = 'causal_lm' only; switch it off for {task!r}.")
    sides = [(yield from _side(data.train_files, data, task, stop))]
    own_held_out = _held_out_file(data)
    if own_held_out is not None:
        sides.append((yield from _side([own_held_out], data, task, stop, sides[0].form)))
    encoder = _encoder(data, tokenizer, task)
    plain = sides[0].form.format == "text" and task == "causal_lm"  # nothing is asked in it, so that its end may go
    cutter = Cutter(data.max_length, "answer" if plain else data.cut, frozenset(tokenizer.all_special_ids))
    return OpenedData(sides, encoder, cutter, task)


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


def _side(
    names: Sequence[str], data: DataSettings, task: str, stop: threading.Event | None, like: Form | None = None
) -> Generator[Event, None, _Side]:
    table = yield from opening_rows(names, stop)
    first = [item for item in table.rows(0, min(_FOR_THE_FORM, len(table))) if isinstance(item, Row)]
    if not first:
        problem = table[0]
        raise BadInput(f"{problem}; no row of the file can be used.")
    form = recognise(first, data, task, like)
    return _Side(table, asked_with(data.prompt, form, column_names(first), first[0].file))


def _encoder(data: DataSettings, tokenizer: Any, task: str) -> AnyEncoder:
    template = template_for_task(tokenizer, data.template, task)
    if task == "seq2seq_lm":
        return TextToTextEncoder(tokenizer, template)
    if template is None:
        return ClassEncoder(tokenizer, by_word=task == "token_classification")
    return Encoder(tokenizer, template)


def _held_out_file(data: DataSettings) -> str | None:
    """The starter brings held-out rows of its own."""
    if isinstance(data.validation, str):
        return str(STARTER / "data" / "held_out.jsonl") if data.validation == "starter" else data.validation
    return str(STARTER / "data" / "held_out.jsonl") if data.train == "starter" and data.validation > 0 else None


def _marked(
    opened: OpenedData, tables: Sequence[TokenTable], labels: list[str], stop: threading.Event | None
) -> Generator[Event, None, tuple[NDArray[np.uint8], NDArray[np.int32]]]:
    """The marks of each row on its own, and how many of its tokens are learned."""
    all_marks, all_learned = [], []
    for table in tables:
        learned, marks = table.learned.copy(), np.zeros(len(table), dtype=np.uint8)
        known = table.rows_within(_numbers_of(table.names, labels) >= 0) if labels else table.learnable
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


def _numbers_of(names: Sequence[str], labels: list[str]) -> NDArray[np.int32]:
    """Of each class the number that it has among the labels, -1 for none."""
    return np.array([labels.index(name) if name in labels else -1 for name in names], dtype=np.int32)


def _listed(names: list[str]) -> str:
    return ", ".join(names[:12]) + (", …" if len(names) > 12 else "")
