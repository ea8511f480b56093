"""A GPU that lies idle is named with the remedy, from files as Linux and torch write them."""

from pathlib import Path

import pytest

from workbench.unused_gpu import TorchBuild, installed_torch, why_unused

CPU_BUILD = TorchBuild("2.9.0+cpu")
CUDA_12, CUDA_13 = TorchBuild("2.9.0+cu128", cuda="12.8"), TorchBuild("2.13.0+cu130", cuda="13.0")
NO_TOOLS = {"PATH": "/nowhere"}


def machine(root: Path, vendor: str = "0x10de", kind: str = "0x030000", driver: str = "", memory: int = 0) -> Path:
    device = root / "sys/bus/pci/devices/0000:01:00.0"
    device.mkdir(parents=True)
    (device / "class").write_text(f"{kind}\n")
    (device / "vendor").write_text(f"{vendor}\n")
    if memory:
        (device / "mem_info_vram_total").write_text(f"{memory}\n")
    if driver:
        nvidia = root / "proc/driver/nvidia"
        (nvidia / "gpus/0000:01:00.0").mkdir(parents=True)
        (nvidia / "version").write_text(
            f"NVRM version: NVIDIA UNIX x86_64 Kernel Module  {driver}  Wed Jan  1\nGCC version:  gcc 12.2.0\n"
        )
        (nvidia / "gpus/0000:01:00.0/information").write_text("Model: \t\t NVIDIA GeForce RTX 4090\nIRQ:   \t\t 16\n")
    return root


def why(root: Path, build: TorchBuild, **environment: str) -> str:
    return why_unused(root, build, {**NO_TOOLS, **environment})


def test_a_torch_for_the_processor_alone_is_named_with_the_command_that_helps(tmp_path: Path) -> None:
    sentence = why(machine(tmp_path, driver="570.86.15"), CPU_BUILD)
    assert "NVIDIA GeForce RTX 4090" in sentence
    assert "2.9.0+cpu" in sentence
    assert "pip install torch --index-url https://download.pytorch.org/whl/cu126" in sentence


def test_the_newest_driver_is_offered_the_newest_cuda(tmp_path: Path) -> None:
    assert why(machine(tmp_path, driver="580.82.07"), CPU_BUILD).endswith("/cu130")


def test_an_old_driver_is_named_with_the_one_that_is_needed(tmp_path: Path) -> None:
    root = machine(tmp_path, driver="535.104.05")
    assert why(root, CUDA_12) == ""
    sentence = why(root, CUDA_13)
    assert "535.104.05" in sentence
    assert "580.65.06" in sentence


def test_a_gpu_without_a_driver_is_named(tmp_path: Path) -> None:
    assert "no driver" in why(machine(tmp_path), CUDA_12)


def test_a_container_that_was_not_given_the_gpu_is_left_alone(tmp_path: Path) -> None:
    root = machine(tmp_path)
    (root / ".dockerenv").touch()
    assert why(root, CUDA_12) == ""


def test_other_cards_of_the_same_maker_are_no_gpu(tmp_path: Path) -> None:
    assert why(machine(tmp_path, kind="0x040300"), CPU_BUILD) == ""  # the sound of an HDMI plug


def test_a_gpu_that_is_hidden_on_purpose_is_not_named(tmp_path: Path) -> None:
    root = machine(tmp_path, driver="570.86.15")
    assert why(root, CPU_BUILD, CUDA_VISIBLE_DEVICES="") == ""
    assert why(root, CPU_BUILD, CUDA_VISIBLE_DEVICES="0")


@pytest.mark.parametrize(("memory", "build", "named"), [
    (16_000_000_000, CUDA_12, True),
    (536_870_912, CUDA_12, False),  # inside a processor
    (16_000_000_000, TorchBuild("2.9.0+rocm6.4", hip="6.4"), False),
])  # fmt: skip
def test_an_amd_gpu_needs_a_torch_with_rocm(tmp_path: Path, memory: int, build: TorchBuild, named: bool) -> None:
    assert ("rocm" in why(machine(tmp_path, vendor="0x1002", memory=memory), build)) == named


def test_a_machine_without_a_gpu_says_nothing(tmp_path: Path) -> None:
    assert why(tmp_path, CPU_BUILD) == ""


def test_where_files_say_nothing_nvidia_smi_is_asked(tmp_path: Path) -> None:
    tool = tmp_path / "bin/nvidia-smi"
    tool.parent.mkdir()
    tool.write_text("#!/bin/sh\necho 'NVIDIA GeForce GTX 1080, 471.11'\n")
    tool.chmod(0o755)
    sentence = why(tmp_path, CUDA_12, PATH=f"{tool.parent}:/bin:/usr/bin")
    assert "GTX 1080" in sentence
    assert "471.11" in sentence


def test_the_installed_torch_is_known_without_importing_it() -> None:
    import torch

    build = installed_torch()
    assert build.version == torch.__version__
    assert build.cuda == (torch.version.cuda or "")
