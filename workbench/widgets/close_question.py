"""Asks what is to become of a job when the window is closed."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QPushButton, QWidget

from workbench.session import TRAINING_JOB
from workbench.translation import tr


class CloseQuestion(QMessageBox):
    """To be opened, not executed: the window must stay alive to hear the end of the job."""

    def __init__(self, job: str, parent: QWidget) -> None:
        super().__init__(parent)
        training = job == TRAINING_JOB
        self.setObjectName("closeQuestion")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setIcon(QMessageBox.Icon.Question)
        self.setText(tr("The model is still training.") if training else tr("{job} is still going on.", job=tr(job)))
        if training:
            self.setInformativeText(
                tr("Stopping saves what was learned so far; the run can be resumed from the Runs page.")
            )
        self.stop: QPushButton = self.addButton(
            tr("Save and close") if training else tr("Stop"), QMessageBox.ButtonRole.AcceptRole
        )
        keep = self.addButton(tr("Keep the window open"), QMessageBox.ButtonRole.RejectRole)
        self.setDefaultButton(keep)
        self.setEscapeButton(keep)
