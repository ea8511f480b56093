"""What was said: each column reads its own replies, editing keeps what was there, and all of it outlasts the window."""

import json

from tuning_core.events import Likely, Replied, TokenSaid
from workbench.conversation import Conversation, Reply, Turn
from workbench.conversation_markdown import as_markdown
from workbench.saved_conversations import (
    delete_conversation,
    read_conversation,
    saved_conversations,
    write_conversation,
)


def answered(prompt: str, **replies: str) -> Turn:
    turn = Turn(prompt)
    for column, text in replies.items():
        turn.replies[column] = Reply(column.capitalize(), text, tokens=3, seconds=2.0, first_seconds=1.0)
    return turn


def test_each_column_reads_its_own_replies_and_the_system_prompt() -> None:
    conversation = Conversation()
    conversation.system = "Be kind."
    conversation.add_last(answered("Hello", base="Hi.", tuned="Once upon a time."))
    number = conversation.add_last(Turn("And then?"))
    assert conversation.messages_for("tuned", number) == [
        {"role": "system", "content": "Be kind."},
        {"role": "user", "content": "Hello"},
        {"role": "assistant", "content": "Once upon a time."},
        {"role": "user", "content": "And then?"},
    ]
    assert conversation.messages_for("base", number)[2] == {"role": "assistant", "content": "Hi."}
    assert conversation.messages_for("column3", number)[1:] == [{"role": "user", "content": "And then?"}]


def test_both_texts_of_a_pair_are_asked() -> None:
    conversation = Conversation()
    number = conversation.add_last(Turn("It rains.", "It is wet."))
    assert [message["content"] for message in conversation.messages_for("base", number)] == ["It rains.", "It is wet."]


def test_an_edited_message_keeps_the_old_one_with_what_followed() -> None:
    conversation = Conversation()
    first = conversation.add_last(answered("one", base="1"))
    conversation.add_last(answered("two", base="2"))
    edited = conversation.add(Turn("ONE", after=conversation.turns[first].after))
    assert [conversation.turns[number].prompt for number in conversation.path()] == ["ONE"]
    assert conversation.messages_for("base", edited) == [{"role": "user", "content": "ONE"}]
    assert conversation.versions(edited) == [first, edited]
    conversation.show_version(first)
    assert [conversation.turns[number].prompt for number in conversation.path()] == ["one", "two"]


def test_a_conversation_goes_to_json_and_back() -> None:
    conversation = Conversation()
    conversation.name, conversation.system = "Mine", "Be kind."
    turn = answered("one", base="1")
    said = (TokenSaid("1", 0.5, (Likely("1", 0.5), Likely("2", 0.25))),)
    turn.replies["tuned"] = Reply("Tuned")
    turn.replies["tuned"].take(Replied("tuned", ("1",), 1, 0.5, 0.25, said, (Likely("good", 0.9),)))
    conversation.add_last(turn)
    conversation.add(Turn("ONE"))
    again = Conversation.from_dict(json.loads(json.dumps(conversation.to_dict())))
    assert again.to_dict() == conversation.to_dict()
    assert again.turns == conversation.turns
    assert again.path() == conversation.path()


def test_saved_conversations_are_listed_and_what_is_broken_is_left_out(tmp_path: object) -> None:
    kept, gone = Conversation(), Conversation()
    for conversation, prompt in (
        (kept, "What is this about, in one sentence that is longer than a title can be?"),
        (gone, "x"),
    ):
        conversation.add_last(Turn(prompt))
        write_conversation(conversation)
    delete_conversation(gone.key)
    again = read_conversation(kept.key)
    assert again is not None
    assert again.turns == kept.turns
    [listed] = saved_conversations()
    assert (listed.key, len(listed.title), listed.turns) == (kept.key, 60, 1)
    from tuning_core.resource_files import home

    (home() / "conversations" / f"{kept.key}.json").write_text('{"turns": 3}')
    assert saved_conversations() == []


def test_markdown_tells_prompts_replies_settings_and_speed() -> None:
    conversation = Conversation()
    conversation.model, conversation.system = "starter", "Be kind.\nBe short."
    turn = answered("Hello\nthere", base="Hi.\n```\ncode\n```", tuned="Yo.")
    turn.settings, turn.expected = {"temperature": 0.7}, "Hello!"
    conversation.add_last(turn)
    conversation.add_last(answered("Bye", base="Bye."))
    text = as_markdown(conversation)
    assert text.startswith("# Hello there\n\nModel: `starter`\n\nSystem prompt:\n\n> Be kind.\n> Be short.\n\n## 1")
    assert "Settings: `temperature = 0.7`" in text
    assert "> Hello\n> there" in text
    assert "### Base\n\n````text\nHi.\n```\ncode\n```\n````\n\n*3 tokens · 2 tokens/s · first after 1.0 s*" in text
    assert "Expected answer:\n\n> Hello!" in text
    assert text.index("### Base") < text.index("### Tuned") < text.index("## 2")
