"""The Data page: what is shown is what will be learned."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QListView, QPushButton, QTableView
from pytestqt.qtbot import QtBot

from workbench.pages.data import DataPage
from workbench.session import Session
from workbench.widgets.token_view import TokenView


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[DataPage]:
    session = Session()
    page = DataPage(session)
    page.resize(900, 700)
    page.show()
    session.load_core()
    qtbot.waitUntil(lambda: session.card is not None, timeout=60_000)
    yield page
    session.stop_job()
    qtbot.waitUntil(lambda: session.job is None, timeout=60_000)
    session.close()
    page.deleteLater()


@pytest.fixture
def full_page(page: DataPage, qtbot: QtBot) -> DataPage:
    """With the model loaded, after which the page prepares the rows by itself."""
    page.session.load_model()
    qtbot.waitUntil(lambda: page.session.prepared is not None, timeout=60_000)
    return page


def prepared(page: DataPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: page.session.prepared is not None and page.session.job is None, timeout=30_000)


def table(page: DataPage) -> QTableView:
    return page.findChild(QTableView, "rowsTable")


def cell(page: DataPage, row: int, column: int) -> str:
    return table(page).model().index(row, column).data()


def test_without_a_model_the_page_says_why_it_is_empty_and_helps(page: DataPage, qtbot: QtBot) -> None:
    assert page.stack.currentWidget() is page.empty
    assert "Load the model" in page.empty.sentence.text()
    page.empty.button.click()
    prepared(page, qtbot)
    assert page.stack.currentWidget() is not page.empty


def test_every_row_of_the_file_stands_in_the_table(full_page: DataPage) -> None:
    assert table(full_page).model().rowCount() == 520
    heads = [
        table(full_page).model().headerData(c, table(full_page).horizontalHeader().orientation()) for c in range(7)
    ]
    assert heads == ["#", "instruction", "input", "output", "Tokens", "Learned", "Mark"]
    assert "400 rows to learn from, 120 held out" in full_page.summary.text()


def test_the_tokens_of_the_chosen_row_are_those_of_training(full_page: DataPage, qtbot: QtBot) -> None:
    session = full_page.session
    table(full_page).selectRow(3)
    example = session.prepared.rows[3].example
    view = full_page.findChild(TokenView, "tokenView")
    qtbot.waitUntil(lambda: [piece.token_id for piece in view.pieces] == example.token_ids.tolist())
    learned = sum(piece.kind in ("learned", "end") for piece in view.pieces)
    assert learned == example.learned_tokens == int(cell(full_page, 3, 5))


def test_the_search_finds_rows_by_their_text(full_page: DataPage, qtbot: QtBot) -> None:
    text = full_page.session.prepared.rows[7].row.values["output"]
    full_page.findChild(QLineEdit, "rowsSearchEdit").setText(text.upper())
    qtbot.waitUntil(lambda: table(full_page).model().rowCount() == 1)
    assert cell(full_page, 0, 0) == "8"


def test_the_filter_shows_the_held_out_rows(full_page: DataPage, qtbot: QtBot) -> None:
    full_page.findChild(QComboBox, "rowsFilterCombo").setCurrentText("held out")
    qtbot.waitUntil(lambda: table(full_page).model().rowCount() == 120)


def test_a_shorter_maximum_length_cuts_rows_and_shows_it(full_page: DataPage, qtbot: QtBot) -> None:
    full_page.session.change({"data.max_length": 60, "data.cut": "answer"})
    prepared(full_page, qtbot)
    view = full_page.findChild(TokenView, "tokenView")
    table(full_page).selectRow(0)
    qtbot.waitUntil(lambda: any(piece.kind == "cut" for piece in view.pieces))
    assert "cut" in cell(full_page, 0, 6)


def test_rows_that_cannot_be_learned_from_are_listed_with_their_place(
    full_page: DataPage, write_rows: Callable[..., Path], qtbot: QtBot
) -> None:
    rows = [{"question": f"How much is {n}?", "answer": str(n) if n != 2 else ""} for n in range(12)]
    full_page.session.change({"data.train": str(write_rows(rows))})
    prepared(full_page, qtbot)
    problems = full_page.findChild(QListView, "problemList").model()
    assert [problems.index(n, 0).data() for n in range(problems.rowCount())] == [
        "rows.jsonl:3: the answer is empty (column 'answer')"
    ]
    assert cell(full_page, 2, 5) == "problem"
    full_page.findChild(QCheckBox, "skipProblemsBox").click()
    assert full_page.session.run.data.skip_problems


def test_columns_that_are_not_recognised_can_be_chosen_by_hand(
    full_page: DataPage, write_rows: Callable[..., Path], qtbot: QtBot
) -> None:
    rows = [{"frage": f"{n}?", "antwort": f"It is {n}."} for n in range(8)]
    full_page.session.change({"data.train": str(write_rows(rows))})
    qtbot.waitUntil(lambda: full_page.form_line.reason.text().startswith("not recognised"), timeout=30_000)
    assert "frage, antwort" in full_page.empty.sentence.text()
    qtbot.waitUntil(lambda: full_page.session.job is None)
    full_page.findChild(QComboBox, "instructionColumnCombo").setCurrentText("frage")
    assert full_page.session.run.data.columns == {}
    full_page.findChild(QComboBox, "outputColumnCombo").setCurrentText("antwort")
    assert full_page.session.run.data.columns == {"instruction": "frage", "output": "antwort"}
    prepared(full_page, qtbot)
    assert full_page.findChild(QComboBox, "outputColumnCombo").currentText() == "antwort"


def test_a_stopped_preparation_is_not_begun_again_by_itself(full_page: DataPage, qtbot: QtBot) -> None:
    session = full_page.session
    qtbot.waitUntil(lambda: session.job is None)
    session.change({"data.max_length": 70})
    session.prepare_data()
    session.stop_job()
    qtbot.waitUntil(lambda: session.job is None)
    if session.prepared is None:  # else it was done before it could be stopped
        assert full_page.empty.button.text() == "Prepare them"
    assert full_page.findChild(QPushButton, "chooseFilesButton").isEnabled()


def test_nothing_of_the_old_file_stands_under_a_file_that_cannot_be_used(
    full_page: DataPage, tmp_path: Path, write_rows: Callable[..., Path], qtbot: QtBot
) -> None:
    session = full_page.session
    rows = [{"question": f"How much is {n}?", "answer": str(n) if n else ""} for n in range(12)]
    session.change({"data.train": str(write_rows(rows))})
    prepared(full_page, qtbot)
    assert full_page.checks.problems.isVisible()
    empty = tmp_path / "empty.jsonl"
    empty.touch()
    session.change({"data.train": str(empty)})
    assert full_page.form_line.reason.text() == ""
    assert table(full_page).model().rowCount() == 0
    assert full_page.checks.problems.isHidden()
    assert full_page.stack.currentWidget() is full_page.empty
    qtbot.waitUntil(lambda: bool(session.data_problem) and session.job is None, timeout=30_000)
    assert full_page.form_line.reason.text() == "cannot be used; see below"
    assert full_page.empty.sentence.text() == session.data_problem


def test_a_row_shows_its_wrong_answers(full_page: DataPage, write_rows: Callable[..., Path], qtbot: QtBot) -> None:
    rows = [
        {"question": "How much is 1 + 1?", "answer": "2", "choices": ["1", "2", "eleven"]},
        {"question": "How much is 2 + 2?", "answer": "4", "choices": ["4", "22"]},
        {"question": "How much is 3 + 3?", "answer": "6"},
    ]
    full_page.session.change({"data.train": str(write_rows(rows)), "data.validation": 0.0})
    prepared(full_page, qtbot)
    label = full_page.findChild(QLabel, "wrongAnswers")
    for number, text in enumerate(["Wrong answers: 1 · eleven", "Wrong answer: 22", ""]):
        table(full_page).selectRow(number)
        qtbot.waitUntil(lambda text=text: label.text() == text)
        assert label.isVisible() == bool(text)
