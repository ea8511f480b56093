"""How a page was left: widths of its parts and columns, and what is unfolded. Kept between two starts."""

from collections.abc import Iterator

from PySide6.QtCore import QByteArray
from PySide6.QtWidgets import QAbstractButton, QHeaderView, QSplitter, QTableView, QWidget

from workbench.preferences import Preferences

OPENS_MORE = ("advancedButton", "moreDataSettings", "modelAdvancedButton")  # buttons that show more settings
KEPT_COLUMNS = ("runsTable",)  # the columns of other tables are those of the rows at hand


def restore_layout(page: QWidget, preferences: Preferences) -> None:
    for name, part in _parts(page):
        state = preferences.layout_of(name)
        if state is None:
            continue
        if isinstance(part, QAbstractButton):
            part.setChecked(bytes(state.data()) == b"on")
        else:
            part.restoreState(state)


def remember_layout(page: QWidget, preferences: Preferences) -> None:
    for name, part in _parts(page):
        if isinstance(part, QAbstractButton):
            preferences.remember_layout(name, QByteArray(b"on" if part.isChecked() else b"off"))
        elif isinstance(part, QSplitter) or part.count():
            preferences.remember_layout(name, part.saveState())


def _parts(page: QWidget) -> Iterator[tuple[str, QSplitter | QHeaderView | QAbstractButton]]:
    """With names that are the same at each start: by their place on the page where they have none of their own."""
    for number, splitter in enumerate(page.findChildren(QSplitter)):
        yield f"{page.objectName()}_{splitter.objectName() or f'splitter{number}'}", splitter
    for table in page.findChildren(QTableView):
        if table.objectName() in KEPT_COLUMNS:
            yield f"{page.objectName()}_{table.objectName()}", table.horizontalHeader()
    buttons = [button for button in page.findChildren(QAbstractButton) if button.objectName() in OPENS_MORE]
    for number, button in enumerate(buttons):
        yield f"{page.objectName()}_{button.objectName()}{number}", button
