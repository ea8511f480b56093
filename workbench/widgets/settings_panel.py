"""A form of settings in a scrolling card, with Simple and Advanced."""

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QToolButton, QVBoxLayout, QWidget

from workbench.form import Form
from workbench.translation import tr


class SettingsPanel(QFrame):
    def __init__(self, title: str, form: Form, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self.form = form
        heading = QLabel(title)
        heading.setProperty("rank", "heading")
        self.advanced_button = QToolButton(
            text=tr("Advanced"), parent=self, checkable=True, objectName="advancedButton"
        )
        self.advanced_button.setToolTip(tr("Show every setting"))
        self.advanced_button.toggled.connect(form.show_advanced)
        self.advanced_button.setVisible(form.has_advanced)
        top = QHBoxLayout()
        top.addWidget(heading)
        top.addStretch(1)
        top.addWidget(self.advanced_button)
        scroll = self._scroll = QScrollArea(widgetResizable=True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        inner = QWidget(objectName="scrolled")
        self.rows = QVBoxLayout(inner)
        self.rows.setContentsMargins(0, 0, 8, 0)
        self.nothing = QLabel(wordWrap=True)
        self.nothing.setProperty("rank", "quiet")
        self.rows.addWidget(self.nothing)
        self.rows.addWidget(form)
        scroll.setWidget(inner)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 8, 8)
        layout.setSpacing(8)
        layout.addLayout(top)
        layout.addWidget(scroll, 1)

        for row in form.rows.values():
            row.installEventFilter(self)
            row.editor.installEventFilter(self)
        form.laid_out.connect(self._say_that_there_is_nothing)
        self._say_that_there_is_nothing()

    def _say_that_there_is_nothing(self) -> None:
        self.nothing.setHidden(not self.form.is_empty)
        if self.form.has_advanced:
            self.nothing.setText(tr("Nothing has to be set here; Advanced shows what can be changed all the same."))
        else:
            self.nothing.setText(tr("There is nothing to set here."))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The row that is edited is seen whole, with what is said beneath its editor."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            QTimer.singleShot(0, self, self._show_edited_row)
        return super().eventFilter(watched, event)

    def _show_edited_row(self) -> None:
        row = next((row for row in self.form.rows.values() if row.editor.hasFocus()), None)
        if row is not None:
            self._scroll.ensureWidgetVisible(row, 0, 8)

    def add_above(self, widget: QWidget) -> None:
        """A widget that stands before the form."""
        self.rows.insertWidget(0, widget)
