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
    inside = [part] if part.focusPolicy() & Qt.FocusPolicy.TabFocus else []
    widget = part.nextInFocusChain()
    while widget is not part:
        if part.isAncestorOf(widget) and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            inside.append(widget)
        widget = widget.nextInFocusChain()
    return inside
