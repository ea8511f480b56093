"""What is about to be trained, what it will need, what stands in the way, and the button that starts it."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from workbench import preflight, theme
from workbench.form import mark
from workbench.session import Session
from workbench.translation import tr
from workbench.widgets.facts import Facts
from workbench.widgets.fit_dialog import FitDialog
from workbench.wording import bytes_text, plain_sentence

WIDTH = 272


class PreflightCard(QFrame):
    page_wanted = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("preflightCard")
        self.setProperty("surface", "card")
        self._session = session
        self._headline = QLabel()
        self._headline.setProperty("rank", "heading")
        self._facts = Facts(("Model", "Data", "Method", "Batch", "Steps", "Settings"))
        self._obstacles = QVBoxLayout()
        self._obstacles.setSpacing(8)
        self._start = QPushButton("Start training")
        self._start.setObjectName("preflightStartButton")
        self._start.setProperty("main", True)
        self._start.setIcon(theme.icon("mdi6.play", "on_accent"))
        self._start.clicked.connect(self._on_start_clicked)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(16, 16, 16, 16)
        self._layout.setSpacing(16)
        self._layout.addWidget(self._headline)
        self._layout.addWidget(self._facts)
        self._forecast = self._make_forecast()
        self._layout.addWidget(self._forecast)
        self._layout.addLayout(self._obstacles)
        self._layout.addWidget(self._start)
        self._layout.addStretch()
        for signal in (
            session.core_asked,
            session.core_ready,
            session.settings_changed,
            session.model_changed,
            session.data_changed,
            session.job_started,
            session.job_paused,
            session.job_ended,
            session.pricing.changed,
            session.data_checks.changed,
        ):
            signal.connect(self.refresh)
        self.set_folded(False)
        self.refresh()

    def _make_forecast(self) -> QWidget:
        box = QWidget()
        self._memory = QLabel("Memory")
        self.forecast_bar = QProgressBar(textVisible=False)
        self.forecast_bar.setObjectName("memoryForecast")
        self.forecast_bar.setAccessibleName("Memory that the run will need")
        layout = QVBoxLayout(box)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._memory)
        layout.addWidget(self.forecast_bar)
        self.fit_button = QPushButton("Fit to my memory…", objectName="fitButton")
        self.fit_button.setProperty("link", True)
        self.fit_button.setToolTip("What to change for the run to take no more than so much")
        self.fit_button.clicked.connect(self._on_fit_clicked)
        layout.addWidget(self.fit_button, 0, Qt.AlignmentFlag.AlignLeft)
        return box

    def set_folded(self, folded: bool) -> None:
        """Folded, it is a bar beneath the page."""
        direction = QBoxLayout.Direction.LeftToRight if folded else QBoxLayout.Direction.TopToBottom
        self._layout.setDirection(direction)
        self._layout.setContentsMargins(16, 8, 16, 8) if folded else self._layout.setContentsMargins(16, 16, 16, 16)
        self._facts.setVisible(not folded)
        self._layout.setStretchFactor(self._forecast, 1 if folded else 0)
        self._layout.setStretch(self._layout.count() - 1, 0 if folded else 1)
        self.setMinimumWidth(0 if folded else WIDTH)
        self.setMaximumWidth(16_777_215 if folded else WIDTH)

    def show_start(self, shown: bool) -> None:
        """The Train page has a start button of its own."""
        self._start.setVisible(shown)

    @property
    def can_start(self) -> bool:
        return self._start.isEnabled()

    def refresh(self) -> None:
        session = self._session
        found = preflight.obstacles(session) if session.core_is_ready else []
        ready = session.card is not None and not any(obstacle.blocking for obstacle in found)
        self._headline.setText(self._headline_text(ready))
        self._start.setEnabled(session.core_is_ready and ready and session.job is None)
        self._facts.tell(self._texts())
        self._facts.values["Settings"].setToolTip("\n".join(preflight.non_default(session)))
        self._show_forecast()
        self._show_obstacles(found)

    def _headline_text(self, ready: bool) -> str:
        session = self._session
        if session.job is not None:
            return f"{session.job.name} is paused" if session.job.paused else session.job.name
        if not session.core_is_asked:
            return tr("Ready when you are")
        if not session.core_is_ready:
            return tr("Getting ready…")
        return "Ready to train" if ready else "Not ready yet"

    def _texts(self) -> dict[str, str]:
        session = self._session
        differing = len(preflight.non_default(session))
        return {
            "Model": preflight.model_line(session),
            "Data": preflight.data_line(session),
            "Method": preflight.method_line(session),
            "Batch": preflight.batch_line(session.run),
            "Steps": preflight.steps_line(session),
            "Settings": f"{differing} not the default" if differing else "all default",
        }

    def _show_forecast(self) -> None:
        forecast = self._session.pricing.price.forecast
        self.fit_button.setVisible(forecast is not None and self._session.job is None)
        if forecast is None:
            self._memory.setText("Memory: not known yet")
            self.forecast_bar.setRange(0, 1000)
            self.forecast_bar.setValue(0)
            return
        share = forecast.needed_bytes / max(1, forecast.available_bytes)
        self._memory.setText(f"Memory {bytes_text(forecast.needed_bytes)} of {bytes_text(forecast.available_bytes)}")
        parts = [f"{name}: {bytes_text(size)}" for name, size in forecast.parts.items()]
        self.forecast_bar.setToolTip("\n".join([*parts, plain_sentence(forecast.note)]).strip())
        self.forecast_bar.setValue(min(1000, max(10, round(1000 * share))))
        mark(self.forecast_bar, "full", share > 1)

    def _show_obstacles(self, found: list[preflight.Obstacle]) -> None:
        while (item := self._obstacles.takeAt(0)) is not None:
            item.widget().hide()
            item.widget().deleteLater()
        for obstacle in found:
            self._obstacles.addWidget(self._obstacle_line(obstacle))

    def _obstacle_line(self, obstacle: preflight.Obstacle) -> QWidget:
        line = QWidget()
        sentence = QLabel(obstacle.sentence)
        sentence.setWordWrap(True)
        sentence.setProperty("rank", "quiet" if obstacle.quiet else "problem" if obstacle.blocking else "warning")
        jump = QPushButton("Show" if obstacle.blocking else "Change")
        jump.setProperty("link", True)
        jump.clicked.connect(partial(self.page_wanted.emit, obstacle.page))
        layout = QHBoxLayout(line)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(sentence, 1)
        layout.addWidget(jump, 0, Qt.AlignmentFlag.AlignTop)
        return line

    def _on_fit_clicked(self) -> None:
        dialog = self.window().findChild(FitDialog) or FitDialog(self._session, self.window())
        dialog.show()
        dialog.activateWindow()

    def _on_start_clicked(self) -> None:
        self.page_wanted.emit("train")
        self._session.start_training()
