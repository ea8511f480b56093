"""Fit to my memory: given so many bytes, what could be changed for the run to fit, and what each change costs."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from tuning_core import RunFile
from workbench.quick_work import QuickWork
from workbench.remedies import Remedy, remedies_of
from workbench.session import Session
from workbench.translation import tr
from workbench.widgets.remedy_list import RemedyList
from workbench.wording import bytes_text, plain_sentence

if TYPE_CHECKING:
    from tuning_core.events import Change

GIGABYTE = 1e9
WIDTH = 680  # pixels


class FitDialog(QDialog):
    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("fitDialog")
        self.setWindowTitle(tr("Fit to my memory"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(WIDTH)
        self._session = session
        self._before: RunFile | None = None  # the settings that can be had back
        self._work = QuickWork(self)
        self._work.answered.connect(self._on_found)
        self._work.failed.connect(self._on_failed)
        self._wait = QTimer(self, singleShot=True, interval=300)
        self._wait.timeout.connect(self._look)
        self._build()
        session.pricing.changed.connect(self.refresh)
        self.refresh()

    def _build(self) -> None:
        self.budget = QDoubleSpinBox(objectName="fitBudget", decimals=2, minimum=0.01, maximum=10_000, suffix=" GB")
        self.budget.setAccessibleName(tr("Memory that the run may take"))
        self.budget.lineEdit().setTextMargins(8, 0, 0, 0)
        self.budget.setFixedWidth(128)
        price = self._session.pricing.price.forecast
        self.budget.setValue(price.available_bytes / GIGABYTE if price is not None else 1)
        self.budget.valueChanged.connect(self.refresh)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(QLabel(tr("The run may take")))
        line.addWidget(self.budget)
        line.addStretch(1)
        self.sentence = QLabel(wordWrap=True, objectName="fitSentence")
        self.bar = QProgressBar(textVisible=False, maximum=0)
        self.bar.setAccessibleName(tr("Working out what to change"))
        self.proposals = RemedyList()
        self.proposals.chosen.connect(self.on_chosen)
        card = QFrame()
        card.setProperty("surface", "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(16, 12, 16, 12)
        inside.setSpacing(8)
        for widget in (self.sentence, self.bar, self.proposals):
            inside.addWidget(widget)
        inside.addStretch(1)
        self.undo_button = QPushButton(tr("Take the change back"), objectName="fitUndoButton")
        self.undo_button.clicked.connect(self.on_undo)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        buttons.addButton(self.undo_button, QDialogButtonBox.ButtonRole.ResetRole)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addLayout(line)
        layout.addWidget(card, 1)
        layout.addWidget(buttons)

    def refresh(self) -> None:
        """The settings or the budget are others; soon it is known what would help."""
        self.undo_button.setVisible(self._before is not None)
        self._wait.stop()
        self._work.forget()
        self.bar.hide()
        self.proposals.show_remedies([])
        price = self._session.pricing.price.forecast
        if price is None or self._session.card is None:
            self.sentence.setText(tr("What this run needs is not known yet."))
        elif price.needed_bytes <= self.budget_bytes:
            self.sentence.setText(tr("It fits: the run needs about {needed}.", needed=bytes_text(price.needed_bytes)))
        else:
            self.sentence.setText(
                tr(
                    "The run needs about {needed}. Working out what would help…",
                    needed=bytes_text(price.needed_bytes),
                )
            )
            self.bar.show()
            self._wait.start()

    @property
    def budget_bytes(self) -> int:
        return round(self.budget.value() * GIGABYTE)

    def _look(self) -> None:
        session, budget = self._session, self.budget_bytes
        card, run, prepared = session.card, session.run, session.prepared
        if card is not None:
            from tuning_core import fit

            self._work.ask(lambda: fit(card, run, budget, prepared))

    def _on_found(self, changes: "list[Change]") -> None:
        self.bar.hide()
        price = self._session.pricing.price.forecast
        needed = bytes_text(price.needed_bytes) if price is not None else "more"
        said = (
            tr("The run needs about {needed}. Each of these is enough, the fastest first:", needed=needed)
            if changes
            else tr(
                "The run needs about {needed}. No change of the settings is enough; choose a smaller model or a "
                "method that trains less.",
                needed=needed,
            )
        )
        self.sentence.setText(said)
        self.proposals.show_remedies(remedies_of(changes, self._session.settings_by_name(self._session.run)))
        self.adjustSize()

    def _on_failed(self, error: BaseException) -> None:
        self.bar.hide()
        self.sentence.setText(tr("What would help cannot be told: {error}", error=plain_sentence(str(error))))

    def on_chosen(self, remedy: Remedy) -> None:
        before = self._session.run
        if self._session.change(remedy.settings):
            self._before = before
            self.refresh()

    def on_undo(self) -> None:
        before, self._before = self._before, None
        if before is not None:
            self._session.set_run(before)
            self.refresh()

    def done(self, result: int) -> None:
        self._wait.stop()
        self._work.close(wait=False)
        super().done(result)
