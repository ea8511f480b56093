"""What a person can choose when something is wrong with a run, each as a button's text and what it brings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tuning_core.events import Alarmed, Change, OutOfMemory
from workbench.field_editor import text_of
from workbench.translation import mark, tr
from workbench.wording import plain_sentence, title_of

LOWER, RAISE, SET = "lower", "raise", "set"
VERBS = {  # at the beginning, and after another
    LOWER: (mark("Lower {setting} to {value}"), mark(" and lower {setting} to {value}")),
    RAISE: (mark("Raise {setting} to {value}"), mark(" and raise {setting} to {value}")),
    SET: (mark("Set {setting} to {value}"), mark(" and set {setting} to {value}")),
}
AGAIN = mark(" and {setting} to {value}")
MOST_NAMED = 2  # settings on one button
SOMETHING = mark("Something is wrong")
TITLES = {  # of alarms, by their cause
    "not_finite": mark("The loss is no number any more"),
    "diverging": mark("The loss is rising"),
    "exploding": mark("A gradient is far too long"),
    "zero_loss": mark("The loss is exactly 0"),
    "flat_loss": mark("The loss does not move"),
    "nothing_trained": mark("Nothing is being trained"),
    "nothing_to_learn": mark("Some rows have nothing to learn"),
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
        return tr("The memory is full")
    title = tr(TITLES.get(trouble.cause, SOMETHING))
    return title if trouble.fatal else tr("Training is paused: {what}", what=f"{title[0].lower()}{title[1:]}")


def going_back_to(step: int) -> Remedy:
    return Remedy(
        tr("Go back to step {step}", step=f"{step:,}"),
        tr("The run ends there; change what you like, and resume it."),
        {},
        step,
    )


def change_text(change: Change, now: Mapping[str, Any]) -> str:
    """As in Lower learning rate to 1e-4 and head's learning rate to 1e-3."""
    if len(change.settings) > MOST_NAMED:
        return tr("Change all {n} settings", n=len(change.settings))
    parts: list[str] = []
    first_verb = ""
    for name, value in change.settings.items():
        before, title = now.get(name), title_of(name)
        both = all(isinstance(one, int | float) and not isinstance(one, bool) for one in (before, value))
        verb = (LOWER if value < before else RAISE) if both else SET
        sayings = VERBS[verb]
        saying = sayings[0] if not parts else AGAIN if verb == first_verb else sayings[1]
        first_verb = first_verb or verb
        parts.append(tr(saying, setting=f"{title[:1].lower()}{title[1:]}", value=text_of(value)))
    return "".join(parts)


def _there(step: int | None) -> str:
    if step is None:
        return tr(" and go on")
    return tr(" and go on from step {step}", step=f"{step:,}") if step else tr(" and begin again")
