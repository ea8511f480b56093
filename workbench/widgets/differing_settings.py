"""The settings in which some runs differ, one column a run."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from tuning_core.run_file import DEFAULT_STEPS, RunFile
from workbench.field_editor import shown_text_of
from workbench.run_list import RunCurves
from workbench.translation import tr, tr_core

COLUMN_WIDTH = 112


class DifferingSettings(QFrame):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self.title = QLabel(tr("Settings that differ"))
        self.title.setProperty("rank", "heading")
        self.table = QTableWidget(objectName="differingSettings")
        self.table.setAccessibleName(tr("Settings that differ"))
        self.table.setTabKeyNavigation(False)
        self.table.setFrameShape(QFrame.Shape.NoFrame)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # of a path the end says most
        self.table.verticalHeader().setDefaultSectionSize(28)
        self.table.horizontalHeader().setMinimumSectionSize(COLUMN_WIDTH)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        self.table.horizontalHeader().setTextElideMode(Qt.TextElideMode.ElideMiddle)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 4, 4)
        layout.setSpacing(4)
        layout.addWidget(self.title)
        layout.addWidget(self.table)

    def show_runs(self, runs: list[RunCurves], names: list[str], signs: dict[Path, QIcon]) -> None:
        rows = differing([run.run for run in runs])
        self.title.setText(tr("Settings that differ") if rows or len(runs) < 2 else tr("No settings differ"))
        self.table.setColumnCount(len(runs))
        self.table.setRowCount(len(rows))
        for column, (run, name) in enumerate(zip(runs, names, strict=True)):
            head = QTableWidgetItem(signs.get(run.folder, QIcon()), name)
            head.setToolTip(str(run.folder))
            self.table.setHorizontalHeaderItem(column, head)
        self.table.setVerticalHeaderLabels([label for label, _ in rows])
        for row, (_, values) in enumerate(rows):
            for column, value in enumerate(values):
                cell = QTableWidgetItem(value)
                cell.setToolTip(value)
                self.table.setItem(row, column, cell)


def differing(runs: list[RunFile]) -> list[tuple[str, list[str]]]:
    """Label and value of each setting that is not the same in all the runs."""
    flat = [_flat(run) for run in runs]
    keys = dict.fromkeys(key for settings in flat for key in settings)
    rows = [(key, [settings.get(key) for settings in flat]) for key in keys if key != "name"]
    return [
        (_label(key, runs), [_told(key, run, value) for run, value in zip(runs, values, strict=True)])
        for key, values in rows
        if any(value != values[0] for value in values)
    ]


def _told(key: str, run: RunFile, value: Any) -> str:
    """What is used where a run file says nothing, as far as that does not hang on the model."""
    if key == "method.name" and (method := _method(value)) is not None:
        return tr_core(method.title)
    if value is not None:
        return shown_text_of(value)
    if key == "training.max_steps" and run.training.epochs is None:
        return tr("{value} (default)", value=f"{DEFAULT_STEPS:,}")
    return tr("the method's own") if key == "training.learning_rate" else "—"


def _flat(run: RunFile) -> dict[str, Any]:
    """Dotted keys, with what the method's own defaults are where the file leaves them out."""
    tables = run.to_dict()
    method = _method(run.method.name)
    if method is not None:
        defaults = {name: field.get_default(call_default_factory=True) for name, field in method.model_fields.items()}
        tables["method"] = {**defaults, **tables["method"]}
    flat = {"name": tables.pop("name")}
    for table, settings in tables.items():
        flat |= {f"{table}.{key}": str(value) if isinstance(value, dict) else value for key, value in settings.items()}
    return flat


def _label(key: str, runs: list[RunFile]) -> str:
    table, _, name = key.partition(".")
    classes = [type(getattr(runs[0], table))]
    if table == "method":
        classes += [method for run in runs if (method := _method(run.method.name)) is not None]
    for settings in classes:
        if name in settings.model_fields:
            return tr_core(settings.model_fields[name].title or "") or name
    return name


def _method(name: str) -> Any:
    from tuning_core.methods import all_methods

    return next((method for method in all_methods() if method.name == name), None)
