"""What is about to be trained, what it will need, what stands in the way, and the button that starts it."""

from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
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
from workbench.translation import tr, tr_core, tr_count
from workbench.widgets.changed_settings import ChangedSettings
from workbench.widgets.emptying import empty
from workbench.widgets.fact_links import FactLinks
from workbench.widgets.fit_dialog import FitDialog
from workbench.widgets.snug_scroll import SnugScroll
from workbench.wording import bytes_text, plain_sentence

WIDTH = 272  # pixels, for letters of 10 points
WIDEST = 16_777_215
SETTING_OF = {"batch": "training.batch_size", "steps": "training.max_steps"}  # that a fact is chosen by


class PreflightCard(QFrame):
    page_wanted = Signal(str)
    setting_wanted = Signal(str)  # its dotted name

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("preflightCard")
        self.setProperty("surface", "card")
        self._session = session
        self._folded = False
        self._headline = QLabel(objectName="preflightHeadline")
        self._headline.setProperty("rank", "heading")
        self._headline.setWordWrap(True)
        self._start = QPushButton(tr("Start training"), objectName="preflightStartButton")
        self._start.setProperty("main", True)
        self._start.setIcon(theme.icon("mdi6.play", "on_accent"))
        self._start.clicked.connect(self._on_start_clicked)
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(self._headline)
        self._scroll = SnugScroll(self._make_inner())
        self._layout.addWidget(self._scroll, 1)
        self._layout.addWidget(self._start)
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

    def _make_inner(self) -> QWidget:
        inner = QWidget(objectName="scrolled")
        self._facts = FactLinks(
            {
                "model": tr("Model"),
                "data": tr("Data"),
                "method": tr("Method"),
                "batch": tr("Batch"),
                "steps": tr("Steps"),
            }
        )
        self._facts.clicked.connect(self._on_fact_clicked)
        self.settings_button = QPushButton(objectName="changedSettingsButton")
        self.settings_button.setProperty("link", True)
        self.settings_button.setToolTip(tr("Which settings are not the default, and a way back for each"))
        self.settings_button.clicked.connect(self._on_settings_clicked)
        self._obstacles = QVBoxLayout()
        self._obstacles.setSpacing(8)
        self._inner = QVBoxLayout(inner)
        self._inner.setContentsMargins(0, 0, 0, 0)
        self._inner.setSpacing(12)
        self._forecast = self._make_forecast()
        self._inner.addWidget(self._facts)
        self._inner.addWidget(self.settings_button, 0, Qt.AlignmentFlag.AlignLeft)
        self._inner.addWidget(self._forecast)
        self._inner.addLayout(self._obstacles)
        return inner

    def _make_forecast(self) -> QWidget:
        box = QWidget()
        self._memory = QLabel()
        self._memory.setWordWrap(True)
        self.forecast_bar = QProgressBar(textVisible=False, objectName="memoryForecast", maximum=1000)
        self.forecast_bar.setAccessibleName(tr("Memory that the run will need"))
        self.fit_button = QPushButton(tr("Fit to my memory…"), objectName="fitButton")
        self.fit_button.setProperty("link", True)
        self.fit_button.setToolTip(tr("What to change for the run to take no more than so much"))
        self.fit_button.clicked.connect(self.show_fit)
        layout = QVBoxLayout(box)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self._memory)
        layout.addWidget(self.forecast_bar)
        layout.addWidget(self.fit_button, 0, Qt.AlignmentFlag.AlignLeft)
        return box

    def set_folded(self, folded: bool) -> None:
        """Folded, it is a bar beneath the page."""
        self._folded = folded
        sideways, downwards = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._layout.setDirection(sideways if folded else downwards)
        self._inner.setSpacing(4 if folded else 12)
        margins = (16, 8, 16, 8) if folded else (16, 16, 16, 16)
        self._layout.setContentsMargins(*margins)
        self._layout.setSpacing(16 if folded else 12)
        self._facts.setVisible(not folded)
        self.fit_button.setVisible(self.can_fit and not folded)
        self._set_width()

    def _set_width(self) -> None:
        width = round(WIDTH * max(1.0, self.font().pointSizeF() / 10))
        self.setMinimumWidth(0 if self._folded else width)
        self.setMaximumWidth(WIDEST if self._folded else width)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_facts"):
            self._set_width()

    def show_start(self, shown: bool) -> None:
        """The Train page has a start button of its own."""
        self._start.setVisible(shown)

    @property
    def can_start(self) -> bool:
        return self._start.isEnabled()

    @property
    def can_fit(self) -> bool:
        return self._session.pricing.price.forecast is not None and self._session.job is None

    # state

    def refresh(self) -> None:
        session = self._session
        found = preflight.obstacles(session) if session.core_is_ready else []
        ready = session.card is not None and not any(obstacle.blocking for obstacle in found)
        self._headline.setText(self._headline_text(ready))
        self._start.setEnabled(session.core_is_ready and ready and session.job is None)
        self._facts.tell(self._texts())
        self._show_settings()
        self._show_forecast()
        self._show_obstacles(found)

    def _headline_text(self, ready: bool) -> str:
        session = self._session
        if session.job is not None:
            job = tr(session.job.name)
            return tr("{job} is paused", job=job) if session.job.paused else job
        if not session.core_is_asked:
            return tr("Waiting for you")
        if not session.core_is_ready:
            return tr("Getting ready…")
        return tr("Ready to train") if ready else tr("Not ready yet")

    def _texts(self) -> dict[str, str]:
        session = self._session
        return {
            "model": preflight.model_line(session),
            "data": preflight.data_line(session),
            "method": preflight.method_line(session),
            "batch": preflight.batch_line(session.run),
            "steps": preflight.steps_line(session),
        }

    def _show_settings(self) -> None:
        number = len(preflight.differing(self._session))
        said = tr_count("{n} setting is not the default", "{n} settings are not the default", number)
        self.settings_button.setText(said if number else tr("All other settings are the default"))
        self.settings_button.setEnabled(number > 0)

    def _show_forecast(self) -> None:
        forecast = self._session.pricing.price.forecast
        self.fit_button.setVisible(self.can_fit and not self._folded)  # folded, it is in the Run menu alone
        if forecast is None:
            asked = self._session.core_is_asked
            self._memory.setText(tr("Memory: not known yet") if asked else tr("Memory: told as soon as you begin"))
            self.forecast_bar.setRange(0, 1000)
            self.forecast_bar.setValue(0)
            return
        needed, there = bytes_text(forecast.needed_bytes), bytes_text(forecast.available_bytes)
        share = forecast.needed_bytes / max(1, forecast.available_bytes)
        self._memory.setText(tr("Memory {needed} of {there}", needed=needed, there=there))
        parts = [f"{tr_core(name)}: {bytes_text(size)}" for name, size in forecast.parts.items()]
        self.forecast_bar.setToolTip("\n".join([*parts, tr_core(plain_sentence(forecast.note))]).strip())
        self.forecast_bar.setValue(min(1000, max(10, round(1000 * share))))
        mark(self.forecast_bar, "full", share > 1)

    def _show_obstacles(self, found: list[preflight.Obstacle]) -> None:
        empty(self._obstacles)
        for obstacle in found:
            self._obstacles.addWidget(self._obstacle_line(obstacle))

    def _obstacle_line(self, obstacle: preflight.Obstacle) -> QWidget:
        line = QWidget()
        sentence = QLabel(obstacle.sentence)
        sentence.setWordWrap(True)
        sentence.setProperty("rank", "quiet" if obstacle.quiet else "problem" if obstacle.blocking else "warning")
        way = QPushButton(tr("Fit it…") if obstacle.fits else tr("Show") if obstacle.blocking else tr("Change"))
        way.setProperty("link", True)
        way.setAccessibleDescription(obstacle.sentence)
        if obstacle.fits:
            way.clicked.connect(self.show_fit)
        elif obstacle.setting:
            way.clicked.connect(partial(self.setting_wanted.emit, obstacle.setting))
        else:
            way.clicked.connect(partial(self.page_wanted.emit, obstacle.page))
        layout = QHBoxLayout(line)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(sentence, 1)
        layout.addWidget(way, 0, Qt.AlignmentFlag.AlignTop)
        return line

    # slots

    def show_fit(self) -> None:
        if not self.can_fit:
            return
        dialog = self.window().findChild(FitDialog) or FitDialog(self._session, self.window())
        dialog.show()
        dialog.activateWindow()

    def _on_fact_clicked(self, key: str) -> None:
        if key in SETTING_OF:
            self.setting_wanted.emit(SETTING_OF[key])
        else:
            self.page_wanted.emit(key)

    def _on_settings_clicked(self) -> None:
        ChangedSettings(self._session, self).show_beside(self.settings_button)

    def _on_start_clicked(self) -> None:
        self.page_wanted.emit("train")
        self._session.start_training()
