"""Chat templates: how a conversation becomes one text, and where in that text the answers stand."""

import json
import re
import string
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from tuning_core.data.conversations import Message
from tuning_core.data.jinja_sandbox import TemplateFault, TemplateRefused, TemplateStopped, compiled, rendered
from tuning_core.errors import BadInput
from tuning_core.resource_files import RESOURCES
from tuning_core.slots import SLOT_MARK, Span, literal_spans, pattern_of, special_texts

# plain is for models that bring no template of their own: the turns one below the other, each answer closed by the end
# mark. The others are the formats of the model families that they are named after.
NAMED = ("plain", "chatml", "llama-2", "llama-3", "mistral", "gemma", "phi-3", "qwen", "zephyr", "vicuna", "alpaca")
_MARKS = re.compile(r"\{%[-+]?\s*generation\s*[-+]?%\}")
_REASONING = ("reasoning_content", "thinking", "reasoning")  # one thing by three names; templates ask for the first two
_ASKED, _SAID = "ask7", "say9"  # a conversation that a template's own words are told apart from


class TemplateWasStopped(BadInput):
    """A template does what none may, as with any other row."""


@dataclass(frozen=True)
class Rendered:
    """A conversation as one text; spans are (start, end) in characters, in their order. `answers` reach to the end of
    their end marks, which `ends` are the spans of; `contents` are what the messages say. At `literal` spans the data
    says what a special token is called: it stays text."""

    text: str
    answers: tuple[Span, ...] = ()
    contents: tuple[Span, ...] = ()
    ends: tuple[Span, ...] = ()
    literal: tuple[Span, ...] = ()

    @property
    def ends_open(self) -> bool:
        """Whether it ends with an answer that has no end mark."""
        if not self.answers or self.answers[-1][1] != len(self.text):
            return False
        return not self.ends or self.ends[-1][1] != len(self.text)


@dataclass(frozen=True)
class Template:
    """`specials` are the texts that the tokenizer reads as special tokens."""

    name: str
    source: str
    special_tokens: dict[str, str]
    specials: tuple[str, ...]

    def text(self, messages: Sequence[Message], add_generation_prompt: bool = False) -> str:
        """Raises BadInput when the template does not accept the conversation."""
        return self._render(messages, add_generation_prompt)[0]

    def prompt(self, messages: Sequence[Message]) -> Rendered:
        """The text that asks for the next answer. Raises BadInput as `text` does."""
        said, mark = self._marked(messages)
        return self._unmarked(Rendered(self.text(said, add_generation_prompt=True)), mark)

    def render(self, messages: Sequence[Message]) -> Rendered:
        """Raises BadInput when the template does not accept the conversation, or leaves out an answer of it."""
        said, mark = self._marked(messages)
        text, generated = self._render(said)
        result = self._with_marks(said, text, generated) if generated else self._without_marks(said, text)
        self._require_answers(result)
        if not result.ends and result.answers and text[result.answers[-1][1] :].isspace():
            result = replace(result, text=text[: result.answers[-1][1]])
        return self._unmarked(result, mark)

    @property
    def has_marks(self) -> bool:
        """Whether the template itself tells its answers apart, with generation blocks."""
        return bool(_MARKS.search(self.source))

    @property
    def writes_end(self) -> bool:
        return bool(self.end)

    @cached_property
    def end(self) -> str:
        """The text that the template ends each answer with; empty where it writes none."""
        try:
            text = self.text([Message("user", _ASKED), Message("assistant", _SAID)])
        except BadInput:
            return self.special_tokens.get("eos_token", "") if "eos_token" in self.source else ""
        before, found, behind = text.rpartition(_SAID)
        behind = behind.lstrip() if found and _ASKED in before else ""
        special = next((text for text in self.specials if behind.startswith(text)), "")
        return special or behind.partition("\n")[0].rstrip()

    @cached_property
    def _opening(self) -> str:
        """What the template writes to ask for an answer, or the end of it."""
        try:
            closed, asking = (self.text([Message("user", _ASKED)], asking) for asking in (False, True))
        except BadInput:
            return ""
        return asking[_same_start(closed, asking) :]

    @property
    def portable_source(self) -> str:
        """The template for programs that fill in the tokenizer's begin mark whether it belongs there or not."""
        own = "bos_token" in self.special_tokens
        return self.source if own or "bos_token" not in self.source else "{%- set bos_token = '' -%}" + self.source

    def _render(self, messages: Sequence[Message], add_generation_prompt: bool = False) -> tuple[str, list[Span]]:
        turns = [_as_dict(message) for message in messages]
        variables = {
            "bos_token": "",
            "eos_token": "",
            **self.special_tokens,
            "messages": turns,
            "tools": turns[0].pop("tools", None) if turns else None,  # the row's, which come with its first turn
            "documents": None,
            "add_generation_prompt": add_generation_prompt,
        }
        try:
            return rendered(self.source, variables)
        except TemplateFault as fault:
            raise BadInput(f"The chat template ({self.name}) has a mistake in line {fault.line}: {fault}.") from None
        except TemplateStopped as stopped:
            raise TemplateWasStopped(f"The chat template ({self.name}) was stopped: {stopped}.") from None
        except TemplateRefused as refused:
            raise BadInput(f"The chat template ({self.name}) does not accept this conversation: {refused}.") from None

    def _require_answers(self, result: Rendered) -> None:
        ends = dict(end[::-1] for end in result.ends)  # where each begins
        if any(not result.text[start : ends.get(stop, stop)].strip() for start, stop in result.answers):
            raise BadInput(f"The chat template ({self.name}) writes nothing of an answer; choose another template.")

    # where the answers stand

    def _with_marks(self, messages: Sequence[Message], text: str, generated: Sequence[Span]) -> Rendered:
        answers, ends = [], []
        for start, stop in _joined(generated):
            end = self._end_within(text, start, stop) or self._end_after(text, stop)
            if end is not None:
                ends.append(end)
                stop = end[1]
            answers.append((start, stop))
        return Rendered(text, tuple(answers), _contents(messages, text), tuple(ends))

    def _without_marks(self, messages: Sequence[Message], text: str) -> Rendered:
        answers, contents, ends = [], [], []
        cursor = 0
        for index, message in enumerate(messages):
            if message.role != "assistant":
                if (said := _found(message, text, cursor)) is not None:
                    contents.append(said)
                    cursor = said[1]
                continue
            answer = self._plain_answer(message, text, cursor) or self._any_answer(messages, index, text)
            contents.append(answer)
            end = self._end_after(text, answer[1])
            if end is not None:
                ends.append(end)
            cursor = answer[1] if end is None else end[1]
            answers.append((answer[0], cursor))
        return Rendered(text, tuple(answers), tuple(contents), tuple(ends))

    def _plain_answer(self, message: Message, text: str, cursor: int) -> Span | None:
        """Of an answer whose text stands there as it is, right behind the template's request for it."""
        said = message.content.strip()
        if message.extra or not said or not self._opening:
            return None
        start = text.find(said, cursor)
        if start < 0 or not text.endswith(self._opening, 0, start):
            return None
        return start, start + len(said)

    def _any_answer(self, messages: Sequence[Message], index: int, text: str) -> Span:
        """What becomes another when the answer does, and what stands between it and the prompt that asks for it:
        there the template has the model write, as Qwen3's empty thoughts."""
        taken = messages[index].content + messages[index].extra
        letter = next((one for one in string.ascii_letters + string.digits if one not in taken), "\u2042")
        other_answer = f"{letter}{_SAID}{letter}"
        other = self._try([*messages[:index], Message("assistant", other_answer), *messages[index + 1 :]])
        if other_answer not in other:
            raise BadInput(f"The chat template ({self.name}) leaves out an answer; choose another template.")
        start = _same_start(text, other)
        stop = len(text) - min(_same_start(text[::-1], other[::-1]), min(len(text), len(other)) - start)
        prompt = self._try(messages[:index], add_generation_prompt=True)
        if prompt and len(prompt) <= start and text.startswith(prompt):
            between = text[len(prompt) : start]
            if self._opening or between.isspace():
                start = len(prompt)
        return start, stop

    def _try(self, messages: Sequence[Message], add_generation_prompt: bool = False) -> str:
        try:
            return self.text(messages, add_generation_prompt)
        except BadInput:
            return ""

    def _end_within(self, text: str, start: int, stop: int) -> Span | None:
        """The end mark, when nothing but white space and special tokens stand behind it: these are the template's."""
        if not self.end:
            return None
        specials = "|".join([r"\s", *map(re.escape, self.specials)])
        found = re.compile(rf"{re.escape(self.end)}(?:{specials})*\Z").search(text, start, stop)
        return None if found is None else (found.start(), found.start() + len(self.end))

    def _end_after(self, text: str, stop: int) -> Span | None:
        """The end mark, when nothing but white space stands before it."""
        if not self.end:
            return None
        found = text.find(self.end, stop)
        if found < 0 or text[stop:found].strip():
            return None
        return found, found + len(self.end)

    # what the data says in the words of special tokens

    @cached_property
    def _reserved(self) -> re.Pattern[str]:
        pattern = pattern_of(self.specials)
        return re.compile(f"{pattern.pattern}|{SLOT_MARK.pattern}") if SLOT_MARK.search(self.source) else pattern

    def _marked(self, messages: Sequence[Message]) -> tuple[Sequence[Message], str]:
        """The messages with a mark behind the first character of every special token's text, so that its way through
        the template is seen; the mark is a character that no message has, or nothing where there is none to mark."""
        if not any(self._reserved.search(part) for message in messages for part in (message.content, message.extra)):
            return messages, ""
        everything = "".join(message.content + message.extra for message in messages) + self.source
        mark = next(chr(code) for code in range(0xE000, 0xF900) if chr(code) not in everything)

        def marked(text: str) -> str:
            return self._reserved.sub(lambda found: found[0][0] + mark + found[0][1:], text)

        return [Message(one.role, marked(one.content), marked(one.extra)) for one in messages], mark

    def _unmarked(self, result: Rendered, mark: str) -> Rendered:
        if not mark:
            return result
        places = [at for at, character in enumerate(result.text) if character == mark]
        text = result.text.replace(mark, "")

        def moved(spans: Sequence[Span]) -> tuple[Span, ...]:
            return tuple(
                (start - bisect_left(places, start), stop - bisect_left(places, stop)) for start, stop in spans
            )

        literal = [self._reserved.match(text, place - number - 1) for number, place in enumerate(places)]
        return Rendered(
            text,
            moved(result.answers),
            moved(result.contents),
            moved(result.ends),
            tuple(found.span() for found in literal if found is not None),
        )


def plain_text(text: str, specials: tuple[str, ...]) -> Rendered:
    """A text that is learned as it is."""
    whole = ((0, len(text)),)
    return Rendered(text, whole, whole, literal=literal_spans(text, specials))


def _as_dict(message: Message) -> dict[str, Any]:
    if not message.extra:
        return {"role": message.role, "content": message.content}
    asked: dict[str, Any] = {"role": message.role, "content": message.content, **json.loads(message.extra)}
    reasoning = next((asked[name] for name in _REASONING if asked.get(name) is not None), None)
    return asked if reasoning is None else {"thinking": reasoning, **asked, "reasoning_content": reasoning}


def _joined(spans: Sequence[Span]) -> list[Span]:
    """Spans that touch each other are one."""
    joined: list[Span] = []
    for start, stop in spans:
        if joined and joined[-1][1] == start:
            start = joined.pop()[0]
        joined.append((start, stop))
    return joined


def _contents(messages: Sequence[Message], text: str) -> tuple[Span, ...]:
    spans = []
    cursor = 0
    for message in messages:
        if (span := _found(message, text, cursor)) is not None:
            spans.append(span)
            cursor = span[1]
    return tuple(spans)


def _found(message: Message, text: str, cursor: int) -> Span | None:
    said = message.content.strip()
    start = text.find(said, cursor) if said else -1
    return (start, start + len(said)) if start >= 0 else None


def _same_start(one: str, other: str) -> int:
    """How many characters two texts begin alike with."""
    return bisect_right(range(1, min(len(one), len(other)) + 1), False, key=lambda size: one[:size] != other[:size])


# which template


def template_for_task(tokenizer: Any, setting: str, task: str) -> Template | None:
    """Text to text goes without a template unless the model or the settings bring one; classifiers read the bare
    text."""
    if task == "causal_lm" or (task == "seq2seq_lm" and (setting != "auto" or tokenizer.chat_template)):
        return template_for(tokenizer, setting)
    return None


def template_for(tokenizer: Any, setting: str = "auto") -> Template:
    """The template that `setting` names: auto (the model's own, else plain), a name, a file, or Jinja text.
    Raises BadInput for an unknown name, a file that cannot be read, and a text that is no template."""
    special = {key: value for key, value in tokenizer.special_tokens_map.items() if isinstance(value, str)}
    texts = special_texts(tokenizer)
    if setting == "auto":
        own = _own_template(tokenizer)
        if own:
            _require_template(own, "The model's own chat template")
            return Template("the model's own", own, special, texts)
    elif setting not in NAMED:
        source = jinja_of(setting)
        return Template("your own" if source == setting else Path(setting).name, source, special, texts)
    if not _adds_bos(tokenizer):
        special.pop("bos_token", None)
    name = setting if setting in NAMED else "plain"
    return Template(name, named_source(name), special, texts)


@cache
def named_source(name: str) -> str:
    return (RESOURCES / "templates" / f"{name}.jinja").read_text(encoding="utf-8").rstrip("\n")


def jinja_of(setting: str) -> str:
    """The Jinja text that a setting is or names the file of. Raises BadInput."""
    if _is_jinja(setting):
        _require_template(setting, "data.template")
        return setting
    file = Path(setting).expanduser()
    if not setting.strip() or "\n" in setting or not (file.suffix in (".jinja", ".jinja2", ".j2") or file.is_file()):
        raise BadInput(
            f"data.template = {setting!r} is neither Jinja text, nor a file, nor one of auto, {', '.join(NAMED)}."
        )
    try:
        source = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise BadInput(f"{file}: the chat template cannot be read ({error.strerror or error}).") from None
    except UnicodeDecodeError:
        raise BadInput(f"{file}: the chat template is not text in UTF-8; save it as such.") from None
    if not _is_jinja(source):
        raise BadInput(f"{file} is no chat template: it has no {{{{ }}}} and no {{% %}} in it.")
    _require_template(source, str(file))
    return source


def without_file(setting: str) -> str:
    """A setting that means the same where the file that it may name is gone. Raises BadInput."""
    return setting if setting == "auto" or setting in NAMED else jinja_of(setting)


def _is_jinja(text: str) -> bool:
    return "{{" in text or "{%" in text


def _own_template(tokenizer: Any) -> str:
    own = tokenizer.chat_template
    if isinstance(own, dict):
        own = own.get("default", "")
    return own if isinstance(own, str) and own.strip() else ""


def _adds_bos(tokenizer: Any) -> bool:
    ids = tokenizer("a").input_ids
    return bool(ids) and tokenizer.bos_token_id is not None and ids[0] == tokenizer.bos_token_id


def _require_template(source: str, what: str) -> None:
    try:
        compiled(source)
    except TemplateFault as fault:
        raise BadInput(f"{what}, line {fault.line}: {fault}.") from None
