"""What rows may hold: for each form, the columns that could play its roles, told by their names and their values."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Literal

from tuning_core.data.choices import OWN_COLUMNS, readings_that_fit
from tuning_core.data.columns import Column, Columns, singular

# Column names met in public data sets, best known first.
QUESTIONS = (
    "instruction", "prompt", "question", "query", "problem", "mr", "meaning_representation", "human", "user",
    "user_prompt", "user_message", "source", "src", "input_text", "source_text",
)  # fmt: skip
ANSWERS = (
    "output", "completion", "answer", "response", "ref", "human_reference", "target", "tgt", "solution", "summary",
    "highlights", "assistant", "gpt", "bot", "reply", "best_answer", "headline", "abstract", "output_text",
    "target_text", "answers.text", "answer.value",
)  # fmt: skip
SOURCES = ("input", "document", "article", "dialogue", "dialog", "passage", "report", "text", "content")
INPUTS = ("input", "context", "passage", "paragraph", "article", "document", "story", "background", "support")
SYSTEMS = ("system", "system_prompt", "system_message")
WRONG = ("wrong", "wrong_answers", "distractors", "incorrect_answers")
MESSAGES = ("messages", "conversations", "conversation", "dialogue", "dialog", "chat", "turns", "data")
TOOLS = ("tools", "functions")
CHOSEN, REJECTED = ("chosen", "chosen_response", "preferred"), ("rejected", "rejected_response", "dispreferred")
PROMPTS = (*QUESTIONS, "input", "context", "history")
TEXTS = ("text", "content", "code", "body")
CLASSIFIED = (
    "text", "sentence", "review", "comment", "tweet", "utterance", "content", "question", "query", "title",
)  # fmt: skip
LABELS = ("label", "class", "category", "sentiment", "intent", "topic", "emotion", "target")
WORDS, TAGS = ("words", "tokens"), ("tags", "ner_tags", "labels", "pos_tags", "chunk_tags")
CHOICES = ("choices", "options", "endings", "candidates", "answer_choices", "choice")
ASKED = (*QUESTIONS, "ctx", "goal", "question_stem", "sentence", "startphrase", "premise", "stem")
ASKED_OF = ("context", "passage", "article", "support", "premise", "story", "dialogue", "paragraph", "document")
RIGHT = (
    "answer_key", "answer", "label", "correct_answer", "correct", "gold", "target", "cop", "answer_idx",
    "answer_index", "correct_option", "answer_id",
)  # fmt: skip
# Columns whose texts are judged together.
PAIRS = (
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
# Questions and answers that belong together where a file has several of either.
_TOGETHER = (
    ("instruction", "output"),
    ("instruction", "response"),
    ("prompt", "completion"),
    ("prompt", "response"),
    ("question", "answer"),
    ("query", "response"),
    ("problem", "solution"),
)
_ONLY_TOGETHER = {"source": ("target", "ref"), "src": ("tgt", "target")}  # alone they say where a row is from
_NAMES_OF_ROWS = re.compile(
    r"(.*[_ -])?(id|idx|index|guid|uid|uuid|url|link|path|date|timestamp|lang|language|split)|unnamed: \d+|__.*__"
)
_OWN_CHOICE = re.compile(
    r"(|choice|option|op|sol|solution|ending|answer|alternative|distractor|candidate)[ _-]?([0-9]|[a-f])", re.IGNORECASE
)
_ASIDE = (*CHOSEN, *REJECTED, *SYSTEMS, "role", "speaker")
_TEXT = ("text", "transcript")
_IN_A_CELL = ("text", "number", "fraction", "truth", "empty")
Pair = tuple[Column, Column]
Confidence = Literal["sure", "likely", "unsure"]


@dataclass(frozen=True)
class Guess:
    """`doubt` says why a guess is not to be relied on, `note` what becomes of the rows."""

    format: str
    columns: dict[str, str]
    confidence: Confidence = "sure"
    by: str = "the column names"
    note: str = ""
    doubt: str = ""
    right_choice: str = ""
    tag_scheme: str = ""

    @property
    def holds(self) -> bool:
        return self.confidence != "unsure"


# text to learn


def instruction(columns: Columns) -> list[Guess]:
    pairs, confidence = _questions_and_answers(columns)
    found = [_instruction(columns, *pair) for pair in pairs]
    if not found:
        return []
    found = [replace(found[0], confidence=confidence), *(replace(one, confidence="unsure") for one in found[1:])]
    if rating := _rating(columns):
        found[0] = replace(found[0], confidence="unsure", doubt=f"{rating} may say which answers are good ones")
    both = columns.named(
        ("input", "context"), _TEXT, without=tuple(found[0].columns[r] for r in ("instruction", "output"))
    )
    if found[0].holds and len(both) > 1 and "input" in found[0].columns:
        return [replace(found[0], columns={**found[0].columns, "input": one.name}, confidence="unsure") for one in both]
    return found


def _questions_and_answers(columns: Columns) -> tuple[list[Pair], Confidence]:
    """Best first, and how far the first can be relied on."""
    all_answers = _fitting(columns.named(ANSWERS), (*_TEXT, "texts"))
    answers = _without_parts(all_answers)
    questions = _without_copies(
        [one for one in _fitting(columns.named(QUESTIONS), _TEXT) if _is_question(one, all_answers)]
    )
    strong = bool(questions)
    if not strong:
        questions = _fitting(columns.named(SOURCES, without=_names(all_answers)), _TEXT)[:1]
    pairs = [(question, answer) for question, answer in product(questions, answers) if question is not answer]
    known = [pair for pair in pairs if any(_are(pair, names) for names in _TOGETHER)]
    if not pairs:
        return _possible_pairs(columns), "unsure"
    if len(pairs) > 1 and len(known) != 1:
        return pairs, "unsure"
    best = known[0] if len(pairs) > 1 else pairs[0]
    others = [pair for pair in product(questions, all_answers) if pair != best and pair[0] is not pair[1]]
    plain = best[1].holds((*_TEXT, "texts", "empty")) and (strong or not _is_named(best[0], TEXTS))
    return [best, *others], "likely" if others or not plain else "sure"


def _possible_pairs(columns: Columns) -> list[Pair]:
    """Where no name says which column is answered by which other."""
    texts = [one for one in columns.top if one.holds(_TEXT) and not _names_rows(one) and not _is_named(one, _ASIDE)]
    asked = _without_copies([one for one in columns.named(QUESTIONS, _TEXT) if _is_question(one, [])])
    if len(asked) == 1 and (said := columns.named(TEXTS, _TEXT)):
        return [(asked[0], said[0])]
    if len(texts) < 2:
        texts = [one for one in columns.all if one.holds(_TEXT) and one.name.count(".") and not _names_rows(one)]
    if len(texts) != 2:
        return []
    first, second = texts
    if second.comes_again or _is_named(second, LABELS):
        return [(first, second)]
    return [(first, second), (second, first)]


def _instruction(columns: Columns, question: Column, answer: Column) -> Guess:
    roles = {"instruction": question.name, "output": answer.name}
    taken = tuple(roles.values())
    joined = columns.named(INPUTS, (*_TEXT, "empty"), taken) if _is_named(question, QUESTIONS) else []
    for role, found in (
        ("input", joined),
        ("system", columns.named(SYSTEMS, (*_TEXT, "empty"), taken)),
        ("wrong", columns.named(WRONG, without=taken)),
    ):
        if found:
            roles[role] = found[0].name
    several = any(isinstance(value, (list, tuple)) for value in answer.values)
    note = "the first of several answers is learned" if several else ""
    return Guess("instruction", roles, note=note, doubt=_not_text(answer))


def _not_text(column: Column) -> str:
    if column.holds((*_TEXT, "texts", "empty")):
        return ""
    what = "yes/no values" if column.kind == "truth" else "numbers"
    return f"{column.name} holds {what}, not text; model.task = 'sequence_classification' learns them as classes"


def conversation(columns: Columns) -> list[Guess]:
    asked = columns.one_named(QUESTIONS, ("turns",))
    answered = columns.one_named(ANSWERS, ("turns", *_TEXT))
    if asked and answered:
        found = [_conversation(columns, asked, completion=answered.name)]
    else:
        found = _lists_of_turns(columns)
    if found and (rating := _rating(columns)):
        found[0] = replace(found[0], confidence="unsure", doubt=f"{rating} may say which answers are good ones")
    return found


def _lists_of_turns(columns: Columns) -> list[Guess]:
    aside = _names([*columns.named(CHOSEN), *columns.named(REJECTED), *columns.named(QUESTIONS)])
    named = columns.named(MESSAGES, ("turns",))
    if named:
        return _one_sure(columns, named)
    for kinds, names in ((("transcript", "texts"), MESSAGES), (("texts", "empty", "list"), MESSAGES[:3])):
        if said := columns.named(names, kinds):
            return _one_sure(columns, said, "likely")
    if others := [column for column in columns.all if column.kind == "turns" and column.name not in aside]:
        return [replace(one, by="what the columns hold") for one in _one_sure(columns, others, "likely")]
    written = [column for column in columns.named(TEXTS) if column.kind == "transcript"]
    doubt = "its texts look like whole conversations"
    return [replace(_conversation(columns, one), confidence="unsure", doubt=doubt) for one in written]


def _one_sure(columns: Columns, found: Sequence[Column], confidence: Confidence = "sure") -> list[Guess]:
    confidence = confidence if len(found) == 1 else "unsure"
    return [replace(_conversation(columns, one), confidence=confidence) for one in found]


def _conversation(columns: Columns, messages: Column, completion: str = "") -> Guess:
    roles = {"messages": messages.name} | ({"completion": completion} if completion else {})
    taken = tuple(roles.values())
    if system := columns.one_named(SYSTEMS, (*_TEXT, "empty"), taken):
        roles["system"] = system.name
    if tools := columns.one_named(TOOLS, ("list", "empty"), taken):
        roles["tools"] = tools.name
    note = "its turns are taken as question and answer by turns" if messages.kind == "texts" else ""
    return Guess("conversation", roles, note=note)


def preference(columns: Columns) -> list[Guess]:
    kinds = (*_TEXT, "turns")
    chosen, rejected = columns.one_named(CHOSEN, kinds), columns.one_named(REJECTED, kinds)
    if chosen is None or rejected is None:
        return []
    roles = {"chosen": chosen.name, "rejected": rejected.name}
    prompts = _without_copies(columns.named(PROMPTS, kinds, tuple(roles.values())))
    if system := columns.one_named(SYSTEMS, (*_TEXT, "empty")):
        roles["system"] = system.name
    if not prompts and chosen.kind == "text":
        return []
    guess = Guess("preference", roles)
    if not prompts:
        return [guess]
    asked = [replace(guess, columns={"prompt": prompt.name, **roles}) for prompt in prompts]
    if len(asked) > 1 and chosen.kind == "text":
        return [replace(one, confidence="unsure") for one in asked]
    return asked[:1]


def multiple_choice(columns: Columns) -> list[Guess]:
    sets = [{"choices": one.name} for one in columns.named(CHOICES, ("texts", "choices"))] or _own_columns(columns)
    if not sets:
        return []
    roles = sets[0]
    taken = tuple(roles.values())
    answers = [one for one in columns.named(RIGHT, without=taken) if one.holds(_IN_A_CELL)]
    questions = columns.named(ASKED, (*_TEXT, "empty"), (*taken, *_names(answers)))
    if not answers or not questions:
        return []
    joined = columns.named(ASKED_OF, _TEXT, (*taken, answers[0].name, questions[0].name))
    roles = {"question": questions[0].name, **roles, "answer": answers[0].name}
    if joined:
        roles["context"] = joined[0].name
    guess = Guess("multiple_choice", roles, right_choice="text")
    fitting = readings_that_fit(columns.rows, roles)
    if len(fitting) > 1:
        doubt = f"{answers[0].name} can be read in more than one way"
        return [replace(guess, right_choice=one, confidence="unsure", doubt=doubt) for one in fitting]
    by = "the columns and what they hold"
    return [replace(guess, right_choice=fitting[0], by=by) if fitting else replace(guess, confidence="likely")]


def _own_columns(columns: Columns) -> list[dict[str, str]]:
    """Choices that have a column each, as in A, B, C, D or choice1, choice2."""
    stems: dict[str, dict[str, str]] = {}
    for column in columns.top:
        parts = _OWN_CHOICE.fullmatch(column.name.strip())
        if parts and column.holds(("text", "number", "fraction", "texts")):
            stems.setdefault(parts[1].lower(), {})[parts[2].lower()] = column.name
    found = []
    for marks in stems.values():
        own = [marks[mark] for mark in sorted(marks)]
        if 2 <= len(own) <= len(OWN_COLUMNS) and "".join(sorted(marks))[:2] in ("01", "12", "ab"):
            found.append(dict(zip(OWN_COLUMNS, own, strict=False)))
    return found


def text(columns: Columns) -> list[Guess]:
    named = columns.named(TEXTS, _TEXT) or columns.named(TEXTS, ("empty",))
    texts = [one for one in columns.top if one.holds(_TEXT) and not _names_rows(one)]
    if not named:
        texts = [one for one in texts if not one.comes_again and not _is_named(one, LABELS)]
        if len(texts) != 1:
            return []
        doubt = _doubt_of_text(columns, texts[0])
        confidence: Confidence = "unsure" if doubt or _is_named(texts[0], QUESTIONS) else "likely"
        return [Guess("text", {"text": texts[0].name}, confidence, "what the columns hold", doubt=doubt)]
    guesses = [Guess("text", {"text": one.name}) for one in named]
    doubt = _doubt_of_text(columns, named[0])
    if doubt or len(_without_parts(named)) > 1:
        return [replace(one, confidence="unsure", doubt=doubt) for one in guesses]
    return [guesses[0], *(replace(one, confidence="unsure") for one in guesses[1:])]


def _doubt_of_text(columns: Columns, said: Column) -> str:
    if said.kind == "transcript":
        return "its texts look like whole conversations"
    if columns.named(("role", "speaker")) and columns.named(("parent_id", "conversation_id", "message_tree_id")):
        return (
            "each row seems to be one turn, and the turns of a conversation belong together in one row, as a list in a "
            "column messages"
        )
    if labels := _labels(columns, said):
        return f"model.task = 'sequence_classification' learns {labels[0].name} as classes"
    asked = [
        one for one in columns.named(QUESTIONS, _TEXT, (said.name,)) if _is_question(one, []) and not one.comes_again
    ]
    return f"{asked[0].name} may be what it answers" if asked and not asked[0].is_inside(said) else ""


def _labels(columns: Columns, said: Column) -> list[Column]:
    """Classes that stand beside a text."""
    kinds = ("text", "number", "truth", "numbers")
    named = columns.named(("label", "class", "sentiment", "intent", "emotion"), kinds, (said.name,))
    others = [column for column in columns.top if column is not said and not _names_rows(column)]
    return named or [one for one in others if len(others) == 1 and one.holds(kinds) and one.comes_again]


def tokenized(columns: Columns) -> list[Guess]:
    ids = columns.one_named(("input_ids",), ("numbers",))
    if ids is None:
        return []
    roles = {"input_ids": ids.name}
    if labels := columns.one_named(("labels",), ("numbers",)):
        roles["labels"] = labels.name
    if mask := columns.one_named(("attention_mask",), ("numbers",)):
        roles["attention_mask"] = mask.name
    if labels:
        return [Guess("tokenized", roles)]
    return [Guess("tokenized", roles, "likely", note="without labels, all tokens are learned")]


# classes to learn


def classification(columns: Columns) -> list[Guess]:
    labels = _without_twins(_label_columns(columns))
    found = []
    for label in labels:
        for texts in texts_to_classify(columns, label):
            roles = dict(zip(("text", "second_text"), _names(texts), strict=False))
            found.append(Guess("classification", {**roles, "label": label.name}, note=_note_of_label(label)))
    if not found:
        return []
    if len(labels) > 1 or labels[0].all_different:
        doubt = f"each row has another {labels[0].name}" if len(labels) == 1 else ""
        return [replace(one, confidence="unsure", doubt=doubt) for one in found]
    certain = _is_named(labels[0], LABELS) and len(found) == 1
    first = replace(found[0], confidence="sure" if certain else "likely")
    return [first, *(replace(one, confidence="unsure") for one in found[1:])]


def _label_columns(columns: Columns) -> list[Column]:
    if named := columns.named(LABELS):
        return named[:1] if _singular_label(named[0]) else named
    suffixed = [one for one in columns.top if re.search(r"[_ -](label|class|category)$", one.name, re.IGNORECASE)]
    judged = columns.named(("answer", "gold"), ("truth", "number"))
    seen = [one for one in columns.top if one.comes_again and one.holds(("text", "number", "truth"))]
    rest = [one for one in seen if len(columns.top) == 2 and not _names_rows(one)]
    return suffixed or judged or rest


def _singular_label(column: Column) -> bool:
    return _is_named(column, ("label",))


def _without_twins(labels: list[Column]) -> list[Column]:
    """Of two columns that name the same classes, as 1 and "positive", the first."""
    kept: list[Column] = []
    for label in labels:
        if not any(_say_the_same(label, one) for one in kept):
            kept.append(label)
    return kept


def _say_the_same(first: Column, second: Column) -> bool:
    both = {(str(a), str(b)) for a, b in zip(first.values, second.values, strict=True)}
    return len(both) == len({a for a, _ in both}) == len({b for _, b in both})


def texts_to_classify(columns: Columns, label: Column) -> list[tuple[Column, ...]]:
    texts = (*_TEXT, "empty")
    for names in PAIRS:
        pair = [columns.one_named((name,), texts, (label.name,)) for name in names]
        if pair[0] and pair[1]:
            return [(pair[0], pair[1])]
    pair_of = columns.one_named(("second_text", "text_pair"), texts, (label.name,))
    named = columns.named(CLASSIFIED, texts, (label.name,))
    if named:
        return [(named[0], pair_of)] if pair_of else [(one,) for one in named]
    others = [one for one in columns.top if one is not label and not _names_rows(one)]
    alone = others if len(others) == 1 else [one for one in others if one.holds(_TEXT) and not one.comes_again]
    return [(alone[0],)] if len(alone) == 1 else []


def _note_of_label(label: Column) -> str:
    said = set(label.different)
    return "-1 is taken for a class of its own" if "-1" in said and said - {"-1"} else ""


def token_labels(columns: Columns) -> list[Guess]:
    lists = ("texts", "text", "empty", "list", "numbers")
    words, tags = columns.one_named(WORDS, lists), columns.named(TAGS, lists)
    if words is None or not tags:
        return []
    found = []
    for tag in tags:
        found.append(with_tag_scheme(Guess("token_labels", {"words": words.name, "tags": tag.name}), tag))
    found[0] = replace(found[0], confidence="sure" if len(found) == 1 else "likely")
    return [found[0], *(replace(one, confidence="unsure") for one in found[1:])]


def with_tag_scheme(guess: Guess, tags: Column) -> Guess:
    if not _is_iob1([_listed(value) for value in tags.values]):
        return guess
    note = "entities begin with I- in the rows (IOB1), and are learned as beginning with B- (IOB2)"
    return replace(guess, note=note, tag_scheme="iob1")


def _listed(value: object) -> list[str]:
    if isinstance(value, str):
        return re.findall(r"[^\s,'\"\[\]]+", value)
    return [str(one) for one in value] if isinstance(value, (list, tuple)) else []


def _is_iob1(sentences: Sequence[Sequence[str]]) -> bool:
    """Whether an I- begins entities, and a B- stands only between two of one kind that touch."""
    begins = False
    for tags in sentences:
        for before, tag in zip(("O", *tags), tags, strict=False):
            if tag[:2] not in ("B-", "I-") and tag != "O":
                return False
            follows = before[:2] in ("B-", "I-") and before[2:] == tag[2:]
            if tag.startswith("B-") and not follows:
                return False
            begins |= tag.startswith("I-") and not follows
    return begins


# what the guesses share


def _fitting(found: Sequence[Column], kinds: Sequence[str]) -> list[Column]:
    """Those that hold what they should; else empty ones, else what may be a mistake in the rows."""
    for wanted in (kinds, ("empty",), ("number", "fraction", "truth")):
        if fit := [column for column in found if column.holds(wanted)]:
            return fit
    return []


def _is_question(column: Column, answers: Sequence[Column]) -> bool:
    """Some names mean a question beside one answer's name, and something else beside others."""
    for name, partners in _ONLY_TOGETHER.items():
        if _is_named(column, (name,)):
            return any(_is_named(answer, partners) for answer in answers)
    return True


def _without_copies(questions: list[Column]) -> list[Column]:
    """Without those that say the same in all rows, and those that wrap another one in more words."""
    kept = [one for one in questions if not one.comes_again] or questions
    return [
        one
        for at, one in enumerate(kept)
        if not any(
            two.is_inside(one) and (at > other or not one.is_inside(two))
            for other, two in enumerate(kept)
            if two is not one
        )
    ]


def _without_parts(found: list[Column]) -> list[Column]:
    """Without those that another one holds as a part."""
    return [
        one
        for at, one in enumerate(found)
        if not any(
            one.is_inside(two) and (at > other or not two.is_inside(one))
            for other, two in enumerate(found)
            if two is not one
        )
    ]


def _rating(columns: Columns) -> str:
    """The name of a column that judges each answer."""
    rating = columns.one_named(("label", "is_good", "desirable"), ("truth",))
    return rating.name if rating else ""


def _names_rows(column: Column) -> bool:
    return bool(_NAMES_OF_ROWS.fullmatch(column.name.casefold()))


def _is_named(column: Column, names: Sequence[str]) -> bool:
    return any(singular(column.name) == singular(name) for name in names)


def _are(pair: Pair, names: Sequence[str]) -> bool:
    return all(_is_named(column, (name,)) for column, name in zip(pair, names, strict=True))


def _names(found: Sequence[Column]) -> tuple[str, ...]:
    return tuple(column.name for column in found)
