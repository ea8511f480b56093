"""What a person can choose when something is wrong with a run."""

from tuning_core.events import Alarmed, Change
from workbench.remedies import change_text, remedies_for

LOWER = Change({"training.learning_rate": 1e-4}, "Learn in steps 3 times smaller.")
NOW = {"training.learning_rate": 3e-4, "training.batch_size": 8, "model.dtype": "auto"}


def test_a_button_says_what_is_changed_and_where_the_run_goes_on() -> None:
    lower, back = remedies_for(Alarmed(320, "diverging", "It rose.", (LOWER,), False, 300), NOW)
    assert lower.text == "Lower learning rate to 1e-4 and go on from step 300"
    assert lower.settings == {"training.learning_rate": 1e-4}
    assert lower.from_step == back.from_step == 300
    assert back.text == "Go back to step 300"
    assert not back.settings


def test_without_a_good_checkpoint_the_run_begins_again() -> None:
    (lower,) = remedies_for(Alarmed(3, "diverging", "It rose.", (LOWER,), False, 0), NOW)
    assert lower.text == "Lower learning rate to 1e-4 and begin again"
    assert lower.from_step == 0


def test_where_the_weights_are_in_no_doubt_the_run_goes_on_as_it_stands() -> None:
    change = Change({"model.dtype": "float32"}, "Compute with float32.")
    (finer,) = remedies_for(Alarmed(40, "zero_loss", "It is 0.", (change,)), NOW)
    assert finer.text == "Set number format to float32 and go on"
    assert finer.from_step is None


def test_several_settings_are_one_sentence() -> None:
    change = Change({"training.batch_size": 4, "training.gradient_accumulation": 4}, "")
    now = {**NOW, "training.gradient_accumulation": 2}
    assert change_text(change, now) == "Lower batch size to 4 and raise gradient accumulation to 4"
