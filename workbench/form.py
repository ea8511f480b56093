"""Any settings class as a form: label, help, range and choices all come from its fields."""

from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from workbench.field_editor import changed_signal, default_text, editor_for, is_editable, put, value_of
from workbench.field_tip import tip_of
from workbench.refused import Refused
from workbench.translation import tr, tr_core


class Form(QWidget):
    """Shows the fields of `settings` but those in `leave_out`, and but dictionaries that hold other than numbers."""

    changed = Signal(dict)  # name -> value that the person entered, or Refused where it is no value
    laid_out = Signal()  # other fields may be shown now

    def __init__(
        self,
        settings: type[BaseModel],
        values: dict[str, Any] | None = None,
        leave_out: frozenset[str] = frozenset(),
        columns: int = 1,
        compact: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """A `compact` one says what a field is for in its tip alone."""
        super().__init__(parent)
        self._settings = settings
        self._values: dict[str, Any] = {}
        self._refused: set[str] = set()
        self._advanced_shown = False
        self._visible: list[FieldRow] = []
        rows = [
            FieldRow(name, field, compact, self)
            for name, field in settings.model_fields.items()
            if is_editable(field.annotation) and name not in leave_out
        ]
        self.rows = {row.name: row for row in sorted(rows, key=lambda row: row.advanced)}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(24)
        self._grid.setVerticalSpacing(12)
        self._columns = columns
        for row in self.rows.values():
            row.edited.connect(self._on_edited)
            row.unreadable.connect(self._on_refused)
        self.set_values(values or {})

    @property
    def is_empty(self) -> bool:
        """Whether no field is shown now."""
        return not self._visible

    @property
    def has_advanced(self) -> bool:
        return any(row.advanced for row in self.rows.values())

    def non_default(self) -> list[str]:
        """Names of the fields that differ from their defaults."""
        return [name for name, row in self.rows.items() if self._values[name] != row.default]

    def set_values(self, values: dict[str, Any]) -> None:
        """What is not given goes to its default; tells nobody. Where the value stays, so does the text being typed."""
        for name, row in self.rows.items():
            value = values.get(name, row.default)
            if name not in self._values or value != self._values[name]:
                row.show_value(value)
                self._refused.discard(name)
            self._values[name] = value
        self.show_advanced(self._advanced_shown)

    def show_unset(self, name: str, text: str) -> None:
        """What stands greyed in an editor that is left empty."""
        editor = self.rows[name].editor
        if isinstance(editor, QLineEdit):
            editor.setPlaceholderText(text)

    def show_advanced(self, shown: bool) -> None:
        """An advanced field that differs from its default, or is refused, is always shown, so that nothing hides."""
        self._advanced_shown = shown
        differing = {*self.non_default(), *self._refused}
        visible = [row for row in self.rows.values() if shown or not row.advanced or row.name in differing]
        for row in self.rows.values():
            row.setVisible(row in visible)
        self._visible = visible
        self._places: list[tuple[int, int, int]] = []
        self._lay_out()
        self.laid_out.emit()

    def _lay_out(self) -> None:
        """A row that is wider than a column takes the next ones too."""
        places = self._places_in(self.width())
        if places == self._places:
            return
        self._places = places
        for row, (line, column, across) in zip(self._visible, places, strict=True):
            self._grid.addWidget(row, line, column, 1, across, Qt.AlignmentFlag.AlignTop)
        for column in range(self._columns):
            self._grid.setColumnStretch(column, 1)
        self._grid.setRowStretch(len(self.rows), 1)  # what is left over stays beneath the last row

    def _places_in(self, width: int) -> list[tuple[int, int, int]]:
        """Line, first column and number of columns of each row that is shown."""
        gap = self._grid.horizontalSpacing()
        one = (width + gap) // self._columns  # a column and the gap behind it
        places, line, column = [], 0, 0
        for row in self._visible:
            across = min(self._columns, -(-(row.minimumSizeHint().width() + gap) // max(1, one)))
            if column + across > self._columns:
                line, column = line + 1, 0
            places.append((line, column, across))
            column += across
        return places

    def minimumSizeHint(self) -> QSize:
        """However its rows stand at the moment, they could stand beneath each other."""
        widest = max((row.minimumSizeHint().width() for row in self._visible), default=0)
        return QSize(widest, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def _on_edited(self, name: str, value: Any) -> None:
        problem = self._problem_with(name, value)
        if problem:
            self._on_refused(name, problem)
            return
        self.rows[name].show_problem("")
        self.rows[name].show_difference(value)
        if value == self._values[name] and name not in self._refused:
            return
        self._refused.discard(name)
        self._values[name] = value
        self.changed.emit({name: value})

    def _on_refused(self, name: str, problem: str) -> None:
        row = self.rows[name]
        row.show_problem(problem)
        self._refused.add(name)
        sentence = tr("{setting}: {problem}", setting=row.title, problem=f"{problem[0].lower()}{problem[1:]}")
        self.changed.emit({name: Refused(sentence, lambda: self._withdraw(name))})

    def _withdraw(self, name: str) -> None:
        if isValid(self) and name in self._refused:
            self._refused.discard(name)
            self.rows[name].show_value(self._values[name])

    def _problem_with(self, name: str, value: Any) -> str:
        try:
            self._settings.model_validate({**self._values, name: value})
        except ValidationError as error:
            for problem in error.errors():
                if problem["loc"] and problem["loc"][0] == name:
                    if problem["type"] == "string_pattern_mismatch":
                        return tr("This is not one of the values that are allowed here.")
                    reason = tr_core(problem["msg"].removeprefix("Value error, "))
                    return tr("{problem}.", problem=f"{reason[0].upper()}{reason[1:]}")
        return ""


class FieldRow(QWidget):
    """Label, dot and reset above the editor; the help, or what is wrong, beneath it."""

    edited = Signal(str, object)  # name, value
    unreadable = Signal(str, str)  # name, why what was entered is no value

    def __init__(self, name: str, field: FieldInfo, compact: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
        self.name = name
        self.advanced = bool(extra.get("advanced"))
        self.default = field.get_default(call_default_factory=True)
        self._annotation = field.annotation
        self._help, self._tip = tr_core(field.description or ""), tip_of(name, field)
        self.title = tr_core(field.title) if field.title else name.replace("_", " ").capitalize()
        self._make_editor(field, tr_core(str(extra.get("unit", ""))))
        self._dot = QLabel("●", self)
        self._dot.setProperty("rank", "dot")
        self._dot.setToolTip(tr("Differs from the default"))
        self.reset_button = QPushButton(tr("reset"), self)
        self.reset_button.setProperty("link", True)
        self.reset_button.setObjectName(f"{name}Reset")
        self.reset_button.setToolTip(tr("Back to the default: {value}", value=default_text(field) or tr("not set")))
        self.reset_button.clicked.connect(lambda: self.put(self.default))
        self._said = "" if compact else self._help  # beneath the editor, where nothing is wrong
        self.note = QLabel(self._said, self)
        self.note.setVisible(bool(self._said))
        self.note.setWordWrap(True)
        self.note.setProperty("rank", "help")
        self._lay_out()

    def _make_editor(self, field: FieldInfo, unit: str) -> None:
        self.editor = editor_for(field, unit)
        self.editor.setObjectName(f"{self.name}Edit")
        self.editor.setAccessibleName(self.title)
        self.editor.setAccessibleDescription(self._help)
        self.editor.setToolTip(self._tip)
        self.editor.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.editor.installEventFilter(self)
        changed_signal(self.editor).connect(self._on_editor_changed)

    def _lay_out(self) -> None:
        is_box = isinstance(self.editor, QCheckBox)
        head, foot = QHBoxLayout(), QHBoxLayout()
        head.setSpacing(6)
        foot.addWidget(self.note, 1)
        if is_box:  # whose title leaves no room for more beside it
            self.editor.setText(self.title)
            head.addWidget(self.editor)
        else:
            label = QLabel(self.title)
            label.setToolTip(self._tip)
            label.setBuddy(self.editor)
            head.addWidget(label)
        for widget, line in ((self._dot, head), (self.reset_button, foot if is_box else head)):
            keep = widget.sizePolicy()
            keep.setRetainSizeWhenHidden(True)
            widget.setSizePolicy(keep)
            line.addWidget(widget)
        head.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(head)
        if not is_box:
            layout.addWidget(self.editor)
        layout.addLayout(foot)

    def put(self, value: Any) -> None:
        """As if the person had entered it."""
        put(self.editor, value)

    def show_value(self, value: Any) -> None:
        """Puts the value in without telling that it was edited."""
        blocked = self.editor.blockSignals(True)
        put(self.editor, value)
        self.editor.blockSignals(blocked)
        self.show_problem("")
        self.show_difference(value)

    def show_difference(self, value: Any) -> None:
        differs = value != self.default
        self._dot.setVisible(differs)
        self.reset_button.setVisible(differs)

    def show_problem(self, sentence: str) -> None:
        mark(self.editor, "wrong", bool(sentence))
        mark(self.note, "rank", "problem" if sentence else "help")
        self.note.setText(sentence or self._said)
        self.note.setVisible(bool(sentence or self._said))
        if sentence:
            self.reset_button.show()

    def _on_editor_changed(self) -> None:
        try:
            value = value_of(self.editor, self._annotation)
        except ValueError as error:
            self.unreadable.emit(self.name, str(error))
            return
        self.edited.emit(self.name, value)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Scrolling the page must not change a value that the mouse happens to pass."""
        if event.type() == QEvent.Type.Wheel and not self.editor.hasFocus():
            event.ignore()
            return True
        return super().eventFilter(watched, event)


def mark(widget: QWidget, name: str, value: object) -> None:
    """Sets a property that the style sheet looks at, and styles the widget again."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
