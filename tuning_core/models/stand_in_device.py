"""The kind of device that a tensor is on, or stands for: a model without weights is run on the meta device to count
what it would hold, and has to take the ways that it takes on the device of its run."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from torch import Tensor


class _Standing(threading.local):
    kind: str = ""


_standing = _Standing()


@contextmanager
def meta_stands_for(kind: str) -> Iterator[None]:
    """On this thread; `kind` is cpu, cuda or mps."""
    _standing.kind = kind
    try:
        yield
    finally:
        _standing.kind = ""


def device_kind(tensor: Tensor) -> str:
    kind = tensor.device.type
    return _standing.kind or kind if kind == "meta" else kind
