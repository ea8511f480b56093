"""Questions with choices: what can be chosen in a row, and which of it is right.

The right one is told by its text, by its letter or other mark, or by its place, counted from 0 or from 1."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tuning_core.data.columns import RowProblem, is_empty, list_in_text, value_of
from tuning_core.data.files import Row

READINGS = ("text", "letter", "from_0", "from_1")
OWN_COLUMNS = tuple(f"choice_{number}" for number in range(1, 7))  # roles of choices that have a column each
_LETTER = re.compile(r"\(?([A-Za-z])[).]?")
_APART = re.compile(
    r"(distractor|wrong|incorrect)", re.IGNORECASE
)  # columns in which the right answer is not meant to be


@dataclass(frozen=True)
class Choices:
    """`marks` are those that the row gives to its choices, none where it gives none; `column` names the column."""

    texts: tuple[str, ...]
    marks: tuple[str, ...]
    column: str

    def place_of(self, answer: Any, reading: str) -> int | None:
        """Of the right one; None where the answer, read so, names none."""
        said = str(int(answer) if isinstance(answer, float) and answer.is_integer() else answer).strip()
        if reading == "text":
            places = [at for at, text in enumerate(self.texts) if text.strip() == said]
            return places[0] if places else None
        if reading == "letter" and self.marks:
            return self.marks.index(said) if said in self.marks else None
        if reading == "letter":
            letter = _LETTER.fullmatch(said)
            place = ord(letter[1].upper()) - ord("A") if letter else -1
        else:
            place = int(said) - (reading == "from_1") if re.fullmatch(r"\d{1,3}", said) else -1
        return place if 0 <= place < len(self.texts) else None


def choices_of(row: Row, columns: Mapping[str, str]) -> Choices:
    """`columns` maps role -> column. Raises RowProblem for anything but texts."""
    marks: Sequence[Any] = ()
    if "choices" in columns:
        column = columns["choices"]
        texts, marks = _texts_and_marks(value_of(row, column), column)
    else:
        own = [columns[role] for role in OWN_COLUMNS if role in columns]
        given = [(name, value_of(row, name)) for name in own]
        column = ", ".join(own)
        texts = [value for _, value in given if not is_empty(value)]
    for number, text in enumerate(texts, start=1):
        if not isinstance(text, str) or not text.strip():
            said = f"{str(text)[:40]!r}, not text" if not isinstance(text, str) else "empty"
            raise RowProblem(f"choice {number} is {said} (column {column!r})")
    if not texts:
        raise RowProblem(f"the row has no choices (column {column!r})")
    return Choices(tuple(texts), tuple(str(mark).strip() for mark in marks), column)


def _texts_and_marks(value: Any, column: str) -> tuple[list[Any], list[Any]]:
    if isinstance(value, str):
        value = list_in_text(value)
    if isinstance(value, dict) and isinstance(value.get("text"), list):
        marks = value.get("label")
        return value["text"], marks if isinstance(marks, list) and len(marks) == len(value["text"]) else []
    if isinstance(value, dict):
        return list(value.values()), list(value)
    if isinstance(value, (list, tuple)) and all(isinstance(one, dict) for one in value):
        return [one.get("text") for one in value], [one.get("label") for one in value]
    if isinstance(value, (list, tuple)):
        return list(value), []
    raise RowProblem(f"the choices are no list of texts (column {column!r})")


def right_choice(row: Row, columns: Mapping[str, str], reading: str) -> str:
    """The text of the right one. Raises RowProblem where the answer names none."""
    choices, answer = choices_of(row, columns), value_of(row, columns["answer"])
    if is_empty(answer):
        raise RowProblem(f"the answer is empty (column {columns['answer']!r})")
    place = choices.place_of(answer, reading)
    if place is not None:
        return choices.texts[place]
    if reading == "text" and isinstance(answer, str) and _APART.match(choices.column):
        return answer
    if reading == "text":
        raise RowProblem(f"the answer {str(answer)[:40]!r} is none of the choices (column {choices.column!r})")
    ways = {
        "letter": "the mark of",
        "from_0": "the place, counted from 0, of",
        "from_1": "the place, counted from 1, of",
    }
    raise RowProblem(f"the answer {str(answer)[:40]!r} is not {ways[reading]} a choice (column {columns['answer']!r})")


def readings_that_fit(rows: Sequence[Row], columns: Mapping[str, str]) -> list[str]:
    """Ways to read the answers that name a choice in nearly all rows, the best first. Of those that name the same
    choices in all rows one stands for all."""
    told: list[tuple[Choices, Any]] = []
    for row in rows:
        answer = value_of(row, columns["answer"])
        if not is_empty(answer) and not isinstance(answer, (list, dict)):
            try:
                told.append((choices_of(row, columns), answer))
            except RowProblem:
                continue
    if told and _APART.match(told[0][0].column):
        return ["text"]
    found: dict[tuple[int | None, ...], str] = {}
    marked = any(choices.marks for choices, _ in told)
    for reading in ("letter", "text", "from_0", "from_1") if marked else READINGS:
        places = tuple(choices.place_of(answer, reading) for choices, answer in told)
        if told and sum(place is not None for place in places) >= 0.9 * len(told):
            if reading == "letter" and marked:
                return ["letter"]  # the rows themselves say what their marks stand for
            found.setdefault(places, reading)
    return list(found.values())
