"""A conversation is kept once for each model."""

from workbench.conversation import Conversation


def test_each_side_remembers_its_own_replies() -> None:
    conversation = Conversation()
    conversation.add_turn("Hello", {"base": "Hi.", "tuned": "Once upon a time."})
    assert conversation.with_prompt("tuned", "Be kind.", "And then?") == [
        {"role": "system", "content": "Be kind."},
        {"role": "user", "content": "Hello"},
        {"role": "assistant", "content": "Once upon a time."},
        {"role": "user", "content": "And then?"},
    ]
    assert conversation.with_prompt("base", "", "And then?")[1] == {"role": "assistant", "content": "Hi."}
    assert conversation.turns == 1
