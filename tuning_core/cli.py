"""The command line: every job of the core without the window."""

import argparse
import json
import os
import re
import signal
import sys
import threading
import tomllib
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from itertools import chain, islice
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from tuning_core.background import result_of
from tuning_core.data.preflight import rows_text
from tuning_core.errors import BadInput, JobFailed, Stopped
from tuning_core.events import (
    Alarmed,
    Change,
    CheckpointSaved,
    Evaluated,
    Event,
    Exported,
    Failed,
    Finished,
    Loading,
    OutOfMemory,
    Started,
    StepDone,
    Warned,
    to_dict,
)
from tuning_core.files_aside import size_text
from tuning_core.run_file import RunFile

DONE, JOB_FAILED, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130
_out = Console(soft_wrap=True, highlight=False)


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one sub-command and returns its exit code."""
    arguments = _parser().parse_args(argv)
    stop = threading.Event()
    command: Callable[[argparse.Namespace, threading.Event], int | None] = arguments.command
    _quiet_libraries()
    with _interrupts_set(stop):
        try:
            code = command(arguments, stop) or DONE
        except BadInput as error:
            return _fail(str(error), BAD_INPUT)
        except JobFailed as error:
            return _fail(str(error), JOB_FAILED)
        except MemoryError:
            return _fail("The memory is full; close other programs, or choose a smaller model.", JOB_FAILED)
        except (Stopped, KeyboardInterrupt):
            return _fail("Interrupted.", INTERRUPTED)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return DONE
    return INTERRUPTED if stop.is_set() else code


def _fail(sentence: str, code: int) -> int:
    print(sentence, file=sys.stderr)
    return code


def _quiet_libraries() -> None:
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "true")
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")


@contextmanager
def _interrupts_set(stop: threading.Event) -> Iterator[None]:
    """The first Ctrl+C, or a shutdown, asks the job to end and save; the second ends the program."""

    def on_interrupt(number: int, frame: object) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()
        print("Stopping after this step; press Ctrl+C again to end at once.", file=sys.stderr)

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, on_interrupt) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="peft-workbench", description="Fine-tune a local language model.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, command: Callable[..., Any], text: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=text, description=text)
        sub.set_defaults(command=command)
        sub.add_argument("--json", action="store_true", help="print JSON")
        return sub

    def add_run(sub: argparse.ArgumentParser) -> None:
        sub.add_argument("run", type=Path, metavar="RUN.toml")
        sub.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="as in training.max_steps=10")

    sub = add("train", _train, "Train; the run folder keeps everything.")
    add_run(sub)
    sub.add_argument("--out", type=Path, metavar="RUN_FOLDER", help="default: a new one among your runs")
    sub.add_argument("--fit", action="store_true", help="where memory is full, change what is needed and go on")
    sub.add_argument("--resume", action="store_true", help="go on from the newest whole checkpoint in --out")
    sub.add_argument("--from-step", type=int, metavar="N", help="resume from no checkpoint beyond step N (0: anew)")
    sub = add("preview", _preview, "Show the exact tokens that will be learned.")
    add_run(sub)
    sub.add_argument("--rows", type=int, metavar="N", help="only the first N rows")
    sub = add("estimate", _estimate, "What the run will need in memory.")
    add_run(sub)
    sub.add_argument("--fit", metavar="BYTES", help="what to change to fit in so much, as in 8GB or 6000000000")
    add_run(add("targets", _targets, "Which modules the method will touch."))
    sub = add("evaluate", _evaluate, "Measure base and tuned model on the held-out rows.")
    sub.add_argument("run", type=Path, metavar="RUN_FOLDER|RUN.toml")
    sub.add_argument("--data", metavar="FILE", help="measure on all rows of this file instead")
    sub.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUE", help="of the data, as in data.skip_problems=true"
    )
    sub = add("chat", _chat, "Talk to the tuned model.")
    sub.add_argument("run", type=Path, metavar="RUN_FOLDER")
    sub.add_argument("--prompt", metavar="TEXT", help="one message; without it a conversation")
    sub.add_argument("--base", action="store_true", help="talk to the base model")
    sub = add("export", _export, "Write a merged model or an adapter for other programs.")
    sub.add_argument("run", type=Path, metavar="RUN_FOLDER")
    sub.add_argument("out", type=Path, metavar="OUT")
    sub.add_argument("--as", dest="kind", choices=("merged", "peft", "native", "portable"), required=True)
    sub.add_argument("--dtype", choices=("auto", "float32", "bfloat16", "float16"), help="merged: kind of numbers")
    sub.add_argument("--shard-size", metavar="BYTES", help="merged: largest file, as in 2GB (default: 5GB)")
    sub.add_argument("--by-shards", action="store_true", help="merged: never load the base; takes little memory")
    sub.add_argument("--replace", action="store_true", help="replace an export that stands in OUT")
    add("methods", _methods, "List the tuning methods and their settings.")
    add("runs", _runs, "List the runs.")
    return parser


def _read_run(arguments: argparse.Namespace) -> RunFile:
    run = RunFile.read(arguments.run)
    settings = _settings(arguments.set)
    return run.with_settings(settings) if settings else run


def _settings(given: Sequence[str]) -> dict[str, Any]:
    settings = {}
    for text in given:
        key, found, value = text.partition("=")
        if not found:
            raise BadInput(f"--set {text}: write it as KEY=VALUE, as in training.max_steps=10.")
        try:
            settings[key.strip()] = tomllib.loads(f"value = {value}")["value"]
        except tomllib.TOMLDecodeError:
            settings[key.strip()] = value
    return settings


def _print_json(data: Any) -> None:
    print(json.dumps(data, ensure_ascii=False))


# train


def _train(arguments: argparse.Namespace, stop: threading.Event) -> int | None:
    run = _read_run(arguments)
    if arguments.resume and arguments.out is None:
        raise BadInput("--resume needs --out RUN_FOLDER, the run to go on with.")
    if arguments.from_step is not None and not arguments.resume:
        raise BadInput("--from-step needs --resume; a run that is not resumed begins at its first step.")
    from tuning_core.training.loop import train
    from tuning_core.training.refitting import train_fitted

    if arguments.fit:
        job = train_fitted(run, arguments.out, arguments.resume, arguments.from_step, stop)
    else:
        job = train(run, out=arguments.out, resume=arguments.resume, from_step=arguments.from_step, stop=stop)
    if not arguments.json:
        with _TrainingProgress(arguments) as progress:
            result_of(job, progress.show)
        return None

    def tell(event: Event) -> None:
        print(json.dumps(to_dict(event), ensure_ascii=False), flush=True)

    try:
        result_of(job, tell)
    except JobFailed as error:
        tell(Failed(str(error)))
        raise
    return None


class _TrainingProgress:
    """One bar with the time left, and a line for each thing worth keeping."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self.arguments = arguments
        self.folder = ""
        self.progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=_out,
            transient=True,
            disable=not _out.is_terminal,
        )
        self.task = self.progress.add_task("loading", total=None)

    def __enter__(self) -> "_TrainingProgress":
        self.progress.start()
        return self

    def __exit__(self, *args: object) -> None:
        self.progress.stop()

    def show(self, event: Event) -> None:
        match event:
            case Loading(what, done, total):
                if total:
                    self.progress.update(self.task, description=what, completed=done, total=total)
                else:
                    self.progress.update(self.task, description=what)
            case Started():
                self.folder = event.run_folder
                if event.first_step:
                    self._say(f"Going on from step {event.first_step} of {event.total_steps}.")
                share = event.trainable_parameters / event.total_parameters
                self._say(
                    f"{rows_text(event.training_rows)} to learn from, {event.held_out_rows} held out; "
                    f"{event.trainable_parameters:,} parameters are trained ({share:.2%})."
                )
                self.progress.update(self.task, completed=event.first_step, total=event.total_steps)
            case StepDone():
                text = f"loss {event.loss:.4f}"
                self.progress.update(self.task, description=text, completed=event.step)
            case Evaluated():
                more = "".join(f", {name.replace('_', ' ')} {value:.4g}" for name, value in event.metrics.items())
                best = " (best)" if event.best else ""
                self._say(f"step {event.step}: held-out loss {event.loss:.4f}{more}{best}")
            case CheckpointSaved():
                self._say(f"step {event.step}: checkpoint saved ({event.size_bytes / 1e6:.1f} MB)")
            case Warned(sentence):
                self._say(sentence)
            case OutOfMemory():
                self._tell_changes(event)
            case Alarmed():
                self._alarm(event)
            case Finished():
                self._say(f"{'Stopped' if event.stopped else 'Finished'} at step {event.step}: {event.folder}")
            case _:
                pass

    def _alarm(self, alarm: Alarmed) -> None:
        """A fatal one's sentence is told at the end, as that of the failure."""
        if not alarm.fatal:
            self.progress.console.print(alarm.sentence, style="yellow", markup=False)
        for change in alarm.remedies:
            options = " ".join(f"--set {name}={value}" for name, value in change.settings.items())
            self.progress.console.print(f"  {options}  {change.sentence}", style="yellow", markup=False)
        if alarm.good_step is not None:
            where = f"step {alarm.good_step}" if alarm.good_step else "the beginning"
            again = f"  --resume --from-step {alarm.good_step}  Go on from {where}, with what you change."
            self.progress.console.print(again, style="yellow", markup=False)

    def _tell_changes(self, event: OutOfMemory) -> None:
        self._say(event.sentence)
        for number, change in enumerate(event.changes, start=1):
            self._say(f"{number}. {change.sentence}")
            if not self.arguments.fit:
                self._say(f"   peft-workbench train {self.arguments.run} {self._resuming(change)}")

    def _resuming(self, change: Change) -> str:
        """The options that go on with a change."""
        given = [text for text in self.arguments.set if text.partition("=")[0].strip() not in change.settings]
        settings = [*given, *(f"{name}={value}" for name, value in change.settings.items())]
        return " ".join(["--out", self.folder, "--resume", *(f"--set {text}" for text in settings)])

    def _say(self, text: str) -> None:
        self.progress.console.print(text)


# before a run


def _preview(arguments: argparse.Namespace, stop: threading.Event) -> None:
    run = _read_run(arguments)
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
        _print_json(
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
        _out.print(note, markup=False)
    for finding in checks(prepared.facts(run.data, run.training, card.context or None)):
        _out.print(finding.sentence, style="red" if finding.severity == "blocks" else "yellow", markup=False)
    for problem in prepared.problems[:20]:
        _out.print(f"[red]{problem}[/]")
    summary = prepared.summary()
    template = f"; template: {prepared.template.name}" if prepared.template is not None else ""
    _out.print(f"{prepared.form.format}: {prepared.form.reason}{template}", markup=False)
    learned = f"{summary['learned_tokens']:,} of {summary['tokens']:,} tokens are learned"
    if prepared.labels:
        learned = f"{len(prepared.labels)} classes: {', '.join(prepared.labels)}"
    _out.print(
        f"{rows_text(summary['rows'])} ({summary['training']:,} to learn from, {summary['held_out']:,} held out, "
        f"{summary['problems']:,} with problems, {summary['left_out']:,} too long, {summary['cut']:,} cut); {learned}.",
        markup=False,
    )


def _print_rows(examples: Sequence[Any], tokenizer: Any, class_names: Sequence[str]) -> None:
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
        _out.print(Text(f"{Path(example.file).name}:{example.line}", "bold"))
        _out.print(text)
        _out.print()


def _targets(arguments: argparse.Namespace, stop: threading.Event) -> None:
    run = _read_run(arguments)
    from tuning_core.methods import method_of
    from tuning_core.models.card import read_card
    from tuning_core.targets import find_targets

    found = find_targets(read_card(run.model), method_of(run.method))
    if arguments.json:
        _print_json({"modules": list(found.modules), "trainable_parameters": found.trainable_parameters})
        return
    for name in found.modules:
        _out.print(name)
    size = found.adapter_bytes / 1e6
    _out.print(f"{len(found.modules)} modules, {found.trainable_parameters:,} trainable parameters, {size:.1f} MB")


def _estimate(arguments: argparse.Namespace, stop: threading.Event) -> None:
    run = _read_run(arguments)
    from tuning_core.memory import fit, forecast
    from tuning_core.models.card import read_card

    budget = None if arguments.fit is None else _bytes(arguments.fit)
    card = read_card(run.model)
    result = forecast(card, run)
    changes = [] if budget is None else fit(card, run, budget)
    if arguments.json:
        _print_json(
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
    _out.print(table)
    if result.note:
        _out.print(result.note, markup=False)
    if budget is not None:
        _print_changes(result.needed_bytes, budget, changes)


def _print_changes(needed_bytes: int, budget_bytes: int, changes: Sequence[Change]) -> None:
    if needed_bytes <= budget_bytes:
        _out.print(f"It fits in {size_text(budget_bytes)}.", markup=False)
    elif not changes:
        _out.print(f"Nothing that could be changed makes it fit in {size_text(budget_bytes)}.", markup=False)
    for number, change in enumerate(changes, start=1):
        settings = " ".join(f"--set {name}={value}" for name, value in change.settings.items())
        _out.print(f"{number}. {change.sentence}\n   {settings}", markup=False)


def _bytes(text: str, option: str = "--fit") -> int:
    """Of 8GB, 500 MB, 2GiB or a plain number. Raises BadInput."""
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([kmgt]?)(i?)b?\s*", text.lower())
    if not found:
        raise BadInput(f"{option} {text}: write it as a number of bytes, or as in 8GB or 500MB.")
    number, power, binary = found.groups()
    return int(float(number) * (1024 if binary else 1000) ** " kmgt".index(power or " "))


# after a run


def _open(path: Path, with_adapter: bool = True) -> tuple[RunFile, Any, Any]:
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


def _evaluate(arguments: argparse.Namespace, stop: threading.Event) -> None:

    from tuning_core.data.preflight import rows_aside
    from tuning_core.evaluation import evaluating, measuring
    from tuning_core.training.fitting import fit_classes, preparing_for, with_classes

    settings = _settings(arguments.set)
    if others := [key for key in settings if not key.startswith("data.")]:
        raise BadInput(f"--set {others[0]}: only settings of the data can be changed for a model that is trained.")
    run, loaded, tuned = _open(arguments.run)
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
        _print_json(
            {"rows": len(examples), **counts, **{side: _where_they_apply(one) for side, one in metrics.items()}}
        )
        return
    table = Table(rows_text(len(examples)), "base", "tuned")
    for name in (name for name, value in metrics["base"].items() if value is not None):
        values = [f"{metrics[side][name]:.4f}" if metrics[side] else "" for side in ("base", "tuned")]
        table.add_row(name.replace("_", " "), *values)
    _out.print(table)
    for sentence in (
        *prepared.notes,
        *(finding.sentence for finding in rows_aside(prepared.facts(run.data, run.training))),
    ):
        _out.print(sentence, style="yellow", markup=False)


def _where_they_apply(metrics: dict[str, float | None] | None) -> dict[str, float | None] | None:
    always = ("loss", "perplexity", "exact_match")
    return metrics and {name: value for name, value in metrics.items() if value is not None or name in always}


def _chat(arguments: argparse.Namespace, stop: threading.Event) -> None:
    from tuning_core.chat import reply_to

    run, loaded, tuned = _open(arguments.run, with_adapter=not arguments.base)
    model = loaded.model if tuned is None else tuned

    def reply(messages: list[dict[str, str]]) -> str:
        return reply_to(model, loaded.tokenizer, messages, template=run.data.template)

    if arguments.prompt is not None:
        text = reply([{"role": "user", "content": arguments.prompt}])
        if arguments.json:
            _print_json({"prompt": arguments.prompt, "reply": text})
        else:
            print(text)
        return
    messages: list[dict[str, str]] = []
    for line in sys.stdin:
        if line.strip():
            messages.append({"role": "user", "content": line.strip()})
            messages.append({"role": "assistant", "content": reply(messages)})
            print(messages[-1]["content"], flush=True)


def _export(arguments: argparse.Namespace, stop: threading.Event) -> None:
    from tuning_core.exporting.place import require_place

    require_place(arguments.out, 0, arguments.replace)
    if arguments.kind == "merged":
        done = _export_merged(arguments, stop)
    elif options := [option for option in ("by_shards", "dtype", "shard_size") if getattr(arguments, option)]:
        raise BadInput(f"--{options[0].replace('_', '-')} belongs to --as merged; leave it out.")
    else:
        done = _export_adapter(arguments, stop)
    if arguments.json:
        told = {name: value for name, value in to_dict(done).items() if name != "event"}
        _print_json(told)
        return
    print(f"Written to {done.path} ({size_text(done.size_bytes)}).")
    _print_comparison(done)


def _export_merged(arguments: argparse.Namespace, stop: threading.Event) -> Exported:
    from tuning_core.exporting.merged import SHARD_BYTES, Written, exporting_by_shards, exporting_merged
    from tuning_core.exporting.model_card import model_card
    from tuning_core.models.card import read_card
    from tuning_core.models.loading import load_tokenizer
    from tuning_core.training.run_folder import open_run

    opened = open_run(arguments.run)
    shard_bytes = _bytes(arguments.shard_size, "--shard-size") if arguments.shard_size else SHARD_BYTES
    readme = model_card(opened.run, read_card(opened.run.model), opened.events)
    how = Written(arguments.dtype or "auto", shard_bytes, arguments.replace, readme)
    if arguments.by_shards or _is_too_large(opened.run):
        adapter, tokenizer = opened.adapter_folder, load_tokenizer(opened.run.model)
        return _shown(exporting_by_shards(opened.run, adapter, tokenizer, arguments.out, stop, how), arguments)
    run, loaded, tuned = _open(arguments.run)
    prompts, template = _held_out_prompts(run, loaded), run.data.template
    job = exporting_merged(tuned, loaded.tokenizer, arguments.out, stop, prompts, template, how)
    return _shown(job, arguments)


def _held_out_prompts(run: RunFile, loaded: Any) -> list[list[int]] | None:
    """What a few held-out rows ask, as token ids; None where the data is gone or holds none back."""
    from tuning_core.training.fitting import preparing_for

    try:
        held_out = result_of(preparing_for(run, loaded)).held_out[:8]
    except BadInput:
        return None
    return [example.prompt_token_ids.tolist() for example in held_out if len(example.prompt_token_ids)] or None


def _is_too_large(run: RunFile) -> bool:
    """Whether the base and, for the comparison, the merged model beside it are more than the memory holds."""
    import psutil

    from tuning_core.models.card import read_card

    too_large: bool = 2 * read_card(run.model).files_bytes > psutil.virtual_memory().available
    if too_large:
        print("The model and a merged one beside it do not fit in memory, so it is merged by shards.", file=sys.stderr)
    return too_large


def _export_adapter(arguments: argparse.Namespace, stop: threading.Event) -> Exported:
    from tuning_core.data.templates import template_for_task
    from tuning_core.exporting.adapter import exporting_adapter
    from tuning_core.exporting.model_card import model_card
    from tuning_core.exporting.native_format import save_native
    from tuning_core.exporting.peft_format import has_peft_format, save_adapter
    from tuning_core.exporting.portable_lora import save_portable_lora, why_not_portable
    from tuning_core.training.run_folder import open_run

    events = open_run(arguments.run).events
    run, loaded, tuned = _open(arguments.run)
    if arguments.kind == "peft" and not has_peft_format(tuned):
        raise BadInput(f"PEFT has no file format for this {tuned.method.title}; export with --as native.")
    if arguments.kind == "portable" and (reason := why_not_portable(tuned)):
        raise BadInput(reason)
    write = {"peft": save_adapter, "native": save_native, "portable": save_portable_lora}[arguments.kind]
    used = template_for_task(loaded.tokenizer, run.data.template, run.model.task)
    readme = model_card(run, loaded.card, events, merged=False)
    asked = loaded.tokenizer, _held_out_prompts(run, loaded)
    job = exporting_adapter(tuned, arguments.out, stop, write, used, readme, arguments.replace, *asked)
    return _shown(job, arguments)


def _shown(job: Generator[Event, None, Exported], arguments: argparse.Namespace) -> Exported:
    """Runs it behind a bar with the time left."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    hidden = arguments.json or not _out.is_terminal
    with Progress(*columns, console=_out, transient=True, disable=hidden) as progress:
        task = progress.add_task("", total=None)

        def show(event: Event) -> None:
            if isinstance(event, Loading):
                progress.update(task, description=event.what, completed=event.done, total=event.total or None)

        return result_of(job, show)


def _print_comparison(done: Exported) -> None:
    if done.compared:
        table = Table("prompt", "largest logit difference", "divergence (nats)", "reply")
        for one in done.compared:
            said = "the same" if one.same else f"{one.written!r} instead of {one.tuned!r}"
            numbers = f"{one.largest_logit_difference:.2g}", f"{one.divergence:.2g}"
            table.add_row(Text(one.prompt[:60].replace("\n", " ")), *numbers, Text(said))
        _out.print(table)
    if done.sentence:
        _out.print(done.sentence, style="" if done.sound else "red", markup=False)


# lists


def _methods(arguments: argparse.Namespace, stop: threading.Event) -> None:
    from tuning_core.methods import all_methods

    if arguments.json:
        _print_json(
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
        _out.print(f"[bold]{method.name}[/]  {method.title}  {method.paper}")
        for name, field in method.model_fields.items():
            _out.print(f"    {name} = {field.get_default()!r}  {field.description}", markup=False)


def _runs(arguments: argparse.Namespace, stop: threading.Event) -> None:

    from tuning_core.training.run_folder import list_runs

    summaries = list_runs()
    if arguments.json:
        _print_json([json.loads(json.dumps(asdict(summary), default=str)) for summary in summaries])
        return
    table = Table("name", "state", "model", "method", "step", "held-out loss", "folder")
    for summary in summaries:
        held_out = "" if summary.held_out_loss is None else f"{summary.held_out_loss:.4f}"
        steps = f"{summary.step}/{summary.total_steps}"
        table.add_row(summary.name, summary.state, summary.model, summary.method, steps, held_out, str(summary.folder))
    _out.print(table)
