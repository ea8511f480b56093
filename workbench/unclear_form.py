"""Why rows cannot be taken for anything: their columns, and what they may be."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tuning_core import BadInput
from tuning_core.run_file import DataSettings

if TYPE_CHECKING:
    from tuning_core.data.forms import Form

LOOKED_AT = 200  # first rows


@dataclass(frozen=True)
class Unclear:
    columns: list[str]
    alternatives: "tuple[Form, ...]" = ()


def what_is_unclear(data: DataSettings, task: str) -> Unclear | None:
    """None where the form is clear, or where nothing can be read that could have one."""
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
        return Unclear(column_names(rows), unclear.alternatives)
    except BadInput:
        return Unclear(column_names(rows))
    return None
