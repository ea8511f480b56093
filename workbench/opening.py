"""Opening what the person brings, by a menu, the recent ones or a drop: each where it belongs."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileDialog, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from tuning_core import BadInput, RunFile
from tuning_core.resource_files import home
from workbench import what_is_it as kinds
from workbench.data_endings import file_filter
from workbench.translation import tr
from workbench.what_is_it import OF_ADAPTERS, what_are

if TYPE_CHECKING:
    from workbench.main_window import MainWindow


class Opening(QObject):
    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window, self._session = window, window.session
        self._session.tuned_changed.connect(self._on_tuned_changed)

    def _on_tuned_changed(self) -> None:
        """What was trained or opened, from wherever, is among the recent ones."""
        if self._session.tuned is not None and self._session.run_folder is not None:
            self._window.preferences.remember_run(str(self._session.run_folder))

    # chosen in a dialog

    def ask_for_model(self) -> None:
        if folder := QFileDialog.getExistingDirectory(self._window, tr("Open a model folder")):
            self.open_model(folder)

    def ask_for_data(self) -> None:
        files, _ = QFileDialog.getOpenFileNames(self._window, tr("Open data files"), "", file_filter())
        if files:
            self.open_data(files)

    def ask_for_run(self) -> None:
        title = tr("Open the folder of a run")
        if folder := QFileDialog.getExistingDirectory(self._window, title, str(home() / "runs")):
            self.open_run(Path(folder))

    def ask_for_run_file(self) -> None:
        title, kinds = tr("Open a run file"), tr("Run file (*.toml)")
        file, _ = QFileDialog.getOpenFileName(self._window, title, "", kinds)
        if file:
            self.open_run_file(Path(file))

    def ask_where_to_save(self) -> None:
        name = f"{self._session.run_name}.toml"
        file, _ = QFileDialog.getSaveFileName(self._window, tr("Save the run file"), name, tr("Run file (*.toml)"))
        if file:
            self._window.write_run(Path(file))

    # of each kind

    def open_model(self, path: str) -> None:
        self._window.show_page("model")
        self._session.choose_model(path)

    def open_data(self, files: Sequence[str]) -> None:
        self._window.show_page("data")
        self._session.change({"data.train": files[0] if len(files) == 1 else list(files), "data.columns": {}})

    def open_run(self, folder: Path) -> None:
        if self._is_free() and self._session.open_run(folder):
            self._window.show_page("chat")

    def open_run_file(self, file: Path) -> None:
        """A run file in the folder of its run is that run."""
        if (file.parent / "events.jsonl").is_file():
            self.open_run(file.parent)
            return
        try:
            run = RunFile.read(file)
        except BadInput as error:
            self._session.problem.emit(str(error), "")
            return
        if self._session.set_run(run):
            self._window.show_page("method")

    def open_adapter(self, folder: Path) -> None:
        """Beside its base in the chat; that of a run brings its run."""
        if (folder.parent / "run.toml").is_file():
            self.open_run(folder.parent)
        elif self._is_free():
            self._window.show_page("chat")
            if self._session.loaded is None:
                self._session.load_model(then=lambda: self._session.speakers.open(folder))
            else:
                self._session.speakers.open(folder)

    def _is_free(self) -> bool:
        job = self._session.job
        if job is not None:
            self._session.problem.emit(tr("{job} is still going on; wait for it, or stop it.", job=tr(job.name)), "")
        return job is None

    # dropped

    def open_paths(self, paths: Sequence[Path]) -> None:
        match what_are(paths):
            case kinds.MODEL:
                self.open_model(str(paths[0]))
            case kinds.DATA:
                self.open_data([str(path) for path in paths])
            case kinds.RUN:
                self.open_run(paths[0])
            case kinds.RUN_FILE:
                self.open_run_file(paths[0])
            case kinds.ADAPTER:
                self.open_adapter(paths[0].parent if paths[0].name in OF_ADAPTERS else paths[0])
            case _:
                self._session.problem.emit(_what_could_be(paths), "")


def _what_could_be(paths: Sequence[Path]) -> str:
    if len(paths) > 1:
        return tr("These cannot be opened together: drop one model, run or adapter, or any number of data files.")
    return tr(
        "{name} is no model folder, run, adapter or data file; a model folder holds config.json, and data files end in "
        ".jsonl, .csv, .parquet or another ending of tables or texts.",
        name=paths[0].name,
    )


def paths_in(event: QDropEvent) -> list[Path]:
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]


class FilesPassBy(QObject):
    """Lets files that are dragged over a field of text through to the window; the field would take their names."""

    def watch(self, page: QWidget) -> None:
        for kind in (QLineEdit, QPlainTextEdit, QTextEdit):
            for field in page.findChildren(kind):
                target = field if isinstance(field, QLineEdit) else field.viewport()
                target.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DragEnter and isinstance(event, QDropEvent) and paths_in(event):
            event.ignore()
            return True
        return False
