"""What the window stands on: a Qt binding that keeps count of its objects."""

import sys

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot


class Sender(QObject):
    told = Signal(object)


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None and True are immortal from Python 3.12 on")
def test_calls_into_qt_lose_no_reference_to_none_or_true(qtbot: QtBot) -> None:
    label, sender = QLabel(), Sender()
    qtbot.addWidget(label)
    before = sys.getrefcount(None), sys.getrefcount(True)
    for _ in range(200):
        label.setText("text")
        sender.told.emit(None)
    after = sys.getrefcount(None), sys.getrefcount(True)
    assert all(now > then - 100 for now, then in zip(after, before, strict=True))
