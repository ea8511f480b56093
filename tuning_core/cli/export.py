"""export: a merged model or an adapter for other programs."""

import argparse
import sys
import threading
from collections.abc import Generator
from pathlib import Path
from typing import Any

from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Column, Table
from rich.text import Text

from tuning_core.background import result_of
from tuning_core.cli.after_a_run import opened_run
from tuning_core.cli.given import bytes_of
from tuning_core.cli.printing import out, print_json
from tuning_core.errors import BadInput
from tuning_core.events import Event, Exported, Loading, to_dict
from tuning_core.files_aside import size_text
from tuning_core.run_file import RunFile

_OF_MERGED = ("by_shards", "dtype", "shard_size")


def export(arguments: argparse.Namespace, stop: threading.Event) -> None:
    from tuning_core.exporting.place import require_place

    require_place(arguments.out, 0, arguments.replace)
    given = [f"--{name.replace('_', '-')}" for name in _OF_MERGED if getattr(arguments, name)]
    if given and arguments.kind != "merged":
        raise BadInput(f"{given[0]} belongs to --as merged; leave it out.")
    job = _merged(arguments, stop) if arguments.kind == "merged" else _adapter(arguments, stop)
    done = _run_behind_a_bar(job, hidden=arguments.json)
    if arguments.json:
        print_json({name: value for name, value in to_dict(done).items() if name != "event"})
        return
    print(f"Written to {done.path} ({size_text(done.size_bytes)}).")
    _print_comparison(done)


def _merged(arguments: argparse.Namespace, stop: threading.Event) -> Generator[Event, None, Exported]:
    from tuning_core.exporting.merged import SHARD_BYTES, Written, exporting_by_shards, exporting_merged
    from tuning_core.exporting.model_card import model_card
    from tuning_core.models.card import read_card
    from tuning_core.models.loading import load_tokenizer
    from tuning_core.training.run_folder import open_run

    shard_bytes = bytes_of(arguments.shard_size, "--shard-size") if arguments.shard_size else SHARD_BYTES
    opened = open_run(_folder_of(arguments.run))
    readme = model_card(opened.run, read_card(opened.run.model), opened.events)
    how = Written(arguments.dtype or "auto", shard_bytes, arguments.replace, readme)
    if arguments.by_shards or _is_too_large(opened.run):
        tokenizer = load_tokenizer(opened.run.model)
        return exporting_by_shards(opened.run, opened.adapter_folder, tokenizer, arguments.out, stop, how)
    run, loaded, tuned = opened_run(arguments.run)
    asked, template = _held_out_prompts(run, loaded), run.data.template
    return exporting_merged(tuned, loaded.tokenizer, arguments.out, stop, asked, template, how)


def _folder_of(run: Path) -> Path:
    return run.parent if run.suffix == ".toml" else run


def _is_too_large(run: RunFile) -> bool:
    """Whether the base and, for the comparison, the merged model beside it are more than the memory holds."""
    import psutil

    from tuning_core.models.card import read_card

    too_large: bool = 2 * read_card(run.model).files_bytes > psutil.virtual_memory().available
    if too_large:
        print("The model and a merged one beside it do not fit in memory, so it is merged by shards.", file=sys.stderr)
    return too_large


def _adapter(arguments: argparse.Namespace, stop: threading.Event) -> Generator[Event, None, Exported]:
    from tuning_core.data.templates import template_for_task
    from tuning_core.exporting.adapter import exporting_adapter
    from tuning_core.exporting.model_card import model_card
    from tuning_core.exporting.native_format import save_native
    from tuning_core.exporting.peft_format import has_peft_format, save_adapter
    from tuning_core.exporting.portable_lora import save_portable_lora, why_not_portable
    from tuning_core.training.run_folder import open_run

    events = open_run(_folder_of(arguments.run)).events
    run, loaded, tuned = opened_run(arguments.run)
    if arguments.kind == "peft" and not has_peft_format(tuned):
        raise BadInput(f"PEFT has no file format for this {tuned.method.title}; export with --as native.")
    if arguments.kind == "portable" and (reason := why_not_portable(tuned)):
        raise BadInput(reason)
    write = {"peft": save_adapter, "native": save_native, "portable": save_portable_lora}[arguments.kind]
    used = template_for_task(loaded.tokenizer, run.data.template, run.model.task)
    readme = model_card(run, loaded.card, events, merged=False)
    asked = loaded.tokenizer, _held_out_prompts(run, loaded)
    return exporting_adapter(tuned, arguments.out, stop, write, used, readme, arguments.replace, *asked)


def _held_out_prompts(run: RunFile, loaded: Any) -> list[list[int]] | None:
    """What a few held-out rows ask, as token ids; None where the data is gone or holds none back."""
    from tuning_core.training.fitting import preparing_for

    try:
        held_out = result_of(preparing_for(run, loaded)).held_out[:8]
    except BadInput:
        return None
    return [example.prompt_token_ids.tolist() for example in held_out if len(example.prompt_token_ids)] or None


def _run_behind_a_bar(job: Generator[Event, None, Exported], hidden: bool) -> Exported:
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=out, transient=True, disable=hidden or not out.is_terminal) as progress:
        task = progress.add_task("", total=None)

        def show(event: Event) -> None:
            if isinstance(event, Loading):
                progress.update(task, description=event.what, completed=event.done, total=event.total or None)

        return result_of(job, show)


def _print_comparison(done: Exported) -> None:
    if done.compared:
        asked = Column("prompt", no_wrap=True, overflow="ellipsis", ratio=1)
        table = Table(asked, "largest logit difference", "divergence (nats)", "reply", expand=True)
        for one in done.compared:
            said = "the same" if one.same else f"{one.written!r} instead of {one.tuned!r}"
            numbers = f"{one.largest_logit_difference:.2g}", f"{one.divergence:.2g}"
            table.add_row(Text(one.prompt.replace("\n", " ")), *numbers, Text(said))
        out.print(table)
    if done.sentence:
        out.print(done.sentence, style="" if done.sound else "red", markup=False)
