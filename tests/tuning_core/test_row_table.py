"""Rows that stay on disk: read as they are asked for, found again by what the files hold."""

import errno
import json
import os
import pickle
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.tuning_core.drained import drained
from tests.tuning_core.opened import table_of
from tuning_core import JobFailed, Stopped, disk_cache
from tuning_core.data.files import Problem, Row
from tuning_core.data.row_store import RowWriter
from tuning_core.data.row_table import first_rows, opening_rows
from tuning_core.disk_cache import kept, making
from tuning_core.events import Loading

COUNT = 5000


def _write(file: Path, count: int = COUNT, mark: str = "") -> Path:
    rows = (f'{{"number": {i}, "text": "{mark or "row"} {i}"}}\n' for i in range(count))
    file.write_text("".join(rows), encoding="utf-8")
    return file


def _folders(home: Path) -> list[str]:
    return sorted(folder.name for folder in (home / "cache" / "rows").iterdir())


def test_rows_come_from_any_place_like_those_of_a_list(tmp_path: Path) -> None:
    file = _write(tmp_path / "rows.jsonl")
    table = table_of(file)
    expected = [Row(str(file), i + 1, {"number": i, "text": f"row {i}"}) for i in range(COUNT)]
    assert list(table) == expected
    for place in (0, 1, 2500, COUNT - 1, -1, -COUNT):
        assert table[place] == expected[place]
    for part in (slice(10, 20), slice(-3, None), slice(4990, 9999), slice(30, 10), slice(0, 100, 7), slice(5, 0, -2)):
        assert table[part] == expected[part]
    assert table.rows(-5, 2) == expected[:2]
    assert table.rows(COUNT - 1, COUNT + 50) == expected[-1:]
    for place in (COUNT, -COUNT - 1):
        with pytest.raises(IndexError):
            table[place]


def test_several_files_stand_one_behind_the_other_with_all_their_columns(tmp_path: Path) -> None:
    first, third = _write(tmp_path / "a.jsonl", 3), _write(tmp_path / "c.jsonl", 2, "last")
    (tmp_path / "b.csv").write_text("question,answer\n1,2\n3\n")
    table = table_of(first, tmp_path / "b.csv", third)
    assert [(Path(item.file).name, item.line) for item in table] == [
        ("a.jsonl", 1), ("a.jsonl", 2), ("a.jsonl", 3), ("b.csv", 2), ("b.csv", 3), ("c.jsonl", 1), ("c.jsonl", 2)
    ]  # fmt: skip
    assert isinstance(table[4], Problem)
    assert [item.line for item in table.rows(2, 6)] == [3, 2, 3, 1]
    assert table.columns == ["number", "text", "question", "answer"]
    assert list(table_of(tmp_path / "[ac].jsonl")) == [*table[:3], *table[5:]]


def test_a_row_is_parsed_when_it_is_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_text('{"a": 1}\n' * 500 + "{broken\n")
    table = table_of(file)
    assert len(table) == 501
    assert isinstance(table[499], Row)
    assert isinstance(table[500], Problem)


def test_the_same_content_is_found_again_and_another_is_another(tmp_path: Path, own_home: Path) -> None:
    file = _write(tmp_path / "rows.jsonl")
    table = table_of(file)
    rows = own_home / "cache" / "rows" / table.fingerprint / "rows"
    written = rows.stat().st_mtime_ns, rows.stat().st_ino
    again = table_of(file)
    moved = table_of(file.rename(tmp_path / "moved.jsonl"))
    assert again.fingerprint == moved.fingerprint == table.fingerprint
    assert (rows.stat().st_mtime_ns, rows.stat().st_ino) == written
    assert [Path(row.file).name for row in moved[:1]] == ["moved.jsonl"]
    _write(tmp_path / "moved.jsonl", mark="other")
    changed = table_of(tmp_path / "moved.jsonl")
    assert changed.fingerprint != table.fingerprint
    assert changed[3].values["text"] == "other 3"  # type: ignore[union-attr]
    assert table[3].values["text"] == "row 3"  # type: ignore[union-attr]
    assert len(_folders(own_home)) == 2


def test_a_large_file_is_not_read_again_unless_it_was_touched(
    tmp_path: Path, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tuning_core.data.row_table._WORTH_REMEMBERING_BYTES", 1)
    monkeypatch.setattr("tuning_core.data.row_table._SETTLED_SECONDS", -1)
    file = _write(tmp_path / "rows.jsonl")
    events, table = drained(opening_rows([str(file)]))
    assert [event.what for event in events] == ["Checking rows.jsonl", f"Reading {file}"]
    assert drained(opening_rows([str(file)]))[0] == []
    os.utime(file, ns=(1, 1))
    events, again = drained(opening_rows([str(file)]))
    assert [event.what for event in events] == ["Checking rows.jsonl"]
    assert again.fingerprint == table.fingerprint


def test_the_name_decides_with_the_content_how_a_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("a,b\n1,2\n")
    (tmp_path / "rows.txt").write_text("a,b\n1,2\n")
    assert [len(table_of(tmp_path / name)) for name in ("rows.csv", "rows.txt")] == [1, 2]


def test_threads_and_other_processes_read_the_same_rows(tmp_path: Path) -> None:
    table = table_of(_write(tmp_path / "rows.jsonl"))
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda i: table.rows(i, i + 3)[0].line, [i * 7919 % COUNT for i in range(2000)]))
    assert found == [i * 7919 % COUNT + 1 for i in range(2000)]
    assert list(pickle.loads(pickle.dumps(table))[10:12]) == table[10:12]


def test_the_file_may_vanish_once_it_is_read(tmp_path: Path) -> None:
    file = _write(tmp_path / "rows.jsonl")
    table = table_of(file)
    file.unlink()
    assert table[COUNT - 1].line == COUNT


def test_progress_is_told_in_bytes_and_a_stop_is_heeded(tmp_path: Path, own_home: Path) -> None:
    file = _write(tmp_path / "rows.jsonl", 50_000)
    events, _ = drained(opening_rows([str(file)]))
    assert {type(event) for event in events} == {Loading}
    assert {event.total for event in events} == {file.stat().st_size}
    assert max(event.done for event in events) <= file.stat().st_size
    stop = threading.Event()
    job = opening_rows([str(_write(tmp_path / "more.jsonl", 50_000, "more"))], stop)
    next(job)
    stop.set()
    with pytest.raises(Stopped):
        list(job)
    assert len(_folders(own_home)) == 1


def test_a_job_that_is_dropped_leaves_nothing_half_written(tmp_path: Path, own_home: Path) -> None:
    job = opening_rows([str(_write(tmp_path / "rows.jsonl"))])
    assert "Checking" in next(job).what  # type: ignore[union-attr]
    assert "Reading" in next(job).what  # type: ignore[union-attr]
    job.close()
    assert _folders(own_home) == []


def test_a_full_disk_is_said_in_one_sentence_and_nothing_is_kept(
    tmp_path: Path, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(writer: RowWriter, batch: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(RowWriter, "add", full)
    with pytest.raises(JobFailed, match="the disk is full; nothing was kept"):
        table_of(_write(tmp_path / "rows.jsonl"))
    assert _folders(own_home) == []


def test_two_who_open_the_same_file_at_once_both_get_it(tmp_path: Path, own_home: Path) -> None:
    file = _write(tmp_path / "rows.jsonl")
    first, second = opening_rows([str(file)]), opening_rows([str(file)])
    for job in (first, second):
        next(job), next(job)  # both write now
    tables = [drained(job)[1] for job in (first, second)]
    assert list(tables[0]) == list(tables[1])
    assert _folders(own_home) == [tables[0].fingerprint]


def test_the_longest_unused_is_removed_when_the_cache_outgrows_its_room(
    tmp_path: Path, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables = [table_of(_write(tmp_path / f"{i}.jsonl", 1000, f"mark{i}")) for i in range(3)]
    names = [table.fingerprint for table in tables]
    for age, name in enumerate((names[1], names[2], names[0])):
        os.utime(own_home / "cache" / "rows" / name, (1000 + age, 1000 + age))
    tables[2] = tables[0] = None  # type: ignore[call-overload]
    size = sum(file.stat().st_size for file in (own_home / "cache" / "rows" / names[0]).iterdir())
    monkeypatch.setattr(disk_cache, "MOST_BYTES", 2.5 * size)
    newest = table_of(_write(tmp_path / "new.jsonl", 1000, "mark9"))
    assert _folders(own_home) == sorted([names[1], newest.fingerprint])  # the oldest is open
    assert tables[1][5].line == 6


def test_the_cache_keeps_what_was_made_whole(own_home: Path) -> None:
    with pytest.raises(ZeroDivisionError), making("kind", "key") as aside:
        (aside / "half").write_text(str(1 / len(aside.name[:0])))
    assert kept("kind", "key") is None
    with making("kind", "key") as aside:
        (aside / "all").write_text("all")
    folder = kept("kind", "key")
    assert folder == own_home / "cache" / "kind" / "key"
    assert (folder / "all").read_text() == "all"
    assert [path.name for path in (own_home / "cache" / "kind").iterdir()] == ["key"]


def test_what_a_killed_process_left_is_removed(own_home: Path) -> None:
    left = own_home / "cache" / "rows" / ".key.abc.part"
    left.mkdir(parents=True)
    (left / "rows").write_text("half")
    os.utime(left, (1000, 1000))
    with making("kind", "key"):
        pass
    assert not left.exists()


def test_first_rows_are_had_without_reading_the_rest(tmp_path: Path, own_home: Path) -> None:
    file = tmp_path / "rows.csv"
    file.write_text("a,b\n" + "ä,1\n" * 50, encoding="utf-16")
    assert first_rows(str(file), 3) == [Row(str(file), line, {"a": "ä", "b": "1"}) for line in (2, 3, 4)]
    rows = _write(tmp_path / "rows.jsonl")
    assert [row.line for row in first_rows(str(rows), 100)] == list(range(1, 101))
    assert not (own_home / "cache" / "rows").exists() or _folders(own_home) == []


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    psutil = pytest.importorskip("psutil")
    rows = b"".join(json.dumps({"i": i, "text": "x" * 150}).encode() + b"\n" for i in range(10_000))
    file = tmp_path / "rows.jsonl"
    with file.open("wb") as opened:
        for _ in range(60):
            opened.write(rows)
    process = psutil.Process()
    table_of(_write(tmp_path / "small.jsonl"))
    before = process.memory_info().rss
    table = table_of(file)
    for start in range(0, len(table), 60_000):
        table.rows(start, start + 50)
    assert len(table) == 600_000
    assert process.memory_info().rss - before < file.stat().st_size / 2
