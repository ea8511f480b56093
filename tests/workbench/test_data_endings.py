"""File dialogs ask for what the core reads."""

from tuning_core.data.files import PACKED, SUFFIXES
from workbench import data_endings


def test_file_dialogs_ask_for_every_kind_that_is_read() -> None:
    assert set(SUFFIXES) <= set(data_endings.ENDINGS)
    assert set(PACKED) == set(data_endings.PACKED)
    assert "*.jsonl" in data_endings.file_filter()
