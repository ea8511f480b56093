"""Optimisers and learning-rate schedules."""

import math
from collections.abc import Sequence
from typing import Any

import torch
from torch import nn

from tuning_core.run_file import TrainingSettings


def optimizer_for(
    parts: Sequence[tuple[Sequence[nn.Parameter], float]], settings: TrainingSettings
) -> torch.optim.Optimizer:
    """`parts` are parameters, each with their learning rate. Weight decay touches matrices alone; biases and norms are
    left out of it. Beside its rate of the moment, `lr`, every group holds its `peak`."""
    groups: list[dict[str, Any]] = []
    for parameters, rate in parts:
        matrices, others = [p for p in parameters if p.ndim >= 2], [p for p in parameters if p.ndim < 2]
        groups.append({"params": matrices, "lr": rate, "peak": rate, "weight_decay": settings.weight_decay})
        groups.append({"params": others, "lr": rate, "peak": rate, "weight_decay": 0.0})
    groups = [group for group in groups if group["params"]]
    if settings.optimizer == "sgd":
        return torch.optim.SGD(groups)
    if settings.optimizer in ("adamw_8bit", "paged_adamw_8bit"):
        import bitsandbytes

        # A CPU has nowhere else to page to.
        paged = settings.optimizer.startswith("paged") and groups[0]["params"][0].is_cuda
        kind = bitsandbytes.optim.PagedAdamW8bit if paged else bitsandbytes.optim.AdamW8bit
        optimizer: torch.optim.Optimizer = kind(groups)
        return optimizer
    return torch.optim.AdamW(groups)


def set_learning_rates(
    optimizer: torch.optim.Optimizer, step: int, settings: TrainingSettings, total_steps: int
) -> None:
    """Those of a step (from 0): the step alone decides them, so that nothing of a schedule needs to be kept."""
    share = share_of_peak(step, settings, total_steps)
    for group in optimizer.param_groups:
        group["lr"] = group["peak"] * share


def share_of_peak(step: int, settings: TrainingSettings, total_steps: int) -> float:
    """The learning rate at a step (from 0) as a share of its peak: a straight climb, then the chosen fall."""
    warmup = settings.warmup * total_steps if settings.warmup < 1 else settings.warmup
    if step < warmup:
        return (step + 1) / (warmup + 1)
    progress = (step - warmup) / max(1, total_steps - warmup)
    if settings.schedule == "linear":
        return max(0.0, 1 - progress)
    if settings.schedule == "cosine":
        return 0.5 * (1 + math.cos(math.pi * min(1.0, progress)))
    return 1.0
