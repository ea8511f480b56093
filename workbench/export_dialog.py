"""Writing the tuned model to a folder of its own, merged or as an adapter, and what the check of the files said."""

import threading
from pathlib import Path

from PySide6.QtCore import QStandardPaths, QUrl
from PySide6.QtGui import QCloseEvent, QDesktopServices
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from tuning_core.events import Event, Exported, Loading
from workbench import theme
from workbench.form import mark
from workbench.job_thread import Job, MakeJob
from workbench.session import Session
from workbench.wording import number_text, plural

EXPORT_JOB = "Exporting"
COMPARED_PROMPTS = 8
WIDTH, MARGIN = 600, 24  # pixels
MESSAGE_LINES = 5  # what fits into the room kept for them: a long path, and what the check found
MERGED = (
    "Writes the model with what it learned folded into its weights: one ordinary model folder that other programs "
    "load. The files are then loaded again and compared with the model in memory."
)
ADAPTER = (
    "Writes only what was learned, in the format that PEFT and other programs read. It is small, and works together "
    "with the same base model."
)
PORTABLE = (
    "Writes only what was learned, as a plain LoRA of one rank for all modules: the form that vLLM and llama.cpp read "
    "right. PEFT and this program read it too."
)


def export_merged(window: QWidget, session: Session) -> "ExportDialog":
    return _shown(ExportDialog(session, merged=True, parent=window))


def export_adapter(window: QWidget, session: Session) -> "ExportDialog":
    return _shown(ExportDialog(session, merged=False, parent=window))


def _shown(dialog: "ExportDialog") -> "ExportDialog":
    dialog.show()
    return dialog


class ExportDialog(QDialog):
    """Not modal: the window goes on beside it. Closing it while files are written does not end the writing."""

    def __init__(self, session: Session, merged: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("exportDialog")
        self.setWindowTitle("Export merged model" if merged else "Export adapter")
        self.session, self.merged = session, merged
        self._compared = 0
        self._is_exporting = False
        self._build()
        session.job_started.connect(self.refresh)
        session.job_ended.connect(self.on_job_ended)
        session.job_told.connect(self.on_job_told)
        session.tuned_changed.connect(self.refresh)
        self.path_edit.setText(str(self._first_folder()))
        self.refresh()
        self.setFixedSize(WIDTH, self.layout().totalHeightForWidth(WIDTH))
        if not merged:
            self.about.setText(ADAPTER)

    # layout

    def _build(self) -> None:
        self.about = QLabel(MERGED if self.merged else max(ADAPTER, PORTABLE, key=len), wordWrap=True)
        self.format_combo = QComboBox(objectName="exportFormatCombo", visible=not self.merged)
        self.format_combo.setAccessibleName("Format")
        self.format_combo.addItem("Adapter for PEFT and this program", ADAPTER)
        self.format_combo.addItem("LoRA for vLLM and llama.cpp", PORTABLE)
        self.format_combo.currentIndexChanged.connect(self.on_format_chosen)
        self.run_label = QLabel(wordWrap=True, objectName="exportRun")
        self.run_label.setProperty("rank", "heading")
        self.path_edit = QLineEdit(objectName="exportPathEdit")
        self.path_edit.setMinimumWidth(360)
        self.path_edit.textChanged.connect(self.on_path_edited)
        choose = QPushButton("Choose…")
        choose.clicked.connect(self.on_choose)
        label = QLabel("New folder")
        label.setBuddy(self.path_edit)
        where = QGridLayout()
        where.setHorizontalSpacing(8)
        where.setVerticalSpacing(4)
        where.addWidget(label, 0, 0)
        where.addWidget(self.path_edit, 1, 0)
        where.addWidget(choose, 1, 1)
        self.why_not = QLabel(wordWrap=True, objectName="exportProblem")
        self.why_not.setProperty("rank", "problem")
        self.doing = QLabel(wordWrap=True)
        self.bar = QProgressBar(textVisible=False)
        self.result = QLabel(wordWrap=True, objectName="exportResult")
        self.result.setTextInteractionFlags(self.result.textInteractionFlags().TextSelectableByMouse)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, 16)
        layout.setSpacing(16)
        layout.addWidget(self.run_label)
        layout.addWidget(self.format_combo)
        layout.addWidget(self.about)
        layout.addLayout(where)
        layout.addWidget(self._messages())
        layout.addLayout(self._buttons())

    def _messages(self) -> QWidget:
        """What is told has its room from the beginning, so that nothing moves when it comes and goes."""
        room = QWidget()
        room.setFixedHeight(MESSAGE_LINES * self.fontMetrics().lineSpacing())
        layout = QVBoxLayout(room)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for widget in (self.why_not, self.doing, self.bar, self.result):
            layout.addWidget(widget)
            widget.setVisible(widget is self.why_not)
        layout.addStretch(1)
        return room

    def _buttons(self) -> QHBoxLayout:
        self.export_button = QPushButton("Export", objectName="exportButton")
        self.export_button.setProperty("main", True)
        self.export_button.clicked.connect(self.on_export)
        self.stop_button = QPushButton("Stop", objectName="exportStopButton")
        self.stop_button.clicked.connect(self.session.stop_job)
        self.folder_button = QPushButton("Show folder", objectName="exportShowFolderButton")
        self.folder_button.setIcon(theme.icon("mdi6.folder-open-outline"))
        self.folder_button.clicked.connect(self.on_show_folder)
        self.folder_button.hide()
        self.close_button = QPushButton("Close")
        self.close_button.clicked.connect(self.close)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.folder_button)
        row.addStretch(1)
        for button in (self.close_button, self.stop_button, self.export_button):
            row.addWidget(button)
        return row

    # state

    def _first_folder(self) -> Path:
        run = self.session.run_folder
        name = f"{run.name if run is not None else self.session.run_name}-{'merged' if self.merged else 'adapter'}"
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        return Path(documents or Path.home()) / name

    @property
    def portable(self) -> bool:
        return self.format_combo.currentData() == PORTABLE

    @property
    def folder(self) -> Path:
        return Path(self.path_edit.text().strip()).expanduser()

    def reason(self) -> str:
        """Why nothing can be written now; empty where it can."""
        if self.session.tuned is None:
            return "There is no tuned model to export; train one or open a run."
        if self.portable:
            from tuning_core import why_not_portable

            if sentence := why_not_portable(self.session.tuned):
                return sentence
        if self.session.job is not None:
            return f"“{self.session.job.name}” is running and needs the model; export when it is done."
        if not self.path_edit.text().strip() or not self.folder.is_absolute():
            return "Give the whole path of a new folder."
        if self.folder.is_file():
            return "This is a file; give a new folder."
        if self.folder.is_dir() and any(self.folder.iterdir()):
            return "This folder is not empty; give a new one, so that nothing is overwritten."
        return ""

    def _run_text(self) -> str:
        session = self.session
        if session.tuned is None:
            return "No tuned model"
        name = session.run_folder.name if session.run_folder is not None else session.run_name
        return f"{name}, {session.tuned.method.title}"

    def refresh(self) -> None:
        self.run_label.setText(self._run_text())
        reason = "" if self._is_exporting else self.reason()
        shown = reason if self.result.isHidden() else ""
        self.why_not.setText(shown)
        self.why_not.setVisible(bool(shown))
        self.export_button.setEnabled(not reason and not self._is_exporting)
        self.export_button.setVisible(not self._is_exporting)
        self.stop_button.setVisible(self._is_exporting)
        for widget in (self.path_edit, self.format_combo):
            widget.setEnabled(not self._is_exporting)

    # the person

    def on_choose(self) -> None:
        parent = QFileDialog.getExistingDirectory(self, "Where the new folder goes", str(self.folder.parent))
        if parent:
            self.path_edit.setText(str(Path(parent) / self.folder.name))

    def on_format_chosen(self) -> None:
        self.about.setText(self.format_combo.currentData())
        self._forget_result()

    def on_path_edited(self) -> None:
        self._forget_result()

    def _forget_result(self) -> None:
        """What was told about another folder or format is old."""
        self.result.hide()
        self.folder_button.hide()
        self.refresh()

    def on_export(self) -> None:
        self.result.hide()
        self._is_exporting = self.session.start_job(EXPORT_JOB, self._job(), self.on_exported, self.on_failed)
        if self._is_exporting:
            self._tell_progress(Loading("Beginning"))
        self.refresh()

    def on_show_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.folder)))

    def _job(self) -> MakeJob:
        tuned, folder, run = self.session.tuned, self.folder, self.session.run
        tokenizer = self.session.loaded.tokenizer if self.session.loaded is not None else None
        prompts, portable = self._prompts(), self.portable
        self._compared = len(prompts)

        def exporting(stop: threading.Event) -> Job:
            from tuning_core import exporting_adapter, exporting_merged, save_adapter, save_portable_lora
            from tuning_core.data.templates import template_for_task

            if not self.merged:
                write = save_portable_lora if portable else save_adapter
                used = template_for_task(tokenizer, run.data.template, run.model.task) if tokenizer else None
                return exporting_adapter(tuned, folder, stop, write, used)
            return exporting_merged(tuned, tokenizer, folder, stop, prompts or None, run.data.template)

        return exporting

    def _prompts(self) -> list[list[int]]:
        """What comes before the answers of some held-out rows, as token ids."""
        prepared = self.session.prepared
        examples = (prepared.held_out or prepared.training)[:COMPARED_PROMPTS] if prepared is not None else []
        prompts = [example.token_ids[: int((example.labels != -100).argmax())].tolist() for example in examples]
        return [prompt for prompt in prompts if prompt]

    # the job

    def on_job_told(self, event: Event) -> None:
        if self._is_exporting and isinstance(event, Loading):
            self._tell_progress(event)

    def _tell_progress(self, event: Loading) -> None:
        self.doing.setText(f"{event.what}…")
        self.bar.setMaximum(event.total)
        self.bar.setValue(event.done)
        self.doing.show()
        self.bar.show()

    def on_exported(self, exported: Exported) -> None:
        self._tell_result(f"Written to {exported.path}\n{verdict(exported, self._compared)}")
        self.folder_button.show()
        self.close_button.setFocus()

    def on_failed(self, sentence: str) -> None:
        self._tell_result(sentence, is_problem=True)

    def _tell_result(self, text: str, is_problem: bool = False) -> None:
        mark(self.result, "rank", "problem" if is_problem else "")
        self.result.setText(text)
        self.result.show()
        self.show()

    def on_job_ended(self, name: str) -> None:
        if name == EXPORT_JOB and self._is_exporting:
            self._is_exporting = False
            self.doing.hide()
            self.bar.hide()
            if self.result.isHidden():
                self._tell_result("Stopped; nothing was left behind.")
        self.refresh()

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        if not self._is_exporting:
            self.deleteLater()


def verdict(exported: Exported, prompts: int) -> str:
    """What the comparison of the written files means."""
    if exported.largest_logit_difference is None:
        return "The adapter is complete."
    difference = number_text(exported.largest_logit_difference)
    on = f" on {plural(prompts, 'prompt')}" if prompts else ""
    replies = f"same replies{on}" if exported.same_greedy_replies else f"but the replies differ{on}; try it before use"
    return f"The written files were loaded again: largest logit difference {difference}, {replies}."
