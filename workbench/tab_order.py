"""Tab goes from one part of a page to the next in the order in which they are read, whenever they were made."""

from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def read_in_order(*parts: QWidget) -> None:
    controls = [control for part in parts for control in _controls(part)]
    for before, after in pairwise(controls):
        if before.window() is after.window():  # else one of them is not laid out yet
            QWidget.setTabOrder(before, after)


def _controls(part: QWidget) -> list[QWidget]:
    """In the order in which Tab comes to them now."""
    inside = [one for one in (part, *part.findChildren(QWidget)) if one.focusPolicy() & Qt.FocusPolicy.TabFocus]
    if len(inside) < 2:  # the chain leads through the whole window: a walk along it takes milliseconds
        return inside
    chain = {part: 0}
    widget = part.nextInFocusChain()
    while widget is not part:
        chain[widget] = len(chain)
        widget = widget.nextInFocusChain()
    return sorted((one for one in inside if one in chain), key=lambda one: chain[one])
