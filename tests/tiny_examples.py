"""Examples of random tokens, short and long, of which the last two thirds are learned."""

import numpy as np

from tuning_core.data.examples import Example


def example(length: int, seed: int = 0) -> Example:
    ids = np.random.default_rng([length, seed]).integers(1, 300, length).astype(np.int32)
    labels = np.where(np.arange(length) >= max(1, length // 3), ids, -100).astype(np.int32)
    return Example("rows.jsonl", length, ids, labels, b"p" * length, np.array([], dtype=np.int32))


EXAMPLES = [example(length, seed) for seed, length in enumerate([5, 40, 7, 23, 9, 31, 12, 6])]
