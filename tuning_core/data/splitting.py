"""Which rows are held out, and which come twice. Keys are hashes of what rows say; there may be ten million of them."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]
Rows = NDArray[np.bool_]
_AT_ONCE = 1 << 20  # rows looked up at a time


def held_out_rows(
    prompt_keys: Keys, usable: Rows, fraction: float, seed: int, classes: NDArray[np.int32] | None = None
) -> Rows:
    """A share of the usable rows, drawn at random. Rows with the same prompt stay on one side; with `classes` each
    class gives its share. All are (rows,).

    Each prompt draws a number, which its key and the seed alone decide; the rows with the lowest are held out."""
    held_out = np.zeros(len(prompt_keys), dtype=bool)
    rows = np.flatnonzero(usable)
    draws = _drawn(prompt_keys[rows], seed)
    if fraction <= 0 or not len(rows) or draws.min() == draws.max():
        return held_out
    strata = np.zeros(len(rows), dtype=np.int32) if classes is None else classes[rows]
    chosen = np.zeros(len(rows), dtype=bool)
    for stratum in np.unique(strata):
        mine = strata == stratum
        wanted = round(fraction * int(mine.sum()))
        if wanted:
            chosen |= mine & (draws <= np.partition(draws[mine], wanted - 1)[wanted - 1])
    chosen = _among(draws, draws[chosen]) if chosen.any() else draws == draws.min()
    if chosen.all():
        chosen = draws != draws.max()
    held_out[rows[chosen]] = True
    return held_out


def repeated_rows(row_keys: Keys, usable: Rows) -> Rows:
    """Usable rows that say the same as one before them."""
    repeated = np.zeros(len(row_keys), dtype=bool)
    rows = np.flatnonzero(usable)
    order = np.argsort(row_keys[rows], kind="stable")
    ordered = row_keys[rows[order]]
    repeated[rows[order[1:][ordered[1:] == ordered[:-1]]]] = True
    return repeated


def rows_in_both(prompt_keys: Keys, held_out: Rows, training: Rows) -> Rows:
    """Held-out rows whose prompt is trained on as well."""
    asked = prompt_keys[held_out]
    both = np.zeros(len(prompt_keys), dtype=bool)
    both[held_out] = _among(asked, _met(prompt_keys, training, np.unique(asked)))
    return both


def _drawn(keys: Keys, seed: int) -> Keys:
    """A number for each key, spread evenly (the finaliser of SplitMix64, Steele et al. 2014)."""
    with np.errstate(over="ignore"):
        mixed = keys + np.uint64((seed * 0x9E3779B97F4A7C15) % 2**64)
        for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
            mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
        return np.asarray(mixed ^ (mixed >> np.uint64(31)))


def _met(keys: Keys, rows: Rows, wanted: Keys) -> Keys:
    """Those of the `wanted`, which are sorted, that one of these rows has."""
    met = np.zeros(len(wanted), dtype=bool)
    for part in _parts(len(keys)):
        own = keys[part][rows[part]]
        at = np.searchsorted(wanted, own)
        found = at[at < len(wanted)]
        met[found[wanted[found] == own[at < len(wanted)]]] = True
    return wanted[met]


def _among(values: Keys, chosen: Keys) -> Rows:
    """Which of the values are among the chosen."""
    chosen = np.unique(chosen)
    among = np.zeros(len(values), dtype=bool)
    for part in _parts(len(values)):
        at = np.minimum(np.searchsorted(chosen, values[part]), max(0, len(chosen) - 1))
        among[part] = chosen[at] == values[part] if len(chosen) else False
    return among


def _parts(count: int) -> Iterator[slice]:
    for start in range(0, count, _AT_ONCE):
        yield slice(start, start + _AT_ONCE)
