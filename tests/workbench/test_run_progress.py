"""The one line that says what a run is doing."""

from tuning_core.events import Finished, Loading, Started, StepDone
from workbench.run_progress import RunProgress


def step(number: int, tokens: int = 100, seconds: float = 0.5) -> StepDone:
    return StepDone(number, 1.0, 1e-3, 1.0, tokens, seconds, 0)


def begun(total: int = 100) -> RunProgress:
    progress = RunProgress()
    progress.take(Started("/run", 0, total, 10, 1, 1, 2))
    return progress


def test_loading_tells_its_share() -> None:
    progress = RunProgress()
    progress.take(Loading("Reading the weights", 1, 4))
    assert progress.text == "Reading the weights · 25.0 %"
    assert progress.share == 0.25


def test_training_tells_speed_and_time_left() -> None:
    progress = begun()
    for number in range(1, 41):
        progress.take(step(number))
    assert progress.text == "training · step 40 / 100 · 200 learned tokens/s · 30 s left"


def test_work_between_steps_keeps_the_step_in_sight() -> None:
    progress = begun()
    progress.take(step(50))
    progress.take(Loading("Measuring held-out rows", 1, 2))
    assert progress.text == "training · step 50 / 100 · measuring held-out rows"
    assert progress.share == 0.5
    progress.take(step(51))
    assert "measuring" not in progress.text


def test_all_steps_done_is_saving_and_not_finished() -> None:
    progress = begun(total=2)
    progress.take(step(1))
    progress.take(step(2))
    assert progress.is_saving
    assert progress.text.startswith("saving · step 2 / 2 done")
    progress.take(Finished(2, "/run", 1.0))
    assert progress.text == "finished · step 2 / 2"


def test_a_stop_and_a_pause_are_told() -> None:
    progress = begun()
    progress.take(step(3))
    progress.paused = True
    assert progress.text.startswith("paused · step 3 / 100")
    progress.stopping = True
    assert progress.text.startswith("stopping · step 3 / 100")
    progress.take(Finished(3, "/run", 1.0, stopped=True))
    assert progress.text == "stopped and saved · step 3 / 100"


def test_each_stage_of_a_run_is_known() -> None:
    progress = RunProgress()
    seen = [progress.stage]
    for event in (
        Loading("Loading weights", 1, 4),
        Loading("Tokenising rows", 1, 4),
        Started("/run", 0, 2, 10, 1, 1, 2),
    ):
        progress.take(event)
        seen.append(progress.stage)
    for what in ("Trying the longest rows", "Measuring held-out rows", "Saving a checkpoint"):
        progress.take(Loading(what))
        seen.append(progress.stage)
        progress.take(step(1))
    seen.append(progress.stage)
    progress.take(step(2))
    seen.append(progress.stage)
    progress.take(Finished(2, "/run", 1.0))
    seen.append(progress.stage)
    assert seen == [0, 0, 1, 3, 2, 4, 5, 3, 5, 6]
    progress.take(Finished(1, "/run", 1.0, stopped=True))
    assert progress.stage is None
