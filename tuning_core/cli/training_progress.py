"""What a training in the terminal shows."""

import argparse

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from tuning_core.cli.printing import out
from tuning_core.data.preflight import rows_text
from tuning_core.events import (
    Alarmed,
    Change,
    CheckpointSaved,
    Evaluated,
    Event,
    Finished,
    Loading,
    OutOfMemory,
    Started,
    StepDone,
    Warned,
)


class TrainingProgress:
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
            console=out,
            transient=True,
            disable=not out.is_terminal,
        )
        self.task = self.progress.add_task("loading", total=None)

    def __enter__(self) -> "TrainingProgress":
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
