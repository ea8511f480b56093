"""What is learned of a conversation, against the pieces of text written out by hand, for public models' templates."""

import re
from collections.abc import Sequence
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import pytest
from transformers.utils.chat_template_utils import render_jinja_template

from tests.tuning_core.tiny_byte_tokenizers import byte_tokenizer
from tuning_core import BadInput
from tuning_core.data.conversations import Message
from tuning_core.data.examples import Encoder, Example
from tuning_core.data.templates import NAMED, named_source, template_for

# The templates as they were published with the models, and those of them with generation marks, lie in trl. Marks are
# put there as trl's authors saw fit, so that three of the marked ones learn a little more than the template alone asks.
FOLDER = Path(str(distribution("trl").locate_file("trl/chat_templates")))
TOKENIZERS: dict[str, tuple[str | None, str, *tuple[str, ...]]] = {
    "llama3": ("<|begin_of_text|>", "<|eot_id|>", "<|start_header_id|>", "<|end_header_id|>"),
    "gemma": ("<bos>", "<eos>", "<start_of_turn>", "<end_of_turn>"),
    "phi3": ("<s>", "<|endoftext|>", "<|system|>", "<|user|>", "<|assistant|>", "<|end|>"),
    "qwen": (None, "<|im_end|>", "<|im_start|>", "<|endoftext|>"),
    "cohere": ("<BOS_TOKEN>", "<|END_OF_TURN_TOKEN|>", "<|START_OF_TURN_TOKEN|>", "<|CHATBOT_TOKEN|>"),
    "lfm2": ("<|startoftext|>", "<|im_end|>", "<|im_start|>"),
    "deepseek": ("<｜begin▁of▁sentence｜>", "<｜end▁of▁sentence｜>", "<｜User｜>", "<｜Assistant｜>"),
    "glm": (None, "<|endoftext|>", "<|user|>", "<|assistant|>", "<|system|>", "<|observation|>"),
}
CALL = '{"tool_calls": [{"type": "function", "function": {"name": "add", "arguments": {"a": 2}}}]}'
SINGLE = [("user", "2 + 2?"), ("assistant", " It is 4.\n")]
SEVERAL = [("user", "Hi"), ("assistant", "Hi"), ("user", "Bye?"), ("assistant", "Bye")]
SYSTEM = [("system", "Be brief."), *SEVERAL]
TOOLS = [("user", "2 + 2?"), ("assistant", "", CALL), ("tool", "4"), ("assistant", "It is 4.")]
THOUGHTS = [
    ("user", "Hi"),
    ("assistant", "<think>\nOh\n</think>\n\nHi"),
    ("user", "?"),
    ("assistant", "<think>\nAh\n</think>\n\nBye"),
]
ASKED = '<tool_call>\n{"name": "add", "arguments": {"a": 2}}\n</tool_call>'
EMPTY = "<think>\n\n</think>\n\n"
EOT, TURN, END, IM, EOS = "<|eot_id|>", "<end_of_turn>", "<|end|>", "<|im_end|>", "<｜end▁of▁sentence｜>"
COHERE, A = "<|END_OF_TURN_TOKEN|>", "<｜Assistant｜>"
LEARNED: list[tuple[str, list[Any], list[str]]] = [
    ("llama3", SINGLE, ["It is 4." + EOT]),
    ("llama3", SYSTEM, ["Hi" + EOT, "Bye" + EOT]),
    ("llama3_training", SINGLE, ["It is 4." + EOT]),
    ("llama3_training", SYSTEM, ["Hi" + EOT, "Bye" + EOT]),
    ("llama3_1", SYSTEM, ["Hi" + EOT, "Bye" + EOT]),
    ("llama3_1", TOOLS, ['{"name": "add", "parameters": {"a": 2}}' + EOT, "It is 4." + EOT]),
    ("gemma", SINGLE, ["It is 4." + TURN]),
    ("gemma", SEVERAL, ["Hi" + TURN, "Bye" + TURN]),
    ("gemma_training", SINGLE, ["It is 4." + TURN]),
    ("gemma_training", SEVERAL, ["Hi" + TURN, "Bye" + TURN]),
    ("gemma3", SYSTEM, ["Hi" + TURN, "Bye" + TURN]),
    ("gemma3_training", SYSTEM, ["Hi" + TURN, "Bye" + TURN]),
    ("phi3", SINGLE, [" It is 4.\n" + END]),
    ("phi3", SYSTEM, ["Hi" + END, "Bye" + END]),
    ("phi3_training", SINGLE, [" It is 4.\n" + END]),
    ("phi3_training", SYSTEM, ["Hi" + END, "Bye" + END]),
    ("qwen2_5", SINGLE, [" It is 4.\n" + IM]),
    ("qwen2_5", SEVERAL, ["Hi" + IM, "Bye" + IM]),
    ("qwen2_5", SYSTEM, ["Hi" + IM, "Bye" + IM]),
    ("qwen2_5", TOOLS, [ASKED + IM, "It is 4." + IM]),
    ("qwen2_5_training", SYSTEM, ["\nHi" + IM, "\nBye" + IM]),
    ("qwen2_5_training", TOOLS, ["\n" + ASKED + IM, "\nIt is 4." + IM]),
    ("qwen3", SINGLE, [EMPTY + " It is 4.\n" + IM]),
    ("qwen3", SYSTEM, ["Hi" + IM, EMPTY + "Bye" + IM]),
    ("qwen3", TOOLS, [ASKED + IM, EMPTY + "It is 4." + IM]),
    ("qwen3", THOUGHTS, ["Hi" + IM, "<think>\nAh\n</think>\n\nBye" + IM]),
    ("qwen3_training", SYSTEM, [EMPTY + "Hi" + IM, EMPTY + "Bye" + IM]),
    ("qwen3_training", TOOLS, [EMPTY + ASKED + IM, EMPTY + "It is 4." + IM]),
    ("cohere", SINGLE, ["It is 4." + COHERE]),
    ("cohere", SYSTEM, ["Hi" + COHERE, "Bye" + COHERE]),
    ("cohere_training", SINGLE, ["It is 4." + COHERE]),
    ("cohere_training", SYSTEM, ["Hi" + COHERE, "Bye" + COHERE]),
    ("lfm2", SINGLE, [" It is 4.\n" + IM]),
    ("lfm2", SYSTEM, ["Hi" + IM, "Bye" + IM]),
    ("lfm2_training", SYSTEM, ["Hi" + IM, "Bye" + IM]),
    ("deepseekv3", SYSTEM, ["Hi" + EOS, "Bye" + EOS]),
    ("deepseekv3", THOUGHTS, ["\n\nHi" + EOS, "\n\nBye" + EOS]),
    ("deepseekv3_training", SYSTEM, [A + "Hi" + EOS, A + "Bye" + EOS]),
    # GLM's templates end no answer: the turn that follows does, or the end mark that every model has
    ("glm4moe", SYSTEM, ["\n<think></think>\nHi", "\n<think></think>\nBye<|endoftext|>"]),
    ("glm4moe_training", SYSTEM, ["\n<think></think>\nHi<|user|>", "\n<think></think>\nBye<|user|>"]),
]  # fmt: skip


def _tokenizer(family: str) -> Any:
    return byte_tokenizer(*next(tokens for name, tokens in TOKENIZERS.items() if family.startswith(name)))


def _source(name: str) -> str:
    return (FOLDER / f"{name}.jinja").read_text(encoding="utf-8")


def _messages(said: Sequence[Any]) -> list[Message]:
    return [Message(*one) for one in said]


def _example(tokenizer: Any, template: str, said: Sequence[Any], **learned: Any) -> Example:
    encoder = Encoder(tokenizer, template_for(tokenizer, template), **learned)
    return encoder.encode([encoder.render(_messages(said))], [("rows", 1)])[0]


def _learned(tokenizer: Any, example: Example) -> list[str]:
    """The runs of learned tokens, as text."""
    runs: list[list[int]] = [[]]
    for token_id, label in zip(example.token_ids.tolist(), example.labels.tolist(), strict=True):
        assert label in (token_id, -100)
        if label >= 0:
            runs[-1].append(label)
        elif runs[-1]:
            runs.append([])
    return [tokenizer.decode(run) for run in runs if run]


@pytest.mark.parametrize(("name", "said", "expected"), LEARNED)
def test_exactly_the_answers_are_learned(name: str, said: list[Any], expected: list[str]) -> None:
    tokenizer = _tokenizer(name)
    assert _learned(tokenizer, _example(tokenizer, _source(name), said)) == expected
    *_, last = expected
    assert _learned(tokenizer, _example(tokenizer, _source(name), said, learn="last_answer")) == [last]


@pytest.mark.parametrize("name", sorted({name for name, *_ in LEARNED}))
def test_the_text_is_the_one_that_transformers_makes(name: str) -> None:
    tokenizer = _tokenizer(name)
    for said in (SINGLE, SEVERAL, SYSTEM, TOOLS, THOUGHTS):
        template, messages = template_for(tokenizer, _source(name)), _messages(said)
        plain = [{"role": one.role, "content": one.content} for one in messages]
        if said is TOOLS:
            plain[1]["tool_calls"] = [{"type": "function", "function": {"name": "add", "arguments": {"a": 2}}}]
        for asking in (False, True):
            try:
                expected = render_jinja_template(
                    [plain], chat_template=template.source, add_generation_prompt=asking, **template.special_tokens
                )[0][0]
            except Exception:
                with pytest.raises(BadInput, match="does not accept this conversation"):
                    template.text(messages, asking)
            else:
                assert template.text(messages, asking) == expected


@pytest.mark.parametrize("name", ["llama3", "gemma3", "phi3", "qwen2_5", "qwen3", "cohere", "lfm2"])
def test_what_comes_before_the_last_answer_is_what_chat_sends(name: str) -> None:
    tokenizer = _tokenizer(name)
    template = template_for(tokenizer, _source(name))
    sent = tokenizer(template.prompt(_messages(SYSTEM[:-1])).text, add_special_tokens=False)["input_ids"]
    assert _example(tokenizer, template.source, SYSTEM).prompt_token_ids.tolist() == sent


@pytest.mark.parametrize("name", ["llama3", "llama3_training", "phi3", "phi3_training", "qwen3", "lfm2_training"])
def test_the_end_mark_is_learned_or_not(name: str) -> None:
    tokenizer = _tokenizer(name)
    example = _example(tokenizer, _source(name), SYSTEM, learn_end=False)
    assert [text.removeprefix(EMPTY) for text in _learned(tokenizer, example)] == ["Hi", "Bye"]
    assert b"e" not in example.kinds


def test_everything_can_be_learned_but_the_first_token() -> None:
    tokenizer = _tokenizer("llama3")
    example = _example(tokenizer, _source("llama3"), SYSTEM, learn="everything")
    assert example.labels[1:].tolist() == example.token_ids[1:].tolist()
    assert (example.labels[0], example.kinds.count(b"e")) == (-100, 2)
    without = _example(tokenizer, _source("llama3"), SYSTEM, learn="everything", learn_end=False)
    assert (without.labels == -100).sum() == 3


@pytest.mark.parametrize(
    ("template", "answer", "learned"),
    [
        ("{% for m in messages %}{{ m.content }}\n\n{% endfor %}", "yes", "yes</s>"),
        ("{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}", "yes", "yes</s>"),
        ("{% for m in messages %}{{ m.role }}: {{ m.content }} [done] \n{% endfor %}", "yes", "yes [done]"),
        (
            "{{ messages[0].content }}|{% generation %}{{ messages[1].content }}{% endgeneration %}</s>",
            "yes",
            "yes</s>",
        ),
        ("{{ messages[0].content }}|{% generation %}{{ messages[1].content }}{% endgeneration %}", "yes", "yes</s>"),
        ("{{ messages[0].content }}|{{ messages[1].content | upper }}</s>", "yes", None),
        ("{% for m in messages %}{{ m.content }}</s>{% endfor %}", "hi", "hi</s>"),
    ],
)
def test_templates_of_ones_own(template: str, answer: str, learned: str | None) -> None:
    tokenizer = byte_tokenizer("<s>", "</s>")
    said = [("user", "hi"), ("assistant", answer)]
    if learned is None:
        with pytest.raises(BadInput, match="leaves out an answer; choose another template"):
            _example(tokenizer, template, said)
        return
    assert _learned(tokenizer, _example(tokenizer, template, said)) == [learned]
    ended = template_for(tokenizer, template)
    assert ended.writes_end == ("</s>" in template or "[done]" in template)


def test_an_answer_of_which_the_template_writes_nothing_is_refused() -> None:
    with pytest.raises(BadInput, match="writes nothing of an answer"):
        _example(_tokenizer("llama3"), _source("llama3"), TOOLS)


# the program's own

END_OF = {"chatml": IM, "llama-3": EOT, "gemma": TURN, "phi-3": END, "qwen": IM}
SPACED = ("llama-2", "mistral", "vicuna")  # which put a space before an answer


@pytest.mark.parametrize("name", NAMED)
@pytest.mark.parametrize("marked", [True, False])
def test_named_templates_learn_the_answers_and_their_end(name: str, marked: bool) -> None:
    tokenizer = byte_tokenizer("<s>", "</s>")
    source = named_source(name)
    if not marked:
        source = re.sub(r"\{%- (end)?generation -%\}", "{#- -#}", source)
    assert template_for(tokenizer, source).has_marks == marked
    space, end = " " if name in SPACED else "", END_OF.get(name, " </s>" if name == "llama-2" else "</s>")
    expected = [f"{space}Hi{end}", f"{space}Bye{end}"]
    assert _learned(tokenizer, _example(tokenizer, name if marked else source, SYSTEM)) == expected
    assert template_for(tokenizer, name).end == end.strip()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("plain", "Be brief.\nHi\nHi</s>Bye?\n"),
        ("chatml",
         "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nHi<|im_end|>\n<|im_start|>"
         "assistant\nHi<|im_end|>\n<|im_start|>user\nBye?<|im_end|>\n<|im_start|>assistant\n"),
        ("qwen",
         "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nHi<|im_end|>\n<|im_start|>"
         "assistant\nHi<|im_end|>\n<|im_start|>user\nBye?<|im_end|>\n<|im_start|>assistant\n"),
        ("llama-2", "[INST] <<SYS>>\nBe brief.\n<</SYS>>\n\nHi [/INST] Hi </s>[INST] Bye? [/INST]"),
        ("llama-3",
         "<|start_header_id|>system<|end_header_id|>\n\nBe brief.<|eot_id|><|start_header_id|>"
         "user<|end_header_id|>\n\nHi<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n"
         "Hi<|eot_id|><|start_header_id|>user<|end_header_id|>\n\nBye?<|eot_id|>"
         "<|start_header_id|>assistant<|end_header_id|>\n\n"),
        ("mistral", "[INST] Be brief.\n\nHi[/INST] Hi</s>[INST] Bye?[/INST]"),
        ("gemma",
         "<start_of_turn>user\nBe brief.\n\nHi<end_of_turn>\n<start_of_turn>model\nHi<end_of_turn>\n"
         "<start_of_turn>user\nBye?<end_of_turn>\n<start_of_turn>model\n"),
        ("phi-3",
         "<|system|>\nBe brief.<|end|>\n<|user|>\nHi<|end|>\n<|assistant|>\nHi<|end|>\n<|user|>\n"
         "Bye?<|end|>\n<|assistant|>\n"),
        ("zephyr",
         "<|system|>\nBe brief.</s>\n<|user|>\nHi</s>\n<|assistant|>\nHi</s>\n<|user|>\nBye?</s>\n"
         "<|assistant|>\n"),
        ("vicuna", "Be brief. USER: Hi ASSISTANT: Hi</s>USER: Bye? ASSISTANT:"),
        ("alpaca",
         "Be brief.\n\n### Instruction:\nHi\n\n### Response:\nHi</s>\n\n### Instruction:\nBye?\n\n"
         "### Response:\n"),
    ],
)  # fmt: skip
def test_named_templates_write_the_format_of_their_family(name: str, text: str) -> None:
    assert template_for(byte_tokenizer("<s>", "</s>"), name).prompt(_messages(SYSTEM[:-1])).text == text


def test_tool_turns_are_written_where_the_format_has_them() -> None:
    tokenizer = byte_tokenizer("<s>", "</s>")
    expected = {
        "qwen": [ASKED + IM, "It is 4." + IM],
        "llama-3": ['{"name": "add", "parameters": {"a": 2}}' + EOT, "It is 4." + EOT],
        "mistral": ['[TOOL_CALLS] [{"name": "add", "arguments": {"a": 2}}]</s>', " It is 4.</s>"],
    }
    for name, learned in expected.items():
        assert _learned(tokenizer, _example(tokenizer, name, TOOLS)) == learned
    for name in set(NAMED) - expected.keys():
        with pytest.raises(BadInput, match=r"has no turns of the role tool|writes nothing of an answer"):
            _example(tokenizer, name, TOOLS)


# files


def test_a_template_is_read_from_a_file(tmp_path: Path) -> None:
    tokenizer = byte_tokenizer("<s>", "</s>")
    file = tmp_path / "mine.jinja"
    file.write_text("{% for m in messages %}{{ m.content }}</s>{% endfor %}", encoding="utf-8")
    assert _learned(tokenizer, _example(tokenizer, str(file), SINGLE)) == [" It is 4.\n</s>"]
    assert template_for(tokenizer, str(file)).name == "mine.jinja"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, r"gone\.jinja: the chat template cannot be read \(No such file"),
        (b"a\n\n{% for m in messages %}", r"mine\.jinja, line 3: "),
        (b"{{ '\xff' }}", "is not text in UTF-8"),
        (b"hello", "is no chat template: it has no"),
    ],
)
def test_a_template_file_that_cannot_be_used_is_refused(tmp_path: Path, content: bytes | None, words: str) -> None:
    file = tmp_path / ("gone.jinja" if content is None else "mine.jinja")
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(BadInput, match=words):
        template_for(byte_tokenizer("<s>", "</s>"), str(file))


def test_a_models_own_template_with_a_mistake_is_told() -> None:
    tokenizer = byte_tokenizer("<s>", "</s>")
    tokenizer.chat_template = "{% for m in messages %}\n{{ m.content | nonsense }}{% endfor %}"
    with pytest.raises(BadInput, match=r"The model's own chat template, line 2: there is no filter nonsense\."):
        template_for(tokenizer)
