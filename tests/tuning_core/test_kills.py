"""Runs and exports that are killed at random moments, and folders and disks that break under them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="the children that are killed are forked")
def test_killed_runs_lose_nothing_and_end_as_if_they_had_not_been_killed() -> None:
    pytest.importorskip("bitsandbytes")
    killing = [sys.executable, "-m", "tests.benchmarks.kill_test", "--kills", "12", "--no-faults"]
    ended = subprocess.run(killing, capture_output=True, text=True, timeout=500, cwd=Path(__file__).parents[2])
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "12 kills" in ended.stdout
