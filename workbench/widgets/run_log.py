"""What happened in a run besides its steps, each line with its time."""

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

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
from workbench.translation import tr, tr_count
from workbench.wording import bytes_text, count_text, duration_text, number_text, percent_text, plain_sentence

MOST_LINES = 2000
FILTER_WIDTH = 200  # pixels


class RunLog(QFrame):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self._trained_seconds = 0.0
        title = QLabel(tr("Log"))
        title.setProperty("rank", "heading")
        self.lines = QListWidget(objectName="runLog")
        self.lines.setAccessibleName(tr("Log of the run"))
        self.lines.setFrameShape(QFrame.Shape.NoFrame)
        self.lines.setWordWrap(True)
        self.lines.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.lines.setStyleSheet("QListWidget::item { padding: 1px 0 }")
        self.lines.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self._follows = True  # until the person scrolls up
        bar = self.lines.verticalScrollBar()
        bar.actionTriggered.connect(self._on_scrolled)
        bar.rangeChanged.connect(self._show_end)
        self.filter_edit = QLineEdit(objectName="logFilterEdit", placeholderText=tr("Filter"))
        self.filter_edit.setAccessibleName(tr("Show only lines with this text"))
        self.filter_edit.setClearButtonEnabled(True)
        self.filter_edit.setMaximumWidth(FILTER_WIDTH)
        self.filter_edit.textChanged.connect(self._show_lines)
        self.copy_button = QToolButton(objectName="copyLogButton")
        self.copy_button.setIcon(theme.icon("mdi6.content-copy", "quiet"))
        self.copy_button.setToolTip(tr("Copy the chosen lines, or all that are shown"))
        self.copy_button.setAccessibleName(tr("Copy the log"))
        self.copy_button.clicked.connect(self.copy)
        copying = QShortcut(QKeySequence.StandardKey.Copy, self.lines, context=Qt.ShortcutContext.WidgetShortcut)
        copying.activated.connect(self.copy)
        head = QHBoxLayout()
        head.addWidget(title)
        head.addStretch(1)
        head.addWidget(self.filter_edit)
        head.addWidget(self.copy_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 4, 4, 4)
        layout.setSpacing(0)
        layout.addLayout(head)
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
        item.setHidden(not self._is_wanted(item))

    def _is_wanted(self, item: QListWidgetItem) -> bool:
        return self.filter_edit.text().lower() in item.text().lower()

    def _show_lines(self) -> None:
        for row in range(self.lines.count()):
            item = self.lines.item(row)
            item.setHidden(not self._is_wanted(item))

    def copy(self) -> None:
        """The chosen lines; where none is chosen, all that are shown."""
        shown = [self.lines.item(row) for row in range(self.lines.count()) if not self.lines.item(row).isHidden()]
        chosen = [item for item in shown if item.isSelected()]
        QGuiApplication.clipboard().setText("\n".join(item.text() for item in chosen or shown))

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
            best = tr(" (best so far)") if event.best else ""
            said = tr(
                "held-out loss {loss}, perplexity {perplexity} at step {step}",
                loss=number_text(event.loss),
                perplexity=number_text(event.perplexity),
                step=f"{event.step:,}",
            )
            return "mdi6.ruler", "held_out", f"{said}{best}"
        case CheckpointSaved():
            size = bytes_text(event.size_bytes)
            return (
                "mdi6.content-save-outline",
                "good",
                tr("checkpoint saved at step {step} ({size})", step=f"{event.step:,}", size=size),
            )
        case Warned() | Alarmed():
            return "mdi6.alert-outline", "warning", plain_sentence(event.sentence)
        case Finished():
            said = tr(
                "stopped at step {step}, trained for {time}, saved in {folder}"
                if event.stopped
                else "finished at step {step}, trained for {time}, saved in {folder}",
                step=f"{event.step:,}",
                time=duration_text(trained_seconds),
                folder=event.folder,
            )
            return "mdi6.flag-checkered", "good", said
        case Probed():
            said = tr(
                "a try of the longest rows took {measured}; the run needs about {needed}",
                measured=bytes_text(event.measured_bytes),
                needed=bytes_text(sum(event.parts.values())),
            )
            return "mdi6.memory", "quiet", said
        case Failed():
            return "mdi6.alert-circle-outline", "problem", plain_sentence(event.sentence)
    return None


def _start(event: Started) -> str:
    share = percent_text(event.trainable_parameters / max(event.total_parameters, 1))
    went_on = (
        tr(
            "going on from step {first_step} of {total_steps}: ",
            first_step=f"{event.first_step:,}",
            total_steps=f"{event.total_steps:,}",
        )
        if event.first_step
        else ""
    )
    held_out = (
        tr(", {rows} held out", rows=tr_count("{n} row", "{n} rows", event.held_out_rows))
        if event.held_out_rows
        else ""
    )
    learning = tr(
        "learning {n} parameters ({share} of the model) from {rows}",
        n=count_text(event.trainable_parameters),
        share=share,
        rows=tr_count("{n} row", "{n} rows", event.training_rows),
    )
    return f"{went_on}{learning}{held_out}"
