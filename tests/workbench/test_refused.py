"""What is refused in a field stands in the way of a start, until it is mended, reset or replaced."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from tuning_core import RunFile
from workbench import preflight
from workbench.pages.method import MethodPage
from workbench.pages.train import TrainPage
from workbench.session import Session


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[Session]:
    session = Session()
    session.load_core()
    qtbot.waitUntil(lambda: session.pricing.price.targets is not None, timeout=60_000)
    yield session
    session.close()


@pytest.fixture
def train_page(session: Session, qtbot: QtBot) -> TrainPage:
    page = TrainPage(session)
    qtbot.addWidget(page)
    return page


@pytest.fixture
def method_page(session: Session, qtbot: QtBot) -> MethodPage:
    page = MethodPage(session)
    qtbot.addWidget(page)
    return page


def sentences(session: Session) -> list[tuple[str, str]]:
    return [(found.sentence, found.page) for found in preflight.obstacles(session) if found.blocking]


def edit(page: TrainPage | MethodPage, name: str) -> QLineEdit:
    found = page.findChild(QLineEdit, name)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("0", "Learning rate: input should be greater than 0."), ("fast", "Learning rate: a number is needed here.")],
)
def test_a_refused_learning_rate_is_not_started_with_another(
    train_page: TrainPage, session: Session, qtbot: QtBot, text: str, sentence: str
) -> None:
    edit(train_page, "learning_rateEdit").setText(text)
    assert sentences(session) == [(sentence, "train")]
    assert not train_page.bar.start_button.isEnabled()
    with qtbot.waitSignal(session.problem) as told:
        assert not session.start_training()
    assert told.args == [sentence, ""]
    assert session.job is None


@pytest.mark.parametrize("again", ["", "1e-3"], ids=["as before", "another"])
def test_a_mended_field_is_in_the_way_no_more(train_page: TrainPage, session: Session, again: str) -> None:
    line = edit(train_page, "learning_rateEdit")
    line.setText("0")
    line.setText(again)
    assert sentences(session) == []
    assert train_page.bar.start_button.isEnabled()


def test_reset_mends_a_refused_field(train_page: TrainPage, session: Session) -> None:
    row = train_page.form.rows["learning_rate"]
    edit(train_page, "learning_rateEdit").setText("0")
    assert not row.reset_button.isHidden()
    row.reset_button.click()
    assert row.reset_button.isHidden()
    assert sentences(session) == []


def test_another_setting_leaves_what_is_refused(train_page: TrainPage, session: Session) -> None:
    edit(train_page, "learning_rateEdit").setText("0")
    session.change({"training.max_steps": 9})
    assert edit(train_page, "learning_rateEdit").text() == "0"
    assert len(sentences(session)) == 1


def test_replaced_settings_forget_what_is_refused(train_page: TrainPage, session: Session) -> None:
    edit(train_page, "learning_rateEdit").setText("0")
    session.set_run(RunFile())
    assert sentences(session) == []
    assert edit(train_page, "learning_rateEdit").text() == ""
    assert edit(train_page, "learning_rateEdit").property("wrong") is False


@pytest.mark.parametrize("pattern", ["zzz", "(q_proj", ""])
def test_a_refused_pattern_blocks_and_shows_nothing_checked(
    method_page: MethodPage, session: Session, pattern: str
) -> None:
    assert method_page.where.tree.checked()
    line = edit(method_page, "targetRegexEdit")
    line.setText(pattern)
    assert [page for _, page in sentences(session)] == ["method"]
    assert not session.start_training()
    assert line.property("wrong") is True
    assert line.text() == pattern
    assert method_page.where.tree.checked() == set()
    assert method_page.where.total.text() == ""


def test_a_mended_pattern_is_priced_again(method_page: MethodPage, session: Session, qtbot: QtBot) -> None:
    line = edit(method_page, "targetRegexEdit")
    line.setText("zzz")
    line.setText("all-linear")
    qtbot.waitUntil(lambda: session.pricing.price.targets is not None)
    assert sentences(session) == []
    assert method_page.where.tree.checked()
    assert line.property("wrong") is False


def test_another_method_forgets_what_was_refused_of_the_one_before(method_page: MethodPage, session: Session) -> None:
    edit(method_page, "alphaEdit").setText("much")
    assert sentences(session) == [("Alpha: a number is needed here.", "method")]
    method_page.combo.setCurrentIndex(method_page.combo.findData("ia3"))
    assert session.refused == {}
