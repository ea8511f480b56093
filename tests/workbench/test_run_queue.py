"""Runs that wait: kept on disk, trained one after another, with what fails told and left behind."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from tests.workbench.tiny_runs import tiny_settings
from tuning_core import BadInput, RunFile, list_runs
from workbench.pages.runs import RunsPage
from workbench.run_queue import RunQueue, sweep
from workbench.session import Session
from workbench.widgets.queue_line import QueueLine
from workbench.widgets.sweep_dialog import SweepDialog
from workbench.widgets.train_bar import TrainBar

Until = Callable[[Callable[[], object]], None]


@pytest.fixture
def session(qtbot: QtBot, llama_folder: Path, tmp_path: Path) -> Iterator[Session]:
    session = Session()
    assert session.change(tiny_settings(llama_folder, tmp_path / "rows.jsonl"))
    yield session
    session.queue.pause()
    session.stop_job()
    qtbot.waitUntil(lambda: session.job is None, timeout=150_000)
    session.close()


@pytest.fixture
def until(qtbot: QtBot) -> Until:
    return lambda condition: qtbot.waitUntil(lambda: bool(condition()), timeout=150_000)


def names(queue: RunQueue) -> list[str]:
    return [one.run.name for one in queue.waiting]


def ranks(session: Session, *values: int) -> list[RunFile]:
    return sweep(session.run, "tiny", "method.rank", "Rank", values)


def test_a_restart_keeps_what_waits_in_its_order(session: Session) -> None:
    queue = session.queue
    queue.add(ranks(session, 4, 8, 16))
    queue.move(queue.waiting[2], -1)
    queue.remove(queue.waiting[0])
    again = Session()
    assert names(again.queue) == ["tiny, Rank 16", "tiny, Rank 8"]
    assert again.queue.waiting == queue.waiting
    assert not again.queue.is_on
    again.close()


def test_a_file_that_is_put_there_by_hand_waits_too_and_a_broken_one_is_left(session: Session, own_home: Path) -> None:
    session.queue.add(ranks(session, 4))
    (own_home / "queue" / "by-hand.toml").write_text(ranks(session, 2)[0].to_toml(), encoding="utf-8")
    (own_home / "queue" / "broken.toml").write_text("name = [", encoding="utf-8")
    (own_home / "queue" / "order.json").write_text("{", encoding="utf-8")
    again = Session()
    assert names(again.queue) == ["tiny, Rank 4", "tiny, Rank 2"]
    assert (own_home / "queue" / "broken.toml").exists()
    again.close()


def test_runs_are_trained_one_after_another_and_the_forms_are_given_back(session: Session, until: Until) -> None:
    before = session.run
    session.queue.add(ranks(session, 4, 8))
    assert session.job is None
    session.queue.start()
    until(lambda: not session.queue.is_on)
    assert sorted(run.name for run in list_runs()) == ["tiny, Rank 4", "tiny, Rank 8"]
    assert {run.state for run in list_runs()} == {"finished"}
    assert session.queue.waiting == []
    assert session.run == before


def test_a_failure_is_told_and_the_next_run_goes_on(session: Session, until: Until) -> None:
    sentences: list[str] = []
    session.problem.connect(lambda sentence, _: sentences.append(sentence))
    wrong = session.run.with_settings({"name": "wrong", "data.columns": {"output": "nowhere"}})
    session.queue.add([wrong, *ranks(session, 4)])
    session.queue.start()
    until(lambda: not session.queue.is_on)
    assert [run.name for run in list_runs()] == ["tiny, Rank 4"]
    assert names(session.queue) == ["wrong"]
    assert "nowhere" in session.queue.waiting[0].problem
    assert any(sentence.startswith("“wrong” failed:") for sentence in sentences)
    assert RunQueue(session).waiting[0].problem == session.queue.waiting[0].problem


def test_a_run_that_pauses_itself_is_left_while_others_wait(session: Session, until: Until) -> None:
    wild = {"training.learning_rate": 5.0, "training.max_steps": 60, "training.schedule": "constant"}
    session.queue.add([session.run.with_settings({"name": "wild", **wild}), *ranks(session, 4)])
    session.queue.start()
    until(lambda: not session.queue.is_on)
    assert "tiny, Rank 4" in [run.name for run in list_runs() if run.state == "finished"]
    assert names(session.queue) == ["wild"]
    assert session.queue.waiting[0].problem


def test_what_the_person_stops_ends_the_queue_there(session: Session, until: Until) -> None:
    session.queue.add([session.run.with_settings({"training.max_steps": 500}), *ranks(session, 4)])
    session.queue.start()
    until(lambda: session.shown_run.progress.step >= 1)
    session.stop_job()
    until(lambda: session.job is None and not session.queue.is_on)
    assert names(session.queue) == ["tiny, Rank 4"]
    assert [run.state for run in list_runs()] == ["stopped"]


def test_a_paused_queue_ends_its_run_and_begins_no_other(session: Session, until: Until) -> None:
    session.queue.add(ranks(session, 4, 8))
    session.queue.start()
    until(lambda: session.training_is_on)
    session.queue.pause()
    until(lambda: list_runs() and list_runs()[0].state == "finished" and session.job is None)
    until(lambda: session.queue.going is None)
    assert names(session.queue) == ["tiny, Rank 8"]


def test_the_pages_queue_and_the_status_line_show_what_waits(session: Session, qtbot: QtBot) -> None:
    page, line = RunsPage(session), QueueLine(session.queue)
    qtbot.addWidget(page)
    qtbot.addWidget(line)
    page.show()
    page.show_queue()
    assert page.queue_view.stack.currentWidget() is page.queue_view.empty
    session.queue.add(ranks(session, 4, 8))
    assert page.views.tabText(1) == "Queue (2)"
    assert line.text() == "Queue not started: 2 waiting"
    table = page.queue_view.table
    assert [[table.item(row, column).text() for column in range(3)] for row in range(2)] == [
        ["tiny, Rank 4", "", "waiting"],
        ["tiny, Rank 8", "Rank 8", "waiting"],
    ]
    table.selectRow(1)
    page.findChild(QPushButton, "queueUpButton").click()
    assert names(session.queue) == ["tiny, Rank 8", "tiny, Rank 4"]
    with qtbot.waitSignal(page.page_wanted) as wanted:
        page.findChild(QPushButton, "queueEditButton").click()
    assert wanted.args == ["train"]
    assert session.run.method.settings["rank"] == 8
    page.findChild(QPushButton, "queueRemoveButton").click()
    assert names(session.queue) == []
    assert not line.isVisibleTo(line.parentWidget())


def test_the_present_settings_and_a_sweep_of_them_are_added(session: Session, qtbot: QtBot) -> None:
    bar = TrainBar(session)
    qtbot.addWidget(bar)
    session.change({"name": "mine"})
    bar.add_action.trigger()
    dialog = SweepDialog(session)
    qtbot.addWidget(dialog)
    dialog.choose("training.learning_rate")
    dialog.values_edit.setText("1e-4, 1e-3, 1e-3, 0.01")
    assert dialog.add_button.text() == "Add 3 runs to queue"
    dialog.add_button.click()
    assert names(session.queue) == [
        "mine",
        "mine, Learning rate 0.0001",
        "mine, Learning rate 0.001",
        "mine, Learning rate 0.01",
    ]
    assert [one.run.training.learning_rate for one in session.queue.waiting[1:]] == [1e-4, 1e-3, 1e-2]


def test_a_value_that_the_setting_cannot_have_is_refused(session: Session, qtbot: QtBot) -> None:
    dialog = SweepDialog(session)
    qtbot.addWidget(dialog)
    dialog.choose("method.rank")
    dialog.values_edit.setText("8, many")
    dialog.add_button.click()
    assert "Rank" in dialog.said.text()
    assert session.queue.waiting == []
    with pytest.raises(BadInput):
        sweep(session.run, "tiny", "method.rank", "Rank", [-1])
