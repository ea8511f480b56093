"""What was said so far, once for the base model and once for the tuned one, whose replies differ."""

SIDES = ("base", "tuned")
Messages = list[dict[str, str]]


class Conversation:
    def __init__(self) -> None:
        self._said: dict[str, Messages] = {side: [] for side in SIDES}

    def with_prompt(self, side: str, system: str, prompt: str) -> Messages:
        """What the model reads: the system prompt, where there is one, all turns before, and the new prompt."""
        opening = [_message("system", system)] if system.strip() else []
        return [*opening, *self._said[side], _message("user", prompt)]

    def add_turn(self, prompt: str, replies: dict[str, str]) -> None:
        for side, reply in replies.items():
            self._said[side] += [_message("user", prompt), _message("assistant", reply)]

    @property
    def turns(self) -> int:
        return max(len(said) for said in self._said.values()) // 2


def _message(role: str, content: str) -> dict[str, str]:
    return {"role": role, "content": content}
