"""Whether written files say what the tuned model in memory says: loaded again, and asked the same."""

import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import psutil
import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import PreTrainedModel

from tuning_core.background import heed
from tuning_core.events import ComparedReply, Event, Loading
from tuning_core.exporting.peft_format import load_adapter
from tuning_core.models.layers import device_of
from tuning_core.models.loss import decoder_inputs
from tuning_core.models.tasks import CLASSIFICATIONS, auto_class, label_names, task_of
from tuning_core.replies import bare, decoded, greedy_replies
from tuning_core.slots import FIRST_SLOT_ID
from tuning_core.tuned_model import TunedModel

_COMPARED_TOKENS = 32  # length of the greedy replies that are compared
_PROMPTS = ("Hello", "Once upon a time", "What is this?", "1 + 1 =")
_SPARE = 1.2  # of what the files take in memory, for what is computed
# Of what was learned, which is how far tuning moved the odds; a half of every weight's change lost makes it a quarter.
_LOST, _NOTHING = 0.05, 1e-6


@dataclass(frozen=True)
class Proof:
    compared: tuple[ComparedReply, ...]
    sentence: str
    sound: bool = True

    @property
    def largest_logit_difference(self) -> float | None:
        return max((one.largest_logit_difference for one in self.compared), default=None)

    @property
    def same_greedy_replies(self) -> bool | None:
        return all(one.same for one in self.compared) if self.compared else None


def proving(
    tuned: TunedModel,
    tokenizer: Any,
    folder: Path,
    size_bytes: int,
    prompts: Sequence[Sequence[int]] | None,
    stop: threading.Event | None = None,
) -> Generator[Event, None, Proof]:
    """Compares over `prompts` (token ids; default: a few short texts). Raises Stopped when `stop` is set."""
    device = _device_with_room(tuned.device, size_bytes)
    if device is None:
        return Proof((), "Not compared: there is no room in memory for the written model beside the one that is open.")
    yield Loading("Reading the written files back")
    written = _read_back(folder, tuned.model, device)
    sides = lambda: (nullcontext(tuned), nullcontext(written))  # noqa: E731
    compared = yield from _comparing(tuned, sides, tokenizer, prompts, stop)
    return Proof(compared, *_judged(compared, written.dtype))


def proving_adapter(
    tuned: TunedModel,
    tokenizer: Any,
    folder: Path,
    prompts: Sequence[Sequence[int]] | None,
    stop: threading.Event | None = None,
) -> Generator[Event, None, Proof]:
    """The adapter's files are put on the same base, in turns with what is in memory. Raises Stopped when `stop` is
    set."""
    yield Loading("Reading the written files back")
    with tuned.disabled() as base:
        written = load_adapter(base, folder)
        written.enabled = False
    try:
        sides = lambda: (_alone(tuned, written), _alone(written, tuned))  # noqa: E731
        compared = yield from _comparing(tuned, sides, tokenizer, prompts, stop)
    finally:
        tuned.enabled = False
        written.detach()
        tuned.enabled = True
    if _loses_much(compared):
        return Proof(compared, "The written adapter answers differently: do not use it, and export again.", False)
    return Proof(compared, "The written adapter says the same as the one in memory.")


@contextmanager
def _alone(one: TunedModel, other: TunedModel) -> Iterator[nn.Module]:
    other.enabled = False
    one.enabled = True
    yield one


def _comparing(
    tuned: TunedModel,
    sides: Callable[[], tuple[AbstractContextManager[nn.Module], AbstractContextManager[nn.Module]]],
    tokenizer: Any,
    prompts: Sequence[Sequence[int]] | None,
    stop: threading.Event | None,
) -> Generator[Event, None, tuple[ComparedReply, ...]]:
    asked = prompts or _short_prompts(tokenizer, task_of(tuned.model))
    compared: list[ComparedReply] = []
    yield Loading("Comparing replies", 0, len(asked))
    for prompt in asked:
        heed(stop)
        compared.append(_compared(tuned, sides(), list(prompt), tokenizer, task_of(tuned.model)))
        yield Loading("Comparing replies", len(compared), len(asked))
    return tuple(compared)


def _device_with_room(wanted: torch.device, size_bytes: int) -> torch.device | None:
    """Where the tuned model is, or where that is full in the machine's own memory; None where neither has room."""
    if wanted.type == "cuda" and torch.cuda.mem_get_info(wanted)[0] > size_bytes * _SPARE:
        return wanted
    own = torch.device("cpu") if wanted.type == "cuda" else wanted
    return own if psutil.virtual_memory().available > size_bytes * _SPARE else None


def _read_back(folder: Path, like: PreTrainedModel, device: torch.device) -> PreTrainedModel:
    model = auto_class(task_of(like)).from_pretrained(folder, dtype="auto", use_safetensors=True)
    return cast(PreTrainedModel, model.to(device).eval())


def _short_prompts(tokenizer: Any, task: str) -> list[list[int]]:
    """A text that is to be written on must not end in an end mark; for all else the tokenizer's own marks belong."""
    encoded = [tokenizer(text, add_special_tokens=task != "causal_lm")["input_ids"] for text in _PROMPTS]
    return [token_ids for token_ids in encoded if token_ids]


@torch.no_grad()
def _compared(
    tuned_model: TunedModel,
    sides: tuple[AbstractContextManager[nn.Module], AbstractContextManager[nn.Module]],
    prompt: list[int],
    tokenizer: Any,
    task: str,
) -> ComparedReply:
    """Each side, the tuned model's and the written one's, gives a model that may be asked inside it. The logits are
    those of the prompt and of what the tuned model replies to it."""
    said: list[str] = []
    replies: list[list[int]] = []
    logits: list[Tensor] = []
    for side in sides:
        with side as model:
            model.eval()
            if task in CLASSIFICATIONS:
                logits.append(_logits(model, input_ids=[prompt]))
                replies.append(logits[-1].argmax(-1).tolist())
                said.append(_classes(replies[-1], bare(model)))
            else:
                replies.append(greedy_replies(model, [prompt], tokenizer.pad_token_id or 0, _COMPARED_TOKENS)[0])
                logits.append(_logits(model, **_with_reply(prompt, replies[0], model, task)))
                said.append(decoded(replies[-1], tokenizer))
    learned = 0.0
    if max(prompt) < FIRST_SLOT_ID:  # the base knows no text with slots
        with tuned_model.disabled() as base:
            inputs = {"input_ids": [prompt]} if task in CLASSIFICATIONS else _with_reply(prompt, replies[0], base, task)
            learned = _divergence(logits[0], _logits(base, **inputs))
    return ComparedReply(
        prompt=decoded(prompt, tokenizer),
        tuned=said[0],
        written=said[1],
        same=replies[0] == replies[1],
        largest_logit_difference=float((logits[0] - logits[1]).abs().max()),
        divergence=_divergence(*logits),
        learned=learned,
    )


def _divergence(expected: Tensor, got: Tensor) -> float:
    """Kullback-Leibler, nats, mean over the positions."""
    odds = functional.log_softmax(expected, -1), functional.log_softmax(got, -1)
    return max(0.0, float(functional.kl_div(odds[1], odds[0], reduction="batchmean", log_target=True)))


def _with_reply(prompt: list[int], reply: list[int], model: nn.Module, task: str) -> dict[str, list[list[int]]]:
    if task != "seq2seq_lm":
        return {"input_ids": [[*prompt, *reply]]}
    answers = decoder_inputs(bare(model), torch.tensor([reply], device=device_of(model)))
    return {"input_ids": [prompt], "decoder_input_ids": answers.tolist()}


def _logits(model: nn.Module, **inputs: list[list[int]]) -> Tensor:
    """(positions, choices), in float32."""
    given = {name: torch.tensor(ids, device=device_of(model)) for name, ids in inputs.items()}
    logits: Tensor = model(**given).logits
    return logits.reshape(-1, logits.shape[-1]).float().cpu()


def _classes(chosen: Sequence[int], model: nn.Module) -> str:
    names = label_names(model)
    return " ".join(names[index] if names else str(index) for index in chosen)


def _loses_much(compared: Sequence[ComparedReply]) -> bool:
    """A difference says little by its size alone: it is held against the one that tuning made."""
    apart, learned = (sum(getattr(one, name) for one in compared) for name in ("divergence", "learned"))
    return bool(apart > max(_LOST * learned, _NOTHING * len(compared)))


def _judged(compared: Sequence[ComparedReply], number: torch.dtype) -> tuple[str, bool]:
    """What the comparison means, and whether the files can be relied on."""
    others = sum(not one.same for one in compared)
    rounded = number != torch.float32
    name = str(number).removeprefix("torch.")
    if _loses_much(compared):
        cause = (
            f"rounding to {name} loses part of what was learned; export in 32 bits"
            if rounded
            else "the files hold something else than the model in memory; do not use them, and export again"
        )
        return f"The written model answers differently: {cause}.", False
    if not others:
        return "The written model says the same as the one in memory.", True
    of = f"{others} of {len(compared)} replies"
    if rounded:
        return (
            f"{of} took another turn where two words were almost equally likely, as rounding to {name} can do; export "
            f"in 32 bits for the very same replies."
        ), True
    return f"{of} took another turn where two words were almost equally likely.", True
