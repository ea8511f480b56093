"""How the chosen model is loaded: in how many bits, on which device; and the button that does it."""

from typing import Any

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QToolButton, QVBoxLayout, QWidget

from tuning_core.run_file import ModelSettings
from workbench.choices import LOADING_JOB
from workbench.form import Form
from workbench.preferences import Preferences
from workbench.session import Session
from workbench.translation import tr
from workbench.weight_sizes import weight_bytes
from workbench.widgets.bits_choice import BitsChoice
from workbench.widgets.card import Card
from workbench.widgets.job_panel import JobPanel
from workbench.wording import bytes_text, plain_sentence


class LoadAs(Card):
    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(tr("Load it as"), parent)
        self.session = session
        self._build()

    def _build(self) -> None:
        self.form = Form(ModelSettings, leave_out=frozenset({"path", "task", "quantization"}))
        self.form.setObjectName("scrolled")
        self.form.changed.connect(self._on_form_changed)
        scroll = QScrollArea(widgetResizable=True, frameShape=QFrame.Shape.NoFrame)
        self.bits = BitsChoice()
        self.bits.chosen.connect(lambda name: self._on_form_changed({"quantization": name}))
        choices = QWidget(objectName="scrolled")
        inside = QVBoxLayout(choices)
        inside.setContentsMargins(0, 0, 8, 0)
        inside.setSpacing(16)
        inside.addWidget(self.bits)
        inside.addWidget(self.form)
        scroll.setWidget(choices)
        self.advanced_button = QToolButton(text=tr("Advanced"), checkable=True, objectName="modelAdvancedButton")
        self.advanced_button.setToolTip(tr("Show every setting"))
        self.advanced_button.toggled.connect(self.form.show_advanced)
        self.head.addWidget(self.advanced_button)
        self.weight = QLabel()
        self.weight.setWordWrap(True)
        self.weight.setProperty("rank", "quiet")
        self.load_button = QPushButton(tr("Load model"))
        self.load_button.setObjectName("loadModelButton")
        self.load_button.clicked.connect(self._on_load_clicked)
        self.unload_button = QPushButton(tr("Unload"))
        self.unload_button.setObjectName("unloadModelButton")
        self.unload_button.setToolTip(tr("Frees the memory that the model takes"))
        self.unload_button.clicked.connect(self.session.free_memory)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.load_button, 1)
        buttons.addWidget(self.unload_button)
        self.body.addWidget(scroll, 1)
        self.body.addWidget(self.weight)
        self.body.addWidget(JobPanel(self.session, (LOADING_JOB,)))
        self.body.addLayout(buttons)

    def refresh(self) -> None:
        session = self.session
        free, loaded = session.model_can_change, session.loaded is not None
        self.form.set_values(session.run.model.model_dump())
        for widget in (self.form, self.bits, self.unload_button):
            widget.setEnabled(free)
        self.bits.show_choices(session.card, session.run.model)
        self.load_button.setEnabled(free and not loaded and not session.card_problem)
        self.load_button.setToolTip(plain_sentence(session.card_problem))
        self.load_button.setText(tr("Loaded") if loaded else tr("Load model"))
        is_loading = session.job is not None and session.job.name == LOADING_JOB
        self.load_button.setVisible(not is_loading)  # its progress stands there meanwhile
        self.unload_button.setVisible(loaded)
        self._show_weight()

    def show_advanced(self) -> None:
        self.advanced_button.setChecked(True)

    def _show_weight(self) -> None:
        session = self.session
        if session.loaded is not None:
            text = tr(
                "In memory: {size} on {device}.",
                size=bytes_text(session.loaded.memory_bytes),
                device=session.loaded.device.upper(),
            )
        elif session.card is not None:
            text = tr(
                "Will take about {size} of memory.", size=bytes_text(weight_bytes(session.card, session.run.model))
            )
        else:
            text = ""
        self.weight.setText(text)
        self.weight.setVisible(bool(text))

    def _on_form_changed(self, values: dict[str, Any]) -> None:
        if not self.session.change({f"model.{name}": value for name, value in values.items()}):
            self.refresh()

    def _on_load_clicked(self) -> None:
        if self.session.load_model():
            Preferences().remember_model(self.session.run.model.path)
