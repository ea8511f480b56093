"""What is wrong with a regular expression, in the person's words; places count from 1."""

import re


def pattern_fault(error: re.error) -> str:
    """As in: the [ at character 2 is not closed."""
    place = (error.pos or 0) + 1
    sign = str(error.pattern)[error.pos or 0 : place]
    if error.msg.startswith(("unterminated character set", "missing )")):
        return f"the {sign} at character {place} is not closed"
    if error.msg.startswith("unbalanced parenthesis"):
        return f"the {sign} at character {place} closes nothing"
    if error.msg.startswith("nothing to repeat"):
        return f"the {sign} at character {place} has nothing before it that it could repeat"
    if error.msg.startswith("multiple repeat"):
        return f"the {sign} at character {place} repeats what is repeated already"
    if error.msg.startswith("bad escape"):
        return f"the backslash at character {place} has no meaning before what follows"
    if error.msg.startswith("bad character range"):
        return f"the range at character {place} runs backwards"
    return f"it makes no sense from character {place} on"
