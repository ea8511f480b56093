"""Sentences of the tuning core in another language. Many hold values, so that a sentence is found by the pattern that
it was made from, and many are made of several. What is found explains all of a sentence: where any words of it are
left over, the whole stays as it is, since half a sentence of each language says less than one of either."""

import re
from collections.abc import Iterator
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

HOLE = re.compile(r"\{([a-z][a-z_0-9]*)\}")  # where a value stands in a pattern
LISTED_BY_OR = re.compile(r".*_or(_\d+)?")  # names of values that are lists, as in a, b or c
SPACED_HOLE = re.compile(r"( ?)\{([a-z][a-z_0-9]*)\}( ?)")
CHINESE_LETTER = re.compile("[\u4e00-\u9fff]")
PREDICATE = re.compile(r" (?=(?:is|has|holds) )")  # how a sentence may go on behind a name
TAIL = re.compile(r"(?=[,;] | and )")  # where a value may begin that stands right behind another
PUNCTUATION = {"; ": "；", ": ": "：", ", ": "，", ". ": "。"}  # between the parts of a text
LONGEST_NAME = 6  # in words; what is longer is more likely a part of the sentence
GIVEN = re.compile(r"[\w.]+ = ")
CLAUSES = re.compile("[;.] ")
LEAST_SAID = 4  # letters of a pattern beside its values; shorter ones are in too many sentences
MOST_PLACES = 400  # that are tried for the values of one pattern, so that no text takes long
QUOTED = re.compile(r""""[^"]*"|'[^']*'(?!\w)|“[^”]*”|`[^`]*`|\{[^{}]*\}""")
WORDS = re.compile(r"(?<![\w./\\*+-])[A-Za-z][a-z]+(?:'[a-z]+)?(?: [a-z]+(?:'[a-z]+)?)+(?![\w/\\*=+-]|\.\w)")
NAMED = {"what", "role", "by", "side", "kind", "said"}  # values that are a word of ours, and not of the person
OWNED = {  # values that are the person's or the model's: in these any words may stand
    "answer", "adapter", "architecture", "ary", "both", "column", "columns", "config", "description", "example", "file",
    "filename", "first", "folder", "hf_hub_cache", "hub_id", "join", "label", "labels", "learned", "listed", "most",
    "name", "names", "others", "parent", "path", "present", "problem", "runs_root", "second", "speaker", "split",
    "splits", "str", "target", "text", "there", "twice", "unknown", "unseen", "unused",
}  # fmt: skip
QUOTES = {"error", "refused", "reason", "splitlines", "strerror"}  # what libraries said, in whatever words


class Found(NamedTuple):
    said: str
    letters: int  # of the text that are ours, and not the person's
    foreign: int = 0  # words that stay as they are
    inside: int = 0  # letters of values that are several clauses themselves
    parts: int = 1  # of which it is made


class CoreSentences:
    def __init__(self, file: Path, contexts: tuple[str, ...]) -> None:
        """The first context holds the patterns; of the others the words are known too."""
        self._file, self._contexts = file, contexts
        self.translated = lru_cache(4096)(self._translated)
        self._found = lru_cache(16384)(self._find)

    @cached_property
    def _said(self) -> dict[str, dict[str, str]]:
        """Read when the first sentence is asked for."""
        root = ElementTree.parse(self._file)
        return {
            context: {
                message.findtext("source", ""): said
                for message in root.iterfind(f"context[name='{context}']/message")
                if (said := message.findtext("translation", ""))
            }
            for context in self._contexts
        }

    @cached_property
    def _exact(self) -> dict[str, str]:
        return {source: said for context in reversed(self._contexts) for source, said in self._said[context].items()}

    @cached_property
    def _patterns(self) -> list["Pattern"]:
        patterns = [Pattern(*both) for both in self._said[self._contexts[0]].items() if HOLE.search(both[0])]
        return [pattern for pattern in patterns if pattern.letters >= LEAST_SAID]

    @cached_property
    def _joints(self) -> dict[str, str]:
        """Words that stand between two others, as “ or ”."""
        own = self._said[self._contexts[0]].items()
        return {source: said for source, said in own if source[0] == source[-1] == " "}

    def _translated(self, text: str) -> str:
        found = self._found(text)
        return found.said if found else text

    def _find(self, text: str) -> Found | None:
        """What explains all of the text, with the fewest foreign words and the most of ours."""
        if text in self._exact:
            return Found(self._exact[text], len(text))
        if not text or " " not in text:
            return None
        best = min(self._ways(text), key=lambda way: (way.foreign, -way.letters, way.inside, way.parts), default=None)
        return best or self._begun_large(text)

    def _ways(self, text: str) -> Iterator[Found]:
        for pattern in self._patterns:
            if pattern.may_be(text):
                yield from self._filled(pattern, text)
        yield from self._joined(text)
        if text.endswith(".") and (found := self._found(text[:-1])):
            yield found._replace(said=f"{found.said}。")

    def _begun_large(self, text: str) -> Found | None:
        """A phrase can begin a sentence."""
        small = text[0].lower() + text[1:]
        return self._found(small) if small != text else None

    # of several parts

    def _joined(self, text: str) -> Iterator[Found]:
        for mark, said in (*PUNCTUATION.items(), *self._joints.items()):
            for at in re.finditer(re.escape(mark), text):
                left, right = text[: at.start()], text[at.end() :]
                if self._is_mark(mark, left, right):
                    yield from self._both(left, said, right)
        for at in PREDICATE.finditer(text):  # rows.csv is read by lines
            if (found := self._found(text[at.end() :])) and not foreign_words(text[: at.start()]):
                yield found._replace(said=f"{text[: at.start()]} {found.said}")
        if text.endswith(")") and " (" in text:
            before, _, inside = text[:-1].partition(" (")
            yield from (found._replace(said=f"{found.said}）") for found in self._both(before, "（", inside))
        for at in TAIL.finditer(text, 1):
            if self._found(text[at.start() :]):
                yield from self._both(text[: at.start()], "", text[at.start() :])

    def _is_mark(self, mark: str, left: str, right: str) -> bool:
        """And not a sign in a name, or between several names: before a colon may stand a place, as rows.jsonl:4, and
        before or behind a semicolon what plays which role, as input = question."""
        known = bool(self._phrase(left)), bool(self._phrase(right))
        if mark == ": ":
            return known[1] or (self._found(left) is not None and GIVEN.match(right) is not None)
        if mark in ("; ", ", "):
            return any(known) and all(one or GIVEN.match(part) for one, part in zip(known, (left, right), strict=True))
        return all(known) if mark in PUNCTUATION else any(known)

    def _phrase(self, text: str) -> Found | None:
        """One word alone may be a name in a list."""
        return self._found(text) if " " in text else None

    def _both(self, left: str, between: str, right: str) -> Iterator[Found]:
        """One of them is ours at least; the other may be a place, as rows.jsonl:4."""
        first = self._found(left) if between == PUNCTUATION[": "] else self._phrase(left)
        second = self._phrase(right)
        if first or second:
            first, second = first or self._without_words(left), second or self._without_words(right)
        if first and second:
            said = f"{first.said}{between}{second.said}"
            inside, parts = first.inside + second.inside, first.parts + second.parts
            yield Found(said, first.letters + second.letters, first.foreign + second.foreign, inside, parts)

    @staticmethod
    def _without_words(text: str) -> Found | None:
        return None if foreign_words(text) else Found(text, 0)

    # of one pattern

    def _filled(self, pattern: "Pattern", text: str) -> Iterator[Found]:
        for number, values in enumerate(pattern.values_in(text)):
            if number == MOST_PLACES:
                return
            said = self._values(values)
            if said is not None:
                letters = pattern.letters + sum(found.letters for found in said.values())
                foreign = sum(found.foreign for found in said.values())
                inside = sum(len(value) for value in values.values() if CLAUSES.search(value))
                parts = 1 + sum(found.parts for found in said.values() if found.letters)
                filled = pattern.filled({name: found.said for name, found in said.items()})
                yield Found(filled, letters, foreign, inside, parts)

    def _values(self, values: dict[str, str]) -> dict[str, Found] | None:
        said: dict[str, Found] = {}
        for name, value in values.items():
            found = self._value(name, value)
            if found is None:
                return None
            said[name] = found
        return said

    def _value(self, name: str, value: str) -> Found | None:
        """One word may be a name of the person's, such as that of a column, and stays as it is."""
        if LISTED_BY_OR.fullmatch(name):
            return self._listed(value)
        plain = name.rstrip("_0123456789")
        if plain in NAMED and value in self._exact:
            return Found(self._exact[value], len(value))
        if " " not in value.strip():
            return Found(value, 0)
        if plain in OWNED:
            known = self._exact.get(value)
            words = foreign_words(value)
            return Found(known, len(value)) if known else Found(value, 0, words) if words <= LONGEST_NAME else None
        words = foreign_words(value)
        if found := self._found(value):
            return found
        return Found(value, 0, words) if plain in QUOTES or not words else None

    def _listed(self, value: str) -> Found | None:
        parts = [self._found(part) or self._without_words(part) for part in value.split(" or ")]
        return Found(self._exact[" or "].join(part.said for part in parts if part), 0) if all(parts) else None


class Pattern:
    """{file} cannot be read: {error}."""

    def __init__(self, source: str, translation: str) -> None:
        parts = HOLE.split(source)
        self._literals, self._names = parts[::2], parts[1::2]
        self.letters = sum(map(len, self._literals))
        self._longest = max(self._literals, key=len)
        self._translation = translation

    def may_be(self, text: str) -> bool:
        return self._longest in text and text.startswith(self._literals[0]) and text.endswith(self._literals[-1])

    def values_in(self, text: str) -> Iterator[dict[str, str]]:
        """Every way in which the text may have been made from this pattern."""
        first = self._literals[0]
        return self._rest(text, len(first), 0, {}) if text.startswith(first) else iter(())

    def _rest(self, text: str, start: int, number: int, values: dict[str, str]) -> Iterator[dict[str, str]]:
        if number == len(self._names):
            if start == len(text):
                yield values
            return
        literal, name = self._literals[number + 1], self._names[number]
        for end in self._ends(text, start, literal, number == len(self._names) - 1):
            yield from self._rest(text, end + len(literal), number + 1, values | {name: text[start:end]})

    @staticmethod
    def _ends(text: str, start: int, literal: str, is_last: bool) -> Iterator[int]:
        """Where a value that begins at `start` may end. Only their words part two that stand side by side."""
        if is_last:
            end = len(text) - len(literal)
            if end >= start and text.endswith(literal):
                yield end
        elif literal:
            yield from (at.start() for at in re.compile(re.escape(literal)).finditer(text, start))
        else:
            yield from (at.start() for at in TAIL.finditer(text, start))
            yield from (len(text) - back for back in (0, 1) if len(text) - back >= start)

    def filled(self, values: dict[str, str]) -> str:
        """Chinese values stand without a space beside Chinese words."""

        def filled_in(hole: "re.Match[str]") -> str:
            value = values[hole[2]]
            left = "" if CHINESE_LETTER.match(value) else hole[1]
            right = "" if CHINESE_LETTER.match(value[-1:]) else hole[3]
            return f"{left}{value}{right}"

        return SPACED_HOLE.sub(filled_in, self._translation)


def foreign_words(text: str) -> int:
    """How many words of the text make phrases of two or more, outside of quotation marks."""
    return sum(len(phrase.split()) for phrase in WORDS.findall(QUOTED.sub("…", text)))
