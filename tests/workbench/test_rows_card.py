"""The rows table: ten million rows cost no more than those on the screen, and hits come while they are found."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import overload

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tuning_core.data.files import Row
from tuning_core.data.forms import Form
from tuning_core.data.marks import Mark
from tuning_core.data.opened import PreparedRow
from workbench.all_rows import LEARNED, NUMBER, TOKENS, AllRows
from workbench.row_search import MOST_HITS
from workbench.widgets.rows_card import RowsCard

MANY = 10_000_000


class Opened(Sequence[PreparedRow]):
    """Rows that are made when they are asked for, and counted."""

    def __init__(self, number: int) -> None:
        self.number, self.asked = number, 0
        self.form = Form("text", {"text": "text"}, "")
        self.sides = [SimpleNamespace(table=SimpleNamespace(columns=["text", "more"]))]

    def __len__(self) -> int:
        return self.number

    @property
    def rows(self) -> "Opened":
        return self

    @overload
    def __getitem__(self, at: int) -> PreparedRow: ...
    @overload
    def __getitem__(self, at: slice) -> list[PreparedRow]: ...
    def __getitem__(self, at: int | slice) -> PreparedRow | list[PreparedRow]:
        assert isinstance(at, int)
        return self.read(at)

    def read(self, at: int) -> PreparedRow:
        self.asked += 1
        return PreparedRow(at + 1, self.item(at), (), None, "")

    def item(self, at: int) -> Row:
        return Row("rows.jsonl", at + 1, {"text": f"row {at % 1000}", "more": "x"})

    def holding(self, text: str, start: int, stop: int) -> list[int]:
        return [at for at in range(start, stop) if text in f"row {at % 1000}"]


@dataclass
class Prepared:
    """Row n is 100 - n % 100 tokens long; every thousandth is a problem."""

    opened: Opened
    lengths: np.ndarray = field(init=False)
    learned: np.ndarray = field(init=False)
    marks: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        numbers = np.arange(len(self.opened), dtype=np.int32)
        self.lengths, self.learned = 100 - numbers % 100, numbers % 7
        self.marks = np.where(numbers % 1000 == 999, Mark.PROBLEM.value, 0).astype(np.uint8)

    @property
    def rows(self) -> Opened:
        return self.opened

    def marked(self, mark: Mark) -> np.ndarray:
        return np.flatnonzero(self.marks & mark.value)


@pytest.fixture(scope="module")
def many() -> AllRows:
    opened = Opened(MANY)
    return AllRows(opened, Prepared(opened))  # type: ignore[arg-type]


@pytest.fixture
def card(qtbot: QtBot) -> Iterator[RowsCard]:
    card = RowsCard()
    card.resize(700, 500)
    card.show()
    yield card
    card.search.stop()
    card.deleteLater()


def cell(card: RowsCard, row: int, column: int) -> str:
    return card.model.index(row, column).data()


def sort_by(card: RowsCard, key: str, order: Qt.SortOrder) -> None:
    columns = [card.model.key_of(column) for column in range(card.model.columnCount())]
    card.table.horizontalHeader().setSortIndicator(columns.index(key), order)


def test_only_the_rows_on_the_screen_are_read(card: RowsCard, many: AllRows) -> None:
    card.show_rows(many)
    assert card.model.rowCount() == MANY
    assert card.heading.text() == "10.0 M rows"
    card.grab()
    many.opened.asked = 0
    card.table.scrollTo(card.model.index(MANY // 2, 0))
    card.grab()
    assert 0 < many.opened.asked < 100
    assert cell(card, MANY // 2, 1) == "row 0"


def test_other_rows_are_all_shown_whatever_was_filtered_before(card: RowsCard, many: AllRows) -> None:
    card.show_rows(many)
    card.choose_filter(Mark.CUT)
    card.show_rows(None)
    card.show_rows(many)
    assert card.model.rowCount() == MANY


def test_rows_are_sorted_by_their_numbers_in_the_background(card: RowsCard, many: AllRows, qtbot: QtBot) -> None:
    card.show_rows(many)
    sort_by(card, TOKENS, Qt.SortOrder.AscendingOrder)
    qtbot.waitUntil(lambda: cell(card, 0, 0) == "100", timeout=30_000)
    assert [cell(card, row, 3) for row in range(3)] == ["1", "1", "1"]
    assert [cell(card, row, 0) for row in range(3)] == ["100", "200", "300"]
    sort_by(card, LEARNED, Qt.SortOrder.DescendingOrder)
    qtbot.waitUntil(lambda: cell(card, 0, 4) == "6", timeout=30_000)
    assert cell(card, 0, 0) == "7"
    sort_by(card, NUMBER, Qt.SortOrder.DescendingOrder)
    qtbot.waitUntil(lambda: cell(card, 0, 0) == "10,000,000", timeout=30_000)


def test_so_many_rows_are_not_sorted_by_their_texts(card: RowsCard, many: AllRows) -> None:
    card.show_rows(many)
    sort_by(card, "text", Qt.SortOrder.AscendingOrder)
    assert card.table.horizontalHeader().sortIndicatorSection() == 0


def test_fewer_rows_are_sorted_by_their_texts(card: RowsCard, qtbot: QtBot) -> None:
    opened = Opened(20)
    card.show_rows(AllRows(opened, Prepared(opened)))  # type: ignore[arg-type]
    sort_by(card, "text", Qt.SortOrder.AscendingOrder)
    qtbot.waitUntil(lambda: cell(card, 2, 1) == "row 10")


def test_a_filter_shows_the_marked_rows_in_the_order_chosen(card: RowsCard, many: AllRows, qtbot: QtBot) -> None:
    card.show_rows(many)
    card.choose_filter(Mark.PROBLEM)
    qtbot.waitUntil(lambda: card.model.rowCount() == MANY // 1000, timeout=30_000)
    assert [cell(card, row, 0) for row in range(2)] == ["1,000", "2,000"]
    assert cell(card, 0, 5) == "problem"
    sort_by(card, NUMBER, Qt.SortOrder.DescendingOrder)
    qtbot.waitUntil(lambda: cell(card, 0, 0) == "10,000,000", timeout=30_000)


def test_hits_come_while_the_search_goes_on_and_it_can_be_stopped(card: RowsCard, many: AllRows, qtbot: QtBot) -> None:
    card.show_rows(many)
    card.search_edit.setText("row 123")
    qtbot.waitUntil(lambda: 0 < card.model.rowCount() < MANY, timeout=30_000)
    assert card.search.busy
    assert "looked through" in card.heading.text()
    assert cell(card, 0, 0) == "124"
    card.stop_button.click()
    found = card.model.rowCount()
    assert 0 < found < MANY // 1000
    assert card.stop_button.isHidden()
    assert card.heading.text() == f"{found:,} of 10.0 M rows"


def test_another_search_takes_the_place_of_the_one_before(card: RowsCard, many: AllRows, qtbot: QtBot) -> None:
    card.show_rows(many)
    card.search_edit.setText("row 123")
    qtbot.waitUntil(lambda: 0 < card.model.rowCount() < MANY, timeout=30_000)
    card.search_edit.setText("row 7")
    qtbot.waitUntil(lambda: card.model.rowCount() > 0 and cell(card, 0, 0) == "8", timeout=30_000)
    shown = [card.model.place_at(row) % 1000 for row in range(card.model.rowCount())]
    assert all(str(place).startswith("7") for place in shown)


def test_a_search_keeps_to_the_filter_and_the_order(card: RowsCard, qtbot: QtBot) -> None:
    opened = Opened(40_000)
    card.show_rows(AllRows(opened, Prepared(opened)))  # type: ignore[arg-type]
    card.choose_filter(Mark.PROBLEM)
    sort_by(card, NUMBER, Qt.SortOrder.DescendingOrder)
    qtbot.waitUntil(lambda: card.model.rowCount() == 40 and cell(card, 0, 0) == "40,000")
    with qtbot.waitSignal(card.search.ended):
        card.search_edit.setText("row 9")
    assert card.model.rowCount() == 40
    assert cell(card, 0, 0) == "40,000"
    card.search_edit.clear()
    card.choose_filter(Mark(0))
    qtbot.waitUntil(lambda: card.model.rowCount() == 40_000)


def test_a_search_that_finds_nearly_everything_ends(card: RowsCard, many: AllRows, qtbot: QtBot) -> None:
    card.show_rows(many)
    card.search_edit.setText("row")
    qtbot.waitUntil(lambda: MOST_HITS <= card.model.rowCount() < MANY and not card.search.busy, timeout=60_000)
    assert card.heading.text().startswith("the first 100,")


def test_a_number_jumps_to_its_row(card: RowsCard, many: AllRows, qtbot: QtBot) -> None:
    card.show_rows(many)
    card.choose_filter(Mark.PROBLEM)
    qtbot.waitUntil(lambda: card.model.rowCount() == MANY // 1000, timeout=30_000)
    card.search_edit.setText("#5,000,001")
    qtbot.waitUntil(lambda: card.chosen == 5_000_000)
    assert card.model.rowCount() == MANY
    assert card.filter_combo.currentText() == "all rows"
    assert card.search_edit.text() == "#5,000,001"


def test_new_settings_leave_the_chosen_row_and_the_place_in_the_table(card: RowsCard, many: AllRows) -> None:
    card.show_rows(many)
    card.go_to(7_654_320)
    scrolled = card.table.verticalScrollBar().value()
    chosen = []
    card.row_chosen.connect(chosen.append)
    opened = Opened(MANY)
    card.show_rows(AllRows(opened, Prepared(opened)))  # type: ignore[arg-type]
    assert (card.chosen, card.table.verticalScrollBar().value()) == (7_654_320, scrolled)
    assert [row.number for row in chosen] == [7_654_321]  # it is looked at anew


def test_rows_can_be_looked_at_before_they_are_tokenised(card: RowsCard, many: AllRows, qtbot: QtBot) -> None:
    opened = Opened(50)
    card.show_rows(AllRows(opened))  # type: ignore[arg-type]
    assert [cell(card, 3, column) for column in range(6)] == ["4", "row 3", "x", "", "", ""]
    assert not card.filter_combo.isEnabled()
    card.search_edit.setText("row 7")
    qtbot.waitUntil(lambda: card.model.rowCount() == 1)
    card.table.horizontalHeader().setSortIndicator(3, Qt.SortOrder.AscendingOrder)
    assert card.table.horizontalHeader().sortIndicatorSection() == 0
