"""Rows with classes: what is recognised, which numbers the classes get, and which tokens learn them."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import SHARED_DATA
from tests.tiny_encoders import bert_tokenizer, byte_level_tokenizer
from tuning_core import BadInput
from tuning_core.data.batches import in_order
from tuning_core.data.class_examples import words_of_tokens
from tuning_core.data.examples import Example, pieces
from tuning_core.data.files import Row
from tuning_core.data.forms import recognise
from tuning_core.data.labelled import class_names, labelled_of, tagged_text
from tuning_core.data.prepared import PreparedData
from tuning_core.data.preparing import prepare
from tuning_core.run_file import DataSettings

SENTENCE, WORD = "sequence_classification", "token_classification"
WORDS = ["good", "bad", "play", "##ing", "##ed", "a", "film", "in", "green", "bay", "the", ".", "'"]


@pytest.fixture(scope="session")
def bert(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return bert_tokenizer(WORDS, tmp_path_factory.mktemp("bert-words"))


@pytest.fixture
def prepared(bert: Any, write_rows: Callable[..., Path]) -> Callable[..., PreparedData]:
    def make(
        rows: Sequence[dict[str, Any]], task: str = SENTENCE, of_the_model: Sequence[str] = (), **data: Any
    ) -> Any:
        settings = DataSettings(**{"train": str(write_rows(rows)), "validation": 0.0, **data})
        return prepare(settings, bert, task=task, model_labels=of_the_model)

    return make


def _texts(tokenizer: Any, ids: Any) -> list[str]:
    return [tokenizer.decode([int(i)]).strip() for i in ids]


# what a row holds


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        ({"sentence": "good", "label": "yes"}, ("good",)),
        ({"Review": "good", "Sentiment": 1}, ("good",)),
        ({"idx": 7, "text": "good", "intent": "book"}, ("good",)),
        ({"phrase": "good", "class": "x"}, ("good",)),
        ({"premise": "a", "hypothesis": "b", "label": 0}, ("a", "b")),
        ({"sentence1": "a", "sentence2": "b", "label": 0}, ("a", "b")),
        ({"question": "a", "passage": "b", "label": True}, ("a", "b")),
        ({"question": "a", "sentence": "b", "label": "x"}, ("a", "b")),
        ({"query": "a", "target": "b"}, ("a",)),
    ],
)
def test_texts_and_their_class_are_recognised_by_the_columns(values: dict[str, Any], texts: tuple[str, ...]) -> None:
    row = Row("rows.jsonl", 1, values)
    assert labelled_of(row, recognise([row], DataSettings(), SENTENCE)).texts == texts


def test_a_column_chosen_by_hand_leaves_out_the_second_text() -> None:
    row = Row("rows.jsonl", 1, {"premise": "a", "hypothesis": "b", "label": "x"})
    form = recognise([row], DataSettings(columns={"text": "premise", "label": "label"}), SENTENCE)
    assert labelled_of(row, form).texts == ("a",)


@pytest.mark.parametrize(
    ("words", "tags"),
    [
        (["In", "Green"], ["O", "B-x"]),
        ("['In', 'Green']", "['O', 'B-x']"),
        ('["In", "Green"]', '["O", "B-x"]'),
        ("In Green", "O B-x"),
    ],
)
def test_words_and_tags_are_read_from_lists_and_from_the_cells_of_tables(words: Any, tags: Any) -> None:
    row = Row("rows.csv", 2, {"tokens": words, "ner_tags": tags})
    labelled = labelled_of(row, recognise([row], DataSettings(), WORD))
    assert (labelled.texts, labelled.names) == (("In", "Green"), ("O", "B-x"))


@pytest.mark.parametrize(
    ("task", "values", "words"),
    [
        (SENTENCE, {"question": "Q", "answer": "A"}, "needs a text and its class, in columns such as text and label"),
        (WORD, {"text": "Q", "label": "A"}, "needs a list of words and a list of their tags"),
        ("seq2seq_lm", {"text": "Q"}, "needs a text and the text to make of it"),
    ],
)
def test_rows_that_do_not_suit_the_task_are_refused_with_what_is_needed(
    task: str, values: dict[str, Any], words: str
) -> None:
    with pytest.raises(BadInput, match=words) as refusal:
        recognise([Row("rows.jsonl", 1, values)], DataSettings(), task)
    assert "\n" not in str(refusal.value)
    assert all(column in str(refusal.value) for column in values)


def test_a_form_that_does_not_go_with_the_task_is_refused() -> None:
    row = Row("rows.jsonl", 1, {"text": "Q"})
    with pytest.raises(BadInput, match=r"data\.format = 'text' does not go with model\.task"):
        recognise([row], DataSettings(format="text"), SENTENCE)
    with pytest.raises(BadInput, match=r"data\.format = 'classification' does not go with model\.task = 'causal_lm'"):
        recognise([row], DataSettings(format="classification"))


@pytest.mark.parametrize(
    ("task", "values", "reason"),
    [
        (SENTENCE, {"text": "good", "label": None}, "the class (column 'label') is empty"),
        (SENTENCE, {"text": " ", "label": "x"}, "the text is empty (column 'text')"),
        (SENTENCE, {"text": "good", "label": 0.5}, "the class (column 'label') is '0.5', not a text or a whole number"),
        (WORD, {"words": ["good", "bad"], "tags": ["O"]}, "the row has 2 words and 1 tags; each word needs one tag"),
        (WORD, {"words": [], "tags": []}, "the list of words (column 'words') is empty"),
        (WORD, {"words": ["good", 4], "tags": ["O", "O"]}, "word 2 is '4', not text"),
        (WORD, {"words": ["good", "bad"], "tags": ["O", ""]}, "the tag of word 2 is empty"),
        (WORD, {"words": "['good", "tags": ["O", ""]}, "the list of words (column 'words') cannot be read"),
        (WORD, {"words": [" "], "tags": ["O"]}, "none of its words gives a token"),
    ],
)
def test_a_row_that_cannot_be_learned_says_why(
    prepared: Callable[..., PreparedData], task: str, values: dict[str, Any], reason: str
) -> None:
    good = {"text": "good", "label": "x"} if task == SENTENCE else {"words": ["good"], "tags": ["O"]}
    other = {"text": "bad", "label": "y"} if task == SENTENCE else {"words": ["bad"], "tags": ["B-x"]}
    data = prepared([good, other, values], task)
    assert [problem.line for problem in data.problems] == [3]
    assert reason in data.problems[0].reason
    with pytest.raises(BadInput, match="skip_problems"):
        data.require_rows(False)
    assert len(data.training) == 2


# the classes and their order


@pytest.mark.parametrize(
    ("met", "names"),
    [
        (["b", "a", "b"], ["a", "b"]),
        (["10", "9", "0", "-1"], ["-1", "0", "9", "10"]),
        (["I-x", "O", "B-y", "B-x"], ["O", "B-x", "B-y", "I-x"]),
    ],
)
def test_classes_are_sorted_by_name_or_number_and_o_comes_first(met: list[str], names: list[str]) -> None:
    assert class_names(met) == names


ROWS = [{"text": f"good film {n}", "label": ("no", "yes")[n % 2]} for n in range(8)]


def test_the_model_s_own_names_come_first_where_they_cover_the_rows(prepared: Callable[..., PreparedData]) -> None:
    assert prepared(ROWS).labels == ["no", "yes"]
    assert prepared(ROWS, of_the_model=["yes", "no", "maybe"]).labels == ["yes", "no", "maybe"]
    assert prepared(ROWS, of_the_model=["POSITIVE", "NEGATIVE"]).labels == ["no", "yes"]
    assert prepared(ROWS, of_the_model=["POSITIVE", "NEGATIVE"], labels=["yes", "no"]).labels == ["yes", "no"]


def test_a_class_of_the_held_out_file_alone_has_its_number(
    prepared: Callable[..., PreparedData], write_rows: Callable[..., Path]
) -> None:
    file = write_rows([{"text": "bad", "label": "maybe"}], "held_out.jsonl")
    data = prepared(ROWS, validation=str(file))
    assert data.labels == ["maybe", "no", "yes"]
    assert [example.labels.tolist() for example in data.held_out] == [[0]]


def test_a_class_outside_the_chosen_ones_is_a_problem_that_names_it(prepared: Callable[..., PreparedData]) -> None:
    data = prepared([*ROWS, {"text": "bad", "label": "perhaps"}], labels=["yes", "no"])
    assert [problem.reason for problem in data.problems] == ["the class 'perhaps' is none of data.labels (yes, no)"]
    assert [example.labels.tolist() for example in data.training] == [[1], [0]] * 4


def test_one_class_alone_is_refused(prepared: Callable[..., PreparedData]) -> None:
    with pytest.raises(BadInput, match="'yes' is the only class"):
        prepared(ROWS[1::2])
    with pytest.raises(BadInput, match=r"data\.labels names the class 'yes' twice"):
        prepared(ROWS, labels=["yes", "no", "yes"])


def test_rows_of_the_same_text_stay_on_one_side(prepared: Callable[..., PreparedData]) -> None:
    rows = [{"text": f"good {n % 10}", "label": ("no", "yes")[n % 2]} for n in range(40)]
    data = prepared(rows, validation=0.3)
    held_out = {row.row.values["text"] for row in data.rows if row.held_out}
    assert held_out
    assert held_out.isdisjoint(row.row.values["text"] for row in data.rows if not row.held_out)


# the tokens


def test_a_text_stands_between_the_tokenizer_s_own_special_tokens(
    prepared: Callable[..., PreparedData], bert: Any
) -> None:
    (example, _) = prepared([{"text": "Playing a film", "label": 3}, {"text": "bad", "label": 1}]).training
    assert _texts(bert, example.token_ids) == ["[CLS]", "play", "##ing", "a", "film", "[SEP]"]
    assert example.kinds == b"tppppt"
    assert example.labels.tolist() == [1]
    assert example.learned_tokens == 1
    assert example.prompt_token_ids.tolist() == example.token_ids.tolist()


def test_a_cut_text_keeps_its_end_and_says_what_is_lost(prepared: Callable[..., PreparedData], bert: Any) -> None:
    rows = [{"text": "good bad good bad film a film a film", "label": "x"}, {"text": "bad", "label": "y"}]
    data = prepared(rows, max_length=8)
    example = data.training[0]
    assert _texts(bert, example.token_ids) == ["[CLS]", "good", "bad", "good", "bad", "film", "a", "[SEP]"]
    assert _texts(bert, example.cut_token_ids) == ["film", "a", "film"]
    assert (example.cut, data.summary()["cut"]) == (3, 1)


def test_of_a_pair_the_longer_text_is_cut_and_the_model_is_told_them_apart(
    prepared: Callable[..., PreparedData], bert: Any
) -> None:
    pairs = [("good bad film a film a", "bad"), ("bad", "good")]
    rows = [{"premise": a, "hypothesis": b, "label": n} for n, (a, b) in enumerate(pairs)]
    data = prepared(rows, max_length=8)
    example = data.training[0]
    assert _texts(bert, example.token_ids) == ["[CLS]", "good", "bad", "film", "a", "[SEP]", "bad", "[SEP]"]
    batch = next(in_order(data.training, 2, 0))
    assert batch.inputs("cpu")["token_type_ids"].tolist() == [[0, 0, 0, 0, 0, 0, 1, 1], [0, 0, 0, 1, 1, 0, 0, 0]]


TAGGED = [
    {"tokens": ["Playing", "in", "Green", "Bay", "."], "tags": ["O", "O", "B-place", "I-place", "O"]},
    {"tokens": ["good"], "tags": ["O"]},
]


def test_a_word_learns_its_class_at_its_first_token(prepared: Callable[..., PreparedData], bert: Any) -> None:
    data = prepared(TAGGED, WORD)
    example = data.training[0]
    assert data.labels == ["O", "B-place", "I-place"]
    assert _texts(bert, example.token_ids) == ["[CLS]", "play", "##ing", "in", "green", "bay", ".", "[SEP]"]
    assert example.labels.tolist() == [-100, 0, -100, 0, 1, 2, 0, -100]
    assert example.kinds == b"tppppppt"
    shown = pieces(example, bert, data.labels)
    assert [piece.tag for piece in shown] == ["", "O", "O", "O", "B-place", "I-place", "O", ""]
    assert "".join(piece.text for piece in shown) == bert.decode(example.token_ids, clean_up_tokenization_spaces=False)


def test_words_beyond_the_maximum_length_are_not_learned(prepared: Callable[..., PreparedData]) -> None:
    rows = [{"tokens": ["film"] * 20, "tags": ["O", "B-x"] * 10}, TAGGED[1]]
    example = prepared(rows, WORD, max_length=8).training[0]
    assert (len(example.token_ids), len(example.labels), example.learned_tokens, example.cut) == (8, 8, 6, 14)


def test_byte_level_tokenizers_see_words_as_in_running_text(write_rows: Callable[..., Path]) -> None:
    text = "the good plays near the river"
    tokenizer = byte_level_tokenizer([text] * 9)
    rows = [{"tokens": ["the", "plays", "x-ray"], "tags": ["O", "B-a", "B-b"]}, {"tokens": ["the"], "tags": ["O"]}]
    data = prepare(DataSettings(train=str(write_rows(rows)), validation=0.0), tokenizer, task=WORD)
    example = data.training[0]
    assert example.token_ids.tolist() == tokenizer("the plays x-ray")["input_ids"]
    tokens = [tokenizer.decode([i]) for i in example.token_ids]
    learned = [(token, label) for token, label in zip(tokens, example.labels.tolist(), strict=True) if label >= 0]
    assert [(token[:2], label) for token, label in learned] == [("th", 0), (" p", 1), (learned[2][0][:2], 2)]
    assert len(learned) == 3


def test_a_token_that_holds_the_space_before_a_word_is_part_of_the_word() -> None:
    places = [(0, 0), (0, 2), (2, 4), (4, 5), (5, 7), (0, 0)]  # of "ab c de" with a lone space before the last
    assert words_of_tokens(["ab", "c", "de"], places, [None, 0, 0, 0, 0, None]).tolist() == [-1, 0, 1, -1, 2, -1]


def test_tagged_words_are_told_in_one_line() -> None:
    assert tagged_text(["Empire", "State", "=", "ESB", "Rome"], ["B-l", "I-l", "O", "B-l", "NOUN"]) == (
        "Empire State (l), ESB (l), Rome (NOUN)"
    )
    assert tagged_text(["a"], ["O"]) == "nothing"


# batches


def test_a_batch_has_the_shapes_of_its_task(prepared: Callable[..., PreparedData]) -> None:
    sentences = next(in_order(prepared(ROWS).training, 4, 0))
    assert sentences.labels.shape == (4,)
    assert sentences.learned_tokens == 4
    assert sentences.inputs("cpu").keys() == {"input_ids", "labels", "attention_mask"}
    words = next(in_order(prepared(TAGGED, WORD).training, 4, 0))
    assert words.labels.shape == words.input_ids.shape == (2, 8)
    assert words.learned_tokens == 6


# real files


@pytest.mark.skipif(not SHARED_DATA.is_dir(), reason="the shared data is not beside the project")
def test_real_files_have_their_known_classes(tmp_path: Path) -> None:
    tokenizer = byte_level_tokenizer(["the good film near the river"])
    sst2 = prepare(
        DataSettings(train=str(SHARED_DATA / "sst2/validation.csv"), validation=0.1), tokenizer, task=SENTENCE
    )
    assert (sst2.labels, len(sst2.rows), list(sst2.problems)) == (["negative", "positive"], 872, [])
    wnut = prepare(
        DataSettings(train=str(SHARED_DATA / "wnut17/dev"), validation=0.0, max_length=1024), tokenizer, task=WORD
    )
    kinds = ("corporation", "creative-work", "group", "location", "person", "product")
    assert wnut.labels == ["O", *(f"{side}-{kind}" for side in "BI" for kind in kinds)]
    assert (len(wnut.training), list(wnut.problems)) == (1009, [])
    assert wnut.summary()["learned_tokens"] == 15_733
    assert sum(_persons(example, wnut.labels) for example in wnut.training) == 470


def _persons(example: Example, names: list[str]) -> int:
    return int((example.labels == names.index("B-person")).sum())
