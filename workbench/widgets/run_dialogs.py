"""What is asked about one run: its name, a note, where its run file shall go; and the command that trains it."""

import shutil
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QInputDialog, QPlainTextEdit, QWidget

from workbench.run_command import command_of
from workbench.run_list import RunList
from workbench.session import Session
from workbench.translation import tr
from workbench.widgets.command_dialog import CommandDialog

if TYPE_CHECKING:
    from tuning_core import RunSummary

NOTE_LINES = 5


def ask_name(parent: QWidget, runs: RunList, run: "RunSummary") -> None:
    dialog = _asking(parent, "renameDialog", tr("Rename the run"), tr("Name"))
    dialog.setTextValue(run.name)
    dialog.textValueSelected.connect(lambda name: runs.rename(run.folder, name.strip()))
    dialog.open()


def ask_note(parent: QWidget, runs: RunList, run: "RunSummary") -> None:
    dialog = _asking(parent, "noteDialog", tr("Note about the run"), tr("What do you know about it?"))
    dialog.setOption(QInputDialog.InputDialogOption.UsePlainTextEditForTextInput)
    dialog.setTextValue(run.note)
    dialog.textValueSelected.connect(lambda text: runs.write_note(run.folder, text))
    edit = dialog.findChild(QPlainTextEdit)
    edit.setMinimumHeight(NOTE_LINES * edit.fontMetrics().lineSpacing() + 20)
    edit.setTabChangesFocus(True)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):  # alone they begin a line
        QShortcut(QKeySequence(Qt.KeyboardModifier.ControlModifier | key), dialog, dialog.accept)
    dialog.open()


def show_command(parent: QWidget, run: "RunSummary") -> None:
    unfinished = run.resumable
    sentence = (
        tr("This goes on with the run in a terminal, from its last checkpoint:")
        if unfinished
        else tr("This trains a new run with the same settings in a terminal:")
    )
    command = command_of(run.folder / "run.toml", run.folder if unfinished else None)
    dialog = CommandDialog(tr("Command of “{run}”", run=run.name), sentence, command, parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()


def save_run_file(parent: QWidget, session: Session, run: "RunSummary") -> None:
    title, kinds = tr("Save the run file"), tr("Run file (*.toml)")
    file, _ = QFileDialog.getSaveFileName(parent, title, f"{run.name}.toml", kinds)
    if file:
        try:
            shutil.copyfile(run.folder / "run.toml", file)
        except OSError as error:
            session.problem.emit(tr("{file} cannot be written ({reason}).", file=file, reason=error.strerror), "")


def _asking(parent: QWidget, name: str, title: str, label: str) -> QInputDialog:
    dialog = QInputDialog(parent)
    dialog.setObjectName(name)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle(title)
    dialog.setLabelText(label)
    dialog.resize(440, dialog.height())
    return dialog
