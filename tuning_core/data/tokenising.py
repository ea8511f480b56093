"""Rows to a table of tokens: side by side, in portions, and only once for the same data, template and tokenizer."""

import gc
import hashlib
import json
import threading
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from itertools import islice
from typing import Any
from weakref import WeakKeyDictionary

from tuning_core.background import heed
from tuning_core.data.class_examples import ClassEncoder
from tuning_core.data.conversations import Message, RowProblem
from tuning_core.data.examples import Encoder, Example
from tuning_core.data.files import Problem, Row
from tuning_core.data.forms import Form
from tuning_core.data.pretokenized import ReadyEncoder
from tuning_core.data.row_table import RowTable
from tuning_core.data.text_to_text import TextToTextEncoder
from tuning_core.data.token_table import TokenisedRow, TokenTable, TokenWriter
from tuning_core.data.wrong_answers import wrong_answers
from tuning_core.disk_cache import kept, making
from tuning_core.errors import BadInput, JobFailed
from tuning_core.events import Event, Loading

AnyEncoder = Encoder | TextToTextEncoder | ClassEncoder | ReadyEncoder
_CACHE = "tokens"
_FORMAT = 1  # of the table; another number makes tables anew
_AT_ONCE = 1024  # rows a portion
_WORKERS = 3  # some read and render while another is in the tokenizer, which lets go of Python's lock
_OBJECTS_BETWEEN_COLLECTIONS = 100_000  # each walks through all that torch has made, and rows make many objects
_fingerprints: WeakKeyDictionary[Any, str] = WeakKeyDictionary()


def tokenising(
    table: RowTable, form: Form, encoder: AnyEncoder, task: str, stop: threading.Event | None = None
) -> Generator[Event, None, TokenTable]:
    """The tokens of all rows, from the cache where they were made before. Raises Stopped, leaving nothing behind."""
    key = _key(table, form, encoder, task)
    folder = kept(_CACHE, key)
    if folder is None:
        with making(_CACHE, key) as aside:
            yield from _writing(TokenWriter(aside, task), table, form, encoder, stop)
        folder = kept(_CACHE, key)
    if folder is None:
        raise JobFailed("The tokens of the rows were removed from the cache while they were made; prepare them again.")
    return TokenTable(folder)


def _writing(
    writer: TokenWriter, table: RowTable, form: Form, encoder: AnyEncoder, stop: threading.Event | None
) -> Generator[Event, None, None]:
    done = 0
    workers = ThreadPoolExecutor(_WORKERS)
    thresholds = gc.get_threshold()
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS, *thresholds[1:])
    try:
        for portion in _portions(table, form, encoder, workers):
            heed(stop)
            yield Loading("Tokenising rows", done, len(table))
            writer.append(portion)
            done += len(portion)
        writer.close(encoder.names if isinstance(encoder, ClassEncoder) else ())
    finally:
        workers.shutdown(wait=True, cancel_futures=True)
        writer.abandon()
        gc.set_threshold(*thresholds)
    yield Loading("Tokenising rows", done, len(table))


def _portions(
    table: RowTable, form: Form, encoder: AnyEncoder, workers: ThreadPoolExecutor
) -> Iterator[list[TokenisedRow]]:
    """In order, a few of them being made ahead."""
    ahead: deque[Future[list[TokenisedRow]]] = deque()
    for start in range(0, len(table), _AT_ONCE):
        end = min(start + _AT_ONCE, len(table))
        ahead.append(workers.submit(_tokenised, table, start, end, form, encoder))
        if len(ahead) > 2 * _WORKERS:
            yield ahead.popleft().result()
    while ahead:
        yield ahead.popleft().result()


def _tokenised(table: RowTable, start: int, end: int, form: Form, encoder: AnyEncoder) -> list[TokenisedRow]:
    texts: list[Any] = []  # of each row that can be read: what it says, then the same with its wrong answers
    places: list[tuple[str, int]] = []
    read: list[tuple[int, int, int] | None] = []  # of each row: how many texts, and its keys
    for item in table.rows(start, end):
        if isinstance(item, Problem):
            read.append(None)
            continue
        try:
            messages, text = encoder.read(item, form)
            _, others = wrong_texts(item, form, messages, encoder)
        except (RowProblem, BadInput):  # told again, in words, when the row is looked at
            read.append(None)
            continue
        prompt, answer = (messages[:-1], messages[-1:]) if len(messages) > 1 else (messages, ())
        prompt_key = _key_of(prompt)
        read.append((1 + len(others), prompt_key, prompt_key ^ _key_of(answer)))
        texts += [text, *others]
        places += [(item.file, item.line)] * (1 + len(others))
    examples = iter(encoder.encode(texts, places) if texts else [])
    return [TokenisedRow(None) if row is None else _row(islice(examples, row[0]), *row[1:]) for row in read]


def _row(examples: Iterator[Example], prompt_key: int, row_key: int) -> TokenisedRow:
    own, *wrong = examples
    return TokenisedRow(replace(own, wrong=tuple(wrong)) if wrong else own, prompt_key, row_key)


def wrong_texts(
    row: Row, form: Form, messages: tuple[Message, ...], encoder: AnyEncoder
) -> tuple[tuple[str, ...], list[Any]]:
    """The wrong answers, and what the row says with each in the place of the right one. Raises RowProblem."""
    if not form.has_wrong_answers or isinstance(encoder, ClassEncoder | ReadyEncoder):
        return (), []
    answers = wrong_answers(row, form, messages[-1].content)
    return answers, [encoder.render((*messages[:-1], replace(messages[-1], content=answer))) for answer in answers]


def _key_of(messages: Sequence[Message]) -> int:
    said = "\0".join(part for message in messages for part in (message.role, message.content, message.extra))
    return int.from_bytes(hashlib.blake2b(said.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def _key(table: RowTable, form: Form, encoder: AnyEncoder, task: str) -> str:
    """Everything that the tokens depend on."""
    read_as = [form.format, form.columns, form.right_choice, form.tag_scheme, form.phrasing]
    facts = [_FORMAT, table.fingerprint, read_as, task, _tokenizer_fingerprint(encoder.tokenizer)]
    template = encoder.template
    if template is not None:
        facts += [template.source, template.special_tokens, list(template.specials)]
    if isinstance(encoder, Encoder):
        facts += [encoder.learn, encoder.learn_end]
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def _tokenizer_fingerprint(tokenizer: Any) -> str:
    if tokenizer not in _fingerprints:
        parts = [tokenizer.backend_tokenizer.to_str(), type(tokenizer).__name__, repr(tokenizer.special_tokens_map)]
        _fingerprints[tokenizer] = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
    return _fingerprints[tokenizer]
