"""Why a job failed, in one sentence; details on demand, and another try."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from workbench import theme
from workbench.translation import tr
from workbench.wording import plain_sentence


class FailureCard(QFrame):
    retried = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "message")
        self.sentence = QLabel(wordWrap=True, objectName="failureSentence")
        self.details_button = QPushButton(tr("Details"), checkable=True)
        self.copy_button = QPushButton(tr("Copy"))
        self.retry_button = QPushButton(tr("Try again"))
        self.details = QPlainTextEdit(readOnly=True)
        self.details.setAccessibleName(tr("Details"))
        self.details.setFont(theme.fixed_font())
        self.details.setMaximumHeight(200)
        self.details_button.toggled.connect(self.details.setVisible)
        self.details_button.toggled.connect(self.copy_button.setVisible)
        self.copy_button.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.details.toPlainText()))
        self.retry_button.clicked.connect(self.retried)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.sentence, 1)
        for button in (self.copy_button, self.details_button, self.retry_button):
            row.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 8, 8, 8)
        layout.addLayout(row)
        layout.addWidget(self.details)
        self.hide()

    def tell(self, sentence: str, details: str = "") -> None:
        self.sentence.setText(plain_sentence(sentence))
        self.details.setPlainText(details)
        self.details_button.setChecked(False)
        self.details_button.setVisible(bool(details))
        self.details.hide()
        self.copy_button.hide()
        self.show()
