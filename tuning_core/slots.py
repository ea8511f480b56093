"""Slots: places in a text that virtual tokens fill.

A template marks them, `<|virtual:3|>` being three; in token ids they are numbers beyond any vocabulary, which count on
over the marks of one text: so the last slot of a text with five is FIRST_SLOT_ID + 4."""

import re
from collections.abc import Sequence
from itertools import count, islice
from typing import Any

FIRST_SLOT_ID = 1 << 30  # beyond any vocabulary, and an int32 as every token id
_MARK = re.compile(r"<\|virtual:(\d+)\|>")


def tokenised(
    tokenizer: Any, texts: Sequence[str], template: str
) -> tuple[list[list[int]], list[list[tuple[int, int]]]]:
    """Token ids, and of each token the (start, end) in characters. Marks count where the template's source has any;
    what stands between two is tokenised for itself."""
    parts = [_parts(text) if _MARK.search(template) else [(0, 0, text)] for text in texts]
    flat = [text for row in parts for _, _, text in row]
    encoded = tokenizer(flat, add_special_tokens=False, return_offsets_mapping=True, verbose=False)
    tokens = zip(encoded["input_ids"], encoded["offset_mapping"], strict=True)
    all_ids: list[list[int]] = []
    all_offsets: list[list[tuple[int, int]]] = []
    for row in parts:
        ids: list[int] = []
        offsets: list[tuple[int, int]] = []
        new = count(FIRST_SLOT_ID)
        for (slots, start, _), (part_ids, places) in zip(row, islice(tokens, len(row)), strict=True):
            ids += [*islice(new, slots), *part_ids]
            offsets += [(start, start)] * slots + [(start + first, start + last) for first, last in places]
        all_ids.append(ids)
        all_offsets.append(offsets)
    return all_ids, all_offsets


def _parts(text: str) -> list[tuple[int, int, str]]:
    """(slots before it, where it starts, text) of what stands between the marks."""
    marks = list(_MARK.finditer(text))
    ends = [*(mark.start() for mark in marks), len(text)]
    starts = [(0, 0), *((int(mark[1]), mark.end()) for mark in marks)]
    return [(slots, start, text[start:end]) for (slots, start), end in zip(starts, ends, strict=True)]
