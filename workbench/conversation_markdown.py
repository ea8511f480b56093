"""A conversation as Markdown: what was asked, what each speaker replied, and with which settings."""

from typing import Any

from workbench.conversation import Conversation, Reply, Turn
from workbench.field_editor import text_of
from workbench.translation import tr, tr_count
from workbench.wording import count_text, duration_text, percent_text


def as_markdown(conversation: Conversation) -> str:
    """The versions of its messages that are shown."""
    parts = [f"# {_one_line(conversation.title)}"]
    if conversation.model:
        parts.append(tr("Model: {model}", model=f"`{conversation.model}`"))
    if conversation.system.strip():
        parts += [tr("System prompt:"), _quoted(conversation.system)]
    settings: dict[str, Any] | None = None
    for number, at in enumerate(conversation.path(), start=1):
        turn = conversation.turns[at]
        parts += _turn(number, turn, turn.settings if turn.settings != settings else None)
        settings = turn.settings
    return "\n\n".join(parts) + "\n"


def _turn(number: int, turn: Turn, settings: dict[str, Any] | None) -> list[str]:
    """`settings` are told where they are others than before."""
    parts = [f"## {number}"]
    if settings is not None:
        said = ", ".join(f"{name} = {text_of(value)}" for name, value in settings.items())
        parts.append(tr("Settings: {settings}", settings=f"`{said}`" if said else tr("the defaults")))
    parts += [_quoted(text) for text in (turn.prompt, turn.second) if text]
    for reply in turn.replies.values():
        parts += [f"### {_one_line(reply.speaker)}", *_reply(reply)]
    if turn.expected:
        parts += [tr("Expected answer:"), _quoted(turn.expected)]
    return parts


def _reply(reply: Reply) -> list[str]:
    speed = f"*{speed_text(reply)}*"
    shares = [f"- {likely.text}: {percent_text(likely.probability)}" for likely in reply.classes]
    return ["\n".join(shares), speed] if shares else [_fenced(reply.text), speed]


def speed_text(reply: Reply) -> str:
    """38 tokens · 52 tokens/s · first after 0.1 s"""
    parts = [tr_count("{n} token", "{n} tokens", reply.tokens)]
    if reply.tokens_a_second:
        parts.append(tr("{speed} tokens/s", speed=count_text(reply.tokens_a_second)))
    if reply.first_seconds and not reply.classes:
        parts.append(tr("first after {time}", time=_short_time(reply.first_seconds)))
    if reply.stopped:
        parts.append(tr("stopped"))
    return " · ".join(parts)


def _short_time(seconds: float) -> str:
    return duration_text(seconds) if seconds >= 1 else tr("{n} ms", n=f"{seconds * 1000:.0f}")


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())


def _fenced(text: str) -> str:
    """As it is, whatever marks stand in it."""
    longest = max((len(run) for run in text.replace("\n", " ").split(" ") if set(run) == {"`"}), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}"
