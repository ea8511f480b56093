"""How long a chart of 100,000 points takes to draw again: following the data, zoomed, and while points arrive.

python -m tests.benchmarks.chart_redraw [--points 100000]
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable

FRAME_MILLISECONDS = 16
REPEATS = 30


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=100_000)
    points = parser.parse_args().points
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

    import numpy as np
    from PySide6.QtWidgets import QApplication

    from workbench.widgets.loss_chart import LossChart
    from workbench.widgets.memory_chart import MEASURED, MemoryChart
    from workbench.widgets.speed_chart import SPEED, SpeedChart

    app = QApplication(sys.argv[:1])
    losses = np.random.default_rng(0).gamma(2, 0.5, points)
    steps = np.arange(points, dtype=np.float64)
    charts = {"loss": LossChart(), "memory": MemoryChart(), "speed": SpeedChart()}
    for step, loss in enumerate(losses.tolist()):
        charts["loss"].add_step(step, loss)  # type: ignore[attr-defined]
    charts["memory"].series[MEASURED].replace(steps, 2e9 + np.round(losses) * 1e6)
    charts["speed"].series[SPEED].replace(steps, losses * 1e3)

    def timed(act: Callable[[], object]) -> list[float]:
        taken = []
        for _ in range(REPEATS):
            began = time.process_time()  # of this program alone, whatever else the machine does
            act()
            app.processEvents()  # in which it is painted
            taken.append((time.process_time() - began) * 1000)
        return taken

    for name, chart in charts.items():
        chart.resize(1200, 360)
        chart.show()
        app.processEvents()

        for what, prepare in (
            ("all in sight", chart.show_all),
            ("zoomed to a tenth", lambda chart=chart: chart.zoom(0.1)),
        ):
            prepare()
            taken = timed(chart.draw)
            told = f"median {statistics.median(taken):5.1f} ms, most {max(taken):5.1f} ms"
            print(f"{name:>6}, {points:,} points, {what}: {told} (a frame is {FRAME_MILLISECONDS} ms)")
    loss_chart = charts["loss"]
    loss_chart.show_all()
    taken = timed(lambda: loss_chart.on_smoothing_moved(95))  # type: ignore[attr-defined]
    print(f"  loss, the smoothing is moved: median {statistics.median(taken):5.1f} ms, most {max(taken):5.1f} ms")
    os._exit(0)


if __name__ == "__main__":
    main()
