"""English and Simplified Chinese: chosen by hand or by the system, and changed while the window is open."""

import gc
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QComboBox, QDialogButtonBox, QLabel, QLineEdit, QPlainTextEdit, QProgressBar
from pytestqt.qtbot import QtBot

from tests.workbench.trained_window import open_window
from tuning_core.events import StepDone
from workbench.core_sentences import CoreSentences
from workbench.extract_texts import write_ts
from workbench.main_window import MainWindow
from workbench.preferences import Preferences
from workbench.session import Session
from workbench.shown_window import ShownWindow
from workbench.translation import CHINESE, ENGLISH, speak
from workbench.widgets.job_panel import JobPanel
from workbench.widgets.loss_chart import LossChart
from workbench.widgets.preferences_dialog import PreferencesDialog


@pytest.fixture
def shown(qtbot: QtBot, own_home: Path) -> Iterator[ShownWindow]:
    shown = ShownWindow(Session(), Preferences())
    shown.window.show()
    yield shown
    shown.window.close()
    shown.window.deleteLater()
    shown.deleteLater()
    speak(ENGLISH)


def choose(shown: ShownWindow, language: str, qtbot: QtBot) -> None:
    before = shown.window
    shown.preferences.language = language
    before.language_chosen.emit()
    qtbot.waitUntil(lambda: shown.window is not before)


def test_the_page_and_the_size_stay_when_the_language_changes(shown: ShownWindow, qtbot: QtBot) -> None:
    shown.window.resize(1010, 707)
    shown.window.show_page("data")
    choose(shown, CHINESE, qtbot)
    assert (shown.window.width(), shown.window.height()) == (1010, 707)
    assert shown.window.shown_page == "data"
    assert shown.window.isVisible()


def test_what_is_being_typed_stays(shown: ShownWindow, qtbot: QtBot) -> None:
    shown.window.page("chat").findChild(QPlainTextEdit, "promptEdit").setPlainText("Tell me about")
    shown.window.page("train").findChild(QLineEdit, "learning_rateEdit").setText("fast")
    assert "training.learning_rate" in shown.session.refused
    choose(shown, CHINESE, qtbot)
    assert shown.window.page("chat").findChild(QPlainTextEdit, "promptEdit").toPlainText() == "Tell me about"
    rate = shown.window.page("train").findChild(QLineEdit, "learning_rateEdit")
    assert (rate.text(), rate.property("wrong")) == ("fast", True)
    assert "training.learning_rate" in shown.session.refused


@pytest.mark.slow
def test_a_run_goes_on_while_the_language_changes(shown: ShownWindow, qtbot: QtBot) -> None:
    session = shown.session
    session.load_core()
    qtbot.waitUntil(lambda: session.core_is_ready, timeout=60_000)
    session.change({"training.max_steps": 10_000, "training.eval_every": 0, "training.save_every": 0})
    session.start_training()
    steps = []
    session.job_told.connect(lambda event: isinstance(event, StepDone) and steps.append(event.step))
    qtbot.waitUntil(lambda: len(steps) > 2, timeout=60_000)
    job, before = session.job, len(steps)
    choose(shown, CHINESE, qtbot)
    chart = shown.window.page("train").findChild(LossChart, "lossChart")
    qtbot.waitUntil(lambda: len(steps) > before + 2, timeout=60_000)
    qtbot.waitUntil(lambda: len(chart.steps) >= before, timeout=20_000)
    assert session.job is job
    panel = shown.window.statusBar().findChild(JobPanel)
    assert panel.isVisible()
    assert shown.window.statusBar().findChild(QLabel, "deviceLabel").text().startswith("CPU")
    assert "训练中" in shown.window.page("train").findChild(QLabel, "phaseLabel").text()
    session.leave_job()
    qtbot.waitUntil(lambda: session.job is None, timeout=60_000)


def test_the_window_before_is_gone(shown: ShownWindow, qtbot: QtBot) -> None:
    shown.window.make_all_pages()
    before = weakref.ref(shown.window)
    pages = [weakref.ref(shown.window.page(name)) for name in ("model", "data", "method", "train", "chat", "runs")]
    choose(shown, CHINESE, qtbot)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    assert before() is None
    assert not [page for page in pages if page() is not None]
    assert [top for top in QApplication.topLevelWidgets() if isinstance(top, MainWindow)] == [shown.window]


def test_the_preferences_are_open_again_in_the_language_that_was_chosen_in_them(
    shown: ShownWindow, qtbot: QtBot
) -> None:
    shown.window.menus.show_preferences()
    before, dialog = shown.window, shown.window.findChild(PreferencesDialog)
    combo = dialog.findChild(QComboBox, "languageCombo")
    combo.setCurrentIndex(combo.findData(CHINESE))
    qtbot.waitUntil(lambda: shown.window is not before)
    again = shown.window.findChild(PreferencesDialog)
    assert again.isVisible()
    assert again.findChild(QComboBox, "languageCombo").currentText() == "简体中文"
    assert again.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Close).text() == "关闭"
    assert Preferences().language == CHINESE


def test_what_is_refused_is_told_in_the_language(shown: ShownWindow, qtbot: QtBot) -> None:
    choose(shown, CHINESE, qtbot)
    shown.window.page("train").findChild(QLineEdit, "learning_rateEdit").setText("0")
    assert shown.session.refused["training.learning_rate"].sentence == "学习率：须大于 0。"


@pytest.fixture
def sentences(tmp_path: Path) -> CoreSentences:
    said = {
        "{file}: there is no such folder.": "{file}：没有这个文件夹。",
        "{path} cannot be read: {error}.": "无法读取 {path}：{error}。",
        "{path} cannot be read.": "无法读取 {path}。",
        "Permission denied": "没有权限",
        "set {name} to {named_or}": "将 {name} 设为 {named_or}",
        " or ": "或",
        "the row is empty": "该行是空的",
        "{path} cannot be read": "无法读取 {path}",
        "{problem}{more}; mend it.": "{problem}{more}；请修正。",
        ", and {n} more": "，另有 {n} 处",
        "Rank": "秩",
    }
    file = tmp_path / "some.ts"
    write_ts(file, CHINESE, {"tuning_core": said})
    return CoreSentences(file, ("tuning_core",))


def test_a_sentence_with_values_is_found_by_its_pattern(sentences: CoreSentences) -> None:
    assert sentences.translated("/a b/c.json: there is no such folder.") == "/a b/c.json：没有这个文件夹。"


def test_the_pattern_that_says_most_is_taken_and_phrases_inside_are_translated(sentences: CoreSentences) -> None:
    assert sentences.translated("x.txt cannot be read: Permission denied.") == "无法读取 x.txt：没有权限。"
    assert sentences.translated("x.txt cannot be read.") == "无法读取 x.txt。"


def test_sentences_that_were_chained_are_told_one_by_one(sentences: CoreSentences) -> None:
    assert sentences.translated("x.txt cannot be read; set a to b; the row is empty.") == (
        "无法读取 x.txt；将 a 设为 b；该行是空的。"
    )


def test_values_side_by_side_are_parted_by_their_words(sentences: CoreSentences) -> None:
    assert sentences.translated("the row is empty, and 3 more; mend it.") == "该行是空的，另有 3 处；请修正。"
    assert sentences.translated("the row is empty; mend it.") == "该行是空的；请修正。"


def test_a_name_of_one_word_stays_though_it_is_a_title_elsewhere(sentences: CoreSentences) -> None:
    assert sentences.translated("Rank") == "秩"
    assert sentences.translated("Rank cannot be read.") == "无法读取 Rank。"


def test_what_is_listed_by_or_is_listed_so_in_the_other_language(sentences: CoreSentences) -> None:
    assert sentences.translated("set task to a or b") == "将 task 设为 a或b"


def test_a_place_before_a_sentence_stays(sentences: CoreSentences) -> None:
    assert sentences.translated("rows.jsonl:4: the row is empty") == "rows.jsonl:4：该行是空的"


def test_what_is_unknown_is_shown_as_it_is(sentences: CoreSentences) -> None:
    assert sentences.translated("Nobody wrote this.") == "Nobody wrote this."


def test_a_window_made_anew_shows_the_machine_and_the_forecast(qtbot: QtBot, own_home: Path) -> None:
    with open_window() as shown:
        qtbot.waitUntil(lambda: shown.session.pricing.price.forecast is not None, timeout=60_000)
        bar = shown.window.findChild(QProgressBar, "memoryForecast")
        qtbot.waitUntil(lambda: bar.value() > 0)
        before = bar.value(), bar.maximum()
        choose(shown, CHINESE, qtbot)
        again = shown.window.findChild(QProgressBar, "memoryForecast")
        assert (again.value(), again.maximum()) == before
        assert "CPU" in shown.window.findChild(QLabel, "deviceLabel").text()
