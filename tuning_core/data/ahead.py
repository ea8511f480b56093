"""Batches made ready while the one before is learned from."""

from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor

from tuning_core.data.batches import Batch


def prepared_ahead(batches: Iterator[Batch]) -> Generator[Batch, None, None]:
    """The same batches in the same order, each made by a thread of its own as soon as the one before is taken. Closing
    ends the thread; batches that were not taken are as if they had never been made, as each taken one says itself what
    comes after it."""
    with ThreadPoolExecutor(1, "batches") as maker:
        coming = maker.submit(next, batches, None)
        while (batch := coming.result()) is not None:
            coming = maker.submit(next, batches, None)
            yield batch
