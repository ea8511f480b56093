"""The rows of a run token by token, after a real run of a tiny model."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.workbench.tiny_runs import tiny_settings
from workbench.pages.train import TrainPage
from workbench.session import Session
from workbench.surprises import MEASURING_JOB
from workbench.widgets.run_views import TOKENS
from workbench.widgets.surprise_scale import MODES, difference_colour, ink_on, surprise_colour
from workbench.widgets.surprise_view import SurpriseView

Until = Callable[[Callable[[], object]], None]


@pytest.fixture
def until(qtbot: QtBot) -> Until:
    return lambda condition: qtbot.waitUntil(lambda: bool(condition()), timeout=150_000)


@pytest.fixture
def page(qtbot: QtBot, llama_folder: Path, tmp_path: Path, until: Until) -> Iterator[TrainPage]:
    session = Session()
    page = TrainPage(session)
    page.resize(1000, 760)
    page.show()
    session.load_core()
    assert session.change(tiny_settings(llama_folder, tmp_path / "rows.jsonl") | {"training.learning_rate": 1e-2})
    until(lambda: session.core_is_ready and session.card is not None)
    yield page
    session.stop_job()
    until(lambda: session.job is None)
    session.close()
    page.deleteLater()


@pytest.fixture
def view(page: TrainPage, until: Until) -> SurpriseView:
    page.session.start_training()
    until(lambda: page.session.tuned is not None and page.session.job is None)
    page.views.bar.setCurrentIndex(TOKENS)
    view = page.views.surprises
    until(lambda: view.tokens.row is not None and page.session.job is None)
    return view


def texts(view: SurpriseView, column: int = 1) -> list[str]:
    rows = view.rows.rows
    return [rows.index(row, column).data() for row in range(rows.rowCount())]


def test_before_a_run_the_view_says_what_will_stand_there(page: TrainPage) -> None:
    page.stack.setCurrentIndex(1)
    page.views.bar.setCurrentIndex(TOKENS)
    view = page.views.surprises
    assert view.stack.currentWidget() is view.empty
    assert "every row can be looked at here" in view.empty.sentence.text()


def test_each_token_tells_what_base_and_tuned_held_for_likely(view: SurpriseView) -> None:
    row = view.tokens.row
    assert row is not None
    assert view.side_combo.currentText() == "Held-out rows (3)"
    number = max(row.learned)
    tip = view.tokens.tip(number)
    assert "learned" in tip.splitlines()[0]
    assert [line.split(":")[0] for line in tip.splitlines()[1:]] == ["base", "tuned"]
    assert f"rank {row.tuned[number].rank}" in tip
    assert view.said.text().startswith("loss: base ")
    assert row.loss(row.base) != row.loss(row.tuned)


def test_every_mode_paints_and_is_explained(view: SurpriseView) -> None:
    pictures = set()
    for number, mode in enumerate(MODES):
        view.mode_combo.setCurrentIndex(number)
        assert view.tokens.mode == mode
        picture = view.tokens.viewport().grab().toImage()
        pictures.add(bytes(picture.constBits()))
    assert len(pictures) == len(MODES)
    assert "Orange" not in view.legend.toolTip()


def test_the_rows_with_the_highest_losses_come_first(view: SurpriseView, until: Until) -> None:
    view.side_combo.setCurrentIndex(1)
    until(lambda: view.session.job is None and view.tokens.row is not None)
    view.measure_button.click()
    until(lambda: view.rows.rows.losses is not None)
    losses = [float(text) for text in texts(view, 3)]
    assert len(losses) == 9
    assert losses == sorted(losses, reverse=True)
    until(lambda: view.session.job is None and view.tokens.row is not None)
    assert view.tokens.row.loss(view.tokens.row.tuned) == pytest.approx(losses[0], rel=1e-2)


def test_measuring_can_be_stopped_and_what_was_measured_stays(view: SurpriseView, until: Until) -> None:
    view.side_combo.setCurrentIndex(1)
    until(lambda: view.session.job is None)
    view.surprises.measure(view.examples)
    assert view.session.job is not None
    assert view.session.job.name == MEASURING_JOB
    assert view.measure_button.text() == "Stop measuring"
    view.measure_button.click()
    until(lambda: view.rows.rows.losses is not None and view.session.job is None)
    assert view.measure_button.text() == "Find the highest losses"
    assert len(view.rows.rows.losses[1]) == 9


def test_a_search_shows_the_rows_that_hold_the_text(view: SurpriseView, until: Until) -> None:
    view.side_combo.setCurrentIndex(1)
    wanted = texts(view)[3]
    view.search_edit.setText(wanted.upper())
    until(lambda: len(texts(view)) < 9)
    assert set(texts(view)) == {wanted}
    view.search_edit.clear()
    until(lambda: len(texts(view)) == 9)


def test_while_the_model_is_busy_the_row_waits(view: SurpriseView, until: Until) -> None:
    view.surprises.measure(view.examples)
    view.rows.selectRow(2)
    view.rows.selectRow(1)
    until(lambda: view.session.job is None and "looking" not in view.said.text())
    shown = view.tokens.toPlainText().replace("<|endoftext|>", "")
    assert " ".join(shown.split()).endswith(texts(view)[view.rows.currentIndex().row()])


def test_losses_that_are_not_known_come_last(view: SurpriseView) -> None:
    model = view.rows.rows
    model.show_losses(np.array([1.0, np.nan, 3.0]), np.array([2.0, np.nan, 9.0]))
    assert texts(view, 3) == ["9", "2", ""]
    model.sort(3, Qt.SortOrder.AscendingOrder)
    assert texts(view, 3) == ["2", "9", ""]


def test_a_run_that_is_opened_can_be_looked_at(page: TrainPage, view: SurpriseView, until: Until) -> None:
    folder = page.session.run_folder
    assert folder is not None
    page.session.open_run(folder)
    until(lambda: page.session.job is None and page.session.tuned is not None and not page.shown.is_being_read)
    until(lambda: view.tokens.row is not None and page.session.job is None)
    assert page.shown.finished is not None
    assert page.results.isVisible()
    assert len(page.charts.loss.steps) == 2


def test_the_colours_say_more_where_the_surprise_is_greater() -> None:
    lightness = [surprise_colour(loss).lightnessF() for loss in (0.0, 1.0, 3.0, 7.0)]
    assert lightness == sorted(lightness, reverse=True)
    assert difference_colour(-3).blue() > difference_colour(-3).red()
    assert difference_colour(3).red() > difference_colour(3).blue()
    assert ink_on(surprise_colour(0)).name() == "#000000"
