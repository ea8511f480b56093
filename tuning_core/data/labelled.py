"""Rows with classes: a text and its class, or words and their tags."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from tuning_core.data.columns import is_empty, list_in_text, value_of
from tuning_core.data.conversations import Message, RowProblem, text_in
from tuning_core.data.files import Row
from tuning_core.data.forms import Form
from tuning_core.errors import BadInput

OUTSIDE = "O"  # the tag of a word that names nothing


@dataclass(frozen=True)
class Labelled:
    """`texts` is one text, two that are judged together, or the words of one; `names` is the class of the whole, or
    one class a word."""

    texts: tuple[str, ...]
    names: tuple[str, ...]

    def messages(self, by_word: bool) -> tuple[Message, ...]:
        """As what is asked, a message for each text, and its answer: what a chat with the model would show."""
        said = (" ".join(self.texts),) if by_word else self.texts
        answer = tagged_text(self.texts, self.names) if by_word else self.names[0]
        return *(Message("user", text) for text in said), Message("assistant", answer)


def labelled_of(row: Row, form: Form) -> Labelled:
    """Raises RowProblem with the reason when the row cannot be learned from."""
    columns = form.columns
    if form.format == "classification":
        texts = tuple(text_in(row, columns[role], "text") for role in ("text", "second_text") if role in columns)
        return Labelled(texts, (_name(value_of(row, columns["label"]), f"class (column {columns['label']!r})"),))
    words = _list(value_of(row, columns["words"]), f"words (column {columns['words']!r})")
    tags = _list(value_of(row, columns["tags"]), f"tags (column {columns['tags']!r})")
    if len(words) != len(tags):
        raise RowProblem(f"the row has {len(words)} words and {len(tags)} tags; each word needs one tag")
    for number, word in enumerate(words, start=1):
        if not isinstance(word, str):
            raise RowProblem(f"word {number} is {str(word)[:40]!r}, not text")
    names = tuple(_name(tag, f"tag of word {n}") for n, tag in enumerate(tags, start=1))
    return Labelled(tuple(words), iob2(names) if form.tag_scheme == "iob1" else names)


def iob2(tags: Sequence[str]) -> tuple[str, ...]:
    """IOB1 to IOB2: the first word of every entity begins with B-, not those alone that touch one of their kind."""
    return tuple(
        f"B-{tag[2:]}" if tag.startswith("I-") and before[1:] != tag[1:] else tag
        for before, tag in zip((OUTSIDE, *tags), tags, strict=False)
    )


def _name(value: Any, what: str) -> str:
    """A column of whole numbers with gaps is often written as 1.0."""
    if isinstance(value, str) and re.fullmatch(r"\s*-?\d+\.0\s*", value):
        value = float(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if is_empty(value):
        raise RowProblem(f"the {what} is empty")
    if not isinstance(value, (str, int)):
        raise RowProblem(f"the {what} is {str(value)[:40]!r}, not a text or a whole number")
    return str(value).strip()


def _list(value: Any, what: str) -> list[Any]:
    """A list, the text of a list as tables hold it, or words with spaces between."""
    if isinstance(value, str) and value.lstrip().startswith("["):
        value = list_from_text(value, what)
    elif isinstance(value, str):
        value = value.split()
    if not isinstance(value, (list, tuple)) or not value:
        raise RowProblem(f"the list of {what} is {'empty' if is_empty(value) else 'no list'}")
    return list(value)


def list_from_text(text: str, what: str) -> list[Any]:
    value = list_in_text(text)
    if value is None:
        raise RowProblem(f"the list of {what} cannot be read: {text[:40]!r}")
    return value


def class_names(met: Collection[str], chosen: Sequence[str] = (), of_the_model: Sequence[str] = ()) -> list[str]:
    """The classes in the order of the model's outputs: those chosen, else the model's own where they cover those `met`
    in the rows, else those, "O" first and numbers by their value. Raises BadInput for fewer than two."""
    if chosen:
        twice = [name for name in chosen if list(chosen).count(name) > 1]
        if twice:
            raise BadInput(f"data.labels names the class {twice[0]!r} twice.")
        names = list(chosen)
    else:
        names = list(of_the_model) if met and set(met) <= set(of_the_model) else sorted(set(met), key=_order)
    if len(names) == 1:
        raise BadInput(f"{names[0]!r} is the only class; it takes at least two to learn the difference.")
    return names


def _order(name: str) -> tuple[bool, int, str]:
    number = int(name) if name.lstrip("-").isascii() and name.lstrip("-").isdigit() else 0
    return name != OUTSIDE, number, name


def tagged_text(words: Sequence[str], tags: Sequence[str]) -> str:
    """The words whose tag is not O, as in "Empire State Building (location), ESB (location)"."""
    found: list[tuple[list[str], str]] = []
    before = OUTSIDE
    for word, tag in zip(words, tags, strict=True):
        kind = kind_of_tag(tag)
        if tag != OUTSIDE and tag.startswith("I-") and kind_of_tag(before) == kind:
            found[-1][0].append(word)
        elif tag != OUTSIDE:
            found.append(([word], kind))
        before = tag
    return ", ".join(f"{' '.join(said)} ({kind})" for said, kind in found) or "nothing"


def kind_of_tag(tag: str) -> str:
    """What a word is part of: "location" for B-location and I-location alike."""
    return tag[2:] if tag[:2] in ("B-", "I-") else tag
