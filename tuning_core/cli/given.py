"""What was given on the command line."""

import argparse
import re
import tomllib
from collections.abc import Sequence
from typing import Any

from tuning_core.errors import BadInput
from tuning_core.run_file import RunFile


def read_run(arguments: argparse.Namespace) -> RunFile:
    run = RunFile.read(arguments.run)
    settings = settings_of(arguments.set)
    return run.with_settings(settings) if settings else run


def settings_of(given: Sequence[str]) -> dict[str, Any]:
    settings = {}
    for text in given:
        key, found, value = text.partition("=")
        if not found:
            raise BadInput(f"--set {text}: write it as KEY=VALUE, as in training.max_steps=10.")
        try:
            settings[key.strip()] = tomllib.loads(f"value = {value}")["value"]
        except tomllib.TOMLDecodeError:
            settings[key.strip()] = value
    return settings


def bytes_of(text: str, option: str = "--fit") -> int:
    """Of 8GB, 500 MB, 2GiB or a plain number. Raises BadInput."""
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([kmgt]?)(i?)b?\s*", text.lower())
    if not found:
        raise BadInput(f"{option} {text}: write it as a number of bytes, or as in 8GB or 500MB.")
    number, power, binary = found.groups()
    return int(float(number) * (1024 if binary else 1000) ** " kmgt".index(power or " "))
