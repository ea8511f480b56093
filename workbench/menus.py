"""The menus: what they hold, when it can be used, and the dialogs behind it."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QUrl
from PySide6.QtGui import QAction, QActionGroup, QDesktopServices, QKeySequence
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QMessageBox

from tuning_core.resource_files import home
from workbench import theme
from workbench.data_endings import FILTER
from workbench.session import TRAINING_JOB, Session
from workbench.widgets.preferences_dialog import THEMES, PreferencesDialog, language_titles

if TYPE_CHECKING:
    from workbench.main_window import MainWindow


class Menus(QObject):
    def __init__(self, window: "MainWindow", page_titles: dict[str, str]) -> None:
        super().__init__(window)
        self._window = window
        self._page_titles = page_titles
        self._make()

    # parts

    def _make(self) -> None:
        file = self._window.menuBar().addMenu("&File")
        self._add(file, "Open model &folder…", self._on_open_model, "actionOpenModel", "Ctrl+O")
        self._add(file, "Open &data file…", self._on_open_data, "actionOpenData", "Ctrl+D")
        self._add(file, "Open &run…", self._on_open_run, "actionOpenRun", "Ctrl+Shift+O")
        self._add(file, "&Save run file…", self._on_save_run, "actionSaveRun", "Ctrl+S")
        file.addSeparator()
        self.export_merged = self._add(file, "Export &merged model…", self._on_export_merged, "actionExportMerged")
        self.export_adapter = self._add(file, "Export &adapter…", self._on_export_adapter, "actionExportAdapter")
        file.addSeparator()
        self._add(file, "&Preferences…", self.show_preferences, "actionPreferences", "Ctrl+,")
        self._add(file, "&Quit", self._window.close, "actionQuit", "Ctrl+Q")
        file.setToolTipsVisible(True)
        self._make_edit_menu(self._window.menuBar().addMenu("&Edit"))
        self._make_view_menu(self._window.menuBar().addMenu("&View"))
        run = self._window.menuBar().addMenu("&Run")
        self.start = self._add(run, "&Start training", self._on_start, "actionStart", "Ctrl+Return")
        self.pause = self._add(run, "&Pause", self._on_pause, "actionPause", "Ctrl+P")
        self.stop = self._add(run, "S&top and save", self._window.session.stop_job, "actionStop", "Ctrl+.")
        help_menu = self._window.menuBar().addMenu("&Help")
        self._add(help_menu, "Open &log folder", self._on_open_logs, "actionOpenLogs")
        self._add(help_menu, "&About", self._on_about, "actionAbout")

    def _make_edit_menu(self, menu: QMenu) -> None:
        for title, slot, key in (
            ("&Undo", "undo", QKeySequence.StandardKey.Undo),
            ("Cu&t", "cut", QKeySequence.StandardKey.Cut),
            ("&Copy", "copy", QKeySequence.StandardKey.Copy),
            ("&Paste", "paste", QKeySequence.StandardKey.Paste),
            ("Select &all", "selectAll", QKeySequence.StandardKey.SelectAll),
        ):
            # The key is only shown: the field with the focus answers it by itself.
            text = f"{title}\t{QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)}"
            menu.addAction(text).triggered.connect(partial(self._tell_focused, slot))

    def _make_view_menu(self, menu: QMenu) -> None:
        for number, (name, title) in enumerate(self._page_titles.items(), start=1):
            show = partial(self._window.show_page, name)
            self._add(menu, f"&{number} {title}", show, f"actionPage{title}", f"Ctrl+{number}")
        menu.addSeparator()
        self._themes = QActionGroup(self)
        for mode, title in THEMES.items():
            action = menu.addAction(f"{title} theme" if mode != "system" else "Theme as the system")
            action.setCheckable(True)
            action.setData(mode)
            action.setChecked(mode == self._window.preferences.theme)
            action.triggered.connect(partial(self._on_theme_chosen, mode))
            self._themes.addAction(action)
        menu.addSeparator()
        self._languages = QActionGroup(self)
        for language, title in language_titles().items():
            action = menu.addAction(title)
            action.setObjectName(f"actionLanguage_{language}")
            action.setCheckable(True)
            action.setChecked(language == self._window.preferences.language)
            action.triggered.connect(partial(self._on_language_chosen, language))
            self._languages.addAction(action)

    def _add(self, menu: QMenu, text: str, slot: Callable[[], object], name: str, keys: str = "") -> QAction:
        action = QAction(text, self._window)
        action.setObjectName(name)
        action.setShortcut(QKeySequence(keys))
        action.triggered.connect(lambda _checked=False: slot())
        menu.addAction(action)
        return action

    # state

    def refresh(self) -> None:
        session, job = self._window.session, self._window.session.job
        self.start.setEnabled(self._window.preflight.can_start)
        self.pause.setEnabled(job is not None and job.name == TRAINING_JOB)
        self.pause.setText("&Go on" if job is not None and job.paused else "&Pause")
        self.stop.setEnabled(job is not None)
        for action in (self.export_merged, self.export_adapter):
            reason = why_no_export(session)
            action.setEnabled(not reason)
            action.setToolTip(reason or action.text().replace("&", ""))

    # slots

    def _on_open_model(self) -> None:
        folder = QFileDialog.getExistingDirectory(self._window, "Open a model folder")
        if folder:
            self._window.show_page("model")
            self._window.session.choose_model(folder)

    def _on_open_data(self) -> None:
        files, _ = QFileDialog.getOpenFileNames(self._window, "Open data files", "", FILTER)
        if files:
            self._window.show_page("data")
            self._window.session.change({"data.train": files[0] if len(files) == 1 else files, "data.columns": {}})

    def _on_open_run(self) -> None:
        folder = QFileDialog.getExistingDirectory(self._window, "Open the folder of a run", str(home() / "runs"))
        if folder and self._window.session.open_run(Path(folder)):
            self._window.show_page("chat")

    def _on_save_run(self) -> None:
        file, _ = QFileDialog.getSaveFileName(
            self._window, "Save the run file", f"{self._window.session.run.name}.toml", "Run file (*.toml)"
        )
        if file:
            self._window.write_run(Path(file))

    def _on_export_merged(self) -> None:
        from workbench.export.dialog import export_merged

        export_merged(self._window, self._window.session)

    def _on_export_adapter(self) -> None:
        from workbench.export.dialog import export_adapter

        export_adapter(self._window, self._window.session)

    def show_preferences(self) -> None:
        dialog = PreferencesDialog(self._window.preferences, self._window)
        dialog.changed.connect(self._on_preferences_changed)
        dialog.language_chosen.connect(self._window.language_chosen)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _on_preferences_changed(self) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        theme.set_mode(app, self._window.preferences.theme)
        theme.set_font_points(app, self._window.preferences.font_points)
        for action in self._themes.actions():
            action.setChecked(action.data() == self._window.preferences.theme)

    def _on_theme_chosen(self, mode: str) -> None:
        self._window.preferences.theme = mode
        self._window.preferences.save()
        self._on_preferences_changed()

    def _on_language_chosen(self, language: str) -> None:
        self._window.preferences.language = language
        self._window.preferences.save()
        self._window.language_chosen.emit()

    def _on_start(self) -> None:
        self._window.show_page("train")
        self._window.session.start_training()

    def _on_pause(self) -> None:
        job = self._window.session.job
        if job is not None:
            (job.resume if job.paused else job.pause)()

    def _tell_focused(self, slot: str) -> None:
        focused = QApplication.focusWidget()
        if hasattr(focused, slot):
            getattr(focused, slot)()

    def _on_open_logs(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(home() / "logs")))

    def _on_about(self) -> None:
        from importlib.metadata import PackageNotFoundError, version

        try:
            number = version("peft-workbench")
        except PackageNotFoundError:
            number = "(from source)"
        QMessageBox.about(
            self._window,
            "About peft-workbench",
            f"<h3>peft-workbench {number}</h3><p>Fine-tune a local language model by pointing and clicking. Everything "
            "stays on this machine.</p><p>Apache License 2.0</p>",
        )


def why_no_export(session: Session) -> str:
    """A sentence where there is nothing that could be exported, else empty."""
    job = session.job
    if session.tuned is None:
        return "There is no tuned model yet: train one, or open a run."
    if job is not None:
        return f"{job.name} is still going on."
    return ""
