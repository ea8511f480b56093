"""Events go to JSON and back."""

import json

import pytest

from tuning_core.events import (
    Change,
    Evaluated,
    Event,
    Finished,
    Loading,
    OutOfMemory,
    Probed,
    Replied,
    StepDone,
    from_dict,
    to_dict,
)


@pytest.mark.parametrize(
    "event",
    [
        Loading("Reading", 1, 2),
        StepDone(1, 0.5, 1e-3, 2.0, 64, 0.1, 1000),
        Evaluated(1, 0.4, 1.5, True),
        Probed({"weights": 10, "activations": 20}, 21, 40),
        OutOfMemory(3, "Full.", (Change({"training.batch_size": 2}, "Fewer rows.", 10),), 40),
        Replied("base", ("a", "b"), 2, 0.1),
        Finished(3, "/runs/a", 1.5, stopped=True),
    ],
)
def test_an_event_comes_back_from_json_equal(event: Event) -> None:
    assert from_dict(json.loads(json.dumps(to_dict(event)))) == event


def test_the_name_of_an_event_is_its_class_in_snake_case() -> None:
    assert to_dict(StepDone(1, 0.5, 1e-3, 2.0, 64, 0.1, 1000))["event"] == "step_done"
