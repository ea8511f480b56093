"""Tab goes from one part of a page to the next in the order in which they are read, whenever they were made."""

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget


def read_in_order(*parts: QWidget) -> None:
    controls = [control for part in parts for control in _controls(part)]
    for before, after in pairwise(controls):
        if before.window() is after.window():  # else one of them is not laid out yet
            QWidget.setTabOrder(before, after)


def _controls(part: QWidget) -> Iterator[QWidget]:
    """As they were put there. The chain of Tab itself is not read: PySide takes what `nextInFocusChain` gives for the
    child of the widget that was asked, and lets go of it together with that one."""
    if part.focusPolicy() & Qt.FocusPolicy.TabFocus:
        yield part
    inside = part.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    if isinstance(part, QSplitter):  # which keeps the newest first
        inside = [part.widget(number) for number in range(part.count())]
    for child in inside:
        if not child.isWindow():
            yield from _controls(child)
