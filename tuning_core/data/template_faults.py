"""What keeps a text from being a Jinja template, in the person's words instead of Jinja's."""

import re

_ENDS = {"end of statement block": "%}", "end of print statement": "}}", "end of comment": "#}"}  # in Jinja's words


def template_fault(message: str) -> str:
    """As in: the template ends before a %} that it needs."""
    if found := re.match(r"unexpected end of template, expected '(.+)'", message):
        return f"the template ends before {_sign(found[1])}, which is missing"
    if found := re.match(r"expected token '(.+)', got '(.+)'", message):
        expected, got = _sign(found[1]), _sign(found[2])
        return f"{got} stands where {expected} is expected"
    if found := re.match(r"Unexpected end of template\..*needs to be closed is '(.+)'", message):
        return f"the block {found[1]} is not closed"
    if found := re.match(r"(?:Encountered unknown|Unexpected) tag '(\w+)'|Encountered unknown tag '(.+)'", message):
        return f"the tag {found[1] or found[2]} is unknown, or does not belong here"
    if found := re.match(r"No filter named '(\w+)'", message):
        return f"there is no filter {found[1]}"
    if found := re.match(r"No test named '(\w+)'", message):
        return f"there is no test {found[1]}"
    if found := re.match(r"unexpected (?:char )?'(.+?)'(?: at \d+)?$|Expected an expression, got '(.+)'", message):
        return f"{_sign(found[1] or found[2])} does not belong here"
    if message.startswith("Missing end of comment"):
        return "a comment is not closed by #}"
    if message.startswith("unexpected end of template"):
        return "the template ends too early"
    return message.rstrip(".") or "it cannot be read"


def _sign(said: str) -> str:
    return _ENDS.get(said, said)
