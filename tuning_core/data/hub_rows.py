"""Rows of a data set on the Hugging Face Hub, by `owner/name`, `owner/name:config` or `owner/name:config@split`."""

import re
from collections.abc import Iterator
from typing import Any

from tuning_core.data.arrow_files import entries_of
from tuning_core.data.row_store import Batch, gathered
from tuning_core.errors import BadInput

_NAME = re.compile(r"(?P<path>[\w.-]+/[\w.-]+)(:(?P<config>[\w.+-]+))?(@(?P<split>[\w.+-]+))?")
_ROWS_AT_ONCE = 1000


def is_hub_name(name: str) -> bool:
    return _NAME.fullmatch(name) is not None and not name.startswith(".")


class HubRows:
    """A downloaded data set. `done` of `size` rows are read; `fingerprint` changes with its content."""

    def __init__(self, name: str, table: Any) -> None:
        self.name = name
        self.notes: list[str] = []
        self.done = 0
        self.size: int = table.num_rows
        self.fingerprint: str = table._fingerprint
        self._table = table

    def batches(self) -> Iterator[Batch]:
        yield from gathered(entries_of(self._pieces(), self._table.features.to_dict(), self.notes))

    def _pieces(self) -> Iterator[Any]:
        for table in self._table.with_format("arrow").iter(batch_size=_ROWS_AT_ONCE):
            self.done += table.num_rows
            yield from table.to_batches()


def download(name: str) -> HubRows:
    """Raises BadInput where the data set, its config or split is not to be had, with what there is instead."""
    found = _NAME.fullmatch(name)
    assert found is not None
    try:
        import datasets
    except ImportError:
        raise BadInput(f"{name} is no file here, and the Hub's data sets need the package datasets.") from None
    try:
        table = datasets.load_dataset(found["path"], found["config"], split=found["split"] or "train")
    except Exception as error:  # the library raises a dozen kinds for "not there", "no network" and "not allowed"
        raise BadInput(
            f"{name} is no file here and could not be had from the Hugging Face Hub ({_short(error)})."
        ) from None
    return HubRows(name, table)


def _short(error: Exception) -> str:
    return " ".join(str(error).split()).rstrip(".")[:400]
