"""Every kind of file in every form that it can hold becomes as many rows, examples and learned texts as it was written
with; and real files as many as other programs count in them."""

from pathlib import Path
from typing import Any

import pytest
from transformers import AutoTokenizer

from tests.conftest import SHARED_DATA
from tests.kinds_and_forms import CELLS, SHARED, Cell, SharedFile, learned_text
from tests.tiny_models import write_tokenizer
from tuning_core.data.prepared import PreparedData
from tuning_core.data.preparing import prepare
from tuning_core.run_file import DataSettings


@pytest.fixture(scope="module")
def tokenizer(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("tokenizer")
    write_tokenizer(folder)
    return AutoTokenizer.from_pretrained(folder)


def _learned_of(prepared: PreparedData, number: int, tokenizer: Any) -> str:
    return learned_text(prepared.training[number], tokenizer, prepared.labels)


@pytest.mark.parametrize(
    "cell", [pytest.param(cell, marks=pytest.mark.slow if cell.packing else [], id=str(cell)) for cell in CELLS]
)
def test_every_kind_of_file_in_every_form(cell: Cell, tokenizer: Any, tmp_path: Path) -> None:
    if cell.kind.needs:
        pytest.importorskip(cell.kind.needs)
    file, rows = cell.write(tmp_path)
    sample = cell.sample
    prepared = prepare(DataSettings(train=str(file), **cell.settings), tokenizer, task=sample.task)
    assert prepared.form.format == sample.form
    assert len(prepared.rows) == rows == len(sample.rows)
    assert len(prepared.problems) == sample.broken
    assert len(prepared.training) == rows - sample.broken
    assert _learned_of(prepared, 0, tokenizer) == sample.first
    assert _learned_of(prepared, -1, tokenizer) == sample.last


@pytest.mark.slow
@pytest.mark.skipif(not SHARED_DATA.is_dir(), reason="the shared data is not here")
@pytest.mark.parametrize("shared", SHARED, ids=lambda shared: shared.name)
def test_real_files_give_the_rows_that_others_count(shared: SharedFile, tokenizer: Any) -> None:
    file = shared.file(SHARED_DATA)
    expected = shared.read(file.read_text(encoding="utf-8"))
    data = DataSettings(train=str(file), validation=0.0, max_length=1_000_000)
    prepared = prepare(data, tokenizer, task=shared.task)
    assert prepared.form.format == shared.form
    assert len(prepared.rows) == len(expected)
    assert len(prepared.training) + len(prepared.problems) == len(expected)
    assert _learned_of(prepared, 0, tokenizer) == expected[0]
    assert _learned_of(prepared, -1, tokenizer) == expected[-1]
