"""Which rows are held out, and which come twice."""

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]
Rows = NDArray[np.bool_]


def held_out_rows(
    prompt_keys: Keys, usable: Rows, fraction: float, seed: int, classes: NDArray[np.int32] | None = None
) -> Rows:
    """A share of the usable rows, drawn at random. Rows with the same prompt stay on one side; with `classes` each
    class gives its share. All are (rows,)."""
    held_out = np.zeros(len(prompt_keys), dtype=bool)
    rows = np.flatnonzero(usable)
    _, first, group_of, sizes = np.unique(prompt_keys[rows], return_index=True, return_inverse=True, return_counts=True)
    if fraction <= 0 or len(sizes) < 2:
        return held_out
    order = np.random.default_rng(seed).permutation(len(sizes))
    strata = np.zeros(len(sizes), dtype=np.int32) if classes is None else classes[rows][first]
    chosen = np.zeros(len(sizes), dtype=bool)
    for stratum in np.unique(strata):
        groups = order[strata[order] == stratum]
        before = np.cumsum(sizes[groups]) - sizes[groups]
        wanted = round(fraction * int(sizes[groups].sum()))
        chosen[groups[(before < wanted) & (np.arange(len(groups)) < len(groups) - 1)]] = True
    if not chosen.any():
        chosen[order[0]] = True
    held_out[rows] = chosen[group_of]
    return held_out


def repeated_rows(row_keys: Keys, usable: Rows) -> Rows:
    """Usable rows that say the same as one before them."""
    repeated = np.zeros(len(row_keys), dtype=bool)
    rows = np.flatnonzero(usable)
    _, first = np.unique(row_keys[rows], return_index=True)
    repeated[rows] = True
    repeated[rows[first]] = False
    return repeated


def rows_in_both(prompt_keys: Keys, held_out: Rows, training: Rows) -> Rows:
    """Held-out rows whose prompt is trained on as well."""
    return held_out & np.isin(prompt_keys, np.unique(prompt_keys[training]))
