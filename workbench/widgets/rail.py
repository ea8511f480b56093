"""The list of pages at the left; a tick or a number at an entry says what is done and what is missing."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from workbench import theme

TICK = "✓"
WIDTH = 88  # pixels, for letters of 10 points


class Rail(QFrame):
    chosen = Signal(int)

    def __init__(self, entries: list[tuple[str, str, str]], parent: QWidget | None = None) -> None:
        """`entries`: name, title and icon name of each page, in order."""
        super().__init__(parent)
        self.setObjectName("rail")
        self._set_width()
        self._group = QButtonGroup(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(8)
        for number, (name, title, icon) in enumerate(entries):
            button = RailButton(name, title, icon)
            self._group.addButton(button, number)
            layout.addWidget(button)
        layout.addStretch()
        self._group.idClicked.connect(self.chosen)

    def _set_width(self) -> None:
        self.setFixedWidth(round(WIDTH * max(1.0, self.font().pointSizeF() / 10)))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._set_width()

    def button(self, number: int) -> "RailButton":
        button = self._group.button(number)
        assert isinstance(button, RailButton)
        return button

    def show_chosen(self, number: int) -> None:
        self.button(number).setChecked(True)


class RailButton(QToolButton):
    def __init__(self, name: str, title: str, icon: str) -> None:
        super().__init__(text=title, checkable=True)
        self.setObjectName(f"rail{name.capitalize()}")
        self.setProperty("rail", True)
        self.setIcon(theme.icon(icon))
        self.setIconSize(QSize(24, 24))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumHeight(60)
        self._title, self._badge, self._is_problem = title, "", False

    @property
    def badge(self) -> str:
        return self._badge

    def set_badge(self, badge: str, meaning: str = "", is_problem: bool = False) -> None:
        self.setToolTip(meaning)
        self.setAccessibleName(f"{self._title}, {meaning}" if meaning else self._title)
        if (badge, is_problem) != (self._badge, self._is_problem):
            self._badge, self._is_problem = badge, is_problem
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._badge:
            return
        colours = theme.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * 0.8)
        font.setBold(True)
        painter.setFont(font)
        width = max(16.0, painter.fontMetrics().horizontalAdvance(self._badge) + 8.0)
        box = QRectF(self.width() / 2 + 8, 5, width, 16)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.problem if self._is_problem else colours.good))
        painter.drawRoundedRect(box, 8, 8)
        painter.setPen(QColor(colours.surface))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._badge)
