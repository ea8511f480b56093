"""A run that goes on: what it is made of, what moves, and what is due."""

import math
import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from typing import Any

from torch import nn

from tuning_core.data.ahead import prepared_ahead
from tuning_core.data.batches import Batch, batches_for, batches_per_epoch
from tuning_core.data.prepared import PreparedData
from tuning_core.methods import method_of
from tuning_core.models.loading import LoadedModel
from tuning_core.models.tasks import head_parameters
from tuning_core.run_file import DEFAULT_STEPS, RunFile, TrainingSettings
from tuning_core.training.optimizers import optimizer_for
from tuning_core.training.run_folder import RunFolder
from tuning_core.training.state import TrainingState
from tuning_core.training.watchdog import Watchdog
from tuning_core.tuned_model import TunedModel


@dataclass
class Going:
    """A run that goes on: what it is made of, and the state that moves."""

    run: RunFile
    tuned: TunedModel
    loaded: LoadedModel
    prepared: PreparedData
    folder: RunFolder
    total_steps: int
    state: TrainingState
    batches: Generator[Batch, None, None]
    notes: list[str]
    saved_step: int
    watch: Watchdog
    saved_at: float = field(default_factory=time.monotonic)

    @property
    def training(self) -> TrainingSettings:
        return self.run.training

    @property
    def pad_id(self) -> int:
        return self.loaded.tokenizer.pad_token_id or 0

    @property
    def at_end(self) -> bool:
        return self.state.step >= self.total_steps

    @property
    def evaluation_is_due(self) -> bool:
        return self.at_end or self._is_due(self.training.eval_every)

    @property
    def saving_is_due(self) -> bool:
        """At the best step so far as well, since that one is kept; while the loss rises the good ones are not pushed
        out."""
        minutes = self.training.save_minutes
        waited = bool(minutes) and time.monotonic() - self.saved_at > 60 * minutes
        is_best = self.state.best.step == self.state.step
        due = is_best or waited or self._is_due(self.training.save_every)
        return self.at_end or (due and not self.watch.seen.is_diverging)

    def _is_due(self, every: int) -> bool:
        return bool(every) and self.state.step % every == 0


def going_for(
    run: RunFile,
    tuned: TunedModel,
    loaded: LoadedModel,
    prepared: PreparedData,
    folder: RunFolder,
    saved: dict[str, Any] | None,
    notes: Sequence[str] = (),
) -> Going:
    """`saved` is what a checkpoint holds; `notes` are sentences to tell when the run begins."""
    training, method = run.training, method_of(run.method)
    pack_to = run.data.max_length if run.data.packing else 0
    order = [len(prepared.training), pack_to, training.seed, int(training.group_by_length)]
    state = TrainingState(optimizer_for(_with_rates(run, tuned, loaded), training), order)
    changes = state.restore(saved) if saved else []
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
    watch = Watchdog(run, tuned, rate, usual_rate, folder.checkpoints, state.progress)
    notes = [*notes, *changes]
    ahead = prepared_ahead(batches)
    return Going(run, tuned, loaded, prepared, folder, total_steps, state, ahead, notes, state.step, watch)


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
