"""The exact command line of a run, to be copied."""

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from workbench import theme
from workbench.translation import tr

LINES = 3


class CommandDialog(QDialog):
    def __init__(self, title: str, sentence: str, command: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("commandDialog")
        self.setWindowTitle(title)
        about = QLabel(sentence, wordWrap=True)
        self.command = QPlainTextEdit(command, readOnly=True, objectName="commandText")
        self.command.setAccessibleName(tr("Command line"))
        self.command.setFont(theme.fixed_font())
        self.command.setFixedHeight(LINES * self.command.fontMetrics().lineSpacing() + 20)
        self.copy_button = QPushButton(tr("Copy"), objectName="copyCommandButton")
        self.copy_button.clicked.connect(self.on_copy)
        close = QPushButton(tr("Close"))
        close.clicked.connect(self.close)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.copy_button)
        row.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(8)
        for widget in (about, self.command):
            layout.addWidget(widget)
        layout.addLayout(row)
        self.setMinimumWidth(560)
        self.copy_button.setFocus()

    def on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.command.toPlainText())
        self.copy_button.setText(tr("Copied"))
