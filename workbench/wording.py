"""Numbers as a person reads them: bytes, counts, times and shares, always with their unit."""

import math
import re
from collections.abc import Mapping
from datetime import datetime

from tuning_core.run_file import RunFile

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


def plural(number: int, one: str, many: str = "") -> str:
    """1 row, 2 rows, 12.4 k rows."""
    return count_text(number, one if number == 1 else many or one + "s")


def duration_text(seconds: float) -> str:
    """0.4 s, 18 s, 2 min 5 s, 1 h 12 min, 3 d 4 h."""
    if not math.isfinite(seconds) or seconds < 0:
        return "—"
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < MINUTE:
        return f"{whole} s"
    if whole < HOUR:
        return _two(whole // MINUTE, "min", whole % MINUTE, "s")
    minutes = round(seconds / MINUTE)
    if minutes < 24 * 60:
        return _two(minutes // 60, "h", minutes % 60, "min")
    hours = round(seconds / HOUR)
    return _two(hours // 24, "d", hours % 24, "h")


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
    return there.strftime("%d %b %H:%M" if this_year else "%d %b %Y")


def too_long_text(summary: Mapping[str, int]) -> str:
    """What became of rows longer than the maximum, to go on with after a comma: “, 3.1 % left out”; or nothing."""
    rows = max(1, summary["training"] + summary["held_out"] + summary["left_out"])
    fates = {"cut": summary["cut"] / rows, "left out": summary["left_out"] / rows}
    return "".join(f", {percent_text(share)} {fate}" for fate, share in fates.items() if share)


TASKS = {  # of the run file: what it is called, and what it is
    "causal_lm": ("Write text", "Goes on from a prompt: chat, instructions, stories."),
    "seq2seq_lm": ("Text to text", "Reads one text and writes another. For models such as T5 and BART."),
    "sequence_classification": ("Classify texts", "Says which class a text is of, as good or bad for a review."),
    "token_classification": ("Label words", "Says what each word is, as the name of a person or a place."),
}
METRICS = {  # of an evaluation, as the core names them
    "loss": "Loss",
    "perplexity": "Perplexity",
    "token_accuracy": "Token accuracy",
    "accuracy": "Accuracy",
    "f1": "F1",
    "exact_match": "Exact match",
    "bleu": "BLEU",
    "rouge_l": "ROUGE-L",
    "chrf": "chrF",
}
KEY = re.compile(r"(?<![\w./\\-])(model|data|method|training)\.([a-z_]+)(?![\w/\\]|\.\w)")
TASK = re.compile(rf"(?<![\w./\\-])'?({'|'.join(TASKS)})\b'?(?![\w/\\]|\.\w)")
SWITCH = re.compile(rf"\bset {KEY.pattern} = (true|false)\b")
WHICH_COLUMN = re.compile(r"say (?:in data\.columns which is which|which is which in data\.columns, as in \{.*\})")


def plain_sentence(sentence: str) -> str:
    """A sentence of the core in the window's words: “Learning rate” for training.learning_rate."""
    sentence = TASK.sub(lambda m: f"“{TASKS[m[1]][0]}”", sentence)
    sentence = WHICH_COLUMN.sub("choose which column is which", sentence)
    sentence = SWITCH.sub(lambda m: f"{'tick' if m[3] == 'true' else 'untick'} “{_title(m[1], m[2])}”", sentence)
    return KEY.sub(lambda m: f"“{_title(m[1], m[2])}”", sentence)


def title_of(setting: str) -> str:
    """Of a setting by its dotted name, as the form writes it."""
    return _title(*setting.split(".", 1))


def _title(table: str, key: str) -> str:
    """The settings of methods are named after their keys."""
    fields = type(getattr(RunFile(), table)).model_fields
    return (fields[key].title if key in fields else "") or key.replace("_", " ").capitalize()


def _two(first: int, first_unit: str, second: int, second_unit: str) -> str:
    return f"{first} {first_unit} {second} {second_unit}" if second else f"{first} {first_unit}"


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
