"""What a run is doing, in words, over a bar of how far it is."""

from PySide6.QtWidgets import QLabel, QProgressBar, QVBoxLayout, QWidget

from workbench.run_progress import RunProgress
from workbench.translation import tr


class PhaseLine(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label = QLabel(objectName="phaseLabel")
        self.label.setMinimumWidth(200)
        self.bar = QProgressBar(objectName="trainProgress", textVisible=False, maximum=1000)
        self.bar.setAccessibleName(tr("Progress of the run"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.label)
        layout.addWidget(self.bar)

    def show_progress(self, progress: RunProgress, busy: bool) -> None:
        """A bar that only moves to and fro while work of unknown length is done."""
        self.say(progress.text)
        unknown = busy and (progress.share is None or progress.is_saving)
        self.bar.setMaximum(0 if unknown else 1000)
        if not unknown:
            self.bar.setValue(round((progress.share or 0) * 1000))
        self.bar.setVisible(busy or progress.total_steps > 0)

    def say(self, text: str) -> None:
        self.label.setText(text[:1].upper() + text[1:])
        self.bar.hide()
