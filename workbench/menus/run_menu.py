"""The Run menu: start, pause and stop, the queue, what fits the memory, and the command of the run."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QAbstractButton, QMenu

from workbench.menus.entries import add
from workbench.run_command import command_of
from workbench.session import TRAINING_JOB
from workbench.translation import tr

if TYPE_CHECKING:
    from workbench.main_window import MainWindow


class RunMenu(QObject):
    def __init__(self, window: "MainWindow", menu: QMenu) -> None:
        super().__init__(window)
        self._window = window
        self.start = add(menu, window, tr("&Start training"), self._on_start, "actionStart", "Ctrl+Return")
        self.pause = add(menu, window, tr("&Pause"), self._on_pause, "actionPause", "Ctrl+P")
        self.stop = add(menu, window, tr("S&top…"), self._on_stop, "actionStop", "Ctrl+.")
        menu.addSeparator()
        add(menu, window, tr("&Add to queue"), self._on_add_to_queue, "actionAddToQueue", "Ctrl+Shift+Return")
        add(menu, window, tr("S&weep one setting…"), self._on_sweep, "actionSweep")
        add(menu, window, tr("Show the &queue"), self._on_show_queue, "actionShowQueue", "Ctrl+Shift+Q")
        menu.addSeparator()
        self.fit = add(menu, window, tr("&Fit to my memory…"), window.preflight.show_fit, "actionFit")
        add(menu, window, tr("Show the &command…"), self._on_command, "actionShowCommand")

    def refresh(self) -> None:
        job = self._window.session.job
        self.start.setEnabled(self._window.preflight.can_start)
        self.pause.setEnabled(job is not None and job.name == TRAINING_JOB)
        self.pause.setText(tr("&Go on") if job is not None and job.paused else tr("&Pause"))
        self.stop.setEnabled(job is not None)
        self.fit.setEnabled(self._window.preflight.can_fit)

    def _on_start(self) -> None:
        self._window.show_page("train")
        self._window.session.start_training()

    def _on_pause(self) -> None:
        job = self._window.session.job
        if job is not None:
            (job.resume if job.paused else job.pause)()

    def _on_add_to_queue(self) -> None:
        self._window.page("train").bar.on_add_to_queue()

    def _on_sweep(self) -> None:
        self._window.page("train").bar.on_sweep()

    def _on_show_queue(self) -> None:
        self._window.show_page("runs")
        self._window.page("runs").show_queue()

    def _on_stop(self) -> None:
        """A training is stopped on its page, where the ways to stop it are offered."""
        if not self._window.session.training_is_on:
            self._window.session.stop_job()
            return
        self._window.show_page("train")
        button = self._window.page("train").findChild(QAbstractButton, "stopButton")
        if button is not None:
            button.click()

    def _on_command(self) -> None:
        """Of a run with the settings of now, which stand in a file first."""
        from workbench.widgets.command_dialog import CommandDialog

        sentence = tr("This trains the same run in a terminal, where its run file is (File, Save run file):")
        command = command_of(Path(f"{self._window.session.run_name}.toml"))
        dialog = CommandDialog(tr("Command of the run"), sentence, command, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
