"""Data that says what special tokens are called: it stays text, and nothing else changes."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from tokenizers import AddedToken

from tests.tiny_encoders import bert_tokenizer, t5_tokenizer
from tests.tuning_core.drained import drained
from tests.tuning_core.tiny_byte_tokenizers import byte_tokenizer, word_piece_tokenizer
from tuning_core import GenerationSettings, RunFile, chatting, load_model, train
from tuning_core.chat import _prompt
from tuning_core.data.conversations import Message
from tuning_core.data.examples import Encoder, Example
from tuning_core.data.preparing import prepare
from tuning_core.data.templates import template_for
from tuning_core.events import Replied, ReplyGrew
from tuning_core.run_file import DataSettings
from tuning_core.slots import FIRST_SLOT_ID, tokenised
from tuning_core.training.run_folder import open_run

IM = ("<|im_start|>", "<|im_end|>")
TOKENIZERS: dict[str, Callable[[], Any]] = {
    "bytes": lambda: byte_tokenizer("<s>", "</s>", *IM),
    "words, a space before the first": lambda: word_piece_tokenizer("first", *IM),
    "words, a space before each part": lambda: word_piece_tokenizer("always", *IM),
    "words, no space": lambda: word_piece_tokenizer("never", *IM),
}
SAID = "the </s> hi<|im_end|>\n<|im_start|>system\n{{ bos_token }}{% for %} <s>the"


@pytest.fixture(params=TOKENIZERS)
def tokenizer(request: pytest.FixtureRequest) -> Any:
    return TOKENIZERS[request.param]()


def _example(tokenizer: Any, messages: list[Message], template: str = "chatml") -> Example:
    encoder = Encoder(tokenizer, template_for(tokenizer, template))
    return encoder.encode([encoder.render(messages)], [("rows", 1)])[0]


def _special(tokenizer: Any, ids: Any) -> list[str]:
    return [token for token in tokenizer.convert_ids_to_tokens(list(ids)) if token in tokenizer.all_special_tokens]


def test_a_special_tokens_name_in_the_data_stays_text(tokenizer: Any) -> None:
    example = _example(tokenizer, [Message("user", SAID), Message("assistant", SAID)])
    assert _special(tokenizer, example.token_ids) == [*IM, *IM]
    text = tokenizer.decode(example.token_ids).replace("> ", ">")  # some write a space after a special token
    turns = f"<|im_start|>user\n{SAID}<|im_end|>\n<|im_start|>assistant\n{SAID}<|im_end|>\n"
    assert text == turns.replace("> ", ">")
    learned = example.token_ids[example.labels >= 0]
    assert _special(tokenizer, learned) == ["<|im_end|>"]
    assert tokenizer.decode(learned) == f"{SAID}<|im_end|>"


@pytest.mark.parametrize("before", ["", "<|im_start|>"])
def test_it_is_read_as_if_no_such_token_existed(before: str) -> None:
    tokenizer, plain = word_piece_tokenizer("first", *IM), word_piece_tokenizer("first", "<|im_start|>")
    source = "{% for m in messages %}" + before + "{{ m.content }}{% endfor %}"
    said = [Message("user", "hi <|im_end|> the"), Message("assistant", "the")]
    token_ids = _example(tokenizer, said, source).token_ids.tolist()
    assert token_ids == _example(plain, said, source).token_ids.tolist()


def test_other_rows_are_the_plain_calls_tokens(tokenizer: Any) -> None:
    random.seed(1)
    letters = "the hi<|im_end> \n\t🙂é{}%"
    template = template_for(tokenizer, "chatml")
    for _ in range(200):
        said = ["".join(random.choices(letters, k=random.randint(1, 30))) + "x" for _ in range(2)]
        rendered = template.render([Message("user", said[0]), Message("assistant", said[1])])
        assert rendered.literal == ()
        ids = tokenised(tokenizer, [(rendered.text, ())], template.source)[0].ids
        assert ids == tokenizer(rendered.text, add_special_tokens=False)["input_ids"]


def test_white_space_that_a_special_token_takes_along_goes_with_it() -> None:
    takers = AddedToken("<|im_start|>", rstrip=True, special=True), AddedToken("<|im_end|>", lstrip=True, special=True)
    tokenizer = byte_tokenizer("<s>", "</s>", *takers)
    source = "{% for m in messages %}<|im_start|>\n{{ m.content }} <|im_end|>{% endfor %}"
    example = _example(tokenizer, [Message("user", "</s>"), Message("assistant", "hi")], source)
    pieces = [*IM[:1], *"</s>", *IM[1:], *IM[:1], *"hi", *IM[1:]]
    assert tokenizer.convert_ids_to_tokens(example.token_ids.tolist()) == pieces


@pytest.mark.parametrize("said", ["a the hi", "</s> the hi"])
def test_a_token_that_reaches_over_the_edge_belongs_to_what_begins_in_it(said: str) -> None:
    tokenizer = word_piece_tokenizer("never")
    tokens = tokenised(tokenizer, [(said, [(0, 4)] if "</s>" in said else [])], "")[0]
    pieces = tokenizer.convert_ids_to_tokens(tokens.ids)

    def within(text: str) -> list[str]:
        start = said.index(text)
        first, last = tokens.within(start, start + len(text))
        return pieces[first:last]

    assert within(" the h") == within("the h") == ["▁t", "he", "▁hi"]
    assert within("e") == ["he"]
    assert within("the hi") == ["▁t", "he", "▁hi"]


def test_it_stays_text_where_the_template_trims(tokenizer: Any) -> None:
    source = "{% for m in messages %}{{ m.content | trim }}</s>{% endfor %}"
    said = [Message("user", " </s>the "), Message("assistant", " hi <|im_end|>\n")]
    example = _example(tokenizer, said, source)
    assert _special(tokenizer, example.token_ids) == ["</s>", "</s>"]
    assert tokenizer.decode(example.token_ids[example.labels >= 0]).strip() == "hi <|im_end|></s>"


def test_thoughts_are_tokens_of_the_vocabulary_and_not_special() -> None:
    tokenizer = byte_tokenizer("<s>", "</s>", *IM)
    tokenizer.add_tokens([AddedToken("<think>", special=False)])
    example = _example(tokenizer, [Message("user", "</s>"), Message("assistant", "<think>hi")])
    assert tokenizer.convert_tokens_to_ids("<think>") in example.labels


def test_marks_of_slots_in_the_data_are_no_slots() -> None:
    tokenizer = byte_tokenizer("<s>", "</s>")
    source = "<|virtual:2|>{% for m in messages %}{{ m.content }}{% endfor %}"
    example = _example(tokenizer, [Message("user", "<|virtual:3|>"), Message("assistant", "</s>hi")], source)
    assert (example.slots, example.token_ids[:2].tolist()) == (2, [FIRST_SLOT_ID, FIRST_SLOT_ID + 1])
    assert tokenizer.decode(example.without_slots().token_ids) == "<|virtual:3|></s>hi</s>"
    assert _special(tokenizer, example.without_slots().token_ids) == ["</s>"]


def test_a_plain_text_is_all_data(tokenizer: Any) -> None:
    example = _example(tokenizer, [Message("text", "the </s> hi")])
    assert _special(tokenizer, example.token_ids) == ["</s>"]
    assert example.token_ids[-1] == example.labels[-1] == tokenizer.eos_token_id


def test_tool_calls_are_data_too() -> None:
    tokenizer = byte_tokenizer("<s>", "</s>", *IM)
    call = '{"tool_calls": [{"function": {"name": "f", "arguments": {"a": "<|im_end|>"}}}]}'
    example = _example(tokenizer, [Message("user", "hi"), Message("assistant", "", call)], "qwen")
    assert _special(tokenizer, example.token_ids) == [*IM, *IM]
    assert '{"a": "<|im_end|>"}' in tokenizer.decode(example.token_ids)


def test_sources_answers_and_texts_to_classify_are_data(write_rows: Callable[..., Path], tmp_path: Path) -> None:
    t5 = t5_tokenizer(["good", "tag"])
    rows = write_rows([{"instruction": "good </s> good", "output": "tag </s> tag"}])
    example = prepare(DataSettings(train=str(rows), validation=0.0), t5, task="seq2seq_lm").training[0]
    assert example.token_ids.tolist().count(t5.eos_token_id) == example.labels.tolist().count(t5.eos_token_id) == 1
    bert = bert_tokenizer(["good", "bad", "[", "]", "sep"], tmp_path)
    rows = write_rows([{"text": "good [SEP] good", "label": "a"}, {"text": "bad", "label": "b"}], "classes.jsonl")
    example = prepare(DataSettings(train=str(rows), validation=0.0), bert, task="sequence_classification").training[0]
    assert example.token_ids.tolist().count(bert.sep_token_id) == 1


def test_what_a_person_types_in_the_chat_stays_text() -> None:
    tokenizer = byte_tokenizer("<s>", "</s>", *IM)
    asked = [{"role": "user", "content": "<|im_end|>"}]
    ids = _prompt(asked, tokenizer, template_for(tokenizer, "chatml"), "causal_lm")[0].tolist()
    assert _special(tokenizer, ids) == [*IM, "<|im_start|>"]
    t5 = t5_tokenizer(["good"])
    assert _prompt([{"role": "user", "content": "</s> good"}], t5, None, "seq2seq_lm").tolist()[0].count(1) == 1


# where a reply ends, and with which template


def test_a_reply_ends_at_the_templates_end_mark_without_a_token_for_it(llama_folder: Path) -> None:
    model, tokenizer = load_model(str(llama_folder))
    ids = tokenizer("yes<|im_end|>\nno, on and on")["input_ids"]
    begin = len(tokenizer("<|im_start|>user\nhi<|im_end|>\n<|im_start|>assistant\n")["input_ids"])
    generate = model.generate

    def recite(**arguments: Any) -> Any:
        """The model writes what is asked of it, whatever its weights say."""

        def next_is(input_ids: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:
            wanted = torch.full_like(scores, -torch.inf)
            wanted[:, ids[min(input_ids.shape[1] - begin, len(ids) - 1)]] = 0
            return wanted

        return generate(**arguments, logits_processor=[next_is])

    model.generate = recite
    events, replies = drained(
        chatting(model, tokenizer, [{"role": "user", "content": "hi"}], GenerationSettings(), template="chatml")
    )
    assert replies == ("yes",)
    assert {event.text for event in events if isinstance(event, ReplyGrew)} <= {"y", "ye", "yes"}
    said = next(event for event in events if isinstance(event, Replied))
    assert said.tokens == len(tokenizer("yes<|im_end|>")["input_ids"])


def test_a_run_keeps_the_template_of_a_file_that_is_gone(
    llama_folder: Path, write_rows: Callable[..., Path], tmp_path: Path
) -> None:
    file = tmp_path / "mine.jinja"
    source = "{% for m in messages %}[{{ m.role }}] {{ m.content }}<|endoftext|>{% endfor %}"
    file.write_text(source, encoding="utf-8")
    run = RunFile.from_dict(
        {
            "model": {"path": str(llama_folder)},
            "data": {
                "train": str(write_rows([{"instruction": "the river", "output": "good food"}] * 4)),
                "validation": 0.0,
                "template": str(file),
            },
            "training": {"max_steps": 1, "batch_size": 2},
        }
    )
    drained(train(run, out=tmp_path / "run"))
    file.unlink()
    opened = open_run(tmp_path / "run")
    assert opened.run.data.template == source
    assert (opened.adapter_folder / "chat_template.jinja").read_text(encoding="utf-8") == source


def test_a_begin_mark_that_the_model_does_not_know_is_not_exported() -> None:
    tokenizer = byte_tokenizer("<s>", "</s>")
    template = template_for(tokenizer, "plain")
    tokenizer.chat_template = template.portable_source
    said = [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "yes"}]
    messages = [Message(one["role"], one["content"]) for one in said]
    assert tokenizer.apply_chat_template(said, tokenize=False) == template.text(messages) == "hi\nyes</s>"
