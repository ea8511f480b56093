"""The menu bar."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from workbench.menus.edit_menu import EditMenu
from workbench.menus.file_menu import FileMenu
from workbench.menus.help_menu import HelpMenu
from workbench.menus.run_menu import RunMenu
from workbench.menus.view_menu import ViewMenu
from workbench.translation import tr

if TYPE_CHECKING:
    from workbench.main_window import MainWindow


class Menus(QObject):
    def __init__(self, window: "MainWindow", page_titles: dict[str, str]) -> None:
        super().__init__(window)
        bar = window.menuBar()
        self.file = FileMenu(window, bar.addMenu(tr("&File")))
        self.edit = EditMenu(window, bar.addMenu(tr("&Edit")))
        self.view = ViewMenu(window, bar.addMenu(tr("&View")), page_titles)
        self.run = RunMenu(window, bar.addMenu(tr("&Run")))
        self.help = HelpMenu(window, bar.addMenu(tr("&Help")))

    def refresh(self) -> None:
        self.file.refresh()
        self.run.refresh()

    def show_preferences(self) -> None:
        self.file.show_preferences()
