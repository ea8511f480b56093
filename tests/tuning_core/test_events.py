"""Events go to JSON and back."""

import json

import pytest

from tuning_core.events import Evaluated, Event, Finished, Loading, Replied, StepDone, from_dict, to_dict


@pytest.mark.parametrize(
    "event",
    [
        Loading("Reading", 1, 2),
        StepDone(1, 0.5, 1e-3, 2.0, 64, 0.1, 1000),
        Evaluated(1, 0.4, 1.5, True),
        Replied("base", ("a", "b"), 2, 0.1),
        Finished(3, "/runs/a", 1.5, stopped=True),
    ],
)
def test_an_event_comes_back_from_json_equal(event: Event) -> None:
    assert from_dict(json.loads(json.dumps(to_dict(event)))) == event


def test_the_name_of_an_event_is_its_class_in_snake_case() -> None:
    assert to_dict(StepDone(1, 0.5, 1e-3, 2.0, 64, 0.1, 1000))["event"] == "step_done"
