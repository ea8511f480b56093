"""Charts: what is drawn, what is kept, what is saved."""

import csv
import math
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QImage, QPainter, QPicture
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from tuning_core.events import StepDone
from workbench.widgets.chart_files import NUMBERS, PICTURE, save_all, save_numbers, save_picture
from workbench.widgets.line_style import LineStyle
from workbench.widgets.live_chart import MANY, PAUSE_OF_MANY, LiveChart
from workbench.widgets.loss_chart import BEST, EACH_STEP, HELD_OUT, SMOOTHED, LossChart, smoothed
from workbench.widgets.memory_chart import CARD, FORECAST, MEASURED, MOST, RESERVED, MemoryChart
from workbench.widgets.series import Series
from workbench.widgets.value_axis import ValueAxis
from workbench.wording import bytes_text


@pytest.fixture
def chart(qtbot: QtBot) -> LiveChart:
    chart = LiveChart("Loss", "step", "loss")
    chart.add_series("a", LineStyle("line_1"))
    chart.add_series("b", LineStyle("line_2", dash=Qt.PenStyle.DashLine))
    qtbot.addWidget(chart)
    chart.resize(600, 300)
    chart.show()
    return chart


def drawn(chart: LiveChart, name: str) -> tuple[np.ndarray, np.ndarray]:
    curve = chart._curves[name]
    return curve.xData, curve.yData


def test_a_hundred_thousand_points_are_kept_and_few_are_drawn(chart: LiveChart) -> None:
    values = np.random.default_rng(0).random(100_000)
    values[54_321] = 9.0
    for step, value in enumerate(values):
        chart.append("a", step, value)
    chart.draw()
    assert np.array_equal(chart.series["a"].y, values)
    x, y = drawn(chart, "a")
    assert len(x) < 4 * chart.width()
    assert np.isfinite(y).all()
    assert y.max() == 9.0, "a single spike stays to be seen"
    assert (np.diff(x) >= 0).all()


def test_only_what_is_in_sight_is_drawn_after_a_zoom(chart: LiveChart) -> None:
    for step in range(10_000):
        chart.append("a", step, 1.0)
    chart.plot.setXRange(100, 200, padding=0)
    chart.on_zoomed()
    chart.draw()
    x, _ = drawn(chart, "a")
    assert x[0] == 99
    assert x[-1] == 201


def test_a_zoom_stays_while_points_arrive_and_a_double_click_ends_it(chart: LiveChart, qtbot: QtBot) -> None:
    for step in range(100):
        chart.append("a", step, 1.0)
    chart.plot.setXRange(10, 20, padding=0)
    chart.on_zoomed()
    chart.append("a", 100, 1.0)
    chart.draw()
    assert chart.plot.viewRange()[0] == [10, 20]
    qtbot.mouseDClick(chart.plot.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(300, 100))
    assert chart.plot.viewRange()[0][1] > 99


def test_a_logarithmic_axis_leaves_out_what_has_no_logarithm(chart: LiveChart) -> None:
    for step, value in enumerate((1.0, 0.0, -1.0, 0.01)):
        chart.append("a", step, value)
    chart.set_log(True)
    low, high = chart.plot.viewRange()[1]
    assert math.isfinite(low)
    assert low < -2 < 0 < high


def test_the_crosshair_tells_the_values_of_all_curves(chart: LiveChart) -> None:
    for step in range(10):
        chart.append("a", step, step / 10)
    chart.append("b", 4, 7.5)
    chart.draw()
    chart.point_at(6.2)
    assert chart.crosshair.readout.text() == "step 6\na: 0.6\nb: 7.5 (at 4)"


def test_saved_numbers_read_back_exactly(chart: LiveChart, tmp_path: Path) -> None:
    values = np.random.default_rng(1).random(5000)
    for step, value in enumerate(values):
        chart.append("a", step, value)
    chart.append("b", 3, math.nan)
    save_numbers(chart, tmp_path / "loss.csv")
    with (tmp_path / "loss.csv").open(newline="", encoding="utf-8") as file:
        head, *rows = csv.reader(file)
    assert head == ["series", "step", "loss"]
    assert [float(y) for name, _, y in rows if name == "a"] == values.tolist()
    assert [name for name, _, y in rows if math.isnan(float(y))] == ["b"]


def test_a_saved_picture_is_a_picture(chart: LiveChart, tmp_path: Path) -> None:
    chart.append("a", 1, 1)
    chart.append("a", 2, 2)
    save_picture(chart, tmp_path / "loss.png")
    picture = QImage(str(tmp_path / "loss.png"))
    assert picture.width() >= 1200
    assert picture.height() > 100


def test_the_menu_offers_picture_and_numbers(chart: LiveChart) -> None:
    chart.open_menu(QPoint(0, 0))
    menu = chart.findChild(QMenu)
    assert menu is not None
    assert {"Save picture…", "Save numbers…"} <= {action.text() for action in menu.actions()}
    menu.close()


def test_a_series_forgets_what_is_done_again() -> None:
    series = Series("a", LineStyle("line_1"))
    for step in range(1, 11):
        series.append(step, step)
    series.cut_from(6)
    series.append(6, 60)
    assert series.x.tolist() == [1, 2, 3, 4, 5, 6]
    assert series.y[-1] == 60


@pytest.mark.parametrize("weight", [0.0, 0.5, 0.9, 0.99])
def test_the_smoothed_line_is_the_moving_average(weight: float) -> None:
    values = np.random.default_rng(2).random(1000)
    expected = [values[0]]
    for value in values[1:]:
        expected.append(weight * expected[-1] + (1 - weight) * value)
    assert smoothed(values, weight) == pytest.approx(expected)


def test_smoothing_while_points_arrive_and_afterwards_is_the_same(qtbot: QtBot) -> None:
    chart = LossChart()
    qtbot.addWidget(chart)
    for step, loss in enumerate(np.random.default_rng(3).random(300), start=1):
        chart.add_step(step, loss)
    assert chart.series[SMOOTHED].y == pytest.approx(smoothed(chart.series[EACH_STEP].y, chart.smoothing))


def test_a_loss_that_is_not_a_number_does_not_end_the_smoothed_line(qtbot: QtBot) -> None:
    chart = LossChart()
    qtbot.addWidget(chart)
    for step, loss in enumerate((1.0, math.nan, 2.0), start=1):
        chart.add_step(step, loss)
    chart.draw()
    assert np.isfinite(chart.series[SMOOTHED].y).all()
    chart.smooth_slider.setValue(50)
    assert chart.series[SMOOTHED].y.tolist() == [1.0, 1.0, 1.5]


def test_the_best_held_out_loss_is_marked(qtbot: QtBot) -> None:
    chart = LossChart()
    qtbot.addWidget(chart)
    chart.add_evaluation(10, 0.5, best=True)
    chart.add_evaluation(20, 0.4, best=True)
    chart.add_evaluation(30, 0.6, best=False)
    assert chart.series[HELD_OUT].x.tolist() == [10, 20, 30]
    assert chart.series[BEST].x.tolist() == [20]
    assert chart.best_label.text() == "best at step 20: held-out 0.4"


def test_memory_is_drawn_beside_its_forecast(qtbot: QtBot) -> None:
    chart = MemoryChart()
    qtbot.addWidget(chart)
    chart.add_step(StepDone(1, 1.0, 1e-3, 1.0, 9, 0.1, 500))
    chart.set_forecast(1000)
    chart.add_step(StepDone(2, 1.0, 1e-3, 1.0, 9, 0.1, 600, 800, 900, 950))
    assert chart.series[MEASURED].y.tolist() == [500, 600]
    assert chart.series[FORECAST].x.tolist() == [2]
    assert [chart.series[name].y.tolist() for name in (MOST, RESERVED, CARD)] == [[800], [900], [950]]


def test_what_is_thinned_is_exact_at_both_ends() -> None:
    for number in (4096, 5000, 100_000, 100_001):
        series = Series("a", LineStyle("line_1"))
        values = np.random.default_rng(number).random(number)
        series.replace(np.arange(number, dtype=np.float64), values)
        x, y = series.seen_between(0, number, 400)
        assert (x[0], x[-1]) == (0, number - 1)
        assert (y[0], y[-1]) == (values[0], values[-1])
        assert len(x) < 4 * 400


def test_the_keyboard_moves_the_crosshair_zooms_and_goes_back(chart: LiveChart, qtbot: QtBot) -> None:
    for step in range(11):
        chart.append("a", step, step / 10)
    chart.draw()
    for key, readout in ((Qt.Key.Key_Left, "step 10"), (Qt.Key.Key_Left, "step 9"), (Qt.Key.Key_Right, "step 10")):
        qtbot.keyClick(chart.plot, key)
        assert chart.crosshair.readout.text().startswith(readout)
    whole = chart.plot.viewRange()[0]
    qtbot.keyClick(chart.plot, Qt.Key.Key_Plus)
    assert chart.plot.viewRange()[0][0] > whole[0]
    assert not chart.follows
    seen = chart.plot.viewRange()[0]
    qtbot.keyClick(chart.plot, Qt.Key.Key_PageUp)
    assert chart.plot.viewRange()[0][1] < seen[1]
    qtbot.keyClick(chart.plot, Qt.Key.Key_Home)
    assert chart.plot.viewRange()[0] == whole
    qtbot.keyClick(chart.plot, Qt.Key.Key_L)
    assert chart.is_log


def test_all_charts_are_saved_beside_each_other(chart: LiveChart, qtbot: QtBot, tmp_path: Path) -> None:
    other = LiveChart("Learning rate", "step", "rate")
    qtbot.addWidget(other)
    other.add_series("rate", LineStyle("line_1"))
    for one in (chart, other):
        next(iter(one.series.values())).append(1, 2)
    names = [path.name for kind in (NUMBERS, PICTURE) for path in save_all([chart, other], tmp_path, kind)]
    assert names == ["loss.csv", "learning-rate.csv", "loss.png", "learning-rate.png"]
    assert (tmp_path / "learning-rate.csv").read_text(encoding="utf-8").splitlines() == [
        "series,step,rate",
        "rate,1.0,2.0",
    ]
    with pytest.raises(OSError, match="cannot be written"):
        save_all([chart], tmp_path / "nowhere", PICTURE)


class Paints(QObject):
    count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        self.count += event.type() == QEvent.Type.Paint
        return False


def test_a_draw_is_painted_once(chart: LiveChart, qtbot: QtBot) -> None:
    chart.append("a", 0, 1)
    chart.draw()
    QApplication.processEvents()
    paints = Paints()
    chart.plot.viewport().installEventFilter(paints)
    for step in range(1, 21):
        chart.append("a", step, 1 / step)
        chart.draw()
        for _ in range(4):
            QApplication.processEvents()
    assert 20 <= paints.count <= 25


@pytest.mark.parametrize(("low", "high"), [(0, 640e6), (0, 1.09e9), (0.7, 1.6), (2.7, 7.6), (0, 0.0012), (98, 101)])
@pytest.mark.parametrize("height", [30, 60, 200])
def test_the_left_axis_has_two_numbers_at_least_however_low_it_is(low: float, high: float, height: int) -> None:
    axis = ValueAxis(bytes_text, "left")
    [(_, values)] = axis.tickValues(low, high, height)
    assert len(values) >= 2
    assert low <= values[0] < values[-1] <= high


def test_a_low_memory_chart_shows_numbers_at_its_axis(qtbot: QtBot) -> None:
    chart = MemoryChart()
    qtbot.addWidget(chart)
    chart.resize(370, 168)
    chart.set_forecast(640_000_000)
    chart.show()
    for step in range(100):
        chart.add_step(StepDone(step, 1.0, 1e-3, 1.0, 9, 0.1, 604_000_000, 620_000_000))
    chart.draw()
    picture = QPicture()
    painter = QPainter(picture)
    _, _, labels = chart.plot.getPlotItem().getAxis("left").generateDrawSpecs(painter)
    painter.end()
    assert len(labels) >= 2


def test_one_more_of_many_points_waits_and_what_the_person_does_is_drawn_at_once(chart: LiveChart) -> None:
    chart._draw_timer.stop()
    many = np.arange(MANY + 1, dtype=np.float64)
    chart.series["a"].replace(many, many)
    chart.append("a", MANY + 1, 1.0)
    assert chart._draw_timer.interval() >= PAUSE_OF_MANY
    chart.on_zoomed()
    assert chart._draw_timer.interval() < PAUSE_OF_MANY


def test_a_chart_that_is_shown_again_is_not_painted_before_its_turn(chart: LiveChart, qtbot: QtBot) -> None:
    chart.draw()
    chart.hide()
    chart.append("a", 1, 1.0)
    chart.show()
    assert not chart.plot.updatesEnabled()
    qtbot.waitUntil(chart.plot.updatesEnabled)
    assert list(drawn(chart, "a")[0]) == [1.0]
