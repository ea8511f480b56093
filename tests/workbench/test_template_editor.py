"""The template editor: the row is written anew while the template is edited, and mistakes are shown where they are."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from pytestqt.qtbot import QtBot
from transformers import AutoTokenizer

from tuning_core.data.conversations import Message
from tuning_core.data.files import Row
from tuning_core.data.opened import PreparedRow
from tuning_core.data.templates import NAMED, template_for
from tuning_core.resource_files import STARTER
from workbench.widgets.template_editor import TemplateEditor

MESSAGES = (Message("user", "How 😀 much?"), Message("assistant", "Four."))
ROW = PreparedRow(12, Row("rows.jsonl", 12, {}), MESSAGES, None, "")


@cache
def tokenizer() -> Any:
    return AutoTokenizer.from_pretrained(STARTER / "model")


@pytest.fixture
def editor(qtbot: QtBot) -> Iterator[TemplateEditor]:
    editor = TemplateEditor()
    qtbot.addWidget(editor)
    editor.show_row(ROW, "answers")
    editor.edit(tokenizer(), "auto")
    yield editor
    editor._drawing.close()


def drawn(editor: TemplateEditor, qtbot: QtBot, text: str) -> None:
    qtbot.waitUntil(lambda: editor.rendered.toPlainText() == text, timeout=10_000)


def learned(editor: TemplateEditor) -> list[str]:
    return [text for text, kind in editor.rendered.parts if kind == "learned"]


def test_it_opens_with_the_models_own_and_the_chosen_row(editor: TemplateEditor, qtbot: QtBot) -> None:
    drawn(editor, qtbot, template_for(tokenizer()).text(MESSAGES))
    assert editor.row_heading.text() == "Row 12"
    assert editor.start_combo.currentText() == "the model's own"
    assert [editor.start_combo.itemText(number) for number in range(1, editor.start_combo.count())] == [
        *NAMED,
        "your own",
    ]
    assert editor.setting == "auto"


def test_the_row_follows_what_is_typed(editor: TemplateEditor, qtbot: QtBot) -> None:
    editor.source_edit.setPlainText("{% for m in messages %}[{{ m.role }}: {{ m.content }}]{% endfor %}")
    drawn(editor, qtbot, "[user: How 😀 much?][assistant: Four.]")
    assert editor.start_combo.currentText() == "your own"
    assert learned(editor)[0] == "Four."
    assert ("How 😀 much?", "prompt") in editor.rendered.parts


@pytest.mark.parametrize(("learn", "answers"), [("answers", 2), ("last_answer", 1), ("everything", 2)])
def test_what_is_learned_is_painted(editor: TemplateEditor, qtbot: QtBot, learn: str, answers: int) -> None:
    row = PreparedRow(1, Row("rows.jsonl", 1, {}), MESSAGES * 2, None, "")
    editor.show_row(row, learn)
    text = template_for(tokenizer()).text(MESSAGES * 2)
    drawn(editor, qtbot, text)
    assert "".join(learned(editor)).count("Four.") == answers
    assert ("".join(learned(editor)) == text) == (learn == "everything")


def test_a_mistake_is_told_and_its_line_marked(editor: TemplateEditor, qtbot: QtBot) -> None:
    drawn(editor, qtbot, template_for(tokenizer()).text(MESSAGES))
    before = editor.rendered.toPlainText()
    editor.source_edit.setPlainText("{% for m in messages %}\n{{ m.content }}\n{% endfro %}")
    qtbot.waitUntil(lambda: bool(editor.problem.text()), timeout=10_000)
    assert "line 3" in editor.problem.text()
    assert [one.cursor.blockNumber() for one in editor.source_edit.extraSelections()] == [2]
    assert not editor.use_button.isEnabled()
    assert editor.rendered.toPlainText() == before
    editor.own_button.click()
    qtbot.waitUntil(lambda: not editor.problem.text(), timeout=10_000)
    assert editor.use_button.isEnabled()
    assert not editor.source_edit.extraSelections()


def test_a_template_is_used_by_its_name_where_it_has_one(editor: TemplateEditor, qtbot: QtBot) -> None:
    used = []
    editor.used.connect(used.append)
    editor._start_from("chatml")
    editor.use_button.click()
    editor.source_edit.appendPlainText("{{ 'mine' }}")
    editor.use_button.click()
    editor.own_button.click()
    editor.use_button.click()
    assert used[0] == "chatml"
    assert used[1].endswith("{{ 'mine' }}")
    assert used[2] == "auto"


def test_a_setting_that_is_no_template_can_be_mended(editor: TemplateEditor, qtbot: QtBot) -> None:
    editor.edit(tokenizer(), "{% for %}")
    assert editor.source_edit.toPlainText() == "{% for %}"
    qtbot.waitUntil(lambda: "line 1" in editor.problem.text(), timeout=10_000)
