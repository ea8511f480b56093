"""Files of tagged words: one word and its tag a line, an empty line between sentences (CoNLL's shared tasks)."""

import re
from collections import Counter
from collections.abc import Iterator

_SEEN_LINES = 400  # enough to tell what a file is
_PARTING = "-DOCSTART-"  # stands between documents in the files of 2003


def is_tagged_words(text: str) -> bool:
    """Whether nearly all lines have the same number of cells, the first of them a single word, and tags come again."""
    lines = [line for line in text.split("\n", _SEEN_LINES)[:_SEEN_LINES] if line.strip() and not _is_comment(line)]
    cells = [_cells(line) for line in lines]
    if len(cells) < 2:
        return False
    width, often = Counter(map(len, cells)).most_common(1)[0]
    words_alone = all(not re.search(r"\s", cell) for row in cells for cell in (row[0], row[-1]))
    return width >= 2 and often >= 0.95 * len(cells) and words_alone and len({row[-1] for row in cells}) < len(cells)


def has_gaps(text: str) -> bool:
    """Whether an empty line stands among the first lines, as a table has none."""
    return bool(re.search(r"\S\s*?\n[ \t\r]*\n", "\n".join(text.split("\n", _SEEN_LINES)[:_SEEN_LINES])))


def sentences(text: str) -> Iterator[tuple[int, list[str], list[str]] | tuple[int, str]]:
    """(line, words, tags) of each sentence; (line, reason) for a line that cannot be read. The word is the first cell
    of a line and its tag the last one."""
    lines = [line.rstrip("\r") for line in text.split("\n")]
    widths = Counter(len(_cells(line)) for line in lines if line.strip() and not _is_comment(line))
    width = widths.most_common(1)[0][0]
    start, words, tags = 0, list[str](), list[str]()
    for number, line in enumerate([*lines, ""], start=1):
        if _is_comment(line):
            continue
        cells = _cells(line) if line.strip() else []
        if not cells or cells[0] == _PARTING:
            if words:
                yield start, words, tags
            words, tags = [], []
        elif len(cells) == width:
            start = start if words else number
            words.append(cells[0])
            tags.append(cells[-1])
        else:
            yield number, f"the line has {len(cells)} cells where the others have {width}"


def _cells(line: str) -> list[str]:
    line = line.rstrip("\r\n")
    return [cell.strip() for cell in line.split("\t")] if "\t" in line else line.split()


def _is_comment(line: str) -> bool:
    """As in "# sent_id = 7"; a line may also begin with the sign as a word."""
    return line.startswith("# ") and "=" in line
