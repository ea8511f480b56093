"""Prepared rows: what is cut, left out, held out and told, and that nothing is tokenised twice."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tuning_core.background import result_of
from tuning_core.data.preflight import checks
from tuning_core.data.prepared import Mark, PreparedData
from tuning_core.data.preparing import prepare, preparing
from tuning_core.data.splitting import held_out_rows
from tuning_core.events import Loading
from tuning_core.models.loading import load_tokenizer
from tuning_core.run_file import DataSettings, ModelSettings, TrainingSettings

ROWS = [{"instruction": f"What is {n} and {n}?", "output": f"It is {2 * n}, I believe."} for n in range(40)]
LONG = {"instruction": "Tell me about the river " * 12, "output": "It is long."}
LONG_ANSWER = {"instruction": "Tell me.", "output": "It is a long river " * 12}


@pytest.fixture(scope="module")
def tokenizer() -> Any:
    return load_tokenizer(ModelSettings())


@pytest.fixture
def prepared(write_rows: Callable[..., Path], tokenizer: Any) -> Callable[..., PreparedData]:
    def make(rows: list[dict[str, Any]], seed: int = 42, **data: Any) -> PreparedData:
        return prepare(DataSettings(**{"train": str(write_rows(rows)), "validation": 0.0, **data}), tokenizer, seed)

    return make


def _text(tokenizer: Any, ids: Any) -> str:
    return str(tokenizer.decode(ids))


# what becomes of long rows


def test_too_long_rows_are_left_out_and_listed_by_default(prepared: Callable[..., PreparedData]) -> None:
    data = prepared([*ROWS, LONG], max_length=48)
    assert (len(data.training), data.summary()["left_out"], data.summary()["cut"]) == (40, 1, 0)
    assert [problem.line for problem in data.left_out] == [41]
    assert f"{data.lengths[40]} tokens, and data.max_length is 48" in data.left_out[0].reason
    row = data.rows[40]
    assert row.example is None
    assert row.too_long is not None
    assert len(row.too_long.token_ids) == data.lengths[40]


def test_cutting_the_prompt_keeps_the_whole_answer(prepared: Callable[..., PreparedData], tokenizer: Any) -> None:
    whole = prepared([LONG]).training[0]
    cut = prepared([LONG], max_length=32, cut="prompt").training[0]
    assert len(cut.token_ids) == 32
    assert cut.learned_tokens == whole.learned_tokens
    assert (cut.labels[cut.labels >= 0] == whole.labels[whole.labels >= 0]).all()
    at = cut.cut_at
    assert at is not None
    restored = np.concatenate([cut.token_ids[:at], cut.cut_token_ids, cut.token_ids[at:]])
    assert (restored == whole.token_ids).all()


def test_a_row_whose_answer_alone_is_too_long_is_left_out_when_prompts_are_cut(
    prepared: Callable[..., PreparedData],
) -> None:
    data = prepared([*ROWS, LONG_ANSWER], max_length=32, cut="prompt")
    assert [problem.line for problem in data.left_out] == [41]


def test_cutting_the_answer_says_so_and_counts_what_is_learned(prepared: Callable[..., PreparedData]) -> None:
    data = prepared([*ROWS, LONG_ANSWER], max_length=32, cut="answer")
    assert data.marks[40] == Mark.CUT
    assert data.learned[40] == data.training[40].learned_tokens < prepared([LONG_ANSWER]).learned[0]


def test_a_plain_text_is_cut_at_its_end(prepared: Callable[..., PreparedData]) -> None:
    data = prepared([{"text": "The river is long. " * 20}, {"text": "The sea is wide."}], max_length=16)
    assert (
        data.training[0].token_ids == prepared([{"text": "The river is long. " * 20}]).training[0].token_ids[:16]
    ).all()
    assert data.summary()["cut"] == 1


@pytest.mark.parametrize("policy", ["drop", "prompt", "answer"])
def test_the_arrays_say_what_the_examples_are(prepared: Callable[..., PreparedData], policy: str) -> None:
    broken = {"instruction": "And now?", "output": ""}
    data = prepared([*ROWS, LONG, broken, LONG_ANSWER, ROWS[3]], max_length=40, cut=policy, validation=0.2)
    for number, row in enumerate(data.rows):
        marks = Mark(int(data.marks[number]))
        assert (row.example is None) == bool(marks & (Mark.PROBLEM | Mark.LEFT_OUT))
        assert row.held_out == (Mark.HELD_OUT in marks)
        if row.example is not None:
            assert data.learned[number] == row.example.learned_tokens
            assert data.lengths[number] == row.example.length
            assert bool(row.example.cut) == (Mark.CUT in marks)
    assert data.marks[43] & Mark.DUPLICATE
    summary = data.summary()
    kept = [row.example for row in data.rows if row.example is not None]
    assert summary["tokens"] == sum(example.tokens for example in kept)
    assert summary["learned_tokens"] == sum(example.learned_tokens for example in kept)
    counts = [len(example.token_ids) for example in data.training]
    assert data.training.token_counts.tolist() == counts


# splitting


def test_rows_with_the_same_prompt_stay_on_one_side(prepared: Callable[..., PreparedData]) -> None:
    rows = [{"instruction": f"How much is {n // 4}?", "output": f"It is {n}."} for n in range(80)]
    data = prepared(rows, validation=0.25)
    sides = [{row.messages[0].content for row in data.rows if row.held_out is held} for held in (True, False)]
    assert not sides[0] & sides[1]
    assert sum(row.held_out for row in data.rows) == 20


def test_a_split_is_drawn_by_the_seed_alone(prepared: Callable[..., PreparedData]) -> None:
    marks = [prepared(ROWS, seed, validation=0.2).marks.tolist() for seed in (1, 1, 2)]
    assert marks[0] == marks[1] != marks[2]


def test_each_class_gives_its_share_to_the_held_out_rows(write_rows: Callable[..., Path], tokenizer: Any) -> None:
    rows = [{"text": f"This was number {n}.", "label": "good" if n % 10 else "bad"} for n in range(200)]
    settings = DataSettings(train=str(write_rows(rows)), validation=0.1)
    data = prepare(settings, tokenizer, task="sequence_classification")
    assert data.label_counts == {"bad": (18, 2), "good": (162, 18)}


@pytest.mark.parametrize("seed", range(5))
def test_a_prompt_with_several_classes_stays_on_one_side(seed: int) -> None:
    drawn = np.random.default_rng(seed)
    keys, classes = drawn.integers(0, 60, 400).astype(np.uint64), drawn.integers(0, 3, 400).astype(np.int32)
    held_out = held_out_rows(keys, np.ones(400, dtype=bool), 0.2, seed, classes)
    assert not set(keys[held_out]) & set(keys[~held_out])
    assert 0 < held_out.sum() < 200


def test_one_prompt_alone_is_not_split() -> None:
    assert not held_out_rows(np.zeros(9, dtype=np.uint64), np.ones(9, dtype=bool), 0.5, 1).any()


def test_something_is_left_on_either_side() -> None:
    two = np.array([3, 3, 8], dtype=np.uint64)
    for fraction in (0.01, 0.99):
        held_out = held_out_rows(two, np.ones(3, dtype=bool), fraction, 1)
        assert held_out.any()
        assert not held_out.all()


def test_held_out_rows_that_are_trained_on_are_marked(prepared: Callable[..., PreparedData], tmp_path: Path) -> None:
    own = tmp_path / "held.jsonl"
    own.write_text("".join(json.dumps(row) + "\n" for row in (ROWS[5], {**ROWS[6], "instruction": "Another?"})))
    data = prepared(ROWS, validation=str(own))
    assert np.flatnonzero(data.marks & Mark.IN_BOTH.value).tolist() == [40]
    assert (len(data.training), len(data.held_out)) == (40, 2)


# the cache


def test_what_was_tokenised_once_is_found_again(write_rows: Callable[..., Path], tokenizer: Any) -> None:
    path = write_rows(ROWS)

    def work(**data: Any) -> tuple[PreparedData, bool]:
        told: list[Any] = []
        result = result_of(preparing(DataSettings(**{"train": str(path), **data}), tokenizer), told.append)
        return result, any(isinstance(event, Loading) and event.what == "Tokenising rows" for event in told)

    first, tokenised = work()
    again, tokenised_again = work()
    assert (tokenised, tokenised_again) == (True, False)
    for one, other in zip(first.training, again.training, strict=True):
        assert (one.token_ids == other.token_ids).all()
        assert (one.labels == other.labels).all()
    assert not work(max_length=24, cut="answer", validation=0.3)[1]  # cutting and splitting take no tokenising
    for changed in ({"learn": "everything"}, {"learn_end": False}, {"template": "chatml"}):
        assert work(**changed)[1], changed


def test_another_tokenizer_makes_tokens_of_its_own(write_rows: Callable[..., Path], llama_folder: Path) -> None:
    settings = DataSettings(train=str(write_rows(ROWS)), validation=0.0)
    other = load_tokenizer(ModelSettings(path=str(llama_folder)))
    ours = prepare(settings, load_tokenizer(ModelSettings()))
    theirs = prepare(settings, other)
    assert other.decode(theirs.training[0].token_ids).startswith("What is 0 and 0?")
    assert ours.training[0].token_ids.tolist() != theirs.training[0].token_ids.tolist()


def test_a_stopped_preparation_leaves_nothing_behind(
    write_rows: Callable[..., Path], tokenizer: Any, own_home: Path
) -> None:
    job = preparing(DataSettings(train=str(write_rows(ROWS))), tokenizer)
    while (event := next(job)) and not (isinstance(event, Loading) and event.what == "Tokenising rows"):
        pass
    job.close()
    assert not list((own_home / "cache" / "tokens").iterdir())


# rows that are tokens already


def test_ready_tokens_are_taken_as_they_are(prepared: Callable[..., PreparedData]) -> None:
    rows = [{"input_ids": [5, 6, 7, 8], "labels": [-100, -100, 7, 8]}, {"input_ids": [9, 10], "labels": [-100, 10]}]
    data = prepared([*rows, {"input_ids": [5, 10_000_000], "labels": [-100, 10_000_000]}])
    assert data.form.format == "tokenized"
    assert [example.token_ids.tolist() for example in data.training] == [[5, 6, 7, 8], [9, 10]]
    assert [example.labels.tolist() for example in data.training] == [[-100, -100, 7, 8], [-100, 10]]
    assert "another tokenizer" in data.problems[0].reason


def test_the_template_is_given_the_tools_of_the_row(prepared: Callable[..., PreparedData], tokenizer: Any) -> None:
    turns = [{"role": "user", "content": "How far?"}, {"role": "assistant", "content": "Two miles."}]
    template = (
        "{% for tool in tools or [] %}Tool: {{ tool.name }}.\n{% endfor %}"
        "{% for m in messages %}{{ m.content }}{{ '\n' }}{% endfor %}"
    )
    data = prepared([{"messages": turns, "tools": [{"name": "map"}]}, {"messages": turns}], template=template)
    texts = [_text(tokenizer, example.token_ids) for example in data.training]
    assert texts[0].startswith("Tool: map.\nHow far?")
    assert texts[1].startswith("How far?")


# what is checked before a run


def test_the_checks_know_what_the_rows_are(prepared: Callable[..., PreparedData]) -> None:
    settings = DataSettings(max_length=40)
    data = prepared([*ROWS[:3], LONG, {"instruction": "And now?", "output": ""}, ROWS[0]], max_length=40)
    facts = data.facts(settings, TrainingSettings(), positions=256)
    assert (facts.rows, facts.training, facts.problems, facts.left_out, facts.duplicates) == (6, 4, 1, 1, 1)
    assert facts.longest == data.lengths.max()
    said = " ".join(finding.sentence for finding in checks(facts))
    assert "cannot be learned from" in said
    assert "40" in said
