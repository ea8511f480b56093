"""evaluate and chat."""

import argparse
import sys
import threading
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.table import Table

from tuning_core.background import result_of
from tuning_core.cli.given import settings_of
from tuning_core.cli.printing import out, print_json
from tuning_core.data.preflight import rows_text
from tuning_core.errors import BadInput
from tuning_core.run_file import RunFile


def opened_run(path: Path, with_adapter: bool = True) -> tuple[RunFile, Any, Any]:
    """(run file, loaded model, tuned model or None). A run.toml inside a run folder stands for the folder."""
    from tuning_core.exporting.peft_format import load_adapter
    from tuning_core.models.loading import loading
    from tuning_core.training.fitting import fit_classes
    from tuning_core.training.run_folder import open_run

    if path.suffix == ".toml" and not (path.parent / "events.jsonl").is_file():
        run = RunFile.read(path)
        return run, result_of(loading(run.model)), None
    opened = open_run(path.parent if path.suffix == ".toml" else path)
    loaded = result_of(loading(opened.run.model))
    fit_classes(opened.run, loaded)
    return opened.run, loaded, load_adapter(loaded.model, opened.adapter_folder) if with_adapter else None


def evaluate(arguments: argparse.Namespace, stop: threading.Event) -> None:

    from tuning_core.data.preflight import rows_aside
    from tuning_core.evaluation import evaluating, measuring
    from tuning_core.training.fitting import fit_classes, preparing_for, with_classes

    settings = settings_of(arguments.set)
    if others := [key for key in settings if not key.startswith("data.")]:
        raise BadInput(f"--set {others[0]}: only settings of the data can be changed for a model that is trained.")
    run, loaded, tuned = opened_run(arguments.run)
    if arguments.data:
        settings |= {"data.train": arguments.data, "data.validation": 0.0}
    run = run.with_settings(settings) if settings else run
    prepared = result_of(preparing_for(run, loaded, stop))
    prepared.require_rows(run.data.skip_problems)
    if tuned is None:
        fit_classes(with_classes(run, prepared.labels), loaded)
    examples = prepared.training if arguments.data else prepared.held_out
    if not examples:
        raise BadInput(f"{arguments.run}: no rows are held out to measure with; give some with --data FILE.")
    metrics: dict[str, Any]
    if tuned is None:
        metrics = {
            "base": asdict(result_of(measuring("base", loaded.model, loaded.tokenizer, examples, stop))),
            "tuned": None,
        }
    else:
        base, after = result_of(evaluating(tuned, loaded.tokenizer, examples, stop))
        metrics = {"base": asdict(base), "tuned": asdict(after)}
    if arguments.json:
        counts = {name: prepared.summary()[name] for name in ("problems", "left_out", "cut")}
        print_json({"rows": len(examples), **counts, **{side: _where_they_apply(one) for side, one in metrics.items()}})
        return
    table = Table(rows_text(len(examples)), "base", "tuned")
    for name in (name for name, value in metrics["base"].items() if value is not None):
        values = [f"{metrics[side][name]:.4f}" if metrics[side] else "" for side in ("base", "tuned")]
        table.add_row(name.replace("_", " "), *values)
    out.print(table)
    for sentence in (
        *prepared.notes,
        *(finding.sentence for finding in rows_aside(prepared.facts(run.data, run.training))),
    ):
        out.print(sentence, style="yellow", markup=False)


def _where_they_apply(metrics: dict[str, float | None] | None) -> dict[str, float | None] | None:
    always = ("loss", "perplexity", "exact_match")
    return metrics and {name: value for name, value in metrics.items() if value is not None or name in always}


def chat(arguments: argparse.Namespace, stop: threading.Event) -> None:
    from tuning_core.chat import reply_to

    run, loaded, tuned = opened_run(arguments.run, with_adapter=not arguments.base)
    model = loaded.model if tuned is None else tuned

    def reply(messages: list[dict[str, str]]) -> str:
        return reply_to(model, loaded.tokenizer, messages, template=run.data.template)

    if arguments.prompt is not None:
        text = reply([{"role": "user", "content": arguments.prompt}])
        if arguments.json:
            print_json({"prompt": arguments.prompt, "reply": text})
        else:
            print(text)
        return
    messages: list[dict[str, str]] = []
    for line in sys.stdin:
        if line.strip():
            messages.append({"role": "user", "content": line.strip()})
            messages.append({"role": "assistant", "content": reply(messages)})
            print(messages[-1]["content"], flush=True)
