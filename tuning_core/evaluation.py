"""Measuring a model on held-out rows: loss, and what a person would count."""

import math
import threading
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Any, cast

import torch
from torch import nn
from torch.nn import functional

from tuning_core.background import heed
from tuning_core.data.batches import in_order
from tuning_core.data.examples import NOT_LEARNED, Example
from tuning_core.events import Event, Loading
from tuning_core.models.layers import device_of
from tuning_core.models.loss import learned_logits, learned_loss, learned_per_row, log_probabilities
from tuning_core.models.tasks import CLASSIFICATIONS, label_names, task_of
from tuning_core.scores import accuracy, entity_f1, is_bio, macro_f1
from tuning_core.tuned_model import TunedModel

_ROWS_AT_ONCE = 32


@dataclass(frozen=True)
class Metrics:
    """`loss` is the mean over what is learned. Models that write text have a perplexity, and an exact match: the share
    of rows whose greedy reply is the answer; where rows bring wrong answers also an accuracy: the share of these rows
    whose right answer has a higher log-probability, its tokens' mean, than each wrong one. Classifiers have an
    accuracy, and an F1: over whole entities where the classes mark such, else the mean over the classes."""

    loss: float
    perplexity: float | None = None
    exact_match: float | None = None
    accuracy: float | None = None
    f1: float | None = None


@torch.no_grad()
def held_out_loss(model: nn.Module, examples: Sequence[Example], batch_size: int, pad_id: int) -> float:
    """Mean cross-entropy over the learned tokens of all examples together."""
    model.eval()
    bare = _bare(model)
    total, tokens = 0.0, 0
    for batch in in_order(examples, batch_size, pad_id):
        count = batch.learned_tokens
        total += float(learned_loss(bare, num_learned_tokens=1, **batch.inputs(device_of(bare))))
        tokens += count
    return total / max(1, tokens)


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
    pad_id = tokenizer.pad_token_id or 0
    yield Loading(f"Measuring the {side} model", 0, len(examples))
    if task_of(_bare(model)) in CLASSIFICATIONS:
        return (yield from _measuring_classes(side, model, examples, pad_id, stop))
    loss = held_out_loss(model, examples, _ROWS_AT_ONCE, pad_id)
    by_length = sorted(examples, key=lambda example: len(example.prompt_token_ids))
    right = 0
    for start in range(0, len(by_length), _ROWS_AT_ONCE):
        heed(stop)
        rows = by_length[start : start + _ROWS_AT_ONCE]
        right += _right_replies(model, tokenizer, rows)
        yield Loading(f"Measuring the {side} model", start + len(rows), len(examples))
    exact_match = right / max(1, len(examples))
    return Metrics(loss, math.exp(min(loss, 700.0)), exact_match, _rank_accuracy(model, examples, pad_id, stop))


@torch.no_grad()
def _rank_accuracy(
    model: nn.Module, examples: Sequence[Example], pad_id: int, stop: threading.Event | None
) -> float | None:
    """None where no row brings wrong answers."""
    questions = [example for example in examples if example.wrong]
    answers = [answer for example in questions for answer in (example, *example.wrong)]
    if not questions:
        return None
    model.eval()
    bare = _bare(model)
    means: list[float] = []
    by_length = sorted(answers, key=lambda answer: -len(answer.token_ids))
    for batch in in_order(by_length, _ROWS_AT_ONCE, pad_id):
        heed(stop)
        inputs = batch.inputs(device_of(bare))
        rows = log_probabilities(*learned_logits(bare, **inputs), learned_per_row(bare, inputs["labels"]))
        means += [float(row.mean()) for row in rows]
    scores = dict(zip(by_length, means, strict=True))
    first = sum(all(scores[one] > scores[wrong] for wrong in one.wrong) for one in questions)
    return first / len(questions)


@torch.no_grad()
def _measuring_classes(
    side: str, model: nn.Module, examples: Sequence[Example], pad_id: int, stop: threading.Event | None
) -> Generator[Event, None, Metrics]:
    model.eval()
    bare = _bare(model)
    total, rows = 0.0, 0
    said: list[list[int]] = []  # a list a row
    right: list[list[int]] = []
    for batch in in_order(examples, _ROWS_AT_ONCE, pad_id):
        heed(stop)
        inputs = batch.inputs(device_of(bare))
        logits, targets = learned_logits(bare, **inputs)
        total += float(functional.cross_entropy(logits.float(), targets, reduction="sum"))
        learned = learned_per_row(bare, inputs["labels"])
        said += [part.tolist() for part in torch.split(logits.argmax(dim=-1), learned)]
        right += [part.tolist() for part in torch.split(targets, learned)]
        rows += len(learned)
        yield Loading(f"Measuring the {side} model", rows, len(examples))
    all_said, all_right = ([label for row in side for label in row] for side in (said, right))
    names = label_names(bare)
    if task_of(bare) == "token_classification" and is_bio(names):
        f1 = entity_f1(*([[names[label] for label in row] for row in side] for side in (said, right)))
    else:
        f1 = macro_f1(all_said, all_right)
    return Metrics(total / max(1, len(all_right)), accuracy=accuracy(all_said, all_right), f1=f1)


def _bare(model: nn.Module) -> nn.Module:
    return model.model if isinstance(model, TunedModel) else model


def _answer(example: Example, apart: bool) -> list[int]:
    """The last answer's tokens, the end mark included; `apart`: the labels are nothing but the answer."""
    before = 0 if apart else len(example.prompt_token_ids)
    labels: list[int] = example.labels[before:].tolist()
    return [label for label in labels if label != NOT_LEARNED]


def _right_replies(model: nn.Module, tokenizer: Any, examples: Sequence[Example]) -> int:
    """How many greedy replies are the answer, end mark included."""
    apart = task_of(_bare(model)) == "seq2seq_lm"
    answers = [_answer(example, apart) for example in examples]
    prompts = [example.prompt_token_ids.tolist() for example in examples]
    longest, ends = max(map(len, answers)), [answer[-1] for answer in answers]
    replies = greedy_replies(model, prompts, tokenizer.pad_token_id or 0, longest, ends)
    return sum(reply == answer for reply, answer in zip(replies, answers, strict=True))


@torch.no_grad()
def greedy_replies(
    model: nn.Module, prompts: Sequence[Sequence[int]], pad_id: int, max_new_tokens: int, end_ids: Sequence[int] = ()
) -> list[list[int]]:
    """One reply a prompt; each ends with its end mark or at the maximum (tokens). `end_ids` are end marks beside the
    model's own. What goes on with its prompt is padded on the left, what reads it first on the right."""
    model.eval()
    device = device_of(model)
    replies_apart = task_of(_bare(model)) == "seq2seq_lm"
    length = max(len(prompt) for prompt in prompts)
    token_ids = torch.full((len(prompts), length), pad_id, device=device)
    mask = torch.zeros_like(token_ids)
    for row, prompt in enumerate(prompts):
        place = slice(None, len(prompt)) if replies_apart else slice(length - len(prompt), None)
        token_ids[row, place] = torch.tensor(list(prompt), device=device)
        mask[row, place] = 1
    ends = set(end_ids) | set(end_marks(model))
    output = model.generate(  # type: ignore[operator]
        input_ids=token_ids,
        attention_mask=mask,
        max_new_tokens=max_new_tokens,
        do_sample=False,
        num_beams=1,
        pad_token_id=pad_id,
        eos_token_id=sorted(ends) or None,
    )
    begin = 1 if replies_apart else length  # an answer read apart starts with the decoder's start mark
    return [_up_to_end(row[begin:].tolist(), ends) for row in output]


def end_marks(model: Any) -> list[int]:
    """The tokens at which the model, tuned or not, ends what it writes."""
    ids = cast(Any, _bare(model)).generation_config.eos_token_id
    return [] if ids is None else [ids] if isinstance(ids, int) else list(ids)


def _up_to_end(token_ids: list[int], ends: set[int]) -> list[int]:
    for index, token_id in enumerate(token_ids):
        if token_id in ends:
            return token_ids[: index + 1]
    return token_ids
