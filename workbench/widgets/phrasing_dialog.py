"""Try phrasings: several ways to ask about the same few rows, and what the base model answers to each, side by side."""

import textwrap
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from tuning_core.events import Event, Replied, ReplyGrew
from workbench.job_thread import JobThread
from workbench.phrasing_trial import TRYING_JOB, asked, rows_to_try
from workbench.session import Session
from workbench.speakers import BASE
from workbench.translation import mark, tr
from workbench.widgets.emptying import add_before_stretch, empty
from workbench.widgets.job_panel import JobPanel
from workbench.wording import plain_sentence

if TYPE_CHECKING:
    from tuning_core import PreparedRow

MOST_PHRASINGS = 4
LONGEST_ANSWER = 96  # tokens
SHOWN_OF_ANSWER = 240  # characters of what is expected
EDIT_HEIGHT = 88  # pixels
EXPLANATION = mark(
    "Write the question in your own words, with columns in braces. The base model, as it is before "
    "training, answers the same rows for each phrasing; the one that it understands best is a good "
    "start."
)


class PhrasingColumn(QWidget):
    """One phrasing and its answers."""

    used = Signal(str)
    edited = Signal()

    def __init__(self, number: int, text: str) -> None:
        super().__init__()
        self.edit = QPlainTextEdit(text, objectName=f"phrasingEdit{number}")
        self.edit.setPlaceholderText(tr("empty: the question as it stands in the row"))
        self.edit.setAccessibleName(tr("Phrasing {number}", number=number))
        self.edit.setFixedHeight(EDIT_HEIGHT)
        self.edit.setTabChangesFocus(True)
        self.edit.textChanged.connect(self._on_edited)
        self.use_button = QPushButton(tr("Use this one"), objectName=f"phrasingUseButton{number}", autoDefault=False)
        self.use_button.clicked.connect(lambda: self.used.emit(self.phrasing))
        self.problem = QLabel(wordWrap=True)
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.setProperty("rank", "problem")
        self.answers: list[QLabel] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for widget in (self.edit, self.use_button, self.problem):
            layout.addWidget(widget)
        layout.addStretch(1)
        self.show_problem("")

    @property
    def phrasing(self) -> str:
        return self.edit.toPlainText().strip()

    def show_problem(self, sentence: str) -> None:
        self.problem.setText(plain_sentence(sentence))
        self.problem.setVisible(bool(sentence))

    def clear_answers(self) -> None:
        for answer in self.answers:
            answer.clear()

    def _on_edited(self) -> None:
        self.show_problem("")
        self.clear_answers()  # they answer what was asked before
        self.edited.emit()


class PhrasingDialog(QDialog):
    used = Signal(str)  # as data.prompt holds it

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("phrasingDialog")
        self.setWindowTitle(tr("Try phrasings"))
        self.resize(960, 640)
        self.session = session
        self.phrasings: list[PhrasingColumn] = []
        self._rows: list[PreparedRow] = []
        self._job: JobThread | None = None  # that was asked for here
        self._expected: list[QWidget] = []  # what of each row is hoped for, as a label
        self._build()
        session.job_told.connect(self._on_job_told)
        for signal in (session.job_started, session.job_ended, session.data_changed):
            signal.connect(self._refresh)

    # parts

    def _build(self) -> None:
        explanation = QLabel(tr(EXPLANATION), wordWrap=True)
        explanation.setProperty("rank", "quiet")
        self.slots = QHBoxLayout()
        self.slots.setSpacing(4)
        self.slots.addStretch(1)
        inner = QWidget(objectName="scrolled")
        self._grid = QGridLayout(inner)
        self._grid.setContentsMargins(0, 0, 8, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(16)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(inner)
        self.more_button = QPushButton(tr("Another phrasing"), objectName="morePhrasingsButton", autoDefault=False)
        self.more_button.clicked.connect(lambda: self._add(""))
        close = QPushButton(tr("Close"), autoDefault=False)
        close.clicked.connect(self.close)
        self.ask_button = QPushButton(tr("Ask the base model"), objectName="askPhrasingsButton", autoDefault=False)
        self.ask_button.setProperty("main", True)
        self.ask_button.clicked.connect(self.ask)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.more_button)
        buttons.addWidget(JobPanel(self.session, (TRYING_JOB,)), 1)
        buttons.addStretch()
        buttons.addWidget(close)
        buttons.addWidget(self.ask_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(16)
        layout.addWidget(explanation)
        layout.addLayout(self.slots)
        layout.addWidget(scroll, 1)
        layout.addLayout(buttons)

    def open_for(self, phrasing: str) -> None:
        """With the run's phrasing and one to write beside it; what was written before stays."""
        self._show_rows()
        if not self.phrasings:
            self._add(phrasing)
            self._add("")
        self.show()
        self.raise_()
        self.phrasings[-1].edit.setFocus()

    def _show_rows(self) -> None:
        prepared = self.session.prepared
        self._rows = rows_to_try(prepared) if prepared is not None else []
        for label in self._expected:
            self._grid.removeWidget(label)
            label.deleteLater()
        self._expected = []
        for number, row in enumerate(self._rows, start=1):
            answer = row.messages[-1].content
            more = "…" if len(answer) > SHOWN_OF_ANSWER else ""
            expected = _text(
                tr(
                    "Row {number}. Expected:\n{answer}{more}",
                    number=f"{row.number:,}",
                    answer=answer[:SHOWN_OF_ANSWER],
                    more=more,
                )
            )
            expected.setToolTip(textwrap.fill(answer, 100) if more else "")
            expected.setProperty("rank", "quiet")
            self._grid.addWidget(expected, number, 0, Qt.AlignmentFlag.AlignTop)
            self._expected.append(expected)
        self._grid.setColumnStretch(0, 2)
        self._grid.setRowStretch(len(self._rows) + 1, 1)
        self._show_slots()

    def _show_slots(self) -> None:
        """A button for each column, which writes its slot."""
        empty(self.slots)
        columns = list(dict.fromkeys(name for row in self._rows for name in row.row.values))
        label = QLabel(tr("Columns:"))
        label.setProperty("rank", "quiet")
        add_before_stretch(self.slots, label)
        for column in columns:
            button = QPushButton(f"{{{column}}}", autoDefault=False)
            button.setProperty("link", True)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # so that it goes where the cursor is
            button.clicked.connect(partial(self._insert, f"{{{column}}}"))
            add_before_stretch(self.slots, button)

    def _add(self, text: str) -> None:
        number = len(self.phrasings) + 1
        column = PhrasingColumn(number, text)
        column.used.connect(self.used)
        self.phrasings.append(column)
        self._grid.addWidget(column, 0, number)
        self._grid.setColumnStretch(number, 3)
        for row in range(1, len(self._rows) + 1):
            answer = _text("")
            column.answers.append(answer)
            self._grid.addWidget(answer, row, number, Qt.AlignmentFlag.AlignTop)
        column.edit.setFocus()
        self._refresh()

    def _insert(self, slot: str) -> None:
        focused = next((one for one in self.phrasings if one.edit.hasFocus()), self.phrasings[-1])
        focused.edit.insertPlainText(slot)

    # asking

    def ask(self) -> None:
        """All phrasings about all rows; the answers come in one after the other."""
        from tuning_core import GenerationSettings

        session, prepared = self.session, self.session.prepared
        if prepared is None or session.loaded is None or session.job is not None:
            return
        messages = {}
        for number, column in enumerate(self.phrasings):
            column.clear_answers()
            questions = [asked(prepared, row, column.phrasing) for row in self._rows]
            column.show_problem(next((one.problem for one in questions if one.problem), ""))
            messages |= {f"{number}/{row}": one.messages for row, one in enumerate(questions) if not one.problem}
        job = session.speakers.replying(
            dict.fromkeys(messages, BASE),
            messages,
            GenerationSettings(max_new_tokens=LONGEST_ANSWER),
            session.run.data.template,
        )
        if session.start_job(TRYING_JOB, job):
            self._job = session.job

    @property
    def _is_asking(self) -> bool:
        """And not another dialog of this kind, which may have been closed meanwhile."""
        return self._job is not None and self.session.job is self._job

    def _on_job_told(self, event: Event) -> None:
        if not self._is_asking or not isinstance(event, ReplyGrew | Replied):
            return
        number, row = map(int, event.side.split("/"))
        self.phrasings[number].answers[row].setText(event.text if isinstance(event, ReplyGrew) else event.texts[0])

    def _refresh(self) -> None:
        free = self.session.job is None and self.session.prepared is not None
        self.ask_button.setEnabled(free)
        for column in self.phrasings:
            column.use_button.setEnabled(free)
        self.more_button.setEnabled(len(self.phrasings) < MOST_PHRASINGS)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._is_asking:
            self.session.stop_job()
        super().closeEvent(event)


def _text(text: str) -> QLabel:
    label = QLabel(text, wordWrap=True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
