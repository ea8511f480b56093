"""What a method does: drawn, in a plain paragraph, with its paper and whether the result can be merged."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from workbench import theme
from workbench.outside import open_page
from workbench.translation import tr, tr_core
from workbench.widgets.card import Card
from workbench.widgets.method_drawing import MethodDrawing

if TYPE_CHECKING:
    from tuning_core.methods import Method


class MethodSummary(Card):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("What it does"), parent)
        self.paper = QPushButton(objectName="paperButton")
        self.paper.setProperty("link", True)
        self.paper.setIcon(theme.icon("mdi6.open-in-new"))
        self.paper.clicked.connect(lambda: open_page(self._address))
        self._address = self._sign = ""
        theme.changed.connect(self._show_sign)
        self.head.addWidget(self.paper)
        self.drawing = MethodDrawing()
        self.summary = QLabel(wordWrap=True, objectName="methodSummary")
        self.merge_sign = QLabel()
        self.merge = QLabel(wordWrap=True, objectName="methodMerge")
        self.merge.setProperty("rank", "help")
        merging = QHBoxLayout()
        merging.setSpacing(6)
        merging.addWidget(self.merge_sign)
        merging.addWidget(self.merge, 1)
        self.body.addWidget(self.drawing)
        self.body.addWidget(self.summary)
        self.body.addLayout(merging)

    def show_method(self, method: "type[Method]") -> None:
        self._address = method.paper
        short = method.paper.removeprefix("https://")
        self.paper.setVisible(bool(method.paper))
        self.paper.setText(short)
        self.paper.setAccessibleName(tr("Read the paper, {address}", address=short))
        self.paper.setToolTip(tr("Opens the paper in the browser: {address}", address=method.paper))
        self.summary.setText(tr_core(method.summary))
        self.merge.setText(
            tr("Can be merged: the result can be exported as an ordinary model.")
            if method.mergeable
            else tr("Cannot be merged: what is learned stays a small file beside the model.")
        )
        self._sign = "mdi6.call-merge" if method.mergeable else "mdi6.file-outline"
        self._show_sign()
        self.drawing.show_method(method.name, tr_core(method.title))

    def _show_sign(self) -> None:
        """In the theme's colour of now."""
        if self._sign:
            self.merge_sign.setPixmap(theme.icon(self._sign, "quiet").pixmap(16, 16))
