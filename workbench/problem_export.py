"""The list of problems as a file, so that whoever keeps the data can mend it."""

import csv
import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.translation import mark

if TYPE_CHECKING:
    from tuning_core import Problem

KINDS = mark("Table (*.csv);;JSON lines (*.jsonl)")


def write_problems(problems: "Iterable[Problem]", file: Path) -> None:
    """file, line and reason of each: JSON lines where the name ends in .jsonl, else a CSV table. Raises OSError."""
    with file.open("w", encoding="utf-8", newline="") as out:
        if file.suffix.lower() == ".jsonl":
            out.writelines(json.dumps(asdict(problem), ensure_ascii=False) + "\n" for problem in problems)
            return
        table = csv.DictWriter(out, ("file", "line", "reason"))
        table.writeheader()
        table.writerows(asdict(problem) for problem in problems)
