"""The chat's columns: base, this run, checkpoints, other runs and opened adapters on one base, switched in place."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import torch
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.tiny_models import make_tiny_folder
from tests.tuning_core.drained import drained
from tuning_core import GenerationSettings, RunFile, attach, chatting, load_adapter, load_model, save_adapter, train
from tuning_core.methods import method_named
from workbench.pages.chat import ChatPage
from workbench.session import Session
from workbench.speakers import BASE, LIVE

LONG = 60_000  # milliseconds
ASKED = "the restaurant"
TOKENS = 8


@pytest.fixture(scope="module")
def gpt2_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With biases, so that BitFit can tune it."""
    return make_tiny_folder("gpt2", tmp_path_factory.mktemp("gpt2-chat"))


@pytest.fixture
def make_run(gpt2_folder: Path, write_rows: Callable[..., Path]) -> Callable[..., Path]:
    """Trains a run of its own, in the runs folder, and returns its folder."""
    rows = write_rows([{"instruction": f"name {number}", "output": "the river"} for number in range(8)])

    def make(name: str, method: str, learning_rate: float = 0.3, **settings: object) -> Path:
        run = RunFile().with_settings(
            {
                "name": name,
                "model.path": str(gpt2_folder),
                "data.train": str(rows),
                "data.validation": 0.0,
                "method.name": method,
                **{f"method.{key}": value for key, value in settings.items()},
                "training.max_steps": 4,
                "training.save_every": 2,
                "training.learning_rate": learning_rate,
            }
        )
        from tuning_core.training.run_folder import runs_root

        folder = runs_root() / name
        drained(train(run, out=folder))
        return folder

    return make


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[ChatPage]:
    session = Session()
    page = ChatPage(session)
    qtbot.addWidget(page)
    session.load_core()
    qtbot.waitUntil(lambda: session.core_is_ready, timeout=LONG)
    yield page
    session.stop_job()
    qtbot.waitUntil(lambda: session.job is None, timeout=LONG)
    session.close()


def open_run(page: ChatPage, qtbot: QtBot, folder: Path) -> None:
    assert page.session.open_run(folder)
    qtbot.waitUntil(lambda: page.session.tuned is not None and page.session.job is None, timeout=LONG)
    page.talk.presets.change({"max_new_tokens": TOKENS, "min_new_tokens": TOKENS})


def choose(page: ChatPage, qtbot: QtBot, side: str, key: str) -> None:
    combo = page.columns.choices[side].combo
    qtbot.waitUntil(lambda: combo.findData(key) >= 0, timeout=LONG)
    combo.setCurrentIndex(combo.findData(key))
    qtbot.waitUntil(lambda: page.session.job is None, timeout=LONG)


def ask(page: ChatPage, qtbot: QtBot) -> dict[str, str]:
    page.prompt_box.edit.setPlainText(ASKED)
    qtbot.mouseClick(page.prompt_box.send_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.session.job is None, timeout=LONG)
    replies = {side: reply.text.toPlainText() for side, reply in page.columns.views[-1].replies.items()}
    page.new_conversation()
    return replies


def alone(gpt2_folder: Path, adapter: Path | None) -> str:
    """What it says on a base of its own."""
    model, tokenizer = load_model(str(gpt2_folder))
    speaker = load_adapter(model, adapter) if adapter is not None else model
    settings = GenerationSettings(max_new_tokens=TOKENS, min_new_tokens=TOKENS)
    texts: tuple[str, ...] = drained(chatting(speaker, tokenizer, [{"role": "user", "content": ASKED}], settings))[1]
    return texts[0]


def test_checkpoints_and_other_runs_speak_in_place_as_they_would_alone(
    page: ChatPage, qtbot: QtBot, gpt2_folder: Path, make_run: Callable[..., Path]
) -> None:
    this, other = make_run("first", "bitfit"), make_run("second", "lora", rank=2)
    checkpoint = this / "checkpoints" / "step-000002"
    expected = {
        BASE: alone(gpt2_folder, None),
        LIVE: alone(gpt2_folder, this / "adapter"),
        str(checkpoint): alone(gpt2_folder, checkpoint),
        str(other / "adapter"): alone(gpt2_folder, other / "adapter"),
    }
    open_run(page, qtbot, this)
    base = page.session.loaded.model
    assert ask(page, qtbot) == {"base": expected[BASE], "tuned": expected[LIVE]}
    for left, right in ((str(checkpoint), str(other / "adapter")), (LIVE, BASE), (BASE, str(checkpoint))):
        choose(page, qtbot, "base", left)
        choose(page, qtbot, "tuned", right)
        assert ask(page, qtbot) == {"base": expected[left], "tuned": expected[right]}
    assert page.session.loaded.model is base
    assert page.session.tuned.enabled

    page.session.unload_model()
    fresh = load_model(str(gpt2_folder))[0].state_dict()
    assert all(torch.equal(tensor, fresh[name]) for name, tensor in base.state_dict().items())
    assert not any(module._forward_hooks for module in base.modules())


def test_replies_are_labelled_by_who_spoke(page: ChatPage, qtbot: QtBot, make_run: Callable[..., Path]) -> None:
    folder = make_run("first", "lora", rank=2)
    open_run(page, qtbot, folder)
    page.prompt_box.edit.setPlainText(ASKED)
    page.prompt_box.on_send()
    qtbot.waitUntil(lambda: page.session.job is None, timeout=LONG)
    choose(page, qtbot, "tuned", str(folder / "checkpoints" / "step-000002"))
    page.prompt_box.edit.setPlainText(ASKED)
    page.prompt_box.on_send()
    qtbot.waitUntil(lambda: page.session.job is None, timeout=LONG)
    above, last = page.columns.views
    assert above.replies["base"].below.text().startswith("Base model · ")
    assert above.replies["tuned"].below.text().startswith("LoRA, this run · ")
    assert last.replies["tuned"].below.text().startswith("Checkpoint, step 2 · ")


def test_an_adapter_opened_from_a_folder_speaks(
    page: ChatPage, qtbot: QtBot, gpt2_folder: Path, make_run: Callable[..., Path], tmp_path: Path
) -> None:
    open_run(page, qtbot, make_run("first", "lora", rank=2))
    tuned = attach(load_model(str(gpt2_folder))[0], method_named("ia3"))
    with torch.no_grad():
        for parameter in tuned.trainable_parameters().values():
            parameter.mul_(3.0)
    save_adapter(tuned, tmp_path / "mine")
    page.columns.choices["base"].folder_chosen.emit(tmp_path / "mine")
    qtbot.waitUntil(lambda: page.session.job is None, timeout=LONG)
    assert page.columns.choices["base"].combo.currentText() == "mine"
    assert page.columns.choices["tuned"].combo.currentData() == LIVE
    assert ask(page, qtbot)["base"] == alone(gpt2_folder, tmp_path / "mine")


def test_an_adapter_of_another_model_is_refused_in_place(
    page: ChatPage, qtbot: QtBot, llama_folder: Path, make_run: Callable[..., Path], tmp_path: Path
) -> None:
    open_run(page, qtbot, make_run("first", "lora", rank=2))
    save_adapter(attach(load_model(str(llama_folder))[0], method_named("lora")), tmp_path / "other")
    before = ask(page, qtbot)
    page.columns.choices["tuned"].folder_chosen.emit(tmp_path / "other")
    qtbot.waitUntil(lambda: page.session.job is None, timeout=LONG)
    assert "model" in page.columns.choices["tuned"].refusal.text()
    assert page.columns.choices["tuned"].combo.currentData() == LIVE
    assert page.columns.choices["base"].refusal.text() == ""
    assert ask(page, qtbot) == before


def test_training_again_meets_a_plain_base_and_only_two_are_offered_meanwhile(
    page: ChatPage, qtbot: QtBot, gpt2_folder: Path, make_run: Callable[..., Path]
) -> None:
    """Trained twice from the same start, once after other adapters spoke: what is learned is the same."""
    this, other = make_run("first", "bitfit"), make_run("second", "bitfit", learning_rate=0.1)
    open_run(page, qtbot, this)
    choose(page, qtbot, "base", str(other / "adapter"))
    ask(page, qtbot)
    seen: list[tuple[str, ...]] = []
    session = page.session
    session.job_told.connect(lambda _: seen.append(tuple(speaker.key for speaker in session.speakers.offered)))
    assert session.start_training()
    assert "while it trains" in page.columns.choices["base"].combo.toolTip()
    assert not page.columns.choices["base"].combo.isEnabled()
    qtbot.waitUntil(lambda: session.tuned is not None and session.job is None, timeout=LONG)
    assert set(seen) == {(BASE, LIVE)}
    assert page.columns.choices["base"].combo.currentData() == BASE
    again = session.tuned.trainable_parameters()
    alone_again = load_adapter(load_model(str(gpt2_folder))[0], this / "adapter").trainable_parameters()
    assert all(torch.equal(parameter, alone_again[name]) for name, parameter in again.items())


def test_runs_on_another_base_are_not_offered(
    page: ChatPage, qtbot: QtBot, llama_folder: Path, make_run: Callable[..., Path]
) -> None:
    this, other = make_run("first", "lora", rank=2), make_run("second", "ia3")
    run = RunFile.read(other / "run.toml")
    elsewhere = run.model_copy(update={"model": run.model.model_copy(update={"path": str(llama_folder)})})
    (other / "run.toml").write_text(elsewhere.to_toml(), encoding="utf-8")
    open_run(page, qtbot, this)
    combo = page.columns.choices["tuned"].combo
    qtbot.waitUntil(lambda: combo.findData(str(this / "checkpoints" / "step-000002")) >= 0, timeout=LONG)
    assert combo.findData(str(other / "adapter")) < 0


def test_an_adapter_for_no_model_is_refused(tmp_path: Path) -> None:
    session, heard = Session(), []
    session.speakers.refused.connect(heard.append)
    assert not session.speakers.open(tmp_path)
    assert heard == ["No model is loaded that this adapter could be put on; load it first."]
    session.close()
