"""The window is at the next start as it was left."""

from pathlib import Path

from PySide6.QtWidgets import QAbstractButton, QApplication, QSplitter, QTableView
from pytestqt.qtbot import QtBot

from workbench.main_window import MainWindow
from workbench.preferences import Preferences
from workbench.session import Session


def another(before: MainWindow) -> MainWindow:
    """The window of the next start."""
    before.close()
    session = Session()
    window = MainWindow(session, Preferences())
    session.setParent(window)
    window.show()
    return window


def test_page_sizes_and_what_is_unfolded_are_as_they_were(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(1200, 800)
    window.show_page("runs")
    columns = window.page("runs").findChild(QTableView, "runsTable").horizontalHeader()
    columns.resizeSection(1, 173)
    window.show_page("data")
    splitter = window.page("data").findChild(QSplitter)
    splitter.setSizes([300, 500])
    before = splitter.sizes()
    window.page("train").findChild(QAbstractButton, "advancedButton").setChecked(True)
    after = another(window)
    try:
        assert after.shown_page == "data"
        after.make_shown_page()
        assert after.stack.currentWidget() is after.page("data")
        assert after.rail.button(1).isChecked()
        qtbot.waitUntil(lambda: after.page("data").findChild(QSplitter).sizes() == before)
        assert after.page("runs").findChild(QTableView, "runsTable").horizontalHeader().sectionSize(1) == 173
        assert after.page("train").findChild(QAbstractButton, "advancedButton").isChecked()
    finally:
        after.close()
        after.deleteLater()


def test_a_page_with_charts_is_not_made_before_the_first_paint(window: MainWindow) -> None:
    window.show_page("train")
    after = another(window)
    try:
        assert after.shown_page == "train"
        assert "train" not in after._pages
    finally:
        after.close()
        after.deleteLater()


def test_a_preferences_file_that_holds_nonsense_is_no_reason_to_fail(tmp_path: Path, qtbot: QtBot) -> None:
    file = tmp_path / "preferences.ini"
    file.write_text("[window]\npage=nowhere\ngeometry=12\n[layout]\ndataPage_splitter0=abc\n", encoding="utf-8")
    session = Session()
    window = MainWindow(session, Preferences(file))
    assert window.shown_page == "model"
    window.page("data")
    window.close()
    session.close()
    window.deleteLater()
    QApplication.processEvents()
