"""Texts that do not fit their place, and widgets that lie over each other or stick out, as an eye would find them."""

from collections.abc import Iterator

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QLayout,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QStyle,
    QStyleOptionComboBox,
    QTabBar,
    QToolButton,
    QWidget,
)

from tests.workbench.controls import described
from workbench.widgets.elided_label import ElidedLabel

SLACK = 2  # pixels by which roundings differ


def faults(root: QWidget) -> list[str]:
    """Of what is on the screen now."""
    found = []
    for widget in root.findChildren(QWidget):
        if widget.isVisible() and not widget.visibleRegion().isEmpty():
            found += [f"{what}: {described(widget)}" for what in (*_cut(widget), *_beyond_its_parent(widget))]
            found += [f"{what}: {described(widget)}" for what in (*_overlaps(widget), *_out_of_reach(widget))]
    return found


def _cut(widget: QWidget) -> Iterator[str]:
    match widget:
        case QLabel():
            yield from _cut_label(widget)
        case QCheckBox() | QRadioButton() | QPushButton() | QToolButton():
            yield from _cut_button(widget)
        case QComboBox():
            yield from _cut_combo(widget)
        case QAbstractSpinBox():
            if not widget.toolTip():
                yield from _too_wide(widget, widget.text(), widget.lineEdit().width() - 4)
        case QLineEdit():
            is_a_part = isinstance(widget.parentWidget(), QAbstractSpinBox | QComboBox)
            if not widget.text() and not widget.toolTip() and not is_a_part:
                yield from _too_wide(widget, widget.placeholderText(), widget.contentsRect().width() - 8)
        case QTabBar():
            for number in range(widget.count()):
                if widget.tabRect(number).right() > widget.width() + SLACK and not widget.usesScrollButtons():
                    yield f"tab {widget.tabText(number)!r} is out of sight"
        case QHeaderView():
            yield from _cut_headers(widget)


def _cut_label(label: QLabel) -> Iterator[str]:
    text = label.text()
    is_elided_on_purpose = isinstance(label, ElidedLabel) or ("…" in text and bool(label.toolTip()))
    if not text or label.pixmap().width() or is_elided_on_purpose:
        return
    room = _room(label)
    if label.wordWrap():
        needed = label.heightForWidth(label.width())
        if needed > label.height() + SLACK:
            yield f"{text[:40]!r} needs {needed} pixels of height and has {label.height()}"
    elif _is_rich(label):
        document = QTextDocument()
        document.setDefaultFont(label.font())
        document.setHtml(text)
        if document.idealWidth() > room.width() + 8 + SLACK:
            yield f"{text[:40]!r} needs {document.idealWidth():.0f} pixels and has {room.width()}"
    else:
        longest = max(text.split("\n"), key=label.fontMetrics().horizontalAdvance)
        yield from _too_wide(label, longest, room.width())
        if label.fontMetrics().height() * len(text.split("\n")) > room.height() + SLACK:
            yield f"{text[:40]!r} is too high for {room.height()} pixels"


def _is_rich(label: QLabel) -> bool:
    kind = label.textFormat()
    return kind == Qt.TextFormat.RichText or (kind == Qt.TextFormat.AutoText and "</" in label.text())


def _room(label: QLabel) -> QRect:
    return label.contentsRect().adjusted(label.margin(), label.margin(), -label.margin(), -label.margin())


def _cut_button(button: QAbstractButton) -> Iterator[str]:
    shows_text = (
        not isinstance(button, QToolButton) or button.toolButtonStyle() != Qt.ToolButtonStyle.ToolButtonIconOnly
    )
    if not button.text() or not shows_text:
        return
    beside = not isinstance(button, QToolButton) or (
        button.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonTextBesideIcon
    )
    icon = button.iconSize().width() + 4 if not button.icon().isNull() and beside else 0
    if (
        isinstance(button, QToolButton)
        and not button.icon().isNull()
        and not beside
        and (button.toolButtonStyle() != Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
    ):
        return
    if "…" in button.text()[:-1] or (button.text().endswith("…") and button.toolTip()):
        return
    text = button.text().replace("&", "")
    yield from _too_wide(button, text, button.width() - icon)
    if button.fontMetrics().height() > button.height() + SLACK:
        yield f"{text[:40]!r} is too high for {button.height()} pixels"


def _cut_combo(combo: QComboBox) -> Iterator[str]:
    if combo.toolTip() or combo.isEditable():
        return
    option = QStyleOptionComboBox()
    combo.initStyleOption(option)
    field = combo.style().subControlRect(
        QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, combo
    )
    yield from _too_wide(combo, combo.currentText(), field.width())


def _cut_headers(header: QHeaderView) -> Iterator[str]:
    if header.orientation() != Qt.Orientation.Horizontal or header.model() is None:
        return
    for section in range(header.count()):
        text = str(header.model().headerData(section, Qt.Orientation.Horizontal) or "")
        tip = header.model().headerData(section, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
        if text and not header.isSectionHidden(section) and not tip:
            yield from _too_wide(header, text, header.sectionSize(section) - 6)


def _too_wide(widget: QWidget, text: str, room: int) -> Iterator[str]:
    needed = widget.fontMetrics().horizontalAdvance(text)
    if needed > room + SLACK:
        yield f"{text[:40]!r} needs {needed} pixels and has {room}"


def _beyond_its_parent(widget: QWidget) -> Iterator[str]:
    """What is laid out in a parent that is too small for it; not what a scroll area scrolls."""
    parent = widget.parentWidget()
    layout = parent.layout() if parent is not None and not widget.isWindow() else None
    if not isinstance(layout, QLayout) or layout.indexOf(widget) < 0:
        return
    if not parent.rect().adjusted(-SLACK, -SLACK, SLACK, SLACK).contains(widget.geometry()):
        beyond = widget.geometry()
        yield f"sticks out of its parent ({_told(beyond)} in {parent.width()} x {parent.height()})"


def _out_of_reach(widget: QWidget) -> Iterator[str]:
    """What is wider than the area it is scrolled in, where no bar leads to the rest."""
    if not isinstance(widget, QScrollArea) or widget.widget() is None:
        return
    has_bar = widget.horizontalScrollBarPolicy() != Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    inside, seen = widget.widget().width(), widget.viewport().width()
    if not has_bar and inside > seen + SLACK:
        yield f"{inside} pixels wide, of which {seen} are seen"


def _overlaps(widget: QWidget) -> Iterator[str]:
    """Two neighbours in one layout that lie over each other."""
    layout = widget.layout()
    if layout is None:
        return
    inside = widget.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    inside = [child for child in inside if child.isVisible() and not child.isWindow() and _is_laid_out(layout, child)]
    for number, one in enumerate(inside):
        for other in inside[number + 1 :]:
            common = one.geometry().intersected(other.geometry())
            if common.width() > SLACK and common.height() > SLACK:
                yield f"{described(one).split(' in ')[0]} lies over {described(other).split(' in ')[0]}"


def _is_laid_out(layout: QLayout, child: QWidget) -> bool:
    return any(one.indexOf(child) >= 0 for one in (layout, *layout.findChildren(QLayout)))


def _told(place: QRect) -> str:
    size: QSize = place.size()
    return f"{place.x()}, {place.y()}, {size.width()} x {size.height()}"
