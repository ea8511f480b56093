"""The Data page: choose files, see what a row is taken for, and look at exactly what will be learned."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from tuning_core import FORMS_OF
from tuning_core.data.marks import Mark
from tuning_core.data.phrasing import CAN_BE_PHRASED
from tuning_core.run_file import DataSettings
from workbench.all_rows import AllRows
from workbench.choices import PREPARING_JOB
from workbench.data_words import summary_text
from workbench.form import Form
from workbench.quick_work import QuickWork
from workbench.session import Session
from workbench.translation import tr, tr_core
from workbench.unclear_form import Unclear, what_is_unclear
from workbench.widgets.asking_line import AskingLine
from workbench.widgets.data_sources import DataSources
from workbench.widgets.data_views import DataViews
from workbench.widgets.drop_frame import DropFrame
from workbench.widgets.elided_label import ElidedLabel
from workbench.widgets.empty_state import EmptyState
from workbench.widgets.form_line import FormLine
from workbench.widgets.held_out_line import HeldOutLine
from workbench.widgets.job_panel import JobPanel
from workbench.widgets.page_scroll import PageScroll
from workbench.widgets.page_stack import LowStack
from workbench.widgets.phrasing_dialog import PhrasingDialog
from workbench.widgets.template_editor import TemplateEditor
from workbench.wording import plain_sentence

if TYPE_CHECKING:
    from tuning_core import PreparedRow

IN_THE_FORM = {"max_length", "cut", "learn", "learn_end", "packing"}
PREPARE_AFTER = 250  # milliseconds without a further change
TOP_HEIGHT = 34  # pixels: room for the button that stops the preparing
LEAST_ROWS = 400  # pixels of rows and cards; where there is less room, the page scrolls


class DataPage(QWidget):
    page_wanted = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("dataPage")
        self.session = session
        self._given_up: DataSettings | None = None  # the person stopped preparing these
        self._shown: DataSettings | None = None  # whose rows are shown
        self._row: PreparedRow | None = None  # the chosen one
        self._prepare_soon = QTimer(self, singleShot=True, interval=PREPARE_AFTER)
        self._prepare_soon.timeout.connect(self._on_prepare_time)
        self._looking = QuickWork(self)
        self._looking.answered.connect(self._on_ways_found)
        self._build()
        self._connect()
        self._on_settings_changed()
        self._on_data_changed()

    # parts

    def _build(self) -> None:
        title = QLabel(tr("Data"))
        title.setProperty("rank", "title")
        title.setMinimumHeight(TOP_HEIGHT)
        title.setAlignment(Qt.AlignmentFlag.AlignBottom)
        self.summary = ElidedLabel(objectName="dataSummary")
        self.summary.setProperty("rank", "quiet")
        top = QHBoxLayout()
        top.setSpacing(16)
        top.addWidget(title)
        top.addWidget(self.summary, 1, Qt.AlignmentFlag.AlignBottom)
        self.prepare_button = QPushButton(tr("Prepare them"), objectName="prepareRowsButton")
        self.prepare_button.setProperty("link", True)
        self.prepare_button.clicked.connect(self._on_empty_pressed)
        top.addWidget(self.prepare_button, 0, Qt.AlignmentFlag.AlignBottom)
        top.addWidget(JobPanel(self.session, (PREPARING_JOB,)), 1, Qt.AlignmentFlag.AlignBottom)
        self.empty = EmptyState("mdi6.table-question")
        self.stack = LowStack()
        self.stack.addWidget(self.empty)
        self.views = DataViews()
        self.stack.addWidget(self.views)
        self.template_editor, self.phrasing_dialog = TemplateEditor(self), PhrasingDialog(self.session, self)
        self.stack.setMinimumHeight(LEAST_ROWS)
        under = QVBoxLayout()
        under.setContentsMargins(24, 0, 24, 16)
        under.setSpacing(16)
        under.addWidget(self._make_choosing())
        under.addWidget(self.stack, 1)
        top.setContentsMargins(24, 16, 24, 0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(16)
        layout.addLayout(top)
        layout.addWidget(PageScroll(under), 1)

    def _make_choosing(self) -> QWidget:
        self.choosing = DropFrame(folders=True, files=True)
        self.sources, self.form_line, self.held_out = DataSources(), FormLine(), HeldOutLine()
        self.more_button = QPushButton(tr("More settings"), checkable=True, objectName="moreDataSettings")
        self.more_button.setProperty("link", True)
        self.sources.line.addWidget(self.more_button)
        self.form = Form(
            DataSettings, leave_out=frozenset(DataSettings.model_fields) - IN_THE_FORM, columns=3, compact=True
        )
        self.form.show_advanced(True)
        self.form.hide()
        self.asking = AskingLine()
        third = QHBoxLayout()
        third.setSpacing(8)
        third.addWidget(self.held_out)
        third.addStretch(1)
        third.addWidget(self.asking)
        layout = QVBoxLayout(self.choosing)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(8)
        layout.addWidget(self.sources)
        layout.addWidget(self.form_line)
        layout.addLayout(third)
        layout.addWidget(self.form)
        return self.choosing

    def _connect(self) -> None:
        session = self.session
        self.choosing.dropped.connect(lambda paths: self._choose([str(path) for path in paths]))
        self.sources.chosen.connect(self._choose)
        self.form_line.format_chosen.connect(lambda name: self._change(format=name, columns={}, labels=[]))
        self.form_line.columns_chosen.connect(lambda columns: self._change(columns=columns, labels=[]))
        self.form_line.form_chosen.connect(lambda form: session.change({**form, "data.labels": []}))
        self.form_line.task_chosen.connect(self._on_task_chosen)
        self.held_out.chosen.connect(lambda validation: self._change(validation=validation))
        self.asking.template_wanted.connect(self._on_template_wanted)
        self.asking.phrasing_wanted.connect(self._on_phrasing_wanted)
        self.asking.phrasing_dropped.connect(lambda: self._change(prompt=""))
        self.template_editor.used.connect(lambda template: self._change(template=template))
        self.phrasing_dialog.used.connect(lambda phrasing: self._change(prompt=phrasing))
        self.more_button.toggled.connect(self.form.setVisible)
        self.form.changed.connect(lambda values: self._change(**values))
        self.views.lengths.max_length_chosen.connect(lambda length: self._change(max_length=length))
        self.views.lengths.cut_chosen.connect(lambda cut: self._change(cut=cut))
        self.views.checks.filter_chosen.connect(self.views.rows.choose_filter)
        self.views.checks.checks.remedy_chosen.connect(session.change)
        self.views.checks.problems.skip_chosen.connect(lambda skip: self._change(skip_problems=skip))
        self.views.checks.problems.problem_chosen.connect(self._on_problem_chosen)
        self.views.checks.problems.not_exported.connect(lambda sentence: session.problem.emit(sentence, ""))
        self.views.rows.row_chosen.connect(self._on_row_chosen)
        self.empty.pressed.connect(self._on_empty_pressed)
        session.settings_changed.connect(self._on_settings_changed)
        session.data_opened.connect(self._on_data_opened)
        session.data_changed.connect(self._on_data_changed)
        session.data_checks.changed.connect(self._show_checks)
        session.job_ended.connect(self._on_job_ended)
        for signal in (session.core_ready, session.model_changed, session.job_started):
            signal.connect(self._refresh)

    # state

    @property
    def _form_of_rows(self) -> str:
        return self.session.opened.form.format if self.session.opened is not None else ""

    def _on_settings_changed(self) -> None:
        run, data = self.session.run, self.session.run.data
        self.sources.show_files(data.train_files)
        self.form.set_values(data.model_dump())
        self.form_line.show_choices(FORMS_OF[run.model.task], data.format)
        self._show_split_and_lengths()
        self._show_asking()
        self._refresh()

    def _show_asking(self) -> None:
        opened, data = self.session.opened, self.session.run.data
        name = tr("cannot be used") if "data.template" in self.session.data_problem else ""
        if opened is not None and opened.template is not None and opened.form.format != "text":
            name = tr_core(opened.template.name)
        can_be_phrased = self._form_of_rows in CAN_BE_PHRASED and self.session.prepared is not None
        self.asking.show_asking(name, data.prompt, can_be_phrased)
        self.template_editor.show_row(self._row, data.learn)

    def _show_split_and_lengths(self) -> None:
        run, data, form = self.session.run, self.session.run.data, self._form_of_rows
        self.held_out.show_split(data.validation, data.train_files, form, run.training.seed)
        if self.session.prepared is not None or self._shown is None:  # else the rows of before stay, as they were
            self.views.lengths.show_settings(data.max_length, data.cut, form)

    def _on_data_opened(self) -> None:
        """The rows can be looked at while they are being tokenised."""
        opened = self.session.opened
        if opened is None or self.session.loaded is None:
            return
        rows = AllRows(opened, self.session.prepared)
        self._shown = self.session.run.data
        self.form_line.show_form(rows.form, rows.columns)
        self.views.rows.show_rows(rows)
        self._show_split_and_lengths()
        self._show_asking()
        self._refresh()

    def _on_data_changed(self) -> None:
        session, prepared = self.session, self.session.prepared
        self._forget_other_data()
        self._refresh()
        if session.data_problem:
            self.form_line.refuse()
            data, task = session.run.data, session.run.model.task
            others = session.tasks_of_model
            self._looking.ask(lambda: what_is_unclear(data, task, others))
        if prepared is None or session.loaded is None:
            return
        self.sources.remember()
        self._on_data_opened()
        self.views.show_counts(prepared)
        self._show_checks()

    def _show_checks(self) -> None:
        session, prepared = self.session, self.session.prepared
        if prepared is not None:
            skip = session.run.data.skip_problems
            self.views.show_checks(session.data_checks.findings, prepared, session.data_summary, skip)

    def _forget_other_data(self) -> None:
        """Nothing of one file is shown under the name of another. Where only a setting such as the length changes,
        the rows stay, greyed, until they are prepared again."""
        shown, now = self._shown, self.session.run.data
        if shown is None:
            return
        if (shown.format, shown.columns) != (now.format, now.columns):
            self.form_line.forget()
        if shown.train_files != now.train_files:
            self._shown = None
            self.form_line.forget()
            self._row = None
            self.views.forget()

    def _refresh(self) -> None:
        session = self.session
        free = session.job is None
        self.choosing.setEnabled(free or session.job.name == PREPARING_JOB)
        self.views.rows.setEnabled(session.opened is not None)
        for card in (self.views.checks, self.views.lengths):
            card.setEnabled(session.prepared is not None)
        self.form_line.columns.setEnabled(self._shown is not None or bool(session.data_problem))
        if any(key.startswith("data.") for key in session.refused):
            self.more_button.setChecked(True)  # what is refused must not hide
        self.summary.setText(self._summary_text())
        self.summary.setToolTip(self.summary.text())
        sentence, button = self._missing()
        self.empty.say(sentence, button)
        self.empty.button.setEnabled(free)
        has_rows = self.views.rows.model.all is not None and session.loaded is not None and not session.data_problem
        self.stack.setCurrentIndex(1 if session.prepared is not None or has_rows else 0)
        self.prepare_button.setVisible(has_rows and self._is_stopped)
        if session.prepared is None and session.loaded is not None and session.run.data != self._given_up:
            self._prepare_soon.start()

    def _missing(self) -> tuple[str, str]:
        """Sentence and button of the empty page."""
        session = self.session
        if not session.core_is_ready:
            return tr("Getting ready…"), ""
        if session.loaded is None:
            sentence = tr(
                "Each model cuts text into tokens of its own. Load the model to see the rows as it will see them."
            )
            return sentence, tr("Load the model") if session.card else tr("Choose a model")
        if session.data_problem:
            return plain_sentence(session.data_problem), tr("Try again")
        if self._is_stopped:
            return tr("The rows are not prepared."), tr("Prepare them")
        if self._shown is None:
            return tr("The rows are being prepared…"), ""
        return "", ""

    @property
    def _is_stopped(self) -> bool:
        """The person stopped the preparing of these rows; as far as they were found they can be looked at."""
        session = self.session
        return session.prepared is None and session.job is None and session.run.data == self._given_up

    def _summary_text(self) -> str:
        summary = self.session.data_summary
        if self._is_stopped:
            return tr("Not prepared: lengths and checks are not known")
        if self.session.prepared is None or not summary["rows"]:
            return ""
        return summary_text(self.session.prepared, summary)

    def _on_ways_found(self, found: "Unclear | None") -> None:
        data = self.session.run.data
        if self.session.data_problem and found is not None:
            forms = FORMS_OF[self.session.run.model.task]
            likely = "instruction" if "instruction" in forms else forms[0]
            form = found.alternatives[0].format if found.alternatives else likely
            now = {role: column for role, column in data.columns.items() if column in found.columns}
            asked = form if data.format == "auto" else data.format
            self.form_line.ask(found.alternatives, asked, found.columns, now, found.tasks)

    # slots

    def _change(self, **settings: Any) -> None:
        if not self.session.change({f"data.{name}": value for name, value in settings.items()}):
            self._on_settings_changed()

    def _on_task_chosen(self, task: str) -> None:
        """What reads the rows for another task is another model of the same files, which is loaded again."""
        was_loaded = self.session.loaded is not None
        if self.session.choose_task(task) and was_loaded:
            self.session.load_model(then=self.session.prepare_data)

    def _choose(self, files: list[str]) -> None:
        if files:
            self._given_up = None
            self._change(train=files[0] if len(files) == 1 else files, columns={}, labels=[])

    def _on_prepare_time(self) -> None:
        session = self.session
        if session.prepared is None and session.loaded is not None and not session.data_problem:
            free = session.job is None or session.gave_way
            if free and session.prepare_data():
                self._given_up = None

    def _on_job_ended(self, name: str) -> None:
        session = self.session
        stopped = name == PREPARING_JOB and session.prepared is None and not session.data_problem
        if stopped and not session.gave_way:
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

    def _on_row_chosen(self, row: Any) -> None:
        session = self.session
        if session.loaded is not None and session.opened is not None:
            self._row = row
            self.template_editor.show_row(row, session.run.data.learn)
            self.views.row.show_row(row, session.loaded.tokenizer, session.prepared.labels if session.prepared else ())

    def _on_template_wanted(self) -> None:
        if self.session.loaded is not None:
            self.template_editor.edit(self.session.loaded.tokenizer, self.session.run.data.template)

    def _on_phrasing_wanted(self) -> None:
        self.phrasing_dialog.open_for(self.session.run.data.prompt)

    def _on_problem_chosen(self, number: int) -> None:
        if self.session.prepared is not None:
            self.views.rows.go_to(int(self.session.prepared.marked(Mark.PROBLEM)[number]))
