"""Conversations to examples: the exact tokens a model sees, and which of them are learned."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tuning_core.data.conversations import Message, conversation_of
from tuning_core.data.files import Row
from tuning_core.data.forms import Form
from tuning_core.data.templates import Rendered, Template, plain_text
from tuning_core.slots import FIRST_SLOT_ID, SLOT_MARK, Tokens, tokenised

NOT_LEARNED = -100
TEMPLATE, PROMPT, SECOND, LEARNED, END = b"tpsle"
NO_TOKENS: NDArray[np.int32] = np.array([], dtype=np.int32)
KIND_NAMES = {TEMPLATE: "template", PROMPT: "prompt", SECOND: "prompt", LEARNED: "learned", END: "end"}


@dataclass(frozen=True, eq=False)
class Example:
    """One row as tokens, all int32. What `labels` are depends on the task, and -100 among them is not learned:
    causal_lm              one a token: the token itself where it is learned
    seq2seq_lm             the answer's tokens, its end mark included
    token_classification   one a token: the class's number at the first token of each word
    sequence_classification  one alone: the class's number
    `kinds` has one letter a token (template, prompt, second text of a pair, learned, end). `cut_token_ids` and
    `cut_answer_ids` are the tokens beyond the maximum length, which no model sees; they stood at the place `cut_at`,
    which is None for the end. `segments` numbers the text that each token is part of, for models that tell the two
    texts of a pair apart by it; `wrong` is the same question with each of its wrong answers."""

    file: str
    line: int
    token_ids: NDArray[np.int32]
    labels: NDArray[np.int32]
    kinds: bytes
    cut_token_ids: NDArray[np.int32] = field(default_factory=lambda: NO_TOKENS)
    task: str = "causal_lm"
    cut_answer_ids: NDArray[np.int32] = field(default_factory=lambda: NO_TOKENS)
    cut_at: int | None = None
    segments: NDArray[np.int32] | None = None
    wrong: tuple["Example", ...] = ()

    @property
    def cut(self) -> int:
        return len(self.cut_token_ids) + len(self.cut_answer_ids)

    @property
    def length(self) -> int:
        """What the maximum length is held against: the tokens before anything was cut, of an answer of its own too."""
        answer = len(self.labels) + len(self.cut_answer_ids) if self.task == "seq2seq_lm" else 0
        return max(len(self.token_ids) + len(self.cut_token_ids), answer)

    @property
    def tokens(self) -> int:
        """All that the model sees, the answer included."""
        return len(self.token_ids) + (len(self.labels) if self.task == "seq2seq_lm" else 0)

    @property
    def learned_tokens(self) -> int:
        return int((self.labels != NOT_LEARNED).sum())

    @property
    def slots(self) -> int:
        """Places that virtual tokens fill, cut ones included."""
        return int((np.concatenate([self.token_ids, self.cut_token_ids]) >= FIRST_SLOT_ID).sum())

    def without_slots(self) -> "Example":
        """The example for a model without virtual tokens."""
        if not self.slots:
            return self
        kept = self.token_ids < FIRST_SLOT_ID
        kinds = np.frombuffer(self.kinds, dtype=np.uint8)[kept].tobytes()
        labels = self.labels[kept] if self.task == "causal_lm" else self.labels
        wrong = tuple(one.without_slots() for one in self.wrong)
        return replace(self, token_ids=self.token_ids[kept], labels=labels, kinds=kinds, wrong=wrong)

    @property
    def prompt_token_ids(self) -> NDArray[np.int32]:
        """What stands before the last answer: the prompt that asks for it."""
        if self.task != "causal_lm":
            return self.token_ids
        learned = np.flatnonzero(self.labels != NOT_LEARNED)
        breaks = np.flatnonzero(np.diff(learned) > 1)
        return self.token_ids[: learned[breaks[-1] + 1 if len(breaks) else 0]]


@dataclass(frozen=True)
class Piece:
    """One token as the person sees it. `tag` is the class of the word it is part of; `begins_answer` marks the first
    token of an answer that the model reads apart from its source."""

    text: str
    token_id: int
    kind: str
    tag: str = ""
    begins_answer: bool = False


class Encoder:
    """Turns conversations into examples, of any length, with one tokenizer and template. `learn` is answers,
    last_answer or everything; with `learn_end` what ends an answer is learned as well."""

    def __init__(self, tokenizer: Any, template: Template, learn: str = "answers", learn_end: bool = True) -> None:
        self.tokenizer = tokenizer
        self.template = template
        self.learn = learn
        self.learn_end = learn_end
        self._has_slots = SLOT_MARK.search(template.source) is not None

    def read(self, row: Row, form: Form) -> tuple[tuple[Message, ...], Rendered]:
        """What the row says, and its text. Raises RowProblem or BadInput when it cannot be learned from."""
        messages = conversation_of(row, form)
        return messages, self.render(messages)

    def render(self, messages: Sequence[Message]) -> Rendered:
        if messages[0].role == "text":
            return plain_text(messages[0].content, self.template.specials)
        return self.template.render(messages)

    def encode(self, rendered: Sequence[Rendered], places: Sequence[tuple[str, int]]) -> list[Example]:
        """`places` are the (file, line) of each rendered conversation."""
        tokens = tokenised(self.tokenizer, [(one.text, one.literal) for one in rendered], self.template.source)
        return [self._example(*row) for row in zip(rendered, places, tokens, strict=True)]

    def _example(self, rendered: Rendered, place: tuple[str, int], tokens: Tokens) -> Example:
        """Kinds are put together as bytes, which for a few hundred tokens is faster than arrays."""
        kinds = bytearray([LEARNED if self.learn == "everything" else TEMPLATE]) * len(tokens.ids)
        if self.learn != "everything":
            for start, stop in rendered.contents:
                _mark(kinds, tokens, start, stop, PROMPT)
        for start, stop in rendered.answers[-1:] if self.learn == "last_answer" else rendered.answers:
            _mark(kinds, tokens, start, stop, LEARNED)
        for start, stop in rendered.ends:
            first, last = tokens.within(start, stop)
            kinds[first:last] = kinds[first:last].translate(_ENDS if self.learn_end else _UNLEARNED_ENDS)
        token_ids = np.array(tokens.ids, dtype=np.int32)
        if self._lacks_end(rendered, token_ids):
            token_ids = np.append(token_ids, np.int32(self.tokenizer.eos_token_id))
            kinds.append(END)
        of_tokens = np.frombuffer(kinds, dtype=np.uint8)
        if self._has_slots:
            of_tokens[token_ids >= FIRST_SLOT_ID] = TEMPLATE
        labels = np.where((of_tokens == LEARNED) | (of_tokens == END), token_ids, np.int32(NOT_LEARNED))
        labels[:1] = NOT_LEARNED  # nothing stands before the first token from which it could be predicted
        return Example(*place, token_ids, labels, bytes(kinds))

    def _lacks_end(self, rendered: Rendered, token_ids: NDArray[np.int32]) -> bool:
        """Whether the end mark of models has to stand in for one that the template does not write."""
        if not (self.learn_end and rendered.ends_open):
            return False
        end = self.tokenizer.eos_token_id
        return end is not None and end not in token_ids[-1:]


# What the kinds of an answer's end become: learned ones its end, where that is learned, and all else the template's.
_UNLEARNED_ENDS = bytes([TEMPLATE]) * 256
_ENDS = bytes(END if kind == LEARNED else TEMPLATE for kind in range(256))


def _mark(kinds: bytearray, tokens: Tokens, start: int, stop: int, kind: int) -> None:
    first, last = tokens.within(start, stop)
    kinds[first:last] = bytes([kind]) * (last - first)


def pieces(example: Example, tokenizer: Any, class_names: Sequence[str] = ()) -> list[Piece]:
    """The example token by token, with what was cut. A character made of several tokens stands at the last of them."""
    kinds = [KIND_NAMES[kind] for kind in example.kinds]
    tags = _tags(example, class_names)
    result = _pieces(example.token_ids, example.cut_token_ids, kinds, tags, tokenizer, example.cut_at)
    if example.task == "seq2seq_lm":
        ends = np.isin(example.labels, tokenizer.all_special_ids)
        kinds = [KIND_NAMES[END if end else LEARNED] for end in ends]
        answer = _pieces(example.labels, example.cut_answer_ids, kinds, [""] * len(kinds), tokenizer)
        result += [replace(piece, begins_answer=number == 0) for number, piece in enumerate(answer)]
    return result


def _tags(example: Example, class_names: Sequence[str]) -> list[str]:
    """A word's class stands at its first token and goes for its others."""
    if example.task != "token_classification" or not class_names:
        return [""] * len(example.kinds)
    tags, tag = [], ""
    for label, kind in zip(example.labels.tolist(), example.kinds, strict=True):
        tag = class_names[label] if label != NOT_LEARNED else "" if kind == TEMPLATE else tag
        tags.append(tag)
    return tags


def _pieces(
    token_ids: NDArray[np.int32],
    cut: NDArray[np.int32],
    kinds: list[str],
    tags: list[str],
    tokenizer: Any,
    cut_at: int | None = None,
) -> list[Piece]:
    result: list[Piece] = []
    before: list[int] = []  # many tokenizers write the space between two words only where they see both
    waiting: list[int] = []
    at = len(kinds) if cut_at is None else cut_at
    kinds, tags = kinds[:at] + ["cut"] * len(cut) + kinds[at:], tags[:at] + [""] * len(cut) + tags[at:]
    ids = np.concatenate([token_ids[:at], cut, token_ids[at:]]).tolist()
    for token_id, kind, tag in zip(ids, kinds, tags, strict=True):
        if token_id >= FIRST_SLOT_ID:
            result.append(Piece(f"‹{token_id - FIRST_SLOT_ID + 1}›", token_id, kind))
            waiting = []
            continue
        waiting.append(token_id)
        text = _text_after(before, waiting, tokenizer)
        if text.endswith("\ufffd") and len(waiting) < 8:
            result.append(Piece("", token_id, kind, tag))
        else:
            result.append(Piece(text, token_id, kind, tag))
            before, waiting = waiting, []
    return result


def _text_after(before: list[int], token_ids: list[int], tokenizer: Any) -> str:
    def decoded(ids: list[int]) -> str:
        text: str = tokenizer.decode(ids, skip_special_tokens=False, clean_up_tokenization_spaces=False)
        return text

    start, both = decoded(before) if before else "", decoded(before + token_ids)
    return both[len(start) :] if both.startswith(start) else decoded(token_ids)
