"""The tour goes through the real window, from the starter to a reply of what was trained."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from workbench.main_window import MainWindow
from workbench.tour import STEPS, Tour
from workbench.widgets.tour_bubble import TourBubble

LONG = 120_000


@pytest.fixture
def tour(window: MainWindow, qtbot: QtBot) -> Iterator[Tour]:
    window.resize(1280, 800)
    window.findChild(QAction, "actionTour").trigger()
    yield window.findChild(Tour)
    window.over_the_pages.end_tour()
    window.session.stop_job()
    qtbot.waitUntil(lambda: window.session.job is None, timeout=LONG)


def press(window: MainWindow, name: str) -> None:
    button = window.findChild(QPushButton, name)
    assert button.isVisible()
    assert button.isEnabled()
    button.click()


def waits_for(qtbot: QtBot, tour: Tour, number: int) -> None:
    qtbot.waitUntil(lambda: tour.step is STEPS[number], timeout=LONG)


@pytest.mark.slow
def test_it_leads_from_the_starter_to_a_reply_of_what_was_trained(window: MainWindow, tour: Tour, qtbot: QtBot) -> None:
    bubble = window.findChild(TourBubble)
    window.session.change({"training.max_steps": 3, "training.batch_size": 2})
    for number in range(3):
        assert tour.step is STEPS[number]
        qtbot.waitUntil(bubble.next_button.isVisible, timeout=LONG)
        qtbot.waitUntil(window.findChild(QWidget, "tourOutline").isVisible, timeout=LONG)
        bubble.next_button.click()
    assert not bubble.next_button.isVisible()
    press(window, "preflightStartButton")
    waits_for(qtbot, tour, 4)
    assert window.shown_page == "train"
    waits_for(qtbot, tour, 5)
    assert window.session.tuned is not None
    qtbot.waitUntil(lambda: window.findChild(QPushButton, "sendButton").isEnabled(), timeout=LONG)
    assert window.findChild(QWidget, "promptEdit").toPlainText()
    press(window, "sendButton")
    waits_for(qtbot, tour, 6)
    assert bubble.next_button.text() == "Done"
    bubble.next_button.click()
    assert not bubble.isVisible()


@pytest.mark.action("actionTour")
def test_escape_ends_it_and_it_can_begin_again(window: MainWindow, tour: Tour, qtbot: QtBot) -> None:
    window.activateWindow()
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not window.findChild(TourBubble).isVisible()
    window.session.stop_job()
    qtbot.waitUntil(lambda: window.session.job is None, timeout=LONG)
    window.findChild(QAction, "actionTour").trigger()
    qtbot.waitUntil(lambda: any(bubble.isVisible() for bubble in window.findChildren(TourBubble)))


def test_it_is_offered_on_the_very_first_start_alone(window: MainWindow) -> None:
    window.over_the_pages.offer_tour()
    assert window.message_bar.isVisible()
    window.show_page("data")
    assert not window.message_bar.isVisible()
    window.over_the_pages.offer_tour()
    assert not window.message_bar.isVisible()


def test_the_bubble_stays_in_the_smallest_window(window: MainWindow, tour: Tour, qtbot: QtBot) -> None:
    window.resize(880, 600)
    bubble = window.findChild(TourBubble)
    for name in ("loadModelButton", "preflightStartButton"):
        bubble.point_at(window.findChild(QWidget, name))
        assert window.rect().contains(bubble.geometry())
