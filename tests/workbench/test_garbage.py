"""Garbage that holds Qt's objects must be taken apart on the window's thread, whoever makes the garbage."""

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from tuning_core.garbage import collect_garbage
from workbench.garbage import GarbageCollection


@pytest.fixture
def collection() -> Iterator[GarbageCollection]:
    collection = GarbageCollection()
    collection.begin()
    yield collection
    collection.end()


class Ring(QObject):
    def __init__(self, died_on: list[threading.Thread]) -> None:
        super().__init__()
        self.itself = self
        weakref.finalize(self, lambda: died_on.append(threading.current_thread()))


def run_beside(qtbot: QtBot, work: threading.Thread) -> None:
    work.start()
    qtbot.waitUntil(lambda: not work.is_alive())


def test_a_thread_that_allocates_much_takes_nothing_apart(collection: GarbageCollection, qtbot: QtBot) -> None:
    died_on: list[threading.Thread] = []
    Ring(died_on)
    run_beside(qtbot, threading.Thread(target=lambda: [[] for _ in range(100_000)]))
    assert not died_on
    kept = [[] for _ in range(2000)]
    collection.look()
    assert died_on == [threading.main_thread()]
    del kept


def test_the_oldest_are_looked_at_when_they_have_grown_by_a_quarter(collection: GarbageCollection) -> None:
    died_on: list[threading.Thread] = []
    Ring(died_on)
    gc.freeze()
    gc.unfreeze()  # into the oldest generation
    kept: list[list[int]] = []
    for _ in range(400):
        kept += [[] for _ in range(2000)]
        collection.look()
        if died_on:
            break
    assert died_on == [threading.main_thread()]


def test_a_thread_that_asks_for_a_collection_has_it_from_the_window(
    collection: GarbageCollection, qtbot: QtBot
) -> None:
    died_on: list[threading.Thread] = []
    Ring(died_on)
    run_beside(qtbot, threading.Thread(target=collect_garbage))
    assert died_on == [threading.main_thread()]


def test_afterwards_python_collects_by_itself_again(qtbot: QtBot) -> None:
    collection = GarbageCollection()
    collection.begin()
    assert not gc.isenabled()
    collection.end()
    assert gc.isenabled()
    died_on: list[threading.Thread] = []
    Ring(died_on)
    collect_garbage()
    assert died_on == [threading.main_thread()]
