"""Conversations written down as one text, a mark before each turn: "\\n\\nHuman: ... \\n\\nAssistant: ..."."""

import re

_SPEAKERS = {
    "human": "user",
    "user": "user",
    "assistant": "assistant",
    "system": "system",
    "function response": "tool",
}
_FIRST = re.compile(rf"(\s*)(#{{2,3}} ?)?({'|'.join(_SPEAKERS)}):", re.IGNORECASE)
_END = "<|endoftext|>"  # closes a turn in some public transcripts, and is no part of what is said


def turns_of_transcript(text: str) -> list[tuple[str, str]]:
    """(user, assistant, system or tool; what is said) turn by turn; none where the text is no transcript, which begins
    with a mark and has turns of both sides. Only marks written as the first one are marks: those inside an answer in
    another manner stay text. An answer that is still to come, as at the end of a prompt, is left out."""
    first = _FIRST.match(text)
    if first is None:
        return []
    gap, hashes, name = first[1], first[2] or "", first[3]
    names = [known.upper() if name.isupper() else known.capitalize() for known in _SPEAKERS]
    if name not in names:
        return []
    before = re.escape(hashes) if hashes else r"(?:\A\s*|\n\n)" if gap == "\n\n" else r"(?:\A\s*|\n\s*)"
    pieces = re.split(rf"{before}({'|'.join(names)}):", text)
    said = zip(pieces[1::2], pieces[2::2], strict=True)
    turns = [(_SPEAKERS[name.lower()], turn.strip().removesuffix(_END).rstrip()) for name, turn in said]
    if not {"user", "assistant"} <= {speaker for speaker, _ in turns}:
        return []
    return turns[:-1] if turns[-1] == ("assistant", "") else turns
