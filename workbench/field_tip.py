"""What the tip of a setting teaches: what it does, what is allowed, its default, and its name in a run file."""

import math
from html import escape

from pydantic.fields import FieldInfo

from workbench.field_editor import INT_32, default_text, range_of, text_of
from workbench.translation import tr, tr_core


def tip_of(name: str, field: FieldInfo) -> str:
    """As rich text, whose lines a tip breaks by itself."""
    default = default_text(field)
    rest = [
        _allowed(field),
        tr("The default is {value}.", value=default) if default else tr("By default it is empty."),
        tr("Called {name} in a run file.", name=name),
    ]
    about = escape(tr_core(field.description or ""))
    more = " ".join(part for part in rest if part).replace("。 ", "。")  # Chinese parts sentences without a space
    return f"<p>{about}</p><p>{escape(more)}</p>"


def _allowed(field: FieldInfo) -> str:
    low, high = range_of(field)
    high = math.inf if high >= INT_32 else high
    if math.isinf(low) and math.isinf(high):
        return ""
    if math.isinf(high):
        return tr("At least {low}.", low=text_of(low))
    if math.isinf(low):
        return tr("At most {high}.", high=text_of(high))
    return tr("From {low} to {high}.", low=text_of(low), high=text_of(high))
