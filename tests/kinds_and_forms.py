"""Every kind of data file in every form that it can hold, each with a count of its rows that our readers have no part
in, and with the text that its first and last good row teach."""

import csv
import gzip
import io
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.ipc as ipc
import pyarrow.parquet as parquet

END = "<|endoftext|>"  # of the tiny tokenizers
Values = dict[str, Any]


@dataclass(frozen=True)
class FormSample:
    """Rows of one form, of which `broken` cannot be learned from. `first` and `last` are what is learned of the first
    row and of the last one, as `learned_text` tells it. A text is learned from its second token on: nothing stands
    before the first one that it could be told by."""

    name: str
    form: str
    task: str
    rows: Sequence[Values]
    broken: int
    first: str
    last: str
    roles: dict[str, str] = field(default_factory=dict)  # to be given where columns have no names


def _turns(*said: str) -> list[dict[str, str]]:
    roles = ["user", "assistant"] * len(said)
    return [{"role": role, "content": text} for role, text in zip(roles, said, strict=False)]


def _sharegpt(*said: str) -> list[dict[str, str]]:
    speakers = ["human", "gpt"] * len(said)
    return [{"from": speaker, "value": text} for speaker, text in zip(speakers, said, strict=False)]


SAMPLES = (
    FormSample(
        "instruction",
        "instruction",
        "causal_lm",
        [
            {"instruction": "Where is it?", "input": "Alimentum", "output": "near the river"},
            {"instruction": "Two lines, please", "input": "", "output": 'one, "two"\nthree'},
            {"instruction": "Nothing is said", "input": "", "output": ""},
            {"instruction": "这家餐厅好吗？", "input": "", "output": "很好，“Köln”\u2028✓"},
        ],
        1,
        f"near the river{END}",
        f"很好，“Köln”\u2028✓{END}",
        {"instruction": "column_1", "input": "column_2", "output": "column_3"},
    ),
    FormSample(
        "conversation (messages)",
        "conversation",
        "causal_lm",
        [
            {"messages": [{"role": "system", "content": "Be brief."}, *_turns("Where?", "Here.", "When?", "Now.")]},
            {"messages": _turns("Only asked")},
            {"messages": []},
            {"messages": _turns("Good food?", "Yes;\nthe best.")},
        ],
        2,
        f"Here.{END}Now.{END}",
        f"Yes;\nthe best.{END}",
    ),
    FormSample(
        "conversation (ShareGPT)",
        "conversation",
        "causal_lm",
        [
            {"id": "a", "conversations": _sharegpt("Where?", "Here.", "When?", "Now.")},
            {"id": "b", "conversations": _sharegpt("Never answered")},
            {"id": "c", "conversations": _sharegpt("Good food?", "Yes.")},
        ],
        1,
        f"Here.{END}Now.{END}",
        f"Yes.{END}",
    ),
    FormSample(
        "preference",
        "preference",
        "causal_lm",
        [
            {"prompt": "Good food?", "chosen": "Yes, near the river.", "rejected": "No."},
            {"prompt": "And now?", "chosen": "", "rejected": "No."},
            {"prompt": "Where?", "chosen": "In Köln.", "rejected": "Nowhere."},
        ],
        1,
        f"Yes, near the river.{END}",
        f"In Köln.{END}",
        {"prompt": "column_1", "chosen": "column_2", "rejected": "column_3"},
    ),
    FormSample(
        "text",
        "text",
        "causal_lm",
        [{"text": "the restaurant near the river"}, {"text": ""}, {"text": "the food, 好吃\u2028Köln"}],
        1,
        f" restaurant near the river{END}",
        f" food, 好吃\u2028Köln{END}",
    ),
    FormSample(
        "tokenized",
        "tokenized",
        "causal_lm",
        [
            {"input_ids": [40, 41, 42, 43, 0], "labels": [-100, -100, 42, 43, 0]},
            {"input_ids": [40, 100_000], "labels": [-100, 100_000]},
            {"input_ids": [40, 41], "labels": [-100, -100]},
            {"input_ids": [50, 51, 52], "labels": [-100, 51, 52]},
        ],
        2,
        f"JK{END}",
        "ST",
    ),
    FormSample(
        "multiple choice",
        "multiple_choice",
        "causal_lm",
        [
            {"question": "Which flows?", "choices": ["the river", "the food", "the hall"], "answer": "A"},
            {"question": "Which is none?", "choices": ["the river", "the food", "the hall"], "answer": ""},
            {"question": "Which is eaten?", "choices": ["the river", "the food", "the hall"], "answer": "B"},
        ],
        1,
        f"the river{END}, not the food{END} or the hall{END}",
        f"the food{END}, not the river{END} or the hall{END}",
    ),
    FormSample(
        "classification (words)",
        "classification",
        "sequence_classification",
        [
            {"text": "good food", "label": "good"},
            {"text": "dull, and dear", "label": "bad"},
            {"text": "nobody knows", "label": ""},
            {"text": "schön\n“gut”", "label": "good"},
        ],
        1,
        "good",
        "good",
        {"text": "column_1", "label": "column_2"},
    ),
    FormSample(
        "classification (numbers)",
        "classification",
        "sequence_classification",
        [
            {"sentence": "dull, and dear", "label": 0},
            {"sentence": "nobody knows", "label": None},
            {"sentence": "good food", "label": 1},
        ],
        1,
        "0",
        "1",
    ),
    FormSample(
        "token labels (IOB2)",
        "token_labels",
        "token_classification",
        [
            {"words": ["Köln", "am", "Rhein"], "tags": ["B-place", "O", "B-river"]},
            *[{"words": ["one", "two", "three"], "tags": ["O", "O", "O"]}] * 8,
            {"words": ["one", "two"], "tags": ["O"]},
            {"words": ["Rio", "de", "Janeiro"], "tags": ["B-place", "I-place", "I-place"]},
        ],
        1,
        "B-place O B-river",
        "B-place I-place I-place",
    ),
    FormSample(
        "token labels (IOB1)",
        "token_labels",
        "token_classification",
        [
            {"words": ["Köln", "am", "Rhein"], "tags": ["I-place", "O", "I-river"]},
            *[{"words": ["one", "two", "three"], "tags": ["O", "O", "O"]}] * 8,
            {"words": ["one", "two"], "tags": ["O"]},
            {"words": ["Rio", "Rom"], "tags": ["I-place", "B-place"]},
        ],
        1,
        "B-place O B-river",
        "B-place B-place",
    ),
)
TEXTS_ALONE = ("text",)
TAGGED_ALONE = ("token labels (IOB2)", "token labels (IOB1)")
UNNAMED = tuple(sample.name for sample in SAMPLES if sample.roles)
EVERY_FORM = tuple(sample.name for sample in SAMPLES)


@dataclass(frozen=True)
class FileKind:
    """`write` makes the bytes of a file, or a folder where it makes none; `count` counts its rows by other means;
    `needs` is a package that an installed core can lack."""

    name: str
    file: str
    write: Callable[[Sequence[Values], Path], bytes | None]
    count: Callable[[bytes, Path], int]
    forms: Sequence[str] = EVERY_FORM
    header: bool = True
    needs: str = ""


def _jsonl(rows: Sequence[Values], path: Path) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def _json_list(rows: Sequence[Values], path: Path) -> bytes:
    return json.dumps(rows, ensure_ascii=False, indent=1).encode()


def _json_object(rows: Sequence[Values], path: Path) -> bytes:
    return json.dumps({"version": 1, "data": rows}).encode()


def _delimited(delimiter: str, header: bool = True) -> Callable[[Sequence[Values], Path], bytes]:
    def write(rows: Sequence[Values], path: Path) -> bytes:
        text = io.StringIO()
        writer = csv.writer(text, delimiter=delimiter)
        if header:
            writer.writerow(rows[0])
        for row in rows:
            cells = row.values()
            writer.writerow(
                [json.dumps(cell, ensure_ascii=False) if isinstance(cell, list) else cell for cell in cells]
            )
        return text.getvalue().encode()

    return write


def _count_delimited(delimiter: str, header: bool = True) -> Callable[[bytes, Path], int]:
    def count(content: bytes, path: Path) -> int:
        return len(list(csv.reader(io.StringIO(content.decode(), newline=""), delimiter=delimiter))) - header

    return count


def _parquet(rows: Sequence[Values], path: Path) -> bytes:
    sink = pa.BufferOutputStream()
    parquet.write_table(pa.Table.from_pylist(list(rows)), sink)
    return bytes(sink.getvalue())


def _arrow(rows: Sequence[Values], path: Path) -> bytes:
    table, sink = pa.Table.from_pylist(list(rows)), pa.BufferOutputStream()
    with ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table, max_chunksize=2)
    return bytes(sink.getvalue())


def _saved_folder(rows: Sequence[Values], path: Path) -> None:
    import datasets

    datasets.Dataset.from_list(list(rows)).save_to_disk(path, num_shards=2)


def _count_saved(content: bytes, path: Path) -> int:
    return sum(ipc.open_stream(file).read_all().num_rows for file in sorted(path.glob("*.arrow")))


def _text(rows: Sequence[Values], path: Path) -> bytes:
    """What no text has stands in for a row that says nothing, which a file of lines has no place for."""
    return "\n".join(row["text"] if row["text"].strip() else "\0" for row in rows).encode()


def _tagged(rows: Sequence[Values], path: Path) -> bytes:
    """A word too many goes without its tag."""
    sentences = []
    for row in rows:
        tags = row["tags"] + [""] * (len(row["words"]) - len(row["tags"]))
        sentences.append("\n".join(f"{word}\t{tag}".rstrip() for word, tag in zip(row["words"], tags, strict=True)))
    return ("\n\n".join(sentences) + "\n").encode()


def count_sentences(text: str) -> int:
    return len([block for block in re.split(r"\n\s*\n", text) if block.strip()])


KINDS = (
    FileKind("jsonl", "rows.jsonl", _jsonl, lambda content, path: content.count(b"\n")),
    FileKind("json list", "rows.json", _json_list, lambda content, path: len(json.loads(content))),
    FileKind("json object", "rows.json", _json_object, lambda content, path: len(json.loads(content)["data"])),
    FileKind("jsonl named .json", "rows.json", _jsonl, lambda content, path: content.count(b"\n")),
    FileKind("csv", "rows.csv", _delimited(","), _count_delimited(",")),
    FileKind("csv, no header", "rows.csv", _delimited(",", False), _count_delimited(",", False), UNNAMED, False),
    FileKind("tsv", "rows.tsv", _delimited("\t"), _count_delimited("\t")),
    FileKind(
        "parquet", "rows.parquet", _parquet, lambda content, path: parquet.read_metadata(io.BytesIO(content)).num_rows
    ),
    FileKind("arrow", "rows.arrow", _arrow, lambda content, path: ipc.open_file(content).read_all().num_rows),
    FileKind("datasets folder", "saved", _saved_folder, _count_saved, needs="datasets"),
    FileKind("txt", "rows.txt", _text, lambda content, path: content.count(b"\n") + 1, TEXTS_ALONE),
    FileKind("CoNLL", "rows.conll", _tagged, lambda content, path: count_sentences(content.decode()), TAGGED_ALONE),
)
PACKINGS = ("", ".gz", ".zst")


@dataclass(frozen=True)
class Cell:
    """One kind of file, packed or not, in one form."""

    kind: FileKind
    packing: str
    sample: FormSample

    def __str__(self) -> str:
        return f"{self.kind.name}{self.packing} {self.sample.name}"

    @property
    def settings(self) -> dict[str, Any]:
        return {"columns": {} if self.kind.header else self.sample.roles, "validation": 0.0}

    def write(self, folder: Path) -> tuple[Path, int]:
        """(the file, its rows by the independent count)."""
        path = folder / (self.kind.file + self.packing)
        content = self.kind.write(self.sample.rows, path)
        if content is not None:
            path.write_bytes(packed(content, self.packing))
        return path, self.kind.count(content or b"", path)


CELLS = tuple(
    Cell(kind, packing, sample)
    for kind in KINDS
    for packing in (PACKINGS if "." in kind.file else [""])
    for sample in SAMPLES
    if sample.name in kind.forms
)


def packed(content: bytes, packing: str) -> bytes:
    if packing == ".gz":
        return gzip.compress(content)
    return pa.compress(content, codec="zstd", asbytes=True) if packing == ".zst" else content


def learned_text(example: Any, tokenizer: Any, class_names: Sequence[str]) -> str:
    """What a row teaches: the learned tokens as text, with the wrong answers that it is told from; its class; or its
    words' classes."""
    learned = [int(label) for label in example.labels if label >= 0]
    if class_names:
        return " ".join(class_names[label] for label in learned)
    wrong = [learned_text(one, tokenizer, ()) for one in example.wrong]
    return tokenizer.decode(learned) + (f", not {' or '.join(wrong)}" if wrong else "")


@dataclass(frozen=True)
class SharedFile:
    """Real data, with its rows and the learned text of its first and last one by other means than our readers'."""

    name: str
    form: str
    task: str
    read: Callable[[str], list[str]]

    def file(self, folder: Path) -> Path:
        return folder / self.name


def _answers(column: str) -> Callable[[str], list[str]]:
    return lambda text: [json.loads(line)[column].strip() + END for line in text.splitlines()]


def _of_csv(text: str) -> list[str]:
    return [row["label"] for row in csv.DictReader(io.StringIO(text, newline=""))]


def _of_tagged(text: str) -> list[str]:
    blocks = [block for block in re.split(r"\n\s*\n", text) if block.strip()]
    return [" ".join(line.split("\t")[1] for line in block.splitlines() if line.strip()) for block in blocks]


def _of_sharegpt(text: str) -> list[str]:
    rows = [row["conversations"] for row in json.loads(text)]
    return ["".join(turn["value"].strip() + END for turn in row if turn["from"] == "gpt") for row in rows]


def _of_paragraphs(text: str) -> list[str]:
    """Without the first letter, before which nothing stands that it could be learned from."""
    return [block.strip("\n")[1:] + END for block in re.split(r"\n\n+", text) if block.strip()]


SHARED = (
    SharedFile("e2e/train.jsonl", "instruction", "causal_lm", _answers("ref")),
    SharedFile("e2e/validation.jsonl", "instruction", "causal_lm", _answers("ref")),
    SharedFile("gsm8k/train.jsonl", "instruction", "causal_lm", _answers("answer")),
    SharedFile("gsm8k/test.jsonl", "instruction", "causal_lm", _answers("answer")),
    SharedFile("conversations/dummy_conversation.json", "conversation", "causal_lm", _of_sharegpt),
    SharedFile("shakespeare/input.txt", "text", "causal_lm", _of_paragraphs),
    SharedFile("sst2/train.csv", "classification", "sequence_classification", _of_csv),
    SharedFile("sst2/validation.csv", "classification", "sequence_classification", _of_csv),
    SharedFile("wnut17/train/wnut17train.conll", "token_labels", "token_classification", _of_tagged),
    SharedFile("wnut17/dev/emerging.dev.conll", "token_labels", "token_classification", _of_tagged),
)
