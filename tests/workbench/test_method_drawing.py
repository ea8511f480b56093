"""Every method has a drawing of its own, and both themes draw it."""

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from workbench import theme
from workbench.widgets.method_drawing import MethodDrawing
from workbench.widgets.method_sketches import SKETCHES


def drawn(drawing: MethodDrawing, name: str) -> QImage:
    drawing.show_method(name, name)
    return drawing.grab().toImage()


@pytest.fixture
def drawing(qtbot: QtBot) -> MethodDrawing:
    drawing = MethodDrawing()
    qtbot.addWidget(drawing)
    drawing.resize(drawing.sizeHint())
    return drawing


def test_no_two_methods_are_drawn_alike(drawing: MethodDrawing) -> None:
    images = [drawn(drawing, name) for name in (*SKETCHES, "a method of tomorrow")]
    assert all(images[i] != images[j] for i in range(len(images)) for j in range(i))


def test_a_drawing_follows_the_theme(drawing: MethodDrawing) -> None:
    app = QApplication.instance()
    images = []
    for mode in ("light", "dark"):
        theme.set_mode(app, mode)
        images.append(drawn(drawing, "lora"))
    theme.set_mode(app, "light")
    assert images[0] != images[1]
