"""The File menu: what is opened, saved and exported, and the preferences."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from workbench.menus.entries import add
from workbench.session import Session
from workbench.translation import tr
from workbench.widgets.preferences_dialog import PreferencesDialog

if TYPE_CHECKING:
    from workbench.main_window import MainWindow

LONGEST_TITLE = 60  # characters of a recent entry


class FileMenu(QObject):
    def __init__(self, window: "MainWindow", menu: QMenu) -> None:
        super().__init__(window)
        self._window = window
        opening = window.opening
        add(menu, window, tr("Open model &folder…"), opening.ask_for_model, "actionOpenModel", "Ctrl+O")
        add(menu, window, tr("Open &data file…"), opening.ask_for_data, "actionOpenData", "Ctrl+D")
        add(menu, window, tr("Open &run…"), opening.ask_for_run, "actionOpenRun", "Ctrl+Shift+O")
        add(menu, window, tr("Open run f&ile…"), opening.ask_for_run_file, "actionOpenRunFile")
        self._make_recent(menu)
        add(menu, window, tr("&Save run file…"), opening.ask_where_to_save, "actionSaveRun", "Ctrl+S")
        menu.addSeparator()
        self.export_merged = add(menu, window, tr("Export &merged model…"), self._on_merged, "actionExportMerged")
        self.export_adapter = add(menu, window, tr("Export &adapter…"), self._on_adapter, "actionExportAdapter")
        menu.addSeparator()
        add(menu, window, tr("&Preferences…"), self.show_preferences, "actionPreferences", "Ctrl+,")
        add(menu, window, tr("&Quit"), window.close, "actionQuit", "Ctrl+Q")
        menu.setToolTipsVisible(True)

    def _make_recent(self, menu: QMenu) -> None:
        for title, name, fill in (
            (tr("Recent m&odels"), "menuRecentModels", self._fill_models),
            (tr("Recent da&ta"), "menuRecentData", self._fill_data),
            (tr("Recent r&uns"), "menuRecentRuns", self._fill_runs),
        ):
            recent = menu.addMenu(title)
            recent.setObjectName(name)
            recent.setToolTipsVisible(True)
            recent.aboutToShow.connect(partial(fill, recent))
            fill(recent)

    # the recent ones

    def _fill_models(self, menu: QMenu) -> None:
        menu.clear()
        for path in dict.fromkeys([*self._window.preferences.recent_models, "starter"]):
            _add_recent(menu, path, path).triggered.connect(partial(self._window.opening.open_model, path))

    def _fill_data(self, menu: QMenu) -> None:
        menu.clear()
        recent = [*self._window.preferences.recent_data, ["starter"]]
        for files in dict.fromkeys(tuple(files) for files in recent):
            title = ", ".join(Path(file).name for file in files[:2]) + (", …" if len(files) > 2 else "")
            action = _add_recent(menu, title, "\n".join(files))
            action.triggered.connect(partial(self._window.opening.open_data, list(files)))

    def _fill_runs(self, menu: QMenu) -> None:
        menu.clear()
        for folder in self._window.preferences.recent_runs:
            if Path(folder).is_dir():
                action = _add_recent(menu, Path(folder).name, folder)
                action.triggered.connect(partial(self._window.opening.open_run, Path(folder)))
        if menu.isEmpty():
            menu.addAction(tr("None yet")).setEnabled(False)

    # state

    def refresh(self) -> None:
        for action in (self.export_merged, self.export_adapter):
            reason = why_no_export(self._window.session)
            action.setEnabled(not reason)
            action.setToolTip(reason or action.text().replace("&", ""))

    # slots

    def _on_merged(self) -> None:
        from workbench.export.dialog import export_merged

        export_merged(self._window, self._window.session)

    def _on_adapter(self) -> None:
        from workbench.export.dialog import export_adapter

        export_adapter(self._window, self._window.session)

    def show_preferences(self) -> None:
        dialog = PreferencesDialog(self._window.preferences, self._window)
        dialog.changed.connect(self._window.menus.view.wear_preferences)
        dialog.language_chosen.connect(self._window.language_chosen)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()


def _add_recent(menu: QMenu, title: str, tip: str) -> QAction:
    short = title if len(title) <= LONGEST_TITLE else f"…{title[-LONGEST_TITLE:]}"
    action = menu.addAction(short.replace("&", "&&"))
    action.setToolTip(tip)
    return action


def why_no_export(session: Session) -> str:
    """A sentence where there is nothing that could be exported, else empty."""
    job = session.job
    if session.tuned is None:
        return tr("There is no tuned model yet: train one, or open a run.")
    if job is not None:
        return tr("{job} is still going on.", job=tr(job.name))
    return ""
