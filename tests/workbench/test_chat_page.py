"""The Chat page: asking, editing, asking again, stopping, and talking while a run goes on."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import torch
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from tuning_core.events import StepDone
from workbench.generation_presets import BUILT_IN, GenerationPresets
from workbench.pages.chat import ChatPage
from workbench.saved_conversations import saved_conversations
from workbench.session import Session
from workbench.speakers import BASE, LIVE

LONG = 60_000  # milliseconds
TOKENS = 6


@pytest.fixture
def page(qtbot: QtBot, llama_folder: Path, write_rows: Callable[..., Path]) -> Iterator[ChatPage]:
    """A loaded tiny model, and rows to train it with."""
    rows = write_rows([{"instruction": f"name {number}", "output": "the river"} for number in range(8)])
    session = Session()
    page = ChatPage(session)
    qtbot.addWidget(page)
    session.load_core()
    qtbot.waitUntil(lambda: session.core_is_ready, timeout=LONG)
    session.change(
        {
            "model.path": str(llama_folder),
            "data.train": str(rows),
            "data.validation": 0.0,
            "training.max_steps": 6,
            "training.eval_every": 0,
            "training.learning_rate": 0.01,
            "method.dropout": 0.3,
        }
    )
    session.load_model()
    qtbot.waitUntil(lambda: session.loaded is not None and session.job is None, timeout=LONG)
    session.talk.presets.change({"max_new_tokens": TOKENS, "min_new_tokens": TOKENS})
    page.resize(1000, 700)
    page.show()
    yield page
    session.stop_job()
    qtbot.waitUntil(lambda: session.job is None, timeout=LONG)
    session.close()


def say(page: ChatPage, qtbot: QtBot, text: str) -> None:
    page.prompt_box.edit.setPlainText(text)
    qtbot.mouseClick(page.prompt_box.send_button, Qt.MouseButton.LeftButton)
    done(page, qtbot)


def done(page: ChatPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not page.talk.is_replying and page.session.job is None, timeout=LONG)


def press(page: ChatPage, name: str, turn: int = 0) -> None:
    page.columns.views[turn].findChild(QToolButton, name).click()


def prompts(page: ChatPage) -> list[str]:
    return [view.prompt.text() for view in page.columns.views]


def replies(page: ChatPage, column: str = "base") -> list[str]:
    return [view.replies[column].text.toPlainText() for view in page.columns.views]


def trained(page: ChatPage, qtbot: QtBot, chat_at: int = 0) -> dict[str, torch.Tensor]:
    """What a run learns; with `chat_at`, both sides are talked to after that step."""
    session, talk = page.session, page.talk
    asked: list[bool] = []

    def on_told(event: object) -> None:
        if isinstance(event, StepDone) and chat_at and not asked:
            asked.append(talk.ask("the restaurant"))
            session.job.pause()

    session.job_told.connect(on_told)
    assert session.start_training()
    if chat_at:
        qtbot.waitUntil(lambda: bool(asked) and not talk.is_replying, timeout=LONG)
        assert asked == [True]
        assert session.job is not None
        session.job.resume()
    qtbot.waitUntil(lambda: session.tuned is not None and session.job is None, timeout=LONG)
    session.job_told.disconnect(on_told)
    return {name: tensor.detach().clone() for name, tensor in session.tuned.trainable_parameters().items()}


def test_chatting_while_a_run_goes_on_leaves_what_it_learns_bit_for_bit(page: ChatPage, qtbot: QtBot) -> None:
    page.talk.presets.change({"temperature": 1.3})
    alone = trained(page, qtbot)
    talked = trained(page, qtbot, chat_at=1)
    assert alone.keys() == talked.keys()
    assert all(torch.equal(tensor, talked[name]) for name, tensor in alone.items())
    turn = page.talk.conversation.turns[-1]
    assert [reply.speaker for reply in turn.replies.values()] == ["Base model", "This run, being trained"]
    assert all(reply.tokens == TOKENS for reply in turn.replies.values())


def test_a_reply_that_training_waits_for_can_be_stopped_and_training_goes_on(page: ChatPage, qtbot: QtBot) -> None:
    session, talk = page.session, page.talk
    session.change({"training.max_steps": 40})
    talk.presets.change({"max_new_tokens": 1500, "min_new_tokens": 1499})
    asked: list[bool] = []
    session.job_told.connect(
        lambda event: asked or (isinstance(event, StepDone) and asked.append(talk.ask("the restaurant")))
    )
    talk.grew.connect(lambda _: talk.stop())
    assert session.start_training()
    qtbot.waitUntil(lambda: session.tuned is not None and session.job is None, timeout=LONG)
    assert session.run_folder is not None
    assert 0 < talk.conversation.turns[0].replies["base"].tokens < 1499
    assert talk.conversation.turns[0].replies["base"].stopped


def test_an_edited_message_makes_a_version_that_the_arrows_lead_back_from(page: ChatPage, qtbot: QtBot) -> None:
    say(page, qtbot, "the river")
    say(page, qtbot, "and then")
    before = replies(page)
    press(page, "editMessageButton")
    assert page.prompt_box.edit.toPlainText() == "the river"
    assert "message 1" in page.prompt_box.reason.text()
    say(page, qtbot, "good food")
    assert prompts(page) == ["good food"]
    assert page.columns.views[0].place.text() == "2 / 2"
    press(page, "earlierVersionButton")
    assert prompts(page) == ["the river", "and then"]
    assert replies(page) == before


def test_asking_again_draws_anew_and_keeps_the_first_reply(page: ChatPage, qtbot: QtBot) -> None:
    page.talk.presets.change({"temperature": 2.0, "top_k": 0})
    say(page, qtbot, "the river")
    first = replies(page)
    press(page, "askAgainButton")
    done(page, qtbot)
    assert prompts(page) == ["the river"]
    assert replies(page) != first
    assert page.talk.conversation.turns[1].settings["seed"] == 43
    press(page, "earlierVersionButton")
    assert replies(page) == first


def test_every_column_is_asked_with_the_same_seed(page: ChatPage, qtbot: QtBot) -> None:
    page.talk.presets.change({"temperature": 2.0, "top_k": 0})
    page.findChild(QToolButton, "addColumnButton").click()
    page.talk.add_column(BASE)
    page.talk.set_speaker("tuned", BASE)
    say(page, qtbot, "the river")
    said = [replies(page, column)[0] for column in ("base", "tuned", "column3", "column4")]
    assert len(set(said)) == 1
    assert said[0]
    page.columns.choices["base"].remove_button.click()
    assert list(page.columns.choices) == ["tuned", "column3", "column4"]
    say(page, qtbot, "and then")
    assert set(page.talk.conversation.turns[1].replies) == {"tuned", "column3", "column4"}


def test_a_later_column_reads_only_what_it_answered(page: ChatPage, qtbot: QtBot) -> None:
    say(page, qtbot, "the river")
    page.talk.add_column(BASE)
    say(page, qtbot, "and then")
    assert page.columns.views[0].replies["column3"].text.placeholderText().startswith("Not asked yet")
    assert replies(page, "column3")[1]


def test_tokens_are_shaded_and_told_where_they_are_pointed_at(page: ChatPage, qtbot: QtBot) -> None:
    say(page, qtbot, "the river")
    page.findChild(QToolButton, "shades").click()
    view = page.columns.views[0].replies["base"]
    reply = page.talk.conversation.turns[0].replies["base"]
    shades = [
        fragment.fragment().charFormat().background().style()
        for block in [view.text.document().begin()]
        for fragment in block
    ]
    assert Qt.BrushStyle.SolidPattern in shades  # a random model finds nothing likely
    view.text.setFocus()
    sentence = view.text.sentence_at(0)
    assert all(f"“{one.text}”" in sentence for one in reply.said[0].likeliest if one.text.isalnum())
    assert not page.legend.isHidden()
    page.findChild(QToolButton, "shades").click()
    assert view.text.textCursor().charFormat().background().style() == Qt.BrushStyle.NoBrush


def test_conversations_outlast_the_window_and_are_renamed_and_deleted(page: ChatPage, qtbot: QtBot) -> None:
    say(page, qtbot, "the river")
    said = replies(page)
    page.findChild(QPushButton, "newConversationButton").click()
    assert prompts(page) == []
    page.findChild(QToolButton, "conversationsButton").click()
    qtbot.waitUntil(lambda: page.saved.list.count() == 1, timeout=LONG)
    page.saved.list.item(0).setText("About rivers")
    qtbot.waitUntil(lambda: saved_conversations()[0].title == "About rivers", timeout=LONG)

    later = ChatPage(page.session)
    qtbot.addWidget(later)
    later.saved.refresh()
    qtbot.waitUntil(lambda: later.saved.list.count() == 1, timeout=LONG)
    later.saved.list.itemClicked.emit(later.saved.list.item(0))
    assert replies(later) == said
    assert later.name.text() == "About rivers"

    page.saved.refresh()
    qtbot.waitUntil(lambda: page.saved.list.count() == 1, timeout=LONG)
    page.saved.list.setCurrentRow(0)
    page.saved._on_delete()
    assert saved_conversations() == []
    page.saved.undo_button.click()
    assert [saved.title for saved in saved_conversations()] == ["About rivers"]


def test_a_page_made_while_a_reply_is_written_shows_it(page: ChatPage, qtbot: QtBot) -> None:
    page.talk.presets.change({"max_new_tokens": 1500, "min_new_tokens": 1499})
    page.prompt_box.edit.setPlainText("the river")
    page.prompt_box.on_send()
    with qtbot.waitSignal(page.talk.grew, timeout=LONG):
        pass
    later = ChatPage(page.session)
    qtbot.addWidget(later)
    assert prompts(later) == ["the river"]
    assert later.columns.views[0].replies["base"].text.toPlainText()
    assert later.prompt_box.stop_button.isEnabled()
    later.prompt_box.stop_button.click()
    done(page, qtbot)
    assert "stopped" in later.columns.views[0].replies["base"].below.text()


def test_a_conversation_is_written_as_markdown(page: ChatPage, qtbot: QtBot, tmp_path: Path) -> None:
    say(page, qtbot, "the river")
    page.export(tmp_path / "said.md")
    text = (tmp_path / "said.md").read_text(encoding="utf-8")
    assert "> the river" in text
    assert replies(page)[0] in text


def test_presets_are_chosen_kept_and_deleted(page: ChatPage) -> None:
    page.findChild(QToolButton, "chatSettingsButton").click()
    assert page.settings is not None
    combo, presets = page.settings.combo, page.talk.presets
    presets.change({"max_new_tokens": 256, "min_new_tokens": 0})
    page.settings.show_now()
    assert combo.currentData() == "Exact"
    combo.setCurrentIndex(combo.findData("Creative"))
    combo.activated.emit(combo.currentIndex())
    assert presets.now == BUILT_IN["Creative"]
    page.settings.form.rows["temperature"].editor.setText("1.5")
    assert combo.currentData() == ""
    page.settings.save_as("Wild")
    assert combo.currentData() == "Wild"
    assert GenerationPresets().now["temperature"] == 1.5
    assert list(GenerationPresets().own) == ["Wild"]
    page.settings.delete_button.click()
    assert GenerationPresets().own == {}


def test_a_speaker_that_is_not_there_yet_is_left_out(page: ChatPage, qtbot: QtBot) -> None:
    assert [column.key for column in page.talk.columns] == [BASE, LIVE]
    say(page, qtbot, "the river")
    assert list(page.talk.conversation.turns[0].replies) == ["base"]
    assert page.columns.views[0].replies["tuned"].text.placeholderText().startswith("Not asked yet")


def test_the_system_prompt_is_read_and_kept_with_its_conversation(page: ChatPage, qtbot: QtBot) -> None:
    page.findChild(QToolButton, "chatSettingsButton").click()
    say(page, qtbot, "the river")
    plain = replies(page)
    page.findChild(QPushButton, "newConversationButton").click()
    page.settings.system_edit.setPlainText("good food")
    say(page, qtbot, "the river")
    assert replies(page) != plain
    page.talk.open(next(saved.key for saved in saved_conversations() if saved.key != page.talk.conversation.key))
    assert page.settings.system_edit.toPlainText() == ""


def test_the_buttons_of_a_turn_that_is_no_more_do_nothing(page: ChatPage, qtbot: QtBot) -> None:
    say(page, qtbot, "Who are you?")
    view = page.columns.views[0]
    page.new_conversation()
    assert view.isHidden()  # it is deleted only when the event loop comes to it
    for name in ("editMessageButton", "askAgainButton"):
        view.findChild(QToolButton, name).click()
    assert prompts(page) == []
    assert not page.talk.is_replying


def test_settings_that_do_not_go_together_are_told_before_anything_is_asked(page: ChatPage, qtbot: QtBot) -> None:
    page.on_settings_toggled(True)
    page.talk.presets.change({"num_return_sequences": 2, "temperature": 0.0})
    page.settings.show_now()
    assert page.settings.problem.text().startswith("Several replies need a temperature above 0")
    assert not page.prompt_box.send_button.isEnabled()
    assert not page.talk.ask("Who are you?")
    assert prompts(page) == []
    page.talk.presets.change({"temperature": 0.7})
    page.settings.show_now()
    assert page.settings.problem.isHidden()
    say(page, qtbot, "Who are you?")
    assert prompts(page) == ["Who are you?"]


def test_presets_outlast_settings_that_do_not_go_together(page: ChatPage) -> None:
    page.talk.presets.change({"temperature": 0.5})
    page.talk.presets.save_as("mine")
    page.talk.presets.change({"num_return_sequences": 2, "temperature": 0.0})
    again = GenerationPresets()
    assert again.own == {"mine": {"temperature": 0.5}}
    assert "num_return_sequences" not in again.now
