"""Searching rows: what is written in them is found, whatever its case, and nothing else."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tuning_core.background import result_of
from tuning_core.data.row_search import rows_holding
from tuning_core.data.row_table import RowTable, opening_rows

ROWS = [
    {"question": 'Who said "Yes"?', "answer": "ÄNNE"},
    {"question": "first\nsecond", "answer": "question"},
    {"question": "words", "answer": ["two", "words"]},
    {"question": "turns", "answer": [{"role": "user", "content": "Grüß dich"}]},
    {"question": "number", "answer": 12.5},
    {"question": "nothing", "answer": None},
]


@pytest.fixture
def table(write_rows: Callable[..., Path]) -> RowTable:
    return result_of(opening_rows([str(write_rows(ROWS))]))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("WHO SAID", [0]),
        ('"yes"', [0]),
        ("änne", [0]),
        ("first\nsecond", [1]),
        ("question", [1]),  # not the name of the column, which every row has
        ("two words", []),
        ("two", [2]),
        ("GRÜSS", [3]),
        ("12.5", [4]),
        ("null", []),
        ("s", [0, 1, 2, 3]),
    ],
)
def test_a_text_is_found_in_the_values_of_a_row(table: RowTable, text: str, found: list[int]) -> None:
    assert rows_holding(table, text, 0, len(ROWS)) == found


def test_escaped_letters_are_found(tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_text('{"text": "gr\\u00fcn"}\n{"text": "grau"}\n', encoding="utf-8")
    assert rows_holding(result_of(opening_rows([str(file)])), "GRÜN", 0, 2) == [0]


def test_only_the_rows_asked_for_are_looked_through(table: RowTable) -> None:
    assert rows_holding(table, "s", 1, 3) == [1, 2]


def test_a_line_that_is_no_row_is_found_by_what_it_says(tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_text('{"text": "good"}\n{"text": "Bad\n', encoding="utf-8")
    assert rows_holding(result_of(opening_rows([str(file)])), "bad", 0, 2) == [1]
