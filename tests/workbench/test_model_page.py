"""The Model page: looking at a model, loading it, and the way of a newcomer."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot
from transformers import LlamaConfig, LlamaForCausalLM

from tests.silent_hub import silent_hub
from tests.tiny_encoders import write_bert
from tests.tiny_models import write_tokenizer
from tests.workbench.trained_window import wait_until
from tuning_core.events import Downloading
from tuning_core.measuring import give_back, memory_in_use
from tuning_core.run_file import ModelSettings
from workbench.choices import DOWNLOADING_JOB
from workbench.job_thread import Job
from workbench.pages.model import ModelPage
from workbench.preferences import Preferences
from workbench.session import Session
from workbench.weight_sizes import weight_bytes
from workbench.widgets.download_panel import DownloadPanel
from workbench.widgets.hub_cache_dialog import HubCacheDialog


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
    assert page.facts.names_and_values.values["Size"].text() == "1.95 M parameters"
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
    assert page.facts.state.text() == page.session.card_problem
    assert str(tmp_path) in page.facts.state.text()
    assert page.facts.names_and_values.isHidden()


def test_another_model_folder_shows_its_own_card(page: ModelPage, llama_folder: Path, qtbot: QtBot) -> None:
    page.session.change({"model.path": str(llama_folder)})
    qtbot.waitUntil(lambda: page.session.card is not None, timeout=20_000)
    assert page.facts.names_and_values.values["Kind"].text() == "Llama, 2 layers, 32 wide"
    assert page.facts.names_and_values.values["Chat template"].text() == "no; a plain one is used"


def test_the_task_decides_what_a_model_is_loaded_as(page: ModelPage, tmp_path: Path, qtbot: QtBot) -> None:
    session = page.session
    session.change({"model.path": str(write_bert(["good", "film"], tmp_path)), "data.format": "text"})
    qtbot.waitUntil(lambda: bool(session.card_problem), timeout=20_000)
    assert "set “Task” to “Classify texts” or “Label words”" in page.facts.state.text()
    page.choice.task_combo.setCurrentIndex(page.choice.task_combo.findText("Label words"))
    page.choice.task_combo.activated.emit(page.choice.task_combo.currentIndex())
    qtbot.waitUntil(lambda: session.card is not None, timeout=20_000)
    assert session.run.model.task == "token_classification"
    assert session.run.data.format == "auto"
    assert page.facts.names_and_values.values["Chat template"].text() == "not needed for this task"
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
    qtbot.waitUntil(lambda: "config.json" in page.choice.refusal.text(), timeout=20_000)
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
    assert page.facts.state.text().startswith("somebody/not-here-at-all is not on this machine yet; Load model")
    assert page.facts.state.property("rank") == "quiet"
    assert button(page, "loadModelButton").isEnabled()


def test_a_loaded_model_stays_when_the_hub_does_not_give_another(
    page: ModelPage, hub_cache_folder: Path, qtbot: QtBot
) -> None:
    session = page.session
    button(page, "loadModelButton").click()
    qtbot.waitUntil(lambda: session.loaded is not None and session.job is None, timeout=60_000)
    loaded = session.loaded
    session.choose_model("somebody/mistyped")
    qtbot.waitUntil(lambda: "the Hub cannot be reached" in page.choice.refusal.text(), timeout=20_000)
    assert "The model starter stays. On this machine are: owner/begun" in page.choice.refusal.text()
    assert session.loaded is loaded
    assert session.run.model.path == "starter"


def test_a_hub_that_never_answers_holds_nothing_up(page: ModelPage, tmp_path: Path, llama_folder: Path) -> None:
    session = page.session
    with silent_hub(tmp_path) as hub:
        session.choose_model("somebody/somewhere")
        asked = threading.Thread(target=hub.hear, daemon=True)
        asked.start()
        wait_until(lambda: not asked.is_alive())
        session.choose_model(str(llama_folder))  # without waiting for the other
        wait_until(lambda: session.run.model.path == str(llama_folder))
        session.close()
        assert hub.is_waited_for


def test_the_hub_s_field_keeps_only_what_is_still_to_be_used(page: ModelPage, llama_folder: Path, qtbot: QtBot) -> None:
    choice = page.choice
    qtbot.keyClicks(choice.hub_edit, "nobody/at-home")
    page.session.choose_model(str(llama_folder))
    qtbot.waitUntil(lambda: page.session.run.model.path == str(llama_folder))
    assert choice.hub_edit.text() == "nobody/at-home"
    choice.hub_button.click()
    qtbot.waitUntil(lambda: page.session.run.model.path == "nobody/at-home")
    page.session.choose_model(str(llama_folder))
    qtbot.waitUntil(lambda: page.session.run.model.path == str(llama_folder))
    assert choice.hub_edit.text() == ""


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
    assert "tick “Allow pickle files”" in page.facts.state.text()
    assert not page.load_as.form.rows["allow_pickle"].isHidden()


def test_what_each_number_of_bits_saves_is_told_before_loading(page: ModelPage, qtbot: QtBot) -> None:
    session = page.session
    assert page.load_as.bits.buttons["none"].isChecked()
    assert page.load_as.bits.sizes["none"].text() == "7.81 MB"
    assert "saves" in page.load_as.bits.sizes["nf4"].text()
    saved = page.load_as.bits.sizes["nf4"].text().partition(",")[0]
    page.load_as.bits.buttons["nf4"].click()
    assert session.run.model.quantization == "nf4"
    qtbot.waitUntil(lambda: saved in page.load_as.weight.text(), timeout=20_000)
    page.load_as.bits.buttons["none"].click()
    assert session.run.model.quantization == "none"


@pytest.fixture
def hub_cache_folder(tmp_path: Path, llama_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A model that is all here, one of which a file is begun, and one that is no model."""
    cache = tmp_path / "hub"
    snapshot = cache / "models--owner--whole" / "snapshots" / ("a" * 40)
    (cache / "models--owner--whole" / "blobs").mkdir(parents=True)
    snapshot.mkdir(parents=True)
    for number, file in enumerate(llama_folder.iterdir()):
        blob = cache / "models--owner--whole" / "blobs" / f"{number}"
        blob.write_bytes(file.read_bytes())
        (snapshot / file.name).symlink_to(blob)
    (cache / "models--owner--whole" / "refs").mkdir()
    (cache / "models--owner--whole" / "refs" / "main").write_text("a" * 40)
    (cache / "models--owner--begun" / "blobs").mkdir(parents=True)
    (cache / "models--owner--begun" / "blobs" / "1234.incomplete").write_bytes(b"x" * 1000)
    (cache / "models--owner--empty").mkdir()
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(cache))
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    return cache


def test_the_cache_is_listed_with_what_can_be_used(page: ModelPage, hub_cache_folder: Path, qtbot: QtBot) -> None:
    button(page, "hubCacheButton").click()
    dialog = page.findChild(HubCacheDialog, "hubCacheDialog")
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.table.rowCount() == 3, timeout=20_000)
    states = {dialog.table.item(row, 0).text(): dialog.table.item(row, 3).text() for row in range(3)}
    assert "goes on where it stopped" in states["owner/begun"]
    assert states["owner/empty"].startswith("None of the files")
    dialog.close()


def test_what_cannot_be_downloaded_is_told_with_what_is_here(
    page: ModelPage, hub_cache_folder: Path, qtbot: QtBot
) -> None:
    page.session.choose_model("owner/begun")
    qtbot.waitUntil(lambda: page.session.to_download == "owner/begun", timeout=20_000)
    assert button(page, "downloadButton").isVisible()
    button(page, "downloadButton").click()
    qtbot.waitUntil(lambda: "cannot be reached" in page.choice.refusal.text(), timeout=60_000)
    assert "On this machine are: owner/begun, owner/empty, owner/whole." in page.choice.refusal.text()
    assert page.session.to_download == "owner/begun"


def test_a_download_shows_its_files_and_how_fast_it_is(page: ModelPage, qtbot: QtBot) -> None:
    def job(stop: threading.Event) -> Job:
        for done in (0, 500_000, 1_000_000):
            yield Downloading("owner/big", "model.safetensors", done, 1_000_000, done + 200, 1_000_200)
        stop.wait()

    panel = page.findChild(DownloadPanel)
    assert panel is not None
    assert page.session.start_job(DOWNLOADING_JOB, job)
    qtbot.waitUntil(lambda: panel.total.text().startswith("owner/big: 1.00 MB of 1.00 MB"), timeout=20_000)
    assert panel.isVisible()
    assert "model.safetensors" in [label.text() for label in panel.findChildren(QLabel)]
    panel.cancel_button.click()
    qtbot.waitUntil(lambda: page.session.job is None, timeout=20_000)
    assert not panel.isVisible()


def test_unloading_gives_the_memory_back(page: ModelPage, tmp_path: Path, qtbot: QtBot) -> None:
    """Of 120 MB of weights, which are touched once."""
    config = LlamaConfig(
        vocab_size=60_000, hidden_size=256, intermediate_size=64, num_hidden_layers=1, num_attention_heads=4
    )
    LlamaForCausalLM(config).save_pretrained(tmp_path)
    write_tokenizer(tmp_path)
    session = page.session
    session.choose_model(str(tmp_path))
    qtbot.waitUntil(lambda: session.card is not None and session.card.vocabulary == 60_000, timeout=60_000)
    give_back(torch.device("cpu"))
    before = memory_in_use(torch.device("cpu"))
    button(page, "loadModelButton").click()
    qtbot.waitUntil(lambda: session.loaded is not None and session.job is None, timeout=60_000)
    [parameter.add_(0.0) for parameter in session.loaded.model.parameters()]
    loaded = memory_in_use(torch.device("cpu"))
    assert loaded - before > 100e6
    button(page, "unloadModelButton").click()
    qtbot.waitUntil(lambda: session.loaded is None and session.job is None, timeout=60_000)
    after = memory_in_use(torch.device("cpu"))
    assert loaded - after > 100e6
