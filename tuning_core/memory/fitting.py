"""What to change so that a run fits in the memory there is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tuning_core.data.preflight import rows_text
from tuning_core.data.prepared import PreparedData
from tuning_core.errors import BadInput
from tuning_core.events import Change
from tuning_core.files_aside import size_text
from tuning_core.memory.forecasting import checkpointed, forecast
from tuning_core.models.card import ModelCard
from tuning_core.models.layers import checkpointed_layers
from tuning_core.run_file import RunFile

_SHORTEST = 64  # tokens


@dataclass(frozen=True)
class _Remedy:
    settings: dict[str, Any]
    words: str


class Pricing:
    """Prices changed copies of one run against a budget in bytes."""

    def __init__(
        self, card: ModelCard, run: RunFile, budget_bytes: int, prepared: PreparedData | None, longest_row: int | None
    ) -> None:
        self.card, self.run, self.budget_bytes = card, run, budget_bytes
        self.prepared, self.longest_row = prepared, longest_row
        self.needed_bytes = self.price(run)

    def price(self, run: RunFile) -> int:
        return forecast(self.card, run, self.longest_row, self.prepared).needed_bytes

    def fits(self, run: RunFile) -> bool:
        return self.price(run) <= self.budget_bytes

    def change(self, run: RunFile, remedies: Sequence[_Remedy], ending: str = "") -> Change:
        settings = {name: value for remedy in remedies for name, value in remedy.settings.items()}
        words = "; ".join(remedy.words for remedy in remedies)
        price = self.price(run)
        frees = max(0, self.needed_bytes - price)
        then = f"Frees about {size_text(frees)}; the run then needs {size_text(price)}{ending}."
        sentence = f"{words[0].upper()}{words[1:]}. {then}"
        return Change(settings, sentence, frees)


def fit(
    card: ModelCard,
    run: RunFile,
    budget_bytes: int,
    prepared: PreparedData | None = None,
    longest_row: int | None = None,
) -> list[Change]:
    """Changes that are each enough for the run to fit in the budget, the fastest first; none where it fits already or
    where nothing is enough. Where no single change is enough they are put together. Raises BadInput as `forecast`."""
    return [change for change, enough in _changes(Pricing(card, run, budget_bytes, prepared, longest_row)) if enough]


def ways_out(
    card: ModelCard,
    run: RunFile,
    budget_bytes: int,
    prepared: PreparedData | None = None,
    longest_row: int | None = None,
) -> list[Change]:
    """As `fit`, and behind these the changes that free much and are not enough alone."""
    found = _changes(Pricing(card, run, budget_bytes, prepared, longest_row))
    most = max((change.frees_bytes for change, _ in found), default=0)
    ordered = (change for change, _ in sorted(found, key=lambda one: not one[1]))
    return [change for change in ordered if change.frees_bytes > most // 50]


def enough_layers(card: ModelCard, run: RunFile, budget_bytes: int, prepared: PreparedData | None) -> int:
    """What `activation_checkpointing = "auto"` comes to: the least number of layers whose activations have to be
    computed again for the run to fit, or all where that is not enough."""
    off = run.with_settings({"training.activation_checkpointing": "off"})
    pricing = Pricing(card, off, budget_bytes, prepared, None)
    if pricing.needed_bytes <= budget_bytes:
        return 0
    layers = len(checkpointed_layers(card.skeleton))
    return _least(1, layers, lambda count: pricing.fits(_changed(off, _checkpointing(count, layers)))) or layers


def _changes(pricing: Pricing) -> list[tuple[Change, bool]]:
    if pricing.needed_bytes <= pricing.budget_bytes:
        return []
    single, together, run = [], [], pricing.run
    for kind in (_smaller_batch, _more_checkpointing, _smaller_optimizer, _shorter_rows, _fewer_bits):
        remedy = kind(pricing, pricing.run)
        if remedy is None:
            continue
        changed = _changed(pricing.run, remedy)
        enough = pricing.fits(changed)
        single.append((pricing.change(changed, [remedy], "" if enough else ", which is not enough alone"), enough))
        if not pricing.fits(run) and (added := kind(pricing, run)) is not None:
            run = _changed(run, added)
            together.append(added)
    if not any(enough for _, enough in single) and len(together) > 1 and pricing.fits(run):
        single.append((pricing.change(run, together), True))
    return single


# The remedies: each as little as is enough, or all it can do. None where it can do nothing.


def _smaller_batch(pricing: Pricing, run: RunFile) -> _Remedy | None:
    rows, times = run.training.batch_size, run.training.gradient_accumulation
    smaller = [size for size in range(rows - 1, 0, -1) if (rows * times) % size == 0]

    def remedy(size: int) -> _Remedy:
        settings = {"training.batch_size": size, "training.gradient_accumulation": rows * times // size}
        words = f"{rows_text(size)} at once instead of {rows}, with as many in a step: a little slower"
        return _Remedy(settings, words)

    return _first_that_fits(pricing, run, [remedy(size) for size in smaller])


def _more_checkpointing(pricing: Pricing, run: RunFile) -> _Remedy | None:
    layers = len(checkpointed_layers(pricing.card.skeleton))
    so_far = layers if checkpointed(run) is True else int(checkpointed(run))
    if so_far >= layers:
        return None
    least = _least(so_far + 1, layers, lambda count: pricing.fits(_changed(run, _checkpointing(count, layers))))
    return _checkpointing(least or layers, layers)


def _checkpointing(count: int, layers: int) -> _Remedy:
    slower = f"up to {max(1, round(33 * count / layers))} % slower"
    if count >= layers:
        return _Remedy(
            {"training.activation_checkpointing": "on"}, f"compute all layers again on the way back: {slower}"
        )
    return _Remedy({"training.activation_checkpointing": count}, f"compute {count} of {layers} layers again: {slower}")


def _smaller_optimizer(pricing: Pricing, run: RunFile) -> _Remedy | None:
    if run.training.optimizer != "adamw":
        return None
    return _Remedy(
        {"training.optimizer": "adamw_8bit"},
        "keep the optimizer's memory in 8 bits: as fast, with steps that are a little coarser",
    )


def _shorter_rows(pricing: Pricing, run: RunFile) -> _Remedy | None:
    longest, lengths = run.data.max_length, []
    if pricing.prepared is not None and not run.data.packing:
        longest = min(longest, int(pricing.prepared.training.token_counts.max(initial=_SHORTEST)))
    while longest // 2 >= _SHORTEST:
        longest //= 2
        lengths.append(longest)
    return _first_that_fits(pricing, run, [_length(pricing, run, length) for length in lengths])


def _length(pricing: Pricing, run: RunFile, length: int) -> _Remedy:
    fate = "are left out" if run.data.cut == "drop" and run.model.task == "causal_lm" else "are cut"
    words = f"rows of at most {length} tokens: faster, but longer ones {fate}"
    if pricing.prepared is not None and not run.data.packing:
        counts = pricing.prepared.training.token_counts
        words = f"rows of at most {length} tokens: faster, but {int((counts > length).sum()):,} longer ones {fate}"
    return _Remedy({"data.max_length": length}, words)


def _fewer_bits(pricing: Pricing, run: RunFile) -> _Remedy | None:
    if run.model.quantization != "none":
        return None
    remedy = _Remedy(
        {"model.quantization": "nf4"}, "hold the frozen weights in 4 bits: slower, at a small loss of quality"
    )
    try:  # the card's skeleton is unquantised, so that a method may refuse later what this says
        return remedy if pricing.run.method.name == "lora" and pricing.price(_changed(run, remedy)) else None
    except BadInput:
        return None


def _first_that_fits(pricing: Pricing, run: RunFile, remedies: Sequence[_Remedy]) -> _Remedy | None:
    """Of remedies that free more and more."""
    if not remedies:
        return None
    at = _least(0, len(remedies) - 1, lambda number: pricing.fits(_changed(run, remedies[number])))
    return remedies[-1 if at is None else at]


def _least(low: int, high: int, is_enough: Callable[[int], bool]) -> int | None:
    """The least number from `low` to `high` that is enough, where whatever is above one that is enough is so too."""
    found = None
    while low <= high:
        middle = (low + high) // 2
        if is_enough(middle):
            found, high = middle, middle - 1
        else:
            low = middle + 1
    return found


def _changed(run: RunFile, remedy: _Remedy) -> RunFile:
    return run.with_settings(remedy.settings)
