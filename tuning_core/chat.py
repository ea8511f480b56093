"""Talking to a model: a conversation goes in, streamed text comes out, through transformers' generate."""

import threading
import time
from collections.abc import Generator, Sequence
from typing import Any, Self

import torch
from pydantic import Field, model_validator
from torch import Tensor, nn
from transformers import RepetitionPenaltyLogitsProcessor

from tuning_core.background import Tell, reported, result_of
from tuning_core.classifying import classify
from tuning_core.data.conversations import Message
from tuning_core.data.templates import Template, template_for_task
from tuning_core.data.text_to_text import source_of
from tuning_core.errors import BadInput, Stopped
from tuning_core.events import Event, Replied, ReplyGrew
from tuning_core.models.tasks import CLASSIFICATIONS, task_of
from tuning_core.replies import end_marks
from tuning_core.run_file import ADVANCED, Settings
from tuning_core.slots import FIRST_SLOT_ID, for_data, tokenised
from tuning_core.tuned_model import TunedModel


class GenerationSettings(Settings):
    """How replies are made; the names are transformers' own."""

    max_new_tokens: int = Field(
        256, title="Longest reply (tokens)", description="The reply ends here at the latest.", ge=1
    )
    temperature: float = Field(
        0.0, title="Temperature", description="0 always takes the likeliest token; higher is more varied.", ge=0, le=5
    )
    top_p: float = Field(
        1.0,
        title="Top p",
        description="Choose among the likeliest tokens that together have this probability.",
        gt=0,
        le=1,
    )
    top_k: int = Field(50, title="Top k", description="Choose among so many likeliest tokens; 0 is all of them.", ge=0)
    repetition_penalty: float = Field(
        1.0,
        title="Repetition penalty",
        description="Above 1, tokens that were said already get less likely.",
        gt=0,
        le=10,
    )
    seed: int = Field(42, title="Seed", description="Same seed, same reply.", ge=0, le=2**32 - 1)
    min_new_tokens: int = Field(
        0, title="Shortest reply (tokens)", description="No end mark before this.", ge=0, json_schema_extra=ADVANCED
    )
    num_beams: int = Field(
        1,
        title="Beams",
        description="Keep so many candidate replies while writing.",
        ge=1,
        le=64,
        json_schema_extra=ADVANCED,
    )
    num_return_sequences: int = Field(
        1, title="Replies", description="How many replies to give.", ge=1, le=64, json_schema_extra=ADVANCED
    )
    eos_token_id: int | None = Field(
        None,
        title="End token id",
        description="Ends a reply; unset: the model's own.",
        ge=0,
        json_schema_extra=ADVANCED,
    )
    pad_token_id: int | None = Field(
        None,
        title="Padding token id",
        description="Fills up rows; unset: the model's own.",
        ge=0,
        json_schema_extra=ADVANCED,
    )

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if self.num_return_sequences > 1 and self.temperature == 0 and self.num_beams < self.num_return_sequences:
            raise ValueError("several replies need a temperature above 0, or at least as many beams as replies")
        if self.min_new_tokens > self.max_new_tokens:
            raise ValueError("min_new_tokens is larger than max_new_tokens")
        return self

    def arguments(self, tokenizer: Any) -> dict[str, Any]:
        """For `generate`. Sampling settings are given only where they act."""
        chosen: dict[str, Any] = {
            "max_new_tokens": self.max_new_tokens,
            "min_new_tokens": self.min_new_tokens or None,
            "repetition_penalty": self.repetition_penalty,
            "num_beams": self.num_beams,
            "num_return_sequences": self.num_return_sequences,
            "eos_token_id": self.eos_token_id,
            "pad_token_id": self.pad_token_id if self.pad_token_id is not None else tokenizer.pad_token_id,
            "do_sample": self.temperature > 0,
        }
        if self.temperature > 0:
            chosen |= {"temperature": self.temperature, "top_p": self.top_p, "top_k": self.top_k}
        return {name: value for name, value in chosen.items() if value is not None}


def chatting(
    model: nn.Module,
    tokenizer: Any,
    messages: Sequence[dict[str, str]],
    settings: GenerationSettings,
    side: str = "tuned",
    stop: threading.Event | None = None,
    template: str = "auto",
) -> Generator[Event, None, tuple[str, ...]]:
    """Replies to the last of `messages` (role, content): a classifier with the class of that message, others with text.
    Yields the reply as it grows where there is one alone, and Replied at the end; returns the replies. When `stop` is
    set, what was said so far is the reply. The random state of a run that goes on meanwhile is left as it was.
    Raises BadInput for a conversation the template does not accept."""
    began = time.perf_counter()
    task = task_of(model.model if isinstance(model, TunedModel) else model)
    if task in CLASSIFICATIONS:
        reply, read = yield from reported(lambda tell: classify(model, tokenizer, messages[-1]["content"]))
        yield Replied(side, (reply,), read, time.perf_counter() - began)
        return (reply,)
    used = template_for_task(tokenizer, template, task)
    token_ids = _prompt(messages, tokenizer, used, task).to(_device(model))
    if token_ids.shape[1] == 0:
        raise BadInput("The message is empty.")
    slots, filled = token_ids >= FIRST_SLOT_ID, model.virtual_tokens if isinstance(model, TunedModel) else 0
    if filled and slots.any() and int(slots.sum()) != filled:
        raise BadInput(
            f"The template gives this conversation {int(slots.sum())} slots for virtual tokens, and {filled} exist."
        )
    token_ids = token_ids if filled else token_ids[:, ~slots[0]]
    if token_ids[token_ids < FIRST_SLOT_ID].max() >= model.get_input_embeddings().num_embeddings:  # type: ignore[operator]
        raise BadInput("The tokenizer knows more tokens than the model; they do not belong together.")
    begin = 1 if task == "seq2seq_lm" else token_ids.shape[1]  # an answer of its own starts with a start mark
    end = used.end if used is not None and task == "causal_lm" and settings.eos_token_id is None else ""
    output: Tensor = yield from reported(
        lambda tell: _generate(model, tokenizer, token_ids, begin, settings, side, stop, end, tell)
    )
    replies = [row[begin:] for row in output]
    texts = tuple(_before(end, tokenizer.decode(reply, skip_special_tokens=True)).strip() for reply in replies)
    pad_id = settings.arguments(tokenizer).get("pad_token_id")
    tokens = int(sum((reply != pad_id).sum() for reply in replies))
    yield Replied(side, texts, tokens, time.perf_counter() - began)
    return texts


def _prompt(messages: Sequence[dict[str, str]], tokenizer: Any, template: Template | None, task: str) -> Tensor:
    """(1, length). What makes one text from another is asked about the last message alone."""
    said = [Message(message["role"], message["content"]) for message in messages]
    if task == "seq2seq_lm":
        said = [*(message for message in said[:-1] if message.role == "system"), said[-1]]
    source = source_of(said, template)
    if template is None:
        plain: Tensor = for_data(tokenizer, [source.text])(source.text, return_tensors="pt")["input_ids"]
        return plain
    tokens = tokenised(tokenizer, [(source.text, source.literal)], template.source)
    return torch.tensor([one.ids for one in tokens], dtype=torch.long)


def reply_to(
    model: nn.Module,
    tokenizer: Any,
    messages: Sequence[dict[str, str]],
    settings: GenerationSettings | None = None,
    template: str = "auto",
) -> str:
    """`chatting` without the reports: the first reply."""
    return result_of(chatting(model, tokenizer, messages, settings or GenerationSettings(), template=template))[0]


def _device(model: nn.Module) -> torch.device:
    return next(model.parameters()).device


def _generate(
    model: Any,
    tokenizer: Any,
    token_ids: Tensor,
    begin: int,
    settings: GenerationSettings,
    side: str,
    stop: threading.Event | None,
    end: str,
    tell: Tell,
) -> Tensor:
    streams = settings.num_beams == 1 and settings.num_return_sequences == 1
    streamer = _Streamer(tokenizer, side, end, tell) if streams else None
    arguments = settings.arguments(tokenizer)
    criteria: list[Any] = [_StopWhenSet(stop)] if stop is not None else []
    end_id = _token_of(end, tokenizer)
    if end_id is not None:
        arguments["eos_token_id"] = sorted({end_id, *end_marks(model)})
    elif end:
        criteria.append(_StopAtText(end, tokenizer, begin))
    model.eval()
    with torch.random.fork_rng(devices=[token_ids.device] if token_ids.is_cuda else []):
        torch.manual_seed(settings.seed)
        try:
            output: Tensor = model.generate(
                input_ids=token_ids,
                attention_mask=torch.ones_like(token_ids),
                streamer=streamer,
                stopping_criteria=criteria or None,
                **_for_slots(arguments, token_ids),
            )
        except Stopped:
            start = token_ids[:, :begin]
            return streamer.so_far(start) if streamer else start
    return output


def _for_slots(arguments: dict[str, Any], token_ids: Tensor) -> dict[str, Any]:
    """Slots are no tokens that could have been repeated, and have no score to be lowered."""
    if not bool((token_ids >= FIRST_SLOT_ID).any()):
        return arguments
    lowered = RepetitionPenaltyLogitsProcessor(arguments.pop("repetition_penalty"))

    def lower(input_ids: Tensor, scores: Tensor) -> Tensor:
        others = input_ids.where(input_ids < FIRST_SLOT_ID, 0).amax(dim=1, keepdim=True)
        changed: Tensor = lowered(input_ids.where(input_ids < FIRST_SLOT_ID, others), scores)
        return changed

    return {**arguments, "logits_processor": [lower]}


class _StopWhenSet:
    """Ends a reply at the next token."""

    def __init__(self, stop: threading.Event) -> None:
        self.stop = stop

    def __call__(self, input_ids: Tensor, scores: Any, **kwargs: Any) -> Tensor:
        return torch.full((input_ids.shape[0],), self.stop.is_set(), device=input_ids.device, dtype=torch.bool)


class _StopAtText:
    """Ends a reply that has come to the text of the template's end mark, for tokenizers that have no token for it."""

    def __init__(self, end: str, tokenizer: Any, begin: int) -> None:
        self.end, self.tokenizer, self.begin = end, tokenizer, begin
        self.tokens = len(end.encode()) + 4  # each is a byte at least; the first may be the last of another character

    def __call__(self, input_ids: Tensor, scores: Any, **kwargs: Any) -> Tensor:
        latest = input_ids[:, max(self.begin, input_ids.shape[1] - self.tokens) :]
        ended = [self.end in self.tokenizer.decode(row, skip_special_tokens=False) for row in latest]
        return torch.tensor(ended, device=input_ids.device)


def _token_of(end: str, tokenizer: Any) -> int | None:
    """The one token that stands for a text wherever it is met."""
    return next((number for number, token in tokenizer.added_tokens_decoder.items() if token.content == end), None)


def _before(end: str, text: str) -> str:
    return text.partition(end)[0] if end else text


class _Streamer:
    """What generate hands each new token to. A character that is not complete yet waits for its next token, and so does
    what may become the end mark."""

    def __init__(self, tokenizer: Any, side: str, end: str, tell: Tell) -> None:
        self.tokenizer, self.side, self.end_mark, self.tell = tokenizer, side, end, tell
        self.token_ids: list[int] = []
        self.prompt_seen = False

    def put(self, value: Tensor) -> None:
        if not self.prompt_seen:
            self.prompt_seen = True
            return
        self.token_ids.extend(value.flatten().tolist())
        text = _before(self.end_mark, self.tokenizer.decode(self.token_ids, skip_special_tokens=True))
        if text.endswith("\ufffd"):
            return
        begun = next((size for size in range(len(self.end_mark) - 1, 0, -1) if text.endswith(self.end_mark[:size])), 0)
        self.tell(ReplyGrew(self.side, text[: len(text) - begun].lstrip()))

    def end(self) -> None:
        pass

    def so_far(self, prompt: Tensor) -> Tensor:
        return torch.cat([prompt, torch.tensor([self.token_ids], device=prompt.device, dtype=prompt.dtype)], dim=1)
