"""The chosen row as the model will see it."""

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMenu, QToolButton, QWidget

from workbench import theme
from workbench.quick_work import QuickWork
from workbench.translation import tr, tr_core, tr_count
from workbench.widgets.card import Card
from workbench.widgets.tag_colours import kinds_in
from workbench.widgets.token_legend import TokenLegend
from workbench.widgets.token_view import TokenView

if TYPE_CHECKING:
    from tuning_core import Example, Piece, PreparedRow

HEADING_WIDTH = 120  # pixels at least: the card stays as wide as it is, whatever the row
MOST_WRONG, SHOWN_OF_WRONG = 4, 80  # answers, and characters of each


class RowCard(Card):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Row"), parent)
        self.heading.setMinimumWidth(HEADING_WIDTH)
        self.problem = QLabel()
        self.problem.setWordWrap(True)
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.setProperty("rank", "problem")
        self.class_name = QLabel(objectName="rowClass")
        self.class_name.setTextFormat(Qt.TextFormat.PlainText)
        self.class_name.setProperty("chip", True)
        self.class_name.setToolTip(tr("The class that the model shall give this row"))
        self.class_name.hide()
        self.head.addWidget(self.class_name)
        self.copy_button = QToolButton(objectName="copyRowButton")
        self.copy_button.setIcon(theme.icon("mdi6.content-copy", "quiet"))
        self.copy_button.setToolTip(tr("Copy this row"))
        self.copy_button.setAccessibleName(tr("Copy this row"))
        self.copy_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.head.addWidget(self.copy_button)
        self.tokens = TokenView()
        copying = QMenu(self.copy_button)
        copying.addAction(tr("As text"), self.tokens.copy)
        copying.addAction(tr("As token ids"), self.tokens.copy_ids)
        self.copy_button.setMenu(copying)
        self.wrong = QLabel(objectName="wrongAnswers", wordWrap=True)
        self.wrong.setTextFormat(Qt.TextFormat.PlainText)
        self.wrong.setProperty("rank", "quiet")
        self.wrong.setToolTip(tr("Methods that learn from wrong answers, as IA3 does, make these less likely"))
        self.wrong.hide()
        self.legend = TokenLegend()
        self.body.addWidget(self.problem)
        self.body.addWidget(self.tokens, 1)
        self.body.addWidget(self.wrong)
        self.body.addWidget(self.legend)
        self._decoding = QuickWork(self)
        self._decoding.answered.connect(self.tokens.show_pieces)

    def show_row(self, row: "PreparedRow | None", tokenizer: Any, class_names: Sequence[str] = ()) -> None:
        example = row.example or row.too_long if row is not None else None
        of_a_text = example is not None and example.task == "sequence_classification"
        self.class_name.setText(class_names[example.labels[0]] if of_a_text else "")
        self.class_name.setVisible(of_a_text)
        if example is not None:
            kinds = kinds_in(class_names) if example.task == "token_classification" else []
            self.tokens.tag_kinds = kinds
            self.legend.explain(example.task, kinds)
        self.heading.setText(_heading(row))
        self.heading.setToolTip(self.heading.text())
        self.wrong.setText(_wrong_answers(row))
        self.wrong.setVisible(bool(self.wrong.text()))
        self.problem.setText(tr_core(row.problem) if row is not None else "")
        self.problem.setVisible(bool(self.problem.text()))
        if example is None:
            self._decoding.forget()
            self.tokens.show_pieces(())
        else:
            self._decoding.ask(lambda: _pieces(example, tokenizer, class_names))


def _heading(row: "PreparedRow | None") -> str:
    if row is None:
        return tr("Row")
    example = row.example or row.too_long
    if example is None:
        return tr("Row {number}", number=f"{row.number:,}")
    learned = {
        "sequence_classification": "",
        "token_classification": tr_count(", {n} word", ", {n} words", example.learned_tokens),
    }.get(example.task, tr(", {n} learned", n=f"{example.learned_tokens:,}"))
    cut = tr(", left out") if row.too_long else tr(", {n} cut", n=f"{example.cut:,}") if example.cut else ""
    return tr(
        "Row {number}: {tokens}{learned}{cut}",
        number=f"{row.number:,}",
        tokens=tr_count("{n} token", "{n} tokens", example.tokens),
        learned=learned,
        cut=cut,
    )


def _wrong_answers(row: "PreparedRow | None") -> str:
    if row is None or not row.wrong:
        return ""
    shown = " · ".join(textwrap.shorten(answer, SHOWN_OF_WRONG, placeholder="…") for answer in row.wrong[:MOST_WRONG])
    more = len(row.wrong) - MOST_WRONG
    if more > 0:
        return tr("Wrong answers: {answers} and {n} more", answers=shown, n=more)
    return tr("Wrong answer: {answers}" if len(row.wrong) == 1 else "Wrong answers: {answers}", answers=shown)


def _pieces(example: "Example", tokenizer: Any, class_names: Sequence[str]) -> "list[Piece]":
    from tuning_core import pieces

    return pieces(example, tokenizer, class_names)
