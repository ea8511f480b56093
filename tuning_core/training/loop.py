"""The training loop: a run file goes in, events come out, a run folder stays."""

import math
import shutil
import threading
import time
import traceback
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any

import torch
from torch import nn

from tuning_core.data.batches import Batch, batches_for, batches_per_epoch
from tuning_core.data.preflight import Finding, checks
from tuning_core.data.prepared import PreparedData
from tuning_core.data.templates import Template
from tuning_core.errors import BadInput, JobFailed, Stopped
from tuning_core.events import CheckpointSaved, Event, Failed, Finished, Loading, Started, StepDone, Warned
from tuning_core.exporting.peft_format import save_adapter
from tuning_core.exporting.template import save_template
from tuning_core.files_aside import folder_aside
from tuning_core.measuring import memory_in_use
from tuning_core.methods import method_of
from tuning_core.models.card import card_of
from tuning_core.models.folder import finding
from tuning_core.models.loading import LoadedModel, loading
from tuning_core.models.tasks import head_parameters
from tuning_core.packing import require_packing
from tuning_core.run_file import DEFAULT_STEPS, RunFile, TrainingSettings
from tuning_core.training.best import keeps_best, stops_early
from tuning_core.training.checkpoints import (
    checkpoint_at,
    checkpoints_in,
    keep_last,
    put_back,
    read_state,
    save_checkpoint,
    tuned_again,
)
from tuning_core.training.fitting import fit_classes, preparing_for, with_classes, with_template
from tuning_core.training.held_out import evaluating_run, require_measurable
from tuning_core.training.optimizers import optimizer_for, set_learning_rates
from tuning_core.training.random_state import seed_all
from tuning_core.training.run_folder import RunFolder, new_run_folder
from tuning_core.training.state import TrainingState
from tuning_core.training.watchdog import StepRefused, Watchdog
from tuning_core.tuned_model import TunedModel, attach

_KEPT_CHECKPOINTS = 2


def train(
    run: RunFile,
    *,
    out: Path | str | None = None,
    resume: bool = False,
    loaded: LoadedModel | None = None,
    prepared: PreparedData | None = None,
    stop: threading.Event | None = None,
) -> Generator[Event, None, TunedModel]:
    """Trains and returns the tuned model. `out` is the run folder (default: a new one); with `resume` it goes on from
    the last checkpoint there. A model and data that are at hand already can be given. When `stop` is set, the run ends
    after the step under way and saves. Raises BadInput before anything is written, JobFailed once the run has begun."""
    folder = RunFolder(Path(out) if out is not None else new_run_folder(run.name))
    last = _last_checkpoint(folder) if resume else None
    if last is not None and not run.data.labels:
        run = with_classes(run, RunFile.read(folder.run_file).data.labels)
    if not resume and (folder.run_file.exists() or folder.adapter.exists()):
        raise BadInput(f"{folder.path} holds a run already; resume it, or choose another folder.")
    method = method_of(run.method)
    if run.data.packing:
        require_packing(run, method, loaded.card.skeleton if loaded else (yield from _skeleton(run, stop)))
    if loaded is None:
        loaded = yield from loading(run.model, stop)
    if prepared is None:
        prepared = yield from preparing_for(run, loaded, stop)
    prepared.require_rows(run.data.skip_problems)
    for found in _findings(run, prepared, loaded):
        if found.severity == "blocks":
            raise BadInput(found.sentence)
    if run.data.packing and method.uses_wrong_answers and prepared.has_wrong_answers:
        raise BadInput(
            f"data.packing leaves no room for the wrong answers that {method.title} learns from; switch it off, or set "
            f"method.unlikelihood and method.length_normalised to 0."
        )
    _require_known_tokens(prepared, loaded)
    require_measurable(run, prepared)
    run = with_template(with_classes(run, prepared.labels))
    fit_classes(run, loaded)
    seed_all(run.training.seed)
    saved = read_state(last) if last is not None else None
    tuned = tuned_again(loaded.model, method, last, saved) if last and saved else attach(loaded.model, method)
    try:
        _require_filled_slots(prepared, tuned)
        folder.begin(run)
        going = _going(run, tuned, loaded, prepared, folder, saved)
        yield from _recorded(_steps(going, stop), folder)
    except BaseException:
        tuned.detach()
        raise
    finally:
        folder.leave()
    return tuned.eval()


def _skeleton(run: RunFile, stop: threading.Event | None) -> Generator[Event, None, torch.nn.Module]:
    """The model's shape, from its files but without its weights."""
    folder = yield from finding(run.model, stop)
    return card_of(folder, run.model).skeleton


def _findings(run: RunFile, prepared: PreparedData, loaded: LoadedModel) -> list[Finding]:
    return checks(prepared.facts(run.data, run.training, loaded.card.context or None))


def _require_known_tokens(prepared: PreparedData, loaded: LoadedModel) -> None:
    highest = prepared.highest_token
    if highest >= loaded.card.vocabulary:
        raise BadInput(
            f"{loaded.settings.path}: the tokenizer gives token {highest}, the model knows {loaded.card.vocabulary}; "
            f"they do not belong together."
        )


def _require_filled_slots(prepared: PreparedData, tuned: TunedModel) -> None:
    if not prepared.has_slots:
        return
    for example in chain(prepared.training, prepared.held_out):
        if example.slots != tuned.virtual_tokens:
            filled = f"{tuned.method.title} fills {tuned.virtual_tokens or 'none'}"
            raise BadInput(
                f"{example.file}, line {example.line}: the template gives this row {example.slots} slots for virtual "
                f"tokens and {filled}; change the marks in data.template, or method.num_virtual_tokens of P-Tuning or "
                f"prompt tuning."
            )


def _last_checkpoint(folder: RunFolder) -> Path:
    checkpoints = checkpoints_in(folder.checkpoints)
    if not checkpoints:
        raise BadInput(f"{folder.path} has no checkpoint to resume from.")
    return checkpoints[-1]


def _recorded(events: Iterator[Event], folder: RunFolder) -> Generator[Event, None, None]:
    """Writes each event into the run folder before passing it on; a failure is written as well."""
    try:
        for event in events:
            folder.record(event)
            yield event
    except (GeneratorExit, Stopped):
        raise
    except Exception as error:
        failure = _as_failure(error)
        folder.record(Failed(str(failure), traceback.format_exc()))
        raise failure from error


def _as_failure(error: Exception) -> JobFailed:
    if isinstance(error, JobFailed):
        return error
    if isinstance(error, (torch.OutOfMemoryError, MemoryError)):
        return JobFailed(
            "The memory is full; lower training.batch_size or data.max_length, or switch on "
            "training.activation_checkpointing, and resume."
        )
    return JobFailed(f"Training failed: {type(error).__name__}: {error}")


@dataclass
class _Going:
    """A run that goes on: what it is made of, and the state that moves."""

    run: RunFile
    tuned: TunedModel
    loaded: LoadedModel
    prepared: PreparedData
    folder: RunFolder
    total_steps: int
    state: TrainingState
    batches: Iterator[Batch]
    saved_step: int
    watch: Watchdog

    @property
    def training(self) -> TrainingSettings:
        return self.run.training

    @property
    def pad_id(self) -> int:
        return self.loaded.tokenizer.pad_token_id or 0

    @property
    def at_end(self) -> bool:
        return self.state.step >= self.total_steps

    def is_due(self, every: int) -> bool:
        return bool(every) and self.state.step % every == 0


def _going(
    run: RunFile,
    tuned: TunedModel,
    loaded: LoadedModel,
    prepared: PreparedData,
    folder: RunFolder,
    saved: dict[str, Any] | None,
) -> _Going:
    training, method = run.training, method_of(run.method)
    state = TrainingState(optimizer_for(_with_rates(run, tuned, loaded), training))
    if saved:
        state.restore(saved)
    pack_to = run.data.max_length if run.data.packing else 0
    batches = batches_for(
        prepared.training,
        training.batch_size,
        training.seed,
        loaded.tokenizer.pad_token_id or 0,
        pack_to,
        state.position,
        with_wrong=method.uses_wrong_answers,
        group_by_length=training.group_by_length,
    )
    total_steps = _total_steps(training, prepared, pack_to)
    rate, usual_rate = state.optimizer.param_groups[0]["peak"], method.default_learning_rate(loaded.card.width)
    watch = Watchdog(run, tuned, rate, usual_rate, state.progress)
    return _Going(run, tuned, loaded, prepared, folder, total_steps, state, batches, state.step, watch)


def _with_rates(run: RunFile, tuned: TunedModel, loaded: LoadedModel) -> list[tuple[list[nn.Parameter], float]]:
    training, method, width = run.training, method_of(run.method), loaded.card.width
    rate = training.learning_rate or method.default_learning_rate(width)
    head_rate = training.head_learning_rate or training.learning_rate or method.default_head_learning_rate(width)
    head = set(head_parameters(tuned.model))
    named = tuned.trainable_parameters().items()
    return [
        ([parameter for name, parameter in named if name not in head], rate),
        ([parameter for name, parameter in named if name in head], head_rate),
    ]


def _total_steps(training: TrainingSettings, prepared: PreparedData, pack_to: int) -> int:
    if training.epochs is None:
        return training.max_steps or DEFAULT_STEPS
    per_epoch = batches_per_epoch(prepared.training, training.batch_size, training.seed, pack_to)
    return max(1, math.ceil(training.epochs * per_epoch / training.gradient_accumulation))


def _steps(going: _Going, stop: threading.Event | None) -> Generator[Event, None, None]:
    began = time.perf_counter()
    yield from _beginning(going)
    going.tuned.checkpoint_activations(going.training.activation_checkpointing)
    stopped = stopped_early = False
    while not (going.at_end or stopped or stopped_early):
        try:
            yield from _one_step(going)
        except StepRefused as refused:
            yield refused.alarm
            raise JobFailed(refused.alarm.sentence) from None
        stopped = stop is not None and stop.is_set()
        if not stopped and (going.at_end or going.is_due(going.training.eval_every)):
            yield from _evaluate(going, stop)
            stopped_early = stops_early(going.state.best, going.training)
            stopped = stop is not None and stop.is_set()
        due = going.is_due(going.training.save_every) and not going.watch.seen.is_diverging
        if going.at_end or stopped or stopped_early or due:
            yield from _save(going)
    yield from _take_best(going, stopped_early)
    _write_adapter(going.folder, going.tuned, going.prepared.template)
    seconds = time.perf_counter() - began
    yield Finished(going.state.step, str(going.folder.path), seconds, stopped and not going.at_end)


def _beginning(going: _Going) -> Generator[Event, None, None]:
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
    if going.state.step:
        yield Warned(f"Going on from step {going.state.step} of {going.total_steps}.")
    yield from map(Warned, prepared.notes)
    yield from (Warned(found.sentence) for found in _findings(going.run, prepared, going.loaded))


def _one_step(going: _Going) -> list[Event]:
    """StepDone and alarms. The state moves at the end alone, so that a step which fails midway can be done again from
    it. Raises StepRefused."""
    tuned, training, state = going.tuned, going.training, going.state
    began = time.perf_counter()
    state.remember_random()
    batches = list(islice(going.batches, training.gradient_accumulation))
    going.watch.before(batches)
    tuned.train()
    loss = _gradients_of(tuned, batches)
    parameters = list(tuned.trainable_parameters().values())
    grad_norm = float(nn.utils.clip_grad_norm_(parameters, training.max_grad_norm or math.inf))
    if not (math.isfinite(loss) and math.isfinite(grad_norm)):
        raise StepRefused(going.watch.no_number(state.step + 1, loss, batches, _last_good(going)))
    set_learning_rates(state.optimizer, state.step, training, going.total_steps)
    state.optimizer.step()
    state.optimizer.zero_grad(set_to_none=True)
    state.step, state.position = state.step + 1, batches[-1].after
    learning_rate = float(state.optimizer.param_groups[0]["lr"])
    tokens = sum(batch.learned_tokens for batch in batches)
    seconds = time.perf_counter() - began
    done = StepDone(state.step, loss, learning_rate, grad_norm, tokens, seconds, memory_in_use(tuned.device))
    alarms = list(going.watch.after(done, batches, going.at_end))
    state.progress = going.watch.progress
    return [done, *alarms]


def _gradients_of(tuned: TunedModel, batches: Sequence[Batch]) -> float:
    """Leaves the gradients of the batches' common loss, and returns it."""
    learned_tokens = sum(batch.learned_tokens for batch in batches)
    wrong_tokens = sum(batch.wrong_tokens for batch in batches)
    questions = sum(batch.questions for batch in batches)
    loss = 0.0
    for batch in batches:
        part = tuned.loss(
            **batch.inputs(tuned.device),
            num_learned_tokens=learned_tokens,
            num_wrong_tokens=wrong_tokens,
            num_questions=questions,
        )
        part.backward()  # type: ignore[no-untyped-call]
        loss += float(part.detach())
    return loss


def _evaluate(going: _Going, stop: threading.Event | None) -> Generator[Event, None, None]:
    """One that the person ends is left out."""
    state = going.state
    if not going.prepared.held_out:
        return
    tokenizer = going.loaded.tokenizer
    try:
        state.best = yield from evaluating_run(
            state.step, going.tuned, tokenizer, going.prepared, going.training, state.best, stop
        )
    except Stopped:
        return
    if keeps_best(going.training) and state.best.step == state.step != going.saved_step:
        yield from _save(going)


def _take_best(going: _Going, stopped_early: bool) -> Generator[Event, None, None]:
    """Where the run keeps its best, the trained values become those of that step."""
    best, folder = going.state.best, going.folder
    if not (keeps_best(going.training) and best.step):
        return
    if best.step != going.state.step:
        put_back(going.tuned, checkpoint_at(folder.checkpoints, best.step))
    yield Warned(best.sentence(going.training, going.state.step, stopped_early))


def _save(going: _Going) -> Generator[Event, None, None]:
    yield Loading("Saving a checkpoint")
    going.state.remember_random()
    checkpoint = save_checkpoint(going.folder.checkpoints, going.tuned, going.state)
    going.saved_step = going.state.step
    keep_last(going.folder.checkpoints, _KEPT_CHECKPOINTS, going.state.best.step)
    size = sum(file.stat().st_size for file in checkpoint.iterdir())
    yield CheckpointSaved(going.state.step, str(checkpoint), size)


def _last_good(going: _Going) -> str:
    kept = checkpoints_in(going.folder.checkpoints)
    return f"the checkpoint {kept[-1].name} stands" if kept else "no checkpoint had been saved yet"


def _write_adapter(folder: RunFolder, tuned: TunedModel, template: Template | None) -> None:
    if folder.adapter.exists():
        shutil.rmtree(folder.adapter)
    with folder_aside(folder.adapter) as aside:
        save_adapter(tuned, aside)
        save_template(template, aside)
