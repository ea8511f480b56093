"""Data settings to prepared rows: the one way from files to examples, for preview and training alike."""

import random
import threading
from collections.abc import Generator, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import Any

from tuning_core.background import heed, result_of
from tuning_core.data.class_examples import ClassEncoder
from tuning_core.data.conversations import Message, RowProblem
from tuning_core.data.examples import Encoder, Example
from tuning_core.data.files import Problem, Row, read_rows
from tuning_core.data.forms import Form, recognise
from tuning_core.data.labelled import Labelled, class_names, labelled_of
from tuning_core.data.templates import Template, template_for_task
from tuning_core.data.text_to_text import TextToTextEncoder
from tuning_core.data.wrong_answers import wrong_answers
from tuning_core.errors import BadInput
from tuning_core.events import Event, Loading
from tuning_core.resource_files import STARTER
from tuning_core.run_file import DataSettings

_AT_ONCE = 256  # rows tokenised between two reports
AnyEncoder = Encoder | TextToTextEncoder | ClassEncoder


@dataclass(frozen=True, eq=False)
class PreparedRow:
    """A row with what was made of it; `example` is None where `problem` says why it cannot be learned from. `wrong` are
    the wrong answers to what `messages` ask."""

    number: int
    row: Row
    messages: tuple[Message, ...]
    example: Example | None
    problem: str
    held_out: bool
    wrong: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class PreparedData:
    """Everything a run learns from and is measured with. `labels` names the classes in the order of their numbers;
    none where text is learned. `template` is None where none is used."""

    rows: list[PreparedRow]
    problems: list[Problem]
    form: Form
    template: Template | None
    max_length: int
    labels: list[str]

    @cached_property
    def training(self) -> list[Example]:
        return [row.example for row in self.rows if row.example is not None and not row.held_out]

    @cached_property
    def held_out(self) -> list[Example]:
        return [row.example for row in self.rows if row.example is not None and row.held_out]

    @property
    def too_long(self) -> int:
        """Rows whose answer lies wholly beyond the maximum length."""
        return sum(row.problem.startswith(_TOO_LONG) for row in self.rows)

    def summary(self) -> dict[str, int]:
        examples = [row.example for row in self.rows if row.example is not None]
        return {
            "rows": len(self.rows),
            "training": len(self.training),
            "held_out": len(self.held_out),
            "cut": sum(example.cut > 0 for example in examples) + self.too_long,
            "problems": len(self.problems),
            "tokens": sum(example.tokens for example in examples),
            "learned_tokens": sum(example.learned_tokens for example in examples),
        }

    def require_rows(self, skip_problems: bool) -> None:
        """Raises BadInput when rows have problems and skipping them was not chosen, or when no row is left."""
        broken = [problem for problem in self.problems if not problem.reason.startswith(_TOO_LONG)]
        if broken and not skip_problems:
            more = f", and {len(broken) - 1} more" if len(broken) > 1 else ""
            raise BadInput(
                f"{broken[0]}{more}; mend the file, or set data.skip_problems = true to leave such rows out."
            )
        if not self.training:
            first = f" The first problem is: {self.problems[0]}." if self.problems else ""
            raise BadInput(f"No row is left to learn from.{first}")


_TOO_LONG = "nothing is learned from it"


def preparing(
    data: DataSettings,
    tokenizer: Any,
    seed: int = 42,
    stop: threading.Event | None = None,
    task: str = "causal_lm",
    model_labels: Sequence[str] = (),
) -> Generator[Event, None, PreparedData]:
    """Reads, recognises, tokenises and splits the rows. `model_labels` are the classes that the model names already.
    Raises BadInput for files that cannot be used at all, and Stopped when `stop` is set."""
    if data.packing and task != "causal_lm":
        raise BadInput(f"data.packing is for model.task = 'causal_lm' only; switch it off for {task!r}.")
    rows, problems = yield from _reading(data.train_files, stop)
    if not rows:
        raise BadInput(f"{problems[0]}; no row of the file can be used.")
    form = recognise(rows, data, task)
    other_rows: list[Row] = []
    own_held_out = _held_out_file(data)
    if own_held_out is not None:
        other_rows, other_problems = yield from _reading([own_held_out], stop)
        problems += other_problems
    other_form = recognise(other_rows, data, task, like=form) if other_rows else form
    labels: list[str] = []
    if task in ("sequence_classification", "token_classification"):
        labels = class_names([*_labelled(rows, form), *_labelled(other_rows, other_form)], data.labels, model_labels)
    template = template_for_task(tokenizer, data.template, task)
    encoder = _encoder(task, tokenizer, template, labels, data.max_length)
    prepared = yield from _encoding(rows, form, encoder, stop)
    if own_held_out is not None:
        other = yield from _encoding(other_rows, other_form, encoder, stop)
        prepared += [replace(row, number=len(rows) + row.number, held_out=True) for row in other]
    else:
        prepared = _split(prepared, float(data.validation), seed)
    problems += [Problem(row.row.file, row.row.line, row.problem) for row in prepared if row.problem]
    return PreparedData(prepared, problems, form, template, data.max_length, labels)


def prepare(
    data: DataSettings, tokenizer: Any, seed: int = 42, task: str = "causal_lm", model_labels: Sequence[str] = ()
) -> PreparedData:
    """`preparing` without the reports."""
    return result_of(preparing(data, tokenizer, seed, None, task, model_labels))


def _encoder(task: str, tokenizer: Any, template: Template | None, labels: list[str], max_length: int) -> AnyEncoder:
    if task == "seq2seq_lm":
        return TextToTextEncoder(tokenizer, template, max_length)
    if template is None:
        return ClassEncoder(tokenizer, labels, max_length, by_word=task == "token_classification")
    return Encoder(tokenizer, template, max_length)


def _labelled(rows: Sequence[Row], form: Form) -> Iterator[Labelled]:
    """Those that can be learned from; the others are told of when they are encoded."""
    for row in rows:
        with suppress(RowProblem):
            yield labelled_of(row, form)


def _held_out_file(data: DataSettings) -> str | None:
    """The starter brings held-out rows of its own."""
    if isinstance(data.validation, str):
        return str(STARTER / "data" / "held_out.jsonl") if data.validation == "starter" else data.validation
    return str(STARTER / "data" / "held_out.jsonl") if data.train == "starter" and data.validation > 0 else None


def _reading(
    names: Sequence[str], stop: threading.Event | None
) -> Generator[Event, None, tuple[list[Row], list[Problem]]]:
    rows: list[Row] = []
    problems: list[Problem] = []
    for name in names:
        yield Loading(f"Reading {name}")
        for item in read_rows(name):
            if isinstance(item, Problem):
                problems.append(item)
            else:
                rows.append(item)
            if len(rows) % 5000 == 4999:
                heed(stop)
                yield Loading(f"Reading {name}", len(rows))
    return rows, problems


def _encoding(
    rows: Sequence[Row], form: Form, encoder: AnyEncoder, stop: threading.Event | None
) -> Generator[Event, None, list[PreparedRow]]:
    prepared: list[PreparedRow] = []
    for start in range(0, len(rows), _AT_ONCE):
        heed(stop)
        yield Loading("Tokenising rows", start, len(rows))
        prepared += _encoded(rows[start : start + _AT_ONCE], start, form, encoder)
    yield Loading("Tokenising rows", len(rows), len(rows))
    return prepared


def _encoded(rows: Sequence[Row], before: int, form: Form, encoder: AnyEncoder) -> list[PreparedRow]:
    prepared: list[PreparedRow] = []
    texts: list[Any] = []  # of each row without a problem: what it says, then the same with its wrong answers
    places: list[tuple[str, int]] = []
    for number, row in enumerate(rows, start=before + 1):
        try:
            messages, text = encoder.read(row, form)
            wrong, others = _wrong(row, form, messages, encoder)
        except (RowProblem, BadInput) as error:
            prepared.append(PreparedRow(number, row, (), None, str(error).rstrip("."), held_out=False))
            continue
        prepared.append(PreparedRow(number, row, messages, None, "", held_out=False, wrong=wrong))
        texts += [text, *others]
        places += [(row.file, row.line)] * (1 + len(others))
    examples = iter(encoder.encode(texts, places) if texts else [])
    return [row if row.problem else _with_example(row, examples, encoder.max_length) for row in prepared]


def _wrong(
    row: Row, form: Form, messages: tuple[Message, ...], encoder: AnyEncoder
) -> tuple[tuple[str, ...], list[Any]]:
    """The wrong answers, and what the row says with each in the place of the right one."""
    if not form.has_wrong_answers or isinstance(encoder, ClassEncoder):
        return (), []
    answers = wrong_answers(row, form, messages[-1].content)
    return answers, [encoder.render((*messages[:-1], replace(messages[-1], content=answer))) for answer in answers]


def _with_example(row: PreparedRow, examples: Iterator[Example], max_length: int) -> PreparedRow:
    """Takes the row's example and those of its wrong answers, of which some may have no token that counts."""
    example, *others = islice(examples, 1 + len(row.wrong))
    if example.learned_tokens == 0:
        return replace(row, problem=_nothing_learned(example, max_length))
    return replace(row, example=replace(example, wrong=tuple(one for one in others if one.learned_tokens)))


def _nothing_learned(example: Example, max_length: int) -> str:
    if example.task == "token_classification":
        return "none of its words gives a token"
    length = len(example.token_ids) + example.cut
    return f"{_TOO_LONG}: its answer lies beyond max_length ({max_length} of {length} tokens)"


def _split(rows: list[PreparedRow], fraction: float, seed: int) -> list[PreparedRow]:
    """Marks a share of the rows as held out; rows with the same prompt stay on one side."""
    groups: dict[tuple[Message, ...], list[int]] = {}
    for index, row in enumerate(rows):
        if row.example is not None:
            prompt = row.messages[:-1] if len(row.messages) > 1 else row.messages
            groups.setdefault(prompt, []).append(index)
    if fraction <= 0 or len(groups) < 2:
        return rows
    order = list(groups.values())
    random.Random(seed).shuffle(order)
    wanted = max(1, round(fraction * len(rows)))
    held_out: set[int] = set()
    for group in order[:-1]:
        if len(held_out) >= wanted:
            break
        held_out.update(group)
    return [replace(row, held_out=index in held_out) for index, row in enumerate(rows)]
