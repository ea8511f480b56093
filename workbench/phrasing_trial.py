"""Several phrasings asked of the base model about the same few rows: what is said, and the job that asks."""

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from tuning_core.data.marks import Mark
from workbench.conversation import Messages
from workbench.translation import mark

if TYPE_CHECKING:
    from tuning_core import PreparedData, PreparedRow

ROWS = 4  # that each phrasing is tried on
TRYING_JOB = mark("Trying phrasings")


@dataclass(frozen=True)
class Asked:
    """One phrasing about one row: the conversation up to the answer, or why it cannot be asked."""

    messages: Messages = field(default_factory=list)
    problem: str = ""


def rows_to_try(prepared: "PreparedData") -> "list[PreparedRow]":
    """A few held-out rows, spread over all of them; where none are held out, of the others."""
    usable = (prepared.marks & (Mark.PROBLEM | Mark.LEFT_OUT).value) == 0
    held_out = (prepared.marks & Mark.HELD_OUT.value) > 0
    places = np.flatnonzero(usable & held_out)
    if not len(places):
        places = np.flatnonzero(usable)
    chosen = np.unique(np.linspace(0, len(places) - 1, ROWS).astype(int)) if len(places) else []
    return [prepared.rows[int(places[number])] for number in chosen]


def asked(prepared: "PreparedData", row: "PreparedRow", phrasing: str) -> Asked:
    """An empty phrasing asks as the form says."""
    from tuning_core import BadInput
    from tuning_core.data.columns import column_names
    from tuning_core.data.conversations import RowProblem, conversation_of
    from tuning_core.data.phrasing import asked_with

    form = replace(prepared.form, phrasing="")
    try:
        form = asked_with(phrasing, form, column_names([row.row]), row.row.file)
        said = conversation_of(row.row, form)[:-1]
    except (BadInput, RowProblem) as error:
        return Asked(problem=str(error))
    return Asked([{"role": message.role, "content": message.content} for message in said])
