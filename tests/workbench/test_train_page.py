"""The Train page while a run goes wrong, waits, stops and goes on: real runs of the starter."""

from collections.abc import Callable, Iterator

import pytest
import torch
from PySide6.QtWidgets import QLabel, QPushButton, QScrollArea
from pytestqt.qtbot import QtBot

from tuning_core import list_runs
from workbench.pages.train import TrainPage
from workbench.remedies import Remedy
from workbench.run_progress import FAILED
from workbench.session import Session
from workbench.widgets.loss_chart import EACH_STEP
from workbench.widgets.run_charts import RunCharts

SMALL = {"batch_size": 2, "gradient_accumulation": 1, "eval_every": 0, "eval_rows": 2, "eval_replies": 1}


class Walk:
    """The page, and what a person does on it."""

    def __init__(self, page: TrainPage, qtbot: QtBot) -> None:
        self.page, self.session, self.qtbot = page, page.session, qtbot

    def until(self, condition: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=120_000)

    def start(self, **training: object) -> None:
        self.session.change({f"training.{key}": value for key, value in {**SMALL, **training}.items()})
        self.press("startButton")

    def press(self, name: str) -> None:
        def button() -> QPushButton | None:
            found = self.page.findChild(QPushButton, name)
            return found if found is not None and found.isVisible() and found.isEnabled() else None

        self.until(button)
        button().click()

    def rest(self) -> None:
        self.until(lambda: self.session.job is None)

    @property
    def phase(self) -> str:
        return self.page.findChild(QLabel, "phaseLabel").text()

    @property
    def steps(self) -> list[float]:
        return self.page.charts.loss.series[EACH_STEP].x.tolist()


@pytest.fixture
def walk(qtbot: QtBot) -> Iterator[Walk]:
    session = Session()
    page = TrainPage(session)
    page.resize(900, 740)
    page.show()
    session.load_core()
    walk = Walk(page, qtbot)
    walk.until(lambda: session.card is not None and session.pricing.price.forecast is not None)
    yield walk
    session.stop_job()
    walk.rest()
    session.close()
    page.deleteLater()


def test_after_a_change_the_start_is_that_of_another_run(walk: Walk) -> None:
    session, page = walk.page.session, walk.page
    session.change({"training.max_steps": 1, "training.eval_replies": 0})
    session.start_training()
    walk.rest()
    assert page.bar.start_button.text() == "Train again"
    assert page.results.talk_button.property("main")
    session.change({"training.batch_size": 3})
    assert page.bar.start_button.text() == "Start training"
    assert page.bar.start_button.property("main")
    assert not page.results.talk_button.property("main")
    session.change({"training.batch_size": 8})
    assert page.bar.start_button.text() == "Train again"


def test_charts_stand_in_twos_where_three_would_be_cut(qtbot: QtBot) -> None:
    area = QScrollArea(widgetResizable=True)
    charts = RunCharts()
    area.setWidget(charts)
    qtbot.addWidget(area)
    letter = charts.fontMetrics().averageCharWidth()
    area.resize(140 * letter, 500)
    area.show()
    assert charts.gradient.y() == charts.memory.y()
    in_threes = charts.minimumSizeHint().width()
    area.resize(75 * letter, 500)
    qtbot.waitUntil(lambda: charts.gradient.y() > charts.speed.y() == charts.memory.y())
    assert charts.minimumSizeHint().width() < in_threes


DIVERGING = {"max_steps": 8, "learning_rate": 1.0, "warmup": 0.0, "schedule": "constant"}


@pytest.mark.slow
def test_an_alarm_pauses_the_run_and_its_remedy_goes_on_with_other_settings(walk: Walk) -> None:
    walk.start(**DIVERGING)
    walk.until(lambda: walk.page.questions.trouble.isVisible())
    assert walk.session.job is not None
    assert walk.session.job.paused
    assert not walk.page.questions.pause_choice.isVisible()
    assert walk.page.questions.trouble.title.text() == "Training is paused: the loss is rising"
    assert "lower “Learning rate”" in walk.page.questions.trouble.sentence.text()
    assert walk.page.shown.progress.step < 8
    walk.press("remedyButton0")
    walk.until(lambda: walk.session.tuned is not None)
    walk.rest()
    (run,) = list_runs()
    assert run.state == "finished"
    assert walk.steps == list(range(1, 9))
    assert walk.session.run.training.learning_rate == 1e-3
    assert not walk.page.questions.trouble.isVisible()


@pytest.mark.slow
def test_a_run_that_goes_on_all_the_same_and_fails_can_be_mended_too(walk: Walk) -> None:
    walk.start(**DIVERGING)
    walk.press("continueButton")
    walk.until(lambda: walk.page.shown.progress.phase == FAILED)
    walk.rest()
    assert walk.page.questions.trouble.isVisible()
    assert walk.page.questions.trouble.title.text() == "The loss is no number any more"
    assert not walk.page.questions.failure.isVisible()
    walk.press("remedyButton0")
    walk.until(lambda: walk.session.tuned is not None)
    walk.rest()
    assert walk.phase == "Finished · step 8 / 8"
    assert walk.steps == list(range(1, 9))


@pytest.mark.slow
def test_a_pause_can_free_the_memory_and_the_run_goes_on_later(walk: Walk) -> None:
    walk.start(max_steps=12)
    walk.until(lambda: walk.page.shown.progress.step >= 2)
    walk.press("pauseButton")
    walk.until(lambda: walk.session.job is not None and walk.session.job.paused)
    walk.press("freeMemoryButton")
    walk.until(lambda: walk.session.loaded is None)
    walk.rest()
    assert walk.session.tuned is None
    assert walk.phase.endswith("saved, and the memory is free")
    stopped = walk.page.shown.progress.step
    assert walk.page.resume_note.text().startswith(f"Going on from step {stopped} of 12.")
    walk.session.change({"training.learning_rate": 5e-4})
    assert "Learning rate: 5e-4" in walk.page.resume_note.text()
    walk.press("trainResumeButton")
    walk.until(lambda: walk.session.tuned is not None)
    walk.rest()
    assert walk.steps == list(range(1, 13))
    assert walk.session.run.training.learning_rate == 5e-4
    (run,) = list_runs()
    assert run.step == 12


def test_stopping_without_saving_keeps_the_last_checkpoint_alone(walk: Walk) -> None:
    walk.start(max_steps=200, save_every=3)
    walk.until(lambda: walk.page.shown.progress.step >= 4)
    walk.press("stopButton")
    walk.press("stopWithoutSavingButton")
    walk.rest()
    assert walk.phase.startswith("Stopped without saving")
    saved, drawn = walk.page.shown.saved_step, walk.steps
    assert saved % 3 == 0
    (run,) = list_runs()
    assert run.state == "cancelled"
    assert walk.session.tuned is None

    shown = TrainPage(walk.session)  # as the Runs page shows it later, in another window
    walk.qtbot.addWidget(shown)
    assert walk.session.show_run(run.folder)
    walk.until(lambda: shown.shown.can_resume)
    assert shown.charts.loss.series[EACH_STEP].x.tolist() == drawn
    assert shown.bar.resume_button.text() == f"Resume from step {saved}"


@pytest.mark.slow
def test_where_memory_is_full_a_change_goes_on_with_the_model_that_is_loaded(walk: Walk) -> None:
    walk.session.load_model()
    walk.until(lambda: walk.session.loaded is not None and walk.session.job is None)
    loaded = walk.session.loaded
    assert loaded is not None
    passes: list[object] = []

    def full_once(module: torch.nn.Module, _: object) -> None:
        passes.append(module)
        if module.training and len(passes) > 6:
            full.remove()
            raise MemoryError

    full = loaded.model.get_submodule("model.layers.1").register_forward_pre_hook(full_once)
    walk.start(max_steps=8, batch_size=4)
    walk.until(lambda: walk.page.questions.trouble.isVisible())
    walk.rest()
    assert walk.page.questions.trouble.title.text() == "The memory is full"
    walk.press("remedyButton0")
    walk.until(lambda: walk.session.tuned is not None)
    walk.rest()
    assert walk.session.loaded is loaded
    assert walk.session.run.training.batch_size < 4
    assert walk.steps == list(range(1, 9))
    (run,) = list_runs()
    assert run.state == "finished"


@pytest.mark.slow
def test_going_on_from_an_earlier_checkpoint_gives_up_what_came_after_it(walk: Walk) -> None:
    walk.start(max_steps=9, save_every=2, keep_checkpoints=9)
    walk.until(lambda: walk.page.shown.progress.step >= 5)
    walk.press("pauseButton")
    walk.until(lambda: walk.session.job is not None and walk.session.job.paused)
    walk.page.questions.on_remedy(Remedy("Lower it", "", {"training.learning_rate": 5e-4}, from_step=2))
    walk.until(lambda: walk.session.tuned is not None)
    walk.rest()
    assert any("going on from step 2 of 9" in line for line in walk.page.log.texts())
    assert walk.steps == list(range(1, 10))
    (run,) = list_runs()
    assert run.state == "finished"


@pytest.mark.slow
def test_a_page_that_is_made_anew_while_a_run_goes_on_shows_all_of_it(walk: Walk) -> None:
    walk.start(max_steps=40, eval_every=2)
    walk.until(lambda: walk.page.shown.progress.step >= 4)
    walk.press("pauseButton")
    walk.until(lambda: walk.session.job is not None and walk.session.job.paused)
    walk.page.on_repaint()
    anew = TrainPage(walk.session)
    walk.qtbot.addWidget(anew)
    anew.show()
    assert anew.charts.loss.series[EACH_STEP].x.tolist() == walk.steps
    assert anew.log.texts() == walk.page.log.texts()
    assert anew.phase.label.text() == walk.phase
    assert anew.questions.pause_choice.isVisible()
    assert anew.bar.pause_button.text() == "Go on"
    assert not anew.settings.isVisible()
    walk.session.leave_job()
    walk.rest()
    assert anew.phase.label.text() == walk.phase
