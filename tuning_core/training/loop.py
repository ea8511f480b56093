"""The training loop: a run file goes in, events come out, a run folder stays."""

import math
import shutil
import threading
import time
import traceback
from collections.abc import Generator, Iterator
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
from tuning_core.evaluation import held_out_loss
from tuning_core.events import CheckpointSaved, Evaluated, Event, Failed, Finished, Loading, Started, StepDone, Warned
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
from tuning_core.run_file import DEFAULT_STEPS, RunFile
from tuning_core.training.checkpoints import (
    TrainingState,
    checkpoints_in,
    keep_last,
    read_state,
    save_checkpoint,
    tuned_again,
)
from tuning_core.training.fitting import fit_classes, preparing_for, with_classes, with_template
from tuning_core.training.optimizers import optimizer_for, schedule_for
from tuning_core.training.run_folder import RunFolder, new_run_folder
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
    run = with_template(with_classes(run, prepared.labels))
    fit_classes(run, loaded)
    torch.manual_seed(run.training.seed)
    saved = read_state(last) if last is not None else None
    tuned = tuned_again(loaded.model, method, last, saved) if last and saved else attach(loaded.model, method)
    try:
        _require_filled_slots(prepared, tuned)
        folder.begin(run)
        yield from _recorded(_steps(run, tuned, loaded, prepared, folder, saved, stop), folder)
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


@dataclass(frozen=True)
class _Plan:
    total_steps: int
    learning_rate: float
    head_learning_rate: float
    batches: Iterator[Batch]


def _plan(run: RunFile, prepared: PreparedData, loaded: LoadedModel, first_step: int) -> _Plan:
    training = run.training
    pack_to = run.data.max_length if run.data.packing else 0
    total_steps = training.max_steps or DEFAULT_STEPS
    if training.epochs is not None:
        per_epoch = batches_per_epoch(prepared.training, training.batch_size, training.seed, pack_to)
        total_steps = max(1, math.ceil(training.epochs * per_epoch / training.gradient_accumulation))
    method, width = method_of(run.method), loaded.card.width
    learning_rate = training.learning_rate or method.default_learning_rate(width)
    head_rate = training.learning_rate or method.default_head_learning_rate(width)
    batches = batches_for(
        prepared.training,
        training.batch_size,
        training.seed,
        loaded.tokenizer.pad_token_id or 0,
        pack_to,
        skip=first_step * training.gradient_accumulation,
        with_wrong=method.uses_wrong_answers,
        group_by_length=training.group_by_length,
    )
    return _Plan(total_steps, learning_rate, training.head_learning_rate or head_rate, batches)


def _with_rates(tuned: TunedModel, plan: _Plan) -> list[tuple[list[nn.Parameter], float]]:
    head = set(head_parameters(tuned.model))
    named = tuned.trainable_parameters().items()
    return [
        ([parameter for name, parameter in named if name not in head], plan.learning_rate),
        ([parameter for name, parameter in named if name in head], plan.head_learning_rate),
    ]


def _steps(
    run: RunFile,
    tuned: TunedModel,
    loaded: LoadedModel,
    prepared: PreparedData,
    folder: RunFolder,
    saved: dict[str, Any] | None,
    stop: threading.Event | None,
) -> Generator[Event, None, None]:
    training = run.training
    parameters = list(tuned.trainable_parameters().values())
    first_step = int(saved["step"]) if saved else 0
    plan = _plan(run, prepared, loaded, first_step)
    optimizer = optimizer_for(_with_rates(tuned, plan), training)
    state = TrainingState(optimizer, schedule_for(optimizer, training, plan.total_steps))
    best_loss = float(saved["best_loss"]) if saved else math.inf
    if saved:
        state.restore(saved)
    tuned.checkpoint_activations(training.activation_checkpointing)
    yield Started(
        str(folder.path),
        first_step,
        plan.total_steps,
        len(prepared.training),
        len(prepared.held_out),
        tuned.trainable_count(),
        tuned.total_count(),
    )
    yield from map(Warned, (*prepared.notes, *(found.sentence for found in _findings(run, prepared, loaded))))

    began = time.perf_counter()
    step = saved_step = first_step
    stopped = False
    while step < plan.total_steps and not stopped:
        step_began = time.perf_counter()
        batches = list(islice(plan.batches, training.gradient_accumulation))
        learned_tokens = sum(batch.learned_tokens for batch in batches)
        wrong_tokens = sum(batch.wrong_tokens for batch in batches)
        questions = sum(batch.questions for batch in batches)
        tuned.train()
        loss = 0.0
        for batch in batches:
            part = tuned.loss(
                **batch.inputs("cpu"),
                num_learned_tokens=learned_tokens,
                num_wrong_tokens=wrong_tokens,
                num_questions=questions,
            )
            part.backward()  # type: ignore[no-untyped-call]
            loss += float(part.detach())
        limit = training.max_grad_norm or math.inf
        grad_norm = float(torch.nn.utils.clip_grad_norm_(parameters, limit))
        if not (math.isfinite(loss) and math.isfinite(grad_norm)):
            raise _diverged(step + 1, plan.learning_rate, folder)
        learning_rate = float(optimizer.param_groups[0]["lr"])
        optimizer.step()
        state.schedule.step()
        optimizer.zero_grad(set_to_none=True)
        step += 1
        seconds = time.perf_counter() - step_began
        yield StepDone(step, loss, learning_rate, grad_norm, learned_tokens, seconds, memory_in_use(tuned.device))

        stopped = stop is not None and stop.is_set()
        at_end = stopped or step == plan.total_steps
        if prepared.held_out and (at_end or (training.eval_every and step % training.eval_every == 0)):
            yield Loading("Measuring held-out rows")
            value = held_out_loss(tuned, prepared.held_out, training.batch_size, loaded.tokenizer.pad_token_id or 0)
            yield Evaluated(step, value, math.exp(min(value, 700.0)), value < best_loss)
            best_loss = min(best_loss, value)
        if at_end or (training.save_every and step % training.save_every == 0):
            yield Loading("Saving a checkpoint")
            saved_step = step
            yield _save(folder, tuned, state, step, best_loss)
    if step != saved_step:
        yield _save(folder, tuned, state, step, best_loss)
    _write_adapter(folder, tuned, prepared.template)
    yield Finished(step, str(folder.path), time.perf_counter() - began, stopped and step < plan.total_steps)


def _diverged(step: int, learning_rate: float, folder: RunFolder) -> JobFailed:
    kept = checkpoints_in(folder.checkpoints)
    stands = f"the checkpoint {kept[-1].name} stands" if kept else "no checkpoint had been saved yet"
    return JobFailed(
        f"The loss stopped being a number at step {step}; lower training.learning_rate, which peaks at "
        f"{learning_rate:g}; {stands}."
    )


def _save(folder: RunFolder, tuned: TunedModel, state: TrainingState, step: int, best_loss: float) -> CheckpointSaved:
    checkpoint = save_checkpoint(folder.checkpoints, tuned, state, step, best_loss)
    keep_last(folder.checkpoints, _KEPT_CHECKPOINTS)
    size = sum(file.stat().st_size for file in checkpoint.iterdir())
    return CheckpointSaved(step, str(checkpoint), size)


def _write_adapter(folder: RunFolder, tuned: TunedModel, template: Template | None) -> None:
    if folder.adapter.exists():
        shutil.rmtree(folder.adapter)
    with folder_aside(folder.adapter) as aside:
        save_adapter(tuned, aside)
        save_template(template, aside)
