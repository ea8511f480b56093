"""A GPU in the machine that torch cannot use, and what helps. Found without importing torch, from what the system and
the installed torch say of themselves in files."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from workbench.quick_work import QuickWork
from workbench.translation import tr

if TYPE_CHECKING:
    from workbench.one_job import OneJob

NVIDIA, AMD = "0x10de", "0x1002"  # vendors, as PCI numbers them
LEAST_MEMORY = 4_000_000_000  # bytes of an AMD GPU's own; those inside processors have less
LEAST_DRIVER = {11: "450.80.02", 12: "525.60.13", 13: "580.65.06"}  # CUDA's release notes, minor version compatibility
INDEX = "https://download.pytorch.org/whl/"
SMI_SECONDS = 10


@dataclass(frozen=True)
class TorchBuild:
    version: str = ""
    cuda: str = ""  # the version it was built with, as in 12.8
    hip: str = ""


@dataclass(frozen=True)
class Nvidia:
    name: str
    driver: str  # empty where none is loaded


class GpuWatch(QObject):
    """Looks in the background: at once at the system, and through torch when the core is there."""

    found = Signal(str)  # a sentence with the remedy

    def __init__(self, session: "OneJob") -> None:
        super().__init__(session)
        self._session = session
        self._looking, self._asking = QuickWork(self), QuickWork(self)
        self._looking.answered.connect(self._on_looked)
        self._asking.answered.connect(self._on_asked)

    def look(self) -> None:
        self._looking.ask(why_unused)

    def _on_looked(self, sentence: str) -> None:
        if sentence:
            self.found.emit(sentence)
        elif self._session.core_is_ready:
            self._ask_torch()
        else:
            self._session.core_ready.connect(self._ask_torch)

    def _ask_torch(self) -> None:
        self._asking.ask(why_torch_refuses)

    def _on_asked(self, sentence: str) -> None:
        if sentence:
            self.found.emit(sentence)


def why_unused(
    root: Path = Path("/"), build: TorchBuild | None = None, environment: dict[str, str] | None = None
) -> str:
    """One sentence with the remedy; empty where there is no GPU, or torch can be expected to use it."""
    environment = dict(os.environ) if environment is None else environment
    if environment.get("CUDA_VISIBLE_DEVICES", "all") in ("", "-1"):
        return ""  # hidden on purpose
    build = installed_torch() if build is None else build
    nvidia = nvidia_of_linux(root) if sys.platform == "linux" else None
    nvidia = nvidia or nvidia_of_tool(environment.get("PATH"))
    if nvidia is not None:
        return _why_not_nvidia(nvidia, build)
    if build.hip or not has_amd(root):
        return ""
    return tr(
        "This machine has an AMD GPU, but the installed torch {version} is not built for it, so that everything runs "
        "on the processor. Install a torch with ROCm: pip install torch --index-url {index}",
        version=build.version,
        index=f"{INDEX}rocm6.4",
    )


def _why_not_nvidia(gpu: Nvidia, build: TorchBuild) -> str:
    if not gpu.driver:
        return tr(
            "This machine has an NVIDIA GPU, but no driver for it is loaded, so that everything runs on the processor. "
            "Install NVIDIA's driver, restart the machine, and start the program again."
        )
    if not build.cuda:
        return tr(
            "{gpu} cannot be used: the installed torch {version} is built for the processor alone. Install a torch "
            "with CUDA: pip install torch --index-url {index}",
            gpu=gpu.name,
            version=build.version,
            index=INDEX + ("cu130" if _is_at_least(gpu.driver, LEAST_DRIVER[13]) else "cu126"),
        )
    needed = LEAST_DRIVER.get(int(build.cuda.split(".")[0]), "")
    if needed and not _is_at_least(gpu.driver, needed):
        return tr(
            "{gpu} cannot be used: its driver {driver} is too old for a torch with CUDA {cuda}, which needs {needed} "
            "or newer. Update NVIDIA's driver, and restart the machine.",
            gpu=gpu.name,
            driver=gpu.driver,
            cuda=build.cuda,
            needed=needed,
        )
    return ""


def installed_torch() -> TorchBuild:
    spec = find_spec("torch")
    folders = spec.submodule_search_locations if spec is not None else None
    if not folders:
        return TorchBuild()
    text = (Path(folders[0]) / "version.py").read_text(encoding="utf-8")
    said = {
        name: ast.literal_eval(value)
        for name, value in re.findall(
            r"^(__version__|cuda|hip)\b[^=\n]*= *('[^'\n]*'|\"[^\"\n]*\"|None) *$", text, re.M
        )
    }
    return TorchBuild(said.get("__version__") or "", said.get("cuda") or "", said.get("hip") or "")


def nvidia_of_linux(root: Path) -> Nvidia | None:
    version = _text(root / "proc/driver/nvidia/version")
    driver = re.search(r"\b\d{3,}\.\d+(\.\d+)?\b", version)
    if driver is not None:
        told = "".join(_text(file) for file in sorted(root.glob("proc/driver/nvidia/gpus/*/information")))
        name = re.search(r"^Model: *\t* *(.+)$", told, re.M)
        return Nvidia(name[1].strip() if name else tr("The NVIDIA GPU"), driver[0])
    return Nvidia("", "") if _displays_of(root, NVIDIA) and not _is_container(root) else None


def nvidia_of_tool(path: str | None) -> Nvidia | None:
    """What nvidia-smi says, which comes with the driver on every system."""
    tool = which("nvidia-smi", path=path)
    if tool is None:
        return None
    asked = [tool, "--query-gpu=name,driver_version", "--format=csv,noheader"]
    try:
        said = subprocess.run(asked, capture_output=True, text=True, timeout=SMI_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    name, _, driver = said.stdout.partition("\n")[0].rpartition(", ")
    return Nvidia(name, driver.strip()) if said.returncode == 0 and name else None


def has_amd(root: Path) -> bool:
    sizes = (_text(folder / "mem_info_vram_total") for folder in _displays_of(root, AMD))
    return any(size.strip().isdigit() and int(size) >= LEAST_MEMORY for size in sizes)


def why_torch_refuses(found: Callable[[], Nvidia | None] = lambda: nvidia_of_linux(Path("/"))) -> str:
    """What torch itself says, where everything looked well. Imports torch."""
    gpu = found() if sys.platform == "linux" else nvidia_of_tool(None)
    if gpu is None or os.environ.get("CUDA_VISIBLE_DEVICES", "all") in ("", "-1"):
        return ""
    import torch

    if torch.cuda.is_available():
        return ""
    try:
        torch.cuda.init()
    except (RuntimeError, AssertionError) as error:
        reason = str(error).strip().splitlines()[0].rstrip(".")
        return tr("{gpu} cannot be used; torch says: {reason}.", gpu=gpu.name, reason=reason)
    return ""


def _displays_of(root: Path, vendor: str) -> list[Path]:
    devices = root.glob("sys/bus/pci/devices/*")
    return [at for at in devices if _text(at / "class").startswith("0x03") and _text(at / "vendor").strip() == vendor]


def _is_container(root: Path) -> bool:
    """It sees the devices of its host, whether or not it was given them."""
    return (root / ".dockerenv").exists() or (root / "run/.containerenv").exists()


def _is_at_least(version: str, needed: str) -> bool:
    def numbers(text: str) -> list[int]:
        return [int(part) for part in re.findall(r"\d+", text)]

    return numbers(version) >= numbers(needed)


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
