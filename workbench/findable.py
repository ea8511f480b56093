"""All that the command palette finds: entries of the menus, pages, and settings."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractButton, QScrollArea, QWidget

from workbench.field_editor import shown_text_of
from workbench.menus.entries import titled_actions
from workbench.preflight import PAGES, method_class
from workbench.remembered_layout import OPENS_MORE
from workbench.translation import tr, tr_core

if TYPE_CHECKING:
    from workbench.main_window import MainWindow

LONGEST_VALUE = 24  # characters
HIDES_EDITORS = ("trainSettingsButton", *OPENS_MORE)  # buttons that show more, the outer ones first


@dataclass(frozen=True)
class Findable:
    title: str
    note: str  # its keys, or its value
    go: Callable[[], object]
    key: str = ""  # a setting's dotted name, for those who know it by that


def all_findable(window: "MainWindow") -> list[Findable]:
    """What cannot be done at the moment is left out."""
    return [*_commands(window), *_settings(window)]


def _commands(window: "MainWindow") -> Iterator[Findable]:
    for title, action in titled_actions(window):
        if action.isEnabled() and action.objectName() != "actionPalette":
            yield Findable(title, action.shortcut().toString(QKeySequence.SequenceFormat.NativeText), action.trigger)


def _settings(window: "MainWindow") -> Iterator[Findable]:
    run = window.session.run
    method = method_class(window.session)
    tables = {
        "model": type(run.model).model_fields,
        "data": type(run.data).model_fields,
        "method": method.model_fields if method is not None else {},
        "training": type(run.training).model_fields,
    }
    now = run.to_dict()
    for table, fields in tables.items():
        for name, field in fields.items():
            title = tr_core(field.title or name.replace("_", " ").capitalize())
            value = now[table].get(name, field.get_default(call_default_factory=True))
            key = f"{table}.{name}"
            go = partial(show_setting, window, key)
            yield Findable(tr("Setting: {title}", title=title), _short(shown_text_of(value)), go, key)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"


def show_setting(window: "MainWindow", key: str) -> None:
    """Its editor in sight and with the focus; where it has none of its own, its page."""
    table, name = key.split(".", 1)
    window.show_page(PAGES[table])
    page = window.page(PAGES[table])
    editor = page.findChild(QWidget, f"{name}Edit")
    if editor is None:
        return
    for name in HIDES_EDITORS:
        button = page.findChild(QAbstractButton, name)
        if button is not None and not editor.isVisibleTo(page):
            button.setChecked(True)
    editor.setFocus()
    around = editor.parentWidget()
    while around is not None and around is not page:
        if isinstance(around, QScrollArea):
            around.ensureWidgetVisible(editor)
        around = around.parentWidget()
