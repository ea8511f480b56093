"""Measuring a model on held-out rows: loss, and what a person would count."""

import math
import threading
from collections.abc import Callable, Collection, Generator, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from tuning_core import text_scores
from tuning_core.background import heed
from tuning_core.data.batches import Batch, in_order
from tuning_core.data.examples import NOT_LEARNED, Example
from tuning_core.data.labelled import tagged_text
from tuning_core.events import Event, Loading, SampleReply
from tuning_core.models.layers import device_of
from tuning_core.models.loss import learned_logits, learned_per_row, learned_positions
from tuning_core.models.tasks import CLASSIFICATIONS, label_names, task_of
from tuning_core.replies import Question, asked_text, bare, decoded, is_right, question_of, replying
from tuning_core.scores import accuracy, entity_f1, is_bio, macro_f1
from tuning_core.tuned_model import TunedModel

REPLY_METRICS = ("exact_match", "bleu", "rouge_l", "chrf")  # for which the model has to write
_ROWS_AT_ONCE = 32


@dataclass(frozen=True)
class Metrics:
    """`loss` is the mean over what is learned. Models that write text have a perplexity, a token accuracy (the share of
    the learned tokens that were the likeliest where they stand), and four of their greedy replies: the share that is
    the answer exactly, and BLEU, ROUGE-L and chrF from 0 to 100; where rows bring wrong answers also an accuracy: the
    share of these rows whose right answer has a higher log-probability, its tokens' mean, than each wrong one.
    Classifiers have an accuracy, and an F1: over whole entities where the classes mark such, else the mean over the
    classes."""

    loss: float
    perplexity: float | None = None
    token_accuracy: float | None = None
    exact_match: float | None = None
    accuracy: float | None = None
    f1: float | None = None
    bleu: float | None = None
    rouge_l: float | None = None
    chrf: float | None = None


@dataclass(frozen=True)
class Effort:
    """How much a measuring may cost: rows that go through the model at once, rows that are replied to (None: all),
    tokens of a reply (None: those of the answer), which scores of replies are wanted, how many rows are shown."""

    rows_at_once: int = _ROWS_AT_ONCE
    replied_rows: int | None = None
    longest_reply: int | None = None
    reply_metrics: Collection[str] = REPLY_METRICS
    samples: int = 0


def evaluating(
    tuned: TunedModel, tokenizer: Any, examples: Sequence[Example], stop: threading.Event | None = None
) -> Generator[Event, None, tuple[Metrics, Metrics]]:
    """(base, tuned), both on the same rows. Raises Stopped when `stop` is set."""
    with tuned.disabled():
        without_slots = [example.without_slots() for example in examples]
        base = yield from measuring("base", tuned, tokenizer, without_slots, stop)
    return base, (yield from measuring("tuned", tuned, tokenizer, examples, stop))


def measuring(
    side: str, model: nn.Module, tokenizer: Any, examples: Sequence[Example], stop: threading.Event | None
) -> Generator[Event, None, Metrics]:
    what = f"Measuring the {side} model"
    return (yield from measuring_with(what, model, tokenizer, examples, Effort(), stop))[0]


def measuring_with(
    what: str,
    model: nn.Module,
    tokenizer: Any,
    examples: Sequence[Example],
    effort: Effort,
    stop: threading.Event | None,
) -> Generator[Event, None, tuple[Metrics, tuple[SampleReply, ...]]]:
    """Metrics, and as many replies as the effort says. `what` is told while it goes on. No random number is used.
    Raises Stopped when `stop` is set."""
    model.eval()
    yield Loading(what, 0, len(examples))
    if task_of(bare(model)) in CLASSIFICATIONS:
        return (yield from _measuring_classes(what, model, tokenizer, examples, effort, stop))
    loss, token_accuracy = yield from _reading(what, model, tokenizer, examples, effort.rows_at_once, stop)
    ranked = _rank_accuracy(model, examples, tokenizer.pad_token_id or 0, effort.rows_at_once, stop)
    wanted = len(examples) if effort.replied_rows is None else effort.replied_rows
    asked = [
        question_of(one, tokenizer) for one in spread(examples, wanted if effort.reply_metrics else effort.samples)
    ]
    replies = yield from replying(what, model, tokenizer, asked, effort.rows_at_once, effort.longest_reply, stop)
    scores = _reply_scores(asked, replies, tokenizer, effort.reply_metrics)
    pairs = spread(list(zip(asked, replies, strict=True)), effort.samples)
    samples = tuple(
        SampleReply(one.text, one.words_of(one.answer, tokenizer), one.words_of(reply, tokenizer))
        for one, reply in pairs
    )
    return Metrics(loss, math.exp(min(loss, 700.0)), token_accuracy, accuracy=ranked, **scores), samples


def spread(items: Sequence[Any], count: int) -> list[Any]:
    """So many of them at even distances, always the same."""
    count = min(count, len(items))
    return [items[number * len(items) // count] for number in range(count)]


def _reading(
    what: str,
    model: nn.Module,
    tokenizer: Any,
    examples: Sequence[Example],
    rows_at_once: int,
    stop: threading.Event | None,
) -> Generator[Event, None, tuple[float, float]]:
    """(mean cross-entropy, share of likeliest tokens) over the learned tokens of all examples together."""
    total, right, tokens, rows = 0.0, 0, 0, 0
    for batch in in_order(examples, rows_at_once, tokenizer.pad_token_id or 0):
        heed(stop)
        loss, hits = _summed(bare(model), batch)
        total, right = total + loss, right + hits
        tokens, rows = tokens + batch.learned_tokens, rows + len(batch.input_ids)
        yield Loading(what, rows, len(examples))
    return total / max(1, tokens), right / max(1, tokens)


@torch.no_grad()
def _summed(model: nn.Module, batch: Batch) -> tuple[float, int]:
    """(cross-entropy, likeliest tokens), summed over the learned positions of a batch."""
    scores = learned_positions(model, **batch.inputs(device_of(model))).scored()
    log_probability, likeliest = scores.sum(dim=0, dtype=torch.float64).tolist()
    return -log_probability, int(likeliest)


def _reply_scores(
    asked: Sequence[Question], replies: Sequence[Sequence[int]], tokenizer: Any, wanted: Collection[str]
) -> dict[str, float]:
    if not asked:
        return {}
    said = [question.words_of(reply, tokenizer) for question, reply in zip(asked, replies, strict=True)]
    right = [question.words_of(question.answer, tokenizer) for question in asked]
    measures: dict[str, Callable[[], float]] = {
        "exact_match": lambda: sum(map(is_right, replies, asked)) / len(asked),
        "bleu": lambda: text_scores.bleu(said, right),
        "rouge_l": lambda: text_scores.rouge_l(said, right),
        "chrf": lambda: text_scores.chrf(said, right),
    }
    return {name: measure() for name, measure in measures.items() if name in wanted}


@torch.no_grad()
def _rank_accuracy(
    model: nn.Module, examples: Sequence[Example], pad_id: int, rows_at_once: int, stop: threading.Event | None
) -> float | None:
    """None where no row brings wrong answers."""
    questions = [example for example in examples if example.wrong]
    answers = [answer for example in questions for answer in (example, *example.wrong)]
    if not questions:
        return None
    plain = bare(model)
    means: list[float] = []
    by_length = sorted(answers, key=lambda answer: -len(answer.token_ids))
    for batch in in_order(by_length, rows_at_once, pad_id):
        heed(stop)
        inputs = batch.inputs(device_of(plain))
        likely = learned_positions(plain, **inputs).log_probabilities()
        rows = torch.split(likely, learned_per_row(plain, inputs["labels"]))
        means += [float(row.mean()) for row in rows]
    scores = dict(zip(by_length, means, strict=True))
    first = sum(all(scores[one] > scores[wrong] for wrong in one.wrong) for one in questions)
    return first / len(questions)


def _measuring_classes(
    what: str,
    model: nn.Module,
    tokenizer: Any,
    examples: Sequence[Example],
    effort: Effort,
    stop: threading.Event | None,
) -> Generator[Event, None, tuple[Metrics, tuple[SampleReply, ...]]]:
    total = 0.0
    said: list[list[int]] = []  # a list a row
    right: list[list[int]] = []
    for batch in in_order(examples, effort.rows_at_once, tokenizer.pad_token_id or 0):
        heed(stop)
        loss, classes, wanted = _classes_of(bare(model), batch)
        total, said, right = total + loss, said + classes, right + wanted
        yield Loading(what, len(said), len(examples))
    all_said, all_right = ([label for row in side for label in row] for side in (said, right))
    names = label_names(bare(model))
    if task_of(bare(model)) == "token_classification" and is_bio(names):
        f1 = entity_f1(*([[names[label] for label in row] for row in side] for side in (said, right)))
    else:
        f1 = macro_f1(all_said, all_right)
    shown = spread(examples, effort.samples)
    samples = tuple(_named(one, model, tokenizer, names) for one in shown)
    return Metrics(total / max(1, len(all_right)), accuracy=accuracy(all_said, all_right), f1=f1), samples


@torch.no_grad()
def _classes_of(model: nn.Module, batch: Batch) -> tuple[float, list[list[int]], list[list[int]]]:
    """Summed cross-entropy; and of each row the classes said, and the right ones."""
    inputs = batch.inputs(device_of(model))
    logits, targets = learned_logits(model, **inputs)
    learned = learned_per_row(model, inputs["labels"])
    said, right = (_by_row(one, learned) for one in (logits.argmax(dim=-1), targets))
    return float(functional.cross_entropy(logits.float(), targets, reduction="sum")), said, right


def _by_row(values: Tensor, learned: list[int]) -> list[list[int]]:
    return [part.tolist() for part in torch.split(values, learned)]


def _named(example: Example, model: nn.Module, tokenizer: Any, names: Sequence[str]) -> SampleReply:
    """What a classifier says of a row, beside what is right."""
    (batch,) = in_order([example], 1, tokenizer.pad_token_id or 0)
    _, (said,), (right,) = _classes_of(bare(model), batch)
    text = asked_text(example, len(example.token_ids), tokenizer)
    known = names or [str(number) for number in range(1 + max(*said, *right))]
    if example.task == "sequence_classification":
        return SampleReply(text, known[right[0]], known[said[0]])
    words = _words(example, tokenizer)
    tagged = [tagged_text(words, [known[label] for label in side]) for side in (right, said)]
    return SampleReply(text, *tagged)


def _words(example: Example, tokenizer: Any) -> list[str]:
    """Of an example whose words have classes: a word begins wherever there is a label."""
    starts = [place for place, label in enumerate(example.labels.tolist()) if label != NOT_LEARNED]
    ends = [*starts[1:], len(example.token_ids)]
    pairs = zip(starts, ends, strict=True)
    return [decoded(example.token_ids[start:end].tolist(), tokenizer) for start, end in pairs]
