"""Charts as pictures, and their numbers as tables."""

import csv
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pyqtgraph.exporters import ImageExporter
from PySide6.QtGui import QColor

from workbench import theme

if TYPE_CHECKING:
    from workbench.widgets.live_chart import LiveChart

PICTURE, NUMBERS = "png", "csv"
NARROWEST = 1200  # pixels of a picture


def save_picture(chart: "LiveChart", path: Path) -> None:
    """As it is seen, zoomed or not. Raises OSError."""
    chart.draw()
    exporter = ImageExporter(chart.plot.getPlotItem())
    exporter.parameters()["width"] = max(int(chart.plot.width()) * 2, NARROWEST)
    exporter.parameters()["background"] = QColor(theme.colours().surface)
    if not exporter.export(toBytes=True).save(str(path)):
        raise OSError(0, "the picture cannot be written", str(path))


def save_numbers(chart: "LiveChart", path: Path) -> None:
    """One line a point: series, x, y; every point, not only those drawn. Raises OSError."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["series", chart.x_label, chart.y_label])
        for series in chart.series.values():
            points = zip(series.x, series.y, strict=True)
            writer.writerows([series.name, repr(float(x)), repr(float(y))] for x, y in points)


def save_all(charts: Sequence["LiveChart"], folder: Path, kind: str) -> list[Path]:
    """One file each, named after what it shows. Raises OSError."""
    save = {PICTURE: save_picture, NUMBERS: save_numbers}[kind]
    written = []
    for chart in charts:
        name = re.sub(r"[^\w]+", "-", chart.title).strip("-").lower()
        path = folder / f"{name}.{kind}"
        save(chart, path)
        written.append(path)
    return written
