"""What the Data page says of its rows in one line."""

from typing import TYPE_CHECKING

from workbench.translation import tr, tr_count
from workbench.widgets.tag_colours import kinds_in
from workbench.wording import percent_text, too_long_text

if TYPE_CHECKING:
    from tuning_core import PreparedData

MOST_CLASSES = 6  # named in the line


def summary_text(prepared: "PreparedData", summary: dict[str, int]) -> str:
    """How many rows are learned from, and what of them is learned."""
    learned = tr(
        "{share} of the tokens are learned",
        share=percent_text(summary["learned_tokens"] / max(1, summary["tokens"])),
    )
    if names := prepared.labels:
        learned = tr_count("{n} class: {names}", "{n} classes: {names}", len(names), names=_first_of(names))
    if names and prepared.form.format == "token_labels":
        learned = tr("words are named as {names}", names=_first_of(kinds_in(names)))
    return tr_count(
        "{n} row to learn from, {held_out} held out{too_long}; {learned}",
        "{n} rows to learn from, {held_out} held out{too_long}; {learned}",
        summary["training"],
        held_out=f"{summary['held_out']:,}",
        too_long=too_long_text(summary),
        learned=learned,
    )


def _first_of(names: list[str]) -> str:
    return ", ".join(names[:MOST_CLASSES]) + (", …" if len(names) > MOST_CLASSES else "")
