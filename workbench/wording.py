"""Numbers as a person reads them: bytes, counts, times and shares, always with their unit."""

import math
import re
from collections.abc import Mapping
from datetime import datetime

from pydantic import BaseModel

from tuning_core.run_file import RunFile
from workbench.translation import mark, tr, tr_core

MINUTE, HOUR, DAY = 60, 3600, 86_400


def bytes_text(size: float) -> str:
    """Decimal units, three figures: 0 B, 812 B, 6.25 MB, 80.1 GB."""
    return _scaled(size, ("B", "kB", "MB", "GB", "TB", "PB"), 1000)


def count_text(number: float, unit: str = "") -> str:
    """41.9 M parameters; numbers below ten thousand stay whole: 1,240 rows."""
    if not math.isfinite(number):
        text = "—"
    elif abs(number) < 10_000:
        text = f"{number:,.0f}"
    else:
        text = _scaled(number, ("", "k", "M", "G", "T"), 1000)
    return f"{text} {unit}".strip()


def duration_text(seconds: float) -> str:
    """0.4 s, 18 s, 2 min 5 s, 1 h 12 min, 3 d 4 h."""
    if not math.isfinite(seconds) or seconds < 0:
        return "—"
    if seconds < 9.95:
        return tr("{n} s", n=f"{seconds:.1f}")
    whole = round(seconds)
    if whole < MINUTE:
        return tr("{n} s", n=whole)
    if whole < HOUR:
        return _two(tr("{n} min", n=whole // MINUTE), whole % MINUTE and tr("{n} s", n=whole % MINUTE))
    minutes = round(seconds / MINUTE)
    if minutes < 24 * 60:
        return _two(tr("{n} h", n=minutes // 60), minutes % 60 and tr("{n} min", n=minutes % 60))
    hours = round(seconds / HOUR)
    return _two(tr("{n} d", n=hours // 24), hours % 24 and tr("{n} h", n=hours % 24))


def percent_text(share: float) -> str:
    """A share of one: 0.031 is 3.1 %. What is not nothing never reads as 0 %."""
    if not math.isfinite(share):
        return "—"
    percent = share * 100
    if percent == 0:
        return "0 %"
    if abs(percent) < 0.01:
        return "< 0.01 %"
    if abs(percent) < 1:
        return f"{percent:.2f} %"
    return f"{percent:.0f} %" if abs(percent) >= 99.95 else f"{percent:.1f} %"


def number_text(value: float, figures: int = 4) -> str:
    """A measured number: 0.4123, 12.35, 2e-5."""
    if not math.isfinite(value):
        return str(value)
    mantissa, _, exponent = f"{value:.{figures}g}".partition("e")
    return f"{mantissa}e{int(exponent)}" if exponent else mantissa


def date_text(moment: datetime) -> str:
    """In the person's own time zone: 21 Nov 08:04, or 21 Nov 2024 in another year."""
    there = moment.astimezone()
    this_year = there.year == datetime.now().astimezone().year
    return there.strftime(tr("%d %b %H:%M") if this_year else tr("%d %b %Y"))


def too_long_text(summary: Mapping[str, int]) -> str:
    """What became of rows longer than the maximum, to go on with after a comma: “, 3.1 % left out”; or nothing."""
    rows = max(1, summary["training"] + summary["held_out"] + summary["left_out"])
    cut, left_out = summary["cut"] / rows, summary["left_out"] / rows
    said = tr(", {share} cut", share=percent_text(cut)) if cut else ""
    return said + (tr(", {share} left out", share=percent_text(left_out)) if left_out else "")


TASKS = {  # of the run file: what it is called, and what it is
    "causal_lm": (mark("Write text"), mark("Goes on from a prompt: chat, instructions, stories.")),
    "seq2seq_lm": (mark("Text to text"), mark("Reads one text and writes another. For models such as T5 and BART.")),
    "sequence_classification": (
        mark("Classify texts"),
        mark("Says which class a text is of, as good or bad for a review."),
    ),
    "token_classification": (mark("Label words"), mark("Says what each word is, as the name of a person or a place.")),
}
METRICS = {  # of an evaluation, as the core names them
    "loss": mark("Loss"),
    "perplexity": mark("Perplexity"),
    "token_accuracy": mark("Token accuracy"),
    "accuracy": mark("Accuracy"),
    "f1": "F1",
    "exact_match": mark("Exact match"),
    "bleu": "BLEU",
    "rouge_l": "ROUGE-L",
    "chrf": "chrF",
}
# Of words only ASCII letters are looked for, since Chinese stands beside them without a space.
KEY = re.compile(r"(?a)(?<![\w./\\-])(model|data|method|training)\.([a-z_]+)(?![\w/\\]|\.\w)")
TASK = re.compile(rf"(?a)(?<![\w./\\-])'?({'|'.join(TASKS)})\b'?(?![\w/\\]|\.\w)")
SWITCH = re.compile(rf"(?a)\bset {KEY.pattern.removeprefix('(?a)')} = (true|false)\b")
WHICH_COLUMN = re.compile(r"say (?:in data\.columns which is which|which is which in data\.columns, as in \{.*\})")
BETWEEN_CHINESE = re.compile("(?<=[\u4e00-\u9fff]) (?=“)|(?<=”) (?=[\u4e00-\u9fff])")  # no space at quotation marks


def settings_named(sentence: str, table: str) -> set[str]:
    """Of one table of the run file, by a sentence of the core."""
    return {match[2] for match in KEY.finditer(sentence) if match[1] == table}


def plain_sentence(sentence: str) -> str:
    """A sentence of the core in the window's words and language: “Learning rate” for training.learning_rate."""
    sentence = tr_core(sentence)
    sentence = TASK.sub(lambda m: _quoted(tr(TASKS[m[1]][0])), sentence)
    sentence = WHICH_COLUMN.sub(tr("choose which column is which"), sentence)
    sentence = SWITCH.sub(_switched, sentence)
    sentence = KEY.sub(lambda m: _quoted(_title(m[1], m[2])), sentence)
    return BETWEEN_CHINESE.sub("", sentence)


def _switched(setting: "re.Match[str]") -> str:
    """A translation says “set data.packing = true” in English, to be replaced by this."""
    title = _title(setting[1], setting[2])
    return tr("tick “{setting}”", setting=title) if setting[3] == "true" else tr("untick “{setting}”", setting=title)


def _quoted(title: str) -> str:
    return f"“{title}”"


def title_of(setting: str, method: type[BaseModel] | None = None) -> str:
    """Of a setting by its dotted name, as the form writes it; of a `method`, as its own does."""
    return _title(*setting.split(".", 1), method)


def _title(table: str, key: str, method: type[BaseModel] | None = None) -> str:
    """The settings of methods are named after their keys where the method is not known."""
    fields = (method if method and table == "method" else type(getattr(RunFile(), table))).model_fields
    return tr_core((fields[key].title if key in fields else "") or key.replace("_", " ").capitalize())


def _two(first: str, second: str | int) -> str:
    return f"{first} {second}" if second else first


def _scaled(number: float, units: tuple[str, ...], step: int) -> str:
    if not math.isfinite(number):
        return "—"
    unit = 0
    while abs(number) >= 999.5 and unit < len(units) - 1:
        number /= step
        unit += 1
    if unit == 0:
        return f"{number:.0f} {units[0]}".strip()
    digits = 2 if abs(number) < 9.995 else 1 if abs(number) < 99.95 else 0
    return f"{number:.{digits}f} {units[unit]}"
