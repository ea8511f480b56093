"""What a run does about memory: what it settles before the first step, and what it tells when a step did not fit."""

import math
import traceback
from collections.abc import Generator
from typing import Any

import torch

from tuning_core.events import Event, Loading, OutOfMemory, Probed, Warned
from tuning_core.files_aside import size_text
from tuning_core.measuring import (
    forget_the_most,
    give_back,
    memory_available,
    memory_in_use,
    most_memory_in_use,
    return_what_is_freed,
)
from tuning_core.memory.fitting import enough_layers, ways_out
from tuning_core.memory.forecasting import Forecast, checkpointed, forecast, is_scarce
from tuning_core.memory.largest import largest_batch
from tuning_core.models.layers import checkpointed_layers
from tuning_core.run_file import RunFile
from tuning_core.training.going import Going
from tuning_core.training.random_state import random_state, set_random_state

_WORTH_A_PROBE = 1 / 3  # of what is available: below it a probe would only cost time


class DoesNotFit(Exception):
    """The run would not fit, as the forecast or the probe says."""

    def __init__(self, needed_bytes: int, available_bytes: int) -> None:
        super().__init__(f"{size_text(needed_bytes)} are needed, {size_text(available_bytes)} can be had")
        self.needed_bytes, self.available_bytes = needed_bytes, available_bytes


def is_out_of_memory(error: BaseException) -> bool:
    """torch on a CPU says so in words alone."""
    if isinstance(error, (torch.OutOfMemoryError, MemoryError, DoesNotFit)):
        return True
    return isinstance(error, RuntimeError) and any(words in str(error) for words in _WORDS)


_WORDS = ("can't allocate memory", "not enough memory", "out of memory", "CUDA_ERROR_OUT_OF_MEMORY")


def settling(going: Going) -> Generator[Event, None, None]:
    """Before the first step: which layers are computed again, whether freed memory is returned at once, and where
    memory may be short one try of the longest rows. Raises DoesNotFit, and what a step that does not fit raises."""
    card, tuned = going.loaded.card, going.tuned
    tuned.checkpoint_activations(checkpointed(going.run))
    told = forecast(card, going.run, prepared=going.prepared)
    if tuned.device.type == "cpu" and is_scarce(told.needed_bytes, told.available_bytes):
        return_what_is_freed()
    if going.training.activation_checkpointing == "auto":
        layers = enough_layers(card, going.run, memory_available(tuned.device), going.prepared)
        tuned.checkpoint_activations(layers)
        if layers:
            yield Warned(f"So that the run fits, {layers} layers are computed again on the way back.")
    told = forecast(card, _as_settled(going), prepared=going.prepared)
    if going.training.probe and told.needed_bytes > _WORTH_A_PROBE * told.available_bytes:
        yield from _probing(going, told)


def _as_settled(going: Going) -> RunFile:
    if going.training.activation_checkpointing != "auto":
        return going.run
    layers = sum(layer.gradient_checkpointing for layer in checkpointed_layers(going.tuned.model))
    return going.run.with_settings({"training.activation_checkpointing": layers or "off"})


def _probing(going: Going, told: Forecast) -> Generator[Event, None, None]:
    if going.tuned.device.type == "cpu" and not told.note and told.needed_bytes > told.available_bytes:
        raise DoesNotFit(told.needed_bytes, told.available_bytes)  # trying would have the system end the program
    yield Loading("Trying the longest rows")
    measured = _tried(going)
    beside = memory_in_use(going.tuned.device) - _between_steps(told, going.tuned.device, optimizer=False)
    factor = measured / max(1, _of_one_batch(going))
    parts = {name: size for name, size in told.parts.items() if name != "kept for reuse"}
    parts |= {name: math.ceil(parts[name] * factor) for name in ("activations", "logits")}
    parts["program"] = parts.get("program", 0) + max(0, beside)
    yield Probed(parts, measured, told.available_bytes)
    if sum(parts.values()) > told.available_bytes:
        raise DoesNotFit(sum(parts.values()), told.available_bytes)


def _of_one_batch(going: Going) -> int:
    """Bytes that were forecast for what the probe does: one batch, there and back."""
    alone = _as_settled(going).with_settings({"training.gradient_accumulation": 1, "training.optimizer": "sgd"})
    parts = forecast(going.loaded.card, alone, prepared=going.prepared).parts
    return sum(parts[name] for name in ("activations", "logits", "gradients"))


def _between_steps(told: Forecast, device: torch.device, optimizer: bool) -> int:
    """Bytes in use then, as forecast; the optimizer has its memory from the first step on."""
    names = ["weights", "trained weights", "workspace", *(["optimizer"] if optimizer else [])]
    return sum(told.parts.get(name, 0) for name in names) + (told.parts["program"] if device.type == "cpu" else 0)


def _tried(going: Going) -> int:
    """Most bytes that a pass of the longest rows there and back took. Leaves everything as it was."""
    tuned, device, before_it = going.tuned, going.tuned.device, random_state()
    batch = largest_batch(going.loaded.card, going.run, tuned.method, None, going.prepared)
    try:
        forget_the_most(device)
        before = memory_in_use(device)
        tuned.train()
        inputs: dict[str, Any] = {**batch.inputs("cpu")}
        tuned.loss(**inputs).backward()  # type: ignore[no-untyped-call]
        return max(0, most_memory_in_use(device) - before)
    finally:
        for parameter in tuned.trainable_parameters().values():
            parameter.grad = None
        give_back(device)
        set_random_state(before_it)


def out_of_memory(going: Going, error: BaseException) -> OutOfMemory:
    """Lets go of all that the step held, puts random numbers back to where they were before it, and says what would
    help. On a CPU freed memory is returned at once from now on."""
    traceback.clear_frames(error.__traceback__)
    device, state, run = going.tuned.device, going.state, _as_settled(going)
    state.optimizer.zero_grad(set_to_none=True)
    if state.stage:
        set_random_state(state.random)
    if device.type == "cpu":
        return_what_is_freed()
    give_back(device)
    available = memory_available(device)
    told = forecast(going.loaded.card, run, prepared=going.prepared)
    beside = max(0, memory_in_use(device) - _between_steps(told, device, optimizer=state.step > 0))
    if isinstance(error, DoesNotFit):
        beside = max(beside, error.needed_bytes - told.needed_bytes)
        available = min(available, error.available_bytes)
    budget = min(available - beside, round(0.95 * told.needed_bytes))  # it did not fit, whatever was forecast
    changes = ways_out(going.loaded.card, run, budget, going.prepared)
    tried = f"Step {state.step + 1} does not fit" if state.step else "The run does not fit"
    needed = size_text(told.needed_bytes + beside)
    sentence = (
        f"{tried} in memory: it needs about {needed}, and {size_text(available)} can be had. "
        f"{'Resume with one of the changes.' if changes else 'No change of the settings would free enough.'}"
    )
    return OutOfMemory(state.step + 1, sentence, tuple(changes), available)
