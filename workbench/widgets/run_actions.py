"""What can be done with the runs that are chosen, and why it cannot be done now."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from workbench import theme
from workbench.translation import mark, tr

if TYPE_CHECKING:
    from tuning_core import RunSummary

Runs = Sequence["RunSummary"]


@dataclass(frozen=True)
class Deed:
    """`needs` says of the chosen runs and of what job goes on why it cannot be done; empty where it can."""

    name: str
    text: str
    icon: str
    needs: Callable[[Runs, str], str]
    tip: str = ""
    keys: str = ""


def _one(chosen: Runs, busy: str) -> str:
    if len(chosen) == 1:
        return ""
    return tr("Select one run.") if not chosen else tr("Select only one run.")


def _one_idle(chosen: Runs, busy: str) -> str:
    return _one(chosen, busy) or busy


def _one_learned(chosen: Runs, busy: str) -> str:
    goes_on = tr("This run is still going on.")
    return _one_idle(chosen, busy) or (goes_on if chosen[0].state == "running" else "")


def _one_resumable(chosen: Runs, busy: str) -> str:
    why_not = tr("This run is complete, or saved no checkpoint to go on from.")
    return _one_learned(chosen, busy) or ("" if chosen[0].resumable else why_not)


def _none_running(chosen: Runs, busy: str) -> str:
    deletable = bool(chosen) and all(run.state != "running" for run in chosen)
    return "" if deletable else tr("Select runs that are not going on.")


DEEDS = (
    Deed("open", mark("Open"), "mdi6.chat-outline", _one_learned, mark("Load what it learned, to talk to it")),
    Deed(
        "show",
        mark("Show"),
        "mdi6.chart-line",
        _one_idle,
        mark("Its curves, evaluations and replies; resume it with other settings"),
    ),
    Deed("resume", mark("Resume"), "mdi6.play", _one_resumable, mark("Go on from its last checkpoint")),
    Deed(
        "duplicate",
        mark("Duplicate"),
        "mdi6.content-duplicate",
        _one_idle,
        mark("Put its settings into the forms, to change some and train again"),
    ),
    Deed("delete", mark("Delete…"), "mdi6.trash-can-outline", _none_running, mark("Move to the bin"), "Del"),
    Deed("queue", mark("Add to queue"), "mdi6.playlist-plus", _one, mark("Train once more with the same settings")),
    Deed("rename", mark("Rename…"), "mdi6.rename-box-outline", _one, keys="F2"),
    Deed("note", mark("Note…"), "mdi6.note-edit-outline", _one, mark("Write down what you know about it"), "Shift+F2"),
    Deed("exportMerged", mark("Export merged model…"), "mdi6.export-variant", _one_learned),
    Deed("exportAdapter", mark("Export adapter…"), "mdi6.puzzle-outline", _one_learned),
    Deed("command", mark("Show command…"), "mdi6.console", _one, mark("The command line that does the same")),
    Deed("saveFile", mark("Save run file…"), "mdi6.content-save-outline", _one, mark("Its settings, to share or keep")),
    Deed("folder", mark("Show folder"), "mdi6.folder-open-outline", _one),
)
BUTTONS = ("open", "show", "resume", "duplicate", "delete")  # the others stand in the menu alone
WITHOUT_TEXT = ("delete",)  # the bin says it, where there is little room
BUTTON_NAMES = {name: f"{name}RunButton" for name in BUTTONS}


class RunActions(QObject):
    def __init__(self, table: QWidget) -> None:
        super().__init__(table)
        self.actions: dict[str, QAction] = {}
        for deed in DEEDS:
            action = QAction(theme.icon(deed.icon), tr(deed.text), self)
            action.setObjectName(f"actionRuns{deed.name[0].upper()}{deed.name[1:]}")
            action.setShortcut(QKeySequence(deed.keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            self.actions[deed.name] = action
            table.addAction(action)

    def __getitem__(self, name: str) -> QAction:
        return self.actions[name]

    def refresh(self, chosen: Runs, busy: str) -> None:
        """`busy` is a sentence where a job goes on."""
        for deed in DEEDS:
            reason = deed.needs(chosen, busy)
            self.actions[deed.name].setEnabled(not reason)
            self.actions[deed.name].setToolTip(reason or tr(deed.tip or deed.text))

    def button(self, name: str) -> QPushButton:
        action = self.actions[name]
        button = QPushButton(
            action.icon(), "" if name in WITHOUT_TEXT else action.text(), objectName=BUTTON_NAMES[name]
        )
        button.setAccessibleName(action.text())
        button.clicked.connect(action.trigger)

        def show() -> None:
            button.setEnabled(action.isEnabled())
            button.setToolTip(action.toolTip())

        action.changed.connect(show)
        show()
        return button

    def put_in(self, menu: QMenu, names: Sequence[str]) -> None:
        menu.setToolTipsVisible(True)
        for name in names:
            menu.addAction(self.actions[name])
