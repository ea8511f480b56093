"""Any row token by token: how surprised the base is by it and how surprised the tuned model; and which rows have the
highest loss."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from workbench import theme
from workbench.session import Session
from workbench.surprises import Surprises
from workbench.translation import tr
from workbench.widgets.class_probabilities import ClassProbabilities
from workbench.widgets.empty_state import EmptyState
from workbench.widgets.runs_table import loss_text
from workbench.widgets.surprise_rows import Losses, SurpriseRows
from workbench.widgets.surprise_scale import MODES, SurpriseLegend
from workbench.widgets.surprise_tokens import SurpriseTokens

if TYPE_CHECKING:
    from tuning_core import Example, RowSurprise

HELD_OUT, TRAINING = "held_out", "training"
TYPING_MILLISECONDS = 200
ARROW = 64  # pixels of a combo box beside its text


class SurpriseView(QWidget):
    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("surpriseView")
        self.session = session
        self.surprises = Surprises(session, self)
        self._shown_of: tuple[Any, Any] = (None, None)  # tuned model and data whose rows are listed
        self._build()
        self._connect()
        self.refresh()

    def _build(self) -> None:
        self.empty = EmptyState("mdi6.format-color-highlight")
        self.side_combo = QComboBox(objectName="surpriseSideCombo")
        self.side_combo.setAccessibleName(tr("Which rows"))
        self.search_edit = QLineEdit(objectName="surpriseSearchEdit", placeholderText=tr("Search the rows"))
        self.search_edit.setAccessibleName(tr("Search the rows"))
        self.search_edit.setClearButtonEnabled(True)
        self.search_edit.addAction(theme.icon("mdi6.magnify", "quiet"), QLineEdit.ActionPosition.LeadingPosition)
        self.measure_button = QPushButton(tr("Find the highest losses"), objectName="measureRowsButton")
        self.measure_button.setToolTip(tr("Measure every row with base and tuned model, the highest loss first"))
        self.rows = SurpriseRows()
        left = _card()
        for widget in (self.side_combo, self.search_edit, self.rows, self.measure_button):
            left.layout().addWidget(widget)
        self.mode_combo = QComboBox(objectName="surpriseModeCombo")
        self.mode_combo.setAccessibleName(tr("What the colours show"))
        for mode, title in MODES.items():
            self.mode_combo.addItem(tr(title), mode)
        self.said = QLabel(objectName="surpriseText", wordWrap=True)
        self.said.setProperty("rank", "quiet")
        head = QHBoxLayout()
        head.addWidget(self.said, 1)
        head.addWidget(self.mode_combo)
        self.tokens, self.classes, self.legend = SurpriseTokens(), ClassProbabilities(), SurpriseLegend()
        self.classes.hide()
        right = _card()
        right.layout().addLayout(head)
        right.layout().addWidget(self.tokens, 2)
        right.layout().addWidget(self.classes, 1)
        right.layout().addWidget(self.legend)
        halves = QSplitter(Qt.Orientation.Horizontal)
        halves.addWidget(left)
        halves.addWidget(right)
        halves.setStretchFactor(0, 2)
        halves.setStretchFactor(1, 3)
        halves.setChildrenCollapsible(False)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.empty)
        self.stack.addWidget(halves)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.stack)

    def _connect(self) -> None:
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MILLISECONDS)
        self._typing.timeout.connect(self._search)
        self.search_edit.textChanged.connect(lambda: self._typing.start())
        self.side_combo.currentIndexChanged.connect(self._show_side)
        self.rows.row_chosen.connect(self._on_row_chosen)
        self.measure_button.clicked.connect(self.on_measure_or_stop)
        self.mode_combo.currentIndexChanged.connect(self._show_mode)
        self.surprises.row_read.connect(self.show_row)
        self.surprises.measured.connect(self.on_measured)
        self.surprises.changed.connect(self.refresh)
        for changed in (self.session.tuned_changed, self.session.data_changed, self.session.job_started):
            changed.connect(self.refresh)

    # state

    @property
    def is_ready(self) -> bool:
        return self.session.tuned is not None and self.session.prepared is not None

    @property
    def examples(self) -> "Sequence[Example]":
        """Of the side that is chosen."""
        prepared = self.session.prepared
        if prepared is None:
            return ()
        return prepared.held_out if self.side_combo.currentData() == HELD_OUT else prepared.training

    def refresh(self) -> None:
        self.stack.setCurrentIndex(1 if self.is_ready else 0)
        self.empty.say(self._why_not_yet())
        measuring = self.surprises.is_measuring
        busy = self.session.job is not None and not measuring
        self.measure_button.setText(tr("Stop measuring") if measuring else tr("Find the highest losses"))
        self.measure_button.setEnabled(not busy)
        for widget in (self.side_combo, self.search_edit):
            widget.setEnabled(not measuring)
        if self.is_ready and self.isVisible() and self._shown_of != (self.session.tuned, self.session.prepared):
            self._list_rows()

    def _why_not_yet(self) -> str:
        if self.session.training_is_on:
            return tr("When the run has ended, every row can be looked at here, token by token.")
        if self.session.tuned is not None:
            return tr("The data of this run is not at hand; show it on the Data page to look at its rows.")
        return tr(
            "After a run, or with one that is opened, every row can be looked at here: how surprised the base is by "
            "each token, and how surprised the tuned model."
        )

    def _list_rows(self) -> None:
        self._shown_of = (self.session.tuned, self.session.prepared)
        prepared = self.session.prepared
        blocked = self.side_combo.blockSignals(True)
        self.side_combo.clear()
        if prepared is not None and len(prepared.held_out):
            self.side_combo.addItem(tr("Held-out rows ({n})", n=f"{len(prepared.held_out):,}"), HELD_OUT)
        if prepared is not None:
            self.side_combo.addItem(tr("Training rows ({n})", n=f"{len(prepared.training):,}"), TRAINING)
        self.side_combo.blockSignals(blocked)
        longest = max((self.side_combo.itemText(row) for row in range(self.side_combo.count())), key=len, default="")
        self.side_combo.setMinimumWidth(self.side_combo.fontMetrics().horizontalAdvance(longest) + ARROW)
        self._show_side()

    @property
    def _tokenizer(self) -> Any:
        return self.session.loaded.tokenizer if self.session.loaded is not None else None

    def _show_side(self) -> None:
        self.show_row(None)
        self.surprises.forget()
        blocked = self.search_edit.blockSignals(True)
        self.search_edit.clear()
        self.search_edit.blockSignals(blocked)
        self.rows.show_rows(self.examples, self._tokenizer)

    def _search(self) -> None:
        self.rows.search(self.search_edit.text(), self._tokenizer)

    def _show_mode(self) -> None:
        mode = self.mode_combo.currentData()
        self.tokens.show_mode(mode)
        self.legend.explain(mode)

    # the person

    def _on_row_chosen(self, place: int) -> None:
        self.said.setText(tr("looking at row {n}…", n=f"{place + 1:,}"))
        self.surprises.read(self.examples[place])

    def on_measure_or_stop(self) -> None:
        if self.surprises.is_measuring:
            self.surprises.stop()
        else:
            self.surprises.measure(self.examples)

    # answers

    def show_row(self, row: "RowSurprise | None") -> None:
        self.tokens.show_row(row)
        self.classes.show_row(row)
        self.mode_combo.setEnabled(row is not None and not row.answer)
        self.legend.setVisible(row is not None and not row.answer)
        if row is None:
            self.said.clear()
            return
        base, tuned = (loss_text(row.loss(side)) for side in (row.base, row.tuned))
        self.said.setText(tr("loss: base {base}, tuned {tuned}", base=base, tuned=tuned))

    def on_measured(self, losses: tuple[Losses, Losses]) -> None:
        if len(losses[0]) == len(self.rows.rows.examples):
            self.rows.show_losses(*losses)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()


def _card() -> QFrame:
    card = QFrame()
    card.setProperty("surface", "card")
    inside = QVBoxLayout(card)
    inside.setContentsMargins(8, 8, 8, 8)
    inside.setSpacing(8)
    return card
