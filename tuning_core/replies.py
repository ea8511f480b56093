"""What a model replies to held-out rows when it always takes the likeliest token."""

import threading
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import torch
from torch import nn

from tuning_core.background import heed
from tuning_core.data.examples import END, LEARNED, NOT_LEARNED, TEMPLATE, Example
from tuning_core.events import Event, Loading
from tuning_core.models.layers import device_of
from tuning_core.models.tasks import task_of
from tuning_core.slots import FIRST_SLOT_ID
from tuning_core.tuned_model import TunedModel

_FIRST_TOKENS, _NEXT_TOKENS = 32, 64  # of a text that asks nothing: what is shown of it, and what the model writes on


@dataclass(frozen=True)
class Question:
    """A held-out row as the model is asked it. `end` are the tokens at the end of the answer that mark its end."""

    prompt: list[int]
    answer: list[int]
    end: list[int]
    text: str

    def words_of(self, reply: Sequence[int], tokenizer: Any) -> str:
        """The text of a reply or of the answer, without its end mark."""
        size = len(self.end)
        ends = size > 0 and list(reply[-size:]) == self.end
        return decoded(reply[:-size] if ends else reply, tokenizer)


def question_of(example: Example, tokenizer: Any) -> Question:
    """The last answer and what stands before it; of a text without questions, its beginning and how it goes on."""
    if example.task == "causal_lm" and example.kinds[:1] == bytes([LEARNED]):
        token_ids = example.token_ids.tolist()
        first = min(_FIRST_TOKENS, (len(token_ids) + 1) // 2)
        prompt, answer = token_ids[:first], token_ids[first : first + _NEXT_TOKENS]
        return Question(prompt, answer, _end_of(answer, tokenizer), decoded(prompt, tokenizer))
    prompt = example.prompt_token_ids.tolist()
    before = len(prompt) if example.task == "causal_lm" else 0
    learned = before + np.flatnonzero(example.labels[before:] != NOT_LEARNED)
    answer = example.labels[learned].tolist()
    end = [token for place, token in zip(learned, answer, strict=True) if before and example.kinds[place] == END]
    return Question(prompt, answer, end or _end_of(answer, tokenizer), asked_text(example, len(prompt), tokenizer))


def _end_of(answer: list[int], tokenizer: Any) -> list[int]:
    return answer[-1:] if answer[-1:] == [tokenizer.eos_token_id] else []


def asked_text(example: Example, length: int, tokenizer: Any) -> str:
    """What the first tokens say without what the template writes around it, message by message."""
    said = np.frombuffer(example.kinds, dtype=np.uint8)[:length] != TEMPLATE
    breaks = np.flatnonzero(np.diff(said)) + 1
    parts = np.split(example.token_ids[:length], breaks)
    shown = [part.tolist() for part, kept in zip(parts, np.split(said, breaks), strict=True) if kept.any()]
    return "\n".join(text for text in (decoded(part, tokenizer) for part in shown) if text)


def decoded(token_ids: Sequence[int], tokenizer: Any) -> str:
    text: str = tokenizer.decode([one for one in token_ids if one < FIRST_SLOT_ID], skip_special_tokens=True)
    return text.strip()


def replying(
    what: str,
    model: nn.Module,
    tokenizer: Any,
    questions: Sequence[Question],
    rows_at_once: int,
    longest: int | None,
    stop: threading.Event | None,
) -> Generator[Event, None, list[list[int]]]:
    """Token ids of a reply to each question, its end mark included; a reply is as long as the longest answer asked for
    beside it at most, and no longer than `longest` (tokens). Raises Stopped when `stop` is set."""
    by_length = sorted(range(len(questions)), key=lambda number: len(questions[number].prompt))
    replies: list[list[int]] = [[] for _ in questions]
    yield Loading(what, 0, len(questions))
    for start in range(0, len(by_length), rows_at_once):
        heed(stop)
        rows = by_length[start : start + rows_at_once]
        asked = [questions[number] for number in rows]
        most = max(1, *(len(one.answer) for one in asked))
        ends = [one.end[0] for one in asked if len(one.end) == 1]
        pad_id = tokenizer.pad_token_id or 0
        said = greedy_replies(model, [one.prompt for one in asked], pad_id, min(most, longest or most), ends)
        for number, reply in zip(rows, said, strict=True):
            replies[number] = _up_to(reply, questions[number].end)
        yield Loading(what, start + len(rows), len(questions))
    return replies


def _up_to(reply: list[int], end: list[int]) -> list[int]:
    """What stands before and in an end mark of one or several tokens."""
    size = len(end)
    stops = (stop for stop in range(size, len(reply) + 1) if size and reply[stop - size : stop] == end)
    return reply[: next(stops, len(reply))]


def is_right(reply: Sequence[int], question: Question) -> bool:
    """Whether the reply is the answer; one that has no end mark may be said on."""
    said = list(reply) if question.end else list(reply)[: len(question.answer)]
    return said == question.answer


@torch.no_grad()
def greedy_replies(
    model: nn.Module, prompts: Sequence[Sequence[int]], pad_id: int, max_new_tokens: int, end_ids: Sequence[int] = ()
) -> list[list[int]]:
    """One reply a prompt; each ends with its end mark or at the maximum (tokens). `end_ids` are end marks beside the
    model's own. What goes on with its prompt is padded on the left, what reads it first on the right."""
    model.eval()
    device = device_of(model)
    replies_apart = task_of(bare(model)) == "seq2seq_lm"
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
    ids = cast(Any, bare(model)).generation_config.eos_token_id
    return [] if ids is None else [ids] if isinstance(ids, int) else list(ids)


def bare(model: nn.Module) -> nn.Module:
    """The transformers model, of a tuned one as well."""
    return model.model if isinstance(model, TunedModel) else model


def _up_to_end(token_ids: list[int], ends: set[int]) -> list[int]:
    for index, token_id in enumerate(token_ids):
        if token_id in ends:
            return token_ids[: index + 1]
    return token_ids
