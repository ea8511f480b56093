"""A set of modules as one regular expression for their whole names, and the other way round."""

import re
from collections.abc import Collection, Sequence

LAYER = re.compile(r"^(.*?)\.(\d+)\.(.+)$")  # model.layers.12.self_attn.q_proj


def parts_of(name: str) -> tuple[str, int | None, str]:
    """(before the layer's number, the number, after it); a module outside the layers is all in the last."""
    found = LAYER.match(name)
    return (found[1], int(found[2]), found[3]) if found else ("", None, name)


def matched(pattern: str | Sequence[str], names: Collection[str]) -> set[str]:
    """As the methods match: a text for the whole name, a list for name endings. Raises re.error."""
    if isinstance(pattern, str):
        regex = re.compile(pattern)
        return {name for name in names if regex.fullmatch(name)}
    return {name for name in names if any(name == end or name.endswith(f".{end}") for end in pattern)}


def pattern_for(chosen: Collection[str], names: Collection[str]) -> str:
    """The shortest pattern we know that matches, among `names`, exactly the chosen ones."""
    endings = sorted({name.rsplit(".", 1)[-1] for name in chosen})
    by_ending = rf".*\.{_either(endings)}"
    if matched(by_ending, names) == set(chosen):
        return by_ending
    return "|".join(_by_layers(chosen))


def _by_layers(chosen: Collection[str]) -> list[str]:
    """One pattern for each set of layers that have the same modules chosen."""
    layers: dict[tuple[str, str], list[int]] = {}
    patterns = []
    for name in sorted(chosen):
        before, number, after = parts_of(name)
        if number is None:
            patterns.append(re.escape(name))
        else:
            layers.setdefault((before, after), []).append(number)
    same: dict[tuple[str, tuple[int, ...]], list[str]] = {}
    for (before, after), numbers in layers.items():
        same.setdefault((before, tuple(sorted(numbers))), []).append(after)
    for (before, numbers), afters in same.items():
        patterns.append(
            rf"{re.escape(before)}\.{_either([str(number) for number in numbers])}\.{_either(sorted(afters))}"
        )
    return patterns


def _either(choices: list[str]) -> str:
    escaped = [re.escape(choice) for choice in choices]
    return escaped[0] if len(escaped) == 1 else f"({'|'.join(escaped)})"
