"""Held-out rows to try the models on: rows that training never saw, with the answer that was expected."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from workbench.translation import tr

if TYPE_CHECKING:
    from tuning_core import PreparedData, PreparedRow

MOST_ROWS = 300
LONGEST_LABEL = 60


class HeldOutPicker(QComboBox):
    picked = Signal(str, str, str)  # prompt, second text of a pair, expected answer

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("heldOutPicker")
        self.setAccessibleName(tr("Held-out example"))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(22)
        self.setMaxVisibleItems(12)
        self.setStyleSheet("QComboBox { combobox-popup: 0 }")  # without it, the style ignores the line above
        self.activated.connect(self.on_activated)
        self.offer(None)

    def offer(self, prepared: "PreparedData | None") -> None:
        rows = first_held_out(prepared) if prepared is not None else []
        self.clear()
        self.addItem(tr("Try a held-out row…") if rows else tr("No held-out rows"))
        for row in rows:
            if (turn := first_turn(row)) is not None:
                self.addItem(f"{row.number:,}: {_short(turn[0])}", turn)
        self.setEnabled(self.count() > 1)
        self.setToolTip(tr("Rows that training never saw. One fills the message and shows the expected answer."))

    def on_activated(self, index: int) -> None:
        turn = self.itemData(index)
        if turn is not None:
            self.picked.emit(*turn)


def first_held_out(prepared: "PreparedData") -> "list[PreparedRow]":
    """Only these are read, of however many rows there are."""
    from tuning_core.data.marks import Mark

    return [prepared.rows[int(place)] for place in prepared.marked(Mark.HELD_OUT)[:MOST_ROWS]]


def first_turn(row: "PreparedRow") -> tuple[str, str, str] | None:
    """The first prompt, the second text of a pair, and the answer; None where the row holds no such thing."""
    asked: list[str] = []
    for message in row.messages:
        if message.role == "user":
            asked.append(message.content)
        elif message.role == "assistant" and asked:
            return asked[0], "\n".join(asked[1:]), message.content
    return None


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_LABEL else line[: LONGEST_LABEL - 1] + "…"
