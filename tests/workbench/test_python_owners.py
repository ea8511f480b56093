"""PySide takes what some methods give for the child of what was asked (an action's menu, the next widget in the chain
of Tab, the buddy of a label), and lets go of it together with that one. What hangs on the wrong owner is gone from
Python while Qt still shows it, or crashes the program when Qt lets go of it as well."""

import ast
import gc
from pathlib import Path

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

import workbench
from workbench.findable import all_findable
from workbench.shown_window import ShownWindow
from workbench.widgets.emptying import empty

WORKBENCH = Path(workbench.__file__).parent
NEVER_ASKED = ("itemAt", "takeAt", "itemAtPosition", "nextInFocusChain", "previousInFocusChain", "children")


def test_nothing_is_asked_for_what_qt_deletes_without_a_word() -> None:
    """The items of a layout: what Qt makes at their place in memory next is taken for them. Those of lists and tables
    are ours."""
    asked = []
    for file in WORKBENCH.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in NEVER_ASKED:
                asked.append(f"{file.name}: {ast.unparse(node)}")
    assert asked == ["conversation_list.py: self.list.itemAt"]


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


def test_a_menu_outlives_what_led_to_it(opened: ShownWindow) -> None:
    menu = opened.window.findChild(QMenu, "menuRecentModels")
    all_findable(opened.window)
    gc.collect()
    menu.aboutToShow.emit()
    assert [action.text() for action in menu.actions()][-1] == "starter"
