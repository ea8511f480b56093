"""What real files are taken for: the columns of public data sets, with a few rows of each kind written here."""

import json
import re
from typing import Any

import pytest

from tests.conftest import SHARED_DATA
from tests.tuning_core.opened import table_of
from tuning_core import BadInput
from tuning_core.data.conversations import Message, RowProblem, conversation_of
from tuning_core.data.files import Row
from tuning_core.data.forms import FORMS_OF, REQUIRED, ROLES_OF, Form, UnclearForm, recognise
from tuning_core.data.labelled import iob2, labelled_of
from tuning_core.data.pretokenized import tokens_in
from tuning_core.data.wrong_answers import wrong_answers
from tuning_core.run_file import DataSettings

TEXT, T5, CLASSES, TAGS = "causal_lm", "seq2seq_lm", "sequence_classification", "token_classification"
TURNS = [{"role": "user", "content": "How far is the moon?"}, {"role": "assistant", "content": "A light second."}]
SHARED_TURNS = [{"from": "human", "value": "How far is the moon?"}, {"from": "gpt", "value": "A light second."}]
TALK = "\n\nHuman: How far is the moon?\n\nAssistant: "
Q, A = "How far is the moon?", "A light second."


def _rows(*rows: dict[str, Any], times: int = 1) -> list[Row]:
    """Each with words of its own where a text has <n>, so that no two are alike."""
    filled = [
        {key: value.replace("<n>", str(n)) if isinstance(value, str) else value for key, value in row.items()}
        for n in range(times)
        for row in rows
    ]
    return [Row("rows.jsonl", number, values) for number, values in enumerate(filled, start=1)]


def _columns(names: str) -> dict[str, str]:
    """ "instruction=question output=answer" as a mapping."""
    return dict(re.findall(r"(\w+)=(.+?)(?= \w+=|$)", names))


# (data set, task, rows, form, role=column ..., confidence)
SURE = [
    ("alpaca", TEXT, [{"instruction": Q, "input": "", "output": A, "text": f"Below is a task. {Q} {A}"}],
     "instruction", "instruction=instruction output=output input=input"),
    ("dolly", TEXT, [{"instruction": Q, "context": "It is near.", "response": A, "category": "open_qa"}],
     "instruction", "instruction=instruction output=response input=context"),
    ("code_alpaca", TEXT, [{"prompt": f"{Q}", "completion": A}],
     "instruction", "instruction=prompt output=completion"),
    ("gsm8k", TEXT, [{"question": Q, "answer": A}], "instruction", "instruction=question output=answer"),
    ("e2e", TEXT, [{"mr": "name[Alimentum]", "ref": A}], "instruction", "instruction=mr output=ref"),
    ("e2e_nlg", TEXT, [{"meaning_representation": "name[Alimentum]", "human_reference": A}],
     "instruction", "instruction=meaning_representation output=human_reference"),
    ("open_orca", TEXT, [{"id": "flan.1", "system_prompt": "Be brief.", "question": Q, "response": A}],
     "instruction", "instruction=question output=response system=system_prompt"),
    ("meta_math", TEXT, [{"type": "GSM_Rephrased", "query": Q, "original_question": Q, "response": A}],
     "instruction", "instruction=query output=response"),
    ("code_instructions", TEXT, [{"instruction": Q, "input": "", "output": A, "prompt": f"# Task\n{Q}\n# Do"}],
     "instruction", "instruction=instruction output=output input=input"),
    ("math", TEXT, [{"problem": Q, "level": "Level 5", "type": "Algebra", "solution": A}],
     "instruction", "instruction=problem output=solution"),
    ("sql_create_context", TEXT, [{"question": Q, "context": "CREATE TABLE moon (far int)", "answer": "SELECT far"}],
     "instruction", "instruction=question output=answer input=context"),
    ("samsum", TEXT, [{"id": "1", "dialogue": "Ann: Hi\r\nBob: Hello", "summary": "They greet."}],
     "instruction", "instruction=dialogue output=summary"),
    ("cnn_dailymail", TEXT, [{"article": "Long news.", "highlights": "News.", "id": "f0"}],
     "instruction", "instruction=article output=highlights"),
    ("xsum", T5, [{"document": "Long news.", "summary": "News.", "id": "1"}],
     "instruction", "instruction=document output=summary"),
    ("squad", TEXT, [{"id": "5", "title": "Moon", "context": "It is near.", "question": Q,
                      "answers": {"text": [A], "answer_start": [1]}}],
     "instruction", "instruction=question output=answers.text input=context"),
    ("trivia_qa", TEXT, [{"question": Q, "question_id": "tc_1", "answer": {"aliases": [A], "value": A}}],
     "instruction", "instruction=question output=answer.value"),
    ("nq_open", TEXT, [{"question": Q, "answer": [A, "384,400 km"]}],
     "instruction", "instruction=question output=answer"),
    ("natural_instructions", T5, [{"task_name": "task1", "id": "7", "inputs": Q, "targets": A}],
     "instruction", "instruction=inputs output=targets"),
    ("truthful_qa", TEXT, [{"question": Q, "best_answer": A, "correct_answers": [A], "incorrect_answers": ["Near."]}],
     "instruction", "instruction=question output=best_answer wrong=incorrect_answers"),
    ("human and assistant", TEXT, [{"Human": Q, "Assistant": A}], "instruction", "instruction=Human output=Assistant"),
    ("spaces and plural", TEXT, [{"System Prompt": "Be brief.", "Questions": Q, "ANSWER": A}],
     "instruction", "instruction=Questions output=ANSWER system=System Prompt"),
    ("answers that spell lists", TEXT, [{"prompt": "Sort 3, 1", "completion": "[1, 3]"}],
     "instruction", "instruction=prompt output=completion"),
    ("sharegpt", TEXT, [{"id": "a", "conversations": SHARED_TURNS}], "conversation", "messages=conversations"),
    ("sharegpt in a table", TEXT, [{"conversations": str(SHARED_TURNS)}], "conversation", "messages=conversations"),
    ("glaive sharegpt", TEXT, [{"conversations": SHARED_TURNS, "system": "Be brief.", "tools": "[]"}],
     "conversation", "messages=conversations system=system tools=tools"),
    ("tulu", TEXT, [{"id": "a", "messages": TURNS, "source": "ai2"}], "conversation", "messages=messages"),
    ("ultrachat_200k", TEXT, [{"prompt": Q, "prompt_id": "f", "messages": TURNS}],
     "conversation", "messages=messages"),
    ("numina_math", TEXT, [{"source": "olympiads", "problem": Q, "solution": A, "messages": TURNS}],
     "conversation", "messages=messages"),
    ("lmsys", TEXT, [{"conversation_id": "a", "model": "vicuna", "conversation": TURNS, "turn": 1}],
     "conversation", "messages=conversation"),
    ("lists of speakers and texts", TEXT, [{"messages": {"role": ["user", "assistant"], "content": [Q, A]}}],
     "conversation", "messages=messages"),
    ("prompt and completion as turns", TEXT, [{"prompt": TURNS[:1], "completion": TURNS[1:]}],
     "conversation", "messages=prompt completion=completion"),
    ("hh_rlhf", TEXT, [{"chosen": TALK + A, "rejected": TALK + "No."}],
     "preference", "chosen=chosen rejected=rejected"),
    ("full_hh_rlhf", TEXT, [{"prompt": TALK.rstrip(), "response": A, "chosen": A, "rejected": "No."}],
     "preference", "prompt=prompt chosen=chosen rejected=rejected"),
    ("ultrafeedback", TEXT, [{"prompt": Q, "prompt_id": "a", "chosen": TURNS, "rejected": TURNS, "messages": TURNS,
                              "score_chosen": 8.5, "score_rejected": 3.0}],
     "preference", "prompt=prompt chosen=chosen rejected=rejected"),
    ("orca_dpo", TEXT, [{"system": "", "question": Q, "chosen": A, "rejected": "No."}],
     "preference", "prompt=question chosen=chosen rejected=rejected system=system"),
    ("distilabel", TEXT, [{"system": "", "input": Q, "chosen": A, "rejected": "No.", "generations": [A, "No."]}],
     "preference", "prompt=input chosen=chosen rejected=rejected system=system"),
    ("trl preference", T5, [{"prompt": TURNS[:1], "chosen": TURNS[1:], "rejected": TURNS[1:]}],
     "preference", "prompt=prompt chosen=chosen rejected=rejected"),
    ("arc", TEXT, [{"id": "M", "question": Q, "choices": {"text": ["Far.", "Near."], "label": ["A", "B"]},
                    "answerKey": "B"}],
     "multiple_choice", "question=question choices=choices answer=answerKey"),
    ("openbookqa", TEXT, [{"id": "7", "question_stem": Q, "choices": {"text": ["Far.", "Near."], "label": ["A", "B"]},
                           "answerKey": "A"}],
     "multiple_choice", "question=question_stem choices=choices answer=answerKey"),
    ("hellaswag", TEXT, [{"ind": 4, "activity_label": "Roof", "ctx_a": "A man", "ctx_b": "he", "ctx": "A man. he",
                          "endings": ["sits.", "runs.", "eats.", "flies."], "source_id": "a", "split": "train",
                          "label": label} for label in ("0", "3")],
     "multiple_choice", "question=ctx choices=endings answer=label"),
    ("piqa", TEXT, [{"goal": Q, "sol1": "Look.", "sol2": "Ask.", "label": label} for label in (0, 1)],
     "multiple_choice", "question=goal choice_1=sol1 choice_2=sol2 answer=label"),
    ("winogrande", TEXT, [{"sentence": "The _ is big.", "option1": "cat", "option2": "dog", "answer": answer}
                          for answer in ("1", "2")],
     "multiple_choice", "question=sentence choice_1=option1 choice_2=option2 answer=answer"),
    ("copa", TEXT, [{"premise": "It fell.", "choice1": "Push.", "choice2": "Pull.", "question": "cause", "idx": n,
                     "label": n} for n in (0, 1)],
     "multiple_choice", "question=question context=premise choice_1=choice1 choice_2=choice2 answer=label"),
    ("mmlu", TEXT, [{"question": Q, "subject": "law", "choices": ["a", "b", "c", "d"], "answer": n} for n in (0, 3)],
     "multiple_choice", "question=question choices=choices answer=answer"),
    ("mmlu as csv", TEXT, [{"question": Q, "A": "x", "B": "y", "C": "z", "D": "w", "answer": "C"}],
     "multiple_choice", "question=question choice_1=A choice_2=B choice_3=C choice_4=D answer=answer"),
    ("race", TEXT, [{"example_id": "h1", "article": "Long.", "answer": "D", "question": Q,
                     "options": ["a1", "b1", "c1", "d1"]}],
     "multiple_choice", "question=question context=article choices=options answer=answer"),
    ("social_i_qa", TEXT, [{"context": "Ann left.", "question": Q, "answerA": "x", "answerB": "y", "answerC": "z",
                            "label": label} for label in ("1", "3")],
     "multiple_choice", "question=question context=context choice_1=answerA choice_2=answerB choice_3=answerC "
     "answer=label"),
    ("medqa", TEXT, [{"question": Q, "answer": "y", "options": {"A": "x", "B": "y"}, "meta_info": "step1",
                      "answer_idx": "B"}],
     "multiple_choice", "question=question choices=options answer=answer"),
    ("sciq", TEXT, [{"question": Q, "distractor3": "c", "distractor1": "a", "distractor2": "b", "correct_answer": "d",
                     "support": "Long."}],
     "multiple_choice", "question=question context=support choice_1=distractor1 choice_2=distractor2 "
     "choice_3=distractor3 answer=correct_answer"),
    ("wikipedia", TEXT, [{"id": "1", "url": "http://a", "title": "Moon", "text": "The moon is near."}],
     "text", "text=text"),
    ("c4", TEXT, [{"text": "The moon is near.", "timestamp": "2019", "url": "http://a"}], "text", "text=text"),
    ("starcoder", TEXT, [{"max_stars_repo_path": "a.py", "max_stars_repo_name": "a/b", "max_stars_count": 3, "id": "1",
                          "content": "print(1)"}], "text", "text=content"),
    ("tokens", TEXT, [{"input_ids": [1, 2], "attention_mask": [1, 1], "labels": [-100, 2]}],
     "tokenized", "input_ids=input_ids labels=labels attention_mask=attention_mask"),
    ("sst2", CLASSES, [{"idx": 0, "sentence": "Good.", "label": 1}], "classification", "text=sentence label=label"),
    ("imdb", CLASSES, [{"text": "Good.", "label": 0}], "classification", "text=text label=label"),
    ("emotion", CLASSES, [{"text": "Good.", "label": 5, "label_text": "surprise"}],
     "classification", "text=text label=label"),
    ("ag_news", CLASSES, [{"text": "News.", "label": 2}], "classification", "text=text label=label"),
    ("mnli", CLASSES, [{"premise": "a", "hypothesis": "b", "label": 1, "idx": 0}],
     "classification", "text=premise second_text=hypothesis label=label"),
    ("qqp", CLASSES, [{"question1": "a", "question2": "b", "label": 0, "idx": 0}],
     "classification", "text=question1 second_text=question2 label=label"),
    ("mrpc", CLASSES, [{"sentence1": "a", "sentence2": "b", "label": 0, "idx": 0}],
     "classification", "text=sentence1 second_text=sentence2 label=label"),
    ("qnli", CLASSES, [{"question": "a", "sentence": "b", "label": 0, "idx": 0}],
     "classification", "text=question second_text=sentence label=label"),
    ("cola", CLASSES, [{"sentence": "a", "label": 1.0, "idx": 0}], "classification", "text=sentence label=label"),
    ("wnut17", TAGS, [{"id": "0", "tokens": ["In", "Rome"], "ner_tags": [0, 7]}],
     "token_labels", "words=tokens tags=ner_tags"),
    ("conll in a file", TAGS, [{"words": ["In", "Rome"], "tags": ["O", "B-LOC"]}],
     "token_labels", "words=words tags=tags"),
]  # fmt: skip
LIKELY = [
    ("billsum", TEXT, [{"text": "A long act.", "summary": "An act.", "title": "Act"}],
     "instruction", "instruction=text output=summary"),
    ("boolq", TEXT, [{"question": Q, "answer": True, "passage": "It is near."}],
     "instruction", "instruction=question output=answer input=passage"),
    ("openr1", TEXT, [{"problem": Q, "solution": "It takes 1 second, so 300000.", "answer": "300000"}],
     "instruction", "instruction=problem output=solution"),
    ("ultrachat", TEXT, [{"id": "0", "data": [Q, A, "Why?", "It is."]}], "conversation", "messages=data"),
    ("glaive", TEXT, [{"system": "SYSTEM: Be brief.", "chat": f"USER: {Q}\n\n\nASSISTANT: {A} <|endoftext|>"}],
     "conversation", "messages=chat system=system"),
    ("turns of an unknown name", TEXT, [{"formatted_chat": TURNS, "source": "a"}],
     "conversation", "messages=formatted_chat"),
    ("one column of texts", TEXT, [{"Unnamed: 0": "0", "verse": "To be or not."}], "text", "text=verse"),
    ("tools that are none", TEXT, [{"chat": [Q, A], "tools": "hammer and saw"}], "conversation", "messages=chat"),
    ("tokens without labels", TEXT, [{"input_ids": [1, 2]}], "tokenized", "input_ids=input_ids"),
    ("dbpedia", CLASSES, [{"label": 0, "title": "Moon", "content": "It is near."}],
     "classification", "text=content label=label"),
    ("boolq as classes", CLASSES, [{"question": Q, "answer": True, "passage": "It is near."}],
     "classification", "text=question second_text=passage label=answer"),
    ("conll2003", TAGS, [{"id": "0", "tokens": ["In", "Rome"], "pos_tags": [0, 1], "chunk_tags": [0, 2],
                          "ner_tags": [0, 3]}],
     "token_labels", "words=tokens tags=ner_tags"),
]  # fmt: skip
# (data set, task, rows, the alternatives in their order, what the sentence says)
UNCLEAR = [
    ("text and label", TEXT, [{"text": "Good.", "label": "positive"}],
     [("instruction", "instruction=text output=label"), ("text", "text=text")],
     "model.task = 'sequence_classification'"),
    ("sst2", TEXT, [{"sentence": "Good.", "label": "positive"}],
     [("instruction", "instruction=sentence output=label"), ("text", "text=sentence")], "sentence, label"),
    ("prompt and text", TEXT, [{"prompt": "Tell me.", "text": "Once upon a time."}],
     [("instruction", "instruction=prompt output=text"), ("text", "text=text")], "prompt may be what it answers"),
    ("unknown names", TEXT, [{"frage": Q, "antwort": A}],
     [("instruction", "instruction=frage output=antwort"), ("instruction", "instruction=antwort output=frage")],
     'data.columns, as in {instruction = "frage", output = "antwort"}'),
    ("opus", TEXT, [{"id": "0", "translation": {"en": "Good day", "fr": "Bonjour"}}],
     [("instruction", "instruction=translation.en output=translation.fr"),
      ("instruction", "instruction=translation.fr output=translation.en")],
     'instruction = "translation.en", output = "translation.fr"'),
    ("two questions", TEXT, [{"prompt": "Tell me.", "question": Q, "answer": A, "response": "Far."}],
     [("instruction", "instruction=prompt output=answer"), ("instruction", "instruction=prompt output=response"),
      ("instruction", "instruction=question output=answer"), ("instruction", "instruction=question output=response")],
     "prompt, question, answer, response"),
    ("input and context", TEXT, [{"instruction": Q, "input": "a", "context": "b", "output": A}],
     [("instruction", "instruction=instruction output=output input=input"),
      ("instruction", "instruction=instruction output=output input=context")], "input = context"),
    ("kto", TEXT, [{"prompt": Q, "completion": A, "label": True}],
     [("instruction", "instruction=prompt output=completion")], "label may say which answers are good ones"),
    ("guanaco", TEXT, [{"text": f"### Human: {Q}### Assistant: {A}"}],
     [("conversation", "messages=text"), ("text", "text=text")], "its texts look like whole conversations"),
    ("oasst", TEXT, [{"message_id": "a", "parent_id": "b", "text": Q, "role": "prompter", "lang": "en"}],
     [("text", "text=text")], "each row seems to be one turn"),
    ("two conversations", TEXT, [{"messages": TURNS, "conversations": SHARED_TURNS}],
     [("conversation", "messages=messages"), ("conversation", "messages=conversations")], "conversations"),
    ("another question than the conversation's", TEXT, [{"messages": TURNS, "prompt": "Why?", "response": "Because."}],
     [("conversation", "messages=messages"), ("instruction", "instruction=prompt output=response")], "a conversation"),
    ("tokens and text", TEXT, [{"text": "To be.", "input_ids": [1, 2], "attention_mask": [1, 1]}],
     [("text", "text=text"), ("tokenized", "input_ids=input_ids attention_mask=attention_mask")], "a plain text"),
    ("trec", CLASSES, [{"text": "How far?", "coarse_label": 5, "fine_label": 41}, {"text": "Who?", "coarse_label": 5,
                       "fine_label": 7}],
     [("classification", "text=text label=coarse_label"), ("classification", "text=text label=fine_label")],
     'label = "coarse_label"'),
]  # fmt: skip
UNKNOWN = [
    (
        "wikisql",
        TEXT,
        [{"phase": 1, "question": Q, "table": {"header": ["a"], "rows": []}, "sql": {"sel": 3, "agg": 0}}],
    ),
    ("a prompt alone", T5, [{"prompt": Q, "n": 1}]),
    ("safe_rlhf", TEXT, [{"prompt": Q, "response_0": A, "response_1": "No.", "better_response_id": 0}]),
    ("chosen without its question", TEXT, [{"chosen": A, "rejected": "No.", "margin": 2}]),
    ("names inside other names", TEXT, [{"contextual": Q, "pretext": A, "outputs_of": "c"}]),
    ("translation as classes", CLASSES, [{"source": "a <n>", "english": "b <n>", "french": "c <n>"}]),
    ("spans", TAGS, [{"text": "In Rome", "entities": [{"start": 3, "end": 7, "label": "LOC"}]}]),
]


def _named(cases: list[Any]) -> list[Any]:
    return [pytest.param(*case[1:], id=case[0]) for case in cases]


@pytest.mark.parametrize(("task", "rows", "form", "columns"), _named(SURE))
def test_columns_that_say_what_they_are_are_recognised(
    task: str, rows: list[dict[str, Any]], form: str, columns: str
) -> None:
    found = recognise(_rows(*rows), DataSettings(), task)
    assert (found.format, found.columns, found.confidence) == (form, _columns(columns), "sure")
    assert found.reason.startswith("recognised by ")


@pytest.mark.parametrize(("task", "rows", "form", "columns"), _named(LIKELY))
def test_columns_that_might_be_something_else_are_recognised_as_likely(
    task: str, rows: list[dict[str, Any]], form: str, columns: str
) -> None:
    found = recognise(_rows(*rows), DataSettings(), task)
    assert (found.format, found.columns, found.confidence) == (form, _columns(columns), "likely")
    assert found.reason.startswith("probably, by ")


@pytest.mark.parametrize(("task", "rows", "alternatives", "said"), _named(UNCLEAR))
def test_columns_that_fit_in_two_ways_ask(
    task: str, rows: list[dict[str, Any]], alternatives: list[tuple[str, str]], said: str
) -> None:
    given = _rows(*rows)
    with pytest.raises(UnclearForm) as question:
        recognise(given, DataSettings(), task)
    offered = question.value.alternatives
    assert [(one.format, one.columns) for one in offered] == [(form, _columns(names)) for form, names in alternatives]
    sentence = str(question.value)
    assert said in sentence
    assert sentence.startswith("rows.jsonl: ")
    assert sentence.endswith(".")
    assert "data.columns, as in {" in sentence or "data.right_choice = " in sentence
    assert all(column in sentence for column in rows[0])
    for one in offered:
        assert _like(recognise(given, _set(one), task)) == _like(one)


def _set(form: Form) -> DataSettings:
    return DataSettings(**{key.partition(".")[2]: value for key, value in form.settings.items()})


def _like(form: Form) -> tuple[Any, ...]:
    return form.format, form.columns, form.right_choice, form.tag_scheme


@pytest.mark.parametrize(("task", "rows"), _named(UNKNOWN))
def test_columns_that_fit_nothing_are_refused_with_their_names(task: str, rows: list[dict[str, Any]]) -> None:
    with pytest.raises(UnclearForm, match=r"say which is which in data\.columns, as in") as refusal:
        recognise(_rows(*rows, times=20), DataSettings(), task)
    assert all(column in str(refusal.value) for column in rows[0])
    assert refusal.value.alternatives == ()


@pytest.mark.parametrize(("task", "rows", "form", "columns"), _named([*SURE, *LIKELY]))
def test_what_is_recognised_comes_out_the_same_when_it_is_chosen(
    task: str, rows: list[dict[str, Any]], form: str, columns: str
) -> None:
    given = _rows(*rows)
    found = recognise(given, DataSettings(), task)
    chosen = recognise(given, _set(found), task)
    assert _like(chosen) == _like(found)
    assert (chosen.confidence, chosen.reason.partition(":")[0]) == ("sure", "chosen by hand")
    assert recognise(given, DataSettings(format=form), task).columns == found.columns
    for other in found.alternatives:
        assert _like(recognise(given, _set(other), task)) == _like(other)


@pytest.mark.parametrize(
    ("path", "task", "form", "columns"),
    [
        ("gsm8k/train.jsonl", TEXT, "instruction", "instruction=question output=answer"),
        ("e2e/train.jsonl", T5, "instruction", "instruction=mr output=ref"),
        ("sst2/train.csv", CLASSES, "classification", "text=sentence label=label"),
        ("wnut17/train/wnut17train.conll", TAGS, "token_labels", "words=words tags=tags"),
        ("conversations/dummy_conversation.json", TEXT, "conversation", "messages=conversations"),
    ],
)
def test_public_files_are_recognised_and_all_their_rows_read(path: str, task: str, form: str, columns: str) -> None:
    if not (SHARED_DATA / path).exists():
        pytest.skip("needs shared/data")
    rows = [row for row in table_of(SHARED_DATA / path) if isinstance(row, Row)]
    found = recognise(rows, DataSettings(), task)
    assert (found.format, found.columns, found.confidence) == (form, _columns(columns), "sure")
    for row in rows[:500]:
        assert labelled_of(row, found) if task in (CLASSES, TAGS) else conversation_of(row, found)


# what each row says then


def _said(rows: list[dict[str, Any]], **settings: Any) -> list[tuple[str, str]]:
    given = _rows(*rows)
    messages = conversation_of(given[0], recognise(given, DataSettings(**settings)))
    return [(message.role, message.content) for message in messages]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([{"chosen": TALK + A, "rejected": TALK + "No."}], [("user", Q), ("assistant", A)]),
        (
            [{"chosen": f"{TALK}Far.\n\nHuman: How far?\n\nAssistant: {A}", "rejected": TALK + "No."}],
            [("user", Q), ("assistant", "Far."), ("user", "How far?"), ("assistant", A)],
        ),
        ([{"prompt": TALK.rstrip(), "chosen": A, "rejected": "No."}], [("user", Q), ("assistant", A)]),
        ([{"prompt": Q, "chosen": TURNS, "rejected": TURNS}], [("user", Q), ("assistant", A)]),
        ([{"prompt": TURNS[:1], "chosen": TURNS[1:], "rejected": TURNS[1:]}], [("user", Q), ("assistant", A)]),
        ([{"prompt": Q, "chosen": TURNS[1:], "rejected": TURNS[1:]}], [("user", Q), ("assistant", A)]),
        (
            [{"system": "Be brief.", "question": Q, "chosen": A, "rejected": "No."}],
            [("system", "Be brief."), ("user", Q), ("assistant", A)],
        ),
    ],
)
def test_of_two_answers_the_chosen_one_is_learned(rows: list[dict[str, Any]], said: list[tuple[str, str]]) -> None:
    assert _said(rows) == said
    form = recognise(_rows(*rows), DataSettings())
    assert "the chosen answer is learned, the rejected one is not" in form.reason
    assert "the chosen answer is learned" in recognise(_rows(*rows), _set(form)).reason


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"data": [Q, A]}, [("user", Q), ("assistant", A)]),
        ({"prompt": TURNS[:1], "completion": A}, [("user", Q), ("assistant", A)]),
        ({"prompt": TURNS[:1], "completion": TURNS[1:]}, [("user", Q), ("assistant", A)]),
        ({"conversation": [{"human": Q, "assistant": A}]}, [("user", Q), ("assistant", A)]),
        ({"messages": {"role": ["user", "assistant"], "content": [Q, A]}}, [("user", Q), ("assistant", A)]),
        ({"messages": str(TURNS)}, [("user", Q), ("assistant", A)]),
        (
            {"system": "SYSTEM: Be brief.",
             "chat": f"USER: {Q}\n\n\nASSISTANT: {A} <|endoftext|>\n\n\nFUNCTION RESPONSE: 1"},
            [("system", "Be brief."), ("user", Q), ("assistant", A), ("tool", "1")],
        ),
        (
            {"messages": [{"role": "developer", "content": "Be brief."}, *TURNS], "system": "unused"},
            [("system", "Be brief."), ("user", Q), ("assistant", A)],
        ),
        (
            {"messages": [{"role": "user", "content": [{"type": "text", "text": "How far"},
                                                       {"type": "text", "text": "is it?"}]}, TURNS[1]]},
            [("user", "How far\nis it?"), ("assistant", A)],
        ),
        ({"question": Q, "answers": {"text": [A, "Far."], "answer_start": [1, 2]}}, [("user", Q), ("assistant", A)]),
        (
            {"premise": "It fell.", "choice1": "Push.", "choice2": "Pull.", "question": "cause", "label": 0},
            [("user", "cause\nIt fell."), ("assistant", "Push.")],
        ),
    ],
)  # fmt: skip
def test_a_conversation_is_read_in_every_spelling(values: dict[str, Any], said: list[tuple[str, str]]) -> None:
    assert _said([values]) == said


def test_only_marks_written_as_the_first_one_part_a_transcript() -> None:
    talk = "\n\nHuman: Write a dialogue\n\nAssistant: User: Hi\nAssistant: Hello\nHuman: Bye"
    said = [("user", "Write a dialogue"), ("assistant", "User: Hi\nAssistant: Hello\nHuman: Bye")]
    assert _said([{"chosen": talk, "rejected": talk}]) == said


@pytest.mark.parametrize(
    ("turn", "extra"),
    [
        (
            {"role": "assistant", "content": None, "tool_call_id": None,
             "tool_calls": [{"id": "7", "type": "function",
                             "function": {"name": "far", "arguments": '{"to": "moon"}'}}]},
            {"tool_calls": [{"id": "7", "type": "function", "function": {"name": "far", "arguments": {"to": "moon"}}}]},
        ),
        (
            {"from": "function_call", "value": '{"name": "far", "arguments": {"to": "moon"}}'},
            {"tool_calls": [{"type": "function", "function": {"name": "far", "arguments": {"to": "moon"}}}]},
        ),
        (
            {"role": "assistant", "content": "", "function_call": {"name": "far", "arguments": "{}"}},
            {"tool_calls": [{"type": "function", "function": {"name": "far", "arguments": {}}}]},
        ),
        ({"role": "tool", "content": "300000", "tool_call_id": "7", "name": "far"},
         {"tool_call_id": "7", "name": "far"}),
        ({"from": "observation", "value": "300000"}, {}),
    ],
)  # fmt: skip
def test_calls_of_tools_and_what_they_say_go_to_the_template(turn: dict[str, Any], extra: dict[str, Any]) -> None:
    row = _rows({"messages": [TURNS[0], turn, TURNS[1]]})[0]
    _, message, _ = conversation_of(row, recognise([row], DataSettings()))
    assert (json.loads(message.extra) if message.extra else {}) == extra
    assert message.role == ("assistant" if "tool_calls" in extra else "tool")
    assert message.content == ("" if "tool_calls" in extra else "300000")


@pytest.mark.parametrize("tools", [[{"name": "far"}], '[{"name": "far"}]'])
def test_the_tools_on_offer_go_with_the_first_turn(tools: Any) -> None:
    row = _rows({"conversations": SHARED_TURNS, "tools": tools})[0]
    first, second = conversation_of(row, recognise([row], DataSettings()))
    assert first == Message("user", Q, '{"tools": [{"name": "far"}]}')
    assert second == Message("assistant", A)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "a"}}]}, TURNS[1]]},
         "turn 1 has an image, and only text is learned"),
        ({"messages": [{"role": "user", "content": [{"type": "tool_use", "id": "1"}]}, TURNS[1]]},
         "turn 1 has a part of the kind 'tool_use', and only text is learned"),
        ({"messages": [TURNS[0], {"role": "assistant", "content": 4}]}, "turn 2 (assistant) is '4', not text"),
        ({"messages": "[{'role': 'user', 'cont"}, "the conversation is no list of turns (column 'messages')"),
        ({"prompt": Q, "chosen": " ", "rejected": "No."}, "the chosen answer is empty (column 'chosen')"),
        ({"question": Q, "output": 4.5}, "the answer is '4.5', not text (column 'output'); put it in quotes"),
        ({"question": Q, "output": float("nan")}, "the answer is empty (column 'output')"),
        ({"question": Q, "answer": []}, "the answer is empty (column 'answer')"),
        ({"question": Q, "answer": A, "input": [A]}, "a list where text is expected (column 'input')"),
        ({"question": Q, "choices": ["a", ""], "answer": "a"}, "choice 2 is empty (column 'choices')"),
        ({"question": Q, "choices": [], "answer": "a"}, "the row has no choices (column 'choices')"),
        ({"question": Q, "choices": ["a", "b"], "answer": ""}, "the answer is empty (column 'answer')"),
        ({"question": Q, "choices": ["a", "b"], "answer": "c"},
         "the answer 'c' is none of the choices (column 'choices')"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_learned_from_names_its_column(values: dict[str, Any], reason: str) -> None:
    good = {
        "messages": {"messages": TURNS},
        "chosen": {"prompt": Q, "chosen": A, "rejected": "No."},
        "choices": {"question": Q, "choices": ["a", "b"], "answer": "b"},
        "input": {"question": Q, "answer": A, "input": "a"},
    }
    like = next((row for name, row in good.items() if name in values), dict.fromkeys(values, Q))
    *_, bad = rows = _rows(like, like, values)
    with pytest.raises(RowProblem) as problem:
        conversation_of(bad, recognise(rows, DataSettings()))
    assert reason in str(problem.value)


# multiple choice


@pytest.mark.parametrize(
    ("answers", "choices", "reading", "right"),
    [
        (["b", "a"], ["a", "b", "c"], "text", ["b", "a"]),
        (["B", "C"], ["x", "y", "z"], "letter", ["y", "z"]),
        (["(b)", "c."], ["x", "y", "z"], "letter", ["y", "z"]),
        ([0, 1], ["x", "y", "z"], "from_0", ["x", "y"]),
        (["1", "3"], ["x", "y", "z"], "from_1", ["x", "z"]),
        ([0.0, 2.0], ["x", "y", "z"], "from_0", ["x", "z"]),
        (["2", "1"], {"text": ["x", "y"], "label": ["1", "2"]}, "letter", ["y", "x"]),
        (["B", "A"], [{"text": "x", "label": "A"}, {"text": "y", "label": "B"}], "letter", ["y", "x"]),
        (["30", "40"], ["20", "30", "40"], "text", ["30", "40"]),
    ],
)
def test_the_right_choice_is_told_by_the_rows(answers: list[Any], choices: Any, reading: str, right: list[str]) -> None:
    rows = _rows(*({"question": Q, "choices": choices, "answer": answer} for answer in answers))
    form = recognise(rows, DataSettings())
    assert (form.format, form.right_choice) == ("multiple_choice", reading)
    told = [conversation_of(row, form)[-1].content for row in rows]
    assert told == right
    others = [wrong_answers(row, form, answer) for row, answer in zip(rows, told, strict=True)]
    assert all(answer not in wrong for answer, wrong in zip(told, others, strict=True))
    assert {len(wrong) for wrong in others} == {1 if len(choices) == 2 else 2}


@pytest.mark.parametrize("answers", [[1, 2], ["2", "1"]])
def test_places_that_may_be_counted_from_0_or_from_1_ask(answers: list[Any]) -> None:
    rows = _rows(*({"question": Q, "choices": ["x", "y", "z"], "answer": answer} for answer in answers))
    with pytest.raises(
        UnclearForm, match=r'data\.right_choice = "from_0" or data\.right_choice = "from_1"'
    ) as question:
        recognise(rows, DataSettings())
    assert [one.right_choice for one in question.value.alternatives][:2] == ["from_0", "from_1"]
    form = recognise(rows, DataSettings(right_choice="from_1"))
    assert conversation_of(rows[0], form)[-1].content == ("x" if answers[0] == 1 else "y")


def test_answers_that_are_texts_and_places_at_once_ask() -> None:
    rows = _rows(*({"question": Q, "choices": ["3", "2", "1"], "answer": answer} for answer in ("1", "2")))
    with pytest.raises(UnclearForm):
        recognise(rows, DataSettings())


def test_distractors_stand_apart_from_the_right_answer() -> None:
    (row,) = rows = _rows({"question": Q, "distractor1": "a", "distractor2": "b", "correct_answer": "c"})
    form = recognise(rows, DataSettings())
    assert conversation_of(row, form)[-1].content == "c"
    assert wrong_answers(row, form, "c") == ("a", "b")


# tokens and tags


def _tokens(**values: Any) -> tuple[list[int], list[int]]:
    good = {"input_ids": [1, 2], "labels": [1, 2], "attention_mask": [1, 1]}
    *_, row = rows = _rows(*[{name: good[name] for name in values}] * 2, values)
    return tokens_in(row, recognise(rows, DataSettings()), vocabulary=10)


def test_tokens_that_are_ready_are_taken_as_they_are() -> None:
    assert _tokens(input_ids=[5, 6, 7], labels=[-100, 6, 7]) == ([5, 6, 7], [-100, 6, 7])
    assert _tokens(input_ids=[5, 6]) == ([5, 6], [5, 6])
    assert _tokens(input_ids="[5, 6]", labels="[-100, 6]") == ([5, 6], [-100, 6])
    padded = {"input_ids": [5, 6, 0], "labels": [-100, 6, -100], "attention_mask": [1, 1, 0]}
    assert _tokens(**padded) == ([5, 6], [-100, 6])


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"input_ids": [5, 10]}, "token 2 has the id 10, and the model knows the ids from 0 to 9"),
        ({"input_ids": [-1, 5]}, "token 1 has the id -1"),
        ({"input_ids": [5, 6], "labels": [6]}, "the row has 2 token ids and 1 entries in 'labels'; each needs one"),
        (
            {"input_ids": [5, 6], "labels": [-100, 7]},
            "label 2 is 7, neither the token's id 6 nor -100 (column 'labels')",
        ),
        ({"input_ids": [5, 6, 7], "labels": [6, 7, -100]}, "the labels seem to be shifted by one"),
        ({"input_ids": [5, 6], "labels": [-100, -100]}, "all labels are -100, so that nothing is learned"),
        ({"input_ids": [5, "6"]}, "not a list of whole numbers (column 'input_ids')"),
        ({"input_ids": []}, "the list of numbers is empty (column 'input_ids')"),
    ],
)
def test_tokens_that_cannot_be_learned_say_why(values: dict[str, Any], reason: str) -> None:
    with pytest.raises(RowProblem) as problem:
        _tokens(**values)
    assert reason in str(problem.value)


@pytest.mark.parametrize(
    ("tags", "scheme", "learned"),
    [
        (["I-LOC", "O", "I-PER", "I-PER"], "iob1", ["B-LOC", "O", "B-PER", "I-PER"]),
        (["I-LOC", "B-LOC", "I-LOC", "I-PER"], "iob1", ["B-LOC", "B-LOC", "I-LOC", "B-PER"]),
        (["B-LOC", "I-LOC", "O", "B-PER"], "", None),
        (["B-LOC", "O", "I-PER"], "", None),
        (["B-LOC", "E-LOC", "S-PER"], "", None),
        (["O", "LOC"], "", None),
        ([3, 4], "", ["3", "4"]),
    ],
)
def test_tags_whose_entities_begin_with_i_are_learned_with_b(
    tags: list[Any], scheme: str, learned: list[str] | None
) -> None:
    (row,) = rows = _rows({"tokens": [f"word{n}" for n in range(len(tags))], "ner_tags": tags})
    form = recognise(rows, DataSettings(), TAGS)
    assert form.tag_scheme == scheme
    assert ("(IOB1)" in form.reason) == bool(scheme)
    assert labelled_of(row, form).names == tuple(learned or tags)
    chosen = recognise(rows, _set(form), TAGS)
    assert labelled_of(row, chosen).names == tuple(learned or tags)


def test_tags_that_are_iob2_already_stay() -> None:
    tags = ("B-LOC", "I-LOC", "B-LOC", "O", "B-PER", "I-PER")
    assert iob2(tags) == tags


@pytest.mark.parametrize("label", [1, 1.0, "1", "1.0", " 1 "])
def test_one_class_in_several_spellings_is_one_class(label: Any) -> None:
    (row,) = rows = _rows({"text": "Good.", "label": label})
    assert labelled_of(row, recognise(rows, DataSettings(), CLASSES)).names == ("1",)


@pytest.mark.parametrize(
    ("label", "reason"),
    [
        (float("nan"), "the class (column 'label') is empty"),
        (3.8, "the class (column 'label') is '3.8', not a text or a whole number"),
        ([27], "the class (column 'label') is '[27]', not a text or a whole number"),
    ],
)
def test_what_is_no_class_is_told(label: Any, reason: str) -> None:
    (row,) = rows = _rows({"text": "Good.", "label": label})
    with pytest.raises(RowProblem) as problem:
        labelled_of(row, recognise(rows, DataSettings(), CLASSES))
    assert reason in str(problem.value)


# settings


def test_one_column_has_one_role() -> None:
    rows = _rows({"question": Q, "answer": A})
    with pytest.raises(BadInput, match=r"data\.columns gives the column 'answer' more than one role"):
        recognise(rows, DataSettings(columns={"instruction": "answer", "output": "answer"}))
    for names in (ROLES_OF[form] for form in ROLES_OF):
        assert len(set(names)) == len(names)


def test_a_column_that_was_left_out_by_hand_stays_out() -> None:
    rows = _rows({"instruction": "Do", "context": "this", "response": "done"})
    assert recognise(rows, DataSettings()).columns["input"] == "context"
    by_hand = {"instruction": "instruction", "output": "response"}
    assert recognise(rows, DataSettings(columns=by_hand)).columns == by_hand


def test_a_multiple_choice_without_choices_is_refused() -> None:
    rows = _rows({"question": Q, "answer": A})
    with pytest.raises(UnclearForm, match="and one for choices"):
        recognise(rows, DataSettings(format="multiple_choice"))


def test_held_out_rows_are_taken_like_the_others() -> None:
    rows = _rows(*({"question": Q, "choices": ["x", "y", "z"], "answer": n} for n in (0, 1, 2)))
    form = recognise(rows, DataSettings())
    assert recognise(rows[1:2], DataSettings(), like=form) is form
    assert recognise(_rows({"question": Q, "answer": A}), DataSettings(), like=form).format == "instruction"


def test_every_form_says_what_it_needs() -> None:
    assert set(REQUIRED) == set(ROLES_OF) == {form for forms in FORMS_OF.values() for form in forms}
    assert all(set(REQUIRED[form]) <= set(ROLES_OF[form]) for form in REQUIRED)
