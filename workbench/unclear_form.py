"""Why rows cannot be taken for anything: their columns, and what they may be."""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tuning_core import BadInput
from tuning_core.run_file import DataSettings

if TYPE_CHECKING:
    from tuning_core import Row
    from tuning_core.data.forms import Form

LOOKED_AT = 200  # first rows


@dataclass(frozen=True)
class Unclear:
    columns: list[str]
    alternatives: "tuple[Form, ...]" = ()
    tasks: tuple[str, ...] = ()  # other ones, for which the rows are clear


def what_is_unclear(data: DataSettings, task: str, other_tasks: Sequence[str] = ()) -> Unclear | None:
    """None where the form is clear, or where nothing can be read that could have one. `other_tasks` are those that the
    model can do too."""
    from tuning_core import Row, first_rows
    from tuning_core.data.columns import column_names
    from tuning_core.data.forms import UnclearForm, recognise

    try:
        rows = [item for item in first_rows(data.train_files[0], LOOKED_AT) if isinstance(item, Row)]
    except BadInput:
        return None
    try:
        if rows:
            recognise(rows, data, task)
    except UnclearForm as unclear:
        return Unclear(column_names(rows), unclear.alternatives, _clear_for(other_tasks, rows, data))
    except BadInput:
        return Unclear(column_names(rows))
    return None


def _clear_for(tasks: Sequence[str], rows: "list[Row]", data: DataSettings) -> tuple[str, ...]:
    """Of the tasks that learn classes, which rows of text alone are never taken for."""
    from tuning_core.data.forms import recognise
    from tuning_core.models.tasks import CLASSIFICATIONS

    found = []
    untold = data.model_copy(update={"format": "auto", "columns": {}, "labels": []})
    for task in tasks:
        with contextlib.suppress(BadInput):
            if task in CLASSIFICATIONS and recognise(rows, untold, task).columns:
                found.append(task)
    return tuple(found)
