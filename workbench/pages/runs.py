"""The Runs page: all runs, what can be done with them, how they compare; and those that wait in the queue."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from tuning_core import BadInput, RunFile
from workbench import theme
from workbench.bin import Binned
from workbench.export.dialog import export_adapter, export_merged
from workbench.outside import open_place
from workbench.queue_folder import Waiting
from workbench.run_list import RunCurves
from workbench.session import Session
from workbench.translation import tr, tr_count
from workbench.widgets import run_dialogs
from workbench.widgets.empty_state import EmptyState
from workbench.widgets.inline_choice import InlineChoice
from workbench.widgets.queue_view import QueueView
from workbench.widgets.run_actions import BUTTONS, DEEDS, RunActions
from workbench.widgets.run_comparison import RunComparison
from workbench.widgets.run_filter import RunFilter
from workbench.widgets.runs_chart import MOST_RUNS
from workbench.widgets.runs_table import RunsTable
from workbench.wording import bytes_text

if TYPE_CHECKING:
    from tuning_core import RunSummary

RUNS, QUEUE = range(2)
LIST, NOTHING_YET = range(2)
NAME_LENGTH = 80


class RunsPage(QWidget):
    page_wanted = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("runsPage")
        self.session = session
        self._once_open = ""  # what follows when the run that is being opened is there: chat, or an export
        self._binned: list[Binned] = []
        self._build()
        self._connect()
        self.on_listed()
        self._on_queue_changed()

    # layout

    def _build(self) -> None:
        self.delete_choice = InlineChoice(tr("Move to the bin"), tr("Keep"))
        self.delete_choice.do_button.setObjectName("confirmDeleteButton")
        self.undo_choice = InlineChoice(tr("Undo"), tr("Close"))
        self.undo_choice.setProperty("surface", "question")
        self.undo_choice.do_button.setObjectName("undoDeleteButton")
        self.empty = EmptyState(
            "mdi6.history",
            tr("Every run you train is kept here, with its curves, settings and results."),
            tr("Train a model"),
        )
        self.table = RunsTable()
        self.actions_of_runs = RunActions(self.table)
        self.filter = RunFilter()
        self.comparison = RunComparison()
        self.chart, self.differing = self.comparison.chart, self.comparison.differing
        self.none_shown = EmptyState("mdi6.magnify", tr("No run is like this."), tr("Show all runs"))
        self.queue_view = QueueView(self.session.queue)
        self.views = QTabBar(objectName="runsViews")
        self.views.setAccessibleName(tr("What is shown of the runs"))
        self.views.setAccessibleName(tr("Runs and queue"))
        self.views.setDrawBase(False)
        self.views.setExpanding(False)
        self.views.setUsesScrollButtons(False)
        for title in (tr("Runs"), tr("Queue")):
            self.views.addTab(title)
        self.stack = QStackedWidget()
        self.stack.addWidget(self._list())
        self.stack.addWidget(self.empty)
        self.tabs = QStackedWidget()
        self.tabs.addWidget(self.stack)
        self.tabs.addWidget(self.queue_view)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(8)
        layout.addLayout(self._top())
        layout.addWidget(self.delete_choice)
        layout.addWidget(self.undo_choice)
        layout.addWidget(self.tabs, 1)

    def _list(self) -> QWidget:
        card = QFrame()
        card.setProperty("surface", "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(4, 4, 4, 4)
        inside.setSpacing(4)
        inside.addWidget(self.filter)
        inside.addWidget(self.table, 1)
        inside.addWidget(self.none_shown, 1)
        halves = QSplitter(Qt.Orientation.Vertical)
        halves.setHandleWidth(8)
        halves.addWidget(card)
        halves.addWidget(self.comparison)
        halves.setStretchFactor(0, 1)
        halves.setStretchFactor(1, 1)
        halves.setSizes([1, 1])
        return halves

    def _top(self) -> QHBoxLayout:
        self.buttons = {name: self.actions_of_runs.button(name) for name in BUTTONS}
        self.more_button = QPushButton(theme.icon("mdi6.dots-horizontal"), tr("More"), objectName="moreRunButton")
        self.more_button.setMenu(self._menu([deed.name for deed in DEEDS if deed.name not in BUTTONS]))
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.views)
        top.addStretch(1)
        for button in (*self.buttons.values(), self.more_button):
            top.addWidget(button)
        return top

    def _menu(self, names: list[str]) -> QMenu:
        menu = QMenu(self)
        self.actions_of_runs.put_in(menu, names)
        return menu

    def _connect(self) -> None:
        session, runs = self.session, self.session.run_list
        self.empty.pressed.connect(lambda: self.page_wanted.emit("train"))
        self.none_shown.pressed.connect(self.filter.show_all)
        self.views.currentChanged.connect(self._on_view_chosen)
        self.filter.changed.connect(self._on_filtered)
        self.table.selected_changed.connect(self.on_selected)
        self.table.opened.connect(self.actions_of_runs["open"].trigger)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        menu = self._menu([deed.name for deed in DEEDS])
        self.table.customContextMenuRequested.connect(lambda at: menu.popup(self.table.viewport().mapToGlobal(at)))
        for name, slot in (
            ("open", lambda: self._open("chat")),
            ("show", self.on_show),
            ("resume", self.on_resume),
            ("duplicate", self.on_duplicate),
            ("delete", self.on_delete_asked),
            ("queue", self.on_queue),
            ("rename", lambda: run_dialogs.ask_name(self, runs, self.chosen)),
            ("note", lambda: run_dialogs.ask_note(self, runs, self.chosen)),
            ("exportMerged", lambda: self._open("merged")),
            ("exportAdapter", lambda: self._open("adapter")),
            ("command", lambda: run_dialogs.show_command(self, self.chosen)),
            ("saveFile", lambda: run_dialogs.save_run_file(self, session, self.chosen)),
            ("folder", self.on_show_folder),
        ):
            self.actions_of_runs[name].triggered.connect(lambda _=False, slot=slot: slot())
        self.delete_choice.chosen.connect(self.on_delete)
        self.undo_choice.chosen.connect(self.on_undo)
        self.queue_view.edit_wanted.connect(self.on_edit_waiting)
        session.queue.changed.connect(self._on_queue_changed)
        runs.changed.connect(self.on_listed)
        runs.curves_read.connect(self.on_curves_read)
        runs.binned.connect(self.on_binned)
        runs.taken_back.connect(self.on_taken_back)
        runs.refused.connect(self.on_refused)
        session.runs_changed.connect(self.on_runs_changed)
        session.core_ready.connect(runs.refresh)
        session.job_started.connect(self.refresh)
        session.job_ended.connect(self.on_job_ended)
        session.tuned_changed.connect(self.on_tuned_changed)
        theme.changed.connect(self.on_theme_changed)

    # state

    @property
    def chosen(self) -> "RunSummary":
        """The one that is, which what can be done with one run has made sure of."""
        return self.table.selected()[0]

    def refresh(self) -> None:
        """What can be done, and why not."""
        chosen, job = self.table.selected(), self.session.job
        busy = tr("“{job}” is running.", job=tr(job.name)) if job is not None else ""
        self.actions_of_runs.refresh(chosen, busy)
        self.comparison.setCurrentIndex(1 if chosen else 0)
        any_run = bool(self.session.run_list.summaries)
        self.stack.setCurrentIndex(LIST if any_run else NOTHING_YET)
        self.table.setVisible(self.table.shown_count > 0)
        self.none_shown.setVisible(self.table.shown_count == 0)
        for button in (*self.buttons.values(), self.more_button):
            button.setVisible(any_run and self.views.currentIndex() == RUNS)

    def show_queue(self) -> None:
        self.views.setCurrentIndex(QUEUE)

    def _on_view_chosen(self, number: int) -> None:
        self.tabs.setCurrentIndex(number)
        self.delete_choice.hide()
        self.refresh()

    def _on_filtered(self) -> None:
        self.table.filter_by(self.filter.lets_through)
        self.refresh()

    def _on_queue_changed(self) -> None:
        count = len(self.session.queue.waiting)
        self.views.setTabText(QUEUE, tr("Queue ({n})", n=f"{count:,}") if count else tr("Queue"))

    # the person

    def on_selected(self) -> None:
        self.delete_choice.hide()
        self.session.run_list.read_curves([run.folder for run in self.table.selected()[:MOST_RUNS]])
        self.refresh()

    def _open(self, then: str) -> None:
        if self.session.open_run(self.chosen.folder):
            self._once_open = then

    def on_show(self) -> None:
        if self.session.show_run(self.chosen.folder):
            self.page_wanted.emit("train")

    def on_resume(self) -> None:
        if self.session.resume(self.chosen.folder):
            self.page_wanted.emit("train")

    def on_duplicate(self) -> None:
        run = self._run_file()
        if run is not None and self.session.set_run(_copy_of(run)):
            self.page_wanted.emit("method")

    def on_queue(self) -> None:
        run = self._run_file()
        if run is not None:
            self.session.queue.add([run])

    def on_edit_waiting(self, waiting: Waiting) -> None:
        if self.session.queue.edit(waiting):
            self.page_wanted.emit("train")

    def on_show_folder(self) -> None:
        open_place(self.chosen.folder)

    def on_delete_asked(self) -> None:
        chosen = self.table.selected()
        size = bytes_text(sum(run.size_bytes for run in chosen))
        self.undo_choice.hide()
        self.delete_choice.ask(
            tr("Move “{run}” ({size}) to the bin? It can be taken back.", run=chosen[0].name, size=size)
            if len(chosen) == 1
            else tr("Move {n} runs ({size}) to the bin? They can be taken back.", n=f"{len(chosen):,}", size=size)
        )

    def on_delete(self) -> None:
        self.session.run_list.bin([run.folder for run in self.table.selected()])

    def on_undo(self) -> None:
        self.session.run_list.take_back(self._binned)

    def _run_file(self) -> RunFile | None:
        try:
            return RunFile.read(self.chosen.folder / "run.toml")
        except BadInput as error:
            self.session.problem.emit(str(error), "")
            return None

    # the session

    def on_runs_changed(self) -> None:
        if self.isVisible():
            self.session.run_list.refresh()

    def on_listed(self) -> None:
        self.table.show_runs(self.session.run_list.summaries)
        self.refresh()

    def on_curves_read(self, curves: list[RunCurves]) -> None:
        self.comparison.show_runs(curves)
        self.on_theme_changed()

    def on_binned(self, binned: list[Binned], kept: list[Path]) -> None:
        self._binned = [one for one in binned if one.can_be_taken_back]
        if kept:
            sentence = tr("{folder} could not be moved to the bin; delete the folder by hand.", folder=kept[0])
            self.session.problem.emit(sentence, "")
        if self._binned:
            self.undo_choice.ask(
                tr_count("{n} run is in the bin now.", "{n} runs are in the bin now.", len(self._binned))
            )

    def on_refused(self, sentence: str) -> None:
        self.session.problem.emit(sentence, "")

    def on_taken_back(self, missing: list[Path]) -> None:
        if missing:
            sentence = tr("{folder} is not in the bin any more, or another folder has its name.", folder=missing[0])
            self.session.problem.emit(sentence, "")

    def on_tuned_changed(self) -> None:
        if self.session.tuned is None:
            return
        then, self._once_open = self._once_open, ""
        match then:
            case "chat":
                self.page_wanted.emit("chat")
            case "merged":
                export_merged(self.window(), self.session)
            case "adapter":
                export_adapter(self.window(), self.session)

    def on_job_ended(self) -> None:
        self._once_open = ""
        self.on_runs_changed()
        self.refresh()

    def on_theme_changed(self) -> None:
        self.table.runs_model.show_signs(self.chart.signs())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.session.core_is_ready:
            self.session.run_list.refresh()


def _copy_of(run: RunFile) -> RunFile:
    return run.model_copy(update={"name": f"{run.name} copy"[:NAME_LENGTH]})
