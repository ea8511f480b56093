"""Memory in use right now."""

import psutil
import torch


def memory_in_use(device: torch.device) -> int:
    """Bytes: what torch holds on a GPU; on a CPU the resident memory of this process."""
    if device.type == "cuda":
        return torch.cuda.memory_allocated(device)
    if device.type == "mps":
        return torch.mps.current_allocated_memory()
    return int(psutil.Process().memory_info().rss)


def memory_available(device: torch.device) -> int:
    """Bytes that a run could take at most: the card's memory, or what the machine has free now."""
    if device.type == "cuda":
        return int(torch.cuda.get_device_properties(device).total_memory)
    if device.type == "mps":
        return torch.mps.recommended_max_memory()
    return int(psutil.virtual_memory().available) + int(psutil.Process().memory_info().rss)
