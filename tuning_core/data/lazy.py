"""Sequences whose items are made when they are asked for."""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

from tuning_core.data.examples import Example

_T = TypeVar("_T")


class Lazy(Sequence[_T], Generic[_T]):
    """Items that are made when they are asked for."""

    def __init__(self, count: int, make: Callable[[int], _T]) -> None:
        self._count, self._make = count, make

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, at: int) -> _T: ...
    @overload
    def __getitem__(self, at: slice) -> list[_T]: ...
    def __getitem__(self, at: int | slice) -> _T | list[_T]:
        if isinstance(at, slice):
            return [self._make(number) for number in range(*at.indices(self._count))]
        if not -self._count <= at < self._count:
            raise IndexError(at)
        return self._make(at % self._count)


class Examples(Lazy[Example]):
    """`token_counts` tells of each how many tokens the model reads, without making it."""

    def __init__(self, make: Callable[[int], Example], token_counts: NDArray[np.int32]) -> None:
        super().__init__(len(token_counts), make)
        self.token_counts = token_counts
