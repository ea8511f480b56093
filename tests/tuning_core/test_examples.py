"""The learned tokens, against tokens written out by hand."""

from typing import Any

import pytest
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import PreTrainedTokenizerFast

from tuning_core import BadInput
from tuning_core.data.conversations import Message
from tuning_core.data.cutting import Cutter
from tuning_core.data.examples import Encoder, Example, pieces
from tuning_core.data.templates import template_for

TURN = "<|{role}|>{content}<|end|>"
MARKED = (
    "{% for m in messages %}{% if m.role == 'assistant' %}<|assistant|>{% generation %}{{ m.content }}<|end|>"
    "{% endgeneration %}{{ '\\n' }}{% else %}<|{{ m.role }}|>{{ m.content }}<|end|>\n{% endif %}{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>{% endif %}"
)
UNMARKED = MARKED.replace("{% generation %}", "").replace("{% endgeneration %}", "")
NO_SYSTEM_TURN = UNMARKED.replace(
    "<|{{ m.role }}|>", "{% if m.role == 'system' %}{{ raise_exception('no') }}{% endif %}<|user|>"
)
WORDS = [
    "<|system|>",
    "<|user|>",
    "<|assistant|>",
    "<|end|>",
    "\n",
    "be",
    "brief",
    "hi",
    "there",
    "yes",
    "no",
    "thanks",
    " ",
]


@pytest.fixture
def tokenizer() -> Any:
    """One token a word, so that a mask can be written out by hand."""
    words = Tokenizer(models.WordLevel({word: index for index, word in enumerate(WORDS)}, unk_token=" "))
    words.pre_tokenizer = pre_tokenizers.Split(" ", "removed")
    words.decoder = decoders.Fuse()
    return PreTrainedTokenizerFast(
        tokenizer_object=words,
        eos_token="<|end|>",
        pad_token="<|end|>",
        additional_special_tokens=["<|system|>", "<|user|>", "<|assistant|>", "\n"],
    )


def _example(tokenizer: Any, template: str, said: list[tuple[str, str]], max_length: int = 512) -> Example:
    encoder = Encoder(tokenizer, template_for(tokenizer, template))
    rendered = encoder.render([Message(role, content) for role, content in said])
    whole = encoder.encode([rendered], [("rows.jsonl", 1)])[0]
    cut = Cutter(max_length, "answer", tokenizer.all_special_ids).cut(whole)
    assert cut is not None
    return cut


def _words(ids: Any) -> list[str]:
    return [WORDS[i] if i >= 0 else "." for i in ids]


@pytest.mark.parametrize("template", [MARKED, UNMARKED], ids=["marked", "unmarked"])
def test_only_the_answer_and_its_end_are_learned(tokenizer: Any, template: str) -> None:
    example = _example(tokenizer, template, [("system", "be brief"), ("user", "hi there"), ("assistant", "yes thanks")])
    assert _words(example.token_ids) == [
        "<|system|>", "be", "brief", "<|end|>", "\n", "<|user|>", "hi", "there", "<|end|>", "\n",
        "<|assistant|>", "yes", "thanks", "<|end|>", "\n",
    ]  # fmt: skip
    assert _words(example.labels) == [*["."] * 11, "yes", "thanks", "<|end|>", "."]
    assert example.kinds == b"tpptttppttt" + b"lle" + b"t"


@pytest.mark.parametrize("template", [MARKED, UNMARKED], ids=["marked", "unmarked"])
def test_every_answer_of_a_conversation_is_learned(tokenizer: Any, template: str) -> None:
    said = [("user", "hi"), ("assistant", "hi there"), ("user", "no"), ("assistant", "yes")]
    example = _example(tokenizer, template, said)
    assert _words(example.labels) == [
        ".", ".", ".", ".", ".", "hi", "there", "<|end|>", ".", ".", ".", ".", ".", ".", "yes", "<|end|>", ".",
    ]  # fmt: skip
    assert _words(example.prompt_token_ids) == [
        "<|user|>", "hi", "<|end|>", "\n", "<|assistant|>", "hi", "there", "<|end|>", "\n",
        "<|user|>", "no", "<|end|>", "\n", "<|assistant|>",
    ]  # fmt: skip


def test_a_template_without_an_end_mark_gets_one_that_is_learned(tokenizer: Any) -> None:
    bare = "{% for m in messages %}{{ m.content }} {% endfor %}"
    example = _example(tokenizer, bare, [("user", "hi"), ("assistant", "yes")])
    assert _words(example.token_ids)[-1] == "<|end|>"
    assert _words(example.labels) == [".", "yes", "<|end|>"]


def test_the_plain_template_stands_in_where_a_model_has_none(tokenizer: Any) -> None:
    example = _example(tokenizer, "auto", [("user", "hi"), ("assistant", "yes")])
    assert _words(example.token_ids) == ["hi", "\n", "yes", "<|end|>"]
    assert _words(example.labels) == [".", ".", "yes", "<|end|>"]


def test_the_first_token_is_never_learned_since_nothing_predicts_it(tokenizer: Any) -> None:
    encoder = Encoder(tokenizer, template_for(tokenizer))
    rendered = encoder.render([Message("text", "hi there")])
    assert _words(encoder.encode([rendered], [("a", 1)])[0].labels) == [".", "there", "<|end|>"]


def test_a_cut_example_says_where_and_keeps_what_was_cut(tokenizer: Any) -> None:
    example = _example(tokenizer, MARKED, [("user", "hi"), ("assistant", "yes thanks no")], max_length=7)
    assert _words(example.token_ids) == ["<|user|>", "hi", "<|end|>", "\n", "<|assistant|>", "yes", "thanks"]
    assert _words(example.cut_token_ids) == ["no", "<|end|>", "\n"]
    assert (example.cut, example.learned_tokens) == (3, 2)
    assert [piece.kind for piece in pieces(example, tokenizer)][-5:] == ["learned", "learned", "cut", "cut", "cut"]


def test_the_prompt_of_an_example_is_what_chat_sends(tokenizer: Any) -> None:
    said = [Message("user", "hi there"), Message("assistant", "yes")]
    template = template_for(tokenizer, MARKED)
    sent = tokenizer(template.text(said[:1], add_generation_prompt=True), add_special_tokens=False)["input_ids"]
    example = _example(tokenizer, MARKED, [("user", "hi there"), ("assistant", "yes")])
    assert example.prompt_token_ids.tolist() == sent


@pytest.mark.parametrize(
    ("setting", "words"),
    [("nonsense", "auto, plain, chatml"), ("{% for m in messages %}", "data.template, line 1")],
)
def test_a_wrong_template_is_refused(tokenizer: Any, setting: str, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        template_for(tokenizer, setting)


def test_a_template_that_refuses_a_conversation_says_so(tokenizer: Any) -> None:
    template = template_for(tokenizer, NO_SYSTEM_TURN)
    with pytest.raises(BadInput, match="does not accept this conversation: no"):
        template.render([Message("system", "be brief"), Message("user", "hi"), Message("assistant", "yes")])


def test_pieces_put_every_character_together_again() -> None:
    from tuning_core.models.loading import load_tokenizer
    from tuning_core.run_file import ModelSettings

    starter = load_tokenizer(ModelSettings())
    text = "Zoë schreibt 你好 🙂 {{x}}"
    example = _example(starter, "auto", [("user", text), ("assistant", text)])
    shown = pieces(example, starter)
    assert "".join(piece.text for piece in shown) == starter.decode(example.token_ids)
    assert "".join(piece.text for piece in shown if piece.kind == "learned") == text
    assert len(shown) == len(example.token_ids)
