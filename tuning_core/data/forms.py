"""What a row holds: the forms that are known, and which column plays which role in each."""

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tuning_core.data import guesses as guessed
from tuning_core.data.choices import OWN_COLUMNS, readings_that_fit
from tuning_core.data.columns import Columns
from tuning_core.data.files import Row
from tuning_core.data.guesses import Confidence, Guess
from tuning_core.errors import BadInput
from tuning_core.run_file import DataSettings

# Each role of a form with the names its column goes by where the others are chosen by hand.
_KNOWN: dict[str, dict[str, tuple[str, ...]]] = {
    "instruction": {
        "instruction": guessed.QUESTIONS,
        "output": guessed.ANSWERS,
        "input": guessed.INPUTS,
        "system": guessed.SYSTEMS,
        "wrong": guessed.WRONG,
    },
    "conversation": {
        "messages": guessed.MESSAGES,
        "completion": (),
        "system": guessed.SYSTEMS,
        "tools": guessed.TOOLS,
    },
    "preference": {
        "prompt": guessed.PROMPTS,
        "chosen": guessed.CHOSEN,
        "rejected": guessed.REJECTED,
        "system": guessed.SYSTEMS,
    },
    "multiple_choice": {
        "question": guessed.ASKED,
        "context": guessed.ASKED_OF,
        "choices": guessed.CHOICES,
        **dict.fromkeys(OWN_COLUMNS, ()),
        "answer": guessed.RIGHT,
    },
    "text": {"text": guessed.TEXTS},
    "tokenized": {"input_ids": ("input_ids",), "labels": ("labels",), "attention_mask": ("attention_mask",)},
    "classification": {
        "text": guessed.CLASSIFIED,
        "second_text": ("second_text", "text_pair"),
        "label": guessed.LABELS,
    },
    "token_labels": {"words": guessed.WORDS, "tags": guessed.TAGS},
}
REQUIRED = {
    "instruction": ("instruction", "output"),
    "conversation": ("messages",),
    "preference": ("chosen",),
    "multiple_choice": ("question", "answer"),
    "text": ("text",),
    "tokenized": ("input_ids",),
    "classification": ("text", "label"),
    "token_labels": ("words", "tags"),
}
ROLES_OF = {form: tuple(columns) for form, columns in _KNOWN.items()}
# In the order in which they are offered; of forms that fit alike the earlier one in _MOST_TELLING is taken.
FORMS_OF = {
    "causal_lm": ("conversation", "instruction", "preference", "multiple_choice", "text", "tokenized"),
    "seq2seq_lm": ("instruction", "conversation", "preference", "multiple_choice"),
    "sequence_classification": ("classification",),
    "token_classification": ("token_labels",),
}
_MOST_TELLING = (
    "tokenized", "preference", "multiple_choice", "conversation", "instruction", "text", "classification",
    "token_labels",
)  # fmt: skip
_GUESSES: dict[str, Callable[[Columns], list[Guess]]] = {
    "instruction": guessed.instruction,
    "conversation": guessed.conversation,
    "preference": guessed.preference,
    "multiple_choice": guessed.multiple_choice,
    "text": guessed.text,
    "tokenized": guessed.tokenized,
    "classification": guessed.classification,
    "token_labels": guessed.token_labels,
}
_MOST_NAMED = 30  # columns in a sentence
_UNMISTAKABLE = ("preference", "multiple_choice")
_CHOICE_ROLES = {"choices", *OWN_COLUMNS}
_WHY = {"sure": "recognised by {}", "likely": "probably, by {}", "unsure": "possible"}
_READ_AS = {
    "text": "told by its text",
    "letter": "told by its letter or mark",
    "from_0": "told by its place, counted from 0",
    "from_1": "told by its place, counted from 1",
}
_MEANING = {
    "instruction": "question and answer",
    "conversation": "a conversation",
    "preference": "a chosen and a rejected answer",
    "multiple_choice": "a multiple choice",
    "text": "a plain text",
    "tokenized": "tokens",
    "classification": "a text and its class",
    "token_labels": "words and their tags",
}
_BECOMES = {
    "preference": "the chosen answer is learned, the rejected one is not",
    "multiple_choice": "the other choices are wrong answers",
}
_NEEDS = {
    "sequence_classification": "a row needs a text and its class, in columns such as text and label",
    "token_classification": "a row needs a list of words and a list of their tags, in columns such as tokens and tags",
    "seq2seq_lm": "a row needs a text and the text to make of it, in columns such as input and output",
}


@dataclass(frozen=True)
class Form:
    """What a row holds. `columns` maps role -> column; `reason` says in words why it was taken so, `confidence` how far
    that can be relied on, and `alternatives`, best first, what else it may be. `right_choice` is how the answer to a
    multiple choice is read; `tag_scheme` is "iob1" where tags are to be made IOB2; `phrasing` is how a row is asked
    about where not by its own columns."""

    format: str
    columns: dict[str, str]
    reason: str
    confidence: Confidence = "sure"
    alternatives: tuple["Form", ...] = ()
    right_choice: str = ""
    tag_scheme: str = ""
    phrasing: str = ""

    @property
    def settings(self) -> dict[str, Any]:
        """Those of a run file that choose this form."""
        chosen: dict[str, Any] = {"data.format": self.format, "data.columns": dict(self.columns)}
        return chosen | ({"data.right_choice": self.right_choice} if self.right_choice else {})

    @property
    def has_wrong_answers(self) -> bool:
        return self.format == "multiple_choice" or "wrong" in self.columns


class UnclearForm(BadInput):
    """The rows can be taken for several things, or for none that is known; the person has to say which."""

    def __init__(self, sentence: str, alternatives: Sequence[Form] = ()) -> None:
        super().__init__(sentence)
        self.alternatives = tuple(alternatives)


def recognise(rows: Sequence[Row], data: DataSettings, task: str = "causal_lm", like: Form | None = None) -> Form:
    """The form of the rows, from the settings where they say, and from the columns and the values of the first rows
    where they do not. Held-out rows are taken `like` the others where they have the same columns. Raises UnclearForm
    that names the columns when it stays unclear."""
    columns = Columns(rows)
    if like is not None and set(like.columns.values()) <= set(columns.names):
        return like
    file = rows[0].file
    if not columns.names:
        raise BadInput(f'{file}: the rows are empty; a row names what it holds, as in {{"text": "..."}}.')
    _check_settings(file, columns, data, task)
    forms = FORMS_OF[task] if data.format == "auto" else (data.format,)
    if data.columns:
        return _chosen(file, columns, data, task, forms)
    found = {form: _with_choice(_GUESSES[form](columns), data.right_choice) for form in _MOST_TELLING if form in forms}
    best = _best(found, columns) if data.format == "auto" else _only(found[data.format])
    others = [guess for guess in _by_confidence(found) if guess is not best]
    if best is None:
        raise UnclearForm(_unclear(file, columns, data, task, others), [_form(columns, other) for other in others])
    why = "chosen by hand" if data.format != "auto" else _WHY[best.confidence].format(best.by)
    return replace(_form(columns, best, why), alternatives=tuple(_form(columns, other) for other in others))


def _check_settings(file: str, columns: Columns, data: DataSettings, task: str) -> None:
    for role, column in data.columns.items():
        if column not in columns.names:
            raise BadInput(
                f"{file}: there is no column {column!r} (set for {role}); the columns are {_listed(columns)}."
            )
    forms = FORMS_OF[task] if data.format == "auto" else (data.format,)
    roles = list(dict.fromkeys(role for form in forms for role in ROLES_OF[form]))
    if unknown := [role for role in data.columns if role not in roles]:
        raise BadInput(f"data.columns names the role {unknown[0]!r}, which is none of {', '.join(roles)}.")
    twice = [column for column, often in Counter(data.columns.values()).items() if often > 1]
    if twice:
        both = " and ".join(role for role, column in data.columns.items() if column == twice[0])
        raise BadInput(f"data.columns gives the column {twice[0]!r} more than one role ({both}); choose one.")
    if data.format not in ("auto", *FORMS_OF[task]):
        raise BadInput(
            f"data.format = {data.format!r} does not go with model.task = {task!r}, which learns from rows of the form "
            f"{' or '.join(FORMS_OF[task])}; change one of the two."
        )


# chosen by hand


def _chosen(file: str, columns: Columns, data: DataSettings, task: str, forms: Sequence[str]) -> Form:
    for form in forms:
        roles = _filled(form, columns, data.columns)
        if roles is None:
            continue
        found = _by_values(Guess(form, roles), columns, data.right_choice)
        if len(found) > 1:
            ways = [_form(columns, guess) for guess in found]
            raise UnclearForm(_unclear(file, columns, data, task, found), ways)
        return replace(_form(columns, found[0], "chosen by hand"), confidence="sure")
    raise UnclearForm(_unclear(file, columns, data, task, []))


def _filled(form: str, columns: Columns, chosen: Mapping[str, str]) -> dict[str, str] | None:
    """The chosen columns; where required ones are missing, those of known names as well. None where that is not enough
    or a role is not of this form."""
    known = _KNOWN[form]
    if not set(chosen) <= set(known):
        return None
    roles = dict(chosen)
    if not set(REQUIRED[form]) <= set(chosen):
        roles |= _texts_of_a_class(form, columns, chosen)
        for role, names in known.items():
            if role not in roles and (column := columns.one_named(names, without=tuple(roles.values()))):
                roles[role] = column.name
    if not set(REQUIRED[form]) <= set(roles) or (form == "multiple_choice" and not _CHOICE_ROLES & set(roles)):
        return None
    return {role: roles[role] for role in known if role in roles}


def _texts_of_a_class(form: str, columns: Columns, chosen: Mapping[str, str]) -> dict[str, str]:
    if form != "classification" or "label" not in chosen or "text" in chosen:
        return {}
    found = guessed.texts_to_classify(columns, columns[chosen["label"]])
    names = [column.name for column in found[0]] if found else []
    return {} if set(names) & set(chosen.values()) else dict(zip(("text", "second_text"), names, strict=False))


def _by_values(guess: Guess, columns: Columns, right_choice: str) -> list[Guess]:
    """What columns alone do not say: how tags begin, and how the right choice is told."""
    if guess.format == "token_labels":
        return [guessed.with_tag_scheme(guess, columns[guess.columns["tags"]])]
    if guess.format != "multiple_choice":
        return [guess]
    if right_choice != "auto":
        return [replace(guess, right_choice=right_choice)]
    return [replace(guess, right_choice=one) for one in readings_that_fit(columns.rows, guess.columns) or ["text"]]


# recognised


def _with_choice(found: list[Guess], right_choice: str) -> list[Guess]:
    if right_choice == "auto" or not found or found[0].format != "multiple_choice":
        return found
    return [replace(found[0], right_choice=right_choice, confidence="sure", doubt="")]


def _only(found: list[Guess]) -> Guess | None:
    """Of the one form that can be meant."""
    return found[0] if found and (len(found) == 1 or found[0].holds) else None


def _best(found: Mapping[str, list[Guess]], columns: Columns) -> Guess | None:
    firsts = {form: guesses[0] for form, guesses in found.items() if guesses}
    holding = [form for form, first in firsts.items() if first.holds]
    for form, first in firsts.items():
        if not first.holds and form in _UNMISTAKABLE:
            return None  # any other form would learn from the same columns, and learn something else
        if not first.holds:
            continue
        if form == "tokenized" and "labels" not in first.columns and len(holding) > 1:
            return None
        if (
            form == "conversation"
            and "instruction" in holding
            and not _says_again(first, firsts["instruction"], columns)
        ):
            return None
        return first
    return None


def _says_again(conversation: Guess, instruction: Guess, columns: Columns) -> bool:
    question = columns[instruction.columns["instruction"]]
    return question.is_inside(columns[conversation.columns["messages"]])


def _by_confidence(found: Mapping[str, list[Guess]]) -> list[Guess]:
    """Best first; before all others those that the columns of no other form give rise to."""
    guesses = [guess for of_one_form in found.values() for guess in of_one_form]
    return sorted(guesses, key=lambda one: (one.format not in _UNMISTAKABLE, list(_WHY).index(one.confidence)))


def _form(columns: Columns, guess: Guess, why: str = "possible") -> Form:
    roles = {role: guess.columns[role] for role in _KNOWN[guess.format] if role in guess.columns}
    told = [_roles_text(roles)]
    if guess.right_choice:
        told.append(f"the answer is {_READ_AS[guess.right_choice]}")
    told += [part for part in (_BECOMES.get(guess.format), guess.note, guess.doubt) if part]
    used = {name.partition(".")[0] for name in roles.values()} | set(roles.values())
    if unused := [column.name for column in columns.top if column.name not in used]:
        told.append(f"not used: {', '.join(unused)}")
    reason = f"{why}: {'; '.join(told)}"
    return Form(guess.format, roles, reason, guess.confidence, (), guess.right_choice, guess.tag_scheme)


def _roles_text(roles: Mapping[str, str]) -> str:
    return ", ".join(f"{role} = {column}" for role, column in roles.items())


# unclear


def _unclear(file: str, columns: Columns, data: DataSettings, task: str, guesses: Sequence[Guess]) -> str:
    if not guesses:
        return _unknown(file, columns, data, task)
    shown = guesses[:2]
    ways = " or as ".join(f"{_MEANING[guess.format]} ({_way(guess)})" for guess in shown)
    doubt = next((f"; {guess.doubt}" for guess in shown if guess.doubt), "")
    same = len(shown) > 1 and shown[0].columns == shown[1].columns
    said = f"{file}: the columns {_listed(columns)} can be taken as {ways}{doubt}"
    if same:
        settings = " or ".join(f'data.right_choice = "{guess.right_choice}"' for guess in shown)
        return f"{said}; say which with {settings}."
    return f"{said}; say which is which in data.columns, as in {' or '.join(map(_table, shown))}."


def _table(guess: Guess) -> str:
    """As data.columns is written in a run file."""
    return f"{{{', '.join(f'{role} = {json.dumps(name)}' for role, name in guess.columns.items())}}}"


def _way(guess: Guess) -> str:
    return _roles_text(guess.columns) + (f", {_READ_AS[guess.right_choice]}" if guess.right_choice else "")


def _unknown(file: str, columns: Columns, data: DataSettings, task: str) -> str:
    if data.format != "auto":
        missing = " and ".join(REQUIRED[data.format])
        choices = ", and one for choices (or several, choice_1 and so on)" if data.format == "multiple_choice" else ""
        return (
            f"{file}: the form {data.format} needs a column for {missing}{choices}, and the columns are "
            f"{_listed(columns)}; say in data.columns which is which."
        )
    first, second = REQUIRED["instruction" if task == "causal_lm" else FORMS_OF[task][0]]
    present = columns.names
    example = f'as in {{{first} = "{present[0] if present else "..."}", {second} = "..."}}'
    unclear = f"cannot tell question and answer from the columns {_listed(columns)}"
    if task != "causal_lm":
        unclear = f"{_NEEDS[task]}, and the columns are {_listed(columns)}"
    return f"{file}: {unclear}; say which is which in data.columns, {example}."


def _listed(columns: Columns) -> str:
    return ", ".join(columns.names[:_MOST_NAMED]) + (", …" if len(columns.names) > _MOST_NAMED else "")
