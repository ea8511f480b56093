"""Takes the pictures of the README anew, of the program as it is, with the starter trained in it.

DISPLAY=:1 QT_QPA_PLATFORM=xcb python -m tests.take_screenshots

Needs a screen (Xvfb does), fonts with Chinese signs, and about three minutes.
"""

import os
import sys
import tempfile
from pathlib import Path

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QTableView

from tests.workbench.trained_window import button, open_window, train_starter, wait_until
from workbench import theme
from workbench.main_window import MainWindow
from workbench.shown_window import ShownWindow
from workbench.translation import CHINESE

FOLDER = Path(__file__).resolve().parents[1] / "resources" / "screenshots"
SIZE = QSize(1280, 800)
MOST_BYTES = 150_000
PROMPT = "Write about this restaurant.\nname: Casa Bibo | food: Thai | area: riverside"


def main() -> None:
    app = QApplication(sys.argv[:1])
    with tempfile.TemporaryDirectory() as home:
        os.environ["PEFT_WORKBENCH_HOME"] = home
        with open_window() as shown:
            shown.window.setFixedSize(SIZE)
            _work(shown)
            for page in ("model", "data", "method", "train", "chat", "runs"):
                _take(shown.window, page, page)
            theme.set_mode(app, "dark")
            _take(shown.window, "train", "dark")
            theme.set_mode(app, "light")
            before = shown.window
            shown.preferences.language = CHINESE
            before.language_chosen.emit()
            wait_until(lambda: shown.window is not before)
            shown.window.setFixedSize(SIZE)
            shown.window.page("train").bar.settings_button.setChecked(False)  # type: ignore[attr-defined]
            _take(shown.window, "train", "chinese")


def _work(shown: ShownWindow) -> None:
    """Two runs, the second of which learns it, and a question to base and tuned model."""
    session = shown.session
    usual = {"batch_size": 8, "gradient_accumulation": 2, "save_every": 50, "eval_every": 25}
    train_starter(shown, 50, learning_rate=3e-4, **usual)
    session.change({"training.max_steps": 200, "training.learning_rate": None})
    session.start_training()
    wait_until(lambda: session.tuned is not None and session.job is None, seconds=900)
    shown.window.show_page("chat")
    prompt = shown.window.findChild(QPlainTextEdit, "promptEdit")
    assert prompt is not None
    prompt.setPlainText(PROMPT)
    button(shown, "sendButton").click()
    wait_until(lambda: session.job is None)
    shown.window.show_page("runs")
    table = shown.window.findChild(QTableView, "runsTable")
    assert table is not None
    wait_until(lambda: table.model().rowCount() == 2)
    table.selectAll()


def _take(window: MainWindow, page: str, name: str) -> None:
    window.show_page(page)
    turns = iter(range(100))  # of the event loop, in which it is laid out and drawn
    wait_until(lambda: next(turns, None) is None)
    picture = window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    file = FOLDER / f"{name}.png"
    _in_few_colours(picture).save(str(file))
    assert file.stat().st_size < MOST_BYTES, f"{file} is too large"
    print(f"{file.name}: {file.stat().st_size / 1000:.0f} kB")


def _in_few_colours(picture: QImage) -> QImage:
    """The 256 that it has most of, which for a window is nearly all."""
    pixels = np.frombuffer(picture.constBits(), np.uint32)
    colours, numbers = np.unique(pixels, return_counts=True)
    table = [int(colour) for colour in colours[np.argsort(-numbers)][:256]]
    sharp = Qt.ImageConversionFlag.ThresholdDither | Qt.ImageConversionFlag.AvoidDither
    return picture.convertToFormat(QImage.Format.Format_Indexed8, table, sharp)


if __name__ == "__main__":
    main()
