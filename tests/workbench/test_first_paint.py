"""The window is on the screen before anything heavy is imported."""

import os
import subprocess
import sys
from pathlib import Path

PROGRAM = """
import sys
from PySide6.QtWidgets import QApplication
from workbench.__main__ import make_window
app = QApplication([])
window = make_window(app)
window.first_painted.connect(app.quit)
window.show()
app.exec()
heavy = {"torch", "transformers", "datasets", "bitsandbytes", "pandas", "pyqtgraph"} & set(sys.modules)
print(sorted(heavy))
window.close()
"""


def test_nothing_heavy_is_imported_before_the_first_paint(tmp_path: Path) -> None:
    surroundings = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PEFT_WORKBENCH_HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, env=surroundings, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "[]"


def test_importing_the_window_imports_nothing_heavy() -> None:
    program = "import sys, workbench.main_window; print('torch' in sys.modules, 'transformers' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.split() == ["False", "False"]
