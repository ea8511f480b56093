"""Who takes apart what nobody holds any more but itself: models, graphs and exceptions whose parts hold each other."""

import gc
from collections.abc import Callable

_collect: Callable[[], object] = gc.collect


def collect_garbage() -> None:
    """All of it, before this returns if it can be."""
    _collect()


def collect_garbage_by(collect: Callable[[], object]) -> None:
    """A program some of whose objects must die on a thread of their own, as windows must, collects there. `collect` is
    called on whatever thread the core works on."""
    global _collect
    _collect = collect
