"""What a row is taken for, why, and which column plays which role; where that is unclear, the person is asked."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from tuning_core import REQUIRED, ROLES_OF
from workbench import translation
from workbench.form import mark
from workbench.translation import tr, tr_core
from workbench.widgets.column_mapping import ColumnMapping
from workbench.widgets.emptying import add_before_stretch, empty
from workbench.wording import TASKS

if TYPE_CHECKING:
    from tuning_core.data.forms import Form

FORMS = {
    "auto": translation.mark("as recognised"),
    "instruction": translation.mark("question and answer"),
    "conversation": translation.mark("conversation"),
    "preference": translation.mark("chosen and rejected answer"),
    "multiple_choice": translation.mark("multiple choice"),
    "text": translation.mark("plain text"),
    "tokenized": translation.mark("tokens"),
    "classification": translation.mark("text and class"),
    "token_labels": translation.mark("tagged words"),
}

MOST_OFFERED = 3  # other forms that the rows may be of


class FormLine(QWidget):
    format_chosen = Signal(str)
    columns_chosen = Signal(dict)  # role -> column
    form_chosen = Signal(dict)  # settings of the run file that say what a row is
    task_chosen = Signal(str)  # another one, for which the rows are clear

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        each = QLabel(tr("Each row is"))
        each.setProperty("rank", "quiet")
        self.format_combo = QComboBox(objectName="formatCombo")
        self.format_combo.setAccessibleName(tr("What a row holds"))
        self.format_combo.currentIndexChanged.connect(lambda: self.format_chosen.emit(self.format_combo.currentData()))
        self.reason = QLabel(objectName="dataReason", wordWrap=True)
        self.columns_button = QPushButton(tr("Columns"), checkable=True, objectName="columnsButton")
        self.columns_button.setProperty("link", True)
        self.columns_button.setToolTip(tr("Which column plays which role"))
        self.columns = ColumnMapping()
        self.columns.changed.connect(self.columns_chosen)
        self.columns_button.toggled.connect(self.columns.setVisible)
        self.columns.hide()
        line = QHBoxLayout()
        line.setSpacing(8)
        for widget in (each, self.format_combo, self.reason, self.columns_button):
            line.addWidget(widget, 1 if widget is self.reason else 0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(line)
        layout.addWidget(self._make_alternatives())
        layout.addWidget(self.columns)
        self.forget()

    def _make_alternatives(self) -> QWidget:
        self.alternatives = QWidget(objectName="formAlternatives")
        self._ways = QHBoxLayout(self.alternatives)
        self._ways.setContentsMargins(0, 0, 0, 0)
        self._ways.setSpacing(8)
        self._ways.addStretch(1)
        return self.alternatives

    def show_choices(self, formats: Sequence[str], chosen: str) -> None:
        """Forms that the model's task can learn from, beside auto."""
        with QSignalBlocker(self.format_combo):
            self.format_combo.clear()
            for name in ("auto", *formats):
                self.format_combo.addItem(tr(FORMS[name]), name)
            self.format_combo.setCurrentIndex(self.format_combo.findData(chosen))

    def show_form(self, form: "Form", names: list[str]) -> None:
        """`names` are the columns of the rows. Where the form is only likely, what else it may be is offered."""
        is_sure = form.confidence == "sure" and form.reason.startswith("recognised")
        said = tr("{form}, {reason}, sure") if is_sure else tr("{form}, {reason}")
        self._tell(said.format(form=tr(FORMS[form.format]), reason=tr_core(form.reason.partition(":")[0])))
        self.reason.setToolTip(tr_core(form.reason))
        self.columns.show_mapping(ROLES_OF[form.format], REQUIRED[form.format], names, form.columns)
        self.columns_button.show()
        self._offer(tr("or"), () if form.confidence == "sure" else form.alternatives)

    def ask(
        self,
        alternatives: "Sequence[Form]",
        form: str,
        names: list[str],
        now: dict[str, str],
        tasks: Sequence[str] = (),
    ) -> None:
        """The rows could not be made sense of; with what they may be and their columns in sight, the person can."""
        self.columns.show_mapping(ROLES_OF[form], REQUIRED[form], names, now)
        self.columns.mark_missing()
        self.columns_button.show()
        self.columns_button.setChecked(not alternatives and not tasks)
        self._offer(tr("Is it"), alternatives, tasks)
        can_choose = bool(alternatives) or bool(tasks)
        which = tr("choose below what it is") if can_choose else tr("not recognised; say below which column is which")
        self._tell(which, problem=True)

    def _offer(self, question: str, alternatives: "Sequence[Form]", tasks: Sequence[str] = ()) -> None:
        empty(self._ways)
        label = QLabel(question)
        label.setProperty("rank", "quiet")
        add_before_stretch(self._ways, label)
        for form in alternatives[:MOST_OFFERED]:
            button = QPushButton(f"{tr(FORMS[form.format])} ({', '.join(form.columns.values())})")
            button.setToolTip(tr_core(form.reason))
            button.clicked.connect(partial(self.form_chosen.emit, form.settings))
            add_before_stretch(self._ways, button)
        for task in tasks:
            title, about = TASKS[task]
            button = QPushButton(tr("Task: {task}", task=tr(title)))
            button.setToolTip(tr(about))
            button.clicked.connect(partial(self.task_chosen.emit, task))
            add_before_stretch(self._ways, button)
        self.alternatives.setVisible(bool(alternatives) or bool(tasks))

    def refuse(self) -> None:
        """The rows cannot be used, for another reason."""
        self._tell(tr("cannot be used; see below"), problem=True)

    def forget(self) -> None:
        """Nothing is known of the rows yet."""
        self._offer("", ())
        self._tell("")
        self.columns.show_mapping((), (), [], {})
        self.columns_button.setChecked(False)
        self.columns_button.hide()

    def _tell(self, text: str, problem: bool = False) -> None:
        mark(self.reason, "rank", "problem" if problem else "help")
        self.reason.setText(text)
        self.reason.setToolTip("")
