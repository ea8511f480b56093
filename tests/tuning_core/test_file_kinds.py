"""Every kind of file, packed and not, in every encoding: the same rows, as many as another program counts."""

import csv
import gzip
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tuning_core.opened import table_of, values_of

pa = pytest.importorskip("pyarrow")
ipc = pytest.importorskip("pyarrow.ipc")
parquet = pytest.importorskip("pyarrow.parquet")

Values = dict[str, str]
WESTERN = [{"question": f"Wie heißt Käse Nr. {i}?", "answer": f"Er heißt „Gruyère {i}“, natürlich."} for i in range(60)]
WESTERN[7] = {"question": "Zwei\nZeilen, bitte", "answer": 'so; "zitiert" | und\tgeteilt'}
CHINESE = [
    {"question": f"这家餐厅的第{i}道菜好吃吗？", "answer": "很好吃，服务也很好，下次还会再来。"} for i in range(60)
]
ANY = [*WESTERN, *CHINESE, {"question": "a\u2028b\u2029c\x85d", "answer": "\U0001f600"}]


def as_jsonl(rows: list[Values]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def as_table(rows: list[Values], delimiter: str = ",", line_end: str = "\r\n", header: bool = True) -> str:
    text = io.StringIO()
    quoting = csv.QUOTE_ALL if line_end == "\r" else csv.QUOTE_MINIMAL  # Python before 3.13 then forgets "\n"
    writer = csv.writer(text, delimiter=delimiter, lineterminator=line_end, quoting=quoting)
    writer.writerows(([list(rows[0])] if header else []) + [list(row.values()) for row in rows])
    return text.getvalue()


def count_of_table(text: str, delimiter: str = ",") -> int:
    return len(list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))) - 1


TEXTS: dict[str, tuple[Callable[[list[Values]], str], Callable[[str], int]]] = {
    "rows.jsonl": (as_jsonl, lambda text: text.count("\n")),
    "rows.ndjson": (lambda rows: as_jsonl(rows).replace("\n", "\r\n\r\n"), lambda text: text.count("\n") // 2),
    "returns.jsonl": (lambda rows: as_jsonl(rows).replace("\n", "\r"), lambda text: text.count("\r")),
    "lines.json": (as_jsonl, lambda text: text.count("\n")),
    "list.json": (lambda rows: json.dumps(rows, ensure_ascii=False), lambda text: len(json.loads(text))),
    "indented.json": (
        lambda rows: json.dumps({"v": [1], "data": rows}, indent=2),
        lambda t: len(json.loads(t)["data"]),
    ),
    "rows.csv": (as_table, count_of_table),
    "semicolons.csv": (lambda rows: as_table(rows, ";", "\n"), lambda text: count_of_table(text, ";")),
    "bars.csv": (lambda rows: as_table(rows, "|", "\r"), lambda text: count_of_table(text, "|")),
    "rows.tsv": (lambda rows: as_table(rows, "\t", "\n"), lambda text: count_of_table(text, "\t")),
}
ENCODINGS = {
    "utf-8": (ANY, None),
    "utf-8-sig": (ANY, None),
    "utf-16": (ANY, "UTF-16"),
    "utf-16-le": (CHINESE, "UTF-16-LE"),
    "utf-16-be": (WESTERN, "UTF-16-BE"),
    "cp1252": (WESTERN, "Windows-1252"),
    "gb18030": (CHINESE, "GB18030"),
}


def packed(data: bytes, packing: str) -> bytes:
    if packing == ".gz":
        return gzip.compress(data)
    return pa.compress(data, codec="zstd", asbytes=True) if packing == ".zst" else data


@pytest.mark.parametrize("packing", ["", ".gz", ".zst"])
@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("name", TEXTS)
def test_text_of_every_kind_packing_and_encoding(tmp_path: Path, name: str, encoding: str, packing: str) -> None:
    rows, spoken = ENCODINGS[encoding]
    write, count = TEXTS[name]
    text = write(rows)
    file = tmp_path / (name + packing)
    file.write_bytes(packed(text.encode(encoding), packing))
    table = table_of(file)
    assert len(table) == count(text) == len(rows)
    assert values_of(table) == rows
    assert table.columns == ["question", "answer"]
    if spoken and not text.isascii():
        assert [note for note in table.notes if f"is not in UTF-8; it is read as {spoken}" in note] == list(table.notes)
    elif not spoken:
        assert table.notes == ()


@pytest.mark.parametrize("pieces", [1, 2, 7, 64])
@pytest.mark.parametrize("name", TEXTS)
def test_it_does_not_matter_where_a_piece_that_is_read_ends(
    tmp_path: Path, name: str, pieces: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tuning_core.data.data_file.CHUNK_BYTES", pieces)
    file = tmp_path / name
    file.write_text(TEXTS[name][0](ANY[:12]), encoding="utf-8", newline="")
    assert values_of(table_of(file)) == ANY[:12]
    file = tmp_path / "numbers.json"
    file.write_text(json.dumps({"version": 12345, "data": [{"a": 12345}, 67890, {"a": "\\"}], "end": 678}))
    assert [item.line for item in table_of(file)] == [1, 2, 3]
    assert values_of(table_of(file)) == [{"a": 12345}, {"a": "\\"}]


@pytest.mark.parametrize("packing", ["", ".gz", ".zst"])
@pytest.mark.parametrize("kind", ["rows.parquet", "rows.feather", "stream.arrow"])
def test_tables_in_columns(tmp_path: Path, kind: str, packing: str) -> None:
    content = pa.Table.from_pylist(ANY)
    plain = tmp_path / kind
    if kind == "rows.parquet":
        parquet.write_table(content, plain, row_group_size=40)
        assert parquet.read_metadata(plain).num_rows == len(ANY)
    else:
        new = ipc.new_stream if kind == "stream.arrow" else ipc.new_file
        with new(plain, content.schema) as writer:
            writer.write_table(content, max_chunksize=7)
    file = tmp_path / (kind + packing)
    file.write_bytes(packed(plain.read_bytes(), packing))
    table = table_of(file)
    assert values_of(table) == ANY
    assert [row.line for row in table[:3]] == [1, 2, 3]


@pytest.mark.parametrize("packing", ["", ".gz", ".zst"])
def test_words_with_their_tags(tmp_path: Path, packing: str) -> None:
    text = "".join("Köln\tB-place\nlebt\tO\n\n" for _ in range(90))
    file = tmp_path / ("train.conll" + packing)
    file.write_bytes(packed(text.encode("utf-16"), packing) if packing else text.encode())
    assert values_of(table_of(file)) == [{"words": ["Köln", "lebt"], "tags": ["B-place", "O"]}] * 90


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_plain_text_is_paragraphs_where_blank_lines_part_them_and_else_lines(tmp_path: Path, line_end: str) -> None:
    paragraphs = [f"Erste Zeile {i},\nzweite\u2028Zeile." for i in range(9)]
    play, lines = tmp_path / "play.txt", tmp_path / "lines.txt.gz"
    play.write_bytes("\n\n".join(paragraphs).replace("\n", line_end).encode())
    lines.write_bytes(gzip.compress("\n".join("".join(paragraphs).split("\n")).replace("\n", line_end).encode()))
    table = table_of(play)
    assert values_of(table) == [{"text": paragraph} for paragraph in paragraphs]
    assert [row.line for row in table[:3]] == [1, 4, 7]
    assert table.notes == ("play.txt is read by paragraphs, which blank lines part; each is a row.",)
    assert len(table_of(lines)) == 10
    play.with_name("second.txt").write_bytes(play.read_bytes())
    assert table_of(play, lines, tmp_path / "second.txt").notes == (
        "play.txt, like 1 more, is read by paragraphs, which blank lines part; each is a row.",
        "lines.txt.gz is read by lines; each is a row.",
    )
    assert table_of(lines).notes == ("lines.txt.gz is read by lines; each is a row.",)


def test_a_stray_blank_line_does_not_make_two_rows_of_a_file(tmp_path: Path) -> None:
    file = tmp_path / "rows.txt"
    rows = "".join("a row " * (i % 5 + 1) + "of text\n" for i in range(200))
    file.write_text(rows + "\n" + rows)
    assert len(table_of(file)) == 400


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_table_without_a_header_keeps_its_first_row(tmp_path: Path, delimiter: str) -> None:
    rows = [
        {"": "a fine, warm film", "b": "good"},
        {"": "dull; very dull", "b": "bad"},
        {"": "fine | warm", "b": "good"},
    ]
    file = tmp_path / "rows.csv"
    file.write_text(as_table(rows, delimiter, header=False))
    table = table_of(file)
    assert table.columns == ["column_1", "column_2"]
    assert [list(row.values()) for row in values_of(table)] == [list(row.values()) for row in rows]
    assert table.notes == ("rows.csv has no line that names its columns; they are called column_1, column_2.",)


def test_a_question_is_no_name_of_a_column(tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    file.write_text("Where is it?,near the river\nIs it open?,every day\n")
    assert len(table_of(file)) == 2
    file.write_text("text,Toxic?\nfine words,no\nfoul words,yes\n")
    assert table_of(file).columns == ["text", "Toxic?"]


@pytest.mark.parametrize("text", ["text,label\ngood,1\nbad,0\n", "text,label\ngood,yes\nbad,no\n", ",a\n0,x\n1,y\n"])
def test_a_header_is_known_as_one(tmp_path: Path, text: str) -> None:
    file = tmp_path / "rows.csv"
    file.write_text(text)
    table = table_of(file)
    assert len(table) == 2
    assert table.notes == ()
    assert table.columns[1] in ("label", "a")


def test_quotation_marks_that_part_no_cells_are_text(tmp_path: Path) -> None:
    file = tmp_path / "rows.tsv"
    file.write_text('text\tlabel\n"good" they said\t1\nfine\t0\n"bad" he said\t0\n')
    assert [row["text"] for row in values_of(table_of(file))] == ['"good" they said', "fine", '"bad" he said']


def test_objects_of_several_lines_one_after_another_are_rows(tmp_path: Path) -> None:
    file = tmp_path / "rows.json"
    file.write_text("\n".join(json.dumps({"messages": [{"role": "user", "n": i}]}, indent=1) for i in range(5)))
    assert [row["messages"][0]["n"] for row in values_of(table_of(file))] == [0, 1, 2, 3, 4]


def test_the_training_list_of_an_object_is_taken_and_told(tmp_path: Path) -> None:
    file = tmp_path / "rows.json"
    file.write_text(json.dumps({"version": 1, "data": {"train": ANY, "test": ANY[:2]}}))
    table = table_of(file)
    assert values_of(table) == ANY
    assert table.notes == ("rows.json holds several lists; data.train is read, and data.test is not.",)


def test_values_that_json_has_no_kind_for_are_told_in_their_own_way(tmp_path: Path) -> None:
    from datetime import date
    from decimal import Decimal

    file = tmp_path / "rows.parquet"
    columns = {
        "day": [date(2024, 5, 1), None],
        "price": [Decimal("1.50"), Decimal("2.25")],
        "score": [float("nan"), 0.5],
        "picture": [b"\xff\xd8\xff\x00", b"text"],
        "__index_level_0__": [4, 5],
    }
    parquet.write_table(pa.table(columns), file)
    table = table_of(file)
    assert values_of(table) == [
        {"day": "2024-05-01", "price": 1.5, "score": None, "picture": None},
        {"day": None, "price": 2.25, "score": 0.5, "picture": "text"},
    ]
    assert table.notes == ("rows.parquet holds bytes that are no text, as of pictures or sound; they are left out.",)


def test_what_the_datasets_library_saves_is_read_with_the_names_of_labels(tmp_path: Path) -> None:
    datasets = pytest.importorskip("datasets")
    features = datasets.Features(
        {
            "text": datasets.Value("string"),
            "label": datasets.ClassLabel(names=["bad", "good"]),
            "tags": datasets.List(datasets.ClassLabel(names=["O", "B-place"])),
        }
    )
    rows = {"text": ["a", "b", "c"], "label": [1, 0, -1], "tags": [[0, 1], [], [1]]}
    saved = datasets.Dataset.from_dict(rows, features=features)
    saved.save_to_disk(tmp_path / "alone", num_shards=2)
    datasets.DatasetDict({"train": saved, "test": saved.select([0])}).save_to_disk(tmp_path / "parted")
    saved.to_parquet(tmp_path / "rows.parquet")
    expected = [
        {"text": "a", "label": "good", "tags": ["O", "B-place"]},
        {"text": "b", "label": "bad", "tags": []},
        {"text": "c", "label": None, "tags": ["B-place"]},
    ]
    for name in ("alone", "parted", "rows.parquet"):
        assert values_of(table_of(tmp_path / name)) == expected
    assert table_of(tmp_path / "parted").notes == ("Of parted, train is read, and test is not.",)
