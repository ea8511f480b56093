"""Which characters the bytes of a text stand for, told from the whole file."""

import codecs
import re
from collections.abc import Generator
from dataclasses import dataclass, field

from tuning_core.data.data_file import DataFile
from tuning_core.errors import BadInput

_MARKS = ((codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
          (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))  # fmt: skip
_OTHER_KINDS = {
    b"PK\x03\x04": "a zip archive or an Excel or Word file",
    b"\xd0\xcf\x11\xe0": "an old Excel or Word file",
    b"%PDF": "a PDF file",
    b"PAR1": "a Parquet file",
    b"ARROW1": "an Arrow file",
    b"SQLite format 3": "a database",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"BZh": "packed with bzip2",
    b"\xfd7zXZ": "packed with xz",
    b"7z\xbc\xaf": "packed with 7-Zip",
    b"\x7fELF": "a program",
    b"\x93NUMPY": "a NumPy array",
    b"\x80\x02": "a pickle",
    b"\x80\x04": "a pickle",
    b"\x80\x05": "a pickle",
}
# What files without UTF-8 are met in, the most used first: where two read the same, the first is taken.
_MET = ("cp1252", "cp1250", "cp1251", "koi8_r", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp874", "gb18030",
        "big5", "cp932", "euc_jp", "cp949", "iso8859_2", "mac_roman", "cp437", "cp866")  # fmt: skip
_SAMPLE_BYTES = 1 << 20
_SAMPLE_OF_CHUNK = 1 << 16
_FEW_CONTROLS = 8  # in a small text; beyond them
_NOT_TEXT_SHARE = 0.003  # of characters that no text has
_CONTROLS = bytes({*range(32), 127} - {9, 10, 12, 13, 27})
_NOT_CONTROLS = bytes({*range(256)} - {*_CONTROLS})


@dataclass
class _Tally:
    """What a file is made of."""

    size: int = 0
    nulls: list[int] = field(default_factory=lambda: [0, 0])  # at even and odd places
    controls: int = 0
    not_utf8: int = 0
    beyond_ascii: int = 0
    sample: bytearray = field(default_factory=bytearray)  # of the lines with something beyond ASCII
    last: bytes = b""


def finding_encoding(file: DataFile) -> Generator[None, None, None]:
    """Sets the file's encoding, and a note where it is not UTF-8. Raises BadInput for what is no text."""
    head = file.head(16)
    for start, kind in _OTHER_KINDS.items():
        if head.startswith(start):
            raise BadInput(f"{file.path} is no text: it is {kind}; save its rows as UTF-8 text.")
    marked = next((name for mark, name in _MARKS if head.startswith(mark)), None)
    if marked is not None:
        if not (yield from _reads(file, marked)):
            raise BadInput(f"{file.path} begins as {_spoken(marked)} and is none further on; save it as UTF-8.")
        _set(file, marked)
        return
    if (yield from _reads(file, "utf-8", nulls=False)):
        return
    tally = yield from _tallied(file)
    wide = _wide(tally)
    if wide and (yield from _reads(file, wide)):
        _set(file, wide)
    elif tally.controls > max(_FEW_CONTROLS, _NOT_TEXT_SHARE * tally.size):
        raise BadInput(f"{file.path} is no text but holds binary data; save its rows as UTF-8 text.")
    elif tally.not_utf8 <= 0.1 * tally.beyond_ascii or (yield from _reads(file, "utf-8", errors="surrogatepass")):
        return  # UTF-8 with a few broken lines
    else:
        name = yield from _guessed(file, bytes(tally.sample))
        _set(file, name)


def find_encoding(file: DataFile) -> None:
    """`finding_encoding` of a short file or the head of one."""
    for _ in finding_encoding(file):
        pass


def _set(file: DataFile, name: str) -> None:
    file.encoding = name
    file.notes.append(f"is not in UTF-8; it is read as {_spoken(name)}.")


def _spoken(name: str) -> str:
    return {"cp1252": "Windows-1252 (Western European)", "gb18030": "GB18030 (Chinese)", "cp932": "Shift-JIS",
            "big5": "Big5 (Chinese)", "cp949": "CP949 (Korean)", "euc_jp": "EUC-JP", "koi8_r": "KOI8-R",
            "cp1251": "Windows-1251 (Cyrillic)", "cp1250": "Windows-1250 (Central European)"}.get(
                name, name.upper().replace("_", "-"))  # fmt: skip


def _reads(file: DataFile, name: str, nulls: bool = True, errors: str = "strict") -> Generator[None, None, bool]:
    """Whether every byte of the file is text in the encoding; without `nulls`, whether it also has no zero byte."""
    decoder = codecs.getincrementaldecoder(name)(errors)
    try:
        for chunk in file.chunks():
            if not nulls and 0 in chunk:
                return False
            decoder.decode(chunk)
            yield
        decoder.decode(b"", final=not file.is_head)
    except UnicodeError:
        return False
    return True


def _tallied(file: DataFile) -> Generator[None, None, _Tally]:
    tally = _Tally()
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    for chunk in file.chunks():
        text = decoder.decode(chunk)
        beyond = len(text) - len(text.encode("ascii", "ignore"))
        broken = len(re.findall("[\udc80-\udcff]", text))
        tally.not_utf8 += broken
        tally.beyond_ascii += beyond - broken
        tally.controls += len(chunk.translate(None, _NOT_CONTROLS))
        first = tally.size % 2
        tally.nulls[first] += chunk[::2].count(0)
        tally.nulls[1 - first] += chunk[1::2].count(0)
        tally.size += len(chunk)
        room = min(_SAMPLE_OF_CHUNK if tally.sample else _SAMPLE_BYTES // 2, _SAMPLE_BYTES - len(tally.sample))
        for line in re.finditer(rb"[^\n]*[\x80-\xff][^\n]*\n?", chunk):
            if room <= 0:
                break
            piece = line[0][:room]
            tally.sample += piece
            room -= len(piece)
        yield
    return tally


def _wide(tally: _Tally) -> str:
    """UTF-16 without a mark has its zero bytes on one side: at odd places when the low byte comes first."""
    even, odd = tally.nulls
    least = 0.01 if tally.not_utf8 else 0.2  # in Western text every other byte is zero, in Chinese a few
    if max(even, odd) < least * tally.size or min(even, odd) > 0.02 * max(even, odd):
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _guessed(file: DataFile, sample: bytes) -> Generator[None, None, str]:
    """The likeliest encoding in which the whole file can be read."""
    import charset_normalizer

    yield
    matches = charset_normalizer.from_bytes(sample, cp_isolation=list(_MET), steps=20, chunk_size=1024)
    tried: dict[str, None] = {}
    for match in matches:
        alike = [m for m in matches if (m.chaos, m.coherence) == (match.chaos, match.coherence)]
        names = {name for one in alike for name in (one.encoding, *one.could_be_from_charset)}
        tried |= dict.fromkeys(name for name in _MET if name in names)
    for name in tried:
        if (yield from _reads(file, name)):
            return name
    raise BadInput(f"{file.path} is not in UTF-8, and its encoding cannot be told; save it as UTF-8.")
