"""Plain text: a row is a paragraph where blank lines part them, and else a line."""

import json
from collections.abc import Iterator

from tuning_core.data.data_file import MOST_ROW_BYTES, DataFile
from tuning_core.data.row_store import BREATH, Batch, Entry, gathered
from tuning_core.errors import BadInput

_MOST_LINES = 50  # of a paragraph on the average; with longer ones the blank lines are strays among rows of one line

_encoded = json.JSONEncoder(ensure_ascii=False).encode


def read_plain_text(file: DataFile) -> Iterator[Batch]:
    lines = paragraphs = 0
    before_is_blank = True
    for number, line in file.lines():
        blank = not line.strip()
        lines += not blank
        paragraphs += before_is_blank and not blank
        before_is_blank = blank
        if number % 10_000 == 0:
            yield BREATH
    in_paragraphs = 1 < paragraphs < lines <= _MOST_LINES * paragraphs
    if lines > 1:
        file.notes.append(
            "is read by paragraphs, which blank lines part; each is a row."
            if in_paragraphs
            else "is read by lines; each is a row."
        )
    yield from gathered(_entry(line, text) for line, text in (_paragraphs(file) if in_paragraphs else _lines(file)))


def _lines(file: DataFile) -> Iterator[tuple[int, str]]:
    for number, line in file.lines():
        if line.strip():
            yield number, line.rstrip("\r\n")


def _paragraphs(file: DataFile) -> Iterator[tuple[int, str]]:
    start, gathered_lines, size = 0, list[str](), 0
    for number, line in file.lines():
        if line.strip():
            start = start if gathered_lines else number
            gathered_lines.append(line.rstrip("\r\n"))
            size += len(line)
            if size > MOST_ROW_BYTES:
                raise BadInput(file.too_long(start))
        elif gathered_lines:
            yield start, "\n".join(gathered_lines)
            gathered_lines, size = [], 0
    if gathered_lines:
        yield start, "\n".join(gathered_lines)


def _entry(line: int, text: str) -> Entry:
    if "\0" in text:
        return Entry(line, b"the line holds a zero byte, which no text has", is_row=False)
    try:
        return Entry(line, _encoded({"text": text}).encode())
    except UnicodeEncodeError:
        return Entry(line, b"the line is not UTF-8 text", is_row=False)
