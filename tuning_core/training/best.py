"""Which evaluation of a run was the best one, and when to wait for a better one no longer."""

import math
from dataclasses import dataclass, replace

from tuning_core.run_file import TrainingSettings


@dataclass(frozen=True)
class Best:
    """The best evaluation so far: its value (None: nothing was measured yet) by what the run is judged by, its step,
    how many evaluations since were no better, and the step of the last one. Plain values, which go into a checkpoint
    and come back from it."""

    value: float | None = None
    step: int = 0
    without_better: int = 0
    last_step: int = 0
    by: str = "loss"

    def after(self, step: int, value: float, best_by: str) -> "Best":
        """A value that is no number is never better, and any is better than one of another measure."""
        others = self.value is None or self.by != best_by
        if math.isfinite(value) and (others or self._is_beaten_by(value)):
            return Best(value, step, 0, step, best_by)
        return replace(self, without_better=self.without_better + 1, last_step=step)

    def _is_beaten_by(self, value: float) -> bool:
        assert self.value is not None
        return value < self.value if self.by == "loss" else value > self.value

    def sentence(self, training: TrainingSettings, step: int, stopped_early: bool) -> str:
        """For a run that ends at a step and keeps its best."""
        by = f"held-out {training.best_by.replace('_', ' ')}"
        early = (
            f"The run ends early, as {self.without_better} evaluations in a row brought no better {by} "
            f"(training.early_stopping). "
        )
        which = "the last step" if self.step == step else f"step {self.step}"
        return f"{early if stopped_early else ''}The adapter is that of {which}, with the best {by}: {self.value:.4g}."


def keeps_best(training: TrainingSettings) -> bool:
    """Whether the adapter of the best evaluation is the one that stays. A run that ends because nothing better came
    has no use for what came after it."""
    return training.keep_best or training.early_stopping > 0


def stops_early(best: Best, training: TrainingSettings) -> bool:
    return 0 < training.early_stopping <= best.without_better
