"""Phrasings: slots are filled by the row, and nothing else is taken for a slot."""

import pytest

from tuning_core import BadInput
from tuning_core.data.conversations import RowProblem, conversation_of
from tuning_core.data.files import Row
from tuning_core.data.forms import recognise
from tuning_core.data.phrasing import check_phrasing, columns_asked, phrased
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
    assert phrased(phrasing, VALUES) == said


def test_braces_inside_a_row_stay_text() -> None:
    values = {"question": "What is {answer} and {{x}} and {0.__class__}?", "answer": "42"}
    assert phrased("{question}", values) == values["question"]


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
        check_phrasing(phrasing, ["a", "b"], "rows.jsonl")
    assert str(error.value) == sentence


def test_a_phrasing_makes_the_question_of_a_row() -> None:
    rows = [Row("rows.jsonl", 1, {"system": "Be brief.", "question": "Why?", "context": "It rains.", "answer": "So."})]
    data = DataSettings(prompt="{context} {question}")
    messages = conversation_of(rows[0], recognise(rows, data))
    assert [(message.role, message.content) for message in messages] == [
        ("system", "Be brief."),
        ("user", "It rains. Why?"),
        ("assistant", "So."),
    ]


def test_a_row_without_the_column_of_a_slot_is_a_problem_of_that_row() -> None:
    rows = [Row("rows.jsonl", 1, {"question": "Why?", "place": "here", "answer": "So."})]
    form = recognise(rows, DataSettings(prompt="{question} {place}"))
    with pytest.raises(RowProblem, match="the column 'place' is missing"):
        conversation_of(Row("rows.jsonl", 2, {"question": "Why?", "answer": "So."}), form)
    with pytest.raises(RowProblem, match="the question is empty"):
        conversation_of(Row("rows.jsonl", 3, {"question": " ", "place": "", "answer": "So."}), form)


def test_only_rows_that_ask_something_can_be_phrased() -> None:
    rows = [Row("rows.jsonl", 1, {"text": "Once upon a time."})]
    with pytest.raises(BadInput, match=r"data.prompt is for rows of the form instruction, and these are text"):
        recognise(rows, DataSettings(prompt="{text}"))
