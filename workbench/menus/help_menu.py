"""The Help menu: the tour, the keys, and where to look when something went wrong."""

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QMenu, QMessageBox

from tuning_core.resource_files import home
from workbench.menus.entries import add
from workbench.outside import open_place
from workbench.translation import tr

if TYPE_CHECKING:
    from workbench.main_window import MainWindow


class HelpMenu(QObject):
    def __init__(self, window: "MainWindow", menu: QMenu) -> None:
        super().__init__(window)
        self._window = window
        add(menu, window, tr("&Try it in two minutes"), window.over_the_pages.start_tour, "actionTour")
        add(menu, window, tr("&Keyboard shortcuts…"), self._on_keys, "actionShortcuts", "F1")
        menu.addSeparator()
        add(menu, window, tr("Open &log folder"), self._on_logs, "actionOpenLogs")
        add(menu, window, tr("&Report a crash…"), self._on_crash, "actionReportCrash")
        menu.addSeparator()
        if sys.platform == "linux":
            title = tr("Add to the &desktop's programs")
            add(menu, window, title, self._on_desktop_entry, "actionInstallDesktopEntry")
        add(menu, window, tr("&About"), self._on_about, "actionAbout")

    def _on_keys(self) -> None:
        from workbench.widgets.shortcuts_dialog import ShortcutsDialog

        dialog = ShortcutsDialog(self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _on_logs(self) -> None:
        folder = home() / "logs"
        folder.mkdir(parents=True, exist_ok=True)
        open_place(folder)

    def _on_crash(self) -> None:
        from workbench.widgets.crash_dialog import CrashDialog

        dialog = CrashDialog(self._window.session.run, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _on_desktop_entry(self) -> None:
        from workbench.desktop_entry import install

        try:
            file = install()
        except OSError as error:
            sentence = tr("{file} cannot be written ({reason}).", file=error.filename, reason=error.strerror)
            self._window.session.problem.emit(sentence, "")
            return
        self._window.message_bar.tell_notice(tr("The desktop lists peft-workbench now ({file}).", file=file))

    def _on_about(self) -> None:
        from workbench.crash_report import program_version

        QMessageBox.about(
            self._window,
            tr("About peft-workbench"),
            f"<h3>peft-workbench {program_version()}</h3><p>"
            + tr("Fine-tune a local language model by pointing and clicking. Everything stays on this machine.")
            + "</p><p>Apache License 2.0</p>",
        )
