"""An entry that is no value of its setting: it stays in its field, in red, and nothing starts while it stands."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Refused:
    """Given to Session.change in place of a value."""

    sentence: str  # Learning rate: input should be greater than 0.
    withdraw: Callable[[], object]  # shows the value that holds again; called when the settings are replaced
