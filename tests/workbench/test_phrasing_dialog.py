"""Trying phrasings: the base model answers the same held-out rows for each, and the one that is picked is the run's."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from tuning_core import RunFile
from tuning_core.chat import reply_to
from workbench.pages.data import DataPage
from workbench.session import Session
from workbench.widgets.phrasing_dialog import PhrasingDialog

ROWS = [{"name": f"{place} {n}", "answer": f"Come to {place}!"} for n in range(10) for place in ("Alba", "Roma")]


@pytest.fixture
def page(qtbot: QtBot, write_rows: Callable[..., Path]) -> Iterator[DataPage]:
    session = Session()
    data = {"train": str(write_rows(ROWS)), "columns": {"instruction": "name", "output": "answer"}, "validation": 0.3}
    session.set_run(RunFile.from_dict({"data": data}))
    page = DataPage(session)
    page.show()
    session.load_core()
    session.load_model()
    qtbot.waitUntil(lambda: session.prepared is not None and session.job is None, timeout=60_000)
    yield page
    session.stop_job()
    qtbot.waitUntil(lambda: session.job is None, timeout=60_000)
    session.close()
    page.deleteLater()


@pytest.fixture
def dialog(page: DataPage) -> PhrasingDialog:
    page.findChild(QPushButton, "tryPhrasingsButton").click()
    return page.phrasing_dialog


def test_the_answers_are_those_of_the_base_model_to_each_phrasing(
    page: DataPage, dialog: PhrasingDialog, qtbot: QtBot
) -> None:
    session, prepared = page.session, page.session.prepared
    assert len(dialog._rows) == 4
    assert all(prepared.rows[row.number - 1].held_out for row in dialog._rows)
    dialog.phrasings[1].edit.setPlainText("name : {name}")
    dialog.ask_button.click()
    qtbot.waitUntil(lambda: session.job is None and bool(dialog.phrasings[1].answers[3].text()), timeout=120_000)
    for row, answer in zip(dialog._rows, dialog.phrasings[1].answers, strict=True):
        asked = [{"role": "user", "content": f"name : {row.row.values['name']}"}]
        assert answer.text() == reply_to(session.loaded.model, session.loaded.tokenizer, asked)
    assert dialog.phrasings[0].answers[0].text()
    dialog.phrasings[1].edit.insertPlainText("?")
    assert not dialog.phrasings[1].answers[0].text()  # it was the answer to another question


def test_the_phrasing_that_is_picked_asks_from_then_on(page: DataPage, dialog: PhrasingDialog, qtbot: QtBot) -> None:
    session = page.session
    dialog.phrasings[1].edit.setPlainText("What of {name}?")
    dialog.phrasings[1].use_button.click()
    assert session.run.data.prompt == "What of {name}?"
    qtbot.waitUntil(lambda: session.prepared is not None and session.job is None, timeout=30_000)
    assert session.prepared.rows[0].messages[0].content == "What of Alba 0?"
    assert page.asking.phrasing_chip.isVisible()
    page.asking.phrasing_chip.click()
    assert session.run.data.prompt == ""


def test_a_slot_for_no_column_is_told_at_its_phrasing(page: DataPage, dialog: PhrasingDialog, qtbot: QtBot) -> None:
    dialog.phrasings[1].edit.setPlainText("What of {place}?")
    dialog.ask_button.click()
    assert "no column 'place'" in dialog.phrasings[1].problem.text()
    assert dialog.phrasings[0].problem.isHidden()
    dialog.close()  # stops what it asks
    qtbot.waitUntil(lambda: page.session.job is None, timeout=60_000)


def test_a_column_writes_its_slot(dialog: PhrasingDialog) -> None:
    dialog.more_button.click()
    assert len(dialog.phrasings) == 3
    dialog._insert("{answer}")
    assert dialog.phrasings[-1].phrasing == "{answer}"


def test_a_dialog_shows_only_what_it_asked_itself(page: DataPage, dialog: PhrasingDialog, qtbot: QtBot) -> None:
    session = page.session
    other = PhrasingDialog(session)
    qtbot.addWidget(other)
    dialog.phrasings[1].edit.setPlainText("name : {name}")
    dialog.ask_button.click()
    other.close()  # which leaves the other's question alone
    qtbot.waitUntil(lambda: session.job is None and bool(dialog.phrasings[1].answers[3].text()), timeout=120_000)
    assert not any(answer.text() for column in other.phrasings for answer in column.answers)
