"""preview, targets and estimate."""

import argparse
import threading
from collections.abc import Sequence
from dataclasses import asdict
from itertools import chain, islice
from pathlib import Path
from typing import Any

from rich.table import Table

from tuning_core.background import result_of
from tuning_core.cli.given import bytes_of, read_run
from tuning_core.cli.printing import out, print_json
from tuning_core.data.preflight import rows_text
from tuning_core.events import Change
from tuning_core.files_aside import size_text


def preview(arguments: argparse.Namespace, stop: threading.Event) -> None:
    run = read_run(arguments)
    from tuning_core.data.preflight import checks
    from tuning_core.data.preparing import preparing
    from tuning_core.methods import method_of
    from tuning_core.models.card import read_card
    from tuning_core.models.loading import load_tokenizer
    from tuning_core.models.tasks import CLASSIFICATIONS, label_names
    from tuning_core.packing import require_packing

    tokenizer, task, card = load_tokenizer(run.model), run.model.task, read_card(run.model)
    if run.data.packing:
        require_packing(run, method_of(run.method), card.skeleton)
    named = label_names(card.skeleton) if task in CLASSIFICATIONS else []
    prepared = result_of(preparing(run.data, tokenizer, run.training.seed, stop, task, named))
    examples = list(islice((row.example for row in prepared.rows if row.example is not None), arguments.rows))
    if arguments.json:
        print_json(
            {
                "total_rows": len(prepared.rows),
                "rows": [
                    {
                        "text": tokenizer.decode(example.token_ids),
                        "token_ids": example.token_ids.tolist(),
                        "labels": example.labels.tolist(),
                        "cut": example.cut,
                        **({"wrong_answers": len(example.wrong)} if prepared.form.has_wrong_answers else {}),
                    }
                    for example in examples
                ],
                "problems": [
                    {"file": problem.file, "line": problem.line, "reason": problem.reason}
                    for problem in chain(prepared.problems, prepared.left_out)
                ],
                **({"label_names": prepared.labels} if prepared.labels else {}),
            }
        )
        return
    _print_rows(examples if arguments.rows else examples[:3], tokenizer, prepared.labels)
    for note in prepared.notes:
        out.print(note, markup=False)
    for finding in checks(prepared.facts(run.data, run.training, card.context or None)):
        out.print(finding.sentence, style="red" if finding.severity == "blocks" else "yellow", markup=False)
    for problem in prepared.problems[:20]:
        out.print(f"[red]{problem}[/]")
    summary = prepared.summary()
    template = f"; template: {prepared.template.name}" if prepared.template is not None else ""
    out.print(f"{prepared.form.format}: {prepared.form.reason}{template}", markup=False)
    learned = f"{summary['learned_tokens']:,} of {summary['tokens']:,} tokens are learned"
    if prepared.labels:
        learned = f"{len(prepared.labels)} classes: {', '.join(prepared.labels)}"
    out.print(
        f"{rows_text(summary['rows'])} ({summary['training']:,} to learn from, {summary['held_out']:,} held out, "
        f"{summary['problems']:,} with problems, {summary['left_out']:,} too long, {summary['cut']:,} cut); {learned}.",
        markup=False,
    )


def _print_rows(examples: Sequence[Any], tokenizer: Any, class_names: Sequence[str]) -> None:
    from rich.text import Text

    from tuning_core.data.examples import pieces
    from tuning_core.data.labelled import OUTSIDE

    styles = {"learned": "black on cyan", "end": "black on green", "template": "dim italic", "cut": "strike red"}
    for example in examples:
        shown = pieces(example, tokenizer, class_names)
        text = Text()
        for number, piece in enumerate(shown):
            if piece.begins_answer:
                text.append("\n")
            named = piece.tag not in ("", OUTSIDE)
            text.append(piece.text, "black on cyan" if named else styles.get(piece.kind, ""))
            if named and (number + 1 == len(shown) or shown[number + 1].tag != piece.tag):
                text.append(f" {piece.tag}", "bold cyan")
        if example.task == "sequence_classification":
            text.append(f"\n{class_names[example.labels[0]]}", "black on cyan")
        out.print(Text(f"{Path(example.file).name}:{example.line}", "bold"))
        out.print(text)
        out.print()


def targets(arguments: argparse.Namespace, stop: threading.Event) -> None:
    run = read_run(arguments)
    from tuning_core.methods import method_of
    from tuning_core.models.card import read_card
    from tuning_core.targets import find_targets

    found = find_targets(read_card(run.model), method_of(run.method))
    if arguments.json:
        print_json({"modules": list(found.modules), "trainable_parameters": found.trainable_parameters})
        return
    for name in found.modules:
        out.print(name)
    size = found.adapter_bytes / 1e6
    out.print(f"{len(found.modules)} modules, {found.trainable_parameters:,} trainable parameters, {size:.1f} MB")


def estimate(arguments: argparse.Namespace, stop: threading.Event) -> None:
    run = read_run(arguments)
    from tuning_core.memory import fit, forecast
    from tuning_core.models.card import read_card

    budget = None if arguments.fit is None else bytes_of(arguments.fit)
    card = read_card(run.model)
    result = forecast(card, run)
    changes = [] if budget is None else fit(card, run, budget)
    if arguments.json:
        print_json(
            {
                "total_bytes": result.total_bytes,
                "parts": result.parts,
                "trainable_parameters": result.trainable_parameters,
                "total_parameters": result.total_parameters,
                **({"changes": [asdict(change) for change in changes]} if budget is not None else {}),
            }
        )
        return
    table = Table("part", "memory")
    for part, size in [*result.parts.items(), ("together", result.total_bytes)]:
        table.add_row(part, f"{size / 1e6:,.1f} MB")
    out.print(table)
    if result.note:
        out.print(result.note, markup=False)
    if budget is not None:
        _print_changes(result.needed_bytes, budget, changes)


def _print_changes(needed_bytes: int, budget_bytes: int, changes: Sequence[Change]) -> None:
    if needed_bytes <= budget_bytes:
        out.print(f"It fits in {size_text(budget_bytes)}.", markup=False)
    elif not changes:
        out.print(f"Nothing that could be changed makes it fit in {size_text(budget_bytes)}.", markup=False)
    for number, change in enumerate(changes, start=1):
        settings = " ".join(f"--set {name}={value}" for name, value in change.settings.items())
        out.print(f"{number}. {change.sentence}\n   {settings}", markup=False)
