"""The chat template, with the chosen row as it writes it beside it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QTextCursor, QTextFormat
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from tuning_core import BadInput
from workbench import theme
from workbench.quick_work import QuickWork
from workbench.translation import mark, tr
from workbench.widgets.rendered_text import RenderedText, Span
from workbench.wording import plain_sentence

if TYPE_CHECKING:
    from tuning_core import PreparedRow
    from tuning_core.data.conversations import Message
    from tuning_core.data.templates import Rendered

OWN, YOURS = mark("the model's own"), mark("your own")
LINE = re.compile(r"\bline (\d+)")
EXPLANATION = mark(
    "A chat template writes a conversation as the one text that the model reads. It is saved with "
    "the run, so that chat and other programs ask in the same way."
)


@dataclass(frozen=True)
class Drawn:
    """The row as the template writes it, or why it cannot."""

    rendered: "Rendered | None" = None
    problem: str = ""


class TemplateEditor(QDialog):
    used = Signal(str)  # as data.template holds it

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("templateEditor")
        self.setWindowTitle(tr("Chat template"))
        self.resize(920, 560)
        self._tokenizer: Any = None
        self._sources: dict[str, str] = {}  # what can be started from: title, Jinja text
        self._row: PreparedRow | None = None
        self._learn = "answers"
        self._build()
        self._drawing = QuickWork(self)
        self._drawing.answered.connect(self._on_drawn)
        self._typing = QTimer(self, singleShot=True, interval=250)
        self._typing.timeout.connect(self._draw)

    # parts

    def _build(self) -> None:
        explanation = QLabel(tr(EXPLANATION), wordWrap=True)
        explanation.setProperty("rank", "quiet")
        self.start_combo = QComboBox(objectName="templateStartCombo")
        self.start_combo.setAccessibleName(tr("Template to start from"))
        self.start_combo.activated.connect(lambda: self._start_from(self.start_combo.currentText()))
        self.source_edit = QPlainTextEdit(objectName="templateSourceEdit")
        self.source_edit.setFont(theme.fixed_font())
        self.source_edit.setAccessibleName(tr("Jinja text of the template"))
        self.source_edit.textChanged.connect(self._on_edited)
        self.problem = QLabel(wordWrap=True, objectName="templateProblem")
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.setProperty("rank", "problem")
        self.row_heading = QLabel()
        self.row_heading.setProperty("rank", "heading")
        self.rendered = RenderedText()
        self.rendered.setObjectName("templateRendered")
        self.legend = QLabel(tr("Blue is learned, grey italic is the template's."))
        self.legend.setProperty("rank", "help")
        sides = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        sides.setHandleWidth(16)
        start = QHBoxLayout()
        start.addWidget(QLabel(tr("Start from")))
        start.addWidget(self.start_combo, 1)
        sides.addWidget(_column(start, self.source_edit, self.problem))
        sides.addWidget(_column(self.row_heading, self.rendered, self.legend))
        sides.setSizes([480, 440])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(16)
        layout.addWidget(explanation)
        layout.addWidget(sides, 1)
        layout.addLayout(self._make_buttons())

    def _make_buttons(self) -> QHBoxLayout:
        self.own_button = QPushButton(tr("Back to the model's own"), objectName="templateOwnButton")
        self.own_button.clicked.connect(lambda: self._start_from(next(iter(self._sources))))
        close = QPushButton(tr("Close"))
        close.clicked.connect(self.close)
        self.use_button = QPushButton(tr("Use this template"), objectName="templateUseButton")
        self.use_button.setProperty("main", True)
        self.use_button.clicked.connect(lambda: self.used.emit(self.setting))
        for button in (self.own_button, close, self.use_button):
            button.setAutoDefault(False)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.own_button)
        buttons.addStretch(1)
        buttons.addWidget(close)
        buttons.addWidget(self.use_button)
        return buttons

    # what is shown

    def edit(self, tokenizer: Any, setting: str) -> None:
        """Opens it with the template of the run, or with what stands there and is none."""
        from tuning_core.data.templates import NAMED, template_for

        self._tokenizer = tokenizer
        own = template_for(tokenizer, "auto")
        title = tr(OWN) if own.name == OWN else tr("{name} (the model has none of its own)", name=own.name)
        self._sources = {title: own.source, **{name: template_for(tokenizer, name).source for name in NAMED}}
        self.own_button.setText(
            tr("Back to the model's own") if own.name == OWN else tr("Back to {name}", name=own.name)
        )
        with QSignalBlocker(self.start_combo):
            self.start_combo.clear()
            self.start_combo.addItems([*self._sources, tr(YOURS)])
        try:
            source = template_for(tokenizer, setting).source
        except BadInput:
            source = setting
        self.source_edit.setPlainText(source)
        self.show()
        self.raise_()

    def show_row(self, row: "PreparedRow | None", learn: str) -> None:
        """`learn` is what of it is learned, as data.learn says."""
        self._row, self._learn = row, learn
        self.row_heading.setText(
            tr("Row {number}", number=f"{row.number:,}") if row is not None else tr("No row is chosen")
        )
        self._draw()

    @property
    def setting(self) -> str:
        """The template as data.template holds it: auto, a name, or the text."""
        text = self.source_edit.toPlainText()
        for number, (name, source) in enumerate(self._sources.items()):
            if source == text:
                return name if number else "auto"
        return text

    def _start_from(self, title: str) -> None:
        if title in self._sources:
            self.source_edit.setPlainText(self._sources[title])

    def _on_edited(self) -> None:
        text = self.source_edit.toPlainText()
        title = next((name for name, source in self._sources.items() if source == text), tr(YOURS))
        with QSignalBlocker(self.start_combo):
            self.start_combo.setCurrentText(title)
        self._typing.start()

    def _draw(self) -> None:
        if self._tokenizer is None or not self.isVisible():
            return
        tokenizer, setting = self._tokenizer, self.setting
        messages = self._row.messages if self._row is not None else ()
        self._drawing.ask(lambda: drawn(tokenizer, setting, messages))

    def _on_drawn(self, result: Drawn) -> None:
        self.problem.setText(plain_sentence(result.problem))
        self.use_button.setEnabled(not result.problem)
        line = LINE.search(result.problem)
        self._mark_line(int(line[1]) if line else None)
        if not result.problem:  # else what was right before stays in sight
            self.rendered.show_rendered(result.rendered, _learned(result.rendered, self._learn))

    def _mark_line(self, number: int | None) -> None:
        """Counted from 1."""
        if number is None:
            self.source_edit.setExtraSelections([])
            return
        selection = QTextEdit.ExtraSelection()
        selection.cursor = QTextCursor(self.source_edit.document().findBlockByNumber(number - 1))
        selection.format.setBackground(QColor(theme.colours().problem_soft))
        selection.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
        self.source_edit.setExtraSelections([selection])


def drawn(tokenizer: Any, setting: str, messages: "Sequence[Message]") -> Drawn:
    from tuning_core.data.templates import template_for

    try:
        template = template_for(tokenizer, setting)
        return Drawn(template.render(messages) if messages else None)
    except BadInput as error:
        return Drawn(problem=str(error))


def _learned(rendered: "Rendered | None", learn: str) -> Sequence[Span]:
    if rendered is None:
        return ()
    if learn == "everything":
        return ((0, len(rendered.text)),)
    return rendered.answers[-1:] if learn == "last_answer" else rendered.answers


def _column(*parts: QWidget | QHBoxLayout) -> QWidget:
    column = QWidget()
    layout = QVBoxLayout(column)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(8)
    for part in parts:
        if isinstance(part, QHBoxLayout):
            layout.addLayout(part)
        else:
            layout.addWidget(part, 1 if isinstance(part, QPlainTextEdit) else 0)
    return column
