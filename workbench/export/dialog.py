"""The export dialog: what is written, how and where; how far it is; and what the check of the files said."""

from itertools import chain, count
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from tuning_core.events import Event, Exported, Loading
from workbench import theme
from workbench.export.jobs import export_job, size_of
from workbench.export.kinds import KINDS, MERGED, PEFT, possible_kinds, why_not
from workbench.export.merged_options import MergedOptions
from workbench.export.place import PlaceChooser
from workbench.export.progress import ExportProgress
from workbench.export.proof_view import ProofView
from workbench.outside import open_place
from workbench.quick_work import QuickWork
from workbench.session import Session
from workbench.translation import mark, tr, tr_core

EXPORT_JOB = mark("Exporting")
WIDTH, MARGIN, ROOM = 640, 24, 176  # pixels; the room is for what is told, so that nothing moves when it comes


def export_merged(window: QWidget, session: Session) -> "ExportDialog":
    return _shown(ExportDialog(session, MERGED, window))


def export_adapter(window: QWidget, session: Session) -> "ExportDialog":
    tuned = session.tuned
    kinds = [kind for kind in possible_kinds(tuned) if kind != MERGED] if tuned is not None else [PEFT]
    return _shown(ExportDialog(session, kinds[0], window))


def _shown(dialog: "ExportDialog") -> "ExportDialog":
    dialog.show()
    return dialog


class ExportDialog(QDialog):
    """Not modal: the window goes on beside it. Closing it while files are written does not end the writing."""

    def __init__(self, session: Session, kind: str = MERGED, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("exportDialog")
        self.setWindowTitle(tr("Export"))
        self.session = session
        self._is_exporting = False
        self._sizes = QuickWork(self)
        self._sizes.answered.connect(lambda size: self.place.expect(size))
        self._build(kind)
        session.job_started.connect(self.refresh)
        session.job_ended.connect(self.on_job_ended)
        session.job_told.connect(self.on_job_told)
        session.tuned_changed.connect(self.on_tuned_changed)
        self.setFixedWidth(WIDTH)
        self.on_kind_chosen()

    # layout

    def _build(self, kind: str) -> None:
        self.run_label = QLabel(wordWrap=True, objectName="exportRun")
        self.run_label.setProperty("rank", "heading")
        self.kind_combo = QComboBox(objectName="exportFormatCombo")
        self.kind_combo.setAccessibleName(tr("What is written"))
        for name, one in KINDS.items():
            self.kind_combo.addItem(tr(one.title), name)
        self.kind_combo.setCurrentIndex(list(KINDS).index(kind))
        self.kind_combo.currentIndexChanged.connect(self.on_kind_chosen)
        self.about = QLabel(wordWrap=True, objectName="exportAbout")
        self.options = MergedOptions()
        self.options.changed.connect(self.on_options_changed)
        self._proposed = self._free_folder(kind)
        self.place = PlaceChooser(self._proposed)
        self.place.changed.connect(self.on_place_changed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, 16)
        layout.setSpacing(12)
        for widget in (self.run_label, self.kind_combo, self.about, self.options, self.place, self._room()):
            layout.addWidget(widget)
        layout.addLayout(self._buttons())

    def _room(self) -> QStackedWidget:
        self.why_not = QLabel(wordWrap=True, objectName="exportProblem")
        self.why_not.setProperty("rank", "problem")
        self.instead_button = QPushButton(objectName="exportInsteadButton")
        self.instead_button.clicked.connect(self.on_instead)
        self._reason = QWidget()
        column = QVBoxLayout(self._reason)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.why_not)
        row = QHBoxLayout()
        row.addWidget(self.instead_button)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)
        self.progress, self.proof = ExportProgress(), ProofView()
        self.room = QStackedWidget()
        self.room.setFixedHeight(ROOM)
        for page in (self._reason, self.progress, self.proof):
            self.room.addWidget(page)
        return self.room

    def _buttons(self) -> QHBoxLayout:
        self.export_button = QPushButton(tr("Export"), objectName="exportButton")
        self.export_button.setProperty("main", True)
        self.export_button.setDefault(True)
        self.export_button.clicked.connect(self.on_export)
        self.stop_button = QPushButton(tr("Cancel the export"), objectName="exportStopButton")
        self.stop_button.clicked.connect(self.session.stop_job)
        self.folder_button = QPushButton(tr("Show folder"), objectName="exportShowFolderButton")
        self.folder_button.setIcon(theme.icon("mdi6.folder-open-outline"))
        self.folder_button.clicked.connect(self.on_show_folder)
        self.folder_button.hide()
        self.close_button = QPushButton(tr("Close"), objectName="exportCloseButton")
        self.close_button.clicked.connect(self.close)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.folder_button)
        row.addStretch(1)
        for button in (self.close_button, self.stop_button, self.export_button):
            row.addWidget(button)
        return row

    # state

    def _free_folder(self, kind: str) -> Path:
        """Among the person's documents; what stands there already has the first numbers."""
        run = self.session.run_folder
        name = f"{run.name if run is not None else self.session.run_name}-{'merged' if kind == MERGED else 'adapter'}"
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        first = Path(documents or Path.home()) / name
        others = (first.with_name(f"{first.name}-{number}") for number in count(2))
        return next(folder for folder in chain([first], others) if not folder.exists())

    @property
    def kind(self) -> str:
        return str(self.kind_combo.currentData())

    def reason(self) -> str:
        """Why nothing can be written now; empty where it can."""
        tuned, job = self.session.tuned, self.session.job
        if job is not None:
            return tr("“{job}” is going on and needs the model; export when it is done.", job=tr_core(tr(job.name)))
        if tuned is None:
            return tr("There is no tuned model to export; train one or open a run.")
        return why_not(self.kind, tuned) or self.place.reason()

    def _run_text(self) -> str:
        session = self.session
        if session.tuned is None:
            return tr("No tuned model")
        runs = {run.folder: run.name for run in session.run_list.summaries}
        name = runs.get(session.run_folder, session.run_name)
        return tr("{run}, {method}", run=name, method=tr_core(session.tuned.method.title))

    def refresh(self) -> None:
        self.run_label.setText(self._run_text())
        reason = "" if self._is_exporting else self.reason()
        self.why_not.setText(reason)
        other = self._other_kind()
        self.instead_button.setVisible(bool(other))
        if other:
            self.instead_button.setText(tr("Choose “{kind}”", kind=tr(KINDS[other].title)))
        self.export_button.setEnabled(not reason and not self._is_exporting)
        self.export_button.setVisible(not self._is_exporting)
        self.stop_button.setVisible(self._is_exporting)
        for widget in (self.place, self.kind_combo, self.options):
            widget.setEnabled(not self._is_exporting)
        if self._is_exporting:
            self.room.setCurrentWidget(self.progress)

    def _other_kind(self) -> str:
        """What this model can be written as, where the chosen kind is none of it."""
        tuned = self.session.tuned
        if tuned is None or self._is_exporting or not why_not(self.kind, tuned):
            return ""
        return next(iter(possible_kinds(tuned)), "")

    def _forget_result(self) -> None:
        """What was told about another folder or format is old."""
        self.room.setCurrentWidget(self._reason)
        self.folder_button.hide()
        self.place.look_again()
        self.refresh()

    def _ask_size(self) -> None:
        tuned, kind, dtype = self.session.tuned, self.kind, self.options.dtype
        if tuned is not None and not why_not(kind, tuned) and self.session.job is None:
            self._sizes.ask(lambda: size_of(tuned, kind, dtype))

    # the person

    def on_kind_chosen(self) -> None:
        self.about.setText(tr(KINDS[self.kind].about))
        self.options.setVisible(self.kind == MERGED)
        if self.place.folder == self._proposed:
            self._proposed = self._free_folder(self.kind)
            self.place.propose(self._proposed)
        self._ask_size()
        self._forget_result()

    def on_options_changed(self) -> None:
        self._ask_size()
        self._forget_result()

    def on_tuned_changed(self) -> None:
        self._ask_size()
        self.refresh()

    def on_place_changed(self) -> None:
        if not self._is_exporting and self.room.currentWidget() is not self.progress:
            self._forget_result()

    def on_instead(self) -> None:
        self.kind_combo.setCurrentIndex(list(KINDS).index(self._other_kind()))

    def on_export(self) -> None:
        job = export_job(
            self.session,
            self.kind,
            self.place.folder,
            self.options.dtype,
            self.options.shard_bytes,
            self.place.replace,
        )
        self._is_exporting = self.session.start_job(EXPORT_JOB, job, self.on_exported, self.on_failed)
        if self._is_exporting:
            self.progress.tell(Loading("Beginning"))
        self.refresh()

    def on_show_folder(self) -> None:
        open_place(self.place.folder)

    # the job

    def on_job_told(self, event: Event) -> None:
        if self._is_exporting and isinstance(event, Loading):
            self.progress.tell(event)

    def on_exported(self, exported: Exported) -> None:
        self.proof.show_export(exported)
        self._tell_result()
        self.folder_button.show()
        self.close_button.setFocus()

    def on_failed(self, sentence: str) -> None:
        self.proof.tell(tr_core(sentence), is_problem=True)
        self._tell_result()

    def _tell_result(self) -> None:
        self.room.setCurrentWidget(self.proof)
        self.show()

    def on_job_ended(self, name: str) -> None:
        if name == EXPORT_JOB and self._is_exporting:
            self._is_exporting = False
            if self.room.currentWidget() is self.progress:
                self.proof.tell(tr("Cancelled; nothing was left behind."))
                self._tell_result()
        elif not self._is_exporting:
            self._ask_size()
        self.refresh()

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        if not self._is_exporting:
            self._sizes.close(wait=False)
            self.deleteLater()
