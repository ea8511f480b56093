"""The training loop: a run file goes in, events come out, a run folder stays."""

import math
import shutil
import threading
import time
import traceback
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, suppress
from itertools import islice
from pathlib import Path

import torch
from torch import Tensor, nn

from tuning_core.data.batches import Batch, in_order
from tuning_core.data.prepared import PreparedData
from tuning_core.errors import JobFailed, NotWritten, Stopped
from tuning_core.events import Cancelled, CheckpointSaved, Event, Failed, Finished, Loading, Started, StepDone, Warned
from tuning_core.exporting.peft_format import save_adapter
from tuning_core.exporting.template import save_template
from tuning_core.files_aside import folder_aside, size_text
from tuning_core.measuring import forget_the_most, step_memory
from tuning_core.methods import method_of
from tuning_core.models.card import card_of
from tuning_core.models.folder import finding
from tuning_core.models.loading import LoadedModel, loading
from tuning_core.models.precision import faster_precision
from tuning_core.packing import require_packing
from tuning_core.run_file import RunFile
from tuning_core.training.best import keeps_best, stops_early
from tuning_core.training.checkpoints import checkpoint_bytes, put_back, read_state, save_checkpoint, tuned_again
from tuning_core.training.compiling import why_not_compiled
from tuning_core.training.fitting import fit_classes, preparing_for, with_classes, with_template
from tuning_core.training.going import Going, going_for
from tuning_core.training.held_out import evaluating_run
from tuning_core.training.kept_checkpoints import checkpoint_at, checkpoints_in, keep, remove_beyond, what_is_wrong
from tuning_core.training.optimizers import set_learning_rates
from tuning_core.training.out_of_memory import is_out_of_memory, out_of_memory, settling
from tuning_core.training.random_state import seed_all
from tuning_core.training.requirements import findings, require_filled_slots, require_learnable
from tuning_core.training.resuming import Start, resumed
from tuning_core.training.run_folder import RunFolder, new_run_folder
from tuning_core.training.watchdog import StepRefused
from tuning_core.tuned_model import TunedModel, attach


def train(
    run: RunFile,
    *,
    out: Path | str | None = None,
    resume: bool = False,
    from_step: int | None = None,
    loaded: LoadedModel | None = None,
    prepared: PreparedData | None = None,
    stop: threading.Event | None = None,
    tell_tuned: Callable[[TunedModel], object] = lambda tuned: None,
) -> Generator[Event, None, TunedModel]:
    """Trains and returns the tuned model, which `tell_tuned` is given before the first step: between two steps it may
    be used, if it is left as it was found. `out` is the run folder (default: a new one); with `resume` it goes on from
    the newest whole checkpoint there (`from_step`: of no step beyond this one), or from the beginning where none was
    saved yet. A model and data that are at hand already can be given. When `stop` is set, the run ends after the step
    under way and saves. Raises BadInput before anything is written, JobFailed once the run has begun."""
    folder = RunFolder(Path(out) if out is not None else new_run_folder(run.name))
    try:
        if resume:
            run, start = resumed(folder, run, from_step)
        else:
            folder.require_unused()
            start = Start()
        if run.data.packing:
            require_packing(
                run, method_of(run.method), loaded.card.skeleton if loaded else (yield from _skeleton(run, stop))
            )
        if loaded is None:
            loaded = yield from loading(run.model, stop)
        if prepared is None:
            prepared = yield from preparing_for(run, loaded, stop)
        require_learnable(run, prepared, loaded)
        run = with_template(with_classes(run, prepared.labels))
        return (yield from _training(run, loaded, prepared, folder, start, stop, tell_tuned))
    finally:
        folder.leave()


def _training(
    run: RunFile,
    loaded: LoadedModel,
    prepared: PreparedData,
    folder: RunFolder,
    start: Start,
    stop: threading.Event | None,
    tell_tuned: Callable[[TunedModel], object],
) -> Generator[Event, None, TunedModel]:
    fit_classes(run, loaded)
    seed_all(run.training.seed)
    method, saved = method_of(run.method), read_state(start.checkpoint) if start.checkpoint else None
    if start.checkpoint and saved:
        tuned = tuned_again(loaded.model, method, start.checkpoint, saved)
    else:
        tuned = attach(loaded.model, method)
    try:
        require_filled_slots(prepared, tuned)
        going = going_for(run, tuned, loaded, prepared, folder, saved, start.notes)
        folder.begin(run, resumed=start.resumes)
        tell_tuned(tuned)
        remove_beyond(folder.checkpoints, going.state.step)
        yield from _recorded(_steps(going, stop), folder)
    except BaseException:
        tuned.detach()
        raise
    return tuned.eval()


def _skeleton(run: RunFile, stop: threading.Event | None) -> Generator[Event, None, torch.nn.Module]:
    """The model's shape, from its files but without its weights."""
    folder = yield from finding(run.model, stop)
    return card_of(folder, run.model).skeleton


def _recorded(events: Iterator[Event], folder: RunFolder) -> Generator[Event, None, None]:
    """Writes each event into the run folder before passing it on; a failure, and that the job was left, as well."""
    step = 0
    try:
        for event in events:
            problem = folder.record(event)
            step = event.step if isinstance(event, StepDone) else step
            yield event
            if problem:
                yield Warned(problem)
    except GeneratorExit:
        with suppress(JobFailed):
            folder.record(Cancelled(step))
        raise
    except Stopped:
        raise
    except Exception as error:
        failure = _as_failure(error)
        with suppress(JobFailed):  # that the folder is gone, which is the failure then
            folder.record(Failed(str(failure), traceback.format_exc()))
        raise failure from error


def _as_failure(error: Exception) -> JobFailed:
    if isinstance(error, JobFailed):
        return error
    if is_out_of_memory(error):
        return JobFailed("The memory was full before the first step; choose a smaller model or fewer trained weights.")
    return JobFailed(f"Training failed: {type(error).__name__}: {error}")


def _steps(going: Going, stop: threading.Event | None) -> Generator[Event, None, None]:
    with closing(going.batches):
        try:
            yield from _all_steps(going, stop)
        except Exception as error:
            if not is_out_of_memory(error):
                raise
            told = out_of_memory(going, error)
            if going.saved_step != going.state.step and going.state.stage != "changing":
                yield from _save(going)
            yield told
            raise JobFailed(told.sentence) from None


def _all_steps(going: Going, stop: threading.Event | None) -> Generator[Event, None, None]:
    began = time.perf_counter()
    yield from _beginning(going)
    yield from settling(going)
    if going.training.compile:
        yield from _compile(going)
    if going.state.step and going.evaluation_is_due and going.state.best.last_step != going.state.step:
        yield from _evaluate(going, stop)  # which was left out when the run was stopped
    stopped, early = False, stops_early(going.state.best, going.training)
    while not (going.at_end or stopped or early):
        try:
            yield from _one_step(going)
        except StepRefused as refused:
            yield refused.alarm
            raise JobFailed(refused.alarm.sentence) from None
        if going.evaluation_is_due:
            yield from _evaluate(going, stop)
            early = stops_early(going.state.best, going.training)
        if going.saving_is_due:
            yield from _save(going)
        stopped = stop is not None and stop.is_set()
    if going.saved_step != going.state.step:
        yield from _save(going)
    yield from _take_best(going, early)
    _write_adapter(going)
    seconds = time.perf_counter() - began
    yield Finished(going.state.step, str(going.folder.path), seconds, stopped and not going.at_end)


def _compile(going: Going) -> Generator[Event, None, None]:
    yield Loading("Compiling the model")
    longest = next(in_order(going.prepared.training, going.training.batch_size, going.pad_id))
    reason = why_not_compiled(going.tuned, longest)
    if reason:
        yield Warned(f"This machine cannot compile the model, so training.compile is left aside ({reason}).")


def _beginning(going: Going) -> Generator[Event, None, None]:
    prepared, tuned = going.prepared, going.tuned
    yield Started(
        str(going.folder.path),
        going.state.step,
        going.total_steps,
        len(prepared.training),
        len(prepared.held_out),
        tuned.trainable_count(),
        tuned.total_count(),
    )
    found = (finding.sentence for finding in findings(going.run, prepared, going.loaded))
    faster = faster_precision(tuned.model, going.run.model.dtype)
    yield from map(Warned, filter(None, (faster, *going.notes, *prepared.notes, *found)))


def _one_step(going: Going) -> list[Event]:
    """StepDone and alarms. The state moves at the end alone, so that a step which fails midway can be done again from
    it. Raises StepRefused."""
    tuned, training, state = going.tuned, going.training, going.state
    began = time.perf_counter()
    state.remember_random()
    state.stage = "computing"
    forget_the_most(tuned.device)
    batches = list(islice(going.batches, training.gradient_accumulation))
    going.watch.before(batches)
    tuned.train()
    summed = _gradients_of(tuned, batches)
    parameters = list(tuned.trainable_parameters().values())
    length = nn.utils.clip_grad_norm_(parameters, training.max_grad_norm or math.inf)
    loss, grad_norm = torch.stack([summed, length.to(summed)]).tolist()  # the one time that the step waits for a GPU
    if not (math.isfinite(loss) and math.isfinite(grad_norm)):
        raise StepRefused(going.watch.no_number(state.step + 1, loss, batches))
    set_learning_rates(state.optimizer, state.step, training, going.total_steps)
    state.stage = "changing"
    state.optimizer.step()
    state.optimizer.zero_grad(set_to_none=True)
    state.step, state.position = state.step + 1, batches[-1].after
    state.stage = ""
    learning_rate = float(state.optimizer.param_groups[0]["lr"])
    tokens = sum(batch.learned_tokens for batch in batches)
    seconds = time.perf_counter() - began
    done = StepDone(state.step, loss, learning_rate, grad_norm, tokens, seconds, *step_memory(tuned.device))
    alarms = list(going.watch.after(done, batches, going.at_end))
    state.progress = going.watch.progress
    return [done, *alarms]


def _gradients_of(tuned: TunedModel, batches: Sequence[Batch]) -> Tensor:
    """Leaves the gradients of the batches' common loss, and returns it, on the device."""
    learned_tokens = sum(batch.learned_tokens for batch in batches)
    wrong_tokens = sum(batch.wrong_tokens for batch in batches)
    questions = sum(batch.questions for batch in batches)
    losses = []
    for batch in batches:
        part = tuned.loss(
            **batch.inputs("cpu"),
            num_learned_tokens=learned_tokens,
            num_wrong_tokens=wrong_tokens,
            num_questions=questions,
        )
        part.backward()  # type: ignore[no-untyped-call]
        losses.append(part.detach())
    return torch.stack(losses).sum()


def _evaluate(going: Going, stop: threading.Event | None) -> Generator[Event, None, None]:
    """One that the person ends is left out."""
    state, tokenizer = going.state, going.loaded.tokenizer
    if not going.prepared.held_out:
        return
    with suppress(Stopped):
        state.best = yield from evaluating_run(
            state.step, going.tuned, tokenizer, going.prepared, going.training, state.best, stop
        )


def _take_best(going: Going, early: bool) -> Generator[Event, None, None]:
    """Where the run keeps its best, the trained values become those of that step."""
    best, checkpoint = going.state.best, checkpoint_at(going.folder.checkpoints, going.state.best.step)
    if not (keeps_best(going.training) and best.step):
        return
    if best.step != going.state.step:
        if reason := what_is_wrong(checkpoint):
            yield Warned(f"The adapter is that of the last step: the best one, {checkpoint}, is not there ({reason}).")
            return
        put_back(going.tuned, checkpoint, read_state(checkpoint))
    yield Warned(best.sentence(going.training, going.state.step, early))


def _save(going: Going) -> Generator[Event, None, None]:
    """A checkpoint that cannot be written is no reason to stop: the next one may be."""
    state, kept = going.state, going.folder.checkpoints
    yield Loading("Saving a checkpoint")
    state.remember_random()
    going.saved_at = time.monotonic()
    try:
        checkpoint = save_checkpoint(kept, going.tuned, state)
    except NotWritten as error:
        yield Warned(_not_saved(going, error))
        return
    going.saved_step = state.step
    keep(kept, going.training.keep_checkpoints, state.best.step)
    size = sum(file.stat().st_size for file in checkpoint.iterdir())
    yield CheckpointSaved(state.step, str(checkpoint), size)


def _not_saved(going: Going, error: NotWritten) -> str:
    reason, remedy = error.reason, "Check the folder"
    if error.disk_full:
        needed, free = checkpoint_bytes(going.tuned, going.state), shutil.disk_usage(going.folder.path).free
        reason = f"{reason}, {size_text(needed)} are needed and {size_text(free)} are free"
        remedy = "Make room"
    return (
        f"The checkpoint of step {going.state.step} cannot be written to {going.folder.checkpoints}: {reason}. "
        f"{remedy}; training goes on, and {_last_saved(going)}."
    )


def _write_adapter(going: Going) -> None:
    try:
        with folder_aside(going.folder.adapter, replace=True) as aside:
            save_adapter(going.tuned, aside)
            save_template(going.prepared.template, aside)
    except NotWritten as error:
        raise JobFailed(
            f"The adapter cannot be written to {going.folder.adapter}: {error.reason}. Make room or check the "
            f"folder, and resume the run; {_last_saved(going)}."
        ) from None


def _last_saved(going: Going) -> str:
    kept = checkpoints_in(going.folder.checkpoints)
    return f"the last checkpoint is {kept[-1].name}" if kept else "no checkpoint has been saved yet"
