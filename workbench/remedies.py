"""What a person can choose when something is wrong with a run, each as a button's text and what it brings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tuning_core.events import Alarmed, Change, OutOfMemory
from workbench.field_editor import text_of
from workbench.wording import plain_sentence, title_of

MOST_NAMED = 2  # settings on one button
TITLES = {  # of alarms, by their cause
    "not_finite": "The loss is no number any more",
    "diverging": "The loss is rising",
    "exploding": "A gradient is far too long",
    "zero_loss": "The loss is exactly 0",
    "flat_loss": "The loss does not move",
    "nothing_trained": "Nothing is being trained",
    "nothing_to_learn": "Some rows have nothing to learn",
}


@dataclass(frozen=True)
class Remedy:
    """`from_step` is where the run goes on with it: None is where it stands, 0 the beginning. Without settings it only
    goes back there."""

    text: str
    explanation: str
    settings: dict[str, Any] = field(default_factory=dict)
    from_step: int | None = None


def remedies_for(alarm: Alarmed, now: Mapping[str, Any]) -> list[Remedy]:
    """`now` holds the settings of the run by their dotted names."""
    there = _there(alarm.good_step)
    remedies = [
        Remedy(f"{change_text(change, now)}{there}", plain_sentence(change.sentence), change.settings, alarm.good_step)
        for change in alarm.remedies
    ]
    return [*remedies, going_back_to(alarm.good_step)] if alarm.good_step else remedies


def remedies_of(changes: Sequence[Change], now: Mapping[str, Any]) -> list[Remedy]:
    """Which go on from where the run stands, or are made before it begins."""
    return [Remedy(change_text(change, now), plain_sentence(change.sentence), change.settings) for change in changes]


def title_of_trouble(trouble: Alarmed | OutOfMemory) -> str:
    if isinstance(trouble, OutOfMemory):
        return "The memory is full"
    title = TITLES.get(trouble.cause, "Something is wrong")
    return title if trouble.fatal else f"Training is paused: {title[0].lower()}{title[1:]}"


def going_back_to(step: int) -> Remedy:
    return Remedy(f"Go back to step {step:,}", "The run ends there; change what you like, and resume it.", {}, step)


def change_text(change: Change, now: Mapping[str, Any]) -> str:
    """As in Lower learning rate to 1e-4 and head's learning rate to 1e-3."""
    if len(change.settings) > MOST_NAMED:
        return f"Change all {len(change.settings)} settings"
    parts: list[str] = []
    for name, value in change.settings.items():
        before, title = now.get(name), title_of(name)
        both = all(isinstance(one, int | float) and not isinstance(one, bool) for one in (before, value))
        verb = ("Lower" if value < before else "Raise") if both else "Set"
        begins_alike = bool(parts) and parts[0].startswith(verb)
        said = f"{title[:1].lower()}{title[1:]} to {text_of(value)}"
        parts.append(said if begins_alike else f"{verb if not parts else verb.lower()} {said}")
    return " and ".join(parts)


def _there(step: int | None) -> str:
    if step is None:
        return " and go on"
    return f" and go on from step {step:,}" if step else " and begin again"
