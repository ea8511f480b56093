"""Text to text: the source the encoder reads and the answer that is learned, each with its own length."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.tiny_encoders import t5_tokenizer, write_t5
from tests.tuning_core.drained import drained
from tuning_core import BadInput, GenerationSettings, RunFile, chatting, load_model, train
from tuning_core.data.batches import in_order
from tuning_core.data.examples import pieces
from tuning_core.data.prepared import PreparedData
from tuning_core.data.preparing import prepare
from tuning_core.events import Replied, ReplyGrew
from tuning_core.models.loading import load_tokenizer
from tuning_core.run_file import DataSettings

TOKENIZER = t5_tokenizer(["translate", "good", "day", "guten", "tag", "bye", "<u>", "<a>"])
ROWS = [
    {"instruction": "translate", "input": "good day", "output": "guten tag"},
    {"instruction": "good", "output": "tag tag guten bye"},
]
TEMPLATE = "{% for m in messages %}<u> {{ m.content }} {% endfor %}{% if add_generation_prompt %}<a>{% endif %}"


@pytest.fixture
def prepared(write_rows: Callable[..., Path]) -> Callable[..., PreparedData]:
    def make(rows: list[dict[str, Any]], tokenizer: Any = TOKENIZER, **data: Any) -> PreparedData:
        settings = DataSettings(**{"train": str(write_rows(rows)), "validation": 0.0, **data})
        return prepare(settings, tokenizer, task="seq2seq_lm")

    return make


def _words(ids: Any) -> str:
    return " ".join(TOKENIZER.convert_ids_to_tokens([int(i) for i in ids]))


def test_source_and_answer_each_end_with_the_end_mark(prepared: Callable[..., PreparedData]) -> None:
    example = prepared(ROWS).training[0]
    assert _words(example.token_ids) == "translate good day </s>"
    assert _words(example.labels) == "guten tag </s>"
    assert example.kinds == b"pppt"
    assert (example.learned_tokens, example.tokens, example.cut) == (3, 7, 0)
    assert example.prompt_token_ids.tolist() == example.token_ids.tolist()


def test_the_answer_is_shown_after_the_source(prepared: Callable[..., PreparedData]) -> None:
    shown = pieces(prepared(ROWS).training[0], TOKENIZER)
    assert [(piece.kind, piece.begins_answer) for piece in shown] == [
        *[("prompt", False)] * 3, ("template", False), ("learned", True), ("learned", False), ("end", False),
    ]  # fmt: skip


def test_both_keep_to_the_maximum_length_and_to_their_end_marks(prepared: Callable[..., PreparedData]) -> None:
    rows = [{"instruction": "good day " * 5, "output": "tag " * 12}]
    example = prepared(rows, max_length=8, cut="answer").training[0]
    assert _words(example.token_ids) == "good day good day good day good </s>"
    assert _words(example.labels) == " ".join(["tag"] * 7 + ["</s>"])
    assert (len(example.cut_token_ids), len(example.cut_answer_ids), example.cut) == (3, 5, 8)
    assert [piece.kind for piece in pieces(example, TOKENIZER)].count("cut") == 8


def test_a_chat_template_is_used_where_the_model_or_the_settings_bring_one(
    prepared: Callable[..., PreparedData],
) -> None:
    tokenizer = t5_tokenizer(["translate", "good", "day", "guten", "tag", "bye", "<u>", "<a>"])
    tokenizer.chat_template = TEMPLATE
    for data in (prepared(ROWS, tokenizer), prepared(ROWS, template=TEMPLATE)):
        assert _words(data.training[0].token_ids) == "<u> translate good day <a>"
        assert _words(data.training[0].labels) == "guten tag </s>"


def test_a_batch_fills_sources_and_answers_up_apart(prepared: Callable[..., PreparedData]) -> None:
    batch = next(in_order(prepared(ROWS).training, 2, TOKENIZER.pad_token_id))
    assert (batch.input_ids.shape, batch.labels.shape) == ((2, 4), (2, 5))
    assert batch.labels.tolist()[0][3:] == [-100, -100]
    assert batch.learned_tokens == 8
    assert batch.inputs("cpu").keys() == {"input_ids", "labels", "attention_mask"}


def test_a_conversation_that_ends_with_a_question_cannot_be_learned(prepared: Callable[..., PreparedData]) -> None:
    turns = [{"role": "user", "content": "good"}, {"role": "assistant", "content": "tag"}]
    data = prepared([{"messages": turns}, {"messages": [*turns, turns[0]]}])
    assert [problem.reason for problem in data.problems] == [
        "the conversation does not end with an answer to a question"
    ]
    with pytest.raises(BadInput, match="text and the text to make of it"):
        prepared([{"text": "good"}])


def test_a_model_learns_to_answer_and_is_talked_to(write_rows: Callable[..., Path], tmp_path: Path) -> None:
    words = ["good", "day", "night", "guten", "tag", "gute", "nacht"]
    rows = [{"input": a, "output": b} for a, b in [("good day", "guten tag"), ("good night", "gute nacht")]] * 6
    run = RunFile.from_dict(
        {
            "model": {"path": str(write_t5(words, tmp_path)), "task": "seq2seq_lm"},
            "data": {"train": str(write_rows(rows)), "validation": 0.0, "columns": {"instruction": "input"}},
            "method": {"name": "full"},
            "training": {"max_steps": 40, "batch_size": 12, "gradient_accumulation": 1, "learning_rate": 0.01},
        }
    )
    _, tuned = drained(train(run, out=tmp_path / "run"))
    tokenizer = load_tokenizer(run.model)
    for row in rows[:2]:
        events, replies = drained(
            chatting(tuned, tokenizer, [{"role": "user", "content": row["input"]}], GenerationSettings())
        )
        assert replies == (row["output"],)
        assert [event.text for event in events if isinstance(event, ReplyGrew)][-1] == row["output"]


def test_a_stopped_answer_keeps_what_was_said(tmp_path: Path) -> None:
    model, tokenizer = load_model(str(write_t5(["good", "day"], tmp_path)), task="seq2seq_lm")
    stop = threading.Event()
    settings = GenerationSettings(max_new_tokens=2000, min_new_tokens=1999, pad_token_id=2, temperature=1.0)  # any word
    for event in chatting(model, tokenizer, [{"role": "user", "content": "good day"}], settings, "base", stop):
        if isinstance(event, ReplyGrew):
            stop.set()
        else:
            assert isinstance(event, Replied)
            assert 0 < event.tokens < 1999
