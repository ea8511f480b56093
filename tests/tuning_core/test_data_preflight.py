"""What is found about the data before a run, and that each remedy is a setting that puts it right."""

from dataclasses import replace
from typing import Any

import pytest

from tuning_core import RunFile
from tuning_core.data.preflight import DataFacts, Finding, checks

GOOD = DataFacts(
    file="rows.jsonl",
    rows=100,
    training=90,
    held_out=10,
    longest=300,
    positions=2048,
    tokens=9_000,
    learned_tokens=4_000,
    batch_size=8,
    gradient_accumulation=2,
)
CLASSES = replace(
    GOOD, task="sequence_classification", form="classification", label_counts={"no": (50, 5), "yes": (40, 5)}
)


def test_good_data_pass_in_silence() -> None:
    assert checks(GOOD) == []
    assert checks(CLASSES) == []
    assert checks(replace(GOOD, positions=None)) == []


@pytest.mark.parametrize(
    ("facts", "severity", "said", "remedy"),
    [
        (replace(GOOD, problems=3), "blocks",
         "3 rows of rows.jsonl cannot be learned from; mend the file or skip them.",
         {"data.skip_problems": True}),
        (replace(GOOD, problems=1, learn_nothing=1, skip_problems=True), "warns",
         "1 row of rows.jsonl cannot be learned from, 1 because nothing of it is learned; skipped.", {}),
        (replace(GOOD, training=0, held_out=0, left_out=100, max_length=64), "blocks",
         "All rows of rows.jsonl are longer than data.max_length = 64 and are left out.", {"data.max_length": 300}),
        (replace(GOOD, training=0, held_out=0, left_out=100, max_length=64, positions=128), "blocks",
         "All rows of rows.jsonl are longer than data.max_length = 64 and are left out.", {"data.cut": "prompt"}),
        (replace(GOOD, training=0, held_out=100), "blocks", "All rows are held out", {"data.validation": 0.0}),
        (replace(GOOD, training=0, held_out=0), "blocks", "No row of rows.jsonl can be learned from.", {}),
        (replace(GOOD, left_out=25, max_length=256), "warns",
         "25 rows (20 %) are longer than data.max_length = 256 and left out.", {"data.max_length": 300}),
        (replace(GOOD, cut=1, cut_policy="answer", max_length=256), "warns",
         "1 row is longer than data.max_length = 256 and cut at the end of the answer.", {"data.max_length": 300}),
        (replace(GOOD, cut=100, cut_policy="prompt", max_length=256, positions=256), "warns",
         "All rows are longer than data.max_length = 256 and cut at the start of the prompt.", {}),
        (replace(CLASSES, cut=2, max_length=256), "warns",
         "2 rows are longer than data.max_length = 256 and cut at the end.", {"data.max_length": 300}),
        (replace(GOOD, positions=256), "blocks", "data.max_length = 512 is more than the 256 tokens that the model has "
         "places for, and the longest row has 300.", {"data.max_length": 256}),
        (replace(GOOD, positions=400), "warns", "no row is that long yet.", {"data.max_length": 400}),
        (replace(GOOD, learn_end=False), "warns", "data.learn_end = false", {"data.learn_end": True}),
        (replace(GOOD, template_closes_answers=False), "warns",
         "The chat template (the model's own) writes no end mark behind an answer, so that replies may go on and on.",
         {"data.template": "chatml"}),
        (replace(GOOD, template_closes_answers=False, template="plain"), "warns",
         "The chat template (data.template) writes no end mark behind an answer", {"data.template": "chatml"}),
        (replace(GOOD, form="text", tokenizer_has_end=False), "warns", "The tokenizer has no end mark", {}),
        (replace(GOOD, task="seq2seq_lm", tokenizer_has_end=False, template_closes_answers=False), "warns",
         "The tokenizer has no end mark, so that replies may go on and on.", {}),
        (replace(GOOD, learned_tokens=30), "warns",
         "Only 0.3 % of the tokens are learned (data.learn = 'answers').", {}),
        (replace(GOOD, learned_tokens=30, learn="last_answer"), "warns", "Only 0.3 %", {"data.learn": "answers"}),
        (replace(GOOD, training=3), "warns",
         "A step takes 16 rows (training.batch_size x training.gradient_accumulation), and there are 3 rows to learn "
         "from.", {"training.batch_size": 3, "training.gradient_accumulation": 1}),
        (replace(GOOD, training=13), "warns", "there are 13 rows",
         {"training.batch_size": 8, "training.gradient_accumulation": 1}),
        (replace(CLASSES, label_counts={"yes": (90, 5), "no": (0, 0)}), "blocks",
         "All rows to learn from are of the class 'yes'; it takes two.", {}),
        (replace(CLASSES, label_counts={"yes": (40, 5), "no": (50, 5), "so": (0, 0)}), "warns",
         "The class 'so' stands in no row of rows.jsonl (data.labels, or the model's own classes).",
         {"data.labels": ["yes", "no"]}),
        (replace(CLASSES, label_counts={"yes": (40, 5), "no": (50, 4), "so": (0, 1)}), "warns",
         "The class 'so' stands in held-out rows alone, and cannot be learned (data.validation).",
         {"data.validation": 0.0}),
        (replace(CLASSES, held_out_file=True, label_counts={"yes": (40, 5), "no": (50, 4), "so": (0, 1)}), "warns",
         "The class 'so' stands in held-out rows alone", {}),
        (replace(CLASSES, label_counts={"yes": (2, 1), "no": (88, 9)}), "warns",
         "98 % of the rows of rows.jsonl are of the class 'no'; the others may be missed.", {}),
        (replace(CLASSES, task="token_classification", label_counts={"O": (9, 9), "B-LOC": (99, 9), "B-PER": (1, 9)}),
         "warns", "99 % of the named words of rows.jsonl are of the class 'B-LOC'; the others may be missed.", {}),
        (replace(GOOD, duplicates=1), "warns",
         "1 row (1.0 %) of rows.jsonl repeats an earlier row; what is repeated is learned more often.", {}),
        (replace(GOOD, in_both=5, held_out_file=True), "warns",
         "5 rows are held out and learned as well, so that what is measured looks too good (data.validation).",
         {"data.validation": 0.05}),
        (replace(GOOD, in_both=1), "warns", "1 row is held out and learned as well", {}),
    ],
)  # fmt: skip
def test_what_would_spoil_a_run_is_found_with_a_remedy(
    facts: DataFacts, severity: str, said: str, remedy: dict[str, Any]
) -> None:
    (finding,) = checks(facts)
    assert (finding.severity, finding.remedy) == (severity, remedy)
    assert said in finding.sentence
    assert finding.sentence.endswith(".")
    assert bool(finding.remedy_label) == bool(remedy)
    changed = RunFile().with_settings(dict(remedy))
    for key, value in remedy.items():
        table, _, name = key.partition(".")
        assert getattr(getattr(changed, table), name) == value


@pytest.mark.parametrize(
    "facts",
    [
        replace(GOOD, training=3),
        replace(GOOD, training=13),
        replace(GOOD, positions=256),
        replace(GOOD, positions=400),
        replace(GOOD, learn_end=False),
    ],
)
def test_a_remedy_that_needs_no_new_count_ends_its_finding(facts: DataFacts) -> None:
    (finding,) = checks(facts)
    better = replace(facts, **{key.partition(".")[2]: value for key, value in finding.remedy.items()})
    assert finding not in checks(better)
    assert not any(one.severity == "blocks" for one in checks(better))


def test_words_that_name_nothing_are_no_imbalance() -> None:
    words = {"O": (10_000, 9), "B-LOC": (60, 9), "B-PER": (40, 9)}
    assert checks(replace(CLASSES, task="token_classification", label_counts=words)) == []


def test_what_blocks_a_run_stands_first() -> None:
    found = checks(replace(GOOD, duplicates=9, problems=3, left_out=2))
    assert [finding.severity for finding in found] == ["blocks", "warns", "warns"]
    assert all(isinstance(finding, Finding) for finding in found)
