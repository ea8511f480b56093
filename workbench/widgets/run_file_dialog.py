"""The settings of now as a command of a terminal, and the run file that it needs."""

import shlex
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
)

from workbench import theme
from workbench.translation import tr

if TYPE_CHECKING:
    from workbench.main_window import MainWindow


class RunFileDialog(QDialog):
    @classmethod
    def show_for(cls, window: "MainWindow") -> None:
        dialog = cls(window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.setObjectName("commandDialog")
        self.setWindowTitle(tr("Show the command"))
        run = window.session.run
        said = QLabel(
            tr("The same run without the window: save the run file, then type this in a terminal."), wordWrap=True
        )
        self.command = QLineEdit(
            f"peft-workbench train {shlex.quote(f'{window.session.run_name}.toml')}", readOnly=True
        )
        self.command.setAccessibleName(tr("Command"))
        self.command.setFont(theme.fixed_font())
        self.file = QPlainTextEdit(run.to_toml(), readOnly=True)
        self.file.setAccessibleName(tr("Run file"))
        self.file.setFont(theme.fixed_font())
        copy = QPushButton(tr("Copy the command"), objectName="copyCommandButton")
        copy.clicked.connect(lambda: QApplication.clipboard().setText(self.command.text()))
        save = QPushButton(tr("Save run file…"), objectName="saveRunFileButton")
        save.clicked.connect(window.opening.ask_where_to_save)
        close = QPushButton(tr("Close"), default=True)
        close.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        for button in (copy, save):
            buttons.addWidget(button)
        buttons.addStretch()
        buttons.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 16)
        layout.setSpacing(16)
        layout.addWidget(said)
        layout.addWidget(self.command)
        layout.addWidget(self.file, 1)
        layout.addLayout(buttons)
        self.resize(680, 520)
