"""The tick or number beside each page of the rail: what is done, and what is missing."""

from typing import NamedTuple

from workbench import preflight
from workbench.session import Session
from workbench.translation import tr, tr_core, tr_count
from workbench.widgets.rail import TICK


class Badge(NamedTuple):
    text: str
    meaning: str
    is_problem: bool = False


NO_BADGE = Badge("", "")


def badges_of(session: Session) -> dict[str, Badge]:
    """By page; those that are missing have nothing to say."""
    price = session.pricing.price
    badges = {
        "model": _problem(session.card_problem) or _tick(session.loaded, tr("loaded")),
        "data": _problem(session.data_problem) or _problems_in_rows(session) or _tick(session.prepared, tr("prepared")),
        "method": _problem(price.problem) or _tick(price.targets, tr("fits this model")),
        "train": _tick(session.tuned, tr("trained")),
    }
    for obstacle in preflight.obstacles(session) if session.core_is_ready else ():
        if obstacle.blocking:
            badges[obstacle.page] = Badge("!", obstacle.sentence, True)
    return badges


def _problem(sentence: str) -> Badge | None:
    return Badge("!", tr_core(sentence), True) if sentence else None


def _problems_in_rows(session: Session) -> Badge | None:
    if session.prepared is None or not session.prepared.problems:
        return None
    number = len(session.prepared.problems)
    meaning = tr_count("{n} problem in the rows", "{n} problems in the rows", number)
    return Badge(str(number) if number < 100 else "99+", meaning, not session.run.data.skip_problems)


def _tick(thing: object, meaning: str) -> Badge:
    return Badge(TICK, meaning) if thing is not None else NO_BADGE
