"""README.md of an export: what the model was made of and how, for the person who gets the folder one day."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from tuning_core.data.preflight import rows_text
from tuning_core.events import Evaluated, Event, Finished, Started, StepDone
from tuning_core.methods import method_of
from tuning_core.models.card import ModelCard
from tuning_core.models.folder import is_hub_id
from tuning_core.run_file import RunFile

FILE = "README.md"
_PIPELINES = {
    "causal_lm": "text-generation",
    "seq2seq_lm": "text2text-generation",
    "sequence_classification": "text-classification",
    "token_classification": "token-classification",
}
_MERGED, _ADAPTER = (
    "What was learned is folded into the weights: this is an ordinary model folder, and needs no other.",
    "This folder holds only what was learned. It works together with the base model named below.",
)
_NUMBERS = {"exact_match": "Exact match", "bleu": "BLEU", "rouge_l": "ROUGE-L", "chrf": "chrF", "f1": "F1"}
_SHARES = ("exact_match", "accuracy", "token_accuracy", "f1")  # told in per cent


def model_card(run: RunFile, base: ModelCard, events: Sequence[Event] = (), merged: bool = True) -> str:
    """`events` are those of the run folder; without them the figures are left out."""
    sections = [
        _front_matter(run, base, merged),
        f"# {run.name or 'Tuned model'}",
        _MERGED if merged else _ADAPTER,
        _section("Base model", _base_lines(run, base)),
        _section("Data", _data_lines(run, events)),
        _section("Method", _method_lines(run, events)),
        _section("Training", _training_lines(run, events)),
    ]
    if figures := _figures(events):
        sections.append(_section("Measured on the held-out rows", figures))
    return "\n\n".join(sections) + "\n"


def _front_matter(run: RunFile, base: ModelCard, merged: bool) -> str:
    """The fields that the Hugging Face Hub reads."""
    fields: dict[str, Any] = {"library_name": "transformers" if merged else "peft"}
    if base.licence:
        fields["license"] = base.licence.lower()
    if is_hub_id(run.model.path) and "/" in run.model.path:
        fields["base_model"] = run.model.path
    fields["pipeline_tag"] = _PIPELINES[run.model.task]
    fields["tags"] = ["peft-workbench", run.method.name]
    lines = [f"{name}: {value if isinstance(value, str) else json.dumps(value)}" for name, value in fields.items()]
    return "\n".join(["---", *lines, "---"])


def _section(title: str, lines: Sequence[str]) -> str:
    return "\n".join([f"## {title}", "", *(f"- {line}" for line in lines)])


def _base_lines(run: RunFile, base: ModelCard) -> list[str]:
    name = run.model.path if is_hub_id(run.model.path) else base.name
    lines = [
        f"{name}: {base.architecture}, {base.layers} layers, {base.width} wide, {base.parameters:,} parameters",
        f"Licence of the base model: {base.licence or 'not stated in its folder; ask where it comes from'}",
    ]
    if run.model.quantization != "none":
        lines.append(f"Held in {run.model.quantization} while training")
    return lines


def _data_lines(run: RunFile, events: Sequence[Event]) -> list[str]:
    """Without folders, which say where somebody keeps things."""
    lines = [", ".join(Path(name).name for name in run.data.train_files)]
    started = _last(events, Started)
    if started is not None:
        lines.append(f"{rows_text(started.training_rows)} to learn from, {started.held_out_rows:,} held out")
    template = run.data.template
    named = (
        "a text of its own" if "{" in template else {"auto": "the model's own, or a plain one"}.get(template, template)
    )
    return [*lines, f"Chat template: {named}", f"Longest row: {run.data.max_length:,} tokens"]


def _method_lines(run: RunFile, events: Sequence[Event]) -> list[str]:
    method = method_of(run.method)
    lines = [f"{method.title} ({method.paper})"]
    started = _last(events, Started)
    if started is not None:
        share = started.trainable_parameters / max(1, started.total_parameters)
        lines.append(f"{started.trainable_parameters:,} parameters trained, {share:.2%} of the model")
    return lines + _settings(method, method.model_dump())


def _training_lines(run: RunFile, events: Sequence[Event]) -> list[str]:
    """What was set, and what a reader looks for in any case."""
    training, finished = run.training, _last(events, Finished)
    steps = [event for event in events if isinstance(event, StepDone)]
    batch = training.batch_size * training.gradient_accumulation
    lines = [f"{finished.step:,} steps"] if finished is not None else []
    lines.append(f"Rows a step: {training.batch_size} x {training.gradient_accumulation} = {batch}")
    if steps:
        lines.append(f"Highest learning rate: {max(step.learning_rate for step in steps):.3g}")
    told = ("batch_size", "gradient_accumulation", "learning_rate", "seed")
    given = {name: value for name, value in training.model_dump(exclude_defaults=True).items() if name not in told}
    return lines + _settings(training, {**given, "seed": training.seed})


def _settings(settings: BaseModel, values: dict[str, Any]) -> list[str]:
    fields = type(settings).model_fields
    return [f"{fields[name].title or name}: {_shown(value)}" for name, value in values.items()]


def _figures(events: Sequence[Event]) -> list[str]:
    """Of the last evaluation, and of the best one where that is another."""
    measured = [event for event in events if isinstance(event, Evaluated)]
    if not measured:
        return []
    last, best = measured[-1], next((one for one in reversed(measured) if one.best), measured[-1])
    return [_measured(one) for one in ([last] if best.step == last.step else [best, last])]


def _measured(event: Evaluated) -> str:
    figures = [f"loss {event.loss:.4f}", f"perplexity {event.perplexity:.4g}"]
    for name, value in event.metrics.items():
        title = _NUMBERS.get(name, name.replace("_", " "))
        figures.append(f"{title} {value:.1%}" if name in _SHARES else f"{title} {value:.4g}")
    return f"After step {event.step:,}{' (the best)' if event.best else ''}: {', '.join(figures)}"


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False) if value else "none"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _last(events: Sequence[Event], kind: type[Any]) -> Any:
    return next((event for event in reversed(events) if isinstance(event, kind)), None)
