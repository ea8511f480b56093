"""The window is on the screen before anything heavy is imported."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import sys
from PySide6.QtWidgets import QApplication
from workbench.__main__ import make_window
app = QApplication([])
window = make_window(app)
window.first_painted.connect(app.quit)
window.show()
app.exec()
heavy = {"torch", "transformers", "datasets", "bitsandbytes", "pandas", "pyqtgraph", "numpy", "qtawesome"}
heavy &= set(sys.modules)
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


IDLE = """
import sys
import psutil
from PySide6.QtCore import QEvent, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication
import workbench.main_window
from workbench.__main__ import main

made = workbench.main_window.MainWindow.__init__

def making(self, *arguments):
    made(self, *arguments)
    self.first_painted.connect(lambda: QTimer.singleShot(300, self, lambda: nobody_there(self)))

def nobody_there(window):
    print(sorted({"torch", "transformers", "numpy"} & set(sys.modules)), psutil.Process().memory_info().rss < 200e6)
    place, none = QPointF(300, 300), Qt.MouseButton.NoButton
    moved = QMouseEvent(QEvent.Type.MouseMove, place, place, none, none, Qt.KeyboardModifier.NoModifier)
    window.session.core_ready.connect(lambda: print("the core is there"))
    window.session.core_ready.connect(lambda: QTimer.singleShot(0, window.close))
    QApplication.sendEvent(window, moved)

workbench.main_window.MainWindow.__init__ = making
sys.argv = ["peft-workbench"]
sys.exit(main())
"""


@pytest.mark.slow
def test_the_core_is_loaded_when_a_person_moves_and_not_before(tmp_path: Path) -> None:
    surroundings = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PEFT_WORKBENCH_HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", IDLE], capture_output=True, text=True, env=surroundings, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["[] True", "the core is there"]
