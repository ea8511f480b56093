"""Classifiers in the window: what is shown of their rows, and a run from the data to the chat and back."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QComboBox, QLabel, QProgressBar, QTableView
from pytestqt.qtbot import QtBot

from tests.tiny_encoders import write_bert, write_t5
from tuning_core import RunFile
from workbench.pages.chat import ChatPage
from workbench.pages.data import DataPage
from workbench.session import Session
from workbench.widgets.held_out_picker import HeldOutPicker
from workbench.widgets.token_view import TokenView

WORDS = ["good", "bad", "film", "the", "in", "rome", "##s", "paris"]
REVIEWS = [{"idx": n, "sentence": f"{'the ' * (n // 2)}film", "label": n % 3} for n in range(12)]
TAGGED = [{"tokens": ["films", "in", "Rome"][n % 3 :], "tags": ["O", "O", "B-place"][n % 3 :]} for n in range(9)]


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[DataPage]:
    session = Session()
    page = DataPage(session)
    page.resize(900, 700)
    page.show()
    session.load_core()
    qtbot.waitUntil(lambda: session.card is not None, timeout=60_000)
    yield page
    session.stop_job()
    qtbot.waitUntil(lambda: session.job is None, timeout=60_000)
    session.close()
    page.deleteLater()


@pytest.fixture
def use(page: DataPage, tmp_path: Path, qtbot: QtBot) -> Callable[..., None]:
    """Loads a tiny model for the task and prepares the rows of a file."""

    def load(task: str, file: Path) -> None:
        session = page.session
        folder = tmp_path / task
        folder.mkdir()
        (write_t5 if task == "seq2seq_lm" else write_bert)(WORDS, folder)
        run = {"model": {"path": str(folder), "task": task}, "data": {"train": str(file), "validation": 0.25}}
        session.set_run(RunFile.from_dict({**run, "training": {"max_steps": 2, "batch_size": 2}}))
        session.load_model()
        qtbot.waitUntil(lambda: session.prepared is not None and session.job is None, timeout=60_000)

    return load


def heads(page: DataPage) -> list[str]:
    table = page.findChild(QTableView, "rowsTable")
    shown = [c for c in range(table.model().columnCount()) if not table.isColumnHidden(c)]
    return [table.model().headerData(c, table.horizontalHeader().orientation()) for c in shown]


def choices(page: DataPage, name: str) -> list[str]:
    combo = page.findChild(QComboBox, name)
    return [combo.itemText(number) for number in range(combo.count())]


def test_a_text_stands_beside_its_class(
    page: DataPage, use: Callable[..., None], write_rows: Callable[..., Path], qtbot: QtBot
) -> None:
    use("sequence_classification", write_rows(REVIEWS))
    assert page.summary.text().endswith("3 classes: 0, 1, 2")
    assert page.form_line.reason.text() == "text and class, recognised by the column names, sure"
    assert heads(page) == ["#", "idx", "sentence", "label", "Tokens", "Mark"]
    assert choices(page, "formatCombo") == ["as recognised", "text and class"]
    assert list(page.form_line.columns.combos) == ["text", "second_text", "label"]
    page.findChild(QTableView, "rowsTable").selectRow(1)
    shown = page.findChild(QLabel, "rowClass")
    qtbot.waitUntil(lambda: shown.text() == "1")
    assert shown.isVisible()
    view = page.findChild(TokenView, "tokenView")
    qtbot.waitUntil(lambda: view.toPlainText() == "[CLS] film [SEP]")


def test_tagged_words_are_shown_with_what_they_are(
    page: DataPage, use: Callable[..., None], write_rows: Callable[..., Path], qtbot: QtBot
) -> None:
    use("token_classification", write_rows(TAGGED))
    assert page.summary.text().endswith("words are named as place")
    assert heads(page) == ["#", "tokens", "tags", "Tokens", "Words", "Mark"]
    table = page.findChild(QTableView, "rowsTable")
    assert [table.model().index(0, c).data() for c in (1, 2, 4)] == ["films in Rome", "Rome (place)", "3"]
    view = page.findChild(TokenView, "tokenView")
    qtbot.waitUntil(lambda: [piece.tag for piece in view.pieces] == ["", "O", "O", "O", "B-place", ""])
    assert view.tag_kinds == ["place"]
    assert page.findChild(QLabel, "rowClass").isHidden()


def test_a_source_stands_above_its_answer(
    page: DataPage, use: Callable[..., None], write_rows: Callable[..., Path], qtbot: QtBot
) -> None:
    use("seq2seq_lm", write_rows([{"prompt": f"good{' film' * n}", "answer": "bad film"} for n in range(8)]))
    view = page.findChild(TokenView, "tokenView")
    qtbot.waitUntil(lambda: len(view.pieces) == 5)
    assert [piece.kind for piece in view.pieces] == ["prompt", "template", "learned", "learned", "end"]
    assert view.box_of(2).top() > view.box_of(1).bottom()


def test_rows_of_another_kind_ask_for_the_columns_of_the_task(
    page: DataPage, use: Callable[..., None], write_rows: Callable[..., Path], qtbot: QtBot
) -> None:
    use("sequence_classification", write_rows(REVIEWS))
    page.session.change({"data.train": str(write_rows([{"frage": "a", "antwort": "b", "x": "c"}], "other.jsonl"))})
    qtbot.waitUntil(lambda: page.form_line.reason.text().startswith("not recognised"), timeout=30_000)
    assert "a row needs a text and its class" in page.empty.sentence.text()
    qtbot.waitUntil(lambda: list(page.form_line.columns.combos) == ["text", "second_text", "label"])


def test_a_trained_classifier_is_talked_to_and_opened_again(
    page: DataPage, use: Callable[..., None], write_rows: Callable[..., Path], qtbot: QtBot
) -> None:
    session = page.session
    use("sequence_classification", write_rows(REVIEWS))
    chat = ChatPage(session)
    picker = chat.findChild(HeldOutPicker, "heldOutPicker")
    assert picker.itemData(1)[2] in ("0", "1", "2")
    session.start_training()
    qtbot.waitUntil(lambda: session.tuned is not None and session.job is None, timeout=60_000)
    replies, heads = [], []
    for _ in range(2):
        chat.on_sent("the film", "")
        qtbot.waitUntil(lambda: session.job is None, timeout=30_000)
        view = chat.columns.views[-1]
        replies.append({side: reply.text.toPlainText() for side, reply in view.replies.items()})
        bars = view.replies["tuned"].classes.findChildren(QProgressBar)
        assert sum(bar.value() for bar in bars) == pytest.approx(1000, abs=3)
        heads.append(session.loaded.model.classifier.weight.detach().clone())
        folder = session.run_folder
        session.unload_model()
        session.open_run(folder)
        qtbot.waitUntil(lambda: session.tuned is not None and session.job is None, timeout=60_000)
    assert replies[0] == replies[1]
    assert heads[0].equal(heads[1])  # of the base, whose new classes start from the run's seed
    assert all(reply.endswith(" %)") for reply in replies[0].values())
    assert session.run.data.labels == ["0", "1", "2"]
    page._choose([str(write_rows([*REVIEWS, {"idx": 1, "sentence": "bad", "label": "3"}], "four.jsonl"))])
    qtbot.waitUntil(lambda: session.prepared is not None and session.job is None, timeout=30_000)
    assert session.prepared.labels == ["0", "1", "2", "3"]
    chat.deleteLater()
