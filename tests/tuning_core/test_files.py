"""Files to rows: which files a name stands for, and what becomes of lines that are no rows."""

import json
from pathlib import Path

import pytest

from tests.conftest import SHARED_DATA
from tests.tuning_core.opened import table_of
from tuning_core import BadInput
from tuning_core.data.files import Problem, Row

ROWS = [{"question": "Wie heißt du?", "answer": "Ada\u2028Lovelace"}, {"question": "2+2", "answer": "4, of\ncourse"}]


def _write(path: Path, text: str, encoding: str = "utf-8") -> str:
    path.write_bytes(text.encode(encoding))
    return str(path)


def _jsonl(newline: str) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + newline for row in ROWS)


@pytest.mark.parametrize(
    ("name", "text", "encoding"),
    [
        ("rows.jsonl", _jsonl("\n"), "utf-8"),
        ("rows.jsonl", _jsonl("\r\n"), "utf-8"),
        ("rows.jsonl", _jsonl("\n\n"), "utf-8-sig"),
        ("rows.json", json.dumps(ROWS), "utf-8"),
        ("rows.json", json.dumps({"version": 1, "data": ROWS}), "utf-8"),
        ("rows.json", _jsonl("\n"), "utf-8"),
        ("rows.csv", 'question,answer\nWie heißt du?,Ada\u2028Lovelace\n2+2,"4, of\ncourse"\n', "utf-8"),
        ("rows.csv", 'question;answer\r\nWie heißt du?;Ada\u2028Lovelace\r\n2+2;"4, of\ncourse"\r\n', "utf-8-sig"),
        ("rows.tsv", 'question\tanswer\nWie heißt du?\tAda\u2028Lovelace\n2+2\t"4, of\ncourse"\n', "utf-8"),
    ],
)
def test_the_same_rows_come_from_every_kind_of_file(tmp_path: Path, name: str, text: str, encoding: str) -> None:
    rows = list(table_of(_write(tmp_path / name, text, encoding)))
    assert [row.values for row in rows if isinstance(row, Row)] == ROWS


SENTENCES = [
    {"words": ["In", "Green", "Bay"], "tags": ["O", "B-place", "I-place"]},
    {"words": ["#", "ok"], "tags": ["O", "O"]},
]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("train", "In\tO\nGreen\tB-place\nBay\tI-place\n\n#\tO\nok\tO\n"),
        ("train.conll", "In O\r\nGreen B-place\r\nBay I-place\r\n\r\n# O\r\nok O\r\n\r\n"),
        ("train.tsv", "In\tO\nGreen\tB-place\nBay\tI-place\n\n#\tO\nok\tO\n\n"),
        ("eng.train", "-DOCSTART- -X- O\n\nIn IN O\nGreen NNP B-place\nBay NNP I-place\n\n# SYM O\nok UH O\n"),
        (
            "x.txt",
            "# id 7 domain=en\nIn _ _ O\nGreen _ _ B-place\nBay _ _ I-place\n\n# id 8 domain=en\n# _ _ O\nok _ _ O\n",
        ),
    ],
)
def test_files_of_tagged_words_are_known_by_what_they_hold(tmp_path: Path, name: str, text: str) -> None:
    rows = list(table_of(_write(tmp_path / name, text)))
    assert [row.values for row in rows if isinstance(row, Row)] == SENTENCES
    assert len(rows) == 2


def test_a_sentence_with_a_broken_line_is_told_with_its_place(tmp_path: Path) -> None:
    lines = ["word\tO"] * 30
    lines[6:6] = [""]
    lines[3:3] = ["", "alone"]
    items = list(table_of(_write(tmp_path / "train", "\n".join(lines))))
    assert [(type(item), item.line) for item in items] == [(Row, 1), (Problem, 5), (Row, 10)]
    assert "5: the line has 1 cells where the others have 2" in str(items[1])


def test_text_and_tables_are_not_taken_for_tagged_words(tmp_path: Path) -> None:
    play = list(table_of(_write(tmp_path / "play.txt", "To be or not\nto be\n\nthat is the question\n" * 9)))
    assert play[0] == Row(str(tmp_path / "play.txt"), 1, {"text": "To be or not\nto be"})
    table = list(table_of(_write(tmp_path / "rows.tsv", "text\tlabel\ngood\tyes\nbad\tno\nfine\tyes\n")))
    assert table[0] == Row(str(tmp_path / "rows.tsv"), 2, {"text": "good", "label": "yes"})


def test_a_row_knows_its_line(tmp_path: Path) -> None:
    rows = list(table_of(_write(tmp_path / "rows.csv", 'a,b\n1,"two\nlines"\n3,4\n')))
    assert [row.line for row in rows] == [2, 4]


def test_missing_files_and_folders_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no such data file"):
        list(table_of(str(tmp_path / "nothing.jsonl")))
    with pytest.raises(BadInput, match="is a folder"):
        list(table_of(str(tmp_path)))


def test_a_broken_line_is_a_problem_and_the_others_are_rows(tmp_path: Path) -> None:
    items = list(table_of(_write(tmp_path / "rows.jsonl", '{"a": "1"}\n{"a": \n[1]\n{"a": "4"}\n')))
    assert [item.line for item in items if isinstance(item, Row)] == [1, 4]
    broken, no_object = (item for item in items if isinstance(item, Problem))
    assert "rows.jsonl:2: the line is not valid JSON (character " in str(broken)
    assert str(no_object).endswith("rows.jsonl:3: the row is a list, not an object with named columns")


def test_a_ragged_csv_line_is_a_problem_with_its_line(tmp_path: Path) -> None:
    items = list(table_of(_write(tmp_path / "rows.csv", "a,b\n1,2\n3\n4,5,6\n7,8\n")))
    assert [f"{item.line}: {item.reason}" for item in items if isinstance(item, Problem)] == [
        "3: the line has 1 cells where the first one names 2",
        "4: the line has 3 cells where the first one names 2",
    ]


@pytest.mark.skipif(not SHARED_DATA.is_dir(), reason="the shared data is not beside the project")
@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("e2e/train.jsonl", 4122),
        ("e2e/validation.jsonl", 550),
        ("gsm8k/train.jsonl", 7473),
        ("sst2/validation.csv", 872),
        ("e2e", 4122),
        ("gsm8k/t*.jsonl", 7473 + 1319),
        ("gsm8k", 7473),
        ("sst2/train.csv", 6920),
        ("shakespeare/input.txt", 7222),
        ("wnut17", 3394),
        ("wnut17/train", 3394),
        ("wnut17/dev/emerging.dev.conll", 1009),
        ("conversations/dummy_conversation.json", 500),
    ],
)
def test_real_files_have_their_known_number_of_rows(name: str, rows: int) -> None:
    items = list(table_of(str(SHARED_DATA / name)))
    assert len(items) == rows
    assert not [item for item in items if isinstance(item, Problem)]
