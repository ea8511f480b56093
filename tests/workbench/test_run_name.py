"""Runs that the person did not name are called by their model and data."""

import pytest

from tuning_core import RunFile
from workbench.run_name import nameless_if_by_parts, shown_name


@pytest.mark.parametrize(
    ("model", "data", "name"),
    [
        ("starter", "starter", "starter on starter"),
        ("/models/SmolLM2-135M", "/data/gsm8k/train.jsonl", "SmolLM2-135M on gsm8k"),
        ("HuggingFaceTB/SmolLM2-135M", "openai/gsm8k", "SmolLM2-135M on gsm8k"),
        ("starter", "answers.v2.csv", "starter on answers.v2"),
        ("starter", "/data/gsm8k/train.jsonl.gz", "starter on gsm8k"),
        ("starter", "/data/gsm8k/*.parquet", "starter on gsm8k"),
        ("starter", ["/a/first.csv", "/a/second.csv"], "starter on first and 1 more"),
        ("starter", "a:b.jsonl", "starter on a-b"),
    ],
)
def test_a_nameless_run_is_called_by_model_and_data(model: str, data: str | list[str], name: str) -> None:
    run = RunFile().with_settings({"model.path": model, "data.train": data})
    assert shown_name(run) == name
    assert nameless_if_by_parts(run.with_settings({"name": name})) == run


def test_a_name_that_the_person_gave_stays() -> None:
    run = RunFile(name="mine")
    assert shown_name(run) == "mine"
    assert nameless_if_by_parts(run) == run
