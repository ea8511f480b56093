"""What went wrong is told over the page, and is gone when it has no meaning any more."""

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from workbench.widgets.message_bar import REFUSED, UNEXPECTED, MessageBar


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    page = QWidget()
    qtbot.addWidget(page)
    page.resize(600, 400)
    page.show()
    return page


def test_a_message_lies_over_the_page_and_is_as_wide(page: QWidget) -> None:
    bar = MessageBar(page)
    bar.tell("The file is empty.")
    assert bar.isVisible()
    one_line = bar.height()
    bar.tell("The file is empty, and so is the one beside it. " * 5)
    assert bar.height() > one_line
    page.resize(900, 400)
    assert 860 < bar.width() <= 900


def test_a_message_goes_when_its_job_starts_again(page: QWidget) -> None:
    bar = MessageBar(page)
    bar.tell("The model cannot be loaded.", about="Loading the model")
    bar.forget("Exporting")
    assert bar.isVisible()
    bar.forget("Loading the model")
    assert not bar.isVisible()


def test_after_a_change_only_what_was_unexpected_stays(page: QWidget) -> None:
    bar = MessageBar(page)
    bar.tell("Something broke.", "Traceback", UNEXPECTED)
    bar.tell("Training needs this model.", about=REFUSED)
    bar.tell("The model cannot be loaded.", "Traceback", "Loading the model")
    bar.forget_all()
    assert bar.sentence.text() == "Something broke."
