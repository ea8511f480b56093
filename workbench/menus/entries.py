"""How an entry of a menu is made."""

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from workbench.translation import tr

if TYPE_CHECKING:
    from workbench.main_window import MainWindow

Keys = str | QKeySequence.StandardKey | tuple[str, ...]


def add(
    menu: QMenu, window: "MainWindow", text: str, slot: Callable[[], object], name: str, keys: Keys = ""
) -> QAction:
    """`name` is what tests, the palette and screen readers' scripts find it by."""
    action = QAction(text, window)
    action.setObjectName(name)
    if isinstance(keys, tuple):
        action.setShortcuts([QKeySequence(key) for key in keys])
    elif keys:
        action.setShortcut(QKeySequence(keys))
    action.triggered.connect(lambda _checked=False: slot())
    menu.addAction(action)
    return action


def entries(window: QMainWindow) -> Iterator[tuple[QMenu, QAction]]:
    """Every entry of the menus that does something, with its menu.

    No action is asked for its menu: PySide then takes the menu for the action's child, and for deleted as soon as the
    action's Python object is."""
    menus = window.menuBar().findChildren(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly)
    for menu in filter(QMenu.title, menus):  # but Qt's own, of what has no room in a narrow window
        leads_on = [submenu.menuAction() for submenu in menu.findChildren(QMenu)]
        for action in menu.actions():
            if not action.isSeparator() and action not in leads_on:
                yield menu, action


def titled_actions(window: QMainWindow) -> Iterator[tuple[str, QAction]]:
    """Titled with their menu: File: Open model folder."""
    for menu, action in entries(window):
        menu_title, title = plain_title(menu.title()), plain_title(action.text())
        yield tr("{menu}: {entry}", menu=menu_title, entry=title), action


def plain_title(text: str) -> str:
    """As it reads, without its number, the mark of its letter, its key and its dots."""
    text = re.sub(r"\(&\w\)|^&\d ", "", text.partition("\t")[0])  # how Chinese and Japanese menus mark the letter
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&").removesuffix("…")
