"""The controls of a window as a keyboard and a screen reader meet them."""

from collections.abc import Callable, Iterator

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QFileDialog,
    QGroupBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenuBar,
    QPlainTextEdit,
    QScrollBar,
    QTabBar,
    QTextEdit,
    QWidget,
)

KINDS = (
    QAbstractButton, QAbstractItemView, QAbstractSlider, QAbstractSpinBox, QComboBox, QGroupBox, QLineEdit, QTabBar,
    QPlainTextEdit, QTextEdit,
)  # fmt: skip


def controls(root: QWidget, only_visible: bool = False) -> Iterator[QWidget]:
    """What a person can work with; not the parts that Qt makes such a widget of."""
    for widget in root.findChildren(QWidget):
        is_control = isinstance(widget, KINDS) or widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        if is_control and not _is_a_part(widget, root) and (widget.isVisible() or not only_visible):
            yield widget


def _is_a_part(widget: QWidget, root: QWidget) -> bool:
    if isinstance(widget, QScrollBar | QHeaderView | QMenuBar) or widget.objectName().startswith("qt_"):
        return True
    if type(widget) is QAbstractScrollArea or type(widget).__name__ in ("QScrollArea", "QComboBoxListView"):
        return True
    parent = widget.parentWidget()
    if isinstance(parent, QAbstractScrollArea) and widget is parent.viewport():
        return True
    while parent is not None and parent is not root:
        whole = (QAbstractSpinBox, QComboBox, QFileDialog, QLineEdit, QTabBar, QHeaderView)
        if isinstance(parent, whole) or (isinstance(parent, QAbstractItemView) and isinstance(widget, QAbstractButton)):
            return True
        parent = parent.parentWidget()
    return False


def spoken_name(widget: QWidget) -> str:
    """What a screen reader says it is: its accessible name, its own text, or the label that is its buddy."""
    if widget.accessibleName():
        return widget.accessibleName()
    own = ""
    if isinstance(widget, QAbstractButton):
        own = widget.text()
    elif isinstance(widget, QGroupBox):
        own = widget.title()
    if own.strip():
        return own.replace("&", "")
    labels = widget.window().findChildren(QLabel)
    return next((label.text() for label in labels if label.buddy() is widget and label.text()), "")


def nameless(root: QWidget) -> list[str]:
    """A hidden button without a text may get one before it is shown."""
    return [described(widget) for widget in controls(root) if not spoken_name(widget) and not _is_empty_button(widget)]


def _is_empty_button(widget: QWidget) -> bool:
    return isinstance(widget, QAbstractButton) and not widget.text() and not widget.isVisible()


def unreached(root: QWidget, walked: list[QWidget]) -> list[str]:
    """Of the buttons of which only one can be down, the keyboard walks to that one; arrows go on from there."""
    return [
        described(widget)
        for widget in controls(root, only_visible=True)
        if widget.isEnabled() and widget not in walked and not _stands_behind_another(widget)
    ]


def _stands_behind_another(widget: QWidget) -> bool:
    if not isinstance(widget, QAbstractButton) or widget.isChecked():
        return False
    group = widget.group()
    return widget.autoExclusive() or (group is not None and group.exclusive())


def described(widget: QWidget) -> str:
    """For a person who has to find it in the code."""
    parents, parent = [], widget.parentWidget()
    while parent is not None and len(parents) < 6:
        parents.append(parent.objectName() or type(parent).__name__)
        parent = parent.parentWidget()
    text = getattr(widget, "text", lambda: "")()
    name = f"{type(widget).__name__} {widget.objectName()!r}" + (f" {text[:30]!r}" if isinstance(text, str) else "")
    return f"{name} in {' < '.join(parents)}"


def tab_walk(
    root: QWidget, on_step: Callable[[QWidget, QWidget], None] = lambda before, now: None, most: int = 400
) -> list[QWidget]:
    """Where the focus is after each press of Tab, until it comes round. `on_step` is told each step within `root`, as
    long as what is scrolled stands where it stood then."""
    visited: list[QWidget] = []
    for _ in range(most):
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        if focused is None or focused in visited:
            break
        if visited and root.isAncestorOf(visited[-1]) and root.isAncestorOf(focused):
            on_step(visited[-1], focused)
        visited.append(focused)
    return [widget for widget in visited if root.isAncestorOf(widget)]


def place(widget: QWidget) -> QRect:
    return QRect(widget.mapTo(widget.window(), QPoint(0, 0)), widget.size())


def goes_back(first: QWidget, then: QWidget) -> bool:
    """Whether the eye has to go back from one to the other: up in the same column, or left in the same line."""
    a, b = place(first), place(then)
    same_column = min(a.right(), b.right()) - max(a.left(), b.left()) > 0
    same_line = min(a.bottom(), b.bottom()) - max(a.top(), b.top()) > 0.5 * min(a.height(), b.height())
    return (same_column and b.bottom() < a.top()) or (same_line and b.right() < a.left())
