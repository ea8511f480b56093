"""The Model page: choose a model, see what it is without loading it, and load it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from workbench.session import Session
from workbench.translation import tr
from workbench.widgets.load_as import LoadAs
from workbench.widgets.model_choice import ModelChoice
from workbench.widgets.model_facts import ModelFacts
from workbench.widgets.page_scroll import PageScroll

LEAST_HEIGHT = 296  # pixels of the cards; a window that is lower scrolls


class ModelPage(QWidget):
    page_wanted = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("modelPage")
        self.session = session
        self.choice, self.facts, self.load_as = ModelChoice(session), ModelFacts(session), LoadAs(session)
        self._build()
        self.choice.ready_to_train.connect(lambda: self.page_wanted.emit("train"))
        self.facts.advanced_wanted.connect(self.load_as.show_advanced)
        for signal in (
            session.settings_changed,
            session.core_asked,
            session.core_ready,
            session.model_changed,
            session.job_started,
            session.job_ended,
        ):
            signal.connect(self._refresh)
        self._refresh()

    def _build(self) -> None:
        title = QLabel(tr("Model"))
        title.setProperty("rank", "title")
        lower = QHBoxLayout()
        lower.setSpacing(16)
        for card, share in ((self.facts, 3), (self.load_as, 2)):
            card.setMinimumHeight(LEAST_HEIGHT)
            lower.addWidget(card, share)
        layout = QVBoxLayout()
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(title)
        layout.addWidget(self.choice)
        layout.addLayout(lower, 1)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(PageScroll(layout))

    def _refresh(self) -> None:
        for part in (self.choice, self.facts, self.load_as):
            part.refresh()
