"""Chat templates: how a conversation becomes one text, and where in that text the answers stand."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import jinja2
from transformers.utils.chat_template_utils import render_jinja_template

from tuning_core.data.conversations import Message
from tuning_core.errors import BadInput

# For models that bring no template of their own: the turns one below the other, each answer closed by the end mark.
PLAIN = (
    "{{ bos_token }}{% for message in messages %}{% if message.role == 'assistant' %}"
    "{% generation %}{{ message.content }}{{ eos_token }}{% endgeneration %}"
    "{% else %}{{ message.content }}\n{% endif %}{% endfor %}"
)
CHATML = (
    "{% for message in messages %}<|im_start|>{{ message.role }}\n"
    "{% if message.role == 'assistant' %}{% generation %}{{ message.content }}<|im_end|>{% endgeneration %}{{ '\\n' }}"
    "{% else %}{{ message.content }}<|im_end|>\n{% endif %}{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
NAMED = {"plain": PLAIN, "chatml": CHATML}
_MARKS = re.compile(r"\{%-?\s*generation\s*-?%\}")
Span = tuple[int, int]


@dataclass(frozen=True)
class Rendered:
    """A conversation as one text; spans are (start, end) in characters."""

    text: str
    answers: tuple[Span, ...]
    contents: tuple[Span, ...]


@dataclass(frozen=True)
class Template:
    name: str
    source: str
    special_tokens: dict[str, str]
    end_marks: tuple[str, ...]

    def text(self, messages: Sequence[Message], add_generation_prompt: bool = False) -> str:
        """Raises BadInput when the template does not accept the conversation."""
        return self._render(messages, add_generation_prompt=add_generation_prompt)[0]

    def render(self, messages: Sequence[Message]) -> Rendered:
        text, marked = self._render(messages, marks=bool(_MARKS.search(self.source)))
        answers = marked if marked else self._answers_by_prefix(messages, text)
        return Rendered(text, tuple(answers), tuple(_contents(messages, text)))

    def _render(
        self, messages: Sequence[Message], add_generation_prompt: bool = False, marks: bool = False
    ) -> tuple[str, list[Span]]:
        plain = [{"role": message.role, "content": message.content} for message in messages]
        variables: dict[str, Any] = {"bos_token": "", "eos_token": "", **self.special_tokens}
        try:
            texts, spans = render_jinja_template(
                [plain],
                chat_template=self.source,
                return_assistant_tokens_mask=marks,
                add_generation_prompt=add_generation_prompt,
                **variables,
            )
        except (jinja2.TemplateError, TypeError, ValueError) as error:
            raise BadInput(f"The chat template {self.name} does not accept this conversation: {error}.") from None
        return texts[0], [tuple(span) for span in spans[0]] if marks else []

    def _answers_by_prefix(self, messages: Sequence[Message], text: str) -> list[Span]:
        """For templates without generation marks: an answer is what the text gains when the answer is added."""
        spans: list[Span] = []
        cursor = 0
        for index, message in enumerate(messages):
            if message.role != "assistant":
                continue
            before = self._try_text(messages[:index], add_generation_prompt=True)
            after = self._try_text(messages[: index + 1])
            content = message.content.strip()
            if before and text.startswith(before) and text[len(before) :].lstrip().startswith(content[:1]):
                start = len(before)
            else:
                start = text.find(content, cursor)
            if start < 0:
                raise BadInput(f"The chat template {self.name} leaves out an answer; choose another template.")
            end = len(after) if after and text.startswith(after) else start + len(content)
            end = self._without_trailing_space(text, start, max(end, start + len(content)))
            spans.append((start, end))
            cursor = end
        return spans

    def _try_text(self, messages: Sequence[Message], add_generation_prompt: bool = False) -> str:
        try:
            return self.text(messages, add_generation_prompt)
        except BadInput:
            return ""

    def _without_trailing_space(self, text: str, start: int, end: int) -> int:
        """White space after the end mark belongs to the template, not to the answer."""
        trimmed = text[start:end].rstrip()
        return start + len(trimmed) if trimmed.endswith(self.end_marks) else end


def _contents(messages: Sequence[Message], text: str) -> list[Span]:
    spans = []
    cursor = 0
    for message in messages:
        content = message.content.strip()
        start = text.find(content, cursor)
        if start >= 0:
            spans.append((start, start + len(content)))
            cursor = start + len(content)
    return spans


def template_for_task(tokenizer: Any, setting: str, task: str) -> Template | None:
    """Text to text goes without a template unless the model or the settings bring one; classifiers read the bare
    text."""
    if task == "causal_lm" or (task == "seq2seq_lm" and (setting != "auto" or tokenizer.chat_template)):
        return template_for(tokenizer, setting)
    return None


def template_for(tokenizer: Any, setting: str = "auto") -> Template:
    """The template that `setting` names: auto (the model's own, else plain), a name, or Jinja text.
    Raises BadInput for an unknown name or a text that is no template."""
    special = {key: value for key, value in tokenizer.special_tokens_map.items() if isinstance(value, str)}
    if not _adds_bos(tokenizer):
        plain_special = {key: value for key, value in special.items() if key != "bos_token"}
    else:
        plain_special = special
    end_marks = tuple(token for token in tokenizer.all_special_tokens if token != special.get("bos_token")) or ("\0",)
    if setting == "auto":
        own = tokenizer.chat_template
        if isinstance(own, str) and own.strip():
            return Template("the model's own", own, special, end_marks)
        return Template("plain", PLAIN, plain_special, end_marks)
    if setting in NAMED:
        return Template(setting, NAMED[setting], plain_special, (*end_marks, "<|im_end|>"))
    if "{{" in setting or "{%" in setting:
        _check_syntax(setting)
        return Template("your own", setting, special, end_marks)
    raise BadInput(f"data.template = {setting!r} is neither Jinja text nor one of auto, {', '.join(NAMED)}.")


def _adds_bos(tokenizer: Any) -> bool:
    ids = tokenizer("a").input_ids
    return bool(ids) and tokenizer.bos_token_id is not None and ids[0] == tokenizer.bos_token_id


def _check_syntax(source: str) -> None:
    try:
        render_jinja_template([[{"role": "user", "content": "a"}]], chat_template=source)
    except jinja2.TemplateSyntaxError as error:
        raise BadInput(f"data.template, line {error.lineno}: {error.message}.") from None
    except (jinja2.TemplateError, TypeError, ValueError):
        pass  # a template may refuse this very short conversation; real rows decide
