"""Where rows come from: what is added, replaced, taken away and offered again."""

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from workbench.widgets.data_sources import DataSources
from workbench.widgets.drop_frame import DropFrame


@pytest.fixture
def sources(qtbot: QtBot) -> DataSources:
    """As on the page: what is chosen is shown."""
    sources = DataSources()
    qtbot.addWidget(sources)
    sources.chosen.connect(sources.show_files)
    sources.show_files(["starter"])
    sources.show()
    return sources


def type_in(sources: DataSources, text: str, qtbot: QtBot) -> None:
    sources._on_type_wanted()
    sources.typed_edit.setText(text)
    qtbot.keyClick(sources.typed_edit, Qt.Key.Key_Return)


def offered(sources: DataSources) -> list[str]:
    sources.fill_menu()
    return [action.text() for action in sources.menu.actions() if action.text()]


def test_what_is_typed_is_added_to_what_is_there(sources: DataSources, qtbot: QtBot) -> None:
    type_in(sources, "data/*.jsonl", qtbot)
    assert sources._files == ["data/*.jsonl"]  # the starter makes room
    type_in(sources, "openai/gsm8k:main@train", qtbot)
    type_in(sources, "data/*.jsonl", qtbot)
    assert sources._files == ["data/*.jsonl", "openai/gsm8k:main@train"]
    assert sources.typing.isHidden()


def test_a_cross_takes_a_source_away_and_the_starter_comes_back(sources: DataSources, qtbot: QtBot) -> None:
    sources.add(["a.csv", "b.csv"])
    for name in ("a.csv", "b.csv"):
        chip = next(chip for chip in sources.chips.findChildren(QPushButton) if chip.text() == name)
        chip.click()
    assert sources._files == ["starter"]


def test_data_that_could_be_used_is_offered_again(sources: DataSources) -> None:
    assert offered(sources) == ["Files…", "A folder…", "A pattern or a Hub id…"]
    for files in (["a.csv", "b.csv"], ["sets/c.jsonl"], ["sets/train.jsonl"]):
        sources.chosen.emit(files)
        sources.remember()
    assert offered(sources)[4:] == ["c.jsonl", "a.csv, b.csv", "starter"]
    sources.menu.actions()[-2].trigger()
    assert sources._files == ["a.csv", "b.csv"]
    assert offered(DataSources())[4:] == ["sets/train.jsonl", "c.jsonl", "a.csv, b.csv", "starter"]


def test_files_and_folders_can_be_dropped(tmp_path, qtbot: QtBot) -> None:
    frame, dropped = DropFrame(folders=True, files=True), []
    qtbot.addWidget(frame)
    frame.dropped.connect(dropped.append)
    file = tmp_path / "a.csv"
    file.touch()
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file)), QUrl.fromLocalFile(str(tmp_path))])
    action, none = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    frame.dropEvent(QDropEvent(QPointF(1, 1), action, mime, Qt.MouseButton.LeftButton, none))
    assert dropped == [[file, tmp_path]]
