"""Tokenised rows on disk: written once for each data, template and tokenizer, then read a row at a time."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tuning_core.data.cutting import learned_kinds
from tuning_core.data.examples import NO_TOKENS, NOT_LEARNED, Example
from tuning_core.disk_cache import hold
from tuning_core.slots import FIRST_SLOT_ID

# One flat file each. A row has one sequence, then those of its wrong answers; none where it cannot be learned from.
_FILES = {
    "token_ids": np.int32,  # of all sequences, one after the other
    "kinds": np.uint8,
    "segments": np.uint8,
    "labels": np.int32,
    "token_starts": np.int64,  # of each sequence, and one more for the end
    "label_starts": np.int64,
    "first_sequences": np.int64,  # of each row, and one more for the end
    "learned": np.int32,  # of each row
    "prompt_keys": np.uint64,
    "row_keys": np.uint64,
}
_AT_ONCE = 65_536  # rows looked through at a time


@dataclass(frozen=True)
class TokenisedRow:
    """What a row became; no example where it cannot be learned from. The keys are the same for rows with the same
    prompt, and for rows that say the same altogether."""

    example: Example | None
    prompt_key: int = 0
    row_key: int = 0


class TokenWriter:
    """Appends rows to a table in `folder`, which exists and is empty."""

    def __init__(self, folder: Path, task: str) -> None:
        self.folder, self.task = folder, task
        self._files = {name: (folder / name).open("wb") for name in _FILES}
        self._ends = {"token_starts": 0, "label_starts": 0, "first_sequences": 0}
        self._has_segments = self._has_slots = self._has_wrong_answers = False
        self._highest_token = 0
        for name in self._ends:
            self._write(name, [[0]])

    def append(self, rows: Sequence[TokenisedRow]) -> None:
        own = [row.example for row in rows]
        sequences = [one for example in own if example is not None for one in (example, *example.wrong)]
        self._has_wrong_answers |= len(sequences) > sum(one is not None for one in own)
        self._write_tokens(sequences)
        self._files["kinds"].write(b"".join(one.kinds for one in sequences))
        if self.task != "causal_lm":  # where the labels are the tokens themselves
            self._write("labels", [one.labels for one in sequences])
            self._write_ends("label_starts", [len(one.labels) for one in sequences])
        if self.task.endswith("classification"):
            self._has_segments |= any(one.segments is not None for one in sequences)
            nothing = [np.zeros(len(one.kinds)) if one.segments is None else one.segments for one in sequences]
            self._write("segments", nothing)
        self._write_ends("token_starts", [len(one.kinds) for one in sequences])
        self._write_ends("first_sequences", [0 if one is None else 1 + len(one.wrong) for one in own])
        self._write("learned", [[0 if one is None else one.learned_tokens for one in own]])
        self._write("prompt_keys", [[row.prompt_key for row in rows]])
        self._write("row_keys", [[row.row_key for row in rows]])

    def _write_tokens(self, sequences: Sequence[Example]) -> None:
        token_ids = np.concatenate([one.token_ids for one in sequences] or [NO_TOKENS])
        self._write("token_ids", [token_ids])
        slots = token_ids >= FIRST_SLOT_ID
        self._has_slots |= bool(slots.any())
        known = [token_ids[~slots], *(one.labels for one in sequences if self.task == "seq2seq_lm")]
        self._highest_token = max(self._highest_token, *(int(ids.max(initial=0)) for ids in known))

    def _write(self, name: str, arrays: Sequence[Any]) -> None:
        for array in arrays:
            self._files[name].write(np.asarray(array, dtype=_FILES[name]).tobytes())

    def _write_ends(self, name: str, counts: Sequence[int]) -> None:
        ends = self._ends[name] + np.cumsum(counts, dtype=np.int64)
        self._write(name, [ends])
        self._ends[name] = int(ends[-1]) if len(ends) else self._ends[name]

    def close(self, names: Sequence[str] = ()) -> None:
        """`names` are those of the classes, by number."""
        self.abandon()
        facts = {
            "task": self.task,
            "names": list(names),
            "has_segments": self._has_segments,
            "has_slots": self._has_slots,
            "has_wrong_answers": self._has_wrong_answers,
            "highest_token": self._highest_token,
        }
        (self.folder / "facts.json").write_text(json.dumps(facts), encoding="utf-8")

    def abandon(self) -> None:
        for file in self._files.values():
            file.close()


class TokenTable:
    """Examples of any length, by the number of their row from 0; labels of classes are numbers into `names`."""

    def __init__(self, folder: Path) -> None:
        facts = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
        self.folder = folder
        hold(self, folder)
        self.task: str = facts["task"]
        self.names: list[str] = facts["names"]
        self.has_slots: bool = facts["has_slots"]
        self.has_wrong_answers: bool = facts["has_wrong_answers"]
        self.highest_token: int = facts["highest_token"]
        self._has_segments: bool = facts["has_segments"]
        self._first = self._array("first_sequences")
        self._starts = self._array("token_starts")
        self._label_starts = self._array("label_starts")
        self._token_ids, self._kinds = self._array("token_ids"), self._array("kinds")
        self._labels, self._segments = self._array("labels"), self._array("segments")

    def _array(self, name: str) -> NDArray[Any]:
        path = self.folder / name
        if not path.stat().st_size:
            return np.zeros(0, dtype=_FILES[name])
        return np.memmap(path, dtype=_FILES[name], mode="r")

    def __len__(self) -> int:
        return len(self._first) - 1

    def example(self, row: int, file: str, line: int) -> Example | None:
        """None where the row cannot be learned from."""
        first, end = int(self._first[row]), int(self._first[row + 1])
        if first == end:
            return None
        wrong = tuple(self._sequence(number, file, line) for number in range(first + 1, end))
        example = self._sequence(first, file, line)
        return replace(example, wrong=wrong) if wrong else example

    def _sequence(self, number: int, file: str, line: int) -> Example:
        of_tokens = slice(int(self._starts[number]), int(self._starts[number + 1]))
        token_ids, kinds = np.array(self._token_ids[of_tokens]), np.array(self._kinds[of_tokens])
        if self.task == "causal_lm":
            labels = np.where(learned_kinds(kinds), token_ids, NOT_LEARNED).astype(np.int32)
            labels[:1] = NOT_LEARNED  # nothing stands before the first token from which it could be predicted
        else:
            labels = np.array(self._labels[int(self._label_starts[number]) : int(self._label_starts[number + 1])])
        segments = np.array(self._segments[of_tokens], dtype=np.int32) if self._has_segments else None
        return Example(file, line, token_ids, labels, kinds.tobytes(), task=self.task, segments=segments)

    # of all rows, one entry each

    @cached_property
    def learnable(self) -> NDArray[np.bool_]:
        return np.diff(self._first) > 0

    @cached_property
    def lengths(self) -> NDArray[np.int32]:
        """Tokens, of which the maximum length is the limit: `Example.length`."""
        return self._of_rows(self._lengths_of)

    @cached_property
    def token_counts(self) -> NDArray[np.int32]:
        """All tokens that a model reads or writes: `Example.tokens`."""
        return self._of_rows(lambda rows: self._count(self._starts, rows) + self._answers(rows))

    @cached_property
    def learned(self) -> NDArray[np.int32]:
        return np.array(self._array("learned"))

    @property
    def prompt_keys(self) -> NDArray[np.uint64]:
        return self._array("prompt_keys")

    @property
    def row_keys(self) -> NDArray[np.uint64]:
        return self._array("row_keys")

    @cached_property
    def classes(self) -> NDArray[np.int32]:
        """Of a text's row the number of its class, -1 where it has none."""
        classes = np.full(len(self), -1, dtype=np.int32)
        for rows, labels in self._labels_by_row():
            classes[rows] = labels
        return classes

    def rows_within(self, known: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Rows that can be learned from and have known classes alone; `known` has one entry a class."""
        within = self.learnable.copy()
        for rows, labels in self._labels_by_row():
            within[rows[(labels >= 0) & ~known[np.maximum(labels, 0)]]] = False
        return within

    def class_counts(self, wanted: NDArray[np.bool_]) -> NDArray[np.int64]:
        """How often each class occurs in the wanted rows; of words where words have classes."""
        counts = np.zeros(len(self.names), dtype=np.int64)
        for rows, labels in self._labels_by_row():
            counts += np.bincount(labels[wanted[rows] & (labels >= 0)], minlength=len(counts))
        return counts

    def _labels_by_row(self) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int32]]]:
        """Labels of a classifier's rows, and of each the row that it is of."""
        for rows in self._portions():
            if len(rows):
                starts = self._label_starts[self._first[rows[0]] : self._first[rows[-1] + 1] + 1]
                yield np.repeat(rows, np.diff(starts)), np.array(self._labels[starts[0] : starts[-1]])

    def _lengths_of(self, rows: NDArray[np.integer]) -> NDArray[np.int64]:
        return np.maximum(self._count(self._starts, rows), self._answers(rows))

    def _answers(self, rows: NDArray[np.integer]) -> NDArray[np.int64]:
        return self._count(self._label_starts, rows) if self.task == "seq2seq_lm" else np.zeros(len(rows), np.int64)

    def _count(self, starts: NDArray[np.int64], rows: NDArray[np.integer]) -> NDArray[np.int64]:
        first = self._first[rows]
        return np.asarray(starts[first + 1] - starts[first])

    def _of_rows(self, count: Any) -> NDArray[np.int32]:
        """In portions, so that little of the table is in memory at once."""
        values = np.zeros(len(self), dtype=np.int32)
        for rows in self._portions():
            values[rows] = count(rows)
        return values

    def _portions(self) -> Iterator[NDArray[np.int64]]:
        for start in range(0, len(self), _AT_ONCE):
            end = min(start + _AT_ONCE, len(self))
            yield start + np.flatnonzero(np.diff(self._first[start : end + 1]) > 0)
