"""What moves while training, beside the learned weights: a checkpoint holds all of it."""

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

import torch

from tuning_core.data.batches import Position
from tuning_core.training.best import Best
from tuning_core.training.random_state import random_state, set_random_state


@dataclass
class TrainingState:
    """`order` is what the order of the rows depends on: their number, how long packs are, the seed, and whether they
    are grouped. `step` is the number of steps done, `position` where in the data the next one begins. `random` is
    remembered before each step, so that a step which failed can be done again. `progress` holds plain numbers that are
    counted over the steps. `stage` is what a step does that is not done yet: gradients are computed, or weights and
    optimizer change, which cannot be done again."""

    optimizer: torch.optim.Optimizer
    order: list[int]
    step: int = 0
    position: Position = field(default_factory=Position)
    best: Best = field(default_factory=Best)
    progress: dict[str, float] = field(default_factory=dict)
    random: dict[str, Any] = field(default_factory=random_state)
    stage: Literal["", "computing", "changing"] = ""

    def remember_random(self) -> None:
        self.random = random_state()

    def to_dict(self) -> dict[str, Any]:
        return {
            "order": self.order,
            "step": self.step,
            "position": asdict(self.position),
            "best": asdict(self.best),
            "progress": dict(self.progress),
            "optimizer": type(self.optimizer).__name__,
            "optimizer_state": self.optimizer.state_dict()["state"],
            "random": self.random,
        }

    def restore(self, saved: dict[str, Any]) -> list[str]:
        """Goes back to what a checkpoint holds, and returns a sentence about each thing that cannot go on as it was.
        Rates and weight decay stay those of the settings."""
        self.step, self.position = saved["step"], Position(**saved["position"])
        self.best = Best(**saved["best"])
        self.progress = dict(saved["progress"])
        notes = []
        if saved["order"] != self.order:
            self.position = Position(self.position.epoch + 1)
            notes.append("The rows or their order are not those of the checkpoint; the next pass over them begins.")
        if saved["optimizer"] == type(self.optimizer).__name__:
            groups = self.optimizer.state_dict()["param_groups"]
            self.optimizer.load_state_dict({"state": saved["optimizer_state"], "param_groups": groups})
        else:
            notes.append("The optimizer is not that of the checkpoint; it starts without memory of the steps before.")
        self.random = saved["random"]
        set_random_state(self.random)
        return notes
