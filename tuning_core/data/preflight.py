"""What about the data would spoil a run: found before it starts, each with what may be done about it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from tuning_core.data.labelled import OUTSIDE

_FEW_LEARNED = 0.01  # share of the tokens
_ONE_SIDED = 0.9  # share of the rows that are of one class
_TEXT_TASKS = ("causal_lm", "seq2seq_lm")
_TEMPLATE_WITH_AN_END = "chatml"


@dataclass(frozen=True)
class DataFacts:
    """Counts of prepared rows, and the settings that they were prepared with. `positions` is the most tokens that the
    model has places for, None where it has no such limit; `longest` the tokens of the longest row before it is cut;
    `label_counts` maps a class to how often it is (learned, held out)."""

    file: str = "the data"
    task: str = "causal_lm"
    form: str = "instruction"
    rows: int = 0
    training: int = 0
    held_out: int = 0
    held_out_file: bool = False
    problems: int = 0
    learn_nothing: int = 0  # of the problems: rows of which no token is learned
    skip_problems: bool = False
    left_out: int = 0  # for their length
    cut: int = 0
    cut_policy: str = "drop"
    max_length: int = 512
    longest: int = 0
    positions: int | None = None
    tokens: int = 0
    learned_tokens: int = 0
    learn: str = "answers"
    learn_end: bool = True
    tokenizer_has_end: bool = True
    template: str = "auto"
    template_closes_answers: bool = True
    batch_size: int = 1
    gradient_accumulation: int = 1
    duplicates: int = 0
    in_both: int = 0
    label_counts: Mapping[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Finding:
    """`remedy` are settings of the run file that put it right, as a button does; empty where only the file can."""

    severity: Literal["blocks", "warns"]
    sentence: str
    remedy: Mapping[str, Any] = field(default_factory=dict)
    remedy_label: str = ""


def checks(facts: DataFacts) -> list[Finding]:
    """What stands in the way first."""
    found = [finding for check in _CHECKS for finding in check(facts)]
    return sorted(found, key=lambda finding: finding.severity != "blocks")


def rows_aside(facts: DataFacts) -> list[Finding]:
    """Of rows that are skipped, left out or cut."""
    return [*_broken_rows(facts), *_long_rows(facts)]


def _broken_rows(facts: DataFacts) -> Iterator[Finding]:
    if not facts.problems:
        return
    it = "it" if facts.learn_nothing == 1 else "them"
    nothing = f", {facts.learn_nothing:,} because nothing of {it} is learned" if facts.learn_nothing else ""
    said = f"{rows_text(facts.problems)} of {facts.file} cannot be learned from{nothing}"
    if facts.skip_problems:
        yield Finding("warns", f"{said}; skipped.")
    else:
        label = f"Skip {rows_text(facts.problems)}"
        yield Finding("blocks", f"{said}; mend the file or skip them.", {"data.skip_problems": True}, label)


def _nothing_left(facts: DataFacts) -> Iterator[Finding]:
    if facts.training or (facts.problems and not facts.skip_problems):
        return
    if facts.left_out:
        said = f"All rows of {facts.file} are longer than data.max_length = {facts.max_length:,} and are left out."
        yield Finding("blocks", said, *_for_long_rows(facts))
    elif facts.held_out:
        said = "All rows are held out, and none is left to learn from; lower data.validation."
        yield Finding("blocks", said, {"data.validation": 0.0}, "Hold out no rows")
    else:
        yield Finding("blocks", f"No row of {facts.file} can be learned from.")


def _long_rows(facts: DataFacts) -> Iterator[Finding]:
    if not facts.training:
        return
    limit = f"data.max_length = {facts.max_length:,}"
    if facts.left_out:
        share = _percent(facts.left_out, facts.training + facts.held_out + facts.left_out)
        said = f"{rows_text(facts.left_out)} ({share}) {_are(facts.left_out)} longer than {limit} and left out."
        yield Finding("warns", said, *_for_long_rows(facts))
    if not facts.cut:
        return
    whose = {"prompt": "at the start of the prompt", "answer": "at the end of the answer"}
    where = whose.get(facts.cut_policy, "at the end") if facts.task in _TEXT_TASKS else "at the end"
    all_rows = facts.cut >= facts.training + facts.held_out
    count = "All rows are" if all_rows else f"{rows_text(facts.cut)} {_are(facts.cut)}"
    yield Finding("warns", f"{count} longer than {limit} and cut {where}.", *_for_long_rows(facts))


def _for_long_rows(facts: DataFacts) -> tuple[dict[str, Any], str]:
    """More tokens where the model has places for them; else a cut that leaves the answers whole."""
    if facts.longest > facts.max_length and (facts.positions is None or facts.longest <= facts.positions):
        return {"data.max_length": facts.longest}, f"Raise the length to {facts.longest:,} tokens"
    if facts.cut_policy != "prompt" and facts.task in _TEXT_TASKS and facts.form not in ("text", "tokenized"):
        return {"data.cut": "prompt"}, "Cut the prompts instead"
    return {}, ""


def _positions(facts: DataFacts) -> Iterator[Finding]:
    if facts.positions is None or facts.max_length <= facts.positions:
        return
    limit = f"data.max_length = {facts.max_length:,}"
    said = f"{limit} is more than the {facts.positions:,} tokens that the model has places for"
    remedy, label = {"data.max_length": facts.positions}, f"Lower the length to {facts.positions:,} tokens"
    if facts.longest > facts.positions:
        yield Finding("blocks", f"{said}, and the longest row has {facts.longest:,}.", remedy, label)
    else:
        yield Finding("warns", f"{said}; no row is that long yet.", remedy, label)


def _ends(facts: DataFacts) -> Iterator[Finding]:
    """Of answers, without which replies go on for ever."""
    if facts.task not in _TEXT_TASKS or facts.form == "tokenized":
        return
    another = {"data.template": _TEMPLATE_WITH_AN_END}, f"Use the template {_TEMPLATE_WITH_AN_END}"
    if not facts.learn_end:
        said = "Where to stop is not learned (data.learn_end = false), so that replies may go on and on."
        yield Finding("warns", said, {"data.learn_end": True}, "Learn where to stop")
    elif facts.form == "text":
        if not facts.tokenizer_has_end:
            yield Finding("warns", "The tokenizer has no end mark, so that a text never learns where to stop.")
    elif facts.task == "causal_lm" and not facts.template_closes_answers:
        whose = "the model's own" if facts.template == "auto" else "data.template"
        said = f"The chat template ({whose}) writes no end mark behind an answer"
        yield Finding("warns", f"{said}, so that replies may go on and on.", *another)
    elif not facts.tokenizer_has_end and not facts.template_closes_answers:
        yield Finding("warns", "The tokenizer has no end mark, so that replies may go on and on.")


def _few_tokens(facts: DataFacts) -> Iterator[Finding]:
    if facts.task not in _TEXT_TASKS or not 0 < facts.learned_tokens < _FEW_LEARNED * facts.tokens:
        return
    said = (
        f"Only {_percent(facts.learned_tokens, facts.tokens)} of the tokens are learned (data.learn = {facts.learn!r})."
    )
    if facts.learn == "last_answer":
        yield Finding("warns", said, {"data.learn": "answers"}, "Learn all answers")
    else:
        yield Finding("warns", said)


def _batches(facts: DataFacts) -> Iterator[Finding]:
    wanted = facts.batch_size * facts.gradient_accumulation
    if not 0 < facts.training < wanted:
        return
    said = (
        f"A step takes {wanted:,} rows (training.batch_size x training.gradient_accumulation), "
        f"and there {_are(facts.training)} {rows_text(facts.training)} to learn from."
    )
    size = min(facts.batch_size, facts.training)
    remedy = {"training.batch_size": size, "training.gradient_accumulation": facts.training // size}
    yield Finding("warns", said, remedy, f"Take {size * (facts.training // size):,} rows a step")


def _classes(facts: DataFacts) -> Iterator[Finding]:
    counts = facts.label_counts
    learned = {name: count for name, (count, _) in counts.items() if count}
    if not counts or not facts.training:
        return
    if len(learned) == 1:
        yield Finding("blocks", f"All rows to learn from are of the class {next(iter(learned))!r}; it takes two.")
    unseen = [name for name, (count, held_out) in counts.items() if not count and not held_out]
    if unseen and len(learned) > 1:
        rest = [name for name in counts if name not in unseen]
        said = f"{_classes_named(unseen)} in no row of {facts.file} (data.labels, or the model's own classes)."
        yield Finding("warns", said, {"data.labels": rest}, f"Learn the other {len(rest)} classes")
    aside = [name for name, (count, held_out) in counts.items() if not count and held_out]
    if aside:
        hold_none = {} if facts.held_out_file else {"data.validation": 0.0}
        said = f"{_classes_named(aside)} in held-out rows alone, and cannot be learned (data.validation)."
        yield Finding("warns", said, hold_none, "Hold out no rows" if hold_none else "")
    yield from _balance(facts, learned)


def _balance(facts: DataFacts, learned: Mapping[str, int]) -> Iterator[Finding]:
    """Most words of any text name nothing, so that "O" is left aside."""
    learned = {
        name: count for name, count in learned.items() if name != OUTSIDE or facts.task != "token_classification"
    }
    most = max(learned, key=lambda name: learned[name], default="")
    total = sum(learned.values())
    if len(learned) > 1 and learned[most] >= _ONE_SIDED * total:
        what = "named words" if facts.task == "token_classification" else "rows"
        share = _percent(learned[most], total)
        yield Finding(
            "warns", f"{share} of the {what} of {facts.file} are of the class {most!r}; the others may be missed."
        )


def _repeated(facts: DataFacts) -> Iterator[Finding]:
    if facts.duplicates:
        share = _percent(facts.duplicates, facts.rows)
        repeats = "repeats an earlier row" if facts.duplicates == 1 else "repeat earlier rows"
        said = f"{rows_text(facts.duplicates)} ({share}) of {facts.file} {repeats}"
        yield Finding("warns", f"{said}; what is repeated is learned more often.")
    if facts.in_both:
        verb = "is" if facts.in_both == 1 else "are"
        said = (
            f"{rows_text(facts.in_both)} {verb} held out and learned as well, so that what is measured looks too good"
        )
        if facts.held_out_file:
            remedy = {"data.validation": 0.05}
            label = "Hold out rows of the training data"
            yield Finding("warns", f"{said} (data.validation).", remedy, label)
        else:
            yield Finding("warns", f"{said} (data.validation).")


def rows_text(count: int) -> str:
    """As in "1 row" and "2,000 rows"."""
    return f"{count:,} row{'' if count == 1 else 's'}"


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def _percent(part: int, whole: int) -> str:
    share = 100 * part / max(1, whole)
    return f"{share:.0f} %" if share >= 10 else f"{share:.1f} %" if share >= 0.1 else "below 0.1 %"


def _classes_named(names: list[str]) -> str:
    listed = ", ".join(repr(name) for name in names[:6]) + (", …" if len(names) > 6 else "")
    return f"The class {listed} stands" if len(names) == 1 else f"The classes {listed} stand"


_CHECKS: tuple[Callable[[DataFacts], Iterator[Finding]], ...] = (
    _broken_rows,
    _nothing_left,
    _positions,
    _classes,
    _long_rows,
    _ends,
    _few_tokens,
    _batches,
    _repeated,
)
