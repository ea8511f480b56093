"""How a layout is filled anew.

Neither `takeAt` nor `itemAt` is used for it. What the first gives is never deleted. What the second gives PySide keeps
as long as the layout lives, also after Qt has deleted it; the next object that Qt makes at that place in memory is then
taken for it, and the program crashes when that one is deleted."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QLayout, QWidget


def empty(layout: QLayout) -> None:
    """Its widgets are hidden, lose their names, and are deleted when the event loop comes to it. Stretches stay."""
    around = layout.parentWidget()
    if around is None:  # it was never put anywhere, and holds nothing yet
        return
    for widget in around.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
        if layout.indexOf(widget) >= 0:
            layout.removeWidget(widget)
            widget.hide()
            widget.setObjectName("")  # it lives on for a while, and is not to be found in place of the next one
            widget.deleteLater()


def add_before_stretch(layout: QBoxLayout, widget: QWidget) -> None:
    """To one that ends in a stretch, which stays there while the rest is filled anew."""
    layout.insertWidget(layout.count() - 1, widget)
