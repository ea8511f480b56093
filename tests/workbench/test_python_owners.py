"""PySide takes what some methods give for the child of what was asked (an action's menu, the next widget in the chain
of Tab, the buddy of a label), and lets go of it together with that one. What hangs on the wrong owner is gone from
Python while Qt still shows it, or crashes the program when Qt lets go of it as well."""

import gc
import re

import shiboken6
from PySide6.QtCore import QEvent
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLayout, QLayoutItem, QMenu, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from workbench.findable import all_findable
from workbench.main_window import PAGES
from workbench.shown_window import ShownWindow
from workbench.widgets.emptying import empty

OWNER = re.compile(r"^parent\.+ <[\w.]+\(0x([0-9a-f]+)", re.MULTILINE)


def wrong_owners(inside: QWidget) -> list[str]:
    """Of all that Python knows in it, what belongs to something that does not hold it."""
    known = [one for one in gc.get_objects() if isinstance(one, QWidget | QAction) and shiboken6.isValid(one)]
    owners = {one: owner for one in known if (owner := OWNER.search(shiboken6.dump(one)))}
    wrong = []
    for one, owner in owners.items():
        around, holders = one.parent(), set()
        while around is not None:
            holders.add(shiboken6.getCppPointer(around)[0])
            around = around.parent()
        if shiboken6.getCppPointer(inside)[0] in holders and int(owner[1], 16) not in holders:
            wrong.append(f"{type(one).__name__} {one.objectName()!r} belongs to {owner[0]}")
    return wrong


def test_everything_that_python_knows_belongs_to_what_holds_it(shown: ShownWindow) -> None:
    for name in PAGES:
        shown.window.show_page(name)
        QApplication.processEvents()
    assert all_findable(shown.window)
    assert wrong_owners(shown.window) == []


def test_no_item_of_a_layout_is_known_to_python(shown: ShownWindow) -> None:
    """Qt deletes them without a word, and what it makes at that place next is taken for them."""
    for name in PAGES:
        shown.window.show_page(name)
        QApplication.processEvents()
    assert [one for one in gc.get_objects() if isinstance(one, QLayoutItem) and not isinstance(one, QLayout)] == []


def test_an_emptied_layout_is_filled_anew(qtbot: QtBot) -> None:
    around = QWidget()
    qtbot.addWidget(around)
    outer, layout = QVBoxLayout(around), QHBoxLayout()
    outer.addLayout(layout)
    beside = QPushButton("beside")
    outer.addWidget(beside)
    layout.addStretch(1)
    for _ in range(3):
        empty(layout)
        layout.insertWidget(0, QPushButton("inside", objectName="inside"))
    assert layout.count() == 2
    assert len(around.findChildren(QPushButton, "inside")) == 1
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert [button.text() for button in around.findChildren(QPushButton)] == ["beside", "inside"]


def test_a_wrong_owner_is_found(opened: ShownWindow) -> None:
    first, second = QPushButton(opened.window), QPushButton(opened.window)
    first.setFocusProxy(second)
    assert first.focusProxy() is second
    assert len(wrong_owners(opened.window)) == 1
    for button in (second, first):
        button.setParent(None)


def test_a_menu_outlives_what_led_to_it(opened: ShownWindow) -> None:
    menu = opened.window.findChild(QMenu, "menuRecentModels")
    all_findable(opened.window)
    gc.collect()
    menu.aboutToShow.emit()
    assert [action.text() for action in menu.actions()][-1] == "starter"
