"""What a run is doing: its stages with the one that goes on, in words, and over a bar of how far it is."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QProgressBar, QVBoxLayout, QWidget

from workbench import theme
from workbench.run_progress import STAGES, RunProgress
from workbench.translation import tr

BETWEEN = "<span> › </span>"


class PhaseLine(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label = QLabel(objectName="phaseLabel")
        self.label.setMinimumWidth(200)
        self.stages = QLabel(objectName="stagesLabel")
        self.stages.setTextFormat(Qt.TextFormat.RichText)
        self.stages.setProperty("rank", "quiet")
        self._stage: int | None = None
        self.bar = QProgressBar(objectName="trainProgress", textVisible=False, maximum=1000)
        self.bar.setAccessibleName(tr("Progress of the run"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.stages)
        layout.addWidget(self.label)
        layout.addWidget(self.bar)
        theme.changed.connect(self._show_stages)
        self._show_stages()

    def show_progress(self, progress: RunProgress, busy: bool) -> None:
        """A bar that only moves to and fro while work of unknown length is done."""
        self._write(progress.text)  # nothing is hidden for it, which would lay out and paint all charts twice
        unknown = busy and (progress.share is None or progress.is_saving)
        self.bar.setMaximum(0 if unknown else 1000)
        if not unknown:
            self.bar.setValue(round((progress.share or 0) * 1000))
        self.bar.setVisible(busy or progress.total_steps > 0)
        self.stages.setVisible(busy and progress.stage is not None)
        if progress.stage != self._stage:
            self._stage = progress.stage
            self._show_stages()

    def _show_stages(self) -> None:
        accent = theme.colours().accent
        said = [
            f'<b style="color: {accent}">{tr(name)}</b>' if number == self._stage else tr(name)
            for number, name in enumerate(STAGES)
        ]
        self.stages.setText(BETWEEN.join(said))
        now = tr(STAGES[self._stage]) if self._stage is not None else ""
        self.stages.setAccessibleName(tr("Stage of the run: {stage}", stage=now))

    def say(self, text: str) -> None:
        self._write(text)
        self.bar.hide()
        self.stages.hide()

    def _write(self, text: str) -> None:
        self.label.setText(text[:1].upper() + text[1:])
