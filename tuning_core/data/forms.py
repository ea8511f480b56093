"""What a row holds: the forms that are known, and which column plays which role in each."""

from collections.abc import Sequence
from dataclasses import dataclass

from tuning_core.data.files import Row
from tuning_core.errors import BadInput
from tuning_core.run_file import DataSettings

# Column names met in public data sets, best known first. A role's first name is also the role's own.
_KNOWN: dict[str, dict[str, tuple[str, ...]]] = {
    "instruction": {
        "instruction": ("instruction", "prompt", "question", "query", "mr", "meaning_representation", "source"),
        "output": ("output", "completion", "answer", "response", "ref", "human_reference", "target"),
        "input": ("input", "context"),
        "system": ("system", "system_prompt"),
        "wrong": ("wrong", "wrong_answers", "distractors", "choices"),
    },
    "conversation": {
        "messages": ("messages", "conversations", "conversation", "dialogue", "dialog"),
    },
    "text": {"text": ("text", "content")},
    "classification": {
        "text": (
            "text",
            "sentence",
            "review",
            "comment",
            "tweet",
            "utterance",
            "content",
            "question",
            "query",
            "title",
        ),
        "second_text": ("second_text", "text_pair"),
        "label": ("label", "labels", "class", "category", "sentiment", "intent", "topic", "emotion", "target"),
    },
    "token_labels": {
        "words": ("words", "tokens"),
        "tags": ("tags", "ner_tags", "labels", "pos_tags", "chunk_tags"),
    },
}
# Columns whose texts are judged together.
_PAIRS = (
    ("sentence1", "sentence2"),
    ("premise", "hypothesis"),
    ("question1", "question2"),
    ("question", "passage"),
    ("question", "sentence"),
    ("question", "context"),
    ("query", "passage"),
    ("text1", "text2"),
    ("text_a", "text_b"),
)
REQUIRED = {
    "instruction": ("instruction", "output"),
    "conversation": ("messages",),
    "text": ("text",),
    "classification": ("text", "label"),
    "token_labels": ("words", "tags"),
}
ROLES_OF = {form: tuple(columns) for form, columns in _KNOWN.items()}
FORMS_OF = {
    "causal_lm": ("conversation", "instruction", "text"),
    "seq2seq_lm": ("instruction", "conversation"),
    "sequence_classification": ("classification",),
    "token_classification": ("token_labels",),
}


@dataclass(frozen=True)
class Form:
    """What a row holds. `columns` maps role -> column; `reason` says in words why it was taken so; `phrasing` is how a
    row is asked about where not by its own columns."""

    format: str
    columns: dict[str, str]
    reason: str
    phrasing: str = ""


def recognise(rows: Sequence[Row], data: DataSettings, task: str = "causal_lm") -> Form:
    """The form of the rows, from the settings where they say and from the column names where they do not.
    Raises BadInput that names the columns when it stays unclear."""
    present = list(dict.fromkeys(name for row in rows[:100] for name in row.values))
    for role, column in data.columns.items():
        if column not in present:
            raise BadInput(
                f"{rows[0].file}: there is no column {column!r} (set for {role}); the columns are {', '.join(present)}."
            )
    if data.format not in ("auto", *FORMS_OF[task]):
        raise BadInput(
            f"data.format = {data.format!r} does not go with model.task = {task!r}, which learns from rows of the form "
            f"{' or '.join(FORMS_OF[task])}; change one of the two."
        )
    for format_name in FORMS_OF[task] if data.format == "auto" else (data.format,):
        columns = _columns_for(format_name, present, data.columns)
        if columns is not None:
            named = ", ".join(f"{role} = {column}" for role, column in columns.items())
            why = "chosen by hand" if data.format != "auto" or data.columns else "recognised by the column names"
            return Form(format_name, columns, f"{why}: {named}")
    raise BadInput(_unclear(rows[0].file, present, data.format, task))


def _columns_for(format_name: str, present: list[str], chosen: dict[str, str]) -> dict[str, str] | None:
    known = _KNOWN[format_name]
    for role in chosen:
        if role not in known:
            return None
    lower = {name.lower(): name for name in present}
    columns = dict(chosen)
    if format_name == "classification" and "text" not in chosen:
        columns = {**_texts(lower), **columns}
    for role, names in known.items():
        free = [lower[name] for name in names if name in lower and lower[name] not in columns.values()]
        if role not in columns and free and not (role == "second_text" and "text" in chosen):
            columns[role] = free[0]
    if format_name == "classification" and "text" not in columns and len(present) == 2 and "label" in columns:
        columns["text"] = next(name for name in present if name != columns["label"])
    columns = {role: columns[role] for role in known if role in columns}
    return columns if all(role in columns for role in REQUIRED[format_name]) else None


def _texts(lower: dict[str, str]) -> dict[str, str]:
    """A pair of columns that are known to belong together."""
    for first, second in _PAIRS:
        if first in lower and second in lower:
            return {"text": lower[first], "second_text": lower[second]}
    return {}


_NEEDS = {
    "sequence_classification": "a row needs a text and its class, in columns such as text and label",
    "token_classification": "a row needs a list of words and a list of their tags, in columns such as tokens and tags",
    "seq2seq_lm": "a row needs a text and the text to make of it, in columns such as input and output",
}


def _unclear(file: str, present: list[str], format_name: str, task: str) -> str:
    columns = ", ".join(present)
    if format_name != "auto":
        missing = " and ".join(REQUIRED[format_name])
        return (
            f"{file}: the form {format_name} needs a column for {missing}, and the columns are {columns}; "
            f"say in data.columns which is which."
        )
    first, second = REQUIRED["instruction" if task == "causal_lm" else FORMS_OF[task][0]]
    example = f'as in {{{first} = "{present[0] if present else "..."}", {second} = "..."}}'
    unclear = f"cannot tell question and answer from the columns {columns}"
    if task != "causal_lm":
        unclear = f"{_NEEDS[task]}, and the columns are {columns}"
    return f"{file}: {unclear}; say which is which in data.columns, {example}."
