"""What was noticed about the rows before the run, each with a button that mends it."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from workbench import theme
from workbench.translation import tr_core
from workbench.widgets.emptying import empty
from workbench.wording import plain_sentence

if TYPE_CHECKING:
    from tuning_core.data.preflight import Finding

ICON = QSize(16, 16)


class CheckList(QWidget):
    remedy_chosen = Signal(dict)  # settings of the run file

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("checkList")
        self._findings: Sequence[Finding] = ()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(6)
        theme.changed.connect(self._on_theme_changed)

    def _on_theme_changed(self) -> None:
        self.show_findings(self._findings)

    def show_findings(self, findings: "Sequence[Finding]") -> None:
        """What blocks the run comes first, in red."""
        self._findings = sorted(findings, key=lambda finding: not blocks(finding))
        empty(self._layout)
        for finding in self._findings:
            self._layout.addWidget(self._line(finding))
        self.setVisible(bool(self._findings))

    def _line(self, finding: "Finding") -> QWidget:
        icon, sentence = QLabel(), QLabel(plain_sentence(finding.sentence), wordWrap=True)
        name, colour = ("mdi6.alert-circle-outline", "problem") if blocks(finding) else ("mdi6.alert-outline", "quiet")
        icon.setPixmap(theme.icon(name, colour).pixmap(ICON, self.devicePixelRatio()))
        sentence.setTextFormat(Qt.TextFormat.PlainText)
        sentence.setProperty("rank", colour)
        line = QWidget()
        layout = QHBoxLayout(line)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        said = QVBoxLayout()
        said.setSpacing(0)
        said.addWidget(sentence)
        layout.addLayout(said, 1)
        if finding.remedy:
            button = QPushButton(tr_core(finding.remedy_label))
            button.setProperty("link", True)
            button.setAccessibleDescription(sentence.text())
            button.clicked.connect(partial(self.remedy_chosen.emit, finding.remedy))
            said.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        return line


def blocks(finding: "Finding") -> bool:
    return finding.severity == "blocks"
