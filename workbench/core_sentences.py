"""Sentences of the tuning core in another language. Many hold values, so that a sentence is found by the pattern that
it was made from; values that are phrases of the core themselves are translated too."""

import re
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

HOLE = re.compile(r"\{([a-z][a-z_0-9]*)\}")  # where a value stands in a pattern
LISTED_BY_OR = re.compile(r".*_or(_\d+)?")  # names of values that are lists, as in a, b or c
SPACED_HOLE = re.compile(r"( ?)\{([a-z][a-z_0-9]*)\}( ?)")
CHINESE_LETTER = re.compile("[\u4e00-\u9fff]")
PREDICATES = ("is ", "has ", "holds ")  # how a sentence may go on behind a name
TAILS = re.compile(r"(?=[,;] | and )")  # where a value may begin that stands right behind another
LEAST_SAID = 4  # letters of a pattern beside its values; shorter ones are in too many sentences
NAMED = {"what", "role", "by", "side", "kind"}  # values that are a word of ours, and not of the person


class Found(NamedTuple):
    said: str
    letters: int  # of the text that are ours, and not the person's


class CoreSentences:
    def __init__(self, file: Path, contexts: tuple[str, ...]) -> None:
        """Of the contexts the first one counts most."""
        self._file, self._contexts = file, contexts
        self.translated = lru_cache(4096)(self._translated)
        self._found = lru_cache(4096)(self._find)

    @cached_property
    def _exact(self) -> dict[str, str]:
        """Read when the first sentence is asked for."""
        root, said = ElementTree.parse(self._file), {}
        for context in reversed(self._contexts):
            for message in root.iterfind(f"context[name='{context}']/message"):
                said[message.findtext("source", "")] = message.findtext("translation", "")
        return {source: translation for source, translation in said.items() if translation}

    @cached_property
    def _patterns(self) -> list["Pattern"]:
        patterns = [Pattern(source, said) for source, said in self._exact.items() if HOLE.search(source)]
        return [pattern for pattern in patterns if pattern.letters >= LEAST_SAID]

    def _translated(self, text: str) -> str:
        if found := self._found(text):
            return found.said
        place, colon, sentence = text.partition(": ")  # rows.jsonl:4: the row is empty
        if colon and (self._found(place) or self._found(sentence)):
            return f"{self._part(place)}：{self._part(sentence)}"
        name, _, predicate = text.partition(" ")  # rows.csv is read by lines
        found = self._found(predicate) if predicate.startswith(PREDICATES) else None
        return f"{name} {found.said}" if found else text

    def _part(self, text: str) -> str:
        found = self._found(text)
        return found.said if found else text

    def _find(self, text: str) -> Found | None:
        """What explains most of the text."""
        if text in self._exact:
            return Found(self._exact[text], len(text))
        ways = [self._filled(pattern, values) for pattern in self._patterns if (values := pattern.values_in(text))]
        if chain := self._chain(text):
            ways.append(chain)
        return max(ways, key=lambda way: way.letters, default=None)

    def _chain(self, text: str) -> Found | None:
        """Several things that are said one after the other; this is two of them."""
        links = text.removesuffix(".").split("; ")
        found = [self._found(link) for link in links] if len(links) > 1 else []
        if not found or not all(found):
            return None
        end = "。" if text.endswith(".") else ""
        return Found("；".join(one.said for one in found if one) + end, sum(one.letters for one in found if one))

    def _filled(self, pattern: "Pattern", values: dict[str, str]) -> Found:
        for first, second in pattern.neighbours:
            values |= self._parted(first, second, values[first])
        said = {name: self._value(name, value) for name, value in values.items()}
        letters = pattern.letters + sum(found.letters for found in said.values())
        return Found(pattern.filled({name: found.said for name, found in said.items()}), letters)

    def _parted(self, first: str, second: str, text: str) -> dict[str, str]:
        """Nothing but their words part two values that stand side by side."""
        for tail in TAILS.finditer(text):
            if self._found(text[tail.start() :]):
                return {first: text[: tail.start()], second: text[tail.start() :]}
        return {first: text, second: ""}

    def _value(self, name: str, value: str) -> Found:
        """One word may be a name of the person's, such as that of a column, and stays as it is."""
        if LISTED_BY_OR.fullmatch(name):
            return Found(self._exact[" or "].join(self._part(part) for part in value.split(" or ")), 0)
        plain = name.rstrip("_0123456789")
        if plain in NAMED and value in self._exact:
            return Found(self._exact[value], len(value))
        if " " not in value.strip():
            return Found(value, 0)
        return self._found(value) or Found(self.translated(value), 0)


class Pattern:
    """{file} cannot be read: {error}."""

    def __init__(self, source: str, translation: str) -> None:
        parts = HOLE.split(source)
        literals, names = parts[::2], parts[1::2]
        self.letters = sum(map(len, literals))
        self._longest = max(literals, key=len)
        self._translation = translation
        between = zip(names, names[1:], literals[1:], strict=False)
        self.neighbours = [(first, second) for first, second, literal in between if not literal]
        joined = {second for _, second in self.neighbours}  # found in the value before it
        holes = ["" if name in joined else f"(?P<{name}>.*?)" for name in names]
        self._expression = "".join(
            re.escape(literal) + hole for literal, hole in zip(literals, [*holes, ""], strict=True)
        )

    @cached_property
    def _compiled(self) -> "re.Pattern[str]":
        return re.compile(self._expression, re.DOTALL)

    def values_in(self, text: str) -> dict[str, str] | None:
        """None where the text was not made from this pattern."""
        found = self._compiled.fullmatch(text) if self._longest in text else None
        return found.groupdict() if found else None

    def filled(self, values: dict[str, str]) -> str:
        """Chinese values stand without a space beside Chinese words."""

        def filled_in(hole: "re.Match[str]") -> str:
            value = values[hole[2]]
            left = "" if CHINESE_LETTER.match(value) else hole[1]
            right = "" if CHINESE_LETTER.match(value[-1:]) else hole[3]
            return f"{left}{value}{right}"

        return SPACED_HOLE.sub(filled_in, self._translation)
