"""Phrasings: slots are filled by the row, and nothing else is taken for a slot."""

from collections.abc import Callable
from pathlib import Path

import pytest
from transformers import AutoTokenizer

from tuning_core import BadInput
from tuning_core.data.conversations import RowProblem, conversation_of
from tuning_core.data.files import Row
from tuning_core.data.forms import Form
from tuning_core.data.phrasing import asked_with, columns_asked, phrased
from tuning_core.data.preparing import prepare
from tuning_core.run_file import DataSettings

VALUES = {"question": "How much is 2 + 2?", "choices": ["3", "4"], "level": 3, "hint": None}


@pytest.mark.parametrize(
    ("phrasing", "said"),
    [
        ("Q: {question}\nA:", "Q: How much is 2 + 2?\nA:"),
        ("{ question } ({choices})", "How much is 2 + 2? (3, 4)"),
        ("level {level}{hint}", "level 3"),
        ('{{"q": "{question}"}}', '{"q": "How much is 2 + 2?"}'),
        ("{{question}}", "{question}"),
        ("{{{level}}}", "{3}"),
    ],
)
def test_a_row_fills_the_slots(phrasing: str, said: str) -> None:
    assert phrased(phrasing, VALUES.__getitem__) == said


def test_braces_inside_a_row_stay_text() -> None:
    values = {"question": "What is {answer} and {{x}} and {0.__class__}?", "answer": "42"}
    assert phrased("{question}", values.__getitem__) == values["question"]


def test_the_columns_of_a_phrasing_are_known() -> None:
    assert columns_asked("{question} of {{not}} {choices}") == ["question", "choices"]


@pytest.mark.parametrize(
    ("phrasing", "sentence"),
    [
        ("{frage}?", "rows.jsonl: there is no column 'frage' for the slot in data.prompt; the columns are a, b."),
        ("{}", "rows.jsonl: there is no column '' for the slot in data.prompt; the columns are a, b."),
        ("Tell me!", "data.prompt asks the same of every row; name a column in it, as in {a}."),
        ("{a", "data.prompt has a { that belongs to no slot; write {{ where a brace is meant as text."),
        ("a} {b}", "data.prompt has a } that belongs to no slot; write }} where a brace is meant as text."),
    ],
)
def test_what_no_row_can_fill_is_refused_in_one_sentence(phrasing: str, sentence: str) -> None:
    with pytest.raises(BadInput) as error:
        asked_with(phrasing, Form("instruction", {"instruction": "a", "output": "b"}, ""), ["a", "b"], "rows.jsonl")
    assert str(error.value) == sentence


def test_a_phrasing_makes_the_question_of_a_row(write_rows: Callable[..., Path], llama_folder: Path) -> None:
    rows = [{"system": "Be brief.", "question": "Why {x}?", "weather": "It rains.", "answer": f"So {n}."} for n in "ab"]
    tokenizer = AutoTokenizer.from_pretrained(llama_folder)
    said = {}
    for phrasing in ("", "{weather} {question}", "Tell me: {question}"):
        prepared = prepare(DataSettings(train=str(write_rows(rows)), prompt=phrasing), tokenizer)
        assert [message.role for message in prepared.rows[0].messages] == ["system", "user", "assistant"]
        said[phrasing] = prepared.rows[0].messages[1].content
        assert said[phrasing] in tokenizer.decode(prepared.rows[0].example.token_ids)
    assert list(said.values()) == ["Why {x}?", "It rains. Why {x}?", "Tell me: Why {x}?"]


def test_an_entry_of_an_object_fills_a_slot() -> None:
    form = Form("instruction", {"instruction": "q.en", "output": "q.de"}, "", phrasing="In German: {q.en}")
    messages = conversation_of(Row("rows.jsonl", 1, {"q": {"en": "good", "de": "gut"}}), form)
    assert [message.content for message in messages] == ["In German: good", "gut"]


def test_a_row_without_the_column_of_a_slot_is_a_problem_of_that_row() -> None:
    form = Form("instruction", {"instruction": "question", "output": "answer"}, "", phrasing="{question} {place}")
    with pytest.raises(RowProblem, match="the column 'place' is missing"):
        conversation_of(Row("rows.jsonl", 2, {"question": "Why?", "answer": "So."}), form)
    with pytest.raises(RowProblem, match="the question is empty"):
        conversation_of(Row("rows.jsonl", 3, {"question": " ", "place": "", "answer": "So."}), form)


def test_only_rows_that_ask_something_can_be_phrased() -> None:
    with pytest.raises(
        BadInput, match=r"data.prompt is for rows of the form instruction or multiple_choice, and these are"
    ):
        asked_with("{text}", Form("text", {"text": "text"}, ""), ["text"], "rows.jsonl")
