"""The Runs page: all runs, their curves laid over each other, the settings in which they differ."""

from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from tuning_core import BadInput, RunFile
from workbench import theme
from workbench.run_list import RunCurves
from workbench.session import Session
from workbench.widgets.differing_settings import DifferingSettings
from workbench.widgets.empty_state import EmptyState
from workbench.widgets.inline_choice import InlineChoice
from workbench.widgets.runs_chart import MOST_RUNS, RunsChart
from workbench.widgets.runs_table import RunsTable
from workbench.wording import bytes_text, plural


class RunsPage(QWidget):
    page_wanted = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("runsPage")
        self.session = session
        self._opening = False
        self._build()
        self._connect()
        self.on_listed()

    # layout

    def _build(self) -> None:
        self.delete_choice = InlineChoice("Move to the bin", "Keep")
        self.delete_choice.do_button.setObjectName("confirmDeleteButton")
        self.empty = EmptyState(
            "mdi6.history", "Every run you train is kept here, with its curves, settings and results.", "Train a model"
        )
        self.table = RunsTable()
        self.chart = RunsChart()
        self.differing = DifferingSettings()
        self.hint = QLabel("Select one run or several to see their curves and the settings in which they differ.")
        self.hint.setProperty("rank", "quiet")
        self.hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        curves = QSplitter(Qt.Orientation.Horizontal)
        curves.addWidget(self.chart)
        curves.addWidget(self.differing)
        curves.setSizes([3, 2])
        curves.setStretchFactor(0, 3)
        curves.setStretchFactor(1, 2)
        self.below = QStackedWidget()
        self.below.addWidget(self.hint)
        self.below.addWidget(curves)
        card = QFrame()
        card.setProperty("surface", "card")
        QVBoxLayout(card).addWidget(self.table)
        card.layout().setContentsMargins(4, 4, 4, 4)
        halves = QSplitter(Qt.Orientation.Vertical)
        halves.setHandleWidth(8)
        halves.addWidget(card)
        halves.addWidget(self.below)
        halves.setStretchFactor(0, 1)
        halves.setStretchFactor(1, 1)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.empty)
        self.stack.addWidget(halves)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(8)
        layout.addLayout(self._top())
        layout.addWidget(self.delete_choice)
        layout.addWidget(self.stack, 1)

    def _top(self) -> QHBoxLayout:
        title = QLabel("Runs")
        title.setProperty("rank", "title")
        self.open_button = _button("openRunButton", "Open", "mdi6.chat-outline")
        self.show_button = _button("showRunButton", "Show", "mdi6.chart-line")
        self.resume_button = _button("resumeRunButton", "Resume", "mdi6.play")
        self.duplicate_button = _button("duplicateRunButton", "Duplicate settings", "mdi6.content-duplicate")
        self.folder_button = _button("showRunFolderButton", "Show folder", "mdi6.folder-open-outline")
        self.delete_button = _button("deleteRunButton", "Delete…", "mdi6.trash-can-outline")
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(title)
        top.addStretch(1)
        for button in self._buttons():
            top.addWidget(button)
        return top

    def _buttons(self) -> tuple[QPushButton, ...]:
        return (
            self.open_button,
            self.show_button,
            self.resume_button,
            self.duplicate_button,
            self.folder_button,
            self.delete_button,
        )

    def _connect(self) -> None:
        session, runs = self.session, self.session.run_list
        self.empty.pressed.connect(lambda: self.page_wanted.emit("train"))
        self.table.selected_changed.connect(self.on_selected)
        self.table.opened.connect(self.on_open)
        self.open_button.clicked.connect(self.on_open)
        self.show_button.clicked.connect(self.on_show)
        self.resume_button.clicked.connect(self.on_resume)
        self.duplicate_button.clicked.connect(self.on_duplicate)
        self.folder_button.clicked.connect(self.on_show_folder)
        self.delete_button.clicked.connect(self.on_delete_asked)
        self.delete_choice.chosen.connect(self.on_delete)
        runs.changed.connect(self.on_listed)
        runs.curves_read.connect(self.on_curves_read)
        runs.binned.connect(self.on_binned)
        session.runs_changed.connect(self.on_runs_changed)
        session.core_ready.connect(runs.refresh)
        session.job_started.connect(self.refresh)
        session.job_ended.connect(self.on_job_ended)
        session.tuned_changed.connect(self.on_tuned_changed)
        theme.changed.connect(self.on_theme_changed)

    # state

    def refresh(self) -> None:
        """Which buttons can be pressed, and why not."""
        chosen, job = self.table.selected(), self.session.job
        one = chosen[0] if len(chosen) == 1 else None
        busy = f"“{job.name}” is running." if job is not None else ""
        first = "" if one else "Select one run." if not chosen else "Select only one run."
        running = one is not None and one.state == "running"
        self._allow(self.open_button, first or busy or ("This run is still going on." if running else ""))
        self._allow(
            self.show_button, first or busy, "Its curves, evaluations and replies; resume it with other settings"
        )
        self._allow(self.resume_button, first or busy or ("" if one and one.resumable else _why_no_resume(running)))
        self._allow(self.duplicate_button, first or busy)
        self._allow(self.folder_button, first)
        deletable = chosen and all(run.state != "running" for run in chosen)
        self._allow(self.delete_button, "" if deletable else "Select runs that are not going on.")
        self.below.setCurrentIndex(1 if chosen else 0)
        self.stack.setCurrentIndex(1 if self.session.run_list.summaries else 0)
        for button in self._buttons():
            button.setVisible(bool(self.session.run_list.summaries))

    def _allow(self, button: QPushButton, reason: str, tip: str = "") -> None:
        button.setEnabled(not reason)
        button.setToolTip(reason or tip)

    # the person

    def on_selected(self) -> None:
        self.delete_choice.hide()
        self.session.run_list.read_curves([run.folder for run in self.table.selected()[:MOST_RUNS]])
        self.refresh()

    def on_open(self) -> None:
        if self.open_button.isEnabled():
            self._opening = self.session.open_run(self.table.selected()[0].folder)

    def on_show(self) -> None:
        if self.session.show_run(self.table.selected()[0].folder):
            self.page_wanted.emit("train")

    def on_resume(self) -> None:
        if self.session.resume(self.table.selected()[0].folder):
            self.page_wanted.emit("train")

    def on_duplicate(self) -> None:
        try:
            run = RunFile.read(self.table.selected()[0].folder / "run.toml")
        except BadInput as error:
            self.session.problem.emit(str(error), "")
            return
        if self.session.set_run(_copy_of(run)):
            self.page_wanted.emit("method")

    def on_show_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.table.selected()[0].folder)))

    def on_delete_asked(self) -> None:
        chosen = self.table.selected()
        what = f"“{chosen[0].name}”" if len(chosen) == 1 else plural(len(chosen), "run")
        size = bytes_text(sum(run.size_bytes for run in chosen))
        self.delete_choice.ask(f"Move {what} ({size}) to the bin? It can be taken back from there.")

    def on_delete(self) -> None:
        self.session.run_list.bin([run.folder for run in self.table.selected()])

    # the session

    def on_runs_changed(self) -> None:
        if self.isVisible():
            self.session.run_list.refresh()

    def on_listed(self) -> None:
        self.table.show_runs(self.session.run_list.summaries)
        self.refresh()

    def on_curves_read(self, curves: list[RunCurves]) -> None:
        self.chart.show_runs(curves)
        shown = curves[:MOST_RUNS]
        self.differing.show_runs(shown, [self.chart.name_of(run) for run in shown], self.chart.signs())
        self.differing.setVisible(len(curves) > 1)
        self.on_theme_changed()

    def on_binned(self, kept: list[Path]) -> None:
        if kept:
            self.session.problem.emit(f"{kept[0]} could not be moved to the bin; delete the folder by hand.", "")

    def on_tuned_changed(self) -> None:
        if self._opening and self.session.tuned is not None:
            self._opening = False
            self.page_wanted.emit("chat")

    def on_job_ended(self) -> None:
        self._opening = False
        self.on_runs_changed()
        self.refresh()

    def on_theme_changed(self) -> None:
        self.table.runs_model.show_signs(self.chart.signs())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.session.core_is_ready:
            self.session.run_list.refresh()


def _copy_of(run: RunFile) -> RunFile:
    return run.model_copy(update={"name": f"{run.name} copy"[:80]})


def _why_no_resume(running: bool) -> str:
    return "This run is still going on." if running else "This run is complete, or saved no checkpoint to go on from."


def _button(name: str, text: str, icon: str) -> QPushButton:
    button = QPushButton(text, objectName=name)
    button.setIcon(theme.icon(icon))
    return button
