"""Exporting the adapter: which program it is for is chosen, and what that program cannot read is said."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from tuning_core import attach, load_model
from tuning_core.methods import method_named
from workbench.export_dialog import ExportDialog
from workbench.session import Session

Shown = Callable[..., ExportDialog]


@pytest.fixture
def shown(qtbot: QtBot, llama_folder: Path) -> Shown:
    def show(merged: bool = False, **settings: Any) -> ExportDialog:
        session = Session()
        session.tuned = attach(load_model(str(llama_folder))[0], method_named("lora", **settings))
        dialog = ExportDialog(session, merged)
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    return show


def test_a_lora_for_other_programs_is_written(shown: Shown, qtbot: QtBot, tmp_path: Path) -> None:
    dialog = shown(use_rslora=True)
    dialog.findChild(QLineEdit, "exportPathEdit").setText(str(tmp_path / "out"))
    dialog.findChild(QComboBox, "exportFormatCombo").setCurrentText("LoRA for vLLM and llama.cpp")
    dialog.findChild(QPushButton, "exportButton").click()
    qtbot.waitUntil(lambda: dialog.session.job is None and not dialog.result.isHidden(), timeout=20_000)
    assert dialog.result.text().startswith("Written to ")
    assert "use_rslora" not in (tmp_path / "out" / "adapter_config.json").read_text()


def test_what_the_other_programs_cannot_read_is_said_and_not_written(shown: Shown, tmp_path: Path) -> None:
    dialog = shown(use_dora=True)
    dialog.findChild(QLineEdit, "exportPathEdit").setText(str(tmp_path / "out"))
    combo, problem = dialog.findChild(QComboBox, "exportFormatCombo"), dialog.findChild(QLabel, "exportProblem")
    assert dialog.findChild(QPushButton, "exportButton").isEnabled()
    combo.setCurrentText("LoRA for vLLM and llama.cpp")
    assert "cannot read DoRA" in problem.text()
    assert not dialog.findChild(QPushButton, "exportButton").isEnabled()
    combo.setCurrentIndex(0)
    assert problem.text() == ""


def test_a_merged_model_has_one_format_alone(shown: Shown) -> None:
    assert not shown(merged=True).findChild(QComboBox, "exportFormatCombo").isVisible()
