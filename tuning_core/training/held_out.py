"""What a run measures of its held-out rows while it learns."""

import math
import threading
from collections.abc import Generator, Mapping
from typing import Any

from tuning_core.data.prepared import PreparedData
from tuning_core.errors import BadInput
from tuning_core.evaluation import REPLY_METRICS, Effort, Metrics, measuring_with, spread
from tuning_core.events import Evaluated, Event
from tuning_core.models.tasks import CLASSIFICATIONS
from tuning_core.run_file import RunFile, TrainingSettings
from tuning_core.training.best import Best, keeps_best
from tuning_core.tuned_model import TunedModel

_REPLIED_ROWS = 32  # that scores of replies are taken from
_LONGEST_REPLY = 256  # tokens


def evaluating_run(
    step: int,
    tuned: TunedModel,
    tokenizer: Any,
    prepared: PreparedData,
    training: TrainingSettings,
    best: Best,
    stop: threading.Event | None,
) -> Generator[Event, None, Best]:
    """Yields its progress and Evaluated, and returns what is the best now. The model is left as it was found, and no
    random number is used, so that a run learns the same however often it is measured. Raises Stopped when `stop` is
    set."""
    was_training = tuned.training
    effort = Effort(
        rows_at_once=training.batch_size,
        replied_rows=_REPLIED_ROWS,
        longest_reply=_LONGEST_REPLY,
        reply_metrics=_wanted(training),
        samples=training.eval_replies,
    )
    rows = spread(prepared.held_out, training.eval_rows)
    try:
        metrics, replies = yield from measuring_with("Measuring held-out rows", tuned, tokenizer, rows, effort, stop)
    finally:
        tuned.train(was_training)
    best = best.after(step, measured_by(training.best_by, metrics), training.best_by)
    perplexity = math.exp(min(metrics.loss, 700.0))
    yield Evaluated(step, metrics.loss, perplexity, best.step == step, named(metrics), replies)
    return best


def named(metrics: Metrics) -> dict[str, float]:
    """What was measured beside loss and perplexity, by name."""
    values: Mapping[str, float | None] = vars(metrics)
    return {name: value for name, value in values.items() if value is not None and name not in ("loss", "perplexity")}


def measured_by(name: str, metrics: Metrics) -> float:
    value: float | None = getattr(metrics, name)
    return math.nan if value is None else value


def require_measurable(run: RunFile, prepared: PreparedData) -> None:
    """Raises BadInput where the run is judged by what it does not measure."""
    training, task = run.training, run.model.task
    setting = "training.early_stopping" if training.early_stopping else "training.keep_best"
    if keeps_best(training) and not prepared.held_out:
        raise BadInput(f"{setting} needs held-out rows to measure with; raise data.validation, or switch it off.")
    if training.early_stopping and not training.eval_every:
        raise BadInput(
            "training.early_stopping counts evaluations, and training.eval_every = 0 makes none before the end; set it "
            "to a number of steps."
        )
    measured = ["loss", "token_accuracy", *REPLY_METRICS, *(["accuracy"] if prepared.has_wrong_answers else [])]
    measured = ["loss", "accuracy", "f1"] if task in CLASSIFICATIONS else measured
    if training.best_by not in measured:
        raise BadInput(
            f"training.best_by = {training.best_by!r} is not measured for model.task = {task!r}; choose "
            f"{', '.join(measured[:-1])} or {measured[-1]}."
        )


def _wanted(training: TrainingSettings) -> set[str]:
    return set(REPLY_METRICS).intersection([*training.metrics, training.best_by])
