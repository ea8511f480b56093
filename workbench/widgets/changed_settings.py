"""The settings that are not the default, each with a way back."""

from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from tuning_core import RunFile
from workbench import preflight
from workbench.field_editor import shown_text_of
from workbench.session import Session
from workbench.translation import tr
from workbench.widgets.emptying import empty
from workbench.wording import title_of

LONGEST_VALUE = 40  # characters
TALLEST = 420  # pixels


class ChangedSettings(QFrame):
    """A pop-up; closes at a click elsewhere, at Esc, and when nothing differs any more."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("changedSettings")
        self.setProperty("surface", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session = session
        heading = QLabel(tr("Not the default"))
        heading.setProperty("rank", "heading")
        self._rows = QWidget(objectName="scrolled")
        self._grid = QGridLayout(self._rows)
        self._grid.setContentsMargins(0, 0, 8, 0)
        self._grid.setHorizontalSpacing(16)
        self._scroll = QScrollArea(widgetResizable=True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self._rows)
        everything = QPushButton(tr("Reset all of them"), objectName="resetAllButton")
        everything.clicked.connect(self._on_reset_all)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addWidget(heading)
        layout.addWidget(self._scroll, 1)
        layout.addWidget(everything, 0, Qt.AlignmentFlag.AlignLeft)
        self._fill()
        session.settings_changed.connect(self._fill)

    def show_beside(self, widget: QWidget) -> None:
        """Its right edge with the widget's, so that it stays in the window."""
        self.adjustSize()
        corner = widget.mapToGlobal(QPoint(widget.width(), widget.height() + 4))
        self.move(corner - QPoint(self.width(), 0))
        self.show()
        if buttons := self.findChildren(QPushButton):
            buttons[0].setFocus()

    def _fill(self) -> None:
        empty(self._grid)
        differing = preflight.differing(self._session)
        for number, setting in enumerate(differing):
            title = title_of(setting.key, preflight.method_class(self._session))
            name = QLabel(title)
            default = setting.unset_means if setting.default is None else setting.default
            value = QLabel(tr("{value} (default {default})", value=_short(setting.value), default=_short(default)))
            value.setProperty("rank", "quiet")
            value.setTextFormat(Qt.TextFormat.PlainText)
            reset = QPushButton(tr("reset"), objectName=f"reset_{setting.key}")
            reset.setProperty("link", True)
            reset.setAccessibleName(tr("Reset {setting}", setting=title))
            reset.clicked.connect(partial(self._reset, [setting]))
            for column, widget in enumerate((name, value, reset)):
                self._grid.addWidget(widget, number, column)
        self._grid.setColumnStretch(1, 1)
        wanted = self._rows.sizeHint()
        self._scroll.setMinimumSize(wanted.width() + 16, min(TALLEST, wanted.height()))
        if not differing:
            self.close()

    def _on_reset_all(self) -> None:
        self._reset(preflight.differing(self._session))

    def _reset(self, settings: list[preflight.Differing]) -> None:
        """The settings of the method are taken out, so that the method's own hold."""
        run = self._session.run.to_dict()
        for setting in settings:
            table, name = setting.key.split(".", 1)
            if setting.default is None or table == "method":
                run[table].pop(name, None)
            else:
                run[table][name] = setting.default
        self._session.set_run(RunFile.from_dict(run), [setting.key for setting in settings])


def _short(value: object) -> str:
    text = shown_text_of(value) or tr("not set")
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"
