"""Talking to a model: a conversation goes in, streamed text comes out, through transformers' generate."""

import threading
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import Any

import torch
from torch import Tensor, nn
from transformers import RepetitionPenaltyLogitsProcessor

from tuning_core.background import Tell, reported, result_of
from tuning_core.classifying import classify
from tuning_core.data.conversations import Message
from tuning_core.data.templates import Template, template_for_task
from tuning_core.data.text_to_text import source_of
from tuning_core.errors import BadInput
from tuning_core.events import Event, Replied
from tuning_core.generation.settings import GenerationSettings
from tuning_core.generation.stopping import StopAtText, StopWhenSet, before_end
from tuning_core.generation.streaming import Streamer
from tuning_core.models.tasks import CLASSIFICATIONS, task_of
from tuning_core.replies import bare, end_marks
from tuning_core.slots import FIRST_SLOT_ID, for_data, tokenised
from tuning_core.tuned_model import TunedModel


def chatting(
    model: nn.Module,
    tokenizer: Any,
    messages: Sequence[dict[str, str]],
    settings: GenerationSettings,
    side: str = "tuned",
    stop: threading.Event | None = None,
    template: str = "auto",
) -> Generator[Event, None, tuple[str, ...]]:
    """Replies to the last of `messages` (role, content): a classifier with the class of that message (of the last two
    where the person said two in a row, which are the texts of a pair), others with text. Yields the reply as it grows
    where there is one alone, and Replied at the end; returns the replies. When `stop` is set, what was said so far is
    the reply. A run that goes on meanwhile finds the model and the random state as it left them.
    Raises BadInput for a conversation the template does not accept."""
    began = time.perf_counter()
    with _in_use(model):
        if task_of(bare(model)) in CLASSIFICATIONS:
            told = yield from reported(lambda tell: classify(model, tokenizer, *_asked_last(messages)))
            seconds = time.perf_counter() - began
            replied = Replied(side, (told.reply,), told.tokens, seconds, seconds, told.said, told.classes)
        else:
            replied = yield from _writing(model, tokenizer, messages, settings, side, stop, template)
    yield replied
    return replied.texts


@contextmanager
def _in_use(model: nn.Module) -> Iterator[None]:
    """Without dropout, for the time of a with block."""
    trained = [module for module in model.modules() if module.training]
    model.eval()
    try:
        yield
    finally:
        for module in trained:
            module.training = True


def _asked_last(messages: Sequence[dict[str, str]]) -> list[str]:
    """The text, or the two of a pair."""
    asked = [messages[-1]["content"]]
    if len(messages) > 1 and messages[-2]["role"] == "user":
        asked.insert(0, messages[-2]["content"])
    return asked


def _writing(
    model: nn.Module,
    tokenizer: Any,
    messages: Sequence[dict[str, str]],
    settings: GenerationSettings,
    side: str,
    stop: threading.Event | None,
    template: str,
) -> Generator[Event, None, Replied]:
    began = time.perf_counter()
    task = task_of(bare(model))
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
    mark = used.end if used is not None and task == "causal_lm" and settings.eos_token_id is None else ""
    ends = [*settings.stop_strings, *([mark] if mark else [])]
    alone = settings.num_beams == 1 and settings.num_return_sequences == 1
    streamer: Streamer | None = None

    def generate(tell: Tell) -> Tensor:
        nonlocal streamer
        streamer = Streamer(tokenizer, side, ends, tell) if alone else None
        return _generated(model, tokenizer, token_ids, begin, settings, stop, mark, streamer)

    output: Tensor = yield from reported(generate)
    replies = [row[begin:] for row in output]
    texts = tuple(before_end(tokenizer.decode(reply, skip_special_tokens=True), ends).strip() for reply in replies)
    pad_id = settings.arguments(tokenizer).get("pad_token_id")
    tokens = int(sum((reply != pad_id).sum() for reply in replies))
    first, said = (streamer.first_seconds, tuple(streamer.said)) if streamer is not None else (0.0, ())
    return Replied(side, texts, tokens, time.perf_counter() - began, first, said)


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


def _generated(
    model: Any,
    tokenizer: Any,
    token_ids: Tensor,
    begin: int,
    settings: GenerationSettings,
    stop: threading.Event | None,
    mark: str,
    streamer: Streamer | None,
) -> Tensor:
    arguments = settings.arguments(tokenizer)
    criteria: list[Any] = [StopWhenSet(stop)] if stop is not None else []
    mark_id = _token_of(mark, tokenizer)
    if mark_id is not None:
        arguments["eos_token_id"] = sorted({mark_id, *end_marks(model)})
    ends = [*settings.stop_strings, *([mark] if mark and mark_id is None else [])]
    if ends:
        criteria.append(StopAtText(ends, tokenizer, begin))
    with (
        torch.random.fork_rng(devices=[token_ids.device] if token_ids.is_cuda else []),
        streamer.watching(bare(model)) if streamer is not None else nullcontext(),
    ):
        torch.manual_seed(settings.seed)
        output: Tensor = model.generate(
            input_ids=token_ids,
            attention_mask=torch.ones_like(token_ids),
            streamer=streamer,
            stopping_criteria=criteria or None,
            **_for_slots(arguments, token_ids),
        )
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


def _token_of(end: str, tokenizer: Any) -> int | None:
    """The one token that stands for a text wherever it is met."""
    return next((number for number, token in tokenizer.added_tokens_decoder.items() if token.content == end), None)
