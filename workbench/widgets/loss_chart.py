"""The loss while training: each step dim, a smoothed line, and the held-out rows with the best one marked."""

from itertools import accumulate

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QSlider, QWidget

from workbench.translation import mark, tr
from workbench.widgets.elided_label import ElidedLabel
from workbench.widgets.line_style import LineStyle
from workbench.widgets.live_chart import LiveChart
from workbench.widgets.series import Numbers
from workbench.wording import number_text

EACH_STEP, SMOOTHED, HELD_OUT, BEST = mark("each step"), mark("smoothed"), mark("held-out rows"), mark("best")
FIRST_SMOOTHING = 0.8
BLOCK = 128


class LossChart(LiveChart):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Loss"), tr("step"), tr("loss"), parent=parent)
        self.setObjectName("lossChart")
        self.smoothing = FIRST_SMOOTHING
        self._last_smoothed: float | None = None
        self.add_series(EACH_STEP, LineStyle("raw", width=1))
        self.add_series(SMOOTHED, LineStyle("smoothed", width=2.2))
        self.add_series(
            HELD_OUT, LineStyle("held_out", width=1.5, dash=Qt.PenStyle.DashLine, symbol="o", symbol_size=8)
        )
        self.add_series(BEST, LineStyle("held_out", dash=Qt.PenStyle.NoPen, symbol="star", symbol_size=16))
        self._add_controls()

    def _add_controls(self) -> None:
        self.best_label = ElidedLabel()
        self.best_label.setProperty("rank", "quiet")
        self.log_box = QCheckBox(tr("Log axis"))
        self.log_box.setToolTip(tr("A logarithmic axis shows small changes late in training."))
        self.log_box.toggled.connect(self.set_log)
        self.log_toggled.connect(self.log_box.setChecked)
        self.smooth_slider = QSlider(
            Qt.Orientation.Horizontal, minimum=0, maximum=99, value=round(FIRST_SMOOTHING * 100)
        )
        self.smooth_slider.setFixedWidth(80)
        self.smooth_slider.setAccessibleName(tr("Smoothing"))
        self.smooth_slider.valueChanged.connect(self.on_smoothing_moved)
        self.smooth_slider.setToolTip(tr("How much of the smoothed line comes from the steps before."))
        smooth_label = QLabel(tr("Smooth"))
        smooth_label.setProperty("rank", "quiet")
        self.header.insertWidget(1, self.best_label)
        for widget in (self.log_box, smooth_label, self.smooth_slider):
            self.add_above(widget)

    @property
    def steps(self) -> Numbers:
        return self.series[EACH_STEP].x

    def add_step(self, step: int, loss: float) -> None:
        self.append(EACH_STEP, step, loss)
        self._last_smoothed = next_smoothed(self._last_smoothed, loss, self.smoothing)
        self.append(SMOOTHED, step, self._last_smoothed)

    def add_evaluation(self, step: int, loss: float, best: bool) -> None:
        self.append(HELD_OUT, step, loss)
        if best:
            self.series[BEST].replace(np.array([step]), np.array([loss]))
            self.best_label.setText(
                tr("best at step {step}: held-out {loss}", step=f"{step:,}", loss=number_text(loss))
            )

    def clear(self) -> None:
        super().clear()
        self._last_smoothed = None
        self.best_label.clear()

    def cut_from(self, x: float) -> None:
        super().cut_from(x)
        self._smooth_again()

    def on_smoothing_moved(self, percent: int) -> None:
        self.smoothing = percent / 100
        self._smooth_again()

    def _smooth_again(self) -> None:
        raw = self.series[EACH_STEP]
        smooth = smoothed(raw.y, self.smoothing)
        self.series[SMOOTHED].replace(raw.x, smooth)
        self._last_smoothed = float(smooth[-1]) if len(smooth) else None
        self.mark_dirty()


def next_smoothed(before: float | None, value: float, weight: float) -> float:
    """One step of an exponential moving average; a value that is not a number leaves it where it was."""
    if before is None or before != before:
        return value
    return before if value != value else weight * before + (1 - weight) * value


def smoothed(values: Numbers, weight: float) -> Numbers:
    """s[0] = v[0], s[t] = weight s[t-1] + (1 - weight) v[t]. Whole blocks at once, so that the slider moves freely
    over 100,000 steps."""
    if not np.isfinite(values).all():
        return np.fromiter(
            accumulate(values.tolist(), lambda s, v: next_smoothed(s, v, weight)), np.float64, len(values)
        )
    blocks = np.zeros((-(-len(values) // BLOCK), BLOCK))
    blocks.ravel()[: len(values)] = values
    powers = weight ** np.arange(BLOCK + 1)
    lag = np.subtract.outer(np.arange(BLOCK), np.arange(BLOCK))
    within = blocks @ np.where(lag >= 0, (1 - weight) * powers[np.abs(lag)], 0).T
    before = float(values[0]) if len(values) else 0.0
    for block in within:
        block += before * powers[1:]
        before = block[-1]
    return within.ravel()[: len(values)]
