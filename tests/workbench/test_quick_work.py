"""Short work beside the window: the newest question is answered, and none after the end."""

import threading

from pytestqt.qtbot import QtBot

from workbench.quick_work import QuickWork


def test_only_the_newest_question_is_answered(qtbot: QtBot) -> None:
    work, answers = QuickWork(), []
    work.answered.connect(answers.append)
    go_on = threading.Event()
    work.ask(go_on.wait)
    for number in range(3):
        work.ask(lambda number=number: number)
    go_on.set()
    qtbot.waitUntil(lambda: not work.busy)
    assert answers == [2]
    work.close()


def test_what_is_asked_after_the_end_is_not_answered(qtbot: QtBot) -> None:
    work = QuickWork()
    work.close()
    with qtbot.assertNotEmitted(work.answered, wait=20):
        work.ask(lambda: 1)
    assert not work.busy
