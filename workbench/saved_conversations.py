"""Conversations on disk, one file each, so that they outlast the window."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from tuning_core.resource_files import home
from workbench.conversation import Conversation


@dataclass(frozen=True)
class SavedConversation:
    key: str
    title: str
    model: str
    turns: int
    changed: float  # seconds since 1970


def saved_conversations() -> list[SavedConversation]:
    """The newest first. What cannot be read is left out."""
    found = []
    for file in _folder().glob("*.json"):
        conversation = read_conversation(file.stem)
        if conversation is not None:
            title, turns = conversation.title, len(conversation.path())
            found.append(SavedConversation(file.stem, title, conversation.model, turns, file.stat().st_mtime))
    return sorted(found, key=lambda one: one.changed, reverse=True)


def read_conversation(key: str) -> Conversation | None:
    """None where it is gone or broken."""
    try:
        return Conversation.from_dict(json.loads(_file(key).read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def write_conversation(conversation: Conversation) -> None:
    """Whole or not at all. Raises OSError."""
    file = _file(conversation.key)
    file.parent.mkdir(parents=True, exist_ok=True)
    aside = file.with_suffix(".part")
    aside.write_text(json.dumps(conversation.to_dict(), ensure_ascii=False), encoding="utf-8")
    os.replace(aside, file)


def delete_conversation(key: str) -> None:
    _file(key).unlink(missing_ok=True)


def _folder() -> Path:
    return home() / "conversations"


def _file(key: str) -> Path:
    return _folder() / f"{key}.json"
