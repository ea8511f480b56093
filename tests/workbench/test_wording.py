"""Numbers as a person reads them."""

import math

import pytest

from tuning_core.methods.llama_adapter import LlamaAdapter
from tuning_core.methods.prefix_tuning import PrefixTuning
from workbench.translation import tr_count
from workbench.wording import (
    bytes_text,
    count_text,
    duration_text,
    number_text,
    percent_text,
    plain_sentence,
    title_of,
)


@pytest.mark.parametrize(
    ("size", "text"), [(0, "0 B"), (812, "812 B"), (999.6, "1.00 kB"), (6.25e6, "6.25 MB"), (80.1e9, "80.1 GB")]
)
def test_bytes_keep_three_figures_and_a_unit(size: float, text: str) -> None:
    assert bytes_text(size) == text


@pytest.mark.parametrize(("number", "text"), [(12, "12"), (9999, "9,999"), (10_000, "10.0 k"), (41.9e6, "41.9 M")])
def test_counts_stay_whole_until_ten_thousand(number: float, text: str) -> None:
    assert count_text(number) == text
    assert count_text(number, "parameters") == f"{text} parameters"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.04, "0.0 s"), (9.96, "10 s"), (59.7, "1 min"), (125, "2 min 5 s"), (3599.8, "1 h"), (4320, "1 h 12 min"),
     (86_399, "1 d"), (270_000, "3 d 3 h"), (math.nan, "—"), (-1, "—")],
)  # fmt: skip
def test_durations_have_at_most_two_units(seconds: float, text: str) -> None:
    assert duration_text(seconds) == text


@pytest.mark.parametrize(
    ("share", "text"), [(0, "0 %"), (1e-6, "< 0.01 %"), (0.0031, "0.31 %"), (0.031, "3.1 %"), (1, "100 %")]
)
def test_a_share_that_is_not_nothing_never_reads_as_nothing(share: float, text: str) -> None:
    assert percent_text(share) == text


@pytest.mark.parametrize(("value", "text"), [(0.41234, "0.4123"), (12.3456, "12.35"), (2e-5, "2e-5"), (0, "0")])
def test_measured_numbers_have_four_figures(value: float, text: str) -> None:
    assert number_text(value) == text


def test_one_is_not_plural() -> None:
    assert [tr_count("{n} row", "{n} rows", number) for number in (1, 2, 12_400)] == ["1 row", "2 rows", "12,400 rows"]


@pytest.mark.parametrize(
    ("sentence", "plain"),
    [
        ("training.learning_rate = 0 is not allowed.", "“Learning rate” = 0 is not allowed."),
        ("or set model.allow_pickle = true if you trust it.", "or tick “Allow pickle files” if you trust it."),
        (
            'say which is which in data.columns, as in {instruction = "a", output = "..."}.',
            "choose which column is which.",
        ),
        (
            "set model.task to sequence_classification or token_classification.",
            "set “Task” to “Classify texts” or “Label words”.",
        ),
        ("what model.task = 'causal_lm', reads", "what “Task” = “Write text”, reads"),
        ("/tmp/causal_lm/rows.csv is empty.", "/tmp/causal_lm/rows.csv is empty."),
        ("/tmp/data.train.jsonl is empty.", "/tmp/data.train.jsonl is empty."),
    ],
)
def test_a_setting_is_called_as_its_field_is(sentence: str, plain: str) -> None:
    assert plain_sentence(sentence) == plain


def test_a_setting_of_a_method_is_called_as_its_field_is() -> None:
    assert title_of("method.num_virtual_tokens", PrefixTuning) == "Virtual tokens"
    assert title_of("method.num_virtual_tokens", LlamaAdapter) == "Prompts"
    assert title_of("training.batch_size", LlamaAdapter) == "Batch size"
