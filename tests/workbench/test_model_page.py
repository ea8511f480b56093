"""The Model page: looking at a model, loading it, and the way of a newcomer."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from tests.tiny_encoders import write_bert
from tuning_core.run_file import ModelSettings
from workbench.pages.model import ModelPage
from workbench.preferences import Preferences
from workbench.session import Session
from workbench.weight_sizes import weight_bytes


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[ModelPage]:
    session = Session()
    page = ModelPage(session)
    page.show()
    session.load_core()
    qtbot.waitUntil(lambda: session.card is not None, timeout=60_000)
    yield page
    qtbot.waitUntil(lambda: session.job is None, timeout=60_000)
    session.close()
    page.deleteLater()


def button(page: ModelPage, name: str) -> QPushButton:
    found = page.findChild(QPushButton, name)
    assert found is not None
    return found


def test_the_card_is_shown_without_loading(page: ModelPage) -> None:
    assert page.facts.values["Size"].text() == "1.95 M parameters"
    assert page.session.loaded is None


def test_the_newcomer_s_button_loads_and_prepares_and_leads_to_training(page: ModelPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.page_wanted, timeout=60_000) as wanted:
        button(page, "tryStarterButton").click()
    assert wanted.args == ["train"]
    assert page.session.loaded is not None
    assert page.session.prepared is not None


def test_a_loaded_model_can_be_unloaded_and_is_remembered(page: ModelPage, qtbot: QtBot) -> None:
    button(page, "loadModelButton").click()
    qtbot.waitUntil(lambda: page.session.loaded is not None, timeout=60_000)
    assert Preferences().recent_models == ["starter"]
    qtbot.waitUntil(lambda: page.session.job is None)
    button(page, "unloadModelButton").click()
    assert page.session.loaded is None
    assert page.session.card is not None


def test_a_folder_that_is_no_model_is_told_in_a_sentence(page: ModelPage, tmp_path: Path, qtbot: QtBot) -> None:
    page.session.change({"model.path": str(tmp_path)})
    qtbot.waitUntil(lambda: bool(page.session.card_problem), timeout=20_000)
    assert page.state.text() == page.session.card_problem
    assert str(tmp_path) in page.state.text()
    assert page.facts.isHidden()


def test_another_model_folder_shows_its_own_card(page: ModelPage, llama_folder: Path, qtbot: QtBot) -> None:
    page.session.change({"model.path": str(llama_folder)})
    qtbot.waitUntil(lambda: page.session.card is not None, timeout=20_000)
    assert page.facts.values["Kind"].text() == "Llama, 2 layers, 32 wide"
    assert page.facts.values["Chat template"].text() == "no; a plain one is used"


def test_the_task_decides_what_a_model_is_loaded_as(page: ModelPage, tmp_path: Path, qtbot: QtBot) -> None:
    session = page.session
    session.change({"model.path": str(write_bert(["good", "film"], tmp_path)), "data.format": "text"})
    qtbot.waitUntil(lambda: bool(session.card_problem), timeout=20_000)
    assert "set “Task” to “Classify texts” or “Label words”" in page.state.text()
    page.task_combo.setCurrentIndex(page.task_combo.findText("Label words"))
    page.task_combo.activated.emit(page.task_combo.currentIndex())
    qtbot.waitUntil(lambda: session.card is not None, timeout=20_000)
    assert session.run.model.task == "token_classification"
    assert session.run.data.format == "auto"
    assert page.facts.values["Chat template"].text() == "not needed for this task"
    button(page, "loadModelButton").click()
    qtbot.waitUntil(lambda: session.loaded is not None and session.job is None, timeout=60_000)
    assert type(session.loaded.model).__name__ == "BertForTokenClassification"


def test_fewer_bits_take_less_memory(page: ModelPage) -> None:
    assert page.session.card is not None
    sizes = [weight_bytes(page.session.card, ModelSettings(quantization=q)) for q in ("nf4", "int8", "none")]
    assert sizes == sorted(sizes)
    assert sizes[-1] == page.session.card.parameters * 4


def test_a_wrong_folder_leaves_the_loaded_model(page: ModelPage, tmp_path: Path, qtbot: QtBot) -> None:
    session = page.session
    button(page, "loadModelButton").click()
    qtbot.waitUntil(lambda: session.loaded is not None and session.job is None, timeout=60_000)
    loaded = session.loaded
    session.choose_model(str(tmp_path))
    qtbot.waitUntil(lambda: "config.json" in page.refusal.text(), timeout=20_000)
    assert session.loaded is loaded
    assert session.run.model.path == "starter"


def test_a_model_that_is_not_here_is_no_error(
    page: ModelPage, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    session = page.session
    session.choose_model("somebody/not-here-at-all")
    qtbot.waitUntil(lambda: bool(session.to_download), timeout=20_000)
    assert session.card_problem == ""
    assert page.state.text().startswith("somebody/not-here-at-all is not on this machine yet; Load model")
    assert page.state.property("rank") == "quiet"
    assert button(page, "loadModelButton").isEnabled()


def test_what_is_no_model_cannot_be_loaded(page: ModelPage, tmp_path: Path, qtbot: QtBot) -> None:
    page.session.change({"model.path": str(tmp_path)})
    qtbot.waitUntil(lambda: bool(page.session.card_problem), timeout=20_000)
    assert not button(page, "loadModelButton").isEnabled()


def test_pickled_weights_lead_to_the_switch_for_them(
    page: ModelPage, llama_folder: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "config.json").write_text((llama_folder / "config.json").read_text())
    (tmp_path / "pytorch_model.bin").write_bytes(b"pickle")
    page.session.choose_model(str(tmp_path))
    qtbot.waitUntil(lambda: bool(page.session.card_problem), timeout=20_000)
    assert "tick “Allow pickle files”" in page.state.text()
    assert not page.form.rows["allow_pickle"].isHidden()
