"""The export dialog: what can be written, where it goes, and what the check of the files said."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QPushButton, QTableWidget
from pytestqt.qtbot import QtBot

from tuning_core import attach, loading
from tuning_core.background import result_of
from tuning_core.events import ComparedReply, Exported, Loading
from tuning_core.methods import method_named
from tuning_core.run_file import ModelSettings
from workbench.export import dialog as dialogs
from workbench.export.dialog import ExportDialog, export_adapter
from workbench.export.kinds import KINDS, MERGED, NATIVE, PEFT, PORTABLE
from workbench.session import Session

Shown = Callable[..., ExportDialog]


@pytest.fixture
def shown(qtbot: QtBot, llama_folder: Path, tmp_path: Path) -> Shown:
    def show(kind: str = PEFT, method: str = "lora", **settings: Any) -> ExportDialog:
        session = Session()
        session.change({"model.path": str(llama_folder)})
        session.loaded = result_of(loading(ModelSettings(path=str(llama_folder))))
        session.tuned = attach(session.loaded.model, method_named(method, **settings))
        dialog = ExportDialog(session, kind)
        qtbot.addWidget(dialog)
        dialog.show()
        dialog.findChild(QLineEdit, "exportPathEdit").setText(str(tmp_path / "out"))
        return dialog

    return show


def _button(dialog: ExportDialog, name: str = "exportButton") -> QPushButton:
    return dialog.findChild(QPushButton, name)


def _export(dialog: ExportDialog, qtbot: QtBot) -> str:
    _button(dialog).click()
    qtbot.waitUntil(lambda: dialog.session.job is None and dialog.room.currentWidget() is dialog.proof, timeout=30_000)
    return dialog.findChild(QLabel, "exportResult").text()


def test_a_merged_model_is_written_and_the_check_is_shown(shown: Shown, qtbot: QtBot, tmp_path: Path) -> None:
    dialog = shown(MERGED)
    told = _export(dialog, qtbot)
    assert "says the same as the one in memory" in told
    assert str(tmp_path / "out") in told
    table = dialog.findChild(QTableWidget, "exportProofTable")
    assert table.isVisible()
    assert {table.item(row, 2).text() for row in range(table.rowCount())} == {"the same"}
    assert "## Method" in (tmp_path / "out" / "README.md").read_text(encoding="utf-8")


def test_the_size_is_known_before_and_follows_the_numbers(shown: Shown, qtbot: QtBot) -> None:
    dialog = shown(MERGED)
    qtbot.waitUntil(lambda: dialog.place.needed_bytes > 0)
    in_32_bits = dialog.place.needed_bytes
    numbers = dialog.findChild(QComboBox, "exportNumbersCombo")
    numbers.setCurrentIndex(numbers.findData("bfloat16"))
    qtbot.waitUntil(lambda: dialog.place.needed_bytes == in_32_bits // 2)
    assert "will be written" in dialog.findChild(QLabel, "exportSize").text()


def test_the_numbers_asked_for_are_written(shown: Shown, qtbot: QtBot, tmp_path: Path) -> None:
    dialog = shown(MERGED)
    numbers = dialog.findChild(QComboBox, "exportNumbersCombo")
    numbers.setCurrentIndex(numbers.findData("bfloat16"))
    _export(dialog, qtbot)
    assert '"dtype": "bfloat16"' in (tmp_path / "out" / "config.json").read_text()


def test_a_lora_for_other_programs_is_written(shown: Shown, qtbot: QtBot, tmp_path: Path) -> None:
    dialog = shown(use_rslora=True)
    dialog.findChild(QComboBox, "exportFormatCombo").setCurrentText("LoRA for vLLM and llama.cpp")
    assert "says the same" in _export(dialog, qtbot)
    assert "use_rslora" not in (tmp_path / "out" / "adapter_config.json").read_text()


def test_the_programs_own_format_is_written(shown: Shown, qtbot: QtBot, tmp_path: Path) -> None:
    _export(shown(NATIVE), qtbot)
    assert (tmp_path / "out" / "method.json").is_file()


def test_what_the_other_programs_cannot_read_is_said_and_not_written(shown: Shown) -> None:
    dialog = shown(use_dora=True)
    combo, problem = dialog.findChild(QComboBox, "exportFormatCombo"), dialog.findChild(QLabel, "exportProblem")
    assert _button(dialog).isEnabled()
    combo.setCurrentIndex(combo.findData(PORTABLE))
    assert "cannot read DoRA" in problem.text()
    assert not _button(dialog).isEnabled()
    combo.setCurrentIndex(combo.findData(PEFT))
    assert problem.text() == ""


def test_a_method_that_cannot_merge_says_so_and_offers_what_it_can(shown: Shown) -> None:
    dialog = shown(MERGED, "prefix_tuning")
    assert "cannot be folded into the weights" in dialog.findChild(QLabel, "exportProblem").text()
    assert not _button(dialog).isEnabled()
    _button(dialog, "exportInsteadButton").click()
    assert dialog.kind == PEFT
    assert _button(dialog).isEnabled()


def test_a_method_that_peft_lacks_begins_with_the_own_format(shown: Shown, qtbot: QtBot) -> None:
    session = shown(PEFT, "bitfit", add_biases=True).session
    dialog = export_adapter(None, session)
    qtbot.addWidget(dialog)
    assert dialog.kind == NATIVE


def test_the_proposed_folder_follows_what_is_written_and_one_that_was_typed_stays(
    shown: Shown, qtbot: QtBot, tmp_path: Path
) -> None:
    typed = shown(MERGED)
    fresh = ExportDialog(typed.session, MERGED)
    qtbot.addWidget(fresh)
    assert fresh.place.folder.name.endswith("-merged")
    for dialog in (typed, fresh):
        dialog.kind_combo.setCurrentIndex(list(KINDS).index(PEFT))
    assert fresh.place.folder.name.endswith("-adapter")
    assert typed.place.folder == tmp_path / "out"


def test_what_was_just_written_can_be_replaced_by_something_else(shown: Shown, qtbot: QtBot, tmp_path: Path) -> None:
    dialog = shown(MERGED)
    _export(dialog, qtbot)
    dialog.kind_combo.setCurrentIndex(list(KINDS).index(PEFT))
    assert not _button(dialog).isEnabled()
    assert dialog.place.replace_box.isVisible()
    dialog.place.replace_box.click()
    assert _button(dialog).isEnabled()
    _export(dialog, qtbot)
    assert (tmp_path / "out" / "adapter_config.json").is_file()
    assert not (tmp_path / "out" / "config.json").exists()


def test_nothing_is_replaced_without_being_asked(shown: Shown, qtbot: QtBot, tmp_path: Path) -> None:
    _export(shown(), qtbot)
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "diary.txt").write_text("dear diary")
    dialog = shown(MERGED)
    box, path = dialog.findChild(QCheckBox, "exportReplaceBox"), dialog.findChild(QLineEdit, "exportPathEdit")
    assert box.isVisible()
    assert not box.isChecked()
    assert not _button(dialog).isEnabled()
    path.setText(str(mine))
    assert not box.isVisible()  # it holds no export, so that there is no way to overwrite it
    assert not _button(dialog).isEnabled()
    path.setText(str(tmp_path / "out"))
    box.setChecked(True)
    _export(dialog, qtbot)
    assert (tmp_path / "out" / "model.safetensors").is_file()
    assert not (tmp_path / "out" / "adapter_config.json").exists()


def test_cancelling_leaves_nothing_behind(
    shown: Shown, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = shown(MERGED)
    seen = threading.Event()
    plain = dialogs.export_job

    def held_up(*given: Any) -> Any:
        job = plain(*given)

        def until_stopped(stop: threading.Event) -> Any:
            for event in job(stop):
                if getattr(event, "done", 0):
                    seen.set()
                    stop.wait()
                yield event

        return until_stopped

    monkeypatch.setattr(dialogs, "export_job", held_up)
    _button(dialog).click()
    qtbot.waitUntil(seen.is_set)
    qtbot.mouseClick(_button(dialog, "exportStopButton"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.session.job is None and dialog.room.currentWidget() is dialog.proof)
    assert dialog.findChild(QLabel, "exportResult").text() == "Cancelled; nothing was left behind."
    assert [path.name for path in tmp_path.iterdir() if "out" in path.name] == []


def test_files_that_answer_differently_are_told_with_the_cause(shown: Shown) -> None:
    dialog = shown(MERGED)
    cause = "The written model answers differently: rounding what was learned to bfloat16 loses part of it."
    row = ComparedReply("Who?", "she", "he", False, 3.25, 0.5)
    dialog.on_exported(Exported("/there", 3.25, False, 10, 1, (row,), cause, False))
    result = dialog.findChild(QLabel, "exportResult")
    assert cause in result.text()
    assert result.property("rank") == "problem"
    table = dialog.findChild(QTableWidget, "exportProofTable")
    assert [table.item(0, column).text() for column in range(3)] == ["Who?", "3.25", "another"]
    assert "In the files: he" in table.item(0, 2).toolTip()


def test_the_bar_follows_the_bytes_of_any_size(shown: Shown) -> None:
    dialog = shown(MERGED)
    dialog.progress.tell(Loading("Writing the merged model", 60_000_000_000, 80_000_000_000))
    assert dialog.progress.bar.value() / dialog.progress.bar.maximum() == pytest.approx(0.75)


def test_a_full_disk_is_told_before(shown: Shown) -> None:
    dialog = shown(MERGED)
    dialog.place.expect(10**18)
    assert "make room, or choose another disk" in dialog.findChild(QLabel, "exportProblem").text()
    assert not _button(dialog).isEnabled()


def test_the_tuned_model_is_as_before_after_the_check(shown: Shown, qtbot: QtBot) -> None:
    dialog = shown()
    tuned, ids = dialog.session.tuned, torch.tensor([[5, 9, 31]])
    before = tuned(input_ids=ids).logits
    _export(dialog, qtbot)
    assert tuned.enabled
    assert torch.equal(tuned(input_ids=ids).logits, before)
    assert all(parameter.requires_grad for parameter in tuned.trainable_parameters().values())


def test_the_model_card_tells_how_the_model_was_made_whatever_was_chosen_since(
    shown: Shown, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = shown()
    session = dialog.session
    session.run_folder = tmp_path / "run"
    session.run_folder.mkdir()
    (session.run_folder / "run.toml").write_text(session.run.to_toml(), encoding="utf-8")
    session.change({"method.rank": 77})
    _export(dialog, qtbot)
    card = (tmp_path / "out" / "README.md").read_text(encoding="utf-8")
    assert "- Rank: 8\n" in card
    assert "77" not in card
