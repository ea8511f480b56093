"""What can be done with a chart: by its menu, which a button opens too, and by keys."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QFileDialog, QMenu, QMessageBox, QToolButton

from workbench import theme
from workbench.translation import tr
from workbench.widgets.chart_files import NUMBERS, PICTURE, save_numbers, save_picture

if TYPE_CHECKING:
    from workbench.widgets.live_chart import LiveChart

CLOSER, FARTHER = 0.7, 1 / 0.7
A_STEP_ASIDE = 0.2  # of what is seen
KEYS: dict[Qt.Key, Callable[["LiveChart"], object]] = {
    Qt.Key.Key_Left: lambda chart: chart.step_crosshair(-1),
    Qt.Key.Key_Right: lambda chart: chart.step_crosshair(1),
    Qt.Key.Key_Plus: lambda chart: chart.zoom(CLOSER),
    Qt.Key.Key_Equal: lambda chart: chart.zoom(CLOSER),
    Qt.Key.Key_Minus: lambda chart: chart.zoom(FARTHER),
    Qt.Key.Key_PageUp: lambda chart: chart.pan(-A_STEP_ASIDE),
    Qt.Key.Key_PageDown: lambda chart: chart.pan(A_STEP_ASIDE),
    Qt.Key.Key_Home: lambda chart: chart.show_all(),
    Qt.Key.Key_L: lambda chart: chart.set_log(not chart.is_log),
}


def press(chart: "LiveChart", event: QKeyEvent) -> bool:
    """Whether the key means something to a chart."""
    act = KEYS.get(Qt.Key(event.key())) if not event.modifiers() & Qt.KeyboardModifier.ControlModifier else None
    if act is not None:
        act(chart)
    return act is not None


class MenuButton(QToolButton):
    def __init__(self, chart: "LiveChart") -> None:
        super().__init__(chart)
        self._chart = chart
        self.setIcon(theme.icon("mdi6.dots-horizontal", "quiet"))
        self.setAccessibleName(tr("Menu of the chart: {title}", title=chart.title))
        self.setToolTip(
            tr(
                "Save, zoom, logarithmic axis.\nWheel or + and −: zoom; drag or Page keys: move; double click or Home: "
                "all; arrows: values; L: logarithmic"
            )
        )
        self.clicked.connect(self._on_clicked)

    def _on_clicked(self) -> None:
        self._chart.open_menu(self.mapToGlobal(QPoint(0, self.height())))


def chart_menu(chart: "LiveChart") -> QMenu:
    menu = QMenu(chart)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for text, act in (
        (tr("Show everything"), chart.show_all),
        (tr("Zoom in"), lambda: chart.zoom(CLOSER)),
        (tr("Zoom out"), lambda: chart.zoom(FARTHER)),
    ):
        action = QAction(text, menu)
        action.triggered.connect(lambda _=False, act=act: act())
        menu.addAction(action)
    menu.actions()[0].setEnabled(not chart.follows)
    log = QAction(tr("Logarithmic axis"), menu, checkable=True, checked=chart.is_log)
    log.toggled.connect(chart.set_log)
    menu.addAction(log)
    menu.addSeparator()
    for text, kind in ((tr("Save picture…"), PICTURE), (tr("Save numbers…"), NUMBERS)):
        action = QAction(text, menu)
        action.triggered.connect(lambda _=False, kind=kind: ask_and_save(chart, kind))
        menu.addAction(action)
    return menu


def ask_and_save(chart: "LiveChart", kind: str) -> None:
    title, kinds = (
        (tr("Save picture"), tr("Pictures (*.png)")) if kind == PICTURE else (tr("Save numbers"), tr("Tables (*.csv)"))
    )
    name, _ = QFileDialog.getSaveFileName(chart, title, f"{chart.title}.{kind}", kinds)
    if name:
        try:
            (save_picture if kind == PICTURE else save_numbers)(chart, Path(name))
        except OSError as error:
            sentence = tr("{file} cannot be written ({reason}).", file=name, reason=error.strerror)
            QMessageBox.warning(chart, title, sentence)
