"""Kills runs and exports at random moments, resumes them, and compares with what was never killed; then breaks disks
and folders under runs. Prints a table of each.

python -m tests.benchmarks.kill_test [--kills 200] [--seed 0] [--no-faults]

A parent that has imported torch and loaded a tiny model forks children that train; Linux and macOS. Moments are drawn
from the clock, aimed at the folders that are written aside, or put at one of the child's own file operations."""

import argparse
import hashlib
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

LEAST, MOST = 1, 12  # kills of one run before it may end
WAYS: dict[str, dict[str, Any]] = {
    "dropout": {"method.dropout": 0.1},
    "AdaMix": {"method": {"name": "adamix"}},
    "packing": {"data.packing": True, "method.dropout": 0.1},
    "grouped": {"training.group_by_length": True, "training.gradient_accumulation": 3},
    "8-bit AdamW": {"training.optimizer": "adamw_8bit", "method.dropout": 0.1},
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--no-faults", action="store_true")
    arguments = parser.parse_args()
    os.environ.update(TOKENIZERS_PARALLELISM="false", OMP_NUM_THREADS="1")
    with tempfile.TemporaryDirectory() as name:
        os.environ["PEFT_WORKBENCH_HOME"] = name
        stage = Stage(Path(name), random.Random(arguments.seed))
        outcome = stage.kill(arguments.kills)
        whole = outcome.show()
        if not arguments.no_faults:
            from tests.benchmarks.faults import show_faults

            whole = show_faults(stage.folder / "faults", stage.runs["dropout"], stage.loaded) and whole
    return 0 if whole else 1


@dataclass
class Outcome:
    """What was counted. Everything in `wrong` should be nothing."""

    places: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    damaged: int = 0
    runs: Counter[str] = field(default_factory=Counter)
    exports: int = 0
    steps_lost: list[int] = field(default_factory=list)
    seconds: float = 0.0

    def show(self) -> bool:
        print(f"\n{sum(self.places.values())} kills in {self.seconds:.0f} s")
        for place, count in self.places.most_common():
            print(f"  {place:44} {count:5}")
        print("\nwhat was checked")
        runs = ", ".join(f"{count} x {name}" for name, count in self.runs.items())
        rows = [
            ("checkpoints that were told of and are gone", self.wrong["lost"], "after each kill"),
            ("half a checkpoint under a whole one's name", self.wrong["torn"], "after each kill"),
            ("resumes from elsewhere than the newest whole one", self.wrong["elsewhere"], "after each resume"),
            ("damaged checkpoints that were accepted", self.wrong["accepted"], f"of {self.damaged} that were damaged"),
            ("runs whose weights or losses differ", self.wrong["differs"], f"of {self.runs.total()}: {runs}"),
            ("half an export under its own name", self.wrong["half export"], f"of {self.exports}"),
            ("things left behind in the end", self.wrong["left"], ""),
            ("children that failed", self.wrong["failed"], ""),
        ]
        for text, count, of in rows:
            print(f"  {text:50} {count:3}   {of}")
        print(f"  {'most steps lost by a kill (a checkpoint every 3)':50} {max(self.steps_lost, default=0):3}")
        return not self.wrong.total()


class Stage:
    """A tiny model and its data in memory, and a reference of each way to train."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        import bitsandbytes  # noqa: F401
        import torch

        from tests.tiny_models import make_tiny_folder
        from tuning_core.background import result_of
        from tuning_core.models.loading import loading
        from tuning_core.run_file import RunFile

        torch.set_num_threads(1)
        self.folder, self.chance, self.outcome = folder, chance, Outcome()
        rows = folder / "rows.csv"
        lines = [f"the restaurant {n} {'by the river ' * (n % 9)},good food {n * 7}" for n in range(60)]
        rows.write_text("\n".join(["question,answer", *lines]), encoding="utf-8")
        plain = RunFile().with_settings(
            {
                "model.path": str(make_tiny_folder("llama", folder / "llama")),
                "data.train": str(rows),
                "data.validation": 0.1,
                "data.max_length": 96,
                "training.max_steps": 24,
                "training.batch_size": 2,
                "training.eval_every": 8,
                "training.save_every": 3,
            }
        )
        self.runs = {name: plain.with_settings(settings) for name, settings in WAYS.items()}
        self.loaded = result_of(loading(plain.model))
        self.lengths: dict[str, float] = {}
        for name in self.runs:
            began = time.perf_counter()
            assert self._ended(self._child(lambda name=name: self._train(name, self._reference(name), resume=False)))
            self.lengths[name] = time.perf_counter() - began

    def _reference(self, name: str) -> Path:
        return self.folder / "references" / name.replace(" ", "-")

    def _train(self, name: str, folder: Path, resume: bool) -> None:
        from tuning_core.background import result_of
        from tuning_core.training.loop import train

        result_of(train(self.runs[name], out=folder, resume=resume, loaded=self.loaded))

    def _export(self, folder: Path) -> None:
        from tuning_core.background import result_of
        from tuning_core.exporting.merged import exporting_merged
        from tuning_core.exporting.peft_format import load_adapter

        tuned = load_adapter(self.loaded.model, self._reference("dropout") / "adapter")
        result_of(exporting_merged(tuned, self.loaded.tokenizer, folder))

    # lives and deaths

    def _child(self, life: Callable[[], object]) -> int:
        process = os.fork()
        if process:
            return process
        code = 1
        try:
            life()
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(code)

    def _ended(self, process: int) -> bool:
        """Whether it ended by itself and well; False when it was killed."""
        _, status = os.waitpid(process, 0)
        if os.WIFEXITED(status) and os.WEXITSTATUS(status):
            self.outcome.wrong["failed"] += 1
        return os.WIFEXITED(status)

    def _killed(self, life: Callable[[], object], folder: Path, seconds: float, aside: str) -> bool:
        """Lets a child live, and kills it at a moment of one of three kinds. False when it ended before."""
        kind = self.chance.choice(["clock", "sight", "operation"])
        if kind == "operation":
            number = int(self.chance.expovariate(1 / 60)) + 1
            return not self._ended(self._child(lambda: (_die_at_operation(number, folder), life())))
        process = self._child(life)
        until = time.perf_counter() + self.chance.uniform(0, seconds)
        for ended in self._watched(process):
            if ended:
                return False
            if kind == "clock" and time.perf_counter() > until:
                break
            if kind == "sight" and time.perf_counter() > until - seconds / 3 and _is_there(folder, aside):
                time.sleep(self.chance.expovariate(1 / 0.004))
                break
        os.kill(process, signal.SIGKILL)
        return not self._ended(process)

    def _watched(self, process: int) -> Iterator[bool]:
        """Whether a child has ended, again and again."""
        while True:
            ended, status = os.waitpid(process, os.WNOHANG)
            if ended and (os.WIFSIGNALED(status) or os.WEXITSTATUS(status)):
                self.outcome.wrong["failed"] += 1
            yield bool(ended)
            time.sleep(0.0002)

    # what is killed

    def kill(self, kills: int) -> Outcome:
        began = time.perf_counter()
        exports = kills // 5
        names = list(self.runs)
        number = 0
        while self.outcome.places.total() < kills - exports:
            self._kill_run(names[number % len(names)], self.folder / f"run-{number}", kills - exports)
            number += 1
        self._kill_exports(exports)
        self.outcome.seconds = time.perf_counter() - began
        return self.outcome

    def _kill_run(self, name: str, folder: Path, kills: int) -> None:
        """One run from beginning to end, broken off again and again."""
        outcome, killed, enough = self.outcome, 0, self.chance.randint(LEAST, MOST)
        ready = 0  # the step that the next life has to begin at
        damaged = False
        while True:
            resume = (folder / "run.toml").exists()
            starts = len(_starts(folder))
            may_live = killed >= enough or outcome.places.total() >= kills
            life = lambda resume=resume: self._train(name, folder, resume)  # noqa: E731
            if may_live:
                died = not self._ended(self._child(life))
            else:
                died = self._killed(life, folder, 1.2 * self.lengths[name], ".step-" if killed % 4 else ".adapter")
            if len(begun := _starts(folder)) > starts and begun[-1] != ready:
                outcome.wrong["accepted" if damaged else "elsewhere"] += 1
            if not died:
                break
            killed += 1
            outcome.places[_place_of_death(folder)] += 1
            ready = self._checked(folder, began=len(begun) > starts)
            damaged = killed % 2 == 0 and self._damage_newest(folder)
            if damaged:
                outcome.damaged += 1
                ready = _steps_of(folder)[-2]
        self._compare(name, folder)
        shutil.rmtree(folder)

    def _checked(self, folder: Path, began: bool) -> int:
        """The step of the newest whole checkpoint."""
        from tuning_core.events import CheckpointSaved, Started, StepDone
        from tuning_core.training.kept_checkpoints import newest_sound, step_of, what_is_wrong
        from tuning_core.training.run_folder import RunFolder

        newest, _ = newest_sound(folder / "checkpoints")
        step = step_of(newest) if newest is not None else 0
        events = [event for _, event in RunFolder(folder).times_and_events()]
        if began:
            self.outcome.wrong["torn"] += sum(map(bool, map(what_is_wrong, (folder / "checkpoints").glob("step-*"))))
            last = max(number for number, event in enumerate(events) if isinstance(event, Started))
            told = [event.step for event in events[last:] if isinstance(event, CheckpointSaved)]
            self.outcome.wrong["lost"] += step < max(told, default=0)
            done = [event.step for event in events[last:] if isinstance(event, StepDone)]
            self.outcome.steps_lost.append(max(done, default=step) - step)
        return step

    def _damage_newest(self, folder: Path) -> bool:
        """As a power cut might, on a disk that lies: a bit, the end, or the whole of a file."""
        from tuning_core.training.kept_checkpoints import checkpoints_in, what_is_wrong

        checkpoints = checkpoints_in(folder / "checkpoints")
        if len(checkpoints) < 2 or any(what_is_wrong(checkpoint) for checkpoint in checkpoints):
            return False
        file = self.chance.choice(sorted(checkpoints[-1].iterdir()))
        content = bytearray(file.read_bytes())
        how = self.chance.choice(["bit", "end", "zeros"])
        if how == "bit":
            content[self.chance.randrange(len(content))] ^= 1 << self.chance.randrange(8)
        elif how == "end":
            del content[self.chance.randrange(len(content)) :]
        else:
            content[:] = bytes(len(content))
        file.write_bytes(content)
        return True

    def _compare(self, name: str, folder: Path) -> None:
        from tuning_core.events import StepDone
        from tuning_core.training.run_folder import open_run

        self.outcome.runs[name] += 1
        sums = [_sums(one / "adapter") for one in (folder, self._reference(name))]
        told = [open_run(one).events for one in (folder, self._reference(name))]
        losses = [[(event.step, event.loss) for event in events if isinstance(event, StepDone)] for events in told]
        self.outcome.wrong["differs"] += sums[0] != sums[1] or losses[0] != losses[1]
        self.outcome.wrong["left"] += len(list(folder.rglob(".*")))

    def _kill_exports(self, kills: int) -> None:
        reference, folder = self.folder / "exported" / "merged", self.folder / "exports"
        began = time.perf_counter()
        assert self._ended(self._child(lambda: self._export(reference)))
        seconds = time.perf_counter() - began
        folder.mkdir()
        killed = 0
        while killed < kills:
            died = self._killed(lambda: self._export(folder / "merged"), folder, 1.2 * seconds, ".merged.")
            killed += died
            self.outcome.exports += 1
            if died:
                self.outcome.places["in an export" if _is_there(folder, ".merged.") else "before or after one"] += 1
            if (folder / "merged").exists():
                self.outcome.wrong["half export"] += _sums(folder / "merged") != _sums(reference)
                shutil.rmtree(folder / "merged")
        assert self._ended(self._child(lambda: self._export(folder / "merged")))
        self.outcome.wrong["half export"] += _sums(folder / "merged") != _sums(reference)
        self.outcome.wrong["left"] += len(list(folder.glob(".*")))


def _die_at_operation(number: int, folder: Path) -> None:
    """The process kills itself at its so manieth file operation below the folder, before that is done."""
    left = [number]

    def on_event(event: str, details: tuple[Any, ...]) -> None:
        if event == "open" or event.startswith(("os.", "shutil.")):
            if not any(isinstance(part, (str, os.PathLike)) and str(folder) in str(part) for part in details):
                return
            left[0] -= 1
            if left[0] <= 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(on_event)


def _is_there(folder: Path, begin: str) -> bool:
    """Whether something that is written aside is in the folder, or among its checkpoints."""
    for place in (folder, folder / "checkpoints"):
        try:
            if any(entry.name.startswith(begin) for entry in os.scandir(place)):
                return True
        except OSError:
            continue
    return False


def _place_of_death(folder: Path) -> str:
    if _is_there(folder, ".step-"):
        return "while a checkpoint was written or removed"
    if _is_there(folder, ".adapter"):
        return "while the final adapter was written"
    return "in a step, or between two" if _starts(folder) else "before the first step"


def _starts(folder: Path) -> list[int]:
    """The steps that lives began at."""
    from tuning_core.events import Started
    from tuning_core.training.run_folder import RunFolder

    return [event.first_step for _, event in RunFolder(folder).times_and_events() if isinstance(event, Started)]


def _steps_of(folder: Path) -> list[int]:
    from tuning_core.training.kept_checkpoints import checkpoints_in, step_of

    return [step_of(checkpoint) for checkpoint in checkpoints_in(folder / "checkpoints")]


def _sums(folder: Path) -> dict[str, str]:
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


if __name__ == "__main__":
    sys.exit(main())
