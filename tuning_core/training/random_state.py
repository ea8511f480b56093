"""Random numbers of every kind that a step may draw from: seeded, remembered, set back."""

import random
from typing import Any

import numpy as np
import torch


def seed_all(seed: int) -> None:
    torch.manual_seed(seed)  # of every device
    random.seed(seed)
    np.random.seed(seed)


def random_state() -> dict[str, Any]:
    """Plain data and tensors alone, so that a checkpoint can be read without running code. Draws nothing."""
    _, python, gauss = random.getstate()
    numpy: dict[str, Any] = np.random.get_state(legacy=False)
    return {
        "torch": torch.get_rng_state(),
        "cuda": torch.cuda.get_rng_state_all() if torch.cuda.is_available() else [],
        "mps": torch.mps.get_rng_state() if torch.backends.mps.is_available() else None,
        "python": {"numbers": list(python), "gauss": gauss},
        "numpy": {
            "key": numpy["state"]["key"].tolist(),
            "pos": int(numpy["state"]["pos"]),
            "has_gauss": int(numpy["has_gauss"]),
            "gauss": float(numpy["gauss"]),
        },
    }


def set_random_state(saved: dict[str, Any]) -> None:
    """What belongs to a device that is not here stays as it is."""
    torch.set_rng_state(saved["torch"])
    if len(saved["cuda"]) == torch.cuda.device_count():
        torch.cuda.set_rng_state_all(saved["cuda"])
    if saved["mps"] is not None and torch.backends.mps.is_available():
        torch.mps.set_rng_state(saved["mps"])
    random.setstate((3, tuple(saved["python"]["numbers"]), saved["python"]["gauss"]))
    numpy = saved["numpy"]
    np.random.set_state(
        ("MT19937", np.array(numpy["key"], dtype=np.uint32), numpy["pos"], numpy["has_gauss"], numpy["gauss"])
    )
