"""The command line: every job of the core without the window."""

import argparse
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tuning_core.cli.after_a_run import chat, evaluate
from tuning_core.cli.before_a_run import estimate, preview, targets
from tuning_core.cli.export import export
from tuning_core.cli.lists import methods, runs
from tuning_core.cli.training import train
from tuning_core.errors import BadInput, JobFailed, Stopped

DONE, JOB_FAILED, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130


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

    sub = add("train", train, "Train; the run folder keeps everything.")
    add_run(sub)
    sub.add_argument("--out", type=Path, metavar="RUN_FOLDER", help="default: a new one among your runs")
    sub.add_argument("--fit", action="store_true", help="where memory is full, change what is needed and go on")
    sub.add_argument("--resume", action="store_true", help="go on from the newest whole checkpoint in --out")
    sub.add_argument("--from-step", type=int, metavar="N", help="resume from no checkpoint beyond step N (0: anew)")
    sub = add("preview", preview, "Show the exact tokens that will be learned.")
    add_run(sub)
    sub.add_argument("--rows", type=int, metavar="N", help="only the first N rows")
    sub = add("estimate", estimate, "What the run will need in memory.")
    add_run(sub)
    sub.add_argument("--fit", metavar="BYTES", help="what to change to fit in so much, as in 8GB or 6000000000")
    add_run(add("targets", targets, "Which modules the method will touch."))
    sub = add("evaluate", evaluate, "Measure base and tuned model on the held-out rows.")
    sub.add_argument("run", type=Path, metavar="RUN_FOLDER|RUN.toml")
    sub.add_argument("--data", metavar="FILE", help="measure on all rows of this file instead")
    sub.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUE", help="of the data, as in data.skip_problems=true"
    )
    sub = add("chat", chat, "Talk to the tuned model.")
    sub.add_argument("run", type=Path, metavar="RUN_FOLDER")
    sub.add_argument("--prompt", metavar="TEXT", help="one message; without it a conversation")
    sub.add_argument("--base", action="store_true", help="talk to the base model")
    sub = add("export", export, "Write a merged model or an adapter for other programs.")
    sub.add_argument("run", type=Path, metavar="RUN_FOLDER")
    sub.add_argument("out", type=Path, metavar="OUT")
    sub.add_argument("--as", dest="kind", choices=("merged", "peft", "native", "portable"), required=True)
    sub.add_argument("--dtype", choices=("auto", "float32", "bfloat16", "float16"), help="merged: kind of numbers")
    sub.add_argument("--shard-size", metavar="BYTES", help="merged: largest file, as in 2GB (default: 5GB)")
    sub.add_argument("--by-shards", action="store_true", help="merged: never load the base; takes little memory")
    sub.add_argument("--replace", action="store_true", help="replace an export that stands in OUT")
    add("methods", methods, "List the tuning methods and their settings.")
    add("runs", runs, "List the runs.")
    return parser
