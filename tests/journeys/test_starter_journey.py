"""Walks of a newcomer through the real window with the starter: train, talk, export, stop, resume, compare, close."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QTableView,
    QTableWidget,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot
from transformers import AutoModelForCausalLM

from tuning_core import list_runs
from workbench import theme
from workbench.main_window import MainWindow
from workbench.preferences import Preferences
from workbench.session import Session
from workbench.widgets.loss_chart import EACH_STEP, HELD_OUT, LossChart
from workbench.widgets.memory_chart import MEASURED, MemoryChart

LONG = 120_000  # milliseconds; a loaded machine is slow, and no test waits longer than it must
_T = TypeVar("_T", bound=QObject)


class Walk:
    """The window, and what a person does in it."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window, self.session, self.qtbot = window, window.session, qtbot
        self.problems: list[str] = []
        self.session.problem.connect(lambda sentence, details: self.problems.append(f"{sentence} {details}"))

    def find(self, kind: type[_T], name: str) -> _T:
        found = self.window.findChild(kind, name)
        assert found is not None, f"there is no {name}"
        return found

    def until(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(lambda: bool(condition()) or bool(self.problems), timeout=LONG)
        assert not self.problems

    def press(self, name: str) -> None:
        button = self.find(QPushButton, name)
        self.until(button.isEnabled)
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def page(self, name: str) -> QWidget:
        self.window.show_page(name)
        return self.find(QWidget, f"{name}Page")

    def rest(self) -> None:
        self.until(lambda: self.session.job is None)

    def open_starter(self, **training: object) -> None:
        self.page("model")
        self.press("tryStarterButton")
        self.until(lambda: self.session.loaded is not None and self.session.prepared is not None)
        self.rest()
        small = {"batch_size": 4, "gradient_accumulation": 1, "eval_every": 6, "save_every": 6}
        assert self.session.change({f"training.{key}": value for key, value in {**small, **training}.items()})

    def start(self) -> None:
        self.page("train")
        self.press("startButton")

    def steps_drawn(self) -> int:
        return len(self.find(LossChart, "lossChart").series[EACH_STEP])

    def select_run(self, row: int = 0) -> None:
        self.page("runs")
        table = self.find(QTableView, "runsTable")
        self.until(lambda: table.model().rowCount() > row)
        table.selectRow(row)


@pytest.fixture
def walk(qtbot: QtBot) -> Iterator[Walk]:
    session = Session()
    window = MainWindow(session, Preferences())  # not given to qtbot, which would delete it while a job runs
    session.setParent(window)
    window.show()
    window.make_pages()
    session.load_core()
    walk = Walk(window, qtbot)
    walk.until(lambda: session.core_is_ready and session.card is not None)
    yield walk
    session.stop_job()
    qtbot.waitUntil(lambda: session.job is None, timeout=LONG)
    window.close()
    window.deleteLater()
    theme.set_mode(QApplication.instance(), "light")


@pytest.mark.slow
def test_a_newcomer_trains_talks_and_exports(walk: Walk, tmp_path: Path) -> None:
    walk.open_starter()
    walk.page("train")
    steps = walk.find(QWidget, "trainPage").findChild(QLineEdit, "max_stepsEdit")
    assert steps is not None
    steps.setText("12")
    assert walk.session.run.training.max_steps == 12
    walk.start()
    walk.until(lambda: walk.session.tuned is not None)
    walk.rest()

    loss = walk.find(LossChart, "lossChart")
    walk.until(lambda: walk.steps_drawn() == 12)
    assert loss.series[HELD_OUT].x.tolist()[-1] == 12
    assert len(walk.find(MemoryChart, "memoryChart").series[MEASURED]) == 12
    assert walk.find(QLabel, "phaseLabel").text() == "Finished · step 12 / 12"

    walk.press("talkButton")
    assert walk.window.stack.currentWidget() is walk.find(QWidget, "chatPage")
    walk.find(QPlainTextEdit, "promptEdit").setPlainText("Write about this restaurant.\nname: Casa Bibo | food: Thai")
    walk.press("sendButton")
    walk.rest()
    base, tuned = walk.find(QTextEdit, "baseReply"), walk.find(QTextEdit, "tunedReply")
    assert base.toPlainText()
    assert tuned.toPlainText()

    walk.find(QAction, "actionExportMerged").trigger()
    walk.find(QLineEdit, "exportPathEdit").setText(str(tmp_path / "merged"))
    walk.press("exportButton")
    walk.rest()
    result = walk.find(QLabel, "exportResult")
    assert str(tmp_path / "merged") in result.text()
    assert "says the same as the one in memory" in result.text()
    assert walk.find(QTableWidget, "exportProofTable").rowCount() == 8
    assert AutoModelForCausalLM.from_pretrained(tmp_path / "merged").num_parameters() == walk.session.card.parameters


@pytest.mark.slow
def test_stopping_saves_and_resuming_goes_on_from_that_step(walk: Walk) -> None:
    walk.open_starter(max_steps=40)
    walk.start()
    walk.until(lambda: walk.steps_drawn() >= 8)
    walk.press("pauseButton")
    walk.until(lambda: walk.session.job is not None and walk.session.job.paused)
    walk.press("stopButton")
    walk.press("stopAndSaveButton")
    walk.until(lambda: walk.session.tuned is not None)
    walk.rest()
    (stopped,) = list_runs()
    assert stopped.state == "stopped"
    assert stopped.resumable
    assert 8 <= stopped.step < 40

    walk.select_run()
    walk.press("resumeRunButton")
    walk.until(lambda: walk.session.job is not None)
    walk.rest()
    walk.until(lambda: walk.steps_drawn() == 40)
    (finished,) = list_runs()
    assert finished.folder == stopped.folder
    assert finished.state == "finished"
    assert finished.step == 40
    steps = walk.find(LossChart, "lossChart").series[EACH_STEP].x.tolist()
    assert steps == list(range(1, 41))
    log = walk.window.page("train").log.texts()
    assert any(f"going on from step {stopped.step}" in line for line in log)


@pytest.mark.slow
def test_runs_are_compared_opened_and_their_settings_taken_over(walk: Walk) -> None:
    walk.open_starter(max_steps=4)
    for rank in (4, 8):
        assert walk.session.change({"method.rank": rank})
        walk.start()
        walk.until(lambda: walk.session.job is not None)
        walk.rest()
    walk.select_run()
    table = walk.find(QTableView, "runsTable")
    walk.until(lambda: table.model().rowCount() == 2)
    table.selectAll()
    page = walk.window.page("runs")
    walk.until(lambda: len(page.chart.series) == 2)
    assert page.differing.table.rowCount() == 1
    assert page.differing.table.verticalHeaderItem(0).text() == "Rank"

    walk.select_run(1)
    rank = {8: 4, 4: 8}[walk.session.run.method.settings["rank"]]
    walk.press("openRunButton")
    walk.until(lambda: walk.session.tuned is not None and walk.session.run.method.settings["rank"] == rank)
    walk.rest()
    assert walk.window.stack.currentWidget() is walk.find(QWidget, "chatPage")

    walk.select_run(0)
    walk.press("duplicateRunButton")
    assert walk.window.stack.currentWidget() is walk.find(QWidget, "methodPage")
    assert walk.session.run.name.endswith(" copy")


def test_a_reply_can_be_stopped_and_the_conversation_begun_anew(walk: Walk) -> None:
    walk.open_starter()
    page = walk.page("chat")
    prompt = walk.find(QPlainTextEdit, "promptEdit")
    prompt.setPlainText("Hello")
    page.talk.presets.change({"max_new_tokens": 900, "min_new_tokens": 900})
    walk.qtbot.keyClick(prompt, Qt.Key.Key_Return)
    base = walk.find(QTextEdit, "baseReply")
    walk.until(lambda: len(base.toPlainText()) > 10)
    assert not walk.find(QPushButton, "sendButton").isEnabled()
    walk.press("chatStopButton")
    walk.rest()
    said = base.toPlainText()
    assert said
    assert len(page.talk.conversation.turns) == 1
    walk.press("newConversationButton")
    assert page.columns.views == []
    assert page.talk.conversation.turns == []


def test_closing_the_window_while_training_saves_first(walk: Walk) -> None:
    walk.open_starter(max_steps=500, save_every=0)
    walk.start()
    walk.until(lambda: walk.steps_drawn() >= 2)
    walk.window.close()
    assert walk.window.isVisible()
    question = walk.find(QMessageBox, "closeQuestion")
    stop = next(button for button in question.buttons() if button.text() == "Save and close")
    walk.qtbot.mouseClick(stop, Qt.MouseButton.LeftButton)
    walk.qtbot.waitUntil(lambda: not walk.window.isVisible(), timeout=LONG)
    (run,) = list_runs()
    assert run.state == "stopped"
    assert run.resumable


@pytest.mark.slow
def test_the_page_is_the_new_run_from_the_click_on(walk: Walk) -> None:
    walk.open_starter(max_steps=2)
    walk.start()
    walk.until(lambda: walk.session.tuned is not None)
    walk.rest()
    walk.session.unload_model()
    phase, stop = walk.find(QLabel, "phaseLabel"), walk.find(QPushButton, "stopButton")
    seen: list[tuple[str, int, bool]] = []
    walk.session.job_told.connect(
        lambda _: (
            walk.window.page("train").on_repaint(),
            seen.append((phase.text(), walk.steps_drawn(), stop.isVisible())),
        )
    )
    walk.start()
    walk.until(lambda: walk.session.training_is_on)
    assert "Finished" not in phase.text()
    walk.until(lambda: walk.session.tuned is not None)
    walk.rest()
    before = seen[: next(number for number, (text, _, _) in enumerate(seen) if text.startswith("Training"))]
    assert any(text.startswith("Loading weights") for text, _, _ in before)
    assert not any(text.startswith("Tokenising rows") for text, _, _ in before)  # they were found in the cache
    assert all(drawn == 0 and can_stop for _, drawn, can_stop in before)
    assert not walk.session.training_is_on


def test_stopping_while_things_are_made_ready_ends_the_training(walk: Walk) -> None:
    walk.open_starter(max_steps=2)
    walk.session.unload_model()
    walk.start()
    walk.press("stopButton")
    walk.until(lambda: not walk.session.training_is_on)
    assert walk.session.job is None
    assert walk.find(QLabel, "phaseLabel").text() == "Stopped before anything was learned"
    assert walk.find(QPushButton, "startButton").isVisible()
    assert list_runs() == []


@pytest.mark.slow
def test_what_was_stopped_goes_on_from_the_train_page(walk: Walk) -> None:
    walk.open_starter(max_steps=30)
    resume = walk.find(QPushButton, "trainResumeButton")
    walk.start()
    walk.until(lambda: walk.steps_drawn() >= 3)
    assert not resume.isVisible()
    walk.press("pauseButton")
    walk.press("stopButton")
    walk.press("stopAndSaveButton")
    walk.until(lambda: walk.session.tuned is not None)
    walk.rest()
    walk.press("trainResumeButton")
    walk.until(lambda: walk.session.training_is_on)
    walk.rest()
    (run,) = list_runs()
    assert run.name == "starter on starter"
    assert run.step == 30
    assert walk.steps_drawn() == 30
    assert not resume.isVisible()
    log = " ".join(walk.window.page("train").log.texts())
    assert "trained for" in log
