"""The Data page: what is shown is what will be learned."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QPushButton, QTableView
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
    problems = full_page.findChild(QTableView, "problemList").model()
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
    qtbot.waitUntil(lambda: full_page.form_line.reason.text() == "choose below what it is", timeout=30_000)
    assert "frage, antwort" in full_page.empty.sentence.text()
    qtbot.waitUntil(lambda: full_page.session.job is None)
    full_page.findChild(QPushButton, "columnsButton").click()
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


def test_rows_stay_in_sight_when_their_preparing_is_stopped(full_page: DataPage, qtbot: QtBot) -> None:
    session = full_page.session
    qtbot.waitUntil(lambda: session.job is None)
    session.change({"data.max_length": 70})
    session.prepare_data()
    session.stop_job()
    qtbot.waitUntil(lambda: session.job is None)
    if session.prepared is None:
        assert table(full_page).isVisible()
        full_page.findChild(QPushButton, "prepareRowsButton").click()
    prepared(full_page, qtbot)
    assert not full_page.findChild(QPushButton, "prepareRowsButton").isVisible()


def test_rows_that_are_being_prepared_give_way_when_the_model_is_unloaded(full_page: DataPage, qtbot: QtBot) -> None:
    session = full_page.session
    qtbot.waitUntil(lambda: session.job is None)
    session.change({"data.max_length": 71})
    session.prepare_data()
    session.unload_model()
    assert session.loaded is None
    session.load_model(then=session.prepare_data)
    prepared(full_page, qtbot)
    assert session.prepared.opened.cutter.max_length == 71


def test_the_page_scrolls_where_it_is_low_and_the_rows_keep_their_room(full_page: DataPage, qtbot: QtBot) -> None:
    full_page.resize(900, 560)
    full_page.findChild(QPushButton, "moreDataSettings").click()
    qtbot.waitUntil(lambda: full_page.stack.height() >= 400)
    assert table(full_page).height() > 90


def test_nothing_of_the_old_file_stands_under_a_file_that_cannot_be_used(
    full_page: DataPage, tmp_path: Path, write_rows: Callable[..., Path], qtbot: QtBot
) -> None:
    session = full_page.session
    rows = [{"question": f"How much is {n}?", "answer": str(n) if n else ""} for n in range(12)]
    session.change({"data.train": str(write_rows(rows))})
    prepared(full_page, qtbot)
    assert full_page.views.checks.problems.isVisible()
    empty = tmp_path / "empty.jsonl"
    empty.touch()
    session.change({"data.train": str(empty)})
    assert full_page.form_line.reason.text() == ""
    assert table(full_page).model().rowCount() == 0
    assert full_page.views.checks.problems.isHidden()
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


def test_rows_with_classes_offer_the_task_that_learns_them(
    full_page: DataPage, write_rows: Callable[..., Path], qtbot: QtBot
) -> None:
    rows = [{"sentence": f"it is film number {n}", "label": n % 2} for n in range(12)]
    full_page.session.change({"data.train": str(write_rows(rows))})
    qtbot.waitUntil(lambda: full_page.form_line.alternatives.isVisible(), timeout=30_000)
    ways = {way.text(): way for way in full_page.form_line.alternatives.findChildren(QPushButton)}
    ways["Task: Classify texts"].click()
    prepared(full_page, qtbot)
    assert full_page.session.run.model.task == "sequence_classification"
    assert full_page.session.prepared.labels == ["0", "1"]


def test_where_the_form_is_unclear_the_page_asks(
    full_page: DataPage, write_rows: Callable[..., Path], qtbot: QtBot
) -> None:
    """Two columns of texts that are well known, for two different things."""
    rows = [{"messages": [{"role": "user", "content": f"{n}?"}, {"role": "assistant", "content": f"{n}!"}],
             "question": f"How much is {n}?", "answer": f"It is {n + 1}."} for n in range(8)]  # fmt: skip
    full_page.session.change({"data.train": str(write_rows(rows))})
    qtbot.waitUntil(lambda: full_page.form_line.alternatives.isVisible(), timeout=30_000)
    ways = full_page.form_line.alternatives.findChildren(QPushButton)
    assert [way.text() for way in ways][:2] == ["conversation (messages)", "question and answer (question, answer)"]
    ways[1].click()
    prepared(full_page, qtbot)
    assert full_page.session.prepared.form.format == "instruction"
    assert full_page.form_line.alternatives.isHidden()
    assert full_page.form_line.reason.text() == "question and answer, chosen by hand"


def test_no_column_plays_two_roles(full_page: DataPage, write_rows: Callable[..., Path], qtbot: QtBot) -> None:
    rows = [{"question": f"{n}?", "answer": f"It is {n}.", "hint": f"near {n}"} for n in range(8)]
    full_page.session.change({"data.train": str(write_rows(rows))})
    prepared(full_page, qtbot)
    full_page.findChild(QPushButton, "columnsButton").click()
    combos = full_page.form_line.columns.combos
    combos["instruction"].setCurrentText("answer")
    assert combos["output"].currentText() == "question"
    assert full_page.session.run.data.columns["instruction"] == "answer"
    assert full_page.session.run.data.columns["output"] == "question"


def test_other_settings_end_what_is_prepared_for_those_before(full_page: DataPage, qtbot: QtBot) -> None:
    session = full_page.session
    qtbot.waitUntil(lambda: session.job is None)
    session.change({"data.max_length": 64})
    session.prepare_data()
    assert session.job is not None
    assert session.change({"data.max_length": 96})
    assert session.gave_way
    qtbot.waitUntil(lambda: session.prepared is not None and session.job is None, timeout=30_000)
    assert session.prepared.max_length == 96
    assert full_page.stack.currentWidget() is not full_page.empty


def test_another_model_is_loaded_as_soon_as_the_rows_give_way(full_page: DataPage, qtbot: QtBot) -> None:
    session = full_page.session
    qtbot.waitUntil(lambda: session.job is None)
    session.change({"data.max_length": 64})
    session.prepare_data()
    assert session.change({"model.dtype": "bfloat16"})
    assert session.load_model()
    qtbot.waitUntil(lambda: session.prepared is not None and session.job is None, timeout=60_000)
    assert str(session.loaded.model.dtype) == "torch.bfloat16"


def test_the_rows_are_shown_before_they_are_tokenised(full_page: DataPage, qtbot: QtBot) -> None:
    session, shown = full_page.session, []
    qtbot.waitUntil(lambda: session.job is None)
    session.data_opened.connect(lambda: shown.append((session.prepared, table(full_page).model().rowCount())))
    session.change({"data.train": "starter", "data.format": "instruction"})
    prepared(full_page, qtbot)
    assert shown == [(None, 520)]


def test_a_change_of_settings_leaves_the_chosen_row_and_its_place(full_page: DataPage, qtbot: QtBot) -> None:
    full_page.views.rows.go_to(300)
    scrolled = table(full_page).verticalScrollBar().value()
    assert scrolled > 0
    full_page.session.change({"data.learn": "everything"})
    prepared(full_page, qtbot)
    assert (full_page.views.rows.chosen, table(full_page).verticalScrollBar().value()) == (300, scrolled)
    example = full_page.session.prepared.rows[300].example
    assert f"{example.learned_tokens:,} learned" in full_page.views.row.heading.text()


def test_a_problem_leads_to_its_row(full_page: DataPage, write_rows: Callable[..., Path], qtbot: QtBot) -> None:
    rows = [{"question": f"How much is {n}?", "answer": "" if n in (3, 40) else str(n)} for n in range(60)]
    full_page.session.change({"data.train": str(write_rows(rows))})
    prepared(full_page, qtbot)
    problems = full_page.views.checks.problems.list
    problems.clicked.emit(problems.model().index(1, 0))
    assert full_page.views.rows.chosen == 40
    assert full_page.views.row.problem.text().startswith("the answer is empty")


def test_the_held_out_rows_are_a_share_or_a_file(
    full_page: DataPage, write_rows: Callable[..., Path], qtbot: QtBot
) -> None:
    rows = [{"question": f"How much is {n}?", "answer": str(n)} for n in range(40)]
    other = write_rows([{"question": f"And {n}?", "answer": str(n)} for n in range(7)], "other.jsonl")
    session, line = full_page.session, full_page.held_out
    session.change({"data.train": str(write_rows(rows))})
    prepared(full_page, qtbot)
    assert line.note.text() == "at random, equal questions together"
    line.share.setValue(25)
    prepared(full_page, qtbot)
    assert session.data_summary["held_out"] == 10
    line.chosen.emit(str(other))
    prepared(full_page, qtbot)
    assert (session.data_summary["held_out"], line.file_chip.text()) == (7, "other.jsonl")
    line.file_chip.click()
    assert session.run.data.validation == 0.05


def test_what_becomes_of_long_rows_is_chosen_beside_the_line(full_page: DataPage, qtbot: QtBot) -> None:
    session, histogram = full_page.session, full_page.views.lengths.histogram
    histogram.max_length_chosen.emit(60)
    prepared(full_page, qtbot)
    qtbot.waitUntil(lambda: histogram.beyond_text().endswith(" % left out"))
    assert session.data_summary["left_out"] > 0
    combo = full_page.views.lengths.cut_combo
    combo.setCurrentIndex(combo.findData("answer"))
    prepared(full_page, qtbot)
    assert histogram.beyond_text().endswith(" % cut")
    assert session.data_summary["left_out"] == 0
    share = session.data_summary["cut"] / 520
    assert f"{share * 100:.1f} % cut" in full_page.summary.text()
    assert histogram.beyond_text() == f"{share * 100:.1f} % cut"


def test_the_template_of_the_run_is_chosen_in_the_editor(full_page: DataPage, qtbot: QtBot) -> None:
    assert full_page.asking.template.text() == "Template: the model's own"
    full_page.findChild(QPushButton, "editTemplateButton").click()
    full_page.template_editor._start_from("chatml")
    full_page.template_editor.use_button.click()
    assert full_page.session.run.data.template == "chatml"
    prepared(full_page, qtbot)
    assert full_page.asking.template.text() == "Template: chatml"
    view = full_page.findChild(TokenView, "tokenView")
    qtbot.waitUntil(lambda: view.toPlainText().startswith("<|im_start|>user"))
