"""A model's layers compiled by torch, where this machine can do so."""

from typing import Any

import torch

from tuning_core.data.batches import Batch
from tuning_core.training.random_state import random_state, set_random_state
from tuning_core.tuned_model import TunedModel


def why_not_compiled(tuned: TunedModel, batch: Batch) -> str:
    """Compiles the layers and tries them on a batch. Empty where they work; else they are as they were, and this is
    the reason. Neither weights nor random numbers move."""
    before = random_state()
    tuned.compile_layers(True)
    try:
        inputs: dict[str, Any] = dict(batch.inputs("cpu"))
        tuned.train().loss(**inputs).backward()  # type: ignore[no-untyped-call]
    except torch.OutOfMemoryError:
        raise
    except Exception as error:  # of a compiler that is missing, or of code that it cannot read
        tuned.compile_layers(False)
        return f"{type(error).__name__}: {str(error).strip().splitlines()[0]}" if str(error) else type(error).__name__
    finally:
        for parameter in tuned.trainable_parameters().values():
            parameter.grad = None
        set_random_state(before)
    return ""
