"""methods and runs."""

import argparse
import json
import threading
from dataclasses import asdict

from rich.table import Table

from tuning_core.cli.printing import out, print_json


def methods(arguments: argparse.Namespace, stop: threading.Event) -> None:
    from tuning_core.methods import all_methods

    if arguments.json:
        print_json(
            [
                {
                    "name": method.name,
                    "title": method.title,
                    "paper": method.paper,
                    "mergeable": method.mergeable,
                    "fields": {
                        name: {"default": field.get_default(), "title": field.title, "description": field.description}
                        for name, field in method.model_fields.items()
                    },
                }
                for method in all_methods()
            ]
        )
        return
    for method in all_methods():
        out.print(f"[bold]{method.name}[/]  {method.title}  {method.paper}")
        for name, field in method.model_fields.items():
            out.print(f"    {name} = {field.get_default()!r}  {field.description}", markup=False)


def runs(arguments: argparse.Namespace, stop: threading.Event) -> None:

    from tuning_core.training.run_folder import list_runs

    summaries = list_runs()
    if arguments.json:
        print_json([json.loads(json.dumps(asdict(summary), default=str)) for summary in summaries])
        return
    table = Table("name", "state", "model", "method", "step", "held-out loss", "folder")
    for summary in summaries:
        held_out = "" if summary.held_out_loss is None else f"{summary.held_out_loss:.4f}"
        steps = f"{summary.step}/{summary.total_steps}"
        table.add_row(summary.name, summary.state, summary.model, summary.method, steps, held_out, str(summary.folder))
    out.print(table)
