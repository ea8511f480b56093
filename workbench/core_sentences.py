"""Sentences of the tuning core in another language. Many hold values, so that a sentence is found by the pattern that
it was made from; values that are phrases of the core themselves are translated too."""

import re
from functools import cached_property, lru_cache
from pathlib import Path
from xml.etree import ElementTree

HOLE = re.compile(r"\{([a-z][a-z_0-9]*)\}")  # where a value stands in a pattern
LISTED_BY_OR = re.compile(r".*_or(_\d+)?")  # names of values that are lists, as in a, b or c

PREDICATES = ("is ", "has ", "holds ")  # how a sentence may go on behind a name
LEAST_SAID = 4  # letters of a pattern beside its values; shorter ones are in too many sentences


class CoreSentences:
    def __init__(self, file: Path, contexts: tuple[str, ...]) -> None:
        """Of the contexts the first one counts most."""
        self._file, self._contexts = file, contexts
        self.translated = lru_cache(4096)(self._translated)

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
        """Those that say most come first."""
        patterns = [Pattern(source, said) for source, said in self._exact.items() if HOLE.search(source)]
        patterns = [pattern for pattern in patterns if pattern.said_by_itself >= LEAST_SAID]
        return sorted(patterns, key=lambda pattern: -pattern.said_by_itself)

    def _translated(self, text: str) -> str:
        found = self._found(text)
        if found is not None:
            return found
        place, colon, sentence = text.partition(": ")  # rows.jsonl:4: the row is empty
        if colon and (self._found(place) or self._found(sentence)):
            return f"{self._found(place) or place}：{self._found(sentence) or sentence}"
        name, _, predicate = text.partition(" ")  # rows.csv is read by lines
        found = self._found(predicate) if predicate.startswith(PREDICATES) else None
        return text if found is None else f"{name} {found}"

    def _found(self, text: str) -> str | None:
        if text in self._exact:
            return self._exact[text]
        for pattern in self._patterns:
            values = pattern.values_in(text)
            if values is not None:
                return pattern.filled({name: self._value(name, value) for name, value in values.items()})
        return None

    def _value(self, name: str, value: str) -> str:
        """One word may be a name of the person's, such as that of a column, and stays as it is."""
        if LISTED_BY_OR.fullmatch(name):
            return self._exact[" or "].join(self._value("", part) for part in value.split(" or "))
        return self.translated(value) if " " in value.strip() else value


class Pattern:
    """{file} cannot be read: {error}."""

    def __init__(self, source: str, translation: str) -> None:
        parts = HOLE.split(source)
        literals, self._names = parts[::2], parts[1::2]
        self.said_by_itself = sum(map(len, literals))
        self._longest = max(literals, key=len)
        self._translation = translation
        holes = [f"(?P<{name}>.*?)" for name in self._names]
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
        return HOLE.sub(lambda hole: values[hole[1]], self._translation)
