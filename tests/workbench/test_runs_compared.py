"""Runs beside each other: what differs, and only that."""

from tuning_core import RunFile
from workbench.widgets.differing_settings import differing
from workbench.widgets.runs_chart import style_of


def test_only_settings_that_differ_are_listed_under_their_labels() -> None:
    base = RunFile()
    other = base.with_settings({"method.rank": 16, "training.batch_size": 4, "name": "other"})
    assert dict(differing([base, other])) == {"Rank": ["8", "16"], "Batch size": ["8", "4"]}


def test_what_a_run_file_leaves_out_is_its_default() -> None:
    same = RunFile().with_settings({"method.rank": 8})
    assert differing([RunFile(), same]) == []


def test_what_is_used_is_told_where_a_run_file_says_nothing() -> None:
    other = RunFile().with_settings({"training.max_steps": 42, "training.learning_rate": 0.5})
    assert dict(differing([RunFile(), other])) == {
        "Steps": ["300 (default)", "42"],
        "Learning rate": ["the method's own", "0.5"],
    }


def test_no_two_curves_differ_in_colour_alone() -> None:
    styles = [style_of(number, with_symbols=True) for number in range(12)]
    for one in range(12):
        for other in range(one):
            a, b = styles[one], styles[other]
            assert a.dash != b.dash or a.symbol != b.symbol
