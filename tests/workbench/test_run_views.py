"""Evaluations and sample replies of a run, through time."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QTableWidget
from pytestqt.qtbot import QtBot

from tuning_core.events import Evaluated, SampleReply, Started
from workbench.session import Session
from workbench.widgets.metric_chart import BEST, MEASURED
from workbench.widgets.run_views import EVALUATIONS, REPLIES, RunViews


def evaluated(step: int, loss: float, best: bool, exact: float, reply: str) -> Evaluated:
    metrics = {"exact_match": exact, "token_accuracy": 0.5}
    return Evaluated(step, loss, 2.0, best, metrics, (SampleReply("2 + 2", "4", reply), SampleReply("1 + 1", "2", "?")))


@pytest.fixture
def views(qtbot: QtBot) -> RunViews:
    views = RunViews(Session())
    qtbot.addWidget(views)
    views.take(evaluated(10, 0.9, True, 0.0, "5"))
    views.take(evaluated(20, 0.4, True, 0.5, "4"))
    views.take(evaluated(30, 0.6, False, 1.0, "4"))
    return views


@pytest.fixture
def texts() -> Callable[[QTableWidget], list[list[str]]]:
    return lambda table: [
        [table.item(row, column).text() for column in range(table.columnCount())] for row in range(table.rowCount())
    ]


Texts = Callable[[QTableWidget], list[list[str]]]


def test_the_table_has_every_measure_and_marks_the_best_step(views: RunViews, texts: Texts) -> None:
    assert texts(views.evaluations.table) == [
        ["10", "0.9", "2", "50.0 %", "0 %"],
        ["20  ★ best", "0.4", "2", "50.0 %", "50.0 %"],
        ["30", "0.6", "2", "50.0 %", "100 %"],
    ]


def test_the_chart_draws_the_measure_that_is_chosen(views: RunViews) -> None:
    chart = views.evaluations.chart
    assert chart.series[MEASURED].y.tolist() == [0.9, 0.4, 0.6]
    chart.metric_combo.setCurrentIndex(chart.metric_combo.findText("Exact match"))
    assert chart.series[MEASURED].y.tolist() == [0.0, 0.5, 1.0]
    assert chart.series[BEST].x.tolist() == [20]
    views.take(evaluated(40, 0.3, True, 0.9, "4"))
    assert chart.metric_combo.currentText() == "Exact match"
    assert chart.series[BEST].x.tolist() == [40]


def test_replies_to_one_row_stand_beneath_each_other(views: RunViews, texts: Texts) -> None:
    replies = views.replies
    assert replies.answer.toPlainText() == "4"
    assert texts(replies.table) == [["10", "5", ""], ["20", "4", "✓ right"], ["30", "4", "✓ right"]]
    replies.prompts.setCurrentRow(1)
    assert replies.prompt.toPlainText() == "1 + 1"
    assert texts(replies.table)[0] == ["10", "?", ""]


def test_a_run_that_goes_on_shows_no_step_twice(views: RunViews, texts: Texts) -> None:
    views.take(Started("/run", 20, 40, 8, 2, 1, 2))
    assert [row[0] for row in texts(views.evaluations.table)] == ["10", "20  ★ best"]
    assert [row[0] for row in texts(views.replies.table)] == ["10", "20"]
    views.take(evaluated(30, 0.2, True, 1.0, "4"))
    assert [row[0] for row in texts(views.evaluations.table)] == ["10", "20", "30  ★ best"]


def test_before_the_first_evaluation_the_views_say_what_will_stand_there(qtbot: QtBot) -> None:
    views = RunViews(Session())
    qtbot.addWidget(views)
    views.show()
    for number, word in ((EVALUATIONS, "Nothing is measured"), (REPLIES, "No replies")):
        views.bar.setCurrentIndex(number)
        assert word in views._stack.currentWidget().sentence.text()
