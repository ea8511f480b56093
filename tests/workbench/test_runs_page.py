"""The Runs page: finding, comparing, naming, noting, deleting and taking back real runs of a tiny model."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QInputDialog, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from tests.workbench.tiny_runs import run_made, tiny_settings
from tuning_core import RunFile, list_runs, train
from tuning_core.training.run_folder import new_run_folder
from workbench.pages.runs import RunsPage
from workbench.session import Session
from workbench.translation import CHINESE, ENGLISH, speak
from workbench.widgets.command_dialog import CommandDialog
from workbench.widgets.differing_settings import differing
from workbench.widgets.runs_table import METHOD, NAME, NARROWEST_NAME, SIZE

Until = Callable[[Callable[[], object]], None]


@pytest.fixture
def run(llama_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RunFile:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "xdg"))  # where the bin of this test is
    (tmp_path / "xdg").mkdir()
    return RunFile().with_settings(tiny_settings(llama_folder, tmp_path / "rows.jsonl"))


@pytest.fixture
def two_runs(run: RunFile) -> list[Path]:
    return [run_made(run, name="small", method__rank=4), run_made(run, name="large", method__rank=16)]


@pytest.fixture
def page(qtbot: QtBot, two_runs: list[Path]) -> Iterator[RunsPage]:
    session = Session()
    page = RunsPage(session)
    qtbot.addWidget(page)
    page.resize(900, 700)
    page.show()
    session.run_list.refresh()
    qtbot.waitUntil(lambda: page.table.shown_count == 2, timeout=60_000)
    yield page
    session.close()


@pytest.fixture
def until(qtbot: QtBot) -> Until:
    return lambda condition: qtbot.waitUntil(lambda: bool(condition()), timeout=60_000)


def names(page: RunsPage) -> list[str]:
    model = page.table.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def choose(page: RunsPage, name: str) -> None:
    """Not by selectRow, which heeds the keys that an earlier test has pressed."""
    index = page.table.model().index(names(page).index(name), 0)
    flags = QItemSelectionModel.SelectionFlag
    page.table.selectionModel().select(index, flags.ClearAndSelect | flags.Rows)


def test_a_search_finds_runs_by_name_method_and_note(page: RunsPage, two_runs: list[Path], until: Until) -> None:
    page.session.run_list.write_note(two_runs[0], "diverged at first")
    until(lambda: any(summary.note for summary in page.session.run_list.summaries))
    assert not page.table.isColumnHidden(10)
    for text, found in (("LARGE", ["large"]), ("diverged", ["small"]), ("lora", ["large", "small"]), ("nothing", [])):
        page.filter.search_edit.setText(text)
        assert names(page) == found
    assert page.none_shown.isVisible()
    page.none_shown.button.click()
    assert len(names(page)) == 2


def test_a_state_shows_its_runs_alone(page: RunsPage, run: RunFile, until: Until) -> None:
    job = train(run.with_settings({"name": "left"}), out=new_run_folder("left"))
    while next(job).__class__.__name__ != "StepDone":
        pass
    job.close()
    page.session.run_list.refresh()
    until(lambda: page.table.shown_count == 3)
    page.filter.state_combo.setCurrentIndex(page.filter.state_combo.findData("cancelled"))
    assert names(page) == ["left"]


def test_sorting_by_a_column_reorders_the_runs(page: RunsPage) -> None:
    page.table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    assert names(page) == ["large", "small"]
    page.table.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    assert names(page) == ["small", "large"]


def test_chosen_runs_are_laid_over_each_other_with_what_differs(page: RunsPage, until: Until) -> None:
    page.table.selectAll()
    until(lambda: len(page.chart.series) == 2)
    table = page.differing.table
    assert table.verticalHeaderItem(0).text() == "Rank"
    assert {table.item(0, column).text() for column in (0, 1)} == {"4", "16"}
    assert all(len(series) == 2 for series in page.chart.series.values())


def test_a_run_is_renamed_and_noted_from_the_keyboard(page: RunsPage, qtbot: QtBot, until: Until) -> None:
    choose(page, "small")
    for key, name, text in (
        (Qt.KeyboardModifier.NoModifier, "renameDialog", "tiny"),
        (Qt.KeyboardModifier.ShiftModifier, "noteDialog", "worth\nkeeping"),
    ):
        page.table.setFocus()
        qtbot.keyClick(page.table, Qt.Key.Key_F2, key)
        dialog = page.findChild(QInputDialog, name)
        assert dialog is not None
        dialog.setTextValue(text)
        if name == "noteDialog":
            qtbot.waitUntil(dialog.isActiveWindow)
            edit = dialog.findChild(QPlainTextEdit)
            assert edit.height() >= 4 * edit.fontMetrics().lineSpacing()
            qtbot.keyClick(edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        else:
            dialog.accept()
    until(lambda: any(summary.note for summary in page.session.run_list.summaries))
    summary = next(summary for summary in list_runs() if summary.note)
    assert (summary.name, summary.note) == ("tiny", "worth\nkeeping")
    assert "worth keeping" in [page.table.model().index(row, 10).data() for row in range(2)]


def test_a_name_that_no_run_can_have_is_refused_with_a_sentence(page: RunsPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.session.problem) as told:
        page.session.run_list.rename(page.session.run_list.summaries[0].folder, "a/b")
    assert "name" in told.args[0]


def test_a_run_goes_to_the_bin_and_comes_back(page: RunsPage, two_runs: list[Path], until: Until) -> None:
    before = sorted(file.relative_to(two_runs[0]) for file in two_runs[0].rglob("*"))
    choose(page, "small")
    page.actions_of_runs["delete"].trigger()
    assert "“small”" in page.delete_choice.question.text()
    page.delete_choice.do_button.click()
    until(lambda: names(page) == ["large"])
    assert not two_runs[0].exists()
    until(lambda: page.undo_choice.isVisible())
    page.findChild(QPushButton, "undoDeleteButton").click()
    until(lambda: len(names(page)) == 2)
    assert sorted(file.relative_to(two_runs[0]) for file in two_runs[0].rglob("*")) == before
    assert not list((two_runs[0].parents[2] / "xdg").rglob("*.trashinfo"))


def test_what_is_not_in_the_bin_any_more_is_told(page: RunsPage, two_runs: list[Path], qtbot: QtBot) -> None:
    choose(page, "small")
    page.on_delete()
    qtbot.waitUntil(lambda: page.undo_choice.isVisible(), timeout=60_000)
    two_runs[0].mkdir()
    with qtbot.waitSignal(page.session.problem) as told:
        page.on_undo()
    assert "not in the bin any more" in told.args[0]


def test_the_command_trains_the_same_run(page: RunsPage, two_runs: list[Path]) -> None:
    choose(page, "small")
    page.actions_of_runs["command"].trigger()
    dialog = page.findChild(CommandDialog)
    assert dialog is not None
    assert dialog.command.toPlainText() == f"peft-workbench train {two_runs[0] / 'run.toml'}"
    dialog.copy_button.click()
    assert QGuiApplication.clipboard().text() == dialog.command.toPlainText()
    dialog.close()


def test_a_saved_run_file_reads_back_as_the_run(
    page: RunsPage, two_runs: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "shared.toml"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    choose(page, "small")
    page.actions_of_runs["saveFile"].trigger()
    assert RunFile.read(target) == RunFile.read(two_runs[0] / "run.toml")


def test_what_needs_one_run_says_so_where_several_are_chosen(page: RunsPage) -> None:
    page.table.selectAll()
    assert page.actions_of_runs["rename"].toolTip() == "Select only one run."
    assert not page.buttons["open"].isEnabled()
    assert page.buttons["delete"].isEnabled()


def test_methods_are_called_by_their_names_in_the_language(
    page: RunsPage, run: RunFile, two_runs: list[Path], until: Until
) -> None:
    run_made(run, name="other", method__name="prefix_tuning")
    page.session.run_list.refresh()
    until(lambda: page.table.shown_count == 3)
    speak(CHINESE)
    try:
        page.table.selectAll()
        titles = [page.table.model().index(row, METHOD).data() for row in range(3)]
        assert sorted(titles) == ["LoRA", "LoRA", "前缀微调"]
        runs = [RunFile().with_settings({"method.name": name}) for name in ("lora", "prefix_tuning")]
        assert ("方法", ["LoRA", "前缀微调"]) in differing(runs)
    finally:
        speak(ENGLISH)


def test_the_size_is_left_out_where_names_could_not_be_read(page: RunsPage) -> None:
    page.resize(1000, 700)
    assert not page.table.isColumnHidden(SIZE)
    page.resize(700, 700)
    assert page.table.isColumnHidden(SIZE)
    assert page.table.columnWidth(NAME) >= NARROWEST_NAME
