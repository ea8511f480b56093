"""Data files to rows that are found, recognised and ready to be tokenised."""

import threading
from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from tuning_core.data.class_examples import ClassEncoder
from tuning_core.data.columns import column_names
from tuning_core.data.conversations import Message, RowProblem
from tuning_core.data.cutting import Cutter
from tuning_core.data.examples import Encoder, Example
from tuning_core.data.files import Problem, Row
from tuning_core.data.forms import Form, recognise
from tuning_core.data.lazy import Lazy
from tuning_core.data.phrasing import asked_with
from tuning_core.data.pretokenized import ReadyEncoder
from tuning_core.data.row_search import rows_holding
from tuning_core.data.row_table import RowTable, opening_rows
from tuning_core.data.templates import Template, TemplateWasStopped, template_for_task
from tuning_core.data.text_to_text import TextToTextEncoder
from tuning_core.data.tokenising import AnyEncoder, wrong_texts
from tuning_core.errors import BadInput
from tuning_core.events import Event
from tuning_core.resource_files import STARTER
from tuning_core.run_file import DataSettings

_FOR_THE_FORM = 200  # rows looked at to recognise it


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


@dataclass(frozen=True, eq=False)
class Side:
    """The rows to learn from, or those of a file of their own to measure with."""

    table: RowTable
    form: Form


class OpenedData:
    """Rows that are found and recognised, and how they will be tokenised."""

    def __init__(self, sides: Sequence[Side], encoder: AnyEncoder, cutter: Cutter, task: str) -> None:
        self.sides, self.encoder, self.cutter, self.task = sides, encoder, cutter, task
        self._starts = np.cumsum([0, *(len(side.table) for side in sides)])

    @property
    def form(self) -> Form:
        return self.sides[0].form

    @property
    def template(self) -> Template | None:
        """None where none is used."""
        return self.encoder.template

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
        text: Any = self.encoder.read(row.row, self.sides[self.place(at)[0]].form)[1]
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
        return replace(row, problem=nothing)
    example = cutter.cut(whole)
    if example is None:
        length = f"{whole.length:,} tokens, and data.max_length is {cutter.max_length:,}"
        return replace(row, problem=f"it is left out as too long: {length}", too_long=whole)
    return replace(row, example=example)


def opening(
    data: DataSettings, tokenizer: Any, stop: threading.Event | None = None, task: str = "causal_lm"
) -> Generator[Event, None, OpenedData]:
    """Finds and recognises the rows. Raises BadInput for files that cannot be used at all, and Stopped when `stop` is
    set."""
    sides = [(yield from _side(data.train_files, data, task, stop))]
    own_held_out = _held_out_file(data)
    if own_held_out is not None:
        sides.append((yield from _side([own_held_out], data, task, stop, sides[0].form)))
    encoder = _encoder(data, tokenizer, task, sides[0].form)
    plain = sides[0].form.format == "text" and task == "causal_lm"  # nothing is asked in it, so that its end may go
    _require_template(encoder, sides[0])
    cutter = Cutter(data.max_length, "answer" if plain else data.cut, frozenset(tokenizer.all_special_ids))
    return OpenedData(sides, encoder, cutter, task)


def _side(
    names: Sequence[str], data: DataSettings, task: str, stop: threading.Event | None, like: Form | None = None
) -> Generator[Event, None, Side]:
    table = yield from opening_rows(names, stop)
    first = [item for item in table.rows(0, min(_FOR_THE_FORM, len(table))) if isinstance(item, Row)]
    if not first:
        problem = table[0]
        raise BadInput(f"{problem}; no row of the file can be used.")
    form = recognise(first, data, task, like)
    return Side(table, asked_with(data.prompt, form, column_names(first), first[0].file))


def _encoder(data: DataSettings, tokenizer: Any, task: str, form: Form) -> AnyEncoder:
    if form.format == "tokenized":
        return ReadyEncoder(tokenizer)
    template = template_for_task(tokenizer, data.template, task)
    if task == "seq2seq_lm":
        return TextToTextEncoder(tokenizer, template)
    if template is None:
        return ClassEncoder(tokenizer, by_word=task == "token_classification")
    return Encoder(tokenizer, template, data.learn, data.learn_end)


def _require_template(encoder: AnyEncoder, side: Side) -> None:
    """An endless template is found with the first row, not with each."""
    row = next(item for item in side.table if isinstance(item, Row))
    try:
        encoder.read(row, side.form)
    except TemplateWasStopped:
        raise
    except (RowProblem, BadInput):
        return  # of the row, and told with it


def _held_out_file(data: DataSettings) -> str | None:
    """The starter brings held-out rows of its own."""
    if isinstance(data.validation, str):
        return str(STARTER / "data" / "held_out.jsonl") if data.validation == "starter" else data.validation
    return str(STARTER / "data" / "held_out.jsonl") if data.train == "starter" and data.validation > 0 else None
