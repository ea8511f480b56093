"""Measuring a model on held-out rows: loss, perplexity, exact match."""

import math
import threading
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn

from tuning_core.background import heed
from tuning_core.data.batches import in_order
from tuning_core.data.examples import NOT_LEARNED, Example
from tuning_core.events import Event, Loading
from tuning_core.models.layers import device_of
from tuning_core.models.loss import learned_loss
from tuning_core.tuned_model import TunedModel

_ROWS_AT_ONCE = 32


@dataclass(frozen=True)
class Metrics:
    """`loss` is the mean over learned tokens; `exact_match` the share of rows whose greedy reply is the answer."""

    loss: float
    perplexity: float
    exact_match: float


@torch.no_grad()
def held_out_loss(model: nn.Module, examples: Sequence[Example], batch_size: int, pad_id: int) -> float:
    """Mean cross-entropy over the learned tokens of all examples together."""
    model.eval()
    bare = model.model if isinstance(model, TunedModel) else model
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
    loss = held_out_loss(model, examples, _ROWS_AT_ONCE, pad_id)
    by_length = sorted(examples, key=lambda example: len(example.prompt_token_ids))
    right = 0
    for start in range(0, len(by_length), _ROWS_AT_ONCE):
        heed(stop)
        rows = by_length[start : start + _ROWS_AT_ONCE]
        right += sum(reply == _answer(row) for reply, row in zip(_greedy(model, tokenizer, rows), rows, strict=True))
        yield Loading(f"Measuring the {side} model", start + len(rows), len(examples))
    return Metrics(loss, math.exp(min(loss, 700.0)), right / max(1, len(examples)))


def _answer(example: Example) -> list[int]:
    """The last answer's tokens, the end mark included."""
    rest = slice(len(example.prompt_token_ids), None)
    labels: list[int] = example.labels[rest].tolist()
    return [label for label in labels if label != NOT_LEARNED]


def _greedy(model: nn.Module, tokenizer: Any, examples: Sequence[Example]) -> list[list[int]]:
    """Greedy replies, end mark included, as token ids."""
    prompts = [example.prompt_token_ids.tolist() for example in examples]
    longest = max(len(_answer(example)) for example in examples)
    ends = [_answer(example)[-1] for example in examples]
    return greedy_replies(model, prompts, tokenizer.pad_token_id or 0, longest, ends)


@torch.no_grad()
def greedy_replies(
    model: nn.Module, prompts: Sequence[Sequence[int]], pad_id: int, max_new_tokens: int, end_ids: Sequence[int] = ()
) -> list[list[int]]:
    """One reply a prompt, batched with padding on the left; each ends with its end mark or at the maximum (tokens).
    `end_ids` are end marks beside the model's own."""
    model.eval()
    device = next(model.parameters()).device
    length = max(len(prompt) for prompt in prompts)
    token_ids = torch.tensor([[pad_id] * (length - len(prompt)) + list(prompt) for prompt in prompts], device=device)
    mask = torch.tensor([[0] * (length - len(prompt)) + [1] * len(prompt) for prompt in prompts], device=device)
    ends = set(end_ids) | set(_end_marks(model))
    output = model.generate(  # type: ignore[operator]
        input_ids=token_ids,
        attention_mask=mask,
        max_new_tokens=max_new_tokens,
        do_sample=False,
        num_beams=1,
        pad_token_id=pad_id,
        eos_token_id=sorted(ends) or None,
    )
    return [_up_to_end(row[length:].tolist(), ends) for row in output]


def _end_marks(model: Any) -> list[int]:
    config = (model.model if isinstance(model, TunedModel) else model).generation_config
    ids = config.eos_token_id
    return [] if ids is None else [ids] if isinstance(ids, int) else list(ids)


def _up_to_end(token_ids: list[int], ends: set[int]) -> list[int]:
    for index, token_id in enumerate(token_ids):
        if token_id in ends:
            return token_ids[: index + 1]
    return token_ids
