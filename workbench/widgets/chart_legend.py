"""The names of a chart's lines, each with a piece of its line; pressing one hides or shows it."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QToolButton, QWidget

from workbench import theme
from workbench.translation import tr
from workbench.widgets.line_style import LineStyle

MOST_IN_A_ROW = 12


class ChartLegend(QWidget):
    toggled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons: dict[str, QToolButton] = {}
        self._styles: dict[str, LineStyle] = {}
        self.in_a_row = MOST_IN_A_ROW
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)  # names end in … sooner
        self._rows = QGridLayout(self)
        self._rows.setContentsMargins(8, 0, 8, 0)
        self._rows.setHorizontalSpacing(4)
        self._rows.setVerticalSpacing(0)
        self._rows.setColumnStretch(MOST_IN_A_ROW, 1)
        theme.changed.connect(self.on_theme_changed)

    @property
    def buttons(self) -> list[QToolButton]:
        return list(self._buttons.values())

    @property
    def hidden_names(self) -> set[str]:
        return {name for name, button in self._buttons.items() if not button.isChecked()}

    def add(self, name: str, style: LineStyle) -> None:
        button = QToolButton(text=tr(name), checkable=True, checked=True)
        button.setIcon(style.sample())
        button.setIconSize(QSize(24, 12))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setStyleSheet("QToolButton { padding: 2px 6px } QToolButton:checked { background: transparent }")
        button.setToolTip(tr("Show or hide: {name}", name=tr(name)))
        button.toggled.connect(self.on_toggled)
        self._rows.addWidget(button, *divmod(len(self._buttons), self.in_a_row))
        self._buttons[name], self._styles[name] = button, style

    def clear(self) -> None:
        for button in self._buttons.values():
            self._rows.removeWidget(button)
            button.deleteLater()
        self._buttons, self._styles = {}, {}

    def on_toggled(self) -> None:
        for button in self._buttons.values():
            font = button.font()
            font.setStrikeOut(not button.isChecked())
            button.setFont(font)
        self.toggled.emit()

    def on_theme_changed(self) -> None:
        for name, button in self._buttons.items():
            button.setIcon(self._styles[name].sample())
