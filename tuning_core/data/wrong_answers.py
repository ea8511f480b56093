"""A row's wrong answers: what else its question could be answered with, for methods that learn from the difference."""

from typing import Any

from tuning_core.data.choices import choices_of
from tuning_core.data.columns import is_empty, value_of
from tuning_core.data.conversations import RowProblem
from tuning_core.data.files import Row
from tuning_core.data.forms import Form
from tuning_core.data.labelled import list_from_text


def wrong_answers(row: Row, form: Form, right: str) -> tuple[str, ...]:
    """Without the right one, which a list of choices holds as well. Raises RowProblem for anything but texts."""
    if form.format == "multiple_choice":
        given: list[Any] = list(choices_of(row, form.columns).texts)
    else:
        column = form.columns["wrong"]
        given = _list(value_of(row, column), column)
        for number, answer in enumerate(given, start=1):
            if not isinstance(answer, str) or not answer.strip():
                said = f"{str(answer)[:40]!r}, not text" if not isinstance(answer, str) else "empty"
                raise RowProblem(f"wrong answer {number} is {said} (column {column!r})")
    return tuple(answer for answer in dict.fromkeys(given) if answer.strip() != right.strip())


def _list(value: Any, column: str) -> list[Any]:
    """Also from the text of a list, as tables hold it. A row may have none."""
    if is_empty(value):
        return []
    if isinstance(value, str) and value.lstrip().startswith("["):
        value = list_from_text(value, f"wrong answers (column {column!r})")
    if not isinstance(value, (list, tuple)):
        raise RowProblem(f"the wrong answers are {str(value)[:40]!r}, not a list of texts (column {column!r})")
    return list(value)
