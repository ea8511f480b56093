"""Whatever is dropped on the window opens where it belongs, or is answered with one sentence."""

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QLineEdit, QMenu
from pytestqt.qtbot import QtBot

from tuning_core import RunFile
from tuning_core.resource_files import STARTER
from workbench.main_window import MainWindow
from workbench.what_is_it import ADAPTER, DATA, MODEL, RUN, RUN_FILE, UNKNOWN, what_are, what_is


def mime(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def drop(window: MainWindow, *paths: Path) -> None:
    held = mime(*paths)
    action, button, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(1, 1), action, held, button, none)
    window.dragEnterEvent(enter)
    assert enter.isAccepted()
    window.dropEvent(QDropEvent(QPointF(1, 1), action, held, button, none))


@pytest.fixture
def things(tmp_path: Path) -> dict[str, Path]:
    rows = tmp_path / "rows.jsonl"
    rows.write_text(json.dumps({"instruction": "a", "output": "b"}) + "\n", encoding="utf-8")
    run = tmp_path / "a run"
    run.mkdir()
    (run / "run.toml").write_text(RunFile().to_toml(), encoding="utf-8")
    adapter = tmp_path / "adapter"
    adapter.mkdir()
    (adapter / "adapter_config.json").write_text("{}", encoding="utf-8")
    file = tmp_path / "settings.toml"
    file.write_text(RunFile().with_settings({"training.max_steps": 9}).to_toml(), encoding="utf-8")
    picture = tmp_path / "picture.png"
    picture.touch()
    folder = tmp_path / "folder of rows"
    folder.mkdir()
    (folder / "part.csv.gz").touch()
    return {"rows": rows, "run": run, "adapter": adapter, "file": file, "picture": picture, "folder": folder}


def test_each_thing_is_known_for_what_it_is(things: dict[str, Path]) -> None:
    assert what_is(STARTER / "model") == MODEL
    assert what_is(things["rows"]) == what_is(things["folder"]) == DATA
    assert what_is(things["run"]) == RUN
    assert what_is(things["adapter"]) == ADAPTER
    assert what_is(things["file"]) == RUN_FILE
    assert what_is(things["picture"]) == what_is(Path("/nowhere")) == UNKNOWN
    assert what_are([things["rows"], things["folder"]]) == DATA
    assert what_are([things["rows"], things["run"]]) == what_are([things["run"], things["run"]]) == UNKNOWN


def test_dropped_rows_become_the_data(window: MainWindow, things: dict[str, Path]) -> None:
    drop(window, things["rows"])
    assert window.session.run.data.train == str(things["rows"])
    assert window.shown_page == "data"


def test_a_dropped_model_folder_is_chosen(window: MainWindow) -> None:
    drop(window, STARTER / "model")
    assert window.session.run.model.path == str(STARTER / "model")
    assert window.shown_page == "model"


def test_a_dropped_run_file_brings_its_settings_which_can_be_taken_back(
    window: MainWindow, things: dict[str, Path]
) -> None:
    drop(window, things["file"])
    assert window.session.run.training.max_steps == 9
    window.session.history.undo()
    assert window.session.run.training.max_steps is None


@pytest.mark.parametrize("name", ["run", "adapter"])
def test_a_dropped_run_or_adapter_goes_to_the_chat(
    window: MainWindow, things: dict[str, Path], name: str, qtbot: QtBot
) -> None:
    drop(window, things[name])
    assert window.session.job is not None
    assert window.shown_page == "chat"
    window.session.stop_job()
    qtbot.waitUntil(lambda: window.session.job is None, timeout=60_000)


def test_anything_else_is_answered_with_one_sentence(window: MainWindow, things: dict[str, Path]) -> None:
    before = window.session.run
    drop(window, things["picture"])
    assert window.message_bar.sentence.text().startswith("picture.png is no model folder")
    drop(window, things["rows"], things["run"])
    assert "cannot be opened together" in window.message_bar.sentence.text()
    assert window.session.run == before


def test_files_pass_by_the_fields_of_text(window: MainWindow, things: dict[str, Path]) -> None:
    hub = window.page("model").findChild(QLineEdit, "hubEdit")
    action, button, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    held = mime(things["rows"])
    enter = QDragEnterEvent(QPoint(1, 1), action, held, button, none)
    enter.accept()
    assert window._files_pass_by.eventFilter(hub, enter)
    assert not enter.isAccepted()


def test_a_run_that_was_opened_from_anywhere_is_among_the_recent_ones(window: MainWindow, tmp_path: Path) -> None:
    session = window.session
    session.run_folder, session.tuned = tmp_path / "a run", object()
    window.opening._on_tuned_changed()
    session.tuned = None
    assert window.preferences.recent_runs == [str(tmp_path / "a run")]


def test_the_recent_ones_stand_in_the_file_menu(window: MainWindow, things: dict[str, Path]) -> None:
    window.preferences.remember_model("/models/one")
    window.preferences.remember_run(str(things["run"]))
    window.preferences.remember_data([str(things["rows"])])
    for name, title in (
        ("menuRecentModels", "/models/one"),
        ("menuRecentRuns", "a run"),
        ("menuRecentData", "rows.jsonl"),
    ):
        menu = window.findChild(QMenu, name)
        menu.aboutToShow.emit()
        assert menu.actions()[0].text() == title
    window.findChild(QMenu, "menuRecentData").actions()[0].trigger()
    assert window.session.run.data.train == str(things["rows"])
