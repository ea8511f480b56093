"""Rows to conversations: what is recognised, what is refused."""

from typing import Any

import pytest

from tuning_core import BadInput
from tuning_core.data.conversations import Message, RowProblem, conversation_of
from tuning_core.data.files import Row
from tuning_core.data.forms import recognise
from tuning_core.run_file import DataSettings


def _row(**values: Any) -> Row:
    return Row("rows.jsonl", 1, values)


def _said(row: Row, **data: Any) -> list[tuple[str, str]]:
    messages = conversation_of(row, recognise([row], DataSettings(**data)))
    return [(message.role, message.content) for message in messages]


@pytest.mark.parametrize(
    "values",
    [
        {"instruction": "Q", "output": "A"},
        {"prompt": "Q", "completion": "A"},
        {"question": "Q", "answer": "A"},
        {"mr": "Q", "ref": "A"},
        {"Question": "Q", "Answer": "A", "id": "7"},
        {"instruction": "Q", "input": "", "output": "A"},
        {"messages": [{"role": "user", "content": "Q"}, {"role": "assistant", "content": "A"}]},
        {"conversations": [{"from": "human", "value": "Q"}, {"from": "gpt", "value": "A"}]},
    ],
)
def test_one_question_and_answer_is_recognised_in_every_spelling(values: dict[str, Any]) -> None:
    assert _said(_row(**values)) == [("user", "Q"), ("assistant", "A")]


def test_the_input_follows_the_instruction_and_the_system_text_comes_first() -> None:
    row = _row(instruction="Do", input="this", output="done", system="Be brief.")
    assert _said(row) == [("system", "Be brief."), ("user", "Do\nthis"), ("assistant", "done")]


def test_columns_chosen_by_hand_come_before_known_names() -> None:
    row = _row(question="Q", answer="wrong", reply="A")
    assert _said(row, columns={"output": "reply"}) == [("user", "Q"), ("assistant", "A")]


def test_text_alone_is_a_text() -> None:
    assert _said(_row(text="To be")) == [("text", "To be")]


def test_unknown_columns_are_refused_with_their_names() -> None:
    with pytest.raises(BadInput, match="alpha, beta"):
        recognise([_row(alpha="Q", beta="A")], DataSettings())


def test_a_column_that_is_not_there_is_refused() -> None:
    with pytest.raises(BadInput, match="no column 'reply'"):
        recognise([_row(question="Q", answer="A")], DataSettings(columns={"output": "reply"}))


def test_a_form_without_its_column_is_refused() -> None:
    with pytest.raises(BadInput, match="conversation needs a column for messages"):
        recognise([_row(question="Q", answer="A")], DataSettings(format="conversation"))


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"question": "Q", "answer": " "}, "the answer is empty (column 'answer')"),
        ({"question": "", "answer": "A"}, "the instruction is empty (column 'question')"),
        ({"question": "Q", "answer": None}, "the answer is empty (column 'answer')"),
        ({"question": "Q", "answer": 4}, "the answer is '4', not text (column 'answer')"),
        ({"messages": []}, "the conversation is empty"),
        ({"messages": [{"role": "user", "content": "Q"}]}, "no assistant turn"),
        ({"messages": [{"role": "wizard", "content": "Q"}]}, "unknown speaker 'wizard'"),
        ({"messages": [{"role": "user", "content": ""}]}, "turn 1 (user) is empty"),
        ({"messages": ["hello"]}, "turn 1 is not an object"),
    ],
)
def test_a_row_that_cannot_be_learned_says_why(values: dict[str, Any], reason: str) -> None:
    row = _row(**values)
    form = recognise([row], DataSettings())
    with pytest.raises(RowProblem) as problem:
        conversation_of(row, form)
    assert reason in str(problem.value)


def test_a_row_without_the_column_says_so() -> None:
    form = recognise([_row(question="Q", answer="A")], DataSettings())
    with pytest.raises(RowProblem, match="the column 'answer' is missing"):
        conversation_of(_row(question="Q"), form)
    assert Message("user", "Q") in conversation_of(_row(question="Q", answer="A"), form)
