"""The Data page: choose files, see what a row is taken for, and look at exactly what will be learned."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from tuning_core import FORMS_OF, REQUIRED, ROLES_OF, BadInput
from tuning_core.run_file import DataSettings
from workbench import theme
from workbench.data_endings import FILTER
from workbench.form import Form, mark
from workbench.quick_work import QuickWork
from workbench.session import PREPARING_JOB, Session
from workbench.widgets.card import Card
from workbench.widgets.column_mapping import ColumnMapping
from workbench.widgets.drop_frame import DropFrame
from workbench.widgets.empty_state import EmptyState
from workbench.widgets.file_chips import FileChips
from workbench.widgets.job_panel import JobPanel
from workbench.widgets.length_histogram import LengthHistogram
from workbench.widgets.problem_list import ProblemList
from workbench.widgets.row_card import RowCard
from workbench.widgets.rows_card import RowsCard
from workbench.widgets.tag_colours import kinds_in
from workbench.wording import percent_text, plain_sentence, plural

if TYPE_CHECKING:
    from tuning_core import Problem

FORMS = {
    "auto": "as recognised",
    "instruction": "question and answer",
    "conversation": "conversation",
    "preference": "question, chosen and rejected answer",
    "multiple_choice": "multiple choice",
    "text": "plain text",
    "tokenized": "tokens",
    "classification": "text and class",
    "token_labels": "tagged words",
}
IN_THE_FORM = {"max_length", "validation", "template", "packing"}
PREPARE_AFTER = 250  # milliseconds without a further change

LOW_CARD = 128  # pixels
MOST_CLASSES = 6  # named in the summary


class DataPage(QWidget):
    page_wanted = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("dataPage")
        self.session = session
        self._given_up: DataSettings | None = None  # the person stopped preparing these
        self._shown: DataSettings | None = None  # whose rows are shown
        self._prepare_soon = QTimer(self, singleShot=True, interval=PREPARE_AFTER)
        self._prepare_soon.timeout.connect(self._on_prepare_time)
        self._looking = QuickWork(self)
        self._looking.answered.connect(self._on_columns_found)
        self._build()
        session.settings_changed.connect(self._on_settings_changed)
        session.data_changed.connect(self._on_data_changed)
        session.job_ended.connect(self._on_job_ended)
        for signal in (session.core_ready, session.model_changed, session.job_started):
            signal.connect(self._refresh)
        self._on_settings_changed()
        self._on_data_changed()

    # parts

    def _build(self) -> None:
        title = QLabel("Data")
        title.setProperty("rank", "title")
        self.summary = QLabel(objectName="dataSummary")
        self.summary.setProperty("rank", "quiet")
        top = QHBoxLayout()
        top.setSpacing(16)
        top.addWidget(title)
        top.addWidget(self.summary, 1, Qt.AlignmentFlag.AlignBottom)
        top.addWidget(JobPanel(self.session, (PREPARING_JOB,)), 1, Qt.AlignmentFlag.AlignBottom)
        self.empty = EmptyState("mdi6.table-question")
        self.empty.pressed.connect(self._on_empty_pressed)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.empty)
        self.stack.addWidget(self._make_rows())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(16)
        layout.addLayout(top)
        layout.addWidget(self._make_choosing())
        layout.addWidget(self.stack, 1)

    def _make_choosing(self) -> QWidget:
        self.choosing = DropFrame(folders=False)
        self.choosing.dropped.connect(lambda paths: self._choose([str(path) for path in paths]))
        self.chips = FileChips()
        self.chips.removed.connect(lambda file: self._choose([f for f in self._files if f != file]))
        self.choose_button = QPushButton("Choose files…", objectName="chooseFilesButton")
        self.choose_button.setIcon(theme.icon("mdi6.file-outline"))
        self.choose_button.clicked.connect(self._on_choose_clicked)
        self.add_button = QPushButton("Add…", objectName="addFilesButton")
        self.add_button.setToolTip("Files to learn from as well; files can also be dropped here")
        self.add_button.clicked.connect(self._on_add_clicked)
        self.more_button = QPushButton("More settings", checkable=True)
        self.more_button.setProperty("link", True)
        self.form = Form(DataSettings, leave_out=frozenset(DataSettings.model_fields) - IN_THE_FORM, columns=4)
        self.form.changed.connect(self._on_form_changed)
        self.form.hide()
        self.more_button.toggled.connect(self.form.setVisible)
        files = QHBoxLayout()
        files.setSpacing(8)
        for widget in (self.chips, self.choose_button, self.add_button, self.more_button):
            files.addWidget(widget, 1 if widget is self.chips else 0)
        layout = QVBoxLayout(self.choosing)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(12)
        layout.addLayout(files)
        layout.addLayout(self._make_form_line())
        layout.addWidget(self.columns)
        layout.addWidget(self.form)
        return self.choosing

    def _make_form_line(self) -> QHBoxLayout:
        self.format_combo = QComboBox(objectName="formatCombo")
        self.format_combo.setAccessibleName("What a row holds")
        self.format_combo.currentIndexChanged.connect(self._on_format_chosen)
        self.columns = ColumnMapping()
        self.columns.changed.connect(self._on_columns_changed)
        self.reason = QLabel(objectName="dataReason", wordWrap=True)
        self.reason.setProperty("rank", "help")
        each = QLabel("Each row is")
        each.setProperty("rank", "quiet")
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(each)
        line.addWidget(self.format_combo)
        line.addWidget(self.reason, 1)
        return line

    def _make_rows(self) -> QWidget:
        self.rows = RowsCard()
        self.row = RowCard()
        self.rows.row_chosen.connect(self._on_row_chosen)
        upper = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        upper.setHandleWidth(16)
        upper.addWidget(self.rows)
        upper.addWidget(self.row)
        upper.setSizes([462, 378])
        self.histogram = LengthHistogram()
        self.histogram.max_length_chosen.connect(lambda length: self.session.change({"data.max_length": length}))
        self.lengths = lengths = Card("Lengths")
        lengths.body.addWidget(self.histogram, 1)
        self.problems = ProblemList()
        self.problems.problem_chosen.connect(self._on_problem_chosen)
        self.problems.skip_chosen.connect(lambda skip: self.session.change({"data.skip_problems": skip}))
        for card in (lengths, self.problems):
            card.setFixedHeight(LOW_CARD)
        lower = QHBoxLayout()
        lower.setSpacing(16)
        lower.addWidget(lengths, 1)
        lower.addWidget(self.problems, 1)
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(16)
        layout.addWidget(upper, 1)
        layout.addLayout(lower)
        return page

    # state

    @property
    def _files(self) -> list[str]:
        return self.session.run.data.train_files

    def _on_settings_changed(self) -> None:
        data = self.session.run.data
        self.chips.show_files(self._files)
        self.form.set_values(data.model_dump())
        blocked = self.format_combo.blockSignals(True)
        self.format_combo.clear()
        for name in ("auto", *FORMS_OF[self.session.run.model.task]):
            self.format_combo.addItem(FORMS[name], name)
        self.format_combo.setCurrentIndex(self.format_combo.findData(data.format))
        self.format_combo.blockSignals(blocked)
        self._refresh()

    def _on_data_changed(self) -> None:
        prepared = self.session.prepared
        self._forget_other_data()
        self._refresh()
        if self.session.data_problem:
            self._tell_reason("cannot be used; see below", problem=True)
            files = self._files
            self._looking.ask(lambda: columns_of(files))
        if prepared is None or self.session.loaded is None:
            return
        self._shown = self.session.run.data
        self._show_form()
        self.rows.show_rows(prepared.rows, prepared.form)
        self._show_lengths()
        self.problems.show_problems(prepared.problems, self.session.run.data.skip_problems)

    def _forget_other_data(self) -> None:
        """Nothing of one file is shown under the name of another. Where only a setting such as the length changes,
        the rows stay, greyed, until they are prepared again."""
        shown, now = self._shown, self.session.run.data
        if shown is not None and (shown.format, shown.columns) != (now.format, now.columns):
            self._tell_reason("")
        if shown is not None and shown.train_files != now.train_files:
            self._shown = None
            self._tell_reason("")
            self.rows.show_rows([])
            self.row.show_row(None, None)
            self.problems.show_problems([], False)
            self.histogram.show_lengths([], now.max_length)

    def _tell_reason(self, text: str, problem: bool = False) -> None:
        """What the rows were taken for, or that they could not be taken for anything."""
        mark(self.reason, "rank", "problem" if problem else "help")
        self.reason.setText(text)
        self.reason.setToolTip("")

    def _refresh(self) -> None:
        session = self.session
        free = session.job is None
        self.choosing.setEnabled(free or session.job.name == PREPARING_JOB)
        for card in (self.rows, self.problems, self.lengths):
            card.setEnabled(session.prepared is not None)
        self.columns.setEnabled(self._shown is not None or bool(session.data_problem))
        if any(key.startswith("data.") for key in session.refused):
            self.more_button.setChecked(True)  # what is refused must not hide
        self.summary.setText(self._summary_text())
        sentence, button = self._missing()
        self.empty.say(sentence, button)
        self.empty.button.setEnabled(free)
        has_rows = bool(self.rows.model.rows) and session.loaded is not None and not session.data_problem
        self.stack.setCurrentIndex(1 if session.prepared is not None or (has_rows and not sentence) else 0)
        if session.prepared is None and session.loaded is not None and session.run.data != self._given_up:
            self._prepare_soon.start()

    def _missing(self) -> tuple[str, str]:
        """Sentence and button of the empty page."""
        session = self.session
        if not session.core_is_ready:
            return "Getting ready…", ""
        if session.loaded is None:
            sentence = (
                "Each model cuts text into tokens of its own. Load the model to see the rows as it will see them."
            )
            return sentence, "Load the model" if session.card else "Choose a model"
        if session.data_problem:
            return plain_sentence(session.data_problem), "Try again"
        if session.prepared is None and session.job is None and session.run.data == self._given_up:
            return "The rows are not prepared.", "Prepare them"
        if self._shown is None:
            return "The rows are being prepared…", ""
        return "", ""

    def _summary_text(self) -> str:
        summary = self.session.data_summary
        if self.session.prepared is None or not summary["rows"]:
            return ""
        cut = summary["cut"] / max(1, summary["training"] + summary["held_out"])
        learned = f"{percent_text(summary['learned_tokens'] / max(1, summary['tokens']))} of the tokens are learned"
        if names := self.session.prepared.labels:
            learned = f"{plural(len(names), 'class', 'classes')}: {_first_of(names)}"
        if names and self.session.prepared.form.format == "token_labels":
            learned = f"words are named as {_first_of(kinds_in(names))}"
        return (
            f"{summary['training']:,} rows to learn from, {summary['held_out']:,} held out, "
            f"{percent_text(cut)} cut; {learned}"
        )

    def _show_form(self) -> None:
        prepared = self.session.prepared
        if prepared is None:
            return
        form = prepared.form
        self._tell_reason(f"{FORMS[form.format]}, {form.reason.partition(':')[0]}")
        self.reason.setToolTip(form.reason)
        names = list(dict.fromkeys(name for row in prepared.rows[:100] for name in row.row.values))
        self.columns.show_mapping(ROLES_OF[form.format], REQUIRED[form.format], names, form.columns)

    def _on_columns_found(self, names: list[str]) -> None:
        """The rows could not be made sense of; with their columns in sight, the person can."""
        data = self.session.run.data
        if not self.session.data_problem:
            return
        forms = FORMS_OF[self.session.run.model.task]
        likely = "instruction" if "instruction" in forms else forms[0]
        form = likely if data.format == "auto" else data.format
        now = {role: column for role, column in data.columns.items() if column in names}
        self.columns.show_mapping(ROLES_OF[form], REQUIRED[form], names, now)
        if not names:
            self.columns.show_mapping((), (), [], {})
        elif plain_sentence(self.session.data_problem) != self.session.data_problem:  # it is about the columns
            self.columns.mark_missing()
            self._tell_reason("not recognised; say below which column is which", problem=True)

    def _show_lengths(self) -> None:
        if self.session.prepared is not None:
            self.histogram.show_lengths(self.session.data_lengths, self.session.prepared.max_length)

    # slots

    def _on_prepare_time(self) -> None:
        session = self.session
        if session.prepared is None and session.loaded is not None and session.job is None and not session.data_problem:
            self._given_up = None
            session.prepare_data()

    def _on_job_ended(self, name: str) -> None:
        session = self.session
        if name == PREPARING_JOB and session.prepared is None and not session.data_problem:
            self._given_up = session.run.data
        self._refresh()

    def _on_empty_pressed(self) -> None:
        session = self.session
        if session.loaded is None and session.card is None:
            self.page_wanted.emit("model")
        elif session.loaded is None:
            session.load_model(then=session.prepare_data)
        else:
            self._given_up = None
            session.prepare_data()

    def _choose(self, files: list[str]) -> None:
        train = files[0] if len(files) == 1 else files
        if files and self.session.change({"data.train": train, "data.columns": {}, "data.labels": []}):
            self._given_up = None

    def _on_choose_clicked(self) -> None:
        files, _ = QFileDialog.getOpenFileNames(self, "Choose data files", _folder_of(self._files), FILTER)
        self._choose(files)

    def _on_add_clicked(self) -> None:
        files, _ = QFileDialog.getOpenFileNames(self, "Add data files", _folder_of(self._files), FILTER)
        self._choose([*self._files, *(file for file in files if file not in self._files)] if files else [])

    def _on_format_chosen(self) -> None:
        chosen = self.format_combo.currentData()
        self.session.change({"data.format": chosen, "data.columns": {}, "data.labels": []})

    def _on_columns_changed(self, columns: dict[str, str]) -> None:
        self.session.change({"data.columns": columns, "data.labels": []})

    def _on_form_changed(self, values: dict[str, Any]) -> None:
        if not self.session.change({f"data.{name}": value for name, value in values.items()}):
            self._on_settings_changed()

    def _on_row_chosen(self, row: Any) -> None:
        if self.session.loaded is not None and self.session.prepared is not None:
            self.row.show_row(row, self.session.loaded.tokenizer, self.session.prepared.labels)

    def _on_problem_chosen(self, problem: "Problem") -> None:
        self.rows.select(problem.file, problem.line)


def columns_of(files: list[str]) -> list[str]:
    """Of the first rows; none where nothing can be read."""
    from tuning_core import Row, first_rows

    try:
        rows = [item for item in first_rows(files[0], 100) if isinstance(item, Row)]
    except BadInput:
        return []
    return list(dict.fromkeys(name for row in rows for name in row.values))


def _first_of(names: list[str]) -> str:
    return ", ".join(names[:MOST_CLASSES]) + (", …" if len(names) > MOST_CLASSES else "")


def _folder_of(files: list[str]) -> str:
    return "" if files[0] == "starter" else str(Path(files[0]).parent)
