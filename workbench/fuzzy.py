"""How well a few typed letters fit a title: 0 is not at all."""

from rapidfuzz import fuzz

BETWEEN_WORDS = str.maketrans(":._", "   ")
LEAST_ALIKE = 75.0  # of 100, for what is mistyped


def fit(typed: str, title: str) -> float:
    """Beginnings of words count most, then words that hold what was typed, then its letters in order, then typing
    errors; a shorter title wins between equals."""
    typed, title = typed.casefold().strip(), title.casefold()
    if not typed or not title:
        return float(not typed)
    words = title.translate(BETWEEN_WORDS).split()
    brevity = 1 / (1 + len(title))
    if all(any(word.startswith(part) for word in words) for part in typed.split()):
        return 4 + brevity
    if all(part in title for part in typed.split()):
        return 3 + brevity
    if _is_in_order(typed.replace(" ", ""), title):
        initials = "".join(word[0] for word in words)
        return 2 + brevity + (0.5 if typed.replace(" ", "") in initials else 0.0)
    alike = fuzz.partial_ratio(typed, title)
    return alike / 100 + brevity if alike >= LEAST_ALIKE and len(typed) > 2 else 0.0


def _is_in_order(letters: str, title: str) -> bool:
    rest = iter(title)
    return all(letter in rest for letter in letters)
