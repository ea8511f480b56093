"""What a run is started, resumed, paused and stopped with, beside the page's title."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QToolButton, QWidget

from tuning_core import BadInput
from workbench import theme
from workbench.session import Session
from workbench.translation import tr


class TrainBar(QWidget):
    stop_asked = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session, self.shown = session, session.shown_run
        title = QLabel(tr("Train"))
        title.setProperty("rank", "title")
        self.settings_button = QToolButton(
            text=tr("Settings"), checkable=True, checked=True, objectName="trainSettingsButton"
        )
        self.settings_button.setIcon(theme.icon("mdi6.tune-variant"))
        self.settings_button.setToolButtonStyle(self.settings_button.toolButtonStyle().ToolButtonTextBesideIcon)
        self.settings_button.setToolTip(tr("Show or hide the training settings"))
        self.start_button = _button("startButton", tr("Start training"), "mdi6.play", "on_accent")
        self.start_button.setProperty("main", True)
        self.queue_button = _button("queueButton", tr("Queue"), "mdi6.playlist-plus")
        self.queue_button.setToolTip(tr("Put the present settings at the end of the queue, or several values of one"))
        self.queue_button.setMenu(self._queue_menu())
        self.resume_button = _button("trainResumeButton", tr("Resume"), "mdi6.play")
        self.pause_button = _button("pauseButton", tr("Pause"), "mdi6.pause")
        self.stop_button = _button("stopButton", tr("Stop…"), "mdi6.stop")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(title)
        row.addStretch(1)
        for button in (
            self.settings_button,
            self.queue_button,
            self.pause_button,
            self.stop_button,
            self.resume_button,
            self.start_button,
        ):
            row.addWidget(button)
        self.start_button.clicked.connect(self.on_start)
        self.resume_button.clicked.connect(self.shown.resume)
        self.pause_button.clicked.connect(self.on_pause)
        self.stop_button.clicked.connect(self.stop_asked)

    def _queue_menu(self) -> QMenu:
        self.add_action = QAction(theme.icon("mdi6.playlist-plus"), tr("&Add to queue"), self)
        self.add_action.triggered.connect(self.on_add_to_queue)
        self.sweep_action = QAction(theme.icon("mdi6.tune-variant"), tr("&Sweep one setting…"), self)
        self.sweep_action.triggered.connect(self.on_sweep)
        menu = self._menu = QMenu(self)  # held: what Python lets go of here takes its actions' wrappers along
        menu.addActions([self.add_action, self.sweep_action])
        return menu

    def refresh(self, in_the_way: str, has_result: bool) -> None:
        """`in_the_way` is a sentence where a start is not possible yet."""
        session, shown = self.session, self.shown
        job, is_on = session.job, session.training_is_on
        reason = in_the_way or (tr("“{job}” is still running.", job=tr(job.name)) if job is not None else "")
        self.start_button.setEnabled(not reason)
        self.start_button.setToolTip(reason or tr("Start training with these settings"))
        self.start_button.setVisible(not is_on)
        self.add_action.setEnabled(not session.refused)
        self.sweep_action.setEnabled(session.core_is_ready and not session.refused)
        again = (has_result or shown.can_resume) and not shown.settings_are_others
        self.start_button.setText(tr("Train again") if again else tr("Start training"))
        self.resume_button.setVisible(shown.can_resume)
        self.resume_button.setEnabled(job is None)
        self.resume_button.setText(tr("Resume from step {step}", step=f"{shown.saved_step:,}"))
        self.pause_button.setVisible(shown.is_training)
        self.stop_button.setVisible(is_on)
        self.stop_button.setText(tr("Stop…") if shown.is_training else tr("Stop"))
        for button in (self.pause_button, self.stop_button):
            button.setEnabled(not shown.progress.stopping)
        paused = shown.progress.paused
        self.pause_button.setText(tr("Go on") if paused else tr("Pause"))
        self.pause_button.setIcon(theme.icon("mdi6.play" if paused else "mdi6.pause"))
        self._set_main(self.resume_button, shown.can_resume and not has_result)
        self._set_main(self.start_button, not shown.can_resume and not again)

    def _set_main(self, button: QPushButton, main: bool) -> None:
        """Only one button at a time is the next thing to do."""
        if button.property("main") != main:
            button.setProperty("main", main)
            button.setIcon(theme.icon("mdi6.play", "on_accent" if main else "text"))
            button.style().polish(button)

    def on_start(self) -> None:
        self.session.start_training()

    def on_add_to_queue(self) -> None:
        session = self.session
        try:
            session.queue.add([session.run.model_copy(update={"name": session.run_name})])
        except BadInput as error:
            session.problem.emit(str(error), "")

    def on_sweep(self) -> None:
        from workbench.widgets.sweep_dialog import SweepDialog

        dialog = SweepDialog(self.session, self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def on_pause(self) -> None:
        job = self.session.job
        if self.shown.is_training and job is not None:
            (job.resume if job.paused else job.pause)()


def _button(name: str, text: str, icon: str, colour: str = "text") -> QPushButton:
    button = QPushButton(text, objectName=name)
    button.setIcon(theme.icon(icon, colour))
    return button
