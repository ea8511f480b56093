"""Files broken on purpose: one sentence each, and the good rows of a file survive the bad ones."""

import gzip
import json
import os
import random
from pathlib import Path

import pytest

from tests.tuning_core.opened import table_of, values_of
from tuning_core import BadInput
from tuning_core.data.files import Problem
from tuning_core.data.row_table import opening_rows

pa = pytest.importorskip("pyarrow")
parquet = pytest.importorskip("pyarrow.parquet")

ROWS = [{"question": f"question {i}", "answer": f"answer {i}"} for i in range(400)]
LINES = "".join(json.dumps(row) + "\n" for row in ROWS).encode()
NOISE = random.Random(0).randbytes(4000)
GZ = gzip.compress(LINES)
ZST = pa.compress(LINES, codec="zstd", asbytes=True)


def _parquet() -> bytes:
    sink = pa.BufferOutputStream()
    parquet.write_table(pa.Table.from_pylist(ROWS), sink)
    return bytes(sink.getvalue())


REFUSED: list[tuple[str, bytes, list[str]]] = [
    ("empty.jsonl", b"", ["is empty"]),
    ("empty.parquet", b"", ["is empty"]),
    ("blank.csv", b"\n \n", ["is empty"]),
    ("blank.json", b" \n", ["is empty"]),
    ("mark.txt", b"\xef\xbb\xbf", ["is empty"]),
    ("nothing.jsonl.gz", gzip.compress(b""), ["is empty"]),
    ("header.csv", b"a,b\n", ["names its columns but holds no rows"]),
    ("none.json", b"[]", ["holds no list of rows"]),
    ("text.json", b"hello", ["text.json:1", "not valid JSON"]),
    ("two.json", b'{"a": [{"b": 1}], "c": [{"d": 2}]}', ["several lists of rows (a, c)", "a file of its own"]),
    ("twice.csv", b"a,a\n1,2\n", ["twice.csv:1", "name each column once"]),
    ("rows.docx", b"abc", [".jsonl", ".parquet", "one word and its tag a line"]),
    ("noise.csv", NOISE, ["is no text but holds binary data"]),
    ("noise.jsonl", NOISE, ["is no text but holds binary data"]),
    ("sheet.csv", b"PK\x03\x04" + NOISE, ["a zip archive or an Excel or Word file"]),
    ("table.csv", _parquet(), ["a Parquet file"]),
    ("half.csv", "a,b\n1,2\n".encode("utf-16")[:-1], ["begins as UTF-16 and is none further on"]),
    ("cut.jsonl.gz", GZ[:-300], ["cut short or damaged", "copy or download it again"]),
    ("wrong.jsonl.gz", GZ[:200] + b"zzzz" + GZ[204:], ["cut short or damaged"]),
    ("plain.jsonl.gz", LINES, ["is no .gz file"]),
    ("cut.jsonl.zst", ZST[:-300], ["cut short or damaged", "truncated"]),
    ("wrong.jsonl.zst", ZST[:12] + b"zzzz" + ZST[16:], ["cut short or damaged"]),
    ("cut.parquet", _parquet()[:-30], ["no Parquet file or is damaged"]),
    ("noise.parquet", NOISE, ["no Parquet file or is damaged"]),
    ("noise.arrow", NOISE, ["no Arrow file or is damaged"]),
    ("cut.parquet.gz", gzip.compress(_parquet())[:-30], ["cut short or damaged"]),
]


@pytest.mark.parametrize(("name", "content", "words"), REFUSED, ids=[name for name, *_ in REFUSED])
def test_a_file_that_is_no_data_is_refused_in_one_sentence(
    tmp_path: Path, own_home: Path, name: str, content: bytes, words: list[str]
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(BadInput) as refusal:
        table_of(file)
    sentence = str(refusal.value)
    assert all(word in sentence for word in [str(file), *words]), sentence
    assert "\n" not in sentence
    assert sentence.endswith(".")
    assert not [left for left in (own_home / "cache").rglob("*") if left.is_file()]


UMLAUTS = '{"a": "Köln"}\n'.encode() * 30
# (file, content, rows that are good, problems)
SURVIVED: list[tuple[str, bytes, int, list[str]]] = [
    (
        "ragged.csv",
        b"a,b\n1,x\n2\n3,y,z\n4,w\n",
        2,
        [
            "ragged.csv:3: the line has 1 cells where the first one names 2",
            "ragged.csv:4: the line has 3 cells where the first one names 2",
        ],
    ),
    (
        "open.csv",
        b'"a","b"\n"1","2"\n"3","4\n5,6\n"7","8"\n',
        3,
        ["open.csv:3: the line is not valid CSV (',' expected after '\"')"],
    ),
    (
        "last.csv",
        b'"a","b"\n"1","2"\n"3","4"\n"5","6\n',
        2,
        ["last.csv:4: the line opens a quotation mark that is not closed"],
    ),
    ("zero.csv", b"a,b\n1,x\n2,\0\n3,y\n", 2, ["zero.csv:3: the line holds a zero byte, which no text has"]),
    ("zero.txt", b"one line\nan\0ther\nthird\n", 2, ["zero.txt:2: the line holds a zero byte, which no text has"]),
    (
        "bytes.csv",
        b"a,b\n" + "Köln,1\n".encode() * 30 + b"K\xf6ln,2\n",
        30,
        ["bytes.csv:32: the line is not UTF-8 text"],
    ),
    ("bytes.jsonl", UMLAUTS + b'{"a": "K\xf6ln"}\n', 30, ["bytes.jsonl:31: the line is not UTF-8 text"]),
    (
        "bytes.json",
        b"[" + UMLAUTS.replace(b"\n", b",") + b'{"a": "K\xf6ln"}]',
        30,
        ["bytes.json:31: the line is not UTF"],
    ),
    (
        "control.jsonl",
        b'{"a": "1"}\n\n{"a": "\0"}\n{"a": "3"}\n',
        2,
        ["control.jsonl:3: the line is not valid JSON (character 8: a text holds a line break, tab or other control"],
    ),
    (
        "half.jsonl",
        b'{"a": "\\ud800"}\n{"a": "\\ud83d\\ude00"}\n',
        1,
        ["half.jsonl:1: a text holds half a character (a lone surrogate such as \\ud800)"],
    ),
    (
        "bytes of halves.jsonl",
        b'{"a": "\xed\xa0\x80"}\n{"a": "b"}\n',
        1,
        ["bytes of halves.jsonl:1: the line is not UTF-8 text"],
    ),
    (
        "zero.jsonl",
        b'{"a": "b\\u0000"}\n{"a": "\\\\u0000"}\n{"a": "\\\\\\u0000"}\n',
        1,
        [
            "zero.jsonl:1: a text holds a zero character (\\u0000), which no text has",
            "zero.jsonl:3: a text holds a zero character",
        ],
    ),
    (
        "digits.jsonl",
        b'{"a": ' + b"9" * 5_000 + b'}\n{"a": 1}\n',
        1,
        ["digits.jsonl:1: the row holds a number with more digits than can be read"],
    ),
    (
        "twice.jsonl",
        b'{"a": 1, "a": 2}\n{"a": {"b": 1, "b": 2}}\n{"a": 1}\n',
        1,
        ["twice.jsonl:1: the row names 'a' twice", "twice.jsonl:2: the row names 'b' twice"],
    ),
    (
        "nan.jsonl",
        b'{"a": NaN}\n{"a": -Infinity}\n{"a": 1}\n',
        1,
        ["nan.jsonl:1: the row holds NaN, which is no number", "nan.jsonl:2: the row holds -Infinity"],
    ),
    (
        "deep.jsonl",
        b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b'}\n{"a": 1}\n',
        1,
        ["deep.jsonl:1: the line is not valid JSON (too deep)"],
    ),
    (
        "list.json",
        b'[{"a": 1}, {"a": }, 7, {"a": 4}, {"a": "]["}]',
        3,
        ["list.json:2: the line is not valid JSON (character 7", "list.json:3: the row is a number, not an object"],
    ),
    ("cut.json", json.dumps(ROWS).encode()[:-30], 399, ["cut.json:400: the file ends before this entry does"]),
    (
        "inner.json",
        json.dumps({"d": ROWS}).encode()[:-30],
        399,
        ["inner.json:400: the file ends before this entry does"],
    ),
    ("more.json", b'[{"a": 1}] [{"a": 2}]', 1, ["more.json:2: more text follows behind the end of the list"]),
]


@pytest.mark.parametrize(("name", "content", "good", "problems"), SURVIVED, ids=[name for name, *_ in SURVIVED])
def test_good_rows_survive_the_bad_ones(
    tmp_path: Path, name: str, content: bytes, good: int, problems: list[str]
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    table = table_of(file)
    assert len(values_of(table)) == good
    said = [item.short for item in table if isinstance(item, Problem)]
    assert len(said) == len(problems), said
    assert all(one.startswith(start) for one, start in zip(said, problems, strict=True)), said


def test_rows_of_200_kilobytes_are_rows(tmp_path: Path) -> None:
    long = "x" * 200_000
    (tmp_path / "long.jsonl").write_text(json.dumps({"a": long}) + "\n")
    (tmp_path / "long.csv").write_text(f'a,b\n"{long}",1\n')
    (tmp_path / "long.json").write_text(json.dumps([{"a": long}] * 90))  # more than is read at once
    for name, rows in (("long.jsonl", 1), ("long.csv", 1), ("long.json", 90)):
        assert [row["a"] for row in values_of(table_of(tmp_path / name))] == [long] * rows


@pytest.mark.parametrize("name", ["long.jsonl", "long.csv", "long.txt", "long.json"])
def test_a_line_without_an_end_is_refused_with_its_place(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("data_file", "json_files"):  # 64 MB take a while
        monkeypatch.setattr(f"tuning_core.data.{module}.MOST_ROW_BYTES", 1 << 20)
    file = tmp_path / name
    start = b'{"a": "first"}\n' if name == "long.jsonl" else b"[" if name == "long.json" else b"first\n"
    file.write_bytes(start + b'{"a": "' + b"x" * (9 << 20) + b'"}\n')
    with pytest.raises(BadInput, match="goes on for more than 1 MB, which no row can be"):
        table_of(file)


@pytest.mark.parametrize("change", ["grows", "shrinks", "vanishes"])
def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path, own_home: Path, change: str) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_bytes(LINES)
    job = opening_rows([str(file)])
    next(job)  # the first report comes with the first bytes
    if change == "grows":
        file.write_bytes(LINES + LINES)
    elif change == "shrinks":
        os.truncate(file, len(LINES) // 2)
    else:
        file.unlink()
    with pytest.raises(BadInput) as refusal:
        list(job)
    assert "was changed while it was read" in str(refusal.value) or "No such file" in str(refusal.value)
    assert str(file) in str(refusal.value)
    assert not list((own_home / "cache").rglob("rows"))[1:]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "closed"
    folder.mkdir()
    file = folder / "rows.jsonl"
    file.write_bytes(LINES)
    for closed, mode in ((file, 0o600), (folder, 0o700)):
        closed.chmod(0)
        for name in (file, folder):
            with pytest.raises(BadInput, match="cannot be read: Permission denied"):
                table_of(name)
        closed.chmod(mode)


def test_patterns_and_folders_without_data_are_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "mixed").mkdir()
    (tmp_path / "mixed" / "a.csv").write_text("a,b\n1,2\n")
    (tmp_path / "mixed" / "b.jsonl").write_bytes(LINES)
    for name, words in (
        ("*.jsonl", "no file matches"),
        ("empty", "is a folder without data files"),
        ("mixed", r"of several kinds \(\.csv, \.jsonl\); give those that belong together, as in .*mixed/\*\.csv"),
        ("rows.jsonl", "there is no such data file"),
    ):
        with pytest.raises(BadInput, match=words):
            table_of(tmp_path / name)
