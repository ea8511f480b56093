"""A report of what went wrong, to read, copy or open; or, where nothing did, of how things stand."""

from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from tuning_core import RunFile
from workbench import crash_report, theme
from workbench.outside import open_place
from workbench.translation import tr


class CrashDialog(QDialog):
    def __init__(self, run: RunFile, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("crashDialog")
        self.setWindowTitle(tr("Report a crash"))
        newest = next(iter(crash_report.reports()), None)
        if newest is not None:
            text = newest.read_text(encoding="utf-8", errors="replace")
            said = tr(
                "This is the newest report, in English for those who mend the program. It stands in a file on this "
                "machine; nothing is ever sent."
            )
        else:
            text = crash_report.text_of("", run.to_dict())
            said = tr("Nothing has crashed so far. This is how things stand now; nothing is ever sent.")
        sentence = QLabel(said, wordWrap=True)
        self.text = QPlainTextEdit(text, readOnly=True)
        self.text.setAccessibleName(tr("Report"))
        self.text.setFont(theme.fixed_font())
        copy = QPushButton(tr("Copy"), objectName="copyReportButton")
        copy.clicked.connect(lambda: QApplication.clipboard().setText(self.text.toPlainText()))
        show = QPushButton(tr("Show the folder"), objectName="showReportsButton")
        show.setEnabled(newest is not None)
        show.clicked.connect(lambda: open_place(crash_report.folder()))
        close = QPushButton(tr("Close"), default=True)
        close.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        for button in (copy, show):
            buttons.addWidget(button)
        buttons.addStretch()
        buttons.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 16)
        layout.setSpacing(16)
        layout.addWidget(sentence)
        layout.addWidget(self.text, 1)
        layout.addLayout(buttons)
        self.resize(760, 560)
