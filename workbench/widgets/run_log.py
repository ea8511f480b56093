"""What happened in a run besides its steps, each line with its time."""

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from tuning_core.events import (
    Alarmed,
    CheckpointSaved,
    Evaluated,
    Event,
    Failed,
    Finished,
    Probed,
    Started,
    StepDone,
    Warned,
)
from workbench import theme
from workbench.wording import bytes_text, count_text, duration_text, number_text, percent_text, plain_sentence, plural

MOST_LINES = 2000


class RunLog(QFrame):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self._trained_seconds = 0.0
        title = QLabel("Log")
        title.setProperty("rank", "heading")
        self.lines = QListWidget(objectName="runLog")
        self.lines.setAccessibleName("Log of the run")
        self.lines.setFrameShape(QFrame.Shape.NoFrame)
        self.lines.setWordWrap(True)
        self.lines.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.lines.setStyleSheet("QListWidget::item { padding: 1px 0 }")
        self.lines.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self._follows = True  # until the person scrolls up
        bar = self.lines.verticalScrollBar()
        bar.actionTriggered.connect(self._on_scrolled)
        bar.rangeChanged.connect(self._show_end)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 4, 4)
        layout.setSpacing(0)
        layout.addWidget(title)
        layout.addWidget(self.lines)

    def take(self, event: Event, at: datetime | None = None) -> None:
        """`at` is when it was told, where that is not now."""
        if isinstance(event, StepDone):
            self._trained_seconds += event.seconds
        line = line_about(event, self._trained_seconds)
        if line:
            self.add(*line, at)

    def add(self, icon: str, colour: str, text: str, at: datetime | None = None) -> None:
        if self.lines.count() >= MOST_LINES:
            self.lines.takeItem(0)
        item = QListWidgetItem(theme.icon(icon, colour), f"{at or datetime.now():%H:%M:%S}   {text}")
        item.setToolTip(text)
        self.lines.addItem(item)

    def _on_scrolled(self) -> None:
        bar = self.lines.verticalScrollBar()
        self._follows = bar.sliderPosition() >= bar.maximum()

    def _show_end(self) -> None:
        if self._follows:
            self.lines.scrollToBottom()

    def clear(self) -> None:
        self._follows = True
        self.lines.clear()
        self._trained_seconds = 0.0

    def texts(self) -> list[str]:
        return [self.lines.item(row).text() for row in range(self.lines.count())]


def line_about(event: Event, trained_seconds: float = 0) -> tuple[str, str, str] | None:
    """Icon, colour and words; None for events that the charts show. The time is that of the steps, as in the table of
    runs, since pauses are no training."""
    match event:
        case Started():
            return "mdi6.play", "quiet", _start(event)
        case Evaluated():
            best = " (best so far)" if event.best else ""
            losses = f"held-out loss {number_text(event.loss)}, perplexity {number_text(event.perplexity)}"
            return "mdi6.ruler", "held_out", f"{losses} at step {event.step:,}{best}"
        case CheckpointSaved():
            size = bytes_text(event.size_bytes)
            return "mdi6.content-save-outline", "good", f"checkpoint saved at step {event.step:,} ({size})"
        case Warned() | Alarmed():
            return "mdi6.alert-outline", "warning", plain_sentence(event.sentence)
        case Finished():
            how = f"{'stopped' if event.stopped else 'finished'} at step {event.step:,}"
            took = f"trained for {duration_text(trained_seconds)}, saved in {event.folder}"
            return "mdi6.flag-checkered", "good", f"{how}, {took}"
        case Probed():
            needs = f"a try of the longest rows took {bytes_text(event.measured_bytes)}; the run needs about"
            return "mdi6.memory", "quiet", f"{needs} {bytes_text(sum(event.parts.values()))}"
        case Failed():
            return "mdi6.alert-circle-outline", "problem", plain_sentence(event.sentence)
    return None


def _start(event: Started) -> str:
    share = percent_text(event.trainable_parameters / max(event.total_parameters, 1))
    went_on = f"going on from step {event.first_step:,} of {event.total_steps:,}: " if event.first_step else ""
    held_out = f", {plural(event.held_out_rows, 'row')} held out" if event.held_out_rows else ""
    learning = f"learning {count_text(event.trainable_parameters, 'parameters')} ({share} of the model)"
    return f"{went_on}{learning} from {plural(event.training_rows, 'row')}{held_out}"
