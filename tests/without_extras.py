"""A pytest plugin under which Qt, bitsandbytes and datasets are not installed: `pytest -p tests.without_extras`."""

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType

ABSENT = ("PySide6", "pyqtgraph", "qtawesome", "bitsandbytes", "datasets", "workbench")


class FindsAllButExtras(PathFinder):
    @classmethod
    def find_spec(
        cls, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        return None if fullname.split(".")[0] in ABSENT else super().find_spec(fullname, path, target)


assert not set(ABSENT) & set(sys.modules), "imported before it could be made absent"
sys.meta_path[:] = [FindsAllButExtras() if finder is PathFinder else finder for finder in sys.meta_path]
