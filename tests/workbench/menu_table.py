"""Every entry of the menus with its shortcut and the tests that trigger it.

python -m tests.workbench.menu_table
"""

import ast
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtWidgets import QApplication, QMainWindow

from workbench.menus import entries as menus

TESTS = Path(__file__).resolve().parents[1]
Entry = tuple[str, str, str, list[str]]  # menu, text, name, shortcuts


def entries(window: QMainWindow) -> list[Entry]:
    """But the recent ones, whose entries are what was opened before."""
    found: list[Entry] = []
    for menu, action in menus.entries(window):
        keys = [key.toString() for key in action.shortcuts()]
        text = action.text().partition("\t")[0].replace("&", "")
        found.append((menu.title().replace("&", ""), text, action.objectName(), keys))
    return found


def actions_in_tests() -> dict[str, list[str]]:
    """Which tests say by `pytest.mark.action` that they trigger which action."""
    found: dict[str, list[str]] = {}
    for file in sorted(TESTS.rglob("test_*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                for name in _named(node):
                    found.setdefault(name, []).append(f"{file.relative_to(TESTS.parent)}::{node.name}")
    return found


def _named(test: ast.FunctionDef) -> Iterator[str]:
    for mark in test.decorator_list:
        if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.action":
            yield from (name.value for name in mark.args if isinstance(name, ast.Constant))


def main() -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["PEFT_WORKBENCH_HOME"] = tempfile.mkdtemp()
    from workbench.__main__ import make_window

    app = QApplication([])
    window = make_window(app)
    tested = actions_in_tests()
    print("| menu | entry | name | shortcut | tests |\n|---|---|---|---|---|")
    for menu, text, name, keys in entries(window):
        print(f"| {menu} | {text} | {name} | {', '.join(keys)} | {'<br>'.join(tested.get(name, ['none']))} |")
    window.close()


if __name__ == "__main__":
    main()
