"""Full disks, folders that cannot be written, that move or are damaged: each broken under a run, and what it said.

Printed by tests.benchmarks.kill_test. Full disks are small file systems in memory, where mounting one is allowed."""

import os
import shutil
import subprocess
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

NOBODY = 65534
Fault = Callable[["Faults", Path], str]


def show_faults(folder: Path, run: Any, loaded: Any) -> bool:
    """Prints each fault with what the program said; whether all ended as they should."""
    print("\nfaults (each run was compared with an unbroken one in the end, and its earlier checkpoints looked at)")
    faults, whole = Faults(folder, run, loaded), True
    for fault in FAULTS:
        place = folder / fault.__name__
        place.mkdir(parents=True)
        try:
            said = fault(faults, place)
        except Exception as error:  # shown beside the others
            said, whole = f"WRONG: {type(error).__name__}: {error}", False
        print(f"\n  {(fault.__doc__ or '').rstrip('.')}:\n    {said.replace(str(place), '...')}")
    return whole


class Faults:
    def __init__(self, folder: Path, run: Any, loaded: Any) -> None:
        from tuning_core.background import result_of
        from tuning_core.training.fitting import preparing_for

        self.run, self.loaded = run, loaded
        self.prepared = result_of(preparing_for(run, loaded))
        self.reference = folder / "reference"
        self.end(self.job(self.reference))

    def job(self, folder: Path, resume: bool = False) -> Generator[Any, None, None]:
        from tuning_core.training.loop import train

        tuned = yield from train(self.run, out=folder, resume=resume, loaded=self.loaded, prepared=self.prepared)
        tuned.detach()  # the next run is on the same model

    def until(self, job: Iterator[Any], step: int) -> str:
        """Up to this step; returns the warnings."""
        from tuning_core.events import StepDone, Warned

        said = []
        for event in job:
            if isinstance(event, Warned):
                said.append(event.sentence)
            if isinstance(event, StepDone) and event.step == step:
                break
        return " / ".join(said)

    def end(self, job: Iterator[Any]) -> str:
        return self.until(job, 0)

    def refused(self, job: Iterator[Any]) -> str:
        from tuning_core.errors import BadInput, JobFailed

        try:
            self.end(job)
        except (BadInput, JobFailed) as error:
            return str(error)
        raise AssertionError("it went on")

    def require_same(self, folder: Path) -> None:
        one, other = (
            (place / "adapter" / "adapter_model.safetensors").read_bytes() for place in (folder, self.reference)
        )
        assert one == other, "the weights differ from those of an unbroken run"
        assert not list(folder.rglob(".*")), "something was left behind"

    def require_whole(self, folder: Path, step: int) -> None:
        from tuning_core.training.kept_checkpoints import newest_sound, step_of

        newest, damaged = newest_sound(folder / "checkpoints")
        assert newest is not None, "no checkpoint is left"
        assert (step_of(newest), damaged) == (step, []), f"{newest} is the newest checkpoint, {damaged}"


@contextmanager
def _small_disk(place: Path, size: str = "3m") -> Iterator[Path]:
    disk = place / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", disk], capture_output=True)
    if mounted.returncode:
        raise PermissionError("left out, as no file system can be mounted here")
    try:
        yield disk
    finally:
        subprocess.run(["umount", "-l", disk], check=True)


def _fill(disk: Path, leave: int = 0) -> Path:
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            file.truncate(max(0, file.tell() - leave))
    return filler


def full_for_a_while(faults: Faults, place: Path) -> str:
    """The disk is full at the checkpoint of step 6, and has room again later."""
    with _small_disk(place) as disk:
        job = faults.job(disk / "run")
        faults.until(job, 5)
        filler = _fill(disk, leave=40_000)
        said = faults.until(job, 7)
        faults.require_whole(disk / "run", 3)
        filler.unlink()
        faults.end(job)
        faults.require_same(disk / "run")
    return said


def full_to_the_last_byte(faults: Faults, place: Path) -> str:
    """The disk is full to the last byte, for the log too, and has room again later."""
    with _small_disk(place) as disk:
        job = faults.job(disk / "run")
        faults.until(job, 4)
        filler = _fill(disk)
        said = faults.until(job, 20)
        filler.unlink()
        faults.end(job)
        faults.require_same(disk / "run")
        faults.require_whole(disk / "run", 24)
        _require_every_step(disk / "run")
    return said


def _require_every_step(folder: Path) -> None:
    from tuning_core.events import StepDone
    from tuning_core.training.run_folder import open_run

    steps = [event.step for event in open_run(folder).events if isinstance(event, StepDone)]
    assert steps == list(range(1, 25)), "the log has not every step once"


def full_to_the_end(faults: Faults, place: Path) -> str:
    """The disk stays full to the end of the run; then room is made and the run resumed."""
    with _small_disk(place) as disk:
        job = faults.job(disk / "run")
        faults.until(job, 5)
        filler = _fill(disk)
        said = faults.refused(job)
        faults.require_whole(disk / "run", 3)
        filler.unlink()
        faults.end(faults.job(disk / "run", resume=True))
        faults.require_same(disk / "run")
        _require_every_step(disk / "run")
    return said


def full_before(faults: Faults, place: Path) -> str:
    """The disk is full before the run begins."""
    with _small_disk(place) as disk:
        _fill(disk)
        return faults.refused(faults.job(disk / "run"))


def full_at_an_export(faults: Faults, place: Path) -> str:
    """The disk becomes full while a merged model is written."""
    from tuning_core.background import result_of
    from tuning_core.errors import BadInput, JobFailed
    from tuning_core.exporting.merged import exporting_merged
    from tuning_core.exporting.peft_format import load_adapter

    tuned = load_adapter(faults.loaded.model, faults.reference / "adapter")
    try:
        with _small_disk(place) as disk:
            job = exporting_merged(tuned, faults.loaded.tokenizer, disk / "merged")
            next(event for event in job if "Writing" in getattr(event, "what", ""))
            _fill(disk, leave=20_000)
            try:
                result_of(job)
            except (BadInput, JobFailed) as error:
                assert [path.name for path in disk.iterdir()] == ["filler"], "something was left behind"
                return str(error)
            raise AssertionError("it went on")
    finally:
        tuned.detach()


def too_large_a_file(faults: Faults, place: Path) -> str:
    """Files may not be larger than 60 kB for a while (a limit of the process, or of a FAT disk)."""
    import resource

    job = faults.job(place / "run")
    faults.until(job, 5)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, before[1]))
    try:
        said = faults.until(job, 7)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    faults.require_whole(place / "run", 3)
    faults.end(job)
    faults.require_same(place / "run")
    return said


def read_only_for_a_while(faults: Faults, place: Path) -> str:
    """The run folder, its checkpoints and its log become read-only, and writable again later."""
    folder = place / "run"
    with _as_nobody(place):
        job = faults.job(folder)
        faults.until(job, 5)
        changed = [(folder, 0o555), (folder / "checkpoints", 0o555), (folder / "events.jsonl", 0o444)]
        for path, mode in changed:
            path.chmod(mode)
        said = faults.until(job, 7)
        faults.require_whole(folder, 3)
        for path, mode in changed:
            path.chmod(mode | 0o200)
        faults.end(job)
    faults.require_same(folder)
    _require_every_step(folder)
    return said


def read_only_before(faults: Faults, place: Path) -> str:
    """The folder for the run cannot be written."""
    place.chmod(0o555)
    with _as_nobody(place):
        return faults.refused(faults.job(place / "run"))


@contextmanager
def _as_nobody(place: Path) -> Iterator[None]:
    """Root may write everywhere, so it becomes somebody who may not."""
    if os.geteuid():
        yield
        return
    os.chown(place, NOBODY, NOBODY)
    for parent in place.parents[:3]:
        parent.chmod(parent.stat().st_mode | 0o055)
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def moved(faults: Faults, place: Path) -> str:
    """The run folder is moved away while the run goes on; then it is put back and the run resumed."""
    job = faults.job(place / "run")
    faults.until(job, 5)
    (place / "run").rename(place / "away")
    said = faults.refused(job)
    assert not (place / "run").exists(), "another folder was made"
    (place / "away").rename(place / "run")
    faults.require_whole(place / "run", 3)
    faults.end(faults.job(place / "run", resume=True))
    faults.require_same(place / "run")
    return said


def deleted(faults: Faults, place: Path) -> str:
    """The run folder is deleted while the run goes on."""
    job = faults.job(place / "run")
    faults.until(job, 5)
    shutil.rmtree(place / "run")
    said = faults.refused(job)
    assert not (place / "run").exists(), "it was made again"
    return said


def two_runs(faults: Faults, place: Path) -> str:
    """A second run wants the folder of one that goes on."""
    job = faults.job(place / "run")
    faults.until(job, 5)
    said = faults.refused(faults.job(place / "run", resume=True))
    faults.end(job)
    faults.require_same(place / "run")
    return said


def newest_damaged(faults: Faults, place: Path) -> str:
    """The newest checkpoint is damaged."""
    return _after_damage(faults, place, ["step-000006"], 6)


def _after_damage(faults: Faults, place: Path, names: list[str], step: int) -> str:
    job = faults.job(place / "run")
    faults.until(job, 8)
    job.close()
    faults.require_whole(place / "run", step)
    for name in names:
        file = place / "run" / "checkpoints" / name / "training_state.pt"
        content = bytearray(file.read_bytes())
        content[len(content) // 2] ^= 4
        file.write_bytes(content)
    said = faults.end(faults.job(place / "run", resume=True))
    faults.require_same(place / "run")
    return said


def all_damaged(faults: Faults, place: Path) -> str:
    """Every checkpoint is damaged."""
    from tuning_core.errors import BadInput

    try:
        _after_damage(faults, place, ["step-000003", "step-000006"], 6)
    except BadInput as error:
        return str(error)
    raise AssertionError("it went on")


def newer(faults: Faults, place: Path) -> str:
    """The run folder was written by a newer program."""
    job = faults.job(place / "run")
    faults.until(job, 5)
    job.close()
    (place / "run" / "format.json").write_text('{"version": 9}', encoding="utf-8")
    return faults.refused(faults.job(place / "run", resume=True))


def no_checkpoint_yet(faults: Faults, place: Path) -> str:
    """The run was broken off before its first checkpoint."""
    job = faults.job(place / "run")
    faults.until(job, 2)
    job.close()
    said = faults.end(faults.job(place / "run", resume=True))
    faults.require_same(place / "run")
    return said


FAULTS: tuple[Fault, ...] = (
    full_for_a_while,
    full_to_the_last_byte,
    full_to_the_end,
    full_before,
    full_at_an_export,
    too_large_a_file,
    read_only_for_a_while,
    read_only_before,
    moved,
    deleted,
    two_runs,
    newest_damaged,
    all_damaged,
    newer,
    no_checkpoint_yet,
)
