"""How well classes are named: accuracy, macro F1, and the F1 of whole entities."""

from collections import Counter
from collections.abc import Iterable, Sequence


def accuracy(said: Sequence[int], right: Sequence[int]) -> float:
    """Share of the places where the class said is the right one."""
    return sum(a == b for a, b in zip(said, right, strict=True)) / max(1, len(right))


def macro_f1(said: Sequence[int], right: Sequence[int]) -> float:
    """Mean of the F1 of each class that was said or is right somewhere."""
    hits = Counter(a for a, b in zip(said, right, strict=True) if a == b)
    times_said, times_right = Counter(said), Counter(right)
    classes = times_said | times_right
    return sum(_f1(hits[name], times_said[name], times_right[name]) for name in classes) / max(1, len(classes))


def is_bio(names: Iterable[str]) -> bool:
    """Whether the classes mark entities as CoNLL's do: B-PER begins one, I-PER goes on with it, O is none."""
    kinds = {name.partition("-")[0] for name in names}
    return bool(kinds & {"B", "I"}) and kinds <= {"B", "I", "O"}


def entity_f1(said: Sequence[Sequence[str]], right: Sequence[Sequence[str]]) -> float:
    """F1 over the entities of all texts together; an entity counts as found where both its ends and its type are
    right. As the evaluation of the CoNLL-2000 and 2003 shared tasks does."""
    hits = times_said = times_right = 0
    for one_said, one_right in zip(said, right, strict=True):
        found, wanted = entities(one_said), entities(one_right)
        hits += len(found & wanted)
        times_said += len(found)
        times_right += len(wanted)
    return _f1(hits, times_said, times_right)


def entities(tags: Sequence[str]) -> set[tuple[int, int, str]]:
    """(first place, place behind the last, type) of every entity. One begins at B, and at I where none of its type
    stands before."""
    found = set()
    start, kind = 0, ""
    for place, tag in enumerate([*tags, "O"]):
        mark, _, name = tag.partition("-")
        goes_on = mark == "I" and name == kind
        if kind and not goes_on:
            found.add((start, place, kind))
            kind = ""
        if mark in ("B", "I") and not goes_on:
            start, kind = place, name
    return found


def _f1(hits: int, said: int, right: int) -> float:
    return 2 * hits / (said + right) if said + right else 0.0
