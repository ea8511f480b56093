"""From texts to token ids, with two things that plain tokenizing does not know.

Slots are places in a text that virtual tokens fill. A template marks them, `<|virtual:3|>` being three; in token ids
they are numbers beyond any vocabulary, which count on over the marks of one text: so the last slot of a text with five
is FIRST_SLOT_ID + 4.

Literal spans are places where the data itself says what a special token is called. They stay text."""

import copy
import json
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import count, islice
from typing import Any

from tokenizers import Encoding, Tokenizer

FIRST_SLOT_ID = 1 << 30  # beyond any vocabulary, and an int32 as every token id
SLOT_MARK = re.compile(r"<\|virtual:(\d+)\|>")
Span = tuple[int, int]


class Tokens:
    """A text as token ids."""

    def __init__(self, ids: list[int], text_length: int, encoding: Encoding | None, offsets: list[Span]) -> None:
        self.ids = ids
        self._text_length = text_length
        self._encoding = encoding
        self._offsets = offsets  # of texts in several parts, which have no encoding of their own

    def within(self, start: int, stop: int) -> Span:
        """The (first, behind last) of the tokens that stand for these characters. A token that reaches over the edge
        belongs to what it begins in, at the front edge as well to what follows."""
        if self._encoding is None:
            first = next((at for at, (_, end) in enumerate(self._offsets) if end > start), len(self.ids))
            last = next((at for at, (begin, _) in enumerate(self._offsets) if begin >= stop), len(self.ids))
        else:
            first, last = self._at(start, self._encoding), self._at(stop, self._encoding)
            reached = self._encoding.token_to_chars(last) if last < len(self.ids) else None
            last += reached is not None and reached[0] < stop
        return first, max(first, last)

    def _at(self, place: int, encoding: Encoding) -> int:
        for character in range(place, self._text_length):  # some tokenizers give white space no token
            found: int | None = encoding.char_to_token(character)
            if found is not None:
                return found
        return len(self.ids)


@dataclass(frozen=True)
class _Part:
    """What is tokenised for itself, and the slots before it."""

    slots: int
    start: int
    text: str
    literal: bool


def tokenised(tokenizer: Any, texts: Sequence[tuple[str, Sequence[Span]]], template: str) -> list[Tokens]:
    """Of (text, its literal spans). Marks of slots count where the template's source has any. A text without slots and
    literal spans becomes the very ids of a plain call without added special tokens."""
    backend = _plain_backend(tokenizer)
    with_slots = SLOT_MARK.search(template) is not None
    whole = [not literal and not (with_slots and SLOT_MARK.search(text)) for text, literal in texts]
    encodings = iter(
        backend.encode_batch([text for (text, _), one in zip(texts, whole, strict=True) if one], False, False)
    )
    result = []
    for (text, literal), one in zip(texts, whole, strict=True):
        if one:
            encoding = next(encodings)
            result.append(Tokens(encoding.ids, len(text), encoding, []))
        else:
            result.append(_in_parts(tokenizer, text, literal, with_slots))
    return result


def special_texts(tokenizer: Any) -> tuple[str, ...]:
    """What the tokenizer reads as its special tokens wherever it meets them, the longest first. Single characters and
    white space are left out: they are part of any text."""
    added = (token.content for token in tokenizer.added_tokens_decoder.values() if token.special)
    texts = {text for text in (*added, *tokenizer.all_special_tokens) if len(text.strip()) > 1}
    return tuple(sorted(texts, key=lambda text: (-len(text), text)))


@lru_cache(maxsize=64)
def pattern_of(texts: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, texts)) or r"(?!)")


def literal_spans(text: str, specials: tuple[str, ...]) -> tuple[Span, ...]:
    """Where a text that is nothing but data says what a special token is called."""
    return tuple(found.span() for found in pattern_of(specials).finditer(text))


def _plain_backend(tokenizer: Any) -> Tokenizer:
    backend: Tokenizer = tokenizer.backend_tokenizer
    if backend.truncation is not None:
        backend.no_truncation()
    if backend.padding is not None:
        backend.no_padding()
    if backend.encode_special_tokens:
        backend.encode_special_tokens = False
    return backend


def _in_parts(tokenizer: Any, text: str, literal: Sequence[Span], with_slots: bool) -> Tokens:
    ids: list[int] = []
    offsets: list[Span] = []
    new = count(FIRST_SLOT_ID)
    for part in _parts(tokenizer, text, literal, with_slots):
        backend = _literal_backend(tokenizer, part.start > 0) if part.literal else _plain_backend(tokenizer)
        encoding = backend.encode(part.text, add_special_tokens=False)
        ids += [*islice(new, part.slots), *encoding.ids]
        offsets += [(part.start, part.start)] * part.slots
        offsets += [(part.start + first, part.start + last) for first, last in encoding.offsets]
    return Tokens(ids, len(text), None, offsets)


def _parts(tokenizer: Any, text: str, literal: Sequence[Span], with_slots: bool) -> Iterator[_Part]:
    """What stands between the marks of slots, and of that what stands between special tokens where it holds a literal
    span: tokenizers cut there anyway, so that nothing else is torn."""
    marks = [mark for mark in SLOT_MARK.finditer(text) if with_slots and not _overlaps(mark.span(), literal)]
    ends = [*(mark.start() for mark in marks), len(text)]
    starts = [(0, 0), *((int(mark[1]), mark.end()) for mark in marks)]
    for (slots, start), end in zip(starts, ends, strict=True):
        for first, last in _sections(tokenizer, text, start, end, literal) if literal else [(start, end)]:
            yield _Part(slots, first, text[first:last], _overlaps((first, last), literal))
            slots = 0


def _sections(tokenizer: Any, text: str, start: int, end: int, literal: Sequence[Span]) -> list[Span]:
    """Stretches that hold literal spans and no special token, and stretches that hold no literal span."""
    tokens = {token.content: token for token in tokenizer.added_tokens_decoder.values()}
    cuts = [start]
    for found in pattern_of(special_texts(tokenizer)).finditer(text, start, end):
        if not _overlaps(found.span(), literal):
            token, (left, right) = tokens.get(found[0]), found.span()
            while token is not None and token.lstrip and left > cuts[-1] and text[left - 1].isspace():
                left -= 1
            while token is not None and token.rstrip and right < end and text[right].isspace():
                right += 1
            cuts += [left, right]
    sections: list[Span] = []
    for first, last in zip(cuts, [*cuts[1:], end], strict=True):
        plain = not _overlaps((first, last), literal)
        if plain and sections and not _overlaps(sections[-1], literal):
            sections[-1] = (sections[-1][0], last)
        elif first < last:
            sections.append((first, last))
    return sections


def _overlaps(span: Span, others: Sequence[Span]) -> bool:
    at = bisect_left(others, span[1], key=lambda other: other[0])
    return at > 0 and others[at - 1][1] > span[0]


@lru_cache(maxsize=4)
def _literal_backend(tokenizer: Any, inside: bool) -> Tokenizer:
    """A twin in which special tokens have names that no text has: some models know them by their text as well as the
    tokenizer does. `inside` a text it puts no space before its first word where the tokenizer does so at the beginning
    alone."""
    parts = json.loads(tokenizer.backend_tokenizer.to_str())
    parts["truncation"] = parts["padding"] = None
    hidden = {text: f"\U0010fffd{text}" for text in special_texts(tokenizer) if text != tokenizer.unk_token}
    for token in parts["added_tokens"]:
        token["content"] = hidden.get(token["content"], token["content"])
    words = parts["model"]["vocab"]
    if isinstance(words, dict):
        parts["model"]["vocab"] = {hidden.get(word, word): number for word, number in words.items()}
    else:
        parts["model"]["vocab"] = [[hidden.get(word, word), score] for word, score in words]
    splitter = parts["pre_tokenizer"] or {}
    for one in splitter.get("pretokenizers", [splitter]):
        if inside and one.get("prepend_scheme") == "first":
            one["prepend_scheme"] = "never"
    return Tokenizer.from_str(json.dumps(parts))


def for_data(tokenizer: Any, texts: Iterable[str]) -> Any:
    """The tokenizer to read texts with that are nothing but data: where one of them says what a special token is
    called, a twin that reads it as text. It adds special tokens of its own all the same."""
    pattern = pattern_of(special_texts(tokenizer))
    return _literal_twin(tokenizer) if any(pattern.search(text) for text in texts) else tokenizer


@lru_cache(maxsize=2)
def _literal_twin(tokenizer: Any) -> Any:
    twin = copy.copy(tokenizer)
    twin._tokenizer = _literal_backend(tokenizer, inside=False)
    return twin
