"""Batches made ready ahead are the same ones, and their thread ends."""

import threading
from itertools import islice

import torch

from tests.tiny_examples import EXAMPLES
from tuning_core.data.ahead import prepared_ahead
from tuning_core.data.batches import batches_for


def test_order_and_places_are_those_of_batches_made_one_by_one() -> None:
    ahead = prepared_ahead(batches_for(EXAMPLES, 3, 1, 0))
    for one, other in zip(islice(ahead, 9), batches_for(EXAMPLES, 3, 1, 0), strict=False):
        assert torch.equal(one.input_ids, other.input_ids)
        assert one.after == other.after
    ahead.close()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("batches")]
