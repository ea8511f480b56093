"""The files of the runs that wait: a run file each, and one that says in which order they come."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tuning_core import BadInput, RunFile
from tuning_core.files_aside import write_text_whole
from tuning_core.resource_files import home
from workbench.translation import mark

ORDER = "order.json"


@dataclass(frozen=True)
class Waiting:
    """`problem` is why it failed when its turn came."""

    file: Path
    run: RunFile
    problem: str = ""


class QueueFolder:
    def __init__(self) -> None:
        self.path = home() / "queue"

    def read(self) -> list[Waiting]:
        """What cannot be read as a run file is left out, and left where it is."""
        order = self._order()
        names = [*order, *sorted(file.name for file in self.path.glob("*.toml") if file.name not in order)]
        found = []
        for name in names:
            try:
                found.append(Waiting(self.path / name, RunFile.read(self.path / name), order.get(name, "")))
            except (BadInput, OSError):
                continue
        return found

    def _order(self) -> dict[str, str]:
        """File name -> problem."""
        try:
            told = json.loads((self.path / ORDER).read_text(encoding="utf-8"))
            return {str(one["file"]): str(one["problem"]) for one in told}
        except (OSError, ValueError, KeyError, TypeError):
            return {}

    def write(self, run: RunFile) -> Waiting:
        """Raises BadInput where it cannot be written."""
        plain = re.sub(r"[^\w.-]+", "-", run.name).strip("-.") or "run"
        numbers = [int(file.name[:4]) for file in self.path.glob("[0-9][0-9][0-9][0-9]-*.toml")]
        file = self.path / f"{max(numbers, default=0) + 1:04}-{plain[:60]}.toml"
        self._write(file, run.to_toml())
        return Waiting(file, run)

    def remove(self, one: Waiting) -> None:
        one.file.unlink(missing_ok=True)

    def keep(self, waiting: Sequence[Waiting]) -> None:
        """The order, and what went wrong. Raises BadInput where it cannot be written."""
        told = [{"file": one.file.name, "problem": one.problem} for one in waiting]
        self._write(self.path / ORDER, json.dumps(told, ensure_ascii=False, indent=1))

    def _write(self, file: Path, text: str) -> None:
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            write_text_whole(file, text)
        except OSError as error:
            raise BadInput(
                mark("{file} cannot be written ({error}); make room or make the folder writable.").format(
                    file=file, error=error.strerror
                )
            ) from None
