"""The chosen row as the model will see it."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from workbench.quick_work import QuickWork
from workbench.widgets.card import Card
from workbench.widgets.token_legend import TokenLegend
from workbench.widgets.token_view import TokenView

if TYPE_CHECKING:
    from tuning_core import Example, Piece, PreparedRow


class RowCard(Card):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Row", parent)
        self.problem = QLabel()
        self.problem.setWordWrap(True)
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.setProperty("rank", "problem")
        self.tokens = TokenView()
        self.body.addWidget(self.problem)
        self.body.addWidget(self.tokens, 1)
        self.body.addWidget(TokenLegend())
        self._decoding = QuickWork(self)
        self._decoding.answered.connect(self.tokens.show_pieces)

    def show_row(self, row: "PreparedRow | None", tokenizer: Any) -> None:
        example = row.example if row is not None else None
        self.heading.setText(_heading(row))
        self.problem.setText(row.problem if row is not None else "")
        self.problem.setVisible(bool(self.problem.text()))
        if example is None:
            self._decoding.forget()
            self.tokens.show_pieces(())
        else:
            self._decoding.ask(lambda: _pieces(example, tokenizer))


def _heading(row: "PreparedRow | None") -> str:
    if row is None:
        return "Row"
    if row.example is None:
        return f"Row {row.number:,}"
    cut = f", {row.example.cut:,} cut" if row.example.cut else ""
    return f"Row {row.number:,}: {len(row.example.token_ids):,} tokens, {row.example.learned_tokens:,} learned{cut}"


def _pieces(example: "Example", tokenizer: Any) -> "list[Piece]":
    from tuning_core import pieces

    return pieces(example, tokenizer)
