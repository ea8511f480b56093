"""Memory: what is in use right now, what there is, and whether what is freed goes back to the system."""

import ctypes
import sys
from pathlib import Path

import psutil
import torch

from tuning_core.garbage import collect_garbage

CUDA_CONTEXT_BYTES = 600_000_000  # of the driver and torch's kernels on one card, which nothing tells apart


def memory_in_use(device: torch.device) -> int:
    """Bytes: what torch holds on a GPU; on a CPU the resident memory of this process."""
    if device.type == "cuda":
        return torch.cuda.memory_allocated(device)
    if device.type == "mps":
        return torch.mps.current_allocated_memory()
    return int(psutil.Process().memory_info().rss)


def most_memory_in_use(device: torch.device) -> int:
    """Bytes at the highest point since `forget_the_most`; 0 where nobody keeps it."""
    if device.type == "cuda":
        return torch.cuda.max_memory_allocated(device)
    status = Path("/proc/self/status")
    if device.type == "cpu" and status.is_file():
        return 1024 * next((int(line.split()[1]) for line in _lines(status) if line.startswith("VmHWM:")), 0)
    return 0


def forget_the_most(device: torch.device) -> None:
    """The highest point begins anew."""
    if device.type == "cuda":
        torch.cuda.reset_peak_memory_stats(device)
    elif device.type == "cpu":
        try:
            Path("/proc/self/clear_refs").write_text("5")
        except OSError:  # not Linux, or not allowed: then it is the highest of all time
            return


def memory_reserved(device: torch.device) -> int:
    """Bytes that torch has taken from a GPU, used or not; 0 elsewhere."""
    return torch.cuda.memory_reserved(device) if device.type == "cuda" else 0


def memory_of_the_device(device: torch.device) -> int:
    """Bytes in use on the whole card, whoever uses them; 0 on a CPU."""
    if device.type != "cuda":
        return 0
    free, total = torch.cuda.mem_get_info(device)
    return total - free


def step_memory(device: torch.device) -> tuple[int, int, int, int]:
    """In use, the most of it since `forget_the_most`, reserved, and in use on the device by anyone, in bytes."""
    return memory_in_use(device), most_memory_in_use(device), memory_reserved(device), memory_of_the_device(device)


def memory_available(device: torch.device) -> int:
    """Bytes that this program could hold at most: on a GPU what is free there and what it has of it; else what the
    machine has free now, or what a limit on this process or its container leaves, and what this process holds."""
    if device.type == "cuda":
        free, total = torch.cuda.mem_get_info(device)
        return min(total, free + torch.cuda.memory_reserved(device) + CUDA_CONTEXT_BYTES)
    if device.type == "mps":
        return torch.mps.recommended_max_memory()
    own = psutil.Process().memory_info()
    left = [int(psutil.virtual_memory().available), *_left_by_limits(own), *_left_in_container()]
    return max(0, min(left)) + int(own.rss)


def _left_by_limits(own: object) -> list[int]:
    if sys.platform == "win32":
        return []
    import resource

    taken = {"RLIMIT_AS": getattr(own, "vms", 0), "RLIMIT_DATA": getattr(own, "data", 0)}
    limits = {name: resource.getrlimit(getattr(resource, name))[0] for name in taken if hasattr(resource, name)}
    return [limit - taken[name] for name, limit in limits.items() if limit != resource.RLIM_INFINITY]


def _left_in_container(folder: Path = Path("/sys/fs/cgroup")) -> list[int]:
    """Of a control group, version 2; files it has read from are given up when room is needed."""
    try:
        limit = (folder / "memory.max").read_text().strip()
        if limit == "max":
            return []
        files = dict(line.split() for line in _lines(folder / "memory.stat"))
        used = int((folder / "memory.current").read_text()) - int(files.get("inactive_file", 0))
        return [int(limit) - used]
    except (OSError, ValueError):
        return []


def _lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").splitlines()


_M_MMAP_THRESHOLD = -3  # of mallopt, in malloc.h
_RETURNED = 128 * 1024  # what malloc begins with


def return_what_is_freed() -> bool:
    """From now on large blocks go back to the system as soon as they are freed, and memory grows no more than what is
    held at once. glibc's malloc would keep those of up to 32 MiB, in gaps that the next ones often do not fit in: steps
    were seen to take from 1.1 to 4 times what they hold. Fetching them anew costs a fifth more time, or more where
    activations are computed again. Whether this system can do it."""
    libc = _glibc()
    if libc is None:
        return False
    libc.mallopt(_M_MMAP_THRESHOLD, _RETURNED)
    libc.malloc_trim(0)
    return True


def give_back(device: torch.device) -> None:
    """Nothing that is freed already stays with this program."""
    collect_garbage()
    if device.type == "cuda":
        torch.cuda.empty_cache()
    elif (libc := _glibc()) is not None:
        libc.malloc_trim(0)


def _glibc() -> ctypes.CDLL | None:
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None)
    return libc if hasattr(libc, "gnu_get_libc_version") else None
