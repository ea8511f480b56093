"""Fit to my memory: what could be changed, applied and taken back."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from workbench.session import Session
from workbench.widgets.fit_dialog import GIGABYTE, FitDialog


@pytest.fixture
def dialog(qtbot: QtBot) -> Iterator[FitDialog]:
    session = Session()
    session.change({"training.batch_size": 64, "data.max_length": 128})
    session.load_core()
    qtbot.waitUntil(lambda: session.pricing.price.forecast is not None, timeout=60_000)
    dialog = FitDialog(session)
    dialog.show()
    yield dialog
    dialog.close()
    session.close()


def test_a_run_that_fits_needs_nothing(dialog: FitDialog) -> None:
    assert dialog.sentence.text().startswith("It fits")


def test_what_is_chosen_makes_the_run_fit_and_can_be_taken_back(dialog: FitDialog, qtbot: QtBot) -> None:
    session = dialog._session
    forecast = session.pricing.price.forecast
    assert forecast is not None
    spared = (forecast.parts["activations"] + forecast.parts["logits"]) / 3
    dialog.budget.setValue((forecast.needed_bytes - spared) / GIGABYTE)

    def first() -> QPushButton | None:
        return dialog.findChild(QPushButton, "remedyButton0")

    qtbot.waitUntil(lambda: first() is not None, timeout=60_000)
    before = session.run
    first().click()
    assert session.run.training.batch_size < 64
    qtbot.waitUntil(lambda: dialog.sentence.text().startswith("It fits"), timeout=60_000)
    dialog.undo_button.click()
    assert session.run == before
    assert not dialog.undo_button.isVisible()


def test_where_nothing_is_enough_that_is_said(dialog: FitDialog, qtbot: QtBot) -> None:
    dialog.budget.setValue(0.01)
    qtbot.waitUntil(lambda: "No change of the settings is enough" in dialog.sentence.text(), timeout=60_000)
