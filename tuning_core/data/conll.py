"""Files of tagged words: one word and its tag a line, an empty line between sentences (CoNLL's shared tasks)."""

import json
import re
from collections import Counter
from collections.abc import Iterator

from tuning_core.data.data_file import DataFile
from tuning_core.data.row_store import Batch, Entry, gathered

_SEEN_LINES = 400  # enough to tell what a file is
_HEAD_BYTES = 1 << 16
_PARTING = "-DOCSTART-"  # stands between documents in the files of 2003

_encoded = json.JSONEncoder(ensure_ascii=False).encode


def holds_tagged_words(file: DataFile) -> bool:
    """Told from the first lines, since such files have many endings or none. In a table no line is empty, and lines of
    text may well have two words each."""
    head = _head(file)
    return is_tagged_words(head) and (file.suffix not in (".tsv", ".txt") or has_gaps(head))


def is_tagged_words(text: str) -> bool:
    """Whether nearly all lines have the same number of cells, the first of them a single word, and tags come again."""
    cells = _first_cells(text)
    if len(cells) < 2:
        return False
    width, often = Counter(map(len, cells)).most_common(1)[0]
    words_alone = all(not re.search(r"\s", cell) for row in cells for cell in (row[0], row[-1]))
    return width >= 2 and often >= 0.95 * len(cells) and words_alone and len({row[-1] for row in cells}) < len(cells)


def has_gaps(text: str) -> bool:
    """Whether an empty line stands among the first lines, as a table has none."""
    return bool(re.search(r"\S\s*?\n[ \t\r]*\n", "\n".join(text.split("\n", _SEEN_LINES)[:_SEEN_LINES])))


def read_tagged_words(file: DataFile) -> Iterator[Batch]:
    """Rows of words and tags: the word is the first cell of a line and its tag the last one."""
    width = Counter(map(len, _first_cells(_head(file)))).most_common(1)[0][0]
    yield from gathered(_sentences(file, width))


def _sentences(file: DataFile, width: int) -> Iterator[Entry]:
    """A sentence with a line that cannot be read is none: a word would be missing from it."""
    start, words, tags, fault = 0, list[str](), list[str](), None
    for number, line in file.lines():
        if _is_comment(line):
            continue
        cells = _cells(line) if line.strip() else []
        if not cells or cells[0] == _PARTING:
            if words or fault:
                yield fault or _sentence(start, words, tags)
            words, tags, fault = [], [], None
        elif len(cells) == width:
            start = start if words else number
            words.append(cells[0])
            tags.append(cells[-1])
        elif fault is None:
            reason = f"the line has {len(cells)} cells where the others have {width}"
            fault = Entry(number, reason.encode(), is_row=False)
    if words or fault:
        yield fault or _sentence(start, words, tags)


def _sentence(line: int, words: list[str], tags: list[str]) -> Entry:
    try:
        return Entry(line, _encoded({"words": words, "tags": tags}).encode())
    except UnicodeEncodeError:
        return Entry(line, b"the sentence is not UTF-8 text", is_row=False)


def _head(file: DataFile) -> str:
    return file.text().read(_HEAD_BYTES)


def _first_cells(text: str) -> list[list[str]]:
    lines = text.replace("\r\n", "\n").split("\n", _SEEN_LINES)[:_SEEN_LINES]
    return [_cells(line) for line in lines if line.strip() and not _is_comment(line)]


def _cells(line: str) -> list[str]:
    line = line.rstrip("\r\n")
    return [cell.strip() for cell in line.split("\t")] if "\t" in line else line.split()


def _is_comment(line: str) -> bool:
    """As in "# sent_id = 7"; a line may also begin with the sign as a word."""
    return line.startswith("# ") and "=" in line
