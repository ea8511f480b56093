"""Rows of a data set on the Hugging Face Hub, by `owner/name`, `owner/name:config` or `owner/name:config@split`."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tuning_core.data.arrow_files import entries_of
from tuning_core.data.row_store import Batch, gathered
from tuning_core.errors import BadInput

_NAME = re.compile(r"(?P<path>[\w.-]+/[\w.-]+)(:(?P<config>[\w.+-]+))?(@(?P<split>[\w.+-]+))?")
_ROWS_AT_ONCE = 1000
_PATIENCE_SECONDS = 10
_LONGEST_REASON = 300


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
    """From the Hub, or from the cache where the Hub cannot be reached. Raises BadInput where the data set, its config
    or split is not to be had, with what there is instead."""
    found = _NAME.fullmatch(name)
    assert found is not None
    try:
        import datasets
    except ImportError:
        raise BadInput(f"{name} is no file here, and the Hub's data sets need the package datasets.") from None
    datasets.disable_progress_bars()
    reachable = _is_reachable(found["path"])
    try:
        with _offline(datasets, not reachable):
            table = datasets.load_dataset(found["path"], found["config"], split=found["split"] or "train")
    except Exception as error:  # the library raises a dozen kinds for "not there" and "not allowed"
        reason = " ".join(str(error).split()).rstrip(".")[:_LONGEST_REASON]
        if not reachable and isinstance(error, ConnectionError):
            reason = "the Hub cannot be reached from here, and the data set is not in the cache"
        raise BadInput(
            f"{name} is no file here and could not be had from the Hugging Face Hub: {reason}; name a config and a "
            f"split as in owner/name:config@split."
        ) from None
    rows = HubRows(name, table)
    if not found["config"] and table.info.config_name != "default":
        rows.notes.append(
            f"is read with its config {table.info.config_name}; another is named as in owner/name:config."
        )
    return rows


def _is_reachable(path: str) -> bool:
    """Asked once: the library asks five times, with half a minute between the first and the last."""
    from huggingface_hub import HfApi
    from huggingface_hub.errors import HfHubHTTPError

    try:
        HfApi().dataset_info(path, timeout=_PATIENCE_SECONDS)
    except HfHubHTTPError:
        return True
    except Exception:  # the HTTP client has a dozen kinds for a network that is not there
        return False
    return True


@contextmanager
def _offline(datasets: Any, offline: bool) -> Iterator[None]:
    before = datasets.config.HF_HUB_OFFLINE
    datasets.config.HF_HUB_OFFLINE = before or offline
    try:
        yield
    finally:
        datasets.config.HF_HUB_OFFLINE = before
